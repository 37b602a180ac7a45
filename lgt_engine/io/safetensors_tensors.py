"""Read tensors of safetensors files after their header was checked.

A file is read into memory of its own, never mapped: a mapped file that is cut short by another
program while it is in use ends the process with a bus error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor
from torch.overrides import TorchFunctionMode

from .safetensors_header import SafetensorsError, SafetensorsHeader, TensorFacts

_NAMES = {
    torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16",
    torch.int32: "I32", torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.float32: "F32", torch.float64: "F64",
}  # fmt: skip


class _NoFirstValues(TorchFunctionMode):
    """Leaves out what :mod:`torch.nn.init` does; on ``meta`` it only loads torch's compiler."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        given = kwargs or {}
        if getattr(func, "__module__", "") == "torch.nn.init":
            return given["tensor"] if "tensor" in given else args[0]
        return func(*args, **given)


@contextmanager
def shapes_only() -> Iterator[None]:
    """Networks that are made inside have weights with shapes, without numbers or memory."""
    with torch.device("meta"), _NoFirstValues():
        yield


def tensor_facts(tensor: Tensor) -> TensorFacts:
    """What a header would say about a tensor in memory."""
    return TensorFacts(_NAMES[tensor.dtype], tuple(tensor.shape))


def read_weights(path: Path, header: SafetensorsHeader) -> dict[str, Tensor]:
    """Tensors of a file whose ``header`` was checked, in memory of their own.

    Raises
    ------
    OSError
        The file cannot be read.
    SafetensorsError
        It is another file by now.
    """
    with path.open("rb") as file:
        data = file.read(header.file_bytes + 1)
    try:
        tensors = load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise SafetensorsError(f"its header is inconsistent ({error})") from error
    if {name: tensor_facts(value) for name, value in tensors.items()} != header.tensors:
        raise SafetensorsError("it was changed while it was read")
    return tensors


def names_of_non_finite(tensors: Mapping[str, Tensor]) -> Iterator[str]:
    """Names of the tensors that hold NaN or an infinity."""
    for name, value in tensors.items():
        if value.is_floating_point() and not bool(value.isfinite().all()):
            yield name
