"""Pictures in and out: every kind that is used, every kind that is refused, nothing ever lost."""

from __future__ import annotations

import errno
import io
import json
import math
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFile, features
from PIL.PngImagePlugin import PngInfo

from lgt_engine import images
from lgt_engine.errors import Cancelled, ImageError
from lgt_engine.images import (
    Picture,
    centre_crop_square,
    fit_inside,
    iter_picture_files,
    open_picture,
    picture_from_pil,
    read_made_with,
    resize_short_side,
    save_picture,
    scan_folder,
    to_image,
    to_tensor,
    unique_path,
)
from lgt_engine.images import formats as image_formats
from lgt_engine.images import metadata as image_metadata
from lgt_engine.images import writing as image_writing

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


# -- importing ---------------------------------------------------------------------------------


def test_importing_the_module_does_not_import_torch() -> None:
    code = "import sys, lgt_engine.images; print('torch' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


# -- kinds that are used -----------------------------------------------------------------------

LOSSLESS: list[tuple[str, dict[str, Any]]] = [
    ("a.png", {}),
    ("a.bmp", {}),
    ("a.ppm", {}),
    ("a.tif", {}),
    ("lzw.tiff", {"compression": "tiff_lzw"}),
    ("deflate.tiff", {"compression": "tiff_adobe_deflate"}),
    ("big.tif", {"big_tiff": True}),
    ("a.webp", {"lossless": True}),
    ("a.jp2", {"irreversible": False}),
]
LOSSY: list[tuple[str, dict[str, Any]]] = [
    ("a.jpg", {"quality": 95}),
    ("progressive.jpeg", {"quality": 95, "progressive": True}),
    ("b.webp", {"quality": 95}),
    ("a.avif", {"quality": 95}),
]


