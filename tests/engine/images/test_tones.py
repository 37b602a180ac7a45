"""Grey and colours of every depth a TIFF can state; black stays black and white white."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lgt_engine.errors import ImageError
from lgt_engine.images import open_picture

SIDE = 96
RAMP = np.tile(np.linspace(0, 1, SIDE), (SIDE, 1))
UNSIGNED, SIGNED, FLOAT = 1, 2, 3


def tiff(
    path: Path,
    data: bytes,
    *,
    bits: int,
    photometric: int = 1,
    channels: int = 1,
    sample_format: int = UNSIGNED,
    compression: int = 1,
) -> Path:
    """A TIFF of one strip; Pillow writes only the common ones."""
    tags: dict[int, tuple[str, list[int]]] = {
        256: ("I", [SIDE]),
        257: ("I", [SIDE]),
        258: ("H", [bits] * channels),
        259: ("H", [compression]),
        262: ("H", [photometric]),
        273: ("I", [0]),
        277: ("H", [channels]),
        278: ("I", [SIDE]),
        279: ("I", [len(data)]),
        339: ("H", [sample_format] * channels),
    }
    long_at = 8 + 2 + 12 * len(tags) + 4
    table, tail = b"", b""
    start = long_at + sum(
        len(values) * struct.calcsize(kind)
        for kind, values in tags.values()
        if len(values) * struct.calcsize(kind) > 4
    )
    for tag, (kind, values) in tags.items():
        packed = struct.pack(f"<{len(values)}{kind}", *([start] if tag == 273 else values))
        place = packed.ljust(4, b"\0")
        if len(packed) > 4:
            place = struct.pack("<I", long_at + len(tail))
            tail += packed
        table += struct.pack("<HHI", tag, {"H": 3, "I": 4}[kind], len(values)) + place
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    path.write_bytes(head + table + bytes(4) + tail + data)
    return path


def ramp(full: float, dtype: str) -> bytes:
    return (RAMP * full).round().astype(dtype).tobytes()


def twelve_bits() -> bytes:
    levels = (RAMP * 4095).round().astype(int).reshape(-1, 2)
    first, second = levels[:, 0], levels[:, 1]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], -1)
    return packed.astype(np.uint8).tobytes()


def inverted(full: int, dtype: str) -> bytes:
    return (full - (RAMP * full).round()).astype(dtype).tobytes()


@pytest.mark.parametrize(
    ("data", "tags"),
    [
        (ramp(255, "u1"), {"bits": 8}),
        (inverted(255, "u1"), {"bits": 8, "photometric": 0}),
        (ramp(127, "i1"), {"bits": 8, "sample_format": SIGNED}),
        (twelve_bits(), {"bits": 12}),
        (ramp(65535, "<u2"), {"bits": 16}),
        (inverted(65535, "<u2"), {"bits": 16, "photometric": 0}),
        (ramp(32767, "<i2"), {"bits": 16, "sample_format": SIGNED}),
        (ramp(2**32 - 1, "<u4"), {"bits": 32}),
        (ramp(2**31 - 1, "<i4"), {"bits": 32, "sample_format": SIGNED}),
        (RAMP.astype("<f4").tobytes(), {"bits": 32, "sample_format": FLOAT}),
        (
            (1 - RAMP).astype("<f4").tobytes(),
            {"bits": 32, "sample_format": FLOAT, "photometric": 0},
        ),
        (
            np.stack([(RAMP * 65535).round()] * 3, -1).astype("<u2").tobytes(),
            {"bits": 16, "photometric": 2, "channels": 3},
        ),
    ],
)
def test_every_depth_goes_from_black_to_white(
    tmp_path: Path, data: bytes, tags: dict[str, Any]
) -> None:
    found = np.asarray(open_picture(tiff(tmp_path / "a.tif", data, **tags)).image, dtype=float)
    assert np.abs(found[..., 0] - RAMP * 255).max() <= 1.5
    assert np.ptp(found, axis=2).max() == 0


@pytest.mark.parametrize("highlight", [1.02, 40.0])
def test_highlights_above_white_clip_and_darken_nothing(tmp_path: Path, highlight: float) -> None:
    values = RAMP.copy()
    values[:, -1] = highlight
    path = tiff(tmp_path / "a.tif", values.astype("<f4").tobytes(), bits=32, sample_format=FLOAT)
    found = np.asarray(open_picture(path).image, dtype=float)[..., 0]
    assert np.abs(found - np.minimum(values, 1) * 255).max() <= 1


@pytest.mark.parametrize(
    "tags",
    [
        {"bits": 32, "photometric": 2, "channels": 3, "sample_format": FLOAT},
        {"bits": 16, "photometric": 2, "channels": 3, "sample_format": FLOAT},
        {"bits": 64, "sample_format": FLOAT},
        {"bits": 8, "compression": 34712},
        {"bits": 16, "compression": 34676, "photometric": 32844},
        {"bits": 8, "photometric": 9, "channels": 3},
    ],
)
def test_what_cannot_be_read_is_not_called_damaged(tmp_path: Path, tags: dict[str, Any]) -> None:
    size = SIDE * SIDE * tags["bits"] // 8 * tags.get("channels", 1)
    path = tiff(tmp_path / "a.tif", bytes(range(256)) * (size // 256), **tags)
    with pytest.raises(ImageError, match="a kind of TIFF that LGT cannot read") as caught:
        open_picture(path)
    assert "damaged" not in str(caught.value)
    assert "PNG" in caught.value.next_step
