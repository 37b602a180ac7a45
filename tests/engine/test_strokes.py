"""Strokes: line integrals along the forms, against waves whose answer is known."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine import strokes
from lgt_engine.bands import blur
from lgt_engine.correction import Correction, Look
from lgt_engine.metrics import luminance
from lgt_engine.strokes import anisotropy, drawn_out

INSIDE = (..., slice(16, -16), slice(16, -16))


def _wave(angle: float, period: float = 12.0, size: int = 96) -> Tensor:
    """``[1, 1, S, S]``: a plane wave that runs in a direction, its crests across it."""
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    way = columns * math.cos(angle) + rows * math.sin(angle)
    return (0.3 * torch.cos(2 * math.pi / period * way))[None, None]


def _white(seed: int, channels: int = 1, size: int = 96) -> Tensor:
    noise = torch.randn(1, channels, size, size, generator=Generator().manual_seed(seed))
    return 0.1 * noise


@pytest.mark.parametrize("angle", [0.0, 0.4, math.pi / 4, 1.9])
def test_lines_run_along_crests_and_leave_them(angle: float) -> None:
    wave = _wave(angle, 16.0)  # finer ones are softened where a line passes between pixels
    drawn = drawn_out(wave, wave, 1.0)
    torch.testing.assert_close(drawn[INSIDE], wave[INSIDE], atol=0.012, rtol=0)


@pytest.mark.parametrize("angle", [0.0, math.pi / 2])
def test_what_crosses_the_forms_is_averaged_as_a_gaussian(angle: float) -> None:
    """Of a wave of frequency ω along the lines a Gaussian of σ leaves exp(−σ²ω²/2)."""
    period = 9.0
    crossing = _wave(angle + math.pi / 2, period)
    drawn = drawn_out(crossing, _wave(angle), 1.0)
    left = math.exp(-0.5 * (2.0 * 2 * math.pi / period) ** 2)
    torch.testing.assert_close(drawn[INSIDE], left * crossing[INSIDE], atol=0.012, rtol=0)


def test_a_share_is_a_mixture_and_none_is_nothing() -> None:
    pixels, light = _white(0, channels=3), _wave(0.7)
    whole = drawn_out(pixels, light, 1.0)
    torch.testing.assert_close(drawn_out(pixels, light, 0.25), pixels + 0.25 * (whole - pixels))
    assert torch.equal(drawn_out(pixels, light, 0.0), pixels)


def test_strips_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, light = _white(10, channels=3), blur(_white(11), 2.0)
    whole = drawn_out(pixels, light, 0.6)
    monkeypatch.setattr(strokes, "_ROWS", 7)
    torch.testing.assert_close(drawn_out(pixels, light, 0.6), whole, rtol=0, atol=1e-6)


@pytest.mark.parametrize("size", [8, 17])
def test_a_constant_stays_up_to_the_edges(size: int) -> None:
    flat = torch.full((2, 3, size, size), 0.4)
    light = torch.rand(2, 1, size, size, generator=Generator().manual_seed(1))
    torch.testing.assert_close(drawn_out(flat, light, 1.0), flat)


def test_in_flat_places_strokes_lie_level_whatever_the_last_bit_says() -> None:
    flat, pixels = torch.full((1, 1, 48, 48), 0.7), _white(9, size=48)
    level = drawn_out(pixels, flat, 1.0)
    torch.testing.assert_close(drawn_out(pixels, flat + 1e-5 * _white(1, size=48), 1.0), level)
    varied = [float(level[..., 8:-8, 8:-8].diff(dim=dim).std()) for dim in (-1, -2)]
    assert varied[0] < 0.5 * varied[1]


def test_a_turned_picture_is_drawn_as_the_turned_result() -> None:
    pixels, light = _white(2, channels=3), 20 * blur(_white(3), 2.0)
    turned = drawn_out(pixels.rot90(1, (2, 3)), light.rot90(1, (2, 3)), 1.0)
    again = drawn_out(pixels, light, 1.0).rot90(1, (2, 3))
    torch.testing.assert_close(turned, again, atol=1e-3, rtol=0)


def test_anisotropy_is_one_in_a_wave_and_small_in_noise() -> None:
    assert anisotropy(_wave(0.3)) == pytest.approx(1.0, abs=0.01)
    both = _wave(0.0) + _wave(math.pi / 2)
    assert anisotropy(both) < 0.45
    assert anisotropy(_white(4, size=192)) < 0.45
    assert 0 <= anisotropy(torch.zeros(1, 1, 32, 32)) <= 1


def _hatched(seed: int) -> Tensor:
    """Noise drawn out along one direction: a style of long strokes."""
    return 2 * drawn_out(_white(seed, channels=3, size=128), _wave(0.5, size=128), 1.0)


def test_pictures_get_strokes_where_the_style_has_more_of_them() -> None:
    pictures, look = _white(5, channels=3, size=128), Look.of(_hatched(6))
    found = Correction.between(pictures, look)
    assert 0.2 < float(found.strokes) <= 0.7
    before, after = (anisotropy(luminance(x)) for x in (pictures, found.apply(pictures)))
    assert before + 0.05 < after < look.anisotropy + 0.05


def test_a_style_without_strokes_asks_for_none() -> None:
    found = Correction.between(_hatched(7), Look.of(_white(8, channels=3, size=128)))
    assert float(found.strokes) == 0
