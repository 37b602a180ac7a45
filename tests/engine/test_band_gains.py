"""Gains by magnitude: known functions are found again, and applied as they are written."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.band_gains import (
    GAIN_LIMIT,
    KNOTS,
    NUM_GAINS,
    added_by,
    magnitudes,
    matching_gains,
)


def _gauss(spread: float = 0.1, seed: int = 0) -> Tensor:
    noise = torch.randn(4, 1, 128, 128, generator=Generator().manual_seed(seed))
    return spread * noise


def _brute_force(band: Tensor, gains: Tensor) -> Tensor:
    """The integral of the slopes from 0 to every value, in float64."""
    bounds = torch.tensor([0.0, *KNOTS, 1e6], dtype=torch.float64)
    size = band.double().abs()
    reached = torch.zeros_like(size)
    for k, slope in enumerate(gains.double()):
        reached += slope * (size.clamp(max=bounds[k + 1]) - bounds[k]).clamp_min(0)
    return reached * band.sign()


def test_slopes_are_integrated_from_zero() -> None:
    gains = torch.tensor([0.5, 2.0, 1.5, 1.0, 0.7, 0.9, 1.2])
    band = torch.linspace(-1, 1, 2001).view(1, 1, 1, -1)
    wanted = _brute_force(band, gains)
    torch.testing.assert_close((band + added_by(band, gains)).double(), wanted, atol=1e-6, rtol=0)


def test_gains_of_one_add_nothing_at_all() -> None:
    band = _gauss()
    assert torch.equal(added_by(band, torch.ones(NUM_GAINS)), torch.zeros_like(band))


def test_half_of_a_correction_is_the_one_of_mean_slopes() -> None:
    gains = torch.tensor([0.5, 2.0, 1.5, 1.0, 0.7, 0.9, 1.2])
    band = _gauss()
    half = added_by(band, (gains + 1) / 2)
    torch.testing.assert_close(half, added_by(band, gains) / 2, atol=1e-6, rtol=0)


@pytest.mark.parametrize("factor", [0.6, 1.0, 1.7])
def test_a_factor_is_found_at_every_magnitude(factor: float) -> None:
    found = matching_gains(magnitudes([_gauss()]), magnitudes([factor * _gauss(seed=1)]))
    assert found.shape == (1, NUM_GAINS)
    torch.testing.assert_close(found, torch.full((1, NUM_GAINS), factor), atol=0, rtol=0.12)


def test_a_function_within_the_limits_is_found_again() -> None:
    """What was bent comes back: values of every size, to a quarter of a grey level or 3 %."""
    gains = torch.tensor([0.6, 0.8, 1.2, 1.6, 1.4, 1.0, 1.0])
    band = _gauss()
    bent = band + added_by(band, gains)
    back = band + added_by(band, matching_gains(magnitudes([band]), magnitudes([bent]))[0])
    seen = band.abs() < 0.3
    torch.testing.assert_close(back[seen], bent[seen], atol=0.002, rtol=0.03)


def test_sparse_edges_become_as_dense_as_those_of_a_painting() -> None:
    """Where one gain leaves the kurtosis as it is, gains by magnitude bring it to the style's."""
    few = torch.rand(4, 1, 128, 128, generator=Generator().manual_seed(2)) < 0.03
    sparse = _gauss(0.03) * (1 + 5 * few)
    style = _gauss(0.05, seed=1)
    made = sparse + added_by(sparse, matching_gains(magnitudes([sparse]), magnitudes([style]))[0])
    assert _kurtosis(sparse) > 10
    assert _kurtosis(made) < 6
    assert float(made.std() / style.std()) == pytest.approx(1, abs=0.1)


def _kurtosis(band: Tensor) -> float:
    return float((band / band.std()).pow(4).mean())


def test_no_slope_is_beyond_the_limits_and_none_is_guessed() -> None:
    """Too weak, too strong, empty: the next slope makes good what it can, the last one stays."""
    style = magnitudes([_gauss(0.2)])
    for band in (_gauss(0.01), _gauss(1.0), torch.zeros(1, 1, 16, 16)):
        for wanted in (style, torch.zeros_like(style)):
            found = matching_gains(magnitudes([band]), wanted)
            assert bool((found >= 1 / GAIN_LIMIT).all())
            assert bool((found <= GAIN_LIMIT).all())
    few = matching_gains(magnitudes([_gauss(0.005)]), magnitudes([0.8 * _gauss(0.005, seed=1)]))[0]
    assert bool((few[3:] == few[2]).all())  # no value is above 0.032
