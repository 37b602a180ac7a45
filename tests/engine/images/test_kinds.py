"""Every kind of picture that is used: modes, depths, turns, alpha, animation."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, features

from lgt_engine.images import metadata as image_metadata
from lgt_engine.images import open_picture, picture_from_pil, save_picture
from lgt_engine.images.colour import TURNS

from .pictures import HEIGHT, WIDTH, far, png, ramp_alpha, refusal, scene

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
    assert 'pip install "lgt-studio[heif]"' in refusal(tmp_path / "a.heic")


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".avif"])
def test_orientation_is_applied_once(tmp_path: Path, turn: int, suffix: str) -> None:
    if suffix == ".avif" and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    upright = scene()
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(turn, turn)
    stored = upright.transpose(TURNS[undo]) if turn > 1 else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    path = tmp_path / f"turned{suffix}"
    stored.save(path, exif=exif, quality=95)
    picture = open_picture(path)
    assert far(picture.image, upright) < 24
    assert image_metadata.orientation_of(picture.exif) == 1
    again = save_picture(picture.image, tmp_path / "again.jpg", source=picture)
    assert far(open_picture(again).image, upright) < 24


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


# -- animation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tif"])
def test_animations_give_their_first_frame(tmp_path: Path, name: str) -> None:
    frames = [Image.new("RGB", (WIDTH, HEIGHT), c) for c in ("red", "lime", "blue")]
    options = {"lossless": True} if name.endswith("webp") else {}
    frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], **options)
    assert open_picture(tmp_path / name).image.getpixel((5, 5)) == (255, 0, 0)
