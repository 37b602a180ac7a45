"""TIFFs of samples that Pillow has no mode for: floats, 32 bits, signs, inks and alpha.

The file is given to Pillow as grey bytes, a row of which is a row of whole samples: so it still
does what compressions and tiles ask for, and numpy makes numbers of the bytes.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from .colour import TURNS
from .grey_depths import levels_of

_WIDTH, _HEIGHT, _BITS, _DIRECTION = 0x0100, 0x0101, 0x0102, 0x0106
_TURN, _SAMPLES, _ROWS, _PLANES = 0x0112, 0x0115, 0x0116, 0x011C
_PREDICTOR, _TILE_WIDTH, _EXTRA, _FORMAT = 0x013D, 0x0142, 0x0152, 0x0153
_SHORT, _LONG = 3, 4
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _CMYK = 0, 1, 2, 5
#: Channels of each direction, without alpha.
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _CMYK: 4}
_KINDS = {1: "u", 2: "i", 3: "f"}
_DIFFERENCES, _FLOAT_DIFFERENCES = 2, 3
_PREMULTIPLIED, _ALPHA = 1, 2


@dataclass(frozen=True)
class _Layout:
    """Where the samples of a picture lie.

    Attributes
    ----------
    size : (int, int)
        Width and height in pixels.
    channels : int
    sample : numpy dtype string
        Of one sample, without its order of bytes.
    order : str
        ``"<"`` or ``">"``.
    segment : int
        Pixels after which a predictor begins anew: a tile's width, or the picture's.
    separate : bool
        One plane a channel.
    predictor, turn, direction, extra : int
        Values of the tags.
    """

    size: tuple[int, int]
    channels: int
    sample: str
    order: str
    segment: int
    separate: bool
    predictor: int
    turn: int
    direction: int
    extra: int


def open_deep_tiff(data: bytes) -> Image.Image | None:
    """A TIFF, not decoded yet, of samples that Pillow itself refuses.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    PIL.Image.Image or None
        Mode RGB, RGBA, L or LA once it is loaded; None when it is damaged or laid out in a way
        that is not known here either.
    """
    with suppress(Exception):  # whatever the bytes
        return _DeepTiff(data)
    return None


class _UnknownLayoutError(ValueError):
    """The samples cannot be read here."""


class _DeepTiff(Image.Image):
    """Decodes when it is loaded; raises what is wrong with the bytes."""

    def __init__(self, data: bytes) -> None:
        from PIL.TiffImagePlugin import TiffImageFile

        super().__init__()
        self._layout, as_bytes = _as_bytes(data)
        self._raw: Image.Image | None = TiffImageFile(BytesIO(as_bytes), "")
        self._size = self._layout.size
        self._mode = "RGB"
        self.info = dict(self._raw.info)

    def load(self) -> Any:
        """Decode, once."""
        if self._raw is not None:
            raw, self._raw = self._raw, None
            image = _picture(raw, self._layout)
            self.im, self._mode, self._size = image.im, image.mode, image.size
            if self._layout.direction == _CMYK:
                self.info.pop("icc_profile", None)  # of inks that are no more
        return super().load()


def _as_bytes(data: bytes) -> tuple[_Layout, bytes]:
    """The layout, and the file with tags that say: grey, 8 bits, one sample."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        raise _UnknownLayoutError("unsupported TIFF of more than 4 GiB")
    entries = _entries(data, order)

    def value(tag: int, otherwise: int = 0) -> int:
        return _value(data, order, entries[tag]) if tag in entries else otherwise

    width, height, channels = value(_WIDTH), value(_HEIGHT), value(_SAMPLES, 1)
    bits, kind = value(_BITS, 1), _KINDS.get(value(_FORMAT, 1))
    colours = _COLOURS.get(value(_DIRECTION, -1), 0)
    if kind is None or bits not in (8, 16, 32, 64) or not colours or channels < colours:
        raise _UnknownLayoutError("unsupported samples")
    separate = value(_PLANES, 1) == 2 and channels > 1
    if separate and (_TILE_WIDTH in entries or height % value(_ROWS, height)):
        raise _UnknownLayoutError("unsupported planes")
    segment = value(_TILE_WIDTH, width)
    layout = _Layout(
        (width, height), channels, f"{kind}{bits // 8}", order, segment, separate,
        value(_PREDICTOR, 1), value(_TURN, 1), value(_DIRECTION), value(_EXTRA),
    )  # fmt: skip
    row = bits // 8 * (1 if separate else channels)
    changed = {
        _WIDTH: -(-width // segment) * segment * row,
        _TILE_WIDTH: segment * row,
        _HEIGHT: height * channels if separate else height,
        _BITS: 8, _SAMPLES: 1, _FORMAT: 1, _DIRECTION: _BLACK_IS_ZERO, _PREDICTOR: 1,
        _PLANES: 1, _TURN: 1,
    }  # fmt: skip
    patched = bytearray(data)
    for tag, new in changed.items():
        if tag in entries:
            struct.pack_into(f"{order}HII", patched, entries[tag] + 2, _LONG, 1, new)
    if _EXTRA in entries:  # a tag of no meaning, and of one that keeps the order of tags
        struct.pack_into(f"{order}H", patched, entries[_EXTRA], _EXTRA - 1)
    return layout, bytes(patched)


def _entries(data: bytes, order: str) -> dict[int, int]:
    """Tag → place of its entry in the first directory."""
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    places = [start + 2 + 12 * index for index in range(count)]
    return {struct.unpack_from(f"{order}H", data, at)[0]: at for at in places}


def _value(data: bytes, order: str, at: int) -> int:
    """The first value of a tag."""
    kind, count = struct.unpack_from(f"{order}HI", data, at + 2)
    if kind not in (_SHORT, _LONG):
        raise _UnknownLayoutError("unsupported tags")
    size = 2 if kind == _SHORT else 4
    place = at + 8 if size * count <= 4 else struct.unpack_from(f"{order}I", data, at + 8)[0]
    return int(struct.unpack_from(f"{order}{'H' if size == 2 else 'I'}", data, place)[0])


def _picture(raw: Image.Image, layout: _Layout) -> Image.Image:
    import numpy as np

    samples = _samples(np.asarray(raw), layout)
    colours = _COLOURS[layout.direction]
    opaque = None
    if layout.channels > colours and layout.extra in (_PREMULTIPLIED, _ALPHA):
        opaque = samples[..., colours]
    shown = samples[..., :colours]
    if opaque is not None and layout.extra == _PREMULTIPLIED:
        full = 1.0 if layout.sample[0] == "f" else float(np.iinfo(layout.sample).max)
        shown = shown * (full / np.maximum(opaque, full / 65535)[..., None])
    levels = levels_of(shown, layout.sample)
    if layout.direction == _WHITE_IS_ZERO:
        levels = 255 - levels
    if layout.direction == _CMYK:
        image = Image.frombytes("CMYK", layout.size, levels.tobytes()).convert("RGB")
    else:
        image = Image.fromarray(levels if colours == 3 else levels[..., 0])
    if opaque is not None:
        image.putalpha(Image.fromarray(levels_of(opaque, layout.sample)))
    turn = TURNS.get(layout.turn)
    return image if turn is None else image.transpose(turn)


def _samples(raw: Any, layout: _Layout) -> Any:
    """``[H, W, C]`` in the file's own type, from rows of bytes."""
    import numpy as np

    (width, height), channels = layout.size, layout.channels
    size = int(layout.sample[1])
    together = 1 if layout.separate else channels
    rows = np.ascontiguousarray(raw).reshape(-1, layout.segment * together * size)
    if layout.predictor == _FLOAT_DIFFERENCES:
        added = np.cumsum(rows.reshape(len(rows), -1, together), axis=1, dtype=np.uint8)
        planes = added.reshape(len(rows), size, -1).transpose(0, 2, 1)
        found = np.ascontiguousarray(planes).view(f">{layout.sample}")
    else:
        found = rows.view(f"{layout.order}{layout.sample}")
    found = found.reshape(len(rows), layout.segment, together)
    if layout.predictor == _DIFFERENCES:
        number = f"u{size}"
        steps = found.astype(found.dtype.newbyteorder("=")).view(number)
        found = np.cumsum(steps, axis=1, dtype=number).view(layout.sample)
    if layout.separate:
        return found.reshape(channels, height, width).transpose(1, 2, 0)
    return found.reshape(height, -1, channels)[:, :width]
