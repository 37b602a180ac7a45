"""The patch sliced-Wasserstein distance against closed forms, an independent library, itself."""

from __future__ import annotations

import ot
import pytest
import scipy.stats
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.energies import (
    orthogonal_filters,
    project_patches,
    sliced_wasserstein,
    wasserstein_1d,
)

from .noise_fields import correlated, independent_filters, noise, patches, seeded

# --- filters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "channels", "size"), [(36, 4, 3), (100, 4, 3), (10, 3, 1)])
def test_filters_are_orthonormal_inside_each_basis(count: int, channels: int, size: int) -> None:
    filters = orthogonal_filters(count, channels, size, generator=seeded(), dtype=torch.float64)
    assert filters.shape == (count, channels, size, size)
    for basis in filters.flatten(1).split(channels * size**2):
        torch.testing.assert_close(basis @ basis.T, torch.eye(len(basis), dtype=torch.float64))


def test_two_bases_are_different_draws() -> None:
    first, second = orthogonal_filters(8, 4, 1, generator=seeded()).flatten(1).split(4)
    assert (first - second).abs().max() > 0.1


def test_zero_mean_filters_sum_to_zero_in_every_channel_and_stay_orthonormal() -> None:
    filters = orthogonal_filters(40, 4, 3, zero_mean=True, generator=seeded(), dtype=torch.float64)
    assert filters.sum((2, 3)).abs().max() < 1e-12
    for basis in filters.flatten(1).split(4 * 8):
        torch.testing.assert_close(basis @ basis.T, torch.eye(len(basis), dtype=torch.float64))


def test_a_filter_of_one_cell_cannot_have_zero_mean() -> None:
    with pytest.raises(ValueError, match="zero-mean"):
        orthogonal_filters(4, 4, 1, zero_mean=True)


def test_directions_have_no_preferred_sign_or_axis() -> None:
    drawn = torch.cat(
        [orthogonal_filters(4, 4, 1, generator=seeded(seed)).flatten(1) for seed in range(500)]
    )
    # 2,000 unit vectors: entries have mean 0 and second moment 1/4.
    assert drawn.mean(0).abs().max() < 0.05
    torch.testing.assert_close(drawn.T @ drawn / len(drawn), torch.eye(4) / 4, atol=0.03, rtol=0)
    first = torch.stack(
        [orthogonal_filters(4, 4, 1, generator=seeded(seed)).flatten()[0] for seed in range(500)]
    )
    assert abs((first > 0).float().mean() - 0.5) < 0.1


@given(
    groups=st.integers(1, 3),
    each=st.integers(1, 3),
    channels=st.integers(1, 4),
    height=st.integers(5, 9),
    width=st.integers(5, 9),
    size=st.sampled_from([1, 2, 3]),
    stride=st.integers(1, 3),
    top=st.integers(0, 2),
    left=st.integers(0, 2),
)
@settings(deadline=None, max_examples=25)
def test_projection_by_convolution_is_projection_of_unfolded_patches(
    groups: int,
    each: int,
    channels: int,
    height: int,
    width: int,
    size: int,
    stride: int,
    top: int,
    left: int,
) -> None:
    latents = noise(groups * each, channels, height, width, dtype=torch.float64)
    filters = orthogonal_filters(5, channels, size, generator=seeded(), dtype=torch.float64)
    found = project_patches(latents, filters, groups=groups, stride=stride, offset=(top, left))
    expected = torch.stack(
        [
            filters.flatten(1) @ patches(group[..., top:, left:], size, stride).T
            for group in latents.chunk(groups)
        ]
    )
    torch.testing.assert_close(found, expected)


# --- known answers ---------------------------------------------------------------------------


def test_distance_of_shuffled_cells_is_zero() -> None:
    x = noise(3, 4, 6, 5)
    cells = x.movedim(1, -1).reshape(-1, 4)
    shuffled = cells[torch.randperm(len(cells), generator=seeded(1))]
    y = shuffled.view(3, 6, 5, 4).movedim(-1, 1)
    assert sliced_wasserstein(x, y, patch_size=1, generator=seeded(2)) < 1e-6
    assert sliced_wasserstein(x, 2 * y, patch_size=1, generator=seeded(2)) > 0.1


@pytest.mark.parametrize("p", [1, 2])
def test_distance_of_shuffled_patches_is_zero(p: int) -> None:
    # Each picture is one 3×3 patch, so that shuffling pictures shuffles patches and nothing else.
    x = noise(40, 4, 3, 3)
    y = x[torch.randperm(40, generator=seeded(1))]
    assert sliced_wasserstein(x, y, patch_size=3, p=p, generator=seeded(2)) < 1e-6
    # The same cells in other patches are not the same patches.
    assert sliced_wasserstein(x, y.flip(3), patch_size=3, p=p, generator=seeded(2)) > 1e-2


