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


def choose_device(wanted: str = "auto", *, index: int = 0) -> Device:
    """The device for ``wanted`` in {"auto", "cpu", "cuda", "mps"}.

    An unavailable wish falls back to the CPU and says so in ``reason``.

    Parameters
    ----------
    wanted : str
    index : int
        Which NVIDIA GPU, for a process among several on one machine.

    Raises
    ------
    DataError
        When there are fewer NVIDIA GPUs than processes.
    """
    if wanted in ("auto", "cuda") and torch.cuda.is_available():
        return _nvidia(index)
    if wanted in ("auto", "mps") and torch.backends.mps.is_available():
        total = torch.mps.recommended_max_memory()
        return Device(torch.device("mps"), "Apple GPU", "an Apple GPU was found", total)
    return Device(torch.device("cpu"), _cpu_name(), _cpu_reason(wanted))


def _nvidia(index: int) -> Device:
    found = torch.cuda.device_count()
    if index >= found:
        raise DataError(
            f"Process {index + 1} of this machine has no GPU: there {'is' if found == 1 else 'are'}"
            f" {found}.",
            next_step=f"Start at most {found} processes (--nproc-per-node={found}), or train with "
            "--set training.device=cpu.",
        )
    properties = torch.cuda.get_device_properties(index)
    name = f"{properties.name} ({properties.total_memory / 2**30:.1f} GiB)"
    device = torch.device("cuda", index)
    return Device(device, name, "an NVIDIA GPU was found", properties.total_memory)


def _cpu_name() -> str:
    threads = torch.get_num_threads()
    name = platform.processor() or platform.machine()
    return f"CPU ({name}, {threads} thread{'s' if threads > 1 else ''})"


def _cpu_reason(wanted: str) -> str:
    if wanted == "cpu":
        return "asked for"
    missing = "no GPU was found" if wanted == "auto" else f"'{wanted}' is not available"
    if sys.platform != "darwin" and torch.version.cuda is None:
        return (
            f"{missing}: this torch is built without CUDA; with an NVIDIA card, type: pip install "
            "--force-reinstall torch --index-url https://download.pytorch.org/whl/cu130"
        )
    return missing


def autocast_dtype(precision: str, device: torch.device) -> torch.dtype | None:
    """The autocast dtype for a ``precision`` setting, None for plain float32.

    ``auto`` is bfloat16 on CUDA and on CPUs that multiply it natively, where it makes a third
    more updates in the same time (measured with AVX-512 BF16).
    """
    if precision == "bfloat16":
        return torch.bfloat16
    if precision == "auto" and (device.type == "cuda" or _cpu_has_bfloat16(device)):
        return torch.bfloat16
    return None


def _cpu_has_bfloat16(device: torch.device) -> bool:
    capabilities = getattr(torch.cpu, "get_capabilities", None)  # torch before 2.10 lacks it
    if device.type != "cpu" or capabilities is None:
        return False
    found = capabilities()
    return any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16"))
