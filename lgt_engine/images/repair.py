"""Load files whose pixels are whole although other parts are damaged."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from io import BytesIO

from PIL import Image

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_LARGEST_PROFILE = 16 << 20
_JPEG_END = b"\xff\xd9"
_SCAN, _FRAMES = 0xDA, (0xC0, 0xC1, 0xC2, 0xC9, 0xCA)
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Whatever code is cut off, not all of these go on like a missing end.
_NOISES = [bytes([start]) + bytes(range(0x31, 0x7F)) for start in range(0x0F, 0xFF, 0x20)]
_PADDING = bytes(64)


def load_damaged(kind: str, data: bytes) -> Image.Image | None:
    """The pixels of a file that could not be read as it is, or None when they are not all there.

    Parameters
    ----------
    kind : str
        Name of the format, as :func:`lgt_engine.images.formats.kind_of` gives it.
    data : bytes
        The whole file.

    Returns
    -------
    PIL.Image.Image or None
        Loaded: a PNG without its metadata, which may be too large or damaged, or a JPEG that lacks
        only its end mark.
    """
    with suppress(Exception):  # Pillow's decoders raise all kinds
        if kind == "PNG":
            image = open_bare_png(data)
            image.load()
            return image
        if kind == "JPEG":
            return _whole_jpeg(data)
    return None


def is_filled_up(kind: str, data: bytes) -> bool:
    """Whether a JPEG ends in nothing but zeros, which the decoder would take for pixels.

    A file looks so that was laid out in its full length and not filled to its end.
    """
    return kind == "JPEG" and data.endswith(_PADDING) and not _unpadded(data).endswith(_JPEG_END)


def open_bare_png(data: bytes) -> Image.Image:
    """A PNG, not decoded yet, of its pixels, its colour profile and its EXIF alone.

    Raises whatever Pillow raises when the pixels themselves cannot be read.
    """
    from PIL.PngImagePlugin import PngImageFile

    kept, extra = [_PNG_HEAD], {}
    for name, chunk in _chunks(data):
        if name in _PIXEL_CHUNKS:
            kept.append(chunk)
        elif name == b"iCCP":
            extra["icc_profile"] = _profile(chunk[8:-4])
        elif name == b"eXIf":
            extra["exif"] = b"Exif\0\0" + chunk[8:-4]
    image = PngImageFile(BytesIO(b"".join(kept)), "")
    image.info.update({key: value for key, value in extra.items() if value is not None})
    return image


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and whole bytes of a PNG's chunks."""
    at = len(_PNG_HEAD)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, data[at : at + 12 + length]
        at += 12 + length


def _profile(content: bytes) -> bytes | None:
    _, found, packed = content.partition(b"\0")
    if not found or packed[:1] != b"\0":
        return None
    try:
        return zlib.decompressobj().decompress(packed[1:], _LARGEST_PROFILE)
    except zlib.error:
        return None


def _whole_jpeg(data: bytes) -> Image.Image | None:
    """A JPEG without an end mark, if all its pixels are there.

    The decoder makes up what is missing, silently. So other bytes are put in place of the end: when
    some of them change a pixel, that pixel was missing.
    """
    data = _unpadded(data).removesuffix(b"\xff")
    if not _has_all_scans(data):
        return None
    plain = _load_jpeg(data + _JPEG_END)
    pixels = plain.tobytes()
    others = (_load_jpeg(data + noise + _JPEG_END).tobytes() for noise in _NOISES)
    return plain if all(other == pixels for other in others) else None


def _unpadded(data: bytes) -> bytes:
    if not data.endswith(_PADDING):
        return data
    data = data.rstrip(b"\0")
    return data + b"\0" if data.endswith(b"\xff") else data  # together they are one byte of pixels


def _has_all_scans(data: bytes) -> bool:
    """Whether some scan brings every coefficient of every colour to its last bit."""
    missing: set[tuple[int, int]] = set()
    for mark, body in _segments(data):
        if mark in _FRAMES:
            missing = {(colour, number) for colour in body[6::3] for number in range(64)}
        elif mark == _SCAN:
            colours, (first, last, bits) = body[1 : 1 + 2 * body[0] : 2], body[-3:]
            if bits & 15 == 0:
                missing -= {(c, number) for c in colours for number in range(first, last + 1)}
    return not missing


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marks and bodies of a JPEG's segments; the pixels behind a scan's are passed over."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if mark == 0xFF:
            at += 1
            continue
        yield mark, data[at + 4 : at + 2 + length]
        at += 2 + length
        if mark == _SCAN:
            following = _NEXT_MARK.search(data, at)
            at = following.start() if following else len(data)


def _load_jpeg(data: bytes) -> Image.Image:
    image: Image.Image = import_module("PIL.JpegImagePlugin").JpegImageFile(BytesIO(data), "")
    image.load()
    return image