@pytest.mark.parametrize("p", [1, 2])
def test_distance_of_shifted_cells_is_the_shift_along_the_projections(p: int) -> None:
    y = noise(2, 4, 8, 8, dtype=torch.float64)
    shift = torch.tensor([0.5, -1.0, 2.0, 0.25], dtype=torch.float64)
    filters = independent_filters(7, 4, 1, seed=3).double()
    found = sliced_wasserstein(
        y + shift[:, None, None], y, patch_size=1, filters=filters, p=p, generator=seeded()
    )
    expected = (filters.flatten(1) @ shift).abs().pow(p).mean()
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("count", [4, 12, None])
def test_squared_distance_of_a_shift_is_the_same_in_every_complete_basis(count: int | None) -> None:
    """The identity |x|² = Σ⟨θ, x⟩²; a basis that is cut short breaks it, the default has none."""
    y = noise(2, 4, 6, 6, dtype=torch.float64)
    shift = torch.tensor([0.5, -1.0, 2.0, 0.25], dtype=torch.float64)
    for seed in range(3):
        found = sliced_wasserstein(
            y + shift[:, None, None],
            y,
            patch_size=1,
            num_projections=count,
            p=2,
            generator=seeded(seed),
        )
        assert float(found) == pytest.approx(float(shift.square().sum()) / 4, rel=1e-6)


def test_zero_mean_patches_are_blind_to_colour_and_others_are_not() -> None:
    y = noise(2, 4, 9, 9)
    x = y + torch.tensor([1.0, -2.0, 0.5, 3.0])[:, None, None]
    assert sliced_wasserstein(x, y, zero_mean=True, generator=seeded()) < 1e-5
    assert sliced_wasserstein(x, y, generator=seeded()) > 0.3


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("size", [1, 3])
def test_distance_agrees_with_pot_given_the_same_projections(size: int, p: int) -> None:
    x = noise(3, 4, 7, 8, seed=1, dtype=torch.float64)
    y = correlated(3, 8, seed=2)[..., :7, :].double()
    filters = orthogonal_filters(12, 4, size, generator=seeded(), dtype=torch.float64)
    found = sliced_wasserstein(
        x, y, patch_size=size, filters=filters, stride=1, p=p, generator=seeded()
    )
    expected = ot.sliced_wasserstein_distance(
        patches(x, size).numpy(),
        patches(y, size).numpy(),
        projections=filters.flatten(1).T.numpy(),
        p=p,
    )
    assert float(found) == pytest.approx(float(expected) ** p, rel=1e-9)


def test_gradient_is_the_derivative_of_the_value() -> None:
    x = noise(2, 2, 4, 4, dtype=torch.float64).requires_grad_(True)
    y = noise(2, 2, 4, 4, seed=1, dtype=torch.float64)
    filters = orthogonal_filters(6, 2, 3, generator=seeded(), dtype=torch.float64)

    def energy(z: Tensor) -> Tensor:
        return sliced_wasserstein(z, y, filters=filters, stride=1, p=2, normalise=True)

    assert torch.autograd.gradcheck(energy, (x,))


# --- unequal counts --------------------------------------------------------------------------


def test_uniform_samples_of_unequal_counts_differ_by_their_shift() -> None:
    few = (torch.arange(10, dtype=torch.float64) + 0.5) / 10
    many = (torch.arange(35, dtype=torch.float64) + 0.5) / 35
    assert float(wasserstein_1d(few + 3, many)) == pytest.approx(3, abs=1e-12)
    # More samples than the other side has: the extreme quantiles can only be repeated.
    assert float(wasserstein_1d(many + 3, few)) == pytest.approx(3, abs=1e-12)
    assert float(wasserstein_1d(few, many)) < 1e-12


def test_repeating_every_reference_changes_nothing() -> None:
    x, y = noise(2, 4, 6, 6), noise(2, 4, 6, 6, seed=1)
    once = sliced_wasserstein(x, y, patch_size=1, generator=seeded())
    thrice = sliced_wasserstein(x, y.repeat(3, 1, 1, 1), patch_size=1, generator=seeded())
    torch.testing.assert_close(thrice, once)


@pytest.mark.parametrize(("n", "m"), [(500, 700), (700, 500), (64, 1000), (1000, 64)])
def test_unequal_counts_agree_with_scipy(n: int, m: int) -> None:
    x, y = noise(n, seed=1), 1.5 * noise(m, seed=2) + 0.5
    exact = scipy.stats.wasserstein_distance(x.numpy(), y.numpy())
    assert float(wasserstein_1d(x, y)) == pytest.approx(exact, rel=0.04)


def test_pictures_of_unequal_sizes_are_compared() -> None:
    y = noise(4, 4, 12, 20)
    x = noise(8, 4, 8, 9, seed=1)
    near = sliced_wasserstein(x, y, stride=1, generator=seeded())
    far = sliced_wasserstein(3 * x, y, stride=1, generator=seeded())
    # The mean absolute difference of N(0, 9) and N(0, 1) order statistics is 2·E|N(0, 1)|.
    assert near < 0.15
    assert float(far) == pytest.approx(2 * (2 / torch.pi) ** 0.5, rel=0.1)
