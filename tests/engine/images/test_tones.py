"""Grey and colours of every depth a TIFF can state; black stays black and white white."""

from __future__ import annotations

import struct
import zlib
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
    order: str = "<",
    more: dict[int, int] | None = None,
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
    tags |= {tag: ("H", [value]) for tag, value in (more or {}).items()}
    path.write_bytes(_head(dict(sorted(tags.items())), order) + data)
    return path


def _head(tags: dict[int, tuple[str, list[int]]], order: str) -> bytes:
    """Header and directory of a file whose strip follows at once."""
    long_at = 8 + 2 + 12 * len(tags) + 4
    table, tail = b"", b""
    start = long_at + sum(
        len(values) * struct.calcsize(kind)
        for kind, values in tags.values()
        if len(values) * struct.calcsize(kind) > 4
    )
    for tag, (kind, values) in tags.items():
        packed = struct.pack(f"{order}{len(values)}{kind}", *([start] if tag == 273 else values))
        place = packed.ljust(4, b"\0")
        if len(packed) > 4:
            place = struct.pack(f"{order}I", long_at + len(tail))
            tail += packed
        table += struct.pack(f"{order}HHI", tag, {"H": 3, "I": 4}[kind], len(values)) + place
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(tags))
    return head + table + bytes(4) + tail


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
        {"bits": 24, "photometric": 2, "channels": 3, "sample_format": FLOAT},
        {"bits": 32, "photometric": 6, "channels": 3, "sample_format": FLOAT},
        {"bits": 64, "sample_format": 6},
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


# --- samples that Pillow has no mode for ------------------------------------------------------

COLOURS = np.stack([RAMP, RAMP.T, 1 - RAMP], -1)
PREDICTOR, EXTRA, TURN = 317, 338, 274


def float_differences(values: np.ndarray) -> bytes:
    """What TIFF's predictor 3 makes of ``[H, W, C]`` floats."""
    size = values.dtype.itemsize
    big = values.astype(values.dtype.newbyteorder(">"))
    planes = big.reshape(len(big), -1).view(np.uint8).reshape(len(big), -1, size)
    rows = planes.transpose(0, 2, 1).reshape(len(big), -1, values.shape[-1])
    return np.diff(rows, axis=1, prepend=np.uint8(0)).astype(np.uint8).tobytes()


def differences(values: np.ndarray) -> bytes:
    return np.diff(values, axis=1, prepend=values.dtype.type(0)).astype(values.dtype).tobytes()


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", "u4", "i2", "i4"])
@pytest.mark.parametrize("form", ["plain", "big", "packed", "predicted"])
def test_colours_of_every_depth_are_read(tmp_path: Path, kind: str, form: str) -> None:
    whole = kind[0] != "f"
    values = COLOURS * np.iinfo(kind).max if whole else COLOURS
    values = (values.round() if whole else values).astype(kind)
    data, order, predictor = values.tobytes(), "<", 1
    if form == "big":
        data, order = values.astype(f">{kind}").tobytes(), ">"
    elif form == "predicted":
        data = differences(values) if whole else float_differences(values)
        predictor = 2 if whole else 3
    compression = 8 if form in ("packed", "predicted") else 1
    path = tiff(
        tmp_path / "a.tif",
        zlib.compress(data) if compression == 8 else data,
        bits=8 * values.itemsize, photometric=2, channels=3, order=order,
        sample_format={"u": UNSIGNED, "i": SIGNED, "f": FLOAT}[kind[0]],
        compression=compression, more={PREDICTOR: predictor} if predictor > 1 else None,
    )  # fmt: skip
    found = np.asarray(open_picture(path).image, dtype=float)
    assert np.abs(found - COLOURS * 255).max() <= 1.5


def test_highlights_of_float_colours_clip(tmp_path: Path) -> None:
    bright = (COLOURS * 1.4).astype("<f4")
    bright[0, 0] = (np.nan, np.inf, -3.0)
    path = tiff(
        tmp_path / "a.tif", bright.tobytes(), bits=32, photometric=2, channels=3,
        sample_format=FLOAT,
    )  # fmt: skip
    found = np.asarray(open_picture(path).image, dtype=float)
    assert found[0, 0].tolist() == [0, 255, 0]
    found[0, 0] = (COLOURS * 357).clip(0, 255)[0, 0]
    assert np.abs(found - (COLOURS * 357).clip(0, 255)).max() <= 1.5


@pytest.mark.parametrize(("meaning", "times"), [(1, 0.5), (2, 1.0)])
@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_of_deep_samples_is_composited_once(
    tmp_path: Path, meaning: int, times: float, channels: int
) -> None:
    """Half transparent on white, with premultiplied colours and with plain ones."""
    colours = COLOURS if channels == 4 else RAMP[..., None]
    half = np.full_like(RAMP, 0.5)[..., None]
    data = np.concatenate([colours * times, half], -1).astype("<f4").tobytes()
    path = tiff(
        tmp_path / "a.tif", data, bits=32, photometric=2 if channels == 4 else 1,
        channels=channels, sample_format=FLOAT, more={EXTRA: meaning},
    )  # fmt: skip
    picture = open_picture(path)
    found = np.asarray(picture.image, dtype=float)
    assert picture.alpha is not None
    assert np.abs(found - (colours * 127.5 + 127.5)).max() <= 2


def test_a_deep_picture_on_its_side_is_turned_once(tmp_path: Path) -> None:
    values = np.rot90(COLOURS).astype("<f4")  # the camera was turned, says tag 274
    path = tiff(
        tmp_path / "a.tif", np.ascontiguousarray(values).tobytes(), bits=32, photometric=2,
        channels=3, sample_format=FLOAT, more={TURN: 6},
    )  # fmt: skip
    found = np.asarray(open_picture(path).image, dtype=float)
    assert np.abs(found - COLOURS * 255).max() <= 1.5


def test_a_deep_picture_that_is_cut_off_is_called_incomplete(tmp_path: Path) -> None:
    path = tiff(
        tmp_path / "a.tif", COLOURS.astype("<f4").tobytes(), bits=32, photometric=2, channels=3,
        sample_format=FLOAT,
    )  # fmt: skip
    path.write_bytes(path.read_bytes()[:-9000])
    with pytest.raises(ImageError, match="incomplete"):
        open_picture(path)


@pytest.mark.parametrize("kind", ["u1", "u2"])
def test_inks_with_alpha_are_read(tmp_path: Path, kind: str) -> None:
    """Black ink on the right half, which alone is opaque."""
    full = np.iinfo(kind).max
    black = np.where(RAMP > 0.5, full, 0)
    data = np.stack([0 * black, 0 * black, 0 * black, np.full_like(black, full), black], -1)
    path = tiff(
        tmp_path / "a.tif", data.astype(f"<{kind}").tobytes(), bits=8 * int(kind[1]),
        photometric=5, channels=5, more={EXTRA: 2},
    )  # fmt: skip
    picture = open_picture(path)
    assert picture.alpha is not None
    assert picture.alpha.getextrema() == (0, 255)
    found = np.asarray(picture.image)
    assert (found[:, 5].min(), found[:, -5].max()) == (255, 0)
