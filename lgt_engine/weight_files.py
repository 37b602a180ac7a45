"""Strangers' safetensors files: everything is checked in the header before anything is allocated.

A file is read into memory of its own, never mapped: a mapped file that is cut short by another
program while it is in use ends the process with a bus error.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor
from torch.overrides import TorchFunctionMode

#: Longest header that is read, in bytes; a model's own is some kilobytes, its samples the rest.
MAX_HEADER_BYTES = 8 << 20
_MAX_TENSORS = 20_000
_MAX_COUNT = 2**48
_MAX_DIMENSIONS = 8
_DTYPES = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16,
    "I32": torch.int32, "I64": torch.int64, "F16": torch.float16, "BF16": torch.bfloat16,
    "F32": torch.float32, "F64": torch.float64,
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_FLOATS = ("F16", "BF16", "F32")  # types that hold weights


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


class WeightFileError(ValueError):
    """A file is no whole safetensors file, or holds other tensors than it should; says why."""


@dataclass(frozen=True)
class TensorFacts:
    """What a header says about one tensor: its dtype by the format's name, and its shape."""

    dtype: str
    shape: tuple[int, ...]

    @classmethod
    def of(cls, tensor: Tensor) -> TensorFacts:
        """Facts of a tensor in memory."""
        return cls(_NAMES[tensor.dtype], tuple(tensor.shape))


@dataclass(frozen=True)
class WeightHeader:
    """A checked header.

    Attributes
    ----------
    tensors : mapping of str to TensorFacts
    metadata : mapping of str to str
    file_bytes : int
        Length of the whole file.
    """

    tensors: Mapping[str, TensorFacts]
    metadata: Mapping[str, str]
    file_bytes: int

    def require_weights(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Raise :class:`WeightFileError` unless exactly these weights are there, as floats."""
        if {name: facts.shape for name, facts in self.tensors.items()} != dict(shapes):
            raise WeightFileError("its weights are not of the shapes it describes")
        if odd := sorted({facts.dtype for facts in self.tensors.values()} - set(_FLOATS)):
            raise WeightFileError(f"its weights are of type {odd[0]}, not {' or '.join(_FLOATS)}")


def read_header(path: Path) -> WeightHeader:
    """Header of a safetensors file, checked against the file's length; no tensor is read.

    Raises
    ------
    OSError
        The file cannot be read.
    WeightFileError
        It is not a whole safetensors file, or its header is absurd.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise WeightFileError("it is a device or a pipe")  # to open one could wait for ever
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        if length > min(MAX_HEADER_BYTES, size - 8):
            raise WeightFileError("its header is not that of a safetensors file")
        text = file.read(length)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WeightFileError("its header cannot be read") from error
    if not isinstance(values, dict):
        raise WeightFileError("its header cannot be read")
    metadata = values.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise WeightFileError("its header holds metadata that are no text")
    if len(values) > _MAX_TENSORS:
        raise WeightFileError(f"it names {len(values):,} tensors, far more than a model has")
    return WeightHeader(_tensors(values, size - 8 - length), metadata, size)


def _tensors(values: Mapping[str, Any], data_bytes: int) -> dict[str, TensorFacts]:
    """Facts of all tensors, which must lie side by side and fill the file."""
    spans, facts = [], {}
    for name, value in values.items():
        try:
            dtype, shape, (begin, end) = value["dtype"], value["shape"], value["data_offsets"]
            whole = len(shape) <= _MAX_DIMENSIONS and all(
                type(n) is int and 0 <= n < _MAX_COUNT for n in (*shape, begin, end)
            )
            if not whole or math.prod(shape) * _DTYPES[dtype].itemsize != end - begin:
                raise ValueError
        except (KeyError, TypeError, ValueError) as error:
            raise WeightFileError("its header describes a tensor that cannot be") from error
        spans.append((begin, end))
        facts[name] = TensorFacts(dtype, tuple(shape))
    if not _fill(sorted(spans), data_bytes):
        raise WeightFileError("it is cut off, or its tensors overlap")
    return facts


def _fill(spans: list[tuple[int, int]], data_bytes: int) -> bool:
    edge = 0
    for begin, end in spans:
        if begin != edge:
            return False
        edge = end
    return edge == data_bytes


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
    if {name: TensorFacts.of(value) for name, value in tensors.items()} != header.tensors:
        raise WeightFileError("it was changed while it was read")
    return tensors


def not_finite(tensors: Mapping[str, Tensor]) -> Iterator[str]:
    """Names of the tensors that hold NaN or an infinity."""
    for name, value in tensors.items():
        if value.is_floating_point() and not bool(value.isfinite().all()):
            yield name
