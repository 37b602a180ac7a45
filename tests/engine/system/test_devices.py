"""Which device is chosen by name, and what is said where it is not there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from lgt_engine.config.sections import DEVICES
from lgt_engine.errors import DataError, is_out_of_memory
from lgt_engine.system import distributed
from lgt_engine.system.devices import autocast_dtype, cap_memory, choose_device, empty_cache

ABSENT = [
    kind
    for kind, there in (
        ("cuda", torch.cuda.is_available()),
        ("xpu", torch.xpu.is_available()),
        ("mps", torch.backends.mps.is_available()),
    )
    if not there
]


@pytest.mark.parametrize("wanted", DEVICES)
def test_what_is_chosen_by_name_computes_and_says_why(wanted: str) -> None:
    device = choose_device(wanted)
    assert float(torch.ones(3, device=device.torch_device).sum()) == 3
    assert device.name
    if wanted in ABSENT:
        assert device.torch_device.type == "cpu"
        assert f"'{wanted}' is not available" in device.reason
    elif wanted != "auto":
        assert device.torch_device.type == wanted
    empty_cache(device.torch_device)


def test_a_torch_without_the_maker_of_a_gpu_says_what_to_type() -> None:
    if torch.xpu._is_compiled():
        pytest.skip("this torch has XPU")
    assert "whl/xpu" in choose_device("xpu").reason


@pytest.fixture
def intel(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """An Intel GPU as torch describes one; what it was asked to cap is kept."""
    card, caps = SimpleNamespace(name="Intel Arc B580", total_memory=12 * 2**30), []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.xpu, "is_available", lambda: True)
    monkeypatch.setattr(torch.xpu, "device_count", lambda: 1)
    monkeypatch.setattr(torch.xpu, "get_device_properties", lambda _: card)
    monkeypatch.setattr(
        torch.xpu, "set_per_process_memory_fraction", lambda share, _: caps.append(share),
        raising=False,
    )  # fmt: skip
    return caps


def test_an_intel_gpu_is_named_and_treated_like_one_of_nvidia(intel: list[float]) -> None:
    for wanted in ("auto", "xpu"):
        found = choose_device(wanted)
        assert (found.torch_device.type, found.torch_device.index) == ("xpu", 0)
        assert found.name == "Intel Arc B580 (12.0 GiB)"
        assert "Intel" in found.reason
        assert found.total_bytes == 12 * 2**30
    assert autocast_dtype("auto", found.torch_device) == torch.bfloat16
    assert cap_memory(found.torch_device, 0.5)
    assert intel == [0.5]
    with pytest.raises(DataError, match="Process 2 of this machine has no GPU"):
        choose_device("xpu", index=1)
    assert choose_device("cuda").torch_device.type == "cpu", "a wish for another maker is not met"


def test_an_amd_gpu_has_the_name_cuda_and_says_rocm(monkeypatch: pytest.MonkeyPatch) -> None:
    card = SimpleNamespace(name="AMD Radeon RX 7900 XTX", total_memory=24 * 2**30)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: card)
    monkeypatch.setattr(torch.version, "hip", "6.4")
    found = choose_device("auto")
    assert found.torch_device == torch.device("cuda", 0)
    assert "AMD" in found.name
    assert "ROCm" in found.reason


def test_memory_of_the_cpu_and_of_apple_is_not_capped() -> None:
    assert not cap_memory(torch.device("cpu"), 0.5)
    assert not cap_memory(torch.device("mps"), 0.5)


def test_processes_are_connected_on_a_cpu_and_never_on_apple() -> None:
    assert distributed.connects("cpu")
    assert not distributed.connects("mps")


def test_full_memory_of_an_intel_gpu_is_recognised() -> None:
    said = "level_zero backend failed with error: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)"
    assert is_out_of_memory(RuntimeError(said))
