"""A corpus of bad, odd and hostile pictures, made from nothing but a seed.

Every case says how it must end: ``used``, ``refused``, or ``either`` where damage may or may not
reach the pixels. A refusal must be a sentence that names the file.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin, features

from .mutation import damaged

SIZE = (80, 64)


@dataclass(frozen=True)
class Case:
    """One file.

    Attributes
    ----------
    kind : str
        For the table.
    name : str
        Of the file.
    data : bytes
    ends : {"used", "refused", "either"}
    size : (int, int) or None
        Of the result, when it is known.
    """

    kind: str
    name: str
    data: bytes
    ends: str
    size: tuple[int, int] | None = None

    def write(self, folder: Path) -> Path:
        """The case as a file in a folder of its own."""
        folder.mkdir(parents=True)
        path = folder / self.name
        path.write_bytes(self.data)
        return path


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Smooth colours with an edge, in any mode."""
    x, y = np.meshgrid(np.linspace(0, 255, size[0]), np.linspace(0, 255, size[1]))
    planes = np.stack([x, y, np.where(x > y, 200, 30)], -1).astype(np.uint8)
    return Image.fromarray(planes).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture file's bytes."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "TIFF": "tif", "BMP": "bmp"}
_CODECS = {"WEBP": "webp", "AVIF": "avif", "JPEG2000": "jpg_2000"}


def _sources() -> dict[str, bytes]:
    kinds = {**_SUFFIXES, "PPM": "ppm", "AVIF": "avif", "JPEG2000": "jp2"}
    here = [kind for kind in kinds if kind not in _CODECS or features.check(_CODECS[kind])]
    return {kinds[kind]: encoded(picture(), kind) for kind in here}


def _cuts(rng: random.Random) -> Iterator[Case]:
    for suffix, data in _sources().items():
        for _ in range(10):
            yield Case("truncated", f"cut.{suffix}", data[: rng.randrange(1, len(data))], "either")


def _flips(rng: random.Random) -> Iterator[Case]:
    for suffix, data in _sources().items():
        for _ in range(20):
            yield Case("bit-flipped", f"flipped.{suffix}", damaged(data, rng), "either")


def _empty(_: random.Random) -> Iterator[Case]:
    for suffix in (*_SUFFIXES.values(), "ppm", "heic"):
        yield Case("zero bytes", f"empty.{suffix}", b"", "refused")
        yield Case("zero bytes", f"nothing.{suffix}", bytes(5000), "refused")


def _wrong_endings(_: random.Random) -> Iterator[Case]:
    suffixes = list(_SUFFIXES.values())
    for (suffix, data), other in zip(_sources().items(), suffixes[1:] + suffixes, strict=False):
        yield Case("wrong extension", f"really a {suffix}.{other}", data, "used", SIZE)
    yield Case("wrong extension", "photo.txt", encoded(picture(), "PNG"), "used", SIZE)
    yield Case("wrong extension", "photo", encoded(picture(), "PNG"), "used", SIZE)


