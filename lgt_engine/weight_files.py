"""Tensors of safetensors files from anywhere: no memory is taken before the header is checked.

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

from .weight_header import TensorFacts, WeightFileError, WeightHeader

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


def facts_of(tensor: Tensor) -> TensorFacts:
    """What a header would say about a tensor in memory."""
    return TensorFacts(_NAMES[tensor.dtype], tuple(tensor.shape))


def read_weights(path: Path, header: WeightHeader) -> dict[str, Tensor]:
    """Tensors of a file whose ``header`` was checked, in memory of their own.

    Raises
    ------
    OSError
        The file cannot be read.
    WeightFileError
        It is another file by now.
    """
    with path.open("rb") as file:
        data = file.read(header.file_bytes + 1)
    try:
        tensors = load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise WeightFileError(f"its header is inconsistent ({error})") from error
    if {name: facts_of(value) for name, value in tensors.items()} != header.tensors:
        raise WeightFileError("it was changed while it was read")
    return tensors


def not_finite(tensors: Mapping[str, Tensor]) -> Iterator[str]:
    """Names of the tensors that hold NaN or an infinity."""
    for name, value in tensors.items():
        if value.is_floating_point() and not bool(value.isfinite().all()):
            yield name
