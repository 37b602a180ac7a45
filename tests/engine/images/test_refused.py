"""Every kind of file that is refused, with a sentence and never with a crash."""

from __future__ import annotations

import errno
import io
import os
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFile, features

from lgt_engine.errors import ImageError
from lgt_engine.images import formats as image_formats
from lgt_engine.images import open_picture, read_made_with, save_picture, scan_folder

from .pictures import MADE, P3, far, noise, png, profile, refusal, scene

# -- refused -----------------------------------------------------------------------------------


def test_missing_folder_empty_and_foreign_files(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.png")
    assert "does not exist" in refusal(tmp_path / "none.png" / "below.png")
    assert "name is too long" in refusal(tmp_path / ("x" * 300))
    assert "is a folder" in refusal(tmp_path)
    (tmp_path / "empty.png").touch()
    assert "is empty (0 bytes)" in refusal(tmp_path / "empty.png")
    for head, word in [
        (b"%PDF-1.7", "PDF document"),
        (b"<svg xmlns=", "SVG"),
        (b"PK\x03\x04", "ZIP"),
        (b"8BPS", "Photoshop"),
        (b"\0\0\0\x20ftypisom", "video"),
        (b"hello, this is text", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "not a picture"),
    ]:
        (tmp_path / "a.jpg").write_bytes(head + bytes(100))
        assert word in refusal(tmp_path / "a.jpg")
    with pytest.raises(ImageError, match="cannot be read"):
        open_picture("nul\0character.png")


def test_camera_raw_is_not_read_as_its_thumbnail(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.dng", format="TIFF")
    assert "camera raw" in refusal(tmp_path / "a.dng")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_devices_and_link_loops_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "device or a pipe" in refusal(tmp_path / "pipe.png")
    assert "device or a pipe" in refusal(Path("/dev/zero"))
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    assert "leads back to itself" in refusal(tmp_path / "loop.png")


def test_permission_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene().save(tmp_path / "a.png")

    def denied(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(image_formats.os, "open", denied)
    assert "permission denied" in refusal(tmp_path / "a.png")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_permission_denied_for_real(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.png")
    (tmp_path / "a.png").chmod(0)
    assert "permission denied" in refusal(tmp_path / "a.png")


def test_bombs_are_refused_from_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Image.MAX_IMAGE_PIXELS
    monkeypatch.setattr(ImageFile.ImageFile, "load", pytest.fail)
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(png(header, zlib.compress(b"")))
    text = refusal(tmp_path / "a.png")
    assert "20,000 × 20,000 pixels (400 megapixels); at most 300 megapixels" in text
    gif = b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(3) + b",\0\0\0\0" + b"\xff" * 4
    (tmp_path / "a.gif").write_bytes(gif + b"\0\x02\x02\x4c\x01\0;")
    assert "megapixels" in refusal(tmp_path / "a.gif")
    gif = b"GIF89a" + struct.pack("<HH", 99, 99) + bytes(3) + b",\0\0\0\0" + b"\xff" * 4
    (tmp_path / "a.gif").write_bytes(gif + b"\0\x02\x02\x4c\x01\0;")
    assert "pixels" in refusal(tmp_path / "a.gif")
    bmp = b"BM" + struct.pack(
        "<IIIIiiHHIIiiII", 54, 0, 54, 40, 2**30, 2**30, 1, 24, 0, 0, 0, 0, 0, 0
    )
    (tmp_path / "a.bmp").write_bytes(bmp)
    assert "megapixels" in refusal(tmp_path / "a.bmp")
    assert before == Image.MAX_IMAGE_PIXELS


def test_large_pictures_within_the_limit_give_no_warning(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 100_000, 1_000, 1, 0, 0, 0, 0)  # Pillow warns from 89 million
    (tmp_path / "a.png").write_bytes(png(header, zlib.compress(bytes(12_501 * 1_000))))
    assert scan_folder(tmp_path).pictures == (tmp_path / "a.png",)
    assert "at most 99 megapixels" in refusal(tmp_path / "a.png", max_pixels=99_000_000)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (63, 64), (400, 63)])
def test_too_small(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size).save(tmp_path / "a.png")
    assert "the shorter side must have at least 64" in refusal(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png", min_side=1).size == size


def test_out_of_memory_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene().save(tmp_path / "a.png")

    def full(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load_prepare", full)
    assert "memory" in refusal(tmp_path / "a.png")


def test_files_over_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(bytes(3 << 20))
    with pytest.raises(ImageError, match="larger than 2 MiB"):
        image_formats.read_bytes(tmp_path / "a.png", limit=2 << 20)


DAMAGED: list[tuple[str, dict[str, Any]]] = [
    ("a.jpg", {}),
    ("progressive.jpg", {"progressive": True}),
    ("a.png", {}),
    ("a.webp", {}),
    ("lossless.webp", {"lossless": True}),
    ("a.gif", {}),
    ("a.tif", {}),
    ("lzw.tif", {"compression": "tiff_lzw"}),
    ("a.bmp", {}),
    ("a.jp2", {}),
    ("a.ppm", {}),
    *([("a.avif", {"speed": 10})] if features.check("avif") else []),
]


def encoded(name: str, options: dict[str, Any], *, icc: bytes = b"") -> bytes:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = 3
    if Path(name).suffix not in (".gif", ".bmp", ".jp2", ".ppm"):
        options = {"exif": exif, "icc_profile": icc, **options}
    kinds = {"jpg": "JPEG", "tif": "TIFF", "jp2": "JPEG2000"}
    suffix = name.rsplit(".", 1)[1]
    noise(80, 64).save(stream, format=kinds.get(suffix, suffix.upper()), **options)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "options"), DAMAGED)
def test_cut_files_are_refused_or_whole(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    data = encoded(name, options)
    (tmp_path / name).write_bytes(data)
    whole = open_picture(tmp_path / name).image
    lengths = {1, 5, 12, 30, 60, *range(100, len(data), len(data) // 40)}
    refused = 0
    for length in sorted(lengths | {len(data) - 1, len(data) - 2, len(data) - 9}):
        path = tmp_path / f"cut{Path(name).suffix}"
        path.write_bytes(data[:length])
        try:
            assert far(open_picture(path).image, whole) == 0
        except ImageError as error:
            refused += path.name in error.what
    assert refused >= 38


@pytest.fixture(scope="module")
def samples() -> list[tuple[str, bytes]]:
    icc = profile(b"RGB ", 2.2, P3)
    return [(name, encoded(name, options, icc=icc)) for name, options in DAMAGED]


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    which=st.integers(0, 10**6),
    flips=st.lists(
        st.tuples(st.one_of(st.integers(0, 600), st.integers(0, 10**6)), st.integers(0, 7)),
        min_size=1,
        max_size=12,
    ),
)
def test_flipped_bits_give_a_picture_or_a_sentence(
    samples: list[tuple[str, bytes]], tmp_path: Path, which: int, flips: list[tuple[int, int]]
) -> None:
    name, data = samples[which % len(samples)]
    broken = bytearray(data)
    for position, bit in flips:
        broken[position % len(broken)] ^= 1 << bit
    path = tmp_path / name
    path.write_bytes(broken)
    started = time.monotonic()
    with suppress(ImageError):
        picture = open_picture(path, max_pixels=4_000_000)
        assert picture.image.mode == "RGB"
        target = tmp_path / ("o.tif", "o.jpg", "o.png", "o.webp")[which % 4]
        save_picture(picture.image, target, source=picture, made_with=MADE, overwrite=True)
        assert read_made_with(target) == MADE
    assert time.monotonic() - started < 10


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=300), st.sampled_from([magic for magic, _ in image_formats._MAGIC]))
def test_any_bytes_give_a_sentence(tmp_path: Path, tail: bytes, magic: bytes) -> None:
    (tmp_path / "a.png").write_bytes(magic + tail)
    with pytest.raises(ImageError):
        open_picture(tmp_path / "a.png")
