"""Camera details survive, also strange ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from lgt_engine.errors import ImageError
from lgt_engine.images import Picture, open_picture, read_made_with, save_picture
from lgt_engine.images import metadata as image_metadata

from .pictures import HEIGHT, MADE, WIDTH, WRITTEN, rich_exif, scene

# -- EXIF --------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_any_exif_is_survived(tail: bytes, head: bytes) -> None:
    raw = b"Exif\0\0" + head + tail
    assert 1 <= image_metadata.orientation_of(raw) <= 8
    upright = image_metadata.upright_exif(raw)
    assert image_metadata.upright_exif(upright) == upright
    block = image_metadata.build_exif(upright, (64, 64), MADE, limit=image_metadata.JPEG_EXIF_LIMIT)
    assert image_metadata.made_with_of_exif(block) == MADE


def test_overlapping_exif_values_do_not_fill_the_memory(tmp_path: Path) -> None:
    entries = b"".join(struct.pack("<HHII", 0x9000 + i, 7, 60_000, 8) for i in range(4000))
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 4000) + entries + bytes(20_000)
    scene().save(tmp_path / "a.png", exif=b"Exif\0\0" + block)
    picture = open_picture(tmp_path / "a.png")
    assert 0 < len(picture.exif or b"") < 1 << 21
    path = save_picture(picture.image, tmp_path / "b.jpg", source=picture, made_with=MADE)
    assert read_made_with(path) == MADE


def check_rich_exif(
    path: Path, size: tuple[int, int], software: str, *, located: bool = False
) -> None:
    with Image.open(path) as image:
        exif = image.getexif()
        photo, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert exif[ExifTags.Base.Make] == "Camera"
    assert exif[ExifTags.Base.Copyright] == "A. Person"
    assert exif.get(ExifTags.Base.Orientation, 1) == 1
    assert exif[ExifTags.Base.Software] == software
    assert photo[ExifTags.Base.DateTimeOriginal] == "2026:01:02 03:04:05"
    assert (photo[ExifTags.Base.ExifImageWidth], photo[ExifTags.Base.ExifImageHeight]) == size
    assert photo[ExifTags.Base.MakerNote] == bytes(range(200))
    assert float(photo[ExifTags.Base.FNumber]) == pytest.approx(2.8)
    assert gps.get(ExifTags.GPS.GPSLatitudeRef) == ("N" if located else None)
    assert (b"GPSprivate" in path.read_bytes()) == located


def with_rich_exif(path: Path) -> Picture:
    """A picture with EXIF, stored turned (but as TIFF, where Pillow cannot write all this EXIF)."""
    first = path.with_name("first.png")
    scene().save(first if path.suffix == ".tif" else path, exif=rich_exif())
    if path.suffix == ".tif":
        source = open_picture(first)
        save_picture(source.image, path, source=source, keep_location=True)
    return open_picture(path)


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize("origin", [".jpg", ".tif", ".png", ".webp"])
def test_exif_comes_back(tmp_path: Path, suffix: str, origin: str) -> None:
    source = with_rich_exif(tmp_path / f"source{origin}")
    path = save_picture(
        source.image, tmp_path / f"out{suffix}", source=source, made_with=MADE, quality=90
    )
    check_rich_exif(path, source.size, "LGT")
    assert read_made_with(path) == MADE
    plain = save_picture(source.image, tmp_path / f"plain{suffix}", source=source)
    check_rich_exif(plain, source.size, "Other program")
    assert read_made_with(plain) is None
    asked = tmp_path / f"asked{suffix}"
    save_picture(source.image, asked, source=source, quality=90, keep_location=True)
    check_rich_exif(asked, source.size, "Other program", located=True)


def test_a_photo_of_nothing_but_its_place_loses_all_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    scene().save(tmp_path / "a.jpg", exif=exif)
    source = open_picture(tmp_path / "a.jpg")
    with Image.open(save_picture(source.image, tmp_path / "b.jpg", source=source)) as image:
        assert not image.getexif()


def test_big_endian_exif_and_thumbnail(tmp_path: Path) -> None:
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, 8, 0) + struct.pack(">HHII", 0x010F, 2, 7, 200)
    body = b"MM\0*\0\0\0\x08" + struct.pack(">H", 2) + entries + struct.pack(">I", 300)
    raw = b"Exif\0\0" + body.ljust(200, b"\0") + b"Camera\0" + bytes(200) + b"\xff\xd8thumbnail"
    scene().save(tmp_path / "a.jpg", exif=raw)
    picture = open_picture(tmp_path / "a.jpg")
    assert picture.size == (HEIGHT, WIDTH)
    assert b"thumbnail" not in (picture.exif or b"")
    path = save_picture(picture.image, tmp_path / "b.tif", source=picture, made_with=MADE)
    with Image.open(path) as image:
        assert image.getexif()[ExifTags.Base.Make] == "Camera"
    assert read_made_with(path) == MADE


def test_imagemagick_exif_in_png(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    raw = exif.tobytes()
    info = PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(raw):8}\n{raw.hex()}\n", zip=True)
    scene().save(tmp_path / "a.png", pnginfo=info)
    assert open_picture(tmp_path / "a.png").size == (HEIGHT, WIDTH)


def test_exif_too_large_for_jpeg_gives_up_the_makers_note_first(tmp_path: Path) -> None:
    exif = rich_exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = bytes(70_000)
    scene().save(tmp_path / "a.png", exif=exif)
    source = open_picture(tmp_path / "a.png")
    path = save_picture(source.image, tmp_path / "b.jpg", source=source, made_with=MADE)
    with Image.open(path) as image:
        assert image.getexif()[ExifTags.Base.Make] == "Camera"
    assert read_made_with(path) == MADE
    exif[ExifTags.Base.ImageDescription] = "x" * 70_000
    scene().save(tmp_path / "c.png", exif=exif)
    source = open_picture(tmp_path / "c.png")
    path = save_picture(source.image, tmp_path / "d.jpg", source=source, made_with=MADE)
    assert read_made_with(path) == MADE
    with pytest.raises(ImageError, match="cannot be saved as JPEG"):
        save_picture(scene(), tmp_path / "e.jpg", made_with={"style": "x" * 70_000})