def _foreign(_: random.Random) -> Iterator[Case]:
    starts = {
        "document.jpg": b"%PDF-1.7\n",
        "layers.png": b"8BPS\0\1",
        "drawing.png": b'<?xml version="1.0"?><svg/>',
        "page.jpg": b"<!DOCTYPE html><html>404 not found</html>",
        "archive.png": b"PK\x03\x04",
        "film.jpg": b"\0\0\0\x18ftypmp42",
        "photo.jxl.jpg": b"\xff\x0a",
        "program.png": b"\x7fELF\x02\x01\x01",
        "script.jpg": b"#!/bin/sh\nrm -rf /\n",
        "words.png": "Das ist kein Bild. 这不是图片".encode(),
        "pickle.png": b"\x80\x04\x95\x0b\0\0\0\0\0\0\0cos\nsystem\n.",
        "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    }
    for name, start in starts.items():
        yield Case("not a picture", name, start + b"\0" * 300, "refused")


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG file put together by hand; ``rows`` are compressed as they are."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [_chunk(b"IHDR", head), *extra, _chunk(b"IDAT", zlib.compress(rows, 1))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def _bombs(_: random.Random) -> Iterator[Case]:
    yield Case("bomb", "claims.png", png(60_000, 60_000, 8, 2, b"\0" * 99), "refused")
    yield Case("bomb", "sides.png", png(2**31 - 1, 2**31 - 1, 8, 2, b""), "refused")
    gif = bytearray(encoded(picture(), "GIF"))
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    yield Case("bomb", "screen.gif", bytes(gif), "refused")
    bmp = bytearray(encoded(picture(), "BMP"))
    bmp[18:26] = struct.pack("<ii", 50_000, 50_000)
    yield Case("bomb", "large.bmp", bytes(bmp), "refused")
    yield Case("bomb", "large.ppm", b"P6\n90000 90000\n255\n", "refused")
    jpeg = bytearray(encoded(picture(), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    yield Case("bomb", "large.jpg", bytes(jpeg), "refused")
    rows = b"\0" * ((20_000 // 8 + 1) * 20_000)
    yield Case("bomb", "20000 squared.png", png(20_000, 20_000, 1, 0, rows), "refused")
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(70_000_000), 1))
    grey = b"".join(b"\0" + bytes(range(80)) for _ in range(64))
    yield Case("bomb", "words.png", png(*SIZE, 8, 0, grey, text), "either")
    profile = _chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(70_000_000), 1))
    yield Case("bomb", "profile.png", png(*SIZE, 8, 0, grey, profile), "either")


def _sizes(_: random.Random) -> Iterator[Case]:
    for width, height in ((1, 1), (1, 5000), (5000, 1), (63, 63), (63, 400)):
        data = encoded(picture((width, height)), "PNG")
        yield Case("too small", f"{width}x{height}.png", data, "refused")
    for size in ((64, 64), (64, 2000), (2000, 64), (65, 71)):
        data = encoded(picture(size), "PNG")
        yield Case("odd size", f"{size[0]}x{size[1]}.png", data, "used", size)


def _modes(_: random.Random) -> Iterator[Case]:
    deep = (np.arange(SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0]) * 12).astype(np.uint16)
    colour = b"".join(b"\0" + row.astype(">u2").repeat(3).tobytes() for row in deep)
    clear = picture(mode="RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(SIZE))
    files = {
        "grey 16.png": encoded(Image.fromarray(deep), "PNG"),
        "grey 16.tif": encoded(Image.fromarray(deep), "TIFF"),
        "colour 16.png": png(*SIZE, 16, 2, colour),
        "cmyk.jpg": encoded(picture(mode="CMYK"), "JPEG"),
        "cmyk.tif": encoded(picture(mode="CMYK"), "TIFF"),
        "one bit.png": encoded(picture(mode="1"), "PNG"),
        "grey.jpg": encoded(picture(mode="L"), "JPEG"),
        "grey alpha.png": encoded(clear.convert("LA"), "PNG"),
        "alpha.png": encoded(clear, "PNG"),
        "alpha.webp": encoded(clear, "WEBP"),
        "alpha.tif": encoded(clear, "TIFF"),
        "palette.png": encoded(picture(mode="P"), "PNG"),
        "palette alpha.png": encoded(picture(mode="P"), "PNG", transparency=bytes(range(256))),
        "transparent.gif": encoded(picture(mode="P"), "GIF", transparency=3),
        "lab.tif": encoded(picture(mode="LAB"), "TIFF"),
        "float.tif": encoded(Image.fromarray(deep.astype(np.float32) / 65535), "TIFF"),
        "progressive.jpg": encoded(picture(), "JPEG", progressive=True),
    }
    for name, data in files.items():
        yield Case("pixel format", name, data, "used", SIZE)
    frames = [picture(), picture(mode="L").convert("RGB")]
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        yield Case("animated", f"animated.{_SUFFIXES[kind]}", data, "used", SIZE)


def _not_finite(_: random.Random) -> Iterator[Case]:
    values = np.linspace(0, 1, SIZE[0] * SIZE[1], dtype=np.float32).reshape(SIZE[1], SIZE[0])
    for name, bad in (("nan", np.nan), ("inf", np.inf), ("minus inf", -np.inf)):
        for which in ("one", "half", "all"):
            pixels = values.copy()
            count = {"one": 1, "half": pixels.size // 2, "all": pixels.size}[which]
            pixels.reshape(-1)[:count] = bad
            data = encoded(Image.fromarray(pixels), "TIFF")
            yield Case("NaN and Inf pixels", f"{name} {which}.tif", data, "used", SIZE)


def _orientations(_: random.Random) -> Iterator[Case]:
    for turn in range(10):
        exif = Image.Exif()
        exif[0x0112] = turn
        upright = SIZE[::-1] if 5 <= turn <= 8 else SIZE
        for kind in ("JPEG", "PNG", "WEBP"):
            data = encoded(picture(), kind, exif=exif)
            yield Case("EXIF", f"turn {turn}.{_SUFFIXES[kind]}", data, "used", upright)


def _profiles(rng: random.Random) -> Iterator[Case]:
    broken = {
        "empty": b"\0",
        "short": b"\0\0\0\x80lcms",
        "random": rng.randbytes(600),
        "zeros": bytes(3000),
        "long": rng.randbytes(300_000),
    }
    for name, icc in broken.items():
        for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
            data = encoded(picture(), kind, icc_profile=icc)
            yield Case("broken ICC", f"{name}.{_SUFFIXES[kind]}", data, "used", SIZE)


_NAMES = (
    "with spaces .png", " leading.png", "'quotes'.png", 'double "quotes".png', "back`ticks`.png",
    "$(touch x).png", "; rm -rf x.png", "-dash.png", "--out.png", "%s%n.png", "*?[a].png",
    "[bold]red[ style].png", "new\nline.png", "tab\there.png", "bell\x07.png", "esc\x1b[31m.png",
    "emoji 🎨👩‍👩‍👧.png", "عربي.png", "עברית.png", "\u202egnp.exe.png", "日本語.png", "Ünïcödé.png",
    "e\u0301.png", "a" * 251 + ".png", "é" * 125 + ".png", "dots...png", "CON.png", "~.png",
    "<b>tag<b>.png", "&amp;.png", "{0}.png", "back\\slash.png",
)  # fmt: skip


def _names(_: random.Random) -> Iterator[Case]:
    data = encoded(picture(), "PNG")
    for name in _NAMES:
        yield Case("file name", name, data, "used", SIZE)


def _metadata(rng: random.Random) -> Iterator[Case]:
    for index in range(8):
        raw = b"Exif\0\0" + rng.choice((b"II*\0", b"MM\0*")) + rng.randbytes(rng.choice((4, 300)))
        yield Case("broken EXIF", f"exif {index}.jpg", encoded(picture(), "JPEG", exif=raw), "used")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("lgt", "{" * 5000)
    data = encoded(picture(), "PNG", pnginfo=notes)
    yield Case("broken EXIF", "notes.png", data, "used", SIZE)


_GENERATORS: tuple[Callable[[random.Random], Iterator[Case]], ...] = (
    _cuts, _flips, _empty, _wrong_endings, _foreign, _bombs, _sizes, _modes, _not_finite,
    _orientations, _profiles, _names, _metadata,
)  # fmt: skip


def pictures(seed: int) -> list[Case]:
    """All cases; the same for the same seed."""
    rng = random.Random(seed)
    return [case for make in _GENERATORS for case in make(rng)]
