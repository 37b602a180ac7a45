"""One-dimensional distances, directions and the sampling grid of the judges."""

from __future__ import annotations

import math

import ot
import pytest
import scipy.stats
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.evaluation import wasserstein_1d
from lgt_engine.evaluation.projections import grid_step, orthogonal_directions


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_wasserstein_of_shifted_samples_is_the_shift() -> None:
    samples = noise(3, 500).double().sort(dim=1).values
    torch.testing.assert_close(
        wasserstein_1d(samples + 0.7, samples), torch.full((3,), 0.7, dtype=torch.float64)
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 10_000))
def test_wasserstein_agrees_with_scipy_and_pot_for_any_counts(n: int, m: int, seed: int) -> None:
    a = noise(1, n, seed=seed).double().sort(dim=1).values
    b = (2 * noise(1, m, seed=seed + 1).double() + 1).sort(dim=1).values
    ours = float(wasserstein_1d(a, b))
    left, right = a[0].numpy(), b[0].numpy()
    assert ours == pytest.approx(scipy.stats.wasserstein_distance(left, right), abs=1e-12)
    assert ours == pytest.approx(ot.wasserstein_1d(left, right, p=1), abs=1e-12)
    assert ours == pytest.approx(float(wasserstein_1d(b, a)), abs=1e-12)


def test_wasserstein_is_exact_at_the_counts_of_real_use() -> None:
    a, b = noise(1, 39_013).sort(dim=1).values, noise(1, 37_211, seed=1).sort(dim=1).values
    expected = scipy.stats.wasserstein_distance(a[0].numpy(), b[0].numpy())
    assert float(wasserstein_1d(a, b)) == pytest.approx(expected, abs=1e-5)


def test_repeating_every_sample_changes_nothing() -> None:
    a, b = noise(2, 30).sort(dim=1).values, noise(2, 20, seed=1).sort(dim=1).values
    torch.testing.assert_close(wasserstein_1d(a.repeat_interleave(3, 1), b), wasserstein_1d(a, b))


def test_more_directions_than_dimensions_come_in_orthogonal_groups() -> None:
    axes = orthogonal_directions(3, 7, torch.Generator().manual_seed(0))
    assert axes.shape == (7, 3)
    torch.testing.assert_close(axes[3:6] @ axes[3:6].T, torch.eye(3), atol=1e-5, rtol=0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 600), st.integers(1, 600), st.integers(100, 40_000))
def test_the_sampling_grid_is_odd_and_within_its_bound(b: int, h: int, w: int, most: int) -> None:
    down, across = grid_step(b, h, w, most)
    assert down % 2 == 1
    assert across % 2 == 1
    assert b * math.ceil(h / down) * math.ceil(w / across) <= max(most, b)
    if b * h * w <= most:
        assert (down, across) == (1, 1)
