"""Files that lack something beside their pixels, or have too much of it: the pixels decide."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lgt_engine.errors import ImageError
from lgt_engine.images import open_picture, scan_folder

from .pictures import P3, far, noise, profile, scene

LONG = '{"node": 1} ' * 200_000


def chunk(kind: bytes, data: bytes, checksum: int | None = None) -> bytes:
    found = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", found)


def with_chunk(added: bytes, *, behind: bool) -> bytes:
    """A PNG of the scene with one more chunk, before or behind its pixels."""
    stream = io.BytesIO()
    scene().save(stream, "PNG")
    data = stream.getvalue()
    at = len(data) - 12 if behind else 33
    return data[:at] + added + data[at:]


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(
    "added",
    [
        chunk(b"zTXt", b"workflow\0\0" + zlib.compress(LONG.encode())),
        chunk(b"iTXt", b"workflow\0\1\0\0\0" + zlib.compress(LONG.encode())),
        chunk(b"tEXt", b"a\0b", checksum=7),
        chunk(b"pHYs", b"\0"),
        chunk(b"gAMA", b""),
        chunk(b"iCCP", b"name\0\7what"),
        chunk(b"acTL", b"\0\0"),
    ],
)
def test_metadata_of_a_png_never_decides_over_its_pixels(
    tmp_path: Path, added: bytes, behind: bool
) -> None:
    (tmp_path / "a.png").write_bytes(with_chunk(added, behind=behind))
    assert far(open_picture(tmp_path / "a.png").image, scene()) == 0
    assert scan_folder(tmp_path).pictures == (tmp_path / "a.png",)


def test_a_profile_over_a_mebibyte_is_used(tmp_path: Path) -> None:
    small = profile(b"RGB ", 2.2, P3)
    large = struct.pack(">I", len(small) + 1_500_000) + small[4:] + bytes(1_500_000)
    scene().save(tmp_path / "small.png", icc_profile=small)
    scene().save(tmp_path / "large.png", icc_profile=large)
    expected = open_picture(tmp_path / "small.png").image
    assert far(expected, scene()) > 5
    assert far(open_picture(tmp_path / "large.png").image, expected) == 0


def test_text_and_transparency_are_independent(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_itxt("workflow", LONG, zip=True)
    art = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    art.save(tmp_path / "a.png", pnginfo=info)
    assert open_picture(tmp_path / "a.png").image.getpixel((5, 5)) == (255, 255, 255)


def jpeg(picture: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=90, **options)
    return stream.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("picture", [scene(), noise(), scene().convert("L")])
def test_a_jpeg_without_its_end_mark_is_whole(
    tmp_path: Path, picture: Image.Image, progressive: bool
) -> None:
    data = jpeg(picture, progressive=progressive)
    assert data.endswith(b"\xff\xd9")
    (tmp_path / "whole.jpg").write_bytes(data)
    whole = open_picture(tmp_path / "whole.jpg").image
    for number, rest in enumerate((data[:-2], data[:-1], data[:-2] + bytes(5000))):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(rest)
        assert far(open_picture(path).image, whole) == 0


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_lacks_pixels_is_refused(tmp_path: Path, progressive: bool) -> None:
    data = jpeg(noise(), progressive=progressive)
    path = tmp_path / "a.jpg"
    starts = [at for at in range(700, len(data) - 1) if data[at : at + 2] == b"\xff\xda"]
    for length in {*range(700, len(data) - 2, 97), *range(len(data) - 20, len(data) - 2), *starts}:
        # A cut between 0xff and the zero behind it is filled up with just that zero.
        for ending in (b"", b"\xff") if data[length - 1] == 0xFF else (b"", b"\xff", bytes(5000)):
            path.write_bytes(data[:length] + ending)
            with pytest.raises(ImageError, match=r"incomplete|damaged"):
                open_picture(path)


def test_frames_behind_the_first_are_known(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.full((80, 80, 3), 40 * n, np.uint8)) for n in range(4)]
    for name in ("a.gif", "a.webp", "a.png", "a.tif"):
        frames[0].copy().save(tmp_path / name, save_all=True, append_images=frames[1:])
        assert open_picture(tmp_path / name).has_more
        frames[1].copy().save(tmp_path / name)
        assert not open_picture(tmp_path / name).has_more
