"""Pictures and questions that the tests of this folder share."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from lgt_engine.errors import ImageError
from lgt_engine.images import formats as image_formats
from lgt_engine.images import open_picture

MADE = {
    "model": "first.safetensors",
    "style": "Étoilée ✨",
    "guidance": 1.25,
    "steps": 4,
    "seed": 0,
}
WIDTH, HEIGHT = 96, 72


def scene(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A smooth picture whose corners differ, so that every turn shows."""
    y, x = np.mgrid[:height, :width]
    planes = [x * 250 / width, y * 250 / height, (x + y) * 250 / (width + height)]
    return Image.fromarray(np.stack(planes, -1).astype(np.uint8))


def noise(width: int = WIDTH, height: int = HEIGHT, seed: int = 0) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def ramp_alpha(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    return Image.fromarray(np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1)))


def far(one: Image.Image, other: Image.Image) -> float:
    """Largest difference of two pictures of the same size and mode, in levels."""
    assert one.size == other.size
    assert one.mode == other.mode
    return float(np.abs(np.asarray(one, dtype=float) - np.asarray(other, dtype=float)).max())


def refusal(path: Path, **limits: int) -> str:
    """The sentence with which a file is refused; it always names the file."""
    with pytest.raises(ImageError) as caught:
        open_picture(path, **limits)
    assert image_formats.shown_name(path)[1:-1] in caught.value.what
    assert caught.value.what.endswith(".")
    return str(caught.value)


def png(header: bytes, pixels: bytes, *extra: tuple[bytes, bytes]) -> bytes:
    """A PNG file of raw chunks."""
    chunks = [(b"IHDR", header), *extra, (b"IDAT", pixels), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


P3 = [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]]
SRGB = [[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]]


def profile(space: bytes, gamma: float, matrix: list[list[float]] | None = None) -> bytes:
    """A small ICC v2 profile: RGB with a matrix, or grey."""

    def xyz(values: list[float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    tags = {b"desc": text, b"cprt": b"text\0\0\0\0none\0\0\0\0", b"wtpt": xyz([0.9642, 1, 0.8249])}
    if matrix is None:
        tags[b"kTRC"] = curve
    else:
        for i, name in enumerate((b"r", b"g", b"b")):
            tags[name + b"XYZ"] = xyz([row[i] for row in matrix])
            tags[name + b"TRC"] = curve
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    header = struct.pack(
        ">I4sI4s4s4s", start + len(body), b"lcms", 0x02100000, b"mntr", space, b"XYZ "
    )
    header += struct.pack(">6H4sI", 2026, 1, 1, 0, 0, 0, b"acsp", 0) + bytes(24)
    header += struct.pack(">iii", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + body


def rich_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Copyright] = "A. Person"
    exif[ExifTags.Base.Software] = "Other program"
    photo = exif.get_ifd(ExifTags.IFD.Exif)
    photo[ExifTags.Base.DateTimeOriginal] = "2026:01:02 03:04:05"
    photo[ExifTags.Base.ExifImageWidth] = 4000
    photo[ExifTags.Base.ExifImageHeight] = 3000
    photo[ExifTags.Base.MakerNote] = bytes(range(200))
    photo[ExifTags.Base.FNumber] = 2.8
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSAreaInformation] = b"ASCII\0\0\0GPSprivate"
    return exif


WRITTEN = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"]
