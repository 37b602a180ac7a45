"""Transparent pictures: what shows through them, once, and that results stay transparent."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lgt_engine.images import open_picture, picture_from_pil, save_picture

from .pictures import HEIGHT, WIDTH, far, png, ramp_alpha, scene

BLACK, CREAM = (0, 0, 0), (255, 238, 204)


def over(picture: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    """An independent account of a picture that lies on a ground."""
    rgba = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, ground), rgba).convert("RGB")


@pytest.mark.parametrize("ground", [None, BLACK, CREAM])
@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
def test_half_transparent_pixels_show_the_ground(
    tmp_path: Path, suffix: str, ground: tuple[int, int, int] | None
) -> None:
    rgba = scene()
    rgba.putalpha(ramp_alpha())
    path = tmp_path / f"a{suffix}"
    rgba.save(path, **({"lossless": True, "exact": True} if suffix == ".webp" else {}))
    picture = open_picture(path) if ground is None else open_picture(path, ground=ground)
    assert far(picture.image, over(rgba, ground or (255, 255, 255))) <= 1
    assert picture.alpha is not None
    assert far(picture.alpha, ramp_alpha()) == 0


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P", "La", "RGBa"])
def test_line_art_of_any_mode_is_black_on_white(mode: str) -> None:
    lines = Image.new("L", (WIDTH, HEIGHT), 0)
    lines.paste(255, (10, 10, 60, 40))
    if mode == "P":
        art = Image.new("P", lines.size, 0)
        art.putpalette([0, 0, 0, 0, 0, 0])
        art.paste(1, (10, 10, 60, 40))
        art.info["transparency"] = b"\0\xff"
    elif mode == "PA":
        art = Image.new("P", lines.size, 0)
        art.putpalette([0, 0, 0])
        art = art.convert("PA")
        art.putalpha(lines)
    else:
        art = Image.new(mode.upper(), lines.size)
        art.putalpha(lines)
        art = art if mode == art.mode else art.convert(mode)
    picture = picture_from_pil(art)
    assert far(picture.image, Image.eval(lines, lambda v: 255 - v).convert("RGB")) == 0


def keyed(bits: int, kind: int, row: bytes, key: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", 64, 64, bits, kind, 0, 0, 0)
    return png(header, zlib.compress((b"\0" + row) * 64), (b"tRNS", key))


@pytest.mark.parametrize(
    ("bits", "kind", "row", "key"),
    [
        (1, 0, b"\0\0\0\0\xff\xff\xff\xff", b"\0\0"),
        (2, 0, b"\x55" * 8 + b"\xff" * 8, b"\0\1"),
        (4, 0, b"\x33" * 16 + b"\xff" * 16, b"\0\3"),
        (8, 0, b"\x33" * 32 + b"\xff" * 32, b"\0\x33"),
        (16, 0, struct.pack(">H", 3000) * 32 + b"\xff" * 64, struct.pack(">H", 3000)),
        (
            16,
            2,
            struct.pack(">3H", 9000, 1, 2) * 32 + b"\xff" * 192,
            struct.pack(">3H", 9000, 1, 2),
        ),
    ],
)
def test_a_transparent_colour_is_meant_in_the_depth_of_the_file(
    tmp_path: Path, bits: int, kind: int, row: bytes, key: bytes
) -> None:
    (tmp_path / "a.png").write_bytes(keyed(bits, kind, row, key))
    picture = open_picture(tmp_path / "a.png", ground=(200, 100, 50))
    assert picture.alpha is not None
    cover = np.asarray(picture.alpha)
    assert (cover[:, :32] == 0).all()
    assert (cover[:, 32:] == 255).all()
    assert picture.image.getpixel((5, 5)) == (200, 100, 50)
    assert picture.image.getpixel((60, 5)) == (255, 255, 255)


@pytest.mark.parametrize("ground", [(255, 255, 255), BLACK])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_a_result_shows_the_ground_once(
    tmp_path: Path, suffix: str, ground: tuple[int, int, int]
) -> None:
    rgba = scene()
    rgba.putalpha(ramp_alpha())
    rgba.save(tmp_path / "a.png")
    source = open_picture(tmp_path / "a.png", ground=ground)
    path = save_picture(source.image, tmp_path / f"out{suffix}", source=source, quality=100)
    with Image.open(path) as image:
        assert (image.mode == "RGBA") == (suffix != ".jpg")
        assert far(over(image, ground), source.image) <= (8 if suffix == ".jpg" else 1)