@pytest.mark.parametrize(("name", "options"), LOSSLESS)
def test_lossless_kinds_are_read_exactly(
    tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    scene().save(tmp_path / name, **options)
    picture = open_picture(tmp_path / name)
    assert picture.size == (WIDTH, HEIGHT)
    assert picture.image.mode == "RGB"
    assert type(picture.image) is Image.Image
    assert picture.alpha is None
    assert picture.path == tmp_path / name
    assert far(picture.image, scene()) == 0


@pytest.mark.parametrize(("name", "options"), LOSSY)
def test_lossy_kinds_are_read(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    if name.endswith("avif") and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    scene().save(tmp_path / name, **options)
    assert far(open_picture(tmp_path / name).image, scene()) < 16


@pytest.mark.parametrize("name", ["photo.txt", "photo", "photo.jpg", "photo.gif"])
def test_the_kind_is_told_by_content(tmp_path: Path, name: str) -> None:
    scene().save(tmp_path / name, format="PNG")
    assert far(open_picture(str(tmp_path / name)).image, scene()) == 0


def test_heic(tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Camera"
    heif.from_pillow(scene()).save(tmp_path / "a.heic", quality=95, exif=exif.tobytes())
    picture = open_picture(tmp_path / "a.heic")
    assert sorted(picture.size) == [HEIGHT, WIDTH]
    assert image_metadata.orientation_of(picture.exif) == 1
    assert b"Camera" in (picture.exif or b"")
    saved = open_picture(save_picture(picture.image, tmp_path / "b.jpg", source=picture))
    assert saved.size == picture.size


def test_heic_without_support_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert 'pip install "lgt[heif]"' in refusal(tmp_path / "a.heic")


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".avif"])
def test_orientation_is_applied_once(tmp_path: Path, turn: int, suffix: str) -> None:
    if suffix == ".avif" and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    upright = scene()
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(turn, turn)
    stored = upright.transpose(images_turn(undo)) if turn > 1 else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    path = tmp_path / f"turned{suffix}"
    stored.save(path, exif=exif, quality=95)
    picture = open_picture(path)
    assert far(picture.image, upright) < 24
    assert image_metadata.orientation_of(picture.exif) == 1
    again = save_picture(picture.image, tmp_path / "again.jpg", source=picture)
    assert far(open_picture(again).image, upright) < 24


def images_turn(turn: int) -> Image.Transpose:
    from lgt_engine.images.colour import _TURNS

    return _TURNS[turn]


@pytest.mark.parametrize("turn", [0, 9, 65535])
def test_senseless_orientation_is_ignored(tmp_path: Path, turn: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    scene().save(tmp_path / "a.png", exif=exif)
    picture = open_picture(tmp_path / "a.png")
    assert far(picture.image, scene()) == 0
    assert image_metadata.orientation_of(picture.exif) == 1


def test_alpha_is_turned_with_the_picture(tmp_path: Path) -> None:
    rgba = scene()
    rgba.putalpha(ramp_alpha())
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    rgba.save(tmp_path / "a.png", exif=exif)
    picture = open_picture(tmp_path / "a.png")
    assert picture.size == (HEIGHT, WIDTH)
    assert picture.alpha is not None
    assert far(picture.alpha, ramp_alpha().transpose(Image.Transpose.ROTATE_270)) == 0


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P", "P one colour", "RGB key", "L key"])
def test_alpha_is_kept_apart(tmp_path: Path, mode: str) -> None:
    alpha = ramp_alpha().point(lambda v: 255 if v > 128 else 0)
    path = tmp_path / "a.png"
    if mode in ("RGBA", "LA"):
        picture = scene().convert(mode[:-1])
        picture.putalpha(alpha)
        picture.save(path)
    elif mode == "PA":
        quantised = scene().quantize(16).convert("PA")
        quantised.putalpha(alpha)
        found = picture_from_pil(quantised).alpha
        assert found is not None
        assert far(found, alpha) == 0
        return
    else:
        marked = np.asarray(scene()).copy()
        marked[np.asarray(alpha) == 0] = 7
        flat = Image.fromarray(marked)
        if mode == "RGB key":
            flat.save(path, transparency=(7, 7, 7))
        elif mode == "L key":
            grey = np.asarray(scene().convert("L")).clip(8).copy()
            grey[np.asarray(alpha) == 0] = 7
            Image.fromarray(grey).save(path, transparency=7)
        else:
            indices = np.where(np.asarray(alpha) == 0, 0, 1 + np.arange(WIDTH) % 3)
            palette = Image.fromarray(indices.astype(np.uint8), "L")
            palette.putpalette([7, 7, 7, 250, 0, 0, 0, 250, 0, 0, 0, 250])
            palette.save(path, transparency=0 if mode == "P one colour" else b"\0\xff\xff\xff")
    found = open_picture(path).alpha
    assert found is not None
    assert far(found, alpha) == 0


def test_opaque_alpha_is_no_alpha(tmp_path: Path) -> None:
    scene().convert("RGBA").save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").alpha is None


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "LAB", "RGBX", "HSV", "La"])
def test_other_modes_become_rgb(mode: str) -> None:
    grey = scene().convert("L")
    if mode == "LAB":
        lab = Image.merge("LAB", [grey, Image.new("L", grey.size, 128), grey.point(lambda _: 128)])
        picture = picture_from_pil(lab)
        spread = np.ptp(np.asarray(picture.image, dtype=int), axis=2)
        assert spread.max() <= 3
        return
    source = grey.convert("LA").convert("La") if mode == "La" else scene().convert(mode)
    picture = picture_from_pil(source)
    assert picture.image.mode == "RGB"
    expected = source.convert("LA").convert("RGB") if mode == "La" else source.convert("RGB")
    assert far(picture.image, expected) <= 1


@pytest.mark.parametrize("name", ["a.png", "a.tif", "lzw.tif", "big-endian.tif", "a.pgm"])
def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path, name: str) -> None:
    deep = (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 9).astype(np.uint16)
    assert deep.max() > 62_000
    if name == "a.pgm":
        data = b"P5 %d %d 65535\n" % (WIDTH, HEIGHT) + deep.astype(">u2").tobytes()
        (tmp_path / name).write_bytes(data)
    elif name.startswith("big"):
        Image.frombytes("I;16B", (WIDTH, HEIGHT), deep.astype(">u2").tobytes()).save(
            tmp_path / name
        )
    else:
        options = {"compression": "tiff_lzw"} if name.startswith("lzw") else {}
        Image.fromarray(deep).save(tmp_path / name, **options)
    found = np.asarray(open_picture(tmp_path / name).image)[..., 0].astype(int)
    assert np.abs(found - np.rint(deep / 257)).max() <= 1


