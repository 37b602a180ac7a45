"""The header of a safetensors file, checked in full before anything of the file is trusted.

Nothing here needs torch, so the window can look into a model file without waiting for it.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Longest header that is read, in bytes; a model's own is some kilobytes, its samples the rest.
MAX_HEADER_BYTES = 8 << 20
_MAX_TENSORS = 20_000
_MAX_COUNT = 2**48
_MAX_DIMENSIONS = 8
#: Bytes of one number, by the format's name of its type.
ITEM_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "I16": 2, "I32": 4, "I64": 8, "F16": 2, "BF16": 2, "F32": 4,
    "F64": 8,
}  # fmt: skip
_FLOATS = ("F16", "BF16", "F32")  # types that hold weights


class SafetensorsError(ValueError):
    """A file is no whole safetensors file, or holds other tensors than it should; says why."""


@dataclass(frozen=True)
class TensorFacts:
    """What a header says about one tensor: its dtype by the format's name, and its shape."""

    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class SafetensorsHeader:
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
        """Raise :class:`SafetensorsError` unless exactly these weights are there, as floats."""
        if {name: facts.shape for name, facts in self.tensors.items()} != dict(shapes):
            raise SafetensorsError("its weights are not of the shapes it describes")
        if odd := sorted({facts.dtype for facts in self.tensors.values()} - set(_FLOATS)):
            raise SafetensorsError(f"its weights are of type {odd[0]}, not {' or '.join(_FLOATS)}")


def read_header(path: Path) -> SafetensorsHeader:
    """Header of a safetensors file, checked against the file's length; no tensor is read.

    Raises
    ------
    OSError
        The file cannot be read.
    SafetensorsError
        It is not a whole safetensors file, or its header is absurd.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise SafetensorsError("it is a device or a pipe")  # to open one could wait for ever
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        if length > min(MAX_HEADER_BYTES, size - 8):
            raise SafetensorsError("its header is not that of a safetensors file")
        text = file.read(length)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SafetensorsError("its header cannot be read") from error
    if not isinstance(values, dict):
        raise SafetensorsError("its header cannot be read")
    metadata = values.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise SafetensorsError("its header holds metadata that are no text")
    if len(values) > _MAX_TENSORS:
        raise SafetensorsError(f"it names {len(values):,} tensors, far more than a model has")
    return SafetensorsHeader(_tensors(values, size - 8 - length), metadata, size)


def _tensors(values: Mapping[str, Any], data_bytes: int) -> dict[str, TensorFacts]:
    """Facts of all tensors, which must lie side by side and fill the file."""
    spans, facts = [], {}
    for name, value in values.items():
        try:
            dtype, shape, (begin, end) = value["dtype"], value["shape"], value["data_offsets"]
            whole = len(shape) <= _MAX_DIMENSIONS and all(
                type(n) is int and 0 <= n < _MAX_COUNT for n in (*shape, begin, end)
            )
            if not whole or math.prod(shape) * ITEM_BYTES[dtype] != end - begin:
                raise ValueError
        except (KeyError, TypeError, ValueError) as error:
            raise SafetensorsError("its header describes a tensor that cannot be") from error
        spans.append((begin, end))
        facts[name] = TensorFacts(dtype, tuple(shape))
    if not _fill(sorted(spans), data_bytes):
        raise SafetensorsError("it is cut off, or its tensors overlap")
    return facts


def _fill(spans: list[tuple[int, int]], data_bytes: int) -> bool:
    edge = 0
    for begin, end in spans:
        if begin != edge:
            return False
        edge = end
    return edge == data_bytes
