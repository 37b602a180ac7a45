"""Which device computes, why, and what to do about it."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

import torch

from lgt_engine.errors import DataError


@dataclass(frozen=True)
class Device:
    """A chosen device.

    Attributes
    ----------
    torch_device : torch.device
    name : str
        For people, for example "NVIDIA GeForce RTX 4060 (8.0 GiB)".
    reason : str
        Why this one, and what to type when a faster one may be hidden.
    total_bytes : int or None
        Memory of the device; None for the CPU.
    """

    torch_device: torch.device
    name: str
    reason: str
    total_bytes: int | None = None


@dataclass(frozen=True)
class _Kind:
    """What differs between the makers of GPUs.

    Attributes
    ----------
    found : str
        For :attr:`Device.reason`.
    lacking : str
        What this torch is built without, and what to type.
    """

    found: str
    lacking: str


_INSTALL = "pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/"
#: GPUs with memory of their own and an index, in the order in which ``auto`` looks for them. AMD's
#: have torch's name "cuda" too.
_KINDS = {
    "cuda": _Kind(
        "an NVIDIA GPU was found",
        f"this torch is built without CUDA; with an NVIDIA card, type: {_INSTALL}cu130 ; with an "
        "AMD card on Linux, take the line for ROCm from https://pytorch.org/get-started/locally",
    ),
    "xpu": _Kind(
        "an Intel GPU was found",
        f"this torch is built without XPU; with an Intel GPU, type: {_INSTALL}xpu",
    ),
}


def choose_device(wanted: str = "auto", *, index: int = 0) -> Device:
    """The device for ``wanted``, one of :data:`lgt_engine.config.sections.DEVICES`.

    "cuda" is an NVIDIA GPU, or one of AMD with ROCm: torch has one name for both. An unavailable
    wish falls back to the CPU and says so in ``reason``.

    Parameters
    ----------
    wanted : str
    index : int
        Which GPU, for a process among several on one machine.

    Raises
    ------
    DataError
        When there are fewer GPUs than processes.
    """
    for kind in _KINDS:
        if wanted in ("auto", kind) and torch.get_device_module(kind).is_available():
            return _gpu(kind, index)
    if wanted in ("auto", "mps") and torch.backends.mps.is_available():
        total = torch.mps.recommended_max_memory()
        return Device(torch.device("mps"), "Apple GPU", "an Apple GPU was found", total)
    return Device(torch.device("cpu"), _cpu_name(), _cpu_reason(wanted))


def _gpu(kind: str, index: int) -> Device:
    module = torch.get_device_module(kind)
    found = module.device_count()
    if index >= found:
        raise DataError(
            f"Process {index + 1} of this machine has no GPU: there {'is' if found == 1 else 'are'}"
            f" {found}.",
            next_step=f"Start at most {found} processes (--nproc-per-node={found}), or train with "
            "--set training.device=cpu.",
        )
    properties = module.get_device_properties(index)
    name = f"{properties.name} ({properties.total_memory / 2**30:.1f} GiB)"
    amd = kind == "cuda" and torch.version.hip is not None
    reason = "an AMD GPU was found (ROCm)" if amd else _KINDS[kind].found
    return Device(torch.device(kind, index), name, reason, properties.total_memory)


def empty_cache(device: torch.device) -> None:
    """Give back memory that torch keeps of freed tensors, on every device that keeps some."""
    if device.type != "cpu":
        torch.get_device_module(device).empty_cache()


def cap_memory(device: torch.device, share: float) -> bool:
    """Hold this process to a share, in (0, 1], of a GPU's memory; whether this torch can do that.

    Apple's GPUs share the memory of the computer and are left alone.
    """
    cap = getattr(torch.get_device_module(device), "set_per_process_memory_fraction", None)
    if device.type not in _KINDS or cap is None:  # on Intel's GPUs since torch 2.9
        return False
    cap(share, device)
    return True


def _cpu_name() -> str:
    threads = torch.get_num_threads()
    name = platform.processor() or platform.machine()
    return f"CPU ({name}, {threads} thread{'s' if threads > 1 else ''})"


def _cpu_reason(wanted: str) -> str:
    if wanted == "cpu":
        return "asked for"
    missing = "no GPU was found" if wanted == "auto" else f"'{wanted}' is not available"
    kind = "cuda" if wanted == "auto" else wanted
    if sys.platform == "darwin" or kind not in _KINDS or _is_built_with(kind):
        return missing
    return f"{missing}: {_KINDS[kind].lacking}"


def _is_built_with(kind: str) -> bool:
    if kind == "xpu":
        return bool(torch.xpu._is_compiled())
    return torch.version.cuda is not None or torch.version.hip is not None


def autocast_dtype(precision: str, device: torch.device) -> torch.dtype | None:
    """The autocast dtype for a ``precision`` setting, None for plain float32.

    ``auto`` is bfloat16 on GPUs of NVIDIA, AMD and Intel, and on CPUs that multiply it natively,
    where it makes a third more updates in the same time (measured with AVX-512 BF16).
    """
    if precision == "bfloat16":
        return torch.bfloat16
    if precision == "auto" and (device.type in _KINDS or _cpu_has_bfloat16(device)):
        return torch.bfloat16
    return None


def _cpu_has_bfloat16(device: torch.device) -> bool:
    capabilities = getattr(torch.cpu, "get_capabilities", None)  # torch before 2.10 lacks it
    if device.type != "cpu" or capabilities is None:
        return False
    found = capabilities()
    return any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16"))