def test_sixteen_bit_colour_png(tmp_path: Path) -> None:
    deep = np.random.default_rng(0).integers(0, 65536, (HEIGHT, WIDTH, 3)).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(png(header, zlib.compress(rows)))
    found = np.asarray(open_picture(tmp_path / "a.png").image, dtype=float)
    assert np.abs(found - deep / 257.0).max() <= 1


@pytest.mark.parametrize("full", [1.0, 255.0, 65535.0])
def test_floating_point_pixels(tmp_path: Path, full: float) -> None:
    values = np.tile(np.linspace(0, full, WIDTH, dtype=np.float32), (HEIGHT, 1))
    values[0, :3] = [math.nan, math.inf, -math.inf]
    Image.fromarray(values).save(tmp_path / "a.tif")
    found = np.asarray(open_picture(tmp_path / "a.tif").image)[1:, :, 0].astype(float)
    assert np.abs(found - values[1:] * 255 / full).max() <= 1


def png(header: bytes, pixels: bytes, *extra: tuple[bytes, bytes]) -> bytes:
    """A PNG file of raw chunks."""
    chunks = [(b"IHDR", header), *extra, (b"IDAT", pixels), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


# -- colour profiles ---------------------------------------------------------------------------

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


def srgb_curve(linear: np.ndarray) -> np.ndarray:
    low, high = linear * 12.92, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, low, high)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_wide_gamut_becomes_srgb(tmp_path: Path, suffix: str) -> None:
    colour = np.array([180, 120, 90])
    icc = profile(b"RGB ", 2.2, P3)
    flat = Image.new("RGB", (WIDTH, HEIGHT), tuple(colour))
    flat.save(tmp_path / f"p3{suffix}", icc_profile=icc, quality=95)
    linear = np.linalg.inv(np.array(SRGB)) @ np.array(P3) @ (colour / 255) ** 2.2
    expected = srgb_curve(linear) * 255
    assert np.abs(expected - colour).max() > 8
    found = np.asarray(open_picture(tmp_path / f"p3{suffix}").image, dtype=float).mean((0, 1))
    assert np.abs(found - expected).max() <= 3


def test_grey_profile(tmp_path: Path) -> None:
    icc = profile(b"GRAY", 1.0)
    Image.new("L", (WIDTH, HEIGHT), 64).save(tmp_path / "a.png", icc_profile=icc)
    expected = 255 * srgb_curve(np.array(64 / 255))
    assert abs(np.asarray(open_picture(tmp_path / "a.png").image).mean() - expected) <= 2


def test_cmyk_with_and_without_profile(tmp_path: Path) -> None:
    ink = Image.new("CMYK", (WIDTH, HEIGHT), (0, 200, 200, 0))
    for name in ("a.jpg", "a.tif"):
        for icc in (None, b"broken", profile(b"RGB ", 2.2, P3)):
            ink.save(tmp_path / name, **({"icc_profile": icc} if icc else {}))
            red, green, blue = open_picture(tmp_path / name).image.getpixel((9, 9))
            assert red > 240
            assert max(green, blue) < 80


def test_srgb_profile_changes_no_pixel(tmp_path: Path) -> None:
    noise().save(tmp_path / "a.png", icc_profile=image_writing._srgb_bytes())
    assert far(open_picture(tmp_path / "a.png").image, noise()) == 0


@pytest.mark.parametrize(
    "icc", [b"", b"x", bytes(200), profile(b"GRAY", 1.0), profile(b"RGB ", 2.2, P3)[:300]]
)
def test_broken_profiles_are_ignored(tmp_path: Path, icc: bytes) -> None:
    noise().save(tmp_path / "a.png", icc_profile=icc)
    if icc == profile(b"GRAY", 1.0):
        assert open_picture(tmp_path / "a.png").size == (WIDTH, HEIGHT)
    else:
        assert far(open_picture(tmp_path / "a.png").image, noise()) == 0


