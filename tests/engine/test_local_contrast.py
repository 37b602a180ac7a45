"""Local contrast: known factors are found again, calm and busy places trade as the style says."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Generator, Tensor

from lgt_engine.bands import blur
from lgt_engine.correction import Correction, Look
from lgt_engine.local_contrast import (
    LOCAL_GAINS,
    local_contrasts,
    matching_local,
    with_local,
)
from lgt_engine.metrics import luminance


def _noise(seed: int, spread: Tensor | float = 0.1) -> Tensor:
    """Grey texture ``[4, 3, 96, 96]`` finer than the window, of a spread at each place."""
    white = torch.randn(4, 1, 96, 96, generator=Generator().manual_seed(seed))
    return (spread * white).expand(-1, 3, -1, -1).contiguous()


def _calm_and_busy(calm: float, busy: float) -> Tensor:
    """Spreads ``[1, 1, 96, 96]``: left half calm, right half busy."""
    left = torch.arange(96) < 48
    return torch.where(left, calm, busy).expand(1, 1, 96, 96)


def _halves(pixels: Tensor) -> tuple[float, float]:
    """Spreads well inside the left and the right half."""
    light = luminance(pixels)
    return float(light[..., :30].std()), float(light[..., -30:].std())


def test_ones_return_the_very_pictures() -> None:
    pixels = _noise(0)
    assert with_local(pixels, torch.ones(LOCAL_GAINS)) is pixels


def test_one_factor_scales_what_is_finer_than_the_blur_and_nothing_else() -> None:
    pixels = 0.2 + _noise(1)
    gains = torch.ones(LOCAL_GAINS)
    gains[0] = 1.7
    light = luminance(pixels)
    wanted = pixels + 0.7 * (light - blur(light, 9.6))
    torch.testing.assert_close(with_local(pixels, gains), wanted, atol=1e-5, rtol=0)


def test_colour_and_mean_light_stay() -> None:
    pixels = torch.rand(2, 3, 96, 96, generator=Generator().manual_seed(2)) - 0.5
    gains = torch.full(LOCAL_GAINS, 0.5)
    change = with_local(pixels, gains) - pixels
    assert float((change - change.mean(1, keepdim=True)).abs().max()) < 1e-6
    assert abs(float(change.mean())) < 1e-3
    assert float(change.std()) > 0.05


def test_what_is_like_the_style_stays() -> None:
    pixels = _noise(3, _calm_and_busy(0.03, 0.2))
    gains = matching_local(pixels, local_contrasts(luminance(pixels)))
    torch.testing.assert_close(gains, torch.ones(LOCAL_GAINS), atol=1e-3, rtol=0)


def test_calm_places_become_calmer_and_busy_ones_busier() -> None:
    """Bands cannot tell the two apart by magnitude alone; places can."""
    photo = _noise(4, _calm_and_busy(0.06, 0.12))
    style = _noise(5, _calm_and_busy(0.03, 0.2))
    made = with_local(photo, matching_local(photo, local_contrasts(luminance(style))))
    (calm, busy), (was_calm, was_busy) = _halves(made), _halves(photo)
    assert calm < 0.75 * was_calm < 1.5 * was_busy < busy
    assert abs(busy / 0.2 - 1) < 0.1


def test_a_style_with_strokes_everywhere_wakes_calm_places() -> None:
    photo = _noise(6, _calm_and_busy(0.03, 0.2))
    style = _noise(7, 0.1)
    made = with_local(photo, matching_local(photo, local_contrasts(luminance(style))))
    calm, busy = _halves(made)
    assert busy / calm < 1.5
    assert abs(calm / 0.1 - 1) < 0.2


def test_it_is_no_matter_on_which_side_of_light_the_detail_lies() -> None:
    pixels = _noise(8, _calm_and_busy(0.03, 0.2))
    gains = matching_local(pixels, local_contrasts(luminance(_noise(9))))
    torch.testing.assert_close(with_local(-pixels, gains), -with_local(pixels, gains))


def test_flat_pictures_and_flat_styles_do_no_harm() -> None:
    flat, lively = torch.full((2, 3, 64, 64), 0.3), _noise(10)
    for pixels, style in [(flat, lively), (lively, flat), (flat, flat)]:
        gains = matching_local(pixels, local_contrasts(luminance(style)))
        made = with_local(pixels, gains)
        assert bool(made.isfinite().all())
        assert float(made.std()) <= float(pixels.std()) * 4 + 1e-6


def test_a_weaker_finish_keeps_its_places() -> None:
    photo, style = _noise(11, _calm_and_busy(0.06, 0.12)), _noise(12, _calm_and_busy(0.03, 0.2))
    whole = Correction.between(photo, Look.of(style))
    assert not bool((whole.local == 1).all())
    assert torch.equal(whole.weakened(0.0).local, whole.local)
    unplaced = replace(whole.weakened(0.0), local=torch.ones(LOCAL_GAINS))
    far, near = (_halves(one.apply(photo)) for one in (unplaced, whole.weakened(0.0)))
    assert near[0] < far[0] < far[1] < near[1]
