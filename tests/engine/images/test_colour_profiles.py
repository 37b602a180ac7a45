"""Embedded colour profiles become sRGB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lgt_engine.images import open_picture
from lgt_engine.images import writing as image_writing

from .pictures import HEIGHT, P3, SRGB, WIDTH, far, noise, profile

# -- colour profiles ---------------------------------------------------------------------------


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