# -- animation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tif"])
def test_animations_give_their_first_frame(tmp_path: Path, name: str) -> None:
    frames = [Image.new("RGB", (WIDTH, HEIGHT), c) for c in ("red", "lime", "blue")]
    options = {"lossless": True} if name.endswith("webp") else {}
    frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], **options)
    assert open_picture(tmp_path / name).image.getpixel((5, 5)) == (255, 0, 0)


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
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return exif


def check_rich_exif(path: Path, size: tuple[int, int], software: str) -> None:
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
    assert gps[ExifTags.GPS.GPSLatitudeRef] == "N"


def with_rich_exif(path: Path) -> Picture:
    """A picture with EXIF, stored turned (but as TIFF, where Pillow cannot write all this EXIF)."""
    first = path.with_name("first.png")
    scene().save(first if path.suffix == ".tif" else path, exif=rich_exif())
    if path.suffix == ".tif":
        source = open_picture(first)
        save_picture(source.image, path, source=source)
    return open_picture(path)


WRITTEN = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"]


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


# -- saving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", WRITTEN)
def test_saved_pictures_are_tagged_and_read_back(tmp_path: Path, suffix: str) -> None:
    path = save_picture(scene(), tmp_path / f"out{suffix}", made_with=MADE)
    assert path == tmp_path / f"out{suffix}"
    assert far(open_picture(path).image, scene()) <= (
        0 if suffix in (".png", ".tif", ".tiff") else 16
    )
    assert read_made_with(path) == MADE
    with Image.open(path) as image:
        assert image.info["icc_profile"][36:40] == b"acsp"
        assert image.getexif()[ExifTags.Base.Software] == "LGT"
        if suffix == ".png":
            assert image.info["Software"] == "LGT"
            assert json.loads(image.info["lgt"]) == MADE
    plain = save_picture(scene(), tmp_path / f"plain{suffix}")
    assert read_made_with(plain) is None
    assert sorted(os.listdir(tmp_path)) == sorted([path.name, plain.name])


def test_made_with_from_strangers(tmp_path: Path) -> None:
    for text, expected in [
        ("[" * 100_000, None),
        ("[1]", None),
        ("{", None),
        ('{"style": "a", "deep": {"x": []}, "n": null}', {"style": "a"}),
    ]:
        info = PngInfo()
        info.add_text("lgt", text)
        scene().save(tmp_path / "a.png", pnginfo=info)
        assert read_made_with(tmp_path / "a.png") == expected
    with pytest.raises(ImageError, match="does not exist"):
        read_made_with(tmp_path / "none.png")


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".jpg"])
@pytest.mark.parametrize("scale", [1, 2])
def test_alpha_is_kept_where_the_format_can(tmp_path: Path, suffix: str, scale: int) -> None:
    rgba = scene()
    rgba.putalpha(ramp_alpha())
    rgba.save(tmp_path / "source.png")
    source = open_picture(tmp_path / "source.png")
    result = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), "black")
    path = save_picture(result, tmp_path / f"out{suffix}", source=source)
    found = open_picture(path)
    if suffix == ".jpg":
        assert found.alpha is None
        assert found.image.getpixel((0, 5)) > (250, 250, 250)
        assert found.image.getpixel((WIDTH * scale - 1, 5)) < (5, 5, 5)
    else:
        assert found.alpha is not None
        wanted = ramp_alpha().resize(result.size, Image.Resampling.LANCZOS)
        assert far(found.alpha, wanted) == 0


def test_alpha_of_the_picture_itself_wins(tmp_path: Path) -> None:
    source = picture_from_pil(Image.merge("RGBA", [*scene().split(), ramp_alpha()]))
    half = Image.merge("RGBA", [*scene().split(), Image.new("L", (WIDTH, HEIGHT), 128)])
    found = open_picture(save_picture(half, tmp_path / "a.png", source=source)).alpha
    assert found is not None
    assert found.getextrema() == (128, 128)


def test_nothing_is_overwritten_by_default(tmp_path: Path) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    before = path.read_bytes()
    with pytest.raises(ImageError, match="already exists"):
        save_picture(noise(), path)
    assert path.read_bytes() == before
    save_picture(noise(), path, overwrite=True)
    assert far(open_picture(path).image, noise()) == 0


