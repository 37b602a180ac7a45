"""Frames to clips, one at a time, into a file that is whole whenever writing ends.

Pillow's own writers keep all frames until the last one. Here each frame is compressed by Pillow as
a picture of its own, and its data go into the container: blocks of GIF, chunks of PNG and WebP.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import GifImagePlugin, Image
from PIL.PngImagePlugin import PngInfo

from lgt_engine.errors import ImageError
from lgt_engine.io.atomic_files import atomic_file

from . import metadata as image_metadata
from .formats import shown_name
from .metadata import MadeWith
from .video import VIDEO_SUFFIXES, VideoWriter
from .writing import GIF_NOTE, check_place, not_written

#: Suffixes of the clips that can be written; PNG is animated PNG.
CLIP_SUFFIXES = frozenset({".gif", ".webp", ".png", ".apng"}) | VIDEO_SUFFIXES

_LONGEST = {".gif": 65_535, ".webp": 16_383}
#: Frames a second of a video that is made of a clip with durations; they are multiples of 10 ms.
_VIDEO_FPS = 50.0
#: A palette is kept, so that still places stay still, until frames fit it so much worse.
_WORSE = 1.25
#: Programs show a shorter frame of a GIF for 100 ms.
_SHORTEST_GIF_MS = 20.0


class ClipWriter(Protocol):
    """What every kind of clip is written with."""

    def add(self, image: Image.Image, milliseconds: float) -> None:
        """Add a frame, RGB or RGBA, of the size of the clip."""

    def close(self) -> None:
        """Write what stands at the end, so that the file can be played."""

    def give_up(self) -> None:
        """Let go of the file without that."""


@contextmanager
def clip_writer(
    place: Path,
    size: tuple[int, int],
    *,
    source: Path | None = None,
    plays: int = 0,
    fps: float | None = None,
    sound_seconds: float = 0.0,
    made_with: MadeWith | None = None,
    quality: int = 95,
    overwrite: bool = False,
) -> Iterator[ClipWriter]:
    """Write a clip; the file appears when the block ends, with the frames that were added.

    Parameters
    ----------
    place : Path
        Ends in one of :data:`CLIP_SUFFIXES`.
    size : (int, int)
        Width and height of all frames.
    source : Path, optional
        The clip it is made of, which is never replaced.
    plays : int
        How often it is shown; 0 is for ever. Videos do not say.
    fps : float, optional
        Of a video; without it 50.
    sound_seconds : float
        A video gets the sound of the source where this is as long as the frames at least; shorter
        sound is followed by silence.
    made_with : mapping, optional
        How it was made; kept in every kind but videos.
    quality : int
        1 to 100, of WebP and videos.
    overwrite : bool
        Replace what is there.

    Raises
    ------
    ImageError
        Nothing is left behind: unknown suffix, existing file, too large, full disk, no extra.
    """
    suffix = place.suffix.lower()
    _check_kind(place, size)
    check_place(place, source, overwrite)
    try:
        with atomic_file(place) as part:
            writer: ClipWriter
            if suffix in VIDEO_SUFFIXES:
                writer = VideoWriter(
                    part, place, size, fps=fps or _VIDEO_FPS, quality=quality,
                    sound=source if sound_seconds else None, sound_seconds=sound_seconds,
                )  # fmt: skip
            elif suffix == ".gif":
                writer = _GifWriter(part, size, plays, made_with)
            elif suffix == ".webp":
                writer = _WebpWriter(part, size, plays, made_with, quality)
            else:
                writer = _PngWriter(part, size, plays, made_with)
            try:
                yield writer
                writer.close()
            except BaseException:
                writer.give_up()
                raise
    except OSError as error:
        raise not_written(place, error) from error


def _check_kind(place: Path, size: tuple[int, int]) -> None:
    """Raise ImageError where files with this suffix hold no clip of this size."""
    suffix = place.suffix.lower()
    if suffix not in CLIP_SUFFIXES:
        raise ImageError(
            f"{shown_name(place)} cannot hold a clip.",
            next_step="Choose one of " + ", ".join(sorted(CLIP_SUFFIXES)) + ".",
        )
    if max(size) > _LONGEST.get(suffix, max(size)):
        raise ImageError(
            f"{shown_name(place)} can have at most {_LONGEST[suffix]:,} pixels a side.",
            next_step="Save it as PNG or as a video.",
        )


class _Stream:
    """A file, and durations in its unit that follow the true time however they are rounded."""

    def __init__(self, part: Path, unit_ms: float) -> None:
        self._file = part.open("rb+")
        self._unit, self._left = unit_ms, 0.0

    def _ticks(self, milliseconds: float) -> int:
        wanted = self._left + milliseconds / self._unit
        ticks = max(0, round(wanted))
        self._left = wanted - ticks
        return ticks

    def give_up(self) -> None:
        self._file.close()


class _GifWriter(_Stream):
    def __init__(
        self, part: Path, size: tuple[int, int], plays: int, made_with: MadeWith | None
    ) -> None:
        super().__init__(part, 10.0)
        self._palette: Image.Image | None = None
        self._error = 0.0
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0, 0, 0))
        if plays != 1:
            repeats = plays - 1 if plays else 0
            self._file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", repeats, 0))
        if made_with is not None:
            note = GIF_NOTE + image_metadata.made_with_to_text(made_with).encode("ascii")
            parts = [note[at : at + 255] for at in range(0, len(note), 255)]
            self._file.write(b"!\xfe" + b"".join(bytes([len(p)]) + p for p in parts) + b"\0")

    def add(self, image: Image.Image, milliseconds: float) -> None:
        if not milliseconds.is_integer():  # a rate, not durations of a GIF
            milliseconds = max(milliseconds, _SHORTEST_GIF_MS)
        frame = self._indexed(image.convert("RGB"))
        options: dict[str, int] = {"duration": 10 * self._ticks(milliseconds)}
        if image.mode == "RGBA":
            hole = image.getchannel("A").point(lambda a: 255 if a < 128 else 0)
            frame.paste(255, mask=hole)
            options.update(transparency=255, disposal=2)
        self._file.write(
            b"".join(GifImagePlugin.getdata(frame, (0, 0), include_color_table=True, **options))
        )

    def _indexed(self, rgb: Image.Image) -> Image.Image:
        """Palette pixels; without dithering, whose dots would dance. Index 255 is left free."""
        if self._palette is not None:
            made, error = _mapped(rgb, self._palette)
            if error <= _WORSE * self._error + 1.0:
                return made
        self._palette = rgb.quantize(255, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        made, self._error = _mapped(rgb, self._palette)
        return made

    def close(self) -> None:
        self._file.write(b";")
        self._file.close()


def _mapped(rgb: Image.Image, palette: Image.Image) -> tuple[Image.Image, float]:
    """A picture in the colours of a palette, and the mean error in levels."""
    made = rgb.quantize(palette=palette, dither=Image.Dither.NONE)
    colours = (palette.getpalette() or [])[: 3 * 255]
    made.putpalette(colours + [0] * (3 * 256 - len(colours)))
    off = np.asarray(made.convert("RGB"), np.int16) - np.asarray(rgb, np.int16)
    return made, float(np.abs(off).mean())


class _PngWriter(_Stream):
    def __init__(
        self, part: Path, size: tuple[int, int], plays: int, made_with: MadeWith | None
    ) -> None:
        super().__init__(part, 1.0)
        self._size, self._plays, self._made_with = size, plays, made_with
        self._number, self._frames, self._control = 0, 0, 0

    def add(self, image: Image.Image, milliseconds: float) -> None:
        stream, text = BytesIO(), PngInfo()
        if self._made_with is not None:
            text.add_text("Software", image_metadata.SOFTWARE)
            text.add_text("lgt", image_metadata.made_with_to_text(self._made_with))
        image.convert("RGBA").save(stream, "PNG", pnginfo=text)  # all frames have one kind
        chunks = list(_png_chunks(stream.getvalue()))
        if not self._frames:
            self._begin([chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")])
        ticks = min(0xFFFF, self._ticks(milliseconds))
        control = struct.pack(">IIIIHHBB", *self._size, 0, 0, ticks, 1000, 0, 0)
        self._chunk(b"fcTL", self._next() + control)
        for kind, data in chunks:
            if kind == b"IDAT" and not self._frames:
                self._chunk(kind, data)
            elif kind == b"IDAT":
                self._chunk(b"fdAT", self._next() + data)
        self._frames += 1

    def _begin(self, header: list[tuple[bytes, bytes]]) -> None:
        self._file.write(b"\x89PNG\r\n\x1a\n")
        self._chunk(*header[0])
        self._control = self._file.tell()
        self._chunk(b"acTL", struct.pack(">II", 0, self._plays))
        for kind, data in header[1:]:
            self._chunk(kind, data)

    def _next(self) -> bytes:
        self._number += 1
        return struct.pack(">I", self._number - 1)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        check = zlib.crc32(kind + data)
        self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check))

    def close(self) -> None:
        self._chunk(b"IEND", b"")
        self._file.seek(self._control)
        self._chunk(b"acTL", struct.pack(">II", self._frames, self._plays))
        self._file.close()


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


class _WebpWriter(_Stream):
    def __init__(
        self,
        part: Path,
        size: tuple[int, int],
        plays: int,
        made_with: MadeWith | None,
        quality: int,
    ) -> None:
        super().__init__(part, 1.0)
        self._size, self._quality = size, quality
        exif = image_metadata.build_exif(None, size, made_with) if made_with is not None else None
        self._exif = exif.removeprefix(b"Exif\0\0") if exif else b""
        self._flags = 0x02 | (0x08 if self._exif else 0)
        self._file.write(b"RIFF\0\0\0\0WEBP")
        self._extent = self._file.tell()
        self._chunk(b"VP8X", self._header())
        self._chunk(b"ANIM", struct.pack("<IH", 0, plays))

    def _header(self) -> bytes:
        return bytes([self._flags, 0, 0, 0]) + b"".join(_three(side - 1) for side in self._size)

    def add(self, image: Image.Image, milliseconds: float) -> None:
        stream = BytesIO()
        image.save(stream, "WEBP", quality=self._quality)
        inner = BytesIO()
        for kind, data in _riff_chunks(stream.getvalue()):
            if kind in (b"ALPH", b"VP8 ", b"VP8L"):
                inner.write(_riff_chunk(kind, data))
        self._flags |= 0x10 if image.mode == "RGBA" else 0
        ticks = min(0xFFFFFF, self._ticks(milliseconds))
        sides = b"".join(_three(side - 1) for side in self._size)
        # Flag 2: a frame replaces what was there instead of being laid over it.
        place = _three(0) + _three(0) + sides + _three(ticks) + b"\x02"
        self._chunk(b"ANMF", place + inner.getvalue())

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(_riff_chunk(kind, data))

    def close(self) -> None:
        if self._exif:
            self._chunk(b"EXIF", self._exif)
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.seek(self._extent)
        self._chunk(b"VP8X", self._header())
        self._file.close()


def _three(value: int) -> bytes:
    return struct.pack("<I", value)[:3]


def _riff_chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