def test_an_original_is_never_overwritten(tmp_path: Path) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    source = open_picture(path)
    (tmp_path / "link.png").symlink_to(path)
    (tmp_path / "sub").mkdir()
    before = path.read_bytes()
    for target in (path, tmp_path / "link.png", tmp_path / "sub" / ".." / "a.png"):
        with pytest.raises(ImageError, match="never writes over an original"):
            save_picture(noise(), target, source=source, overwrite=True)
    path.unlink()
    with pytest.raises(ImageError, match="never writes over an original"):
        save_picture(noise(), path, source=source, overwrite=True)
    path.write_bytes(before)
    assert open_picture(path).content_hash == source.content_hash


@pytest.mark.parametrize(
    ("where", "code", "sentence"),
    [
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EIO, "was not saved"),
        ("replace", errno.EACCES, "may not be written to"),
        ("replace", errno.ENOSPC, "the disk is full"),
        ("open", errno.EROFS, "read-only disk"),
        ("open", errno.EACCES, "may not be written to"),
    ],
)
def test_failures_leave_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int, sentence: str
) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(image_writing.os, where, fail)
    for target in (path, tmp_path / "new.jpg"):
        with pytest.raises(ImageError, match=sentence) as caught:
            save_picture(noise(), target, overwrite=True)
        assert caught.value.safe == "Nothing was written."
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["a.png"]
    assert path.read_bytes() == before


def test_an_interrupt_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(image_writing.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_picture(scene(), tmp_path / "a.png")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_really_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda _, data: real(Path("/dev/full"), data))
    with pytest.raises(ImageError, match="the disk is full"):
        save_picture(noise(), tmp_path / "a.png")


def test_saving_is_refused_with_a_reason(tmp_path: Path) -> None:
    cases: list[tuple[Path, str]] = [
        (tmp_path / "a.gif", "LGT writes .png, .jpg"),
        (tmp_path / "a", "LGT writes"),
        (tmp_path / "none" / "a.png", "does not exist"),
        (tmp_path / ("x" * 300 + ".png"), "name is too long"),
        (tmp_path / "nul\0.png", "was not saved"),
    ]
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    cases += [
        (tmp_path / "folder.png", "is a folder"),
        (tmp_path / "file" / "a.png", "not a folder"),
    ]
    for path, sentence in cases:
        with pytest.raises(ImageError, match=sentence):
            save_picture(scene(), path, overwrite=True)
    with pytest.raises(ImageError, match="WebP holds at most 16,383 pixels a side"):
        save_picture(Image.new("RGB", (16_384, 1)), tmp_path / "a.webp")
    with pytest.raises(ValueError, match="quality"):
        save_picture(scene(), tmp_path / "a.jpg", quality=0)


def test_quality_and_permissions(tmp_path: Path) -> None:
    sizes = [
        save_picture(noise(), tmp_path / f"{q}.jpg", quality=q).stat().st_size for q in (30, 60, 95)
    ]
    assert all(a < b for a, b in pairwise(sizes))
    (tmp_path / "ordinary").touch()
    if os.name == "posix":
        assert (tmp_path / "95.jpg").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_unique_path(tmp_path: Path) -> None:
    path = tmp_path / "a b.png"
    assert unique_path(path) == path
    path.touch()
    assert unique_path(path).name == "a b (2).png"
    (tmp_path / "a b (2).png").symlink_to("nowhere")
    assert unique_path(path).name == "a b (3).png"
    for stem in ("x" * 251, "é" * 125):
        long = tmp_path / f"{stem}.png"
        long.touch()
        free = unique_path(long)
        assert free.name.endswith(" (2).png")
        save_picture(scene(), free)


NAMES = [
    "with space.png",
    'it\'s "quoted".png',
    "new\nline.png",
    "emoji 👩‍👩‍👧 ✨.png",
    "שלום עולם.png",
    "evil\u202egnp.exe.png",
    "-rf.png",
    "%s {x} $HOME.png",
    "n" * 251 + ".png",
]


@pytest.mark.parametrize("name", NAMES)
def test_names(tmp_path: Path, name: str) -> None:
    path = save_picture(scene(), tmp_path / name, made_with={"style": name})
    assert read_made_with(path) == {"style": name}
    assert open_picture(path).path == path
    assert list(iter_picture_files(tmp_path)) == [path]
    path.write_bytes(b"")
    text = refusal(path)
    assert "\n" not in text
    assert "\u202e" not in text
    assert scan_folder(tmp_path).rejected == ((path, text),)


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    save_picture(scene(), path)
    path.write_bytes(b"x")
    assert refusal(path).encode("utf-8")
    assert scan_folder(tmp_path).rejected[0][0] == path


# -- Picture -----------------------------------------------------------------------------------


def test_picture_hash_and_equality(tmp_path: Path) -> None:
    import hashlib

    path = save_picture(scene(), tmp_path / "a.png")
    one, two = open_picture(path), open_picture(path)
    assert one.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert one == two
    assert len({one, two}) == 1
    other = picture_from_pil(scene())
    assert other.content_hash == picture_from_pil(scene()).content_hash
    assert other.content_hash != picture_from_pil(noise()).content_hash
    assert other.path is None
    with pytest.raises(AttributeError):
        one.path = None  # type: ignore[misc]


def test_picture_from_pil_leaves_its_argument_alone(tmp_path: Path) -> None:
    image = scene()
    picture = picture_from_pil(image)
    picture.image.putpixel((0, 0), (1, 2, 3))
    assert far(image, scene()) == 0
    scene().save(tmp_path / "a.jpg", exif=rich_exif())
    with Image.open(tmp_path / "a.jpg") as opened:
        assert picture_from_pil(opened).size == (HEIGHT, WIDTH)
        assert opened.size == (WIDTH, HEIGHT)
    data = (tmp_path / "a.jpg").read_bytes()
    with (
        Image.open(io.BytesIO(data[:-200])) as cut,
        pytest.raises(ImageError, match="cannot be decoded"),
    ):
        picture_from_pil(cut)
    with pytest.raises(ImageError, match="no pixels"):
        picture_from_pil(Image.new("RGB", (0, 5)))
    assert picture_from_pil(Image.new("RGB", (3, 2))).size == (3, 2)


# -- folders -----------------------------------------------------------------------------------


def test_iteration_is_natural_recursive_and_safe(tmp_path: Path) -> None:
    for name in ("10.png", "2.PNG", "1.jpg", "b.webp", "A.tif", "note.txt", ".hidden.png"):
        (tmp_path / name).touch()
    for folder in ("sub10", "sub2", ".git"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.png").touch()
    (tmp_path / "sub2" / "back").symlink_to(tmp_path)
    (tmp_path / "sub2" / "self.png").symlink_to("self.png")
    (tmp_path / "sub2" / "gone.png").symlink_to("nowhere.png")
    found = [str(p.relative_to(tmp_path)) for p in iter_picture_files(tmp_path)]
    flat = ["1.jpg", "2.PNG", "10.png", "A.tif", "b.webp"]
    assert found == [*flat, os.path.join("sub2", "x.png"), os.path.join("sub10", "x.png")]
    shallow = [p.name for p in iter_picture_files(str(tmp_path), recursive=False)]
    assert shallow == flat


def test_iteration_refuses_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file.png").touch()
    for path, sentence in [
        (tmp_path / "none", "not exist"),
        (tmp_path / "file.png", "not a folder"),
    ]:
        for call in (lambda p: list(iter_picture_files(p)), scan_folder):
            with pytest.raises(ImageError, match=sentence):
                call(path)


def test_folders_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_picture(scene(), tmp_path / "a.png")
    (tmp_path / "closed").mkdir()
    real: Callable[..., list[str]] = os.listdir

    def listdir(path: Path) -> list[str]:
        if path.name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr("lgt_engine.images.folders.os.listdir", listdir)
    assert [p.name for p in iter_picture_files(tmp_path)] == ["a.png"]
    scan = scan_folder(tmp_path)
    assert [p.name for p in scan.pictures] == ["a.png"]
    assert "permission denied" in scan.rejected[0][1]
    with pytest.raises(ImageError, match="permission denied"):
        scan_folder(tmp_path / "closed")


def test_scan(tmp_path: Path) -> None:
    save_picture(scene(), tmp_path / "1.png")
    (tmp_path / "deeper").mkdir()
    copy = tmp_path / "deeper" / "copy.png"
    copy.write_bytes((tmp_path / "1.png").read_bytes())
    save_picture(noise(), tmp_path / "2.jpg")
    save_picture(scene(40, 90), tmp_path / "small.png")
    (tmp_path / "broken.jpg").write_bytes(b"hello")
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "README").write_text("hello")
    (tmp_path / "Thumbs.db").write_text("hello")
    scan = scan_folder(tmp_path)
    assert [p.name for p in scan.pictures] == ["1.png", "2.jpg"]
    reasons = {path.name: reason for path, reason in scan.rejected}
    assert "same picture as “1.png”" in reasons.pop("copy.png")
    assert "shorter side" in reasons.pop("small.png")
    assert "not a picture" in reasons.pop("broken.jpg")
    assert "ends in .txt" in reasons.pop("note.txt")
    assert "has no ending" in reasons.pop("README")
    assert not reasons
    assert len(scan_folder(tmp_path, min_side=40).pictures) == 3
    assert len(scan_folder(tmp_path, recursive=False).rejected) == 4


def test_scan_can_be_cancelled(tmp_path: Path) -> None:
    for i in range(5):
        save_picture(noise(seed=i), tmp_path / f"{i}.png")
    calls = []

    def check() -> None:
        calls.append(None)
        if len(calls) == 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        scan_folder(tmp_path, check=check)


# -- tensors and sizes -------------------------------------------------------------------------


def test_tensor_round_trip_is_exact() -> None:
    torch = pytest.importorskip("torch")
    every = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16)).convert("RGB")
    for image in (every, noise(31, 17)):
        tensor = to_tensor(image)
        assert tensor.shape == (3, image.height, image.width)
        assert tensor.dtype == torch.float32
        assert tensor.is_contiguous()
        assert far(to_image(tensor), image) == 0
        assert far(to_image(tensor[None].double()), image) == 0
    assert (to_tensor(every).min(), to_tensor(every).max()) == (-1, 1)
    assert to_tensor(noise(), size=48).shape == (3, 48, 48)
    assert to_tensor(noise().convert("L")).shape == (3, HEIGHT, WIDTH)


def test_to_image_clamps_and_checks() -> None:
    torch = pytest.importorskip("torch")
    wild = torch.tensor([-9.0, 9.0, math.nan, math.inf, -math.inf, 0.0]).repeat(3, 1, 1)
    found = np.asarray(to_image(wild.requires_grad_()))[0, :, 0]
    assert found.tolist() == [0, 255, 128, 255, 0, 128]
    assert to_image(torch.zeros(3, 4, 5, dtype=torch.bfloat16)).size == (5, 4)
    for shape in ((4, 8, 8), (2, 3, 8, 8), (8, 8)):
        with pytest.raises(ValueError, match="Expected"):
            to_image(torch.zeros(shape))


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 200))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_sizes(width: int, height: int, size: int) -> None:
    image = Image.new("RGB", (width, height), (9, 80, 200))
    inside = fit_inside(image, size)
    assert max(inside.size) == min(size, max(width, height))
    short = resize_short_side(image, size)
    assert min(short.size) == size
    assert abs(max(short.size) - max(width, height) * size / min(width, height)) <= 0.5
    square = centre_crop_square(image, size)
    assert square.size == (size, size)
    for result in (inside, short, square):
        assert far(result, Image.new("RGB", result.size, (9, 80, 200))) <= 1


def test_shrinking_is_antialiased() -> None:
    checks = np.indices((256, 256)).sum(0) % 2 * 255
    small = np.asarray(fit_inside(Image.fromarray(checks.astype(np.uint8)), 64), dtype=float)
    assert np.abs(small - 127.5).max() < 8
    assert fit_inside(noise(), 500).size == (WIDTH, HEIGHT)
    assert far(centre_crop_square(noise(), HEIGHT), noise().crop((12, 0, 84, 72))) == 0


def test_public_names() -> None:
    assert all(hasattr(images, name) for name in images.__all__)
    assert Picture is images.Picture
