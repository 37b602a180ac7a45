"""The patch sliced-Wasserstein distance against closed forms, an independent library, itself."""

from __future__ import annotations

import ot
import pytest
import scipy.stats
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.energies import (
    orthogonal_filters,
    project_patches,
    sliced_wasserstein,
    wasserstein_1d,
)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed), dtype=torch.float64).to(dtype)


def correlated(count: int, side: int, seed: int) -> Tensor:
    """Fields with a 1/f-like spectrum and correlated channels, as latents have."""
    field = torch.zeros(count, 4, side, side)
    for octave, cells in enumerate((3, 6, 12, 24)):
        coarse = noise(count, 4, cells, cells, seed=seed + octave)
        field += F.interpolate(coarse, size=side, mode="bilinear") / 2**octave
    mixing = noise(4, 4, seed=99)
    return torch.einsum("dc,bchw->bdhw", mixing, field)


def independent_filters(count: int, channels: int, size: int, seed: int) -> Tensor:
    return F.normalize(noise(count, channels * size**2, seed=seed), dim=1).view(
        count, channels, size, size
    )


def patches(latents: Tensor, size: int, stride: int = 1) -> Tensor:
    """Every patch as a row, copied out: ``[n, C·k²]``."""
    rows = F.unfold(latents, size, stride=stride).transpose(1, 2)
    return rows.reshape(-1, rows.shape[-1])


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


# --- sampling --------------------------------------------------------------------------------


def cells_in_use(stratified: bool, max_samples: int, seed: int) -> Tensor:
    """How many cells of each of 4 pictures in 2 groups receive a gradient."""
    x = noise(4, 4, 8, 8).requires_grad_(True)
    y = noise(4, 4, 8, 8, seed=1) + 10  # all far to one side: no order statistic coincides
    sliced_wasserstein(
        x,
        y,
        patch_size=1,
        groups=2,
        max_samples=max_samples,
        stratified=stratified,
        generator=seeded(seed),
    ).backward()
    assert x.grad is not None
    return (x.grad.abs().sum(1) > 0).sum((1, 2))


@pytest.mark.parametrize("stratified", [True, False])
def test_max_samples_caps_the_patches_of_each_group(stratified: bool) -> None:
    used = cells_in_use(stratified, 32, seed=0)
    assert used.view(2, 2).sum(1).tolist() == [32, 32]


def test_stratified_samples_are_shared_out_evenly_and_others_are_not() -> None:
    stratified = [cells_in_use(True, 32, seed).tolist() for seed in range(6)]
    assert stratified == [[16, 16, 16, 16]] * 6
    assert any(cells_in_use(False, 32, seed).tolist() != [16] * 4 for seed in range(6))


@pytest.mark.parametrize("stratified", [True, False])
def test_max_samples_beyond_the_patches_takes_them_all(stratified: bool) -> None:
    x, y = noise(2, 4, 6, 6), noise(2, 4, 6, 6, seed=1) + 1
    capped = sliced_wasserstein(
        x, y, patch_size=1, max_samples=72, stratified=stratified, generator=seeded()
    )
    assert capped == sliced_wasserstein(x, y, patch_size=1, generator=seeded())


@pytest.mark.parametrize("stratified", [True, False])
def test_sampled_distance_is_near_the_full_one(stratified: bool) -> None:
    x, y = correlated(4, 24, seed=1), correlated(4, 24, seed=20) + 1
    filters = orthogonal_filters(36, 4, 3, generator=seeded())
    full = float(sliced_wasserstein(x, y, filters=filters, stride=1))
    sampled = [
        sliced_wasserstein(
            x,
            y,
            filters=filters,
            stride=1,
            max_samples=512,
            stratified=stratified,
            generator=seeded(seed),
        )
        for seed in range(10)
    ]
    assert float(torch.stack(sampled).mean()) == pytest.approx(full, rel=0.1)
    assert len({float(value) for value in sampled}) > 1


def test_the_grid_offset_reaches_every_patch() -> None:
    x = noise(1, 2, 9, 9).requires_grad_(True)
    y = noise(1, 2, 9, 9, seed=1) + 10
    total = sum(sliced_wasserstein(x, y, generator=seeded(seed)) for seed in range(40))
    (gradient,) = torch.autograd.grad(total, x)
    assert (gradient.abs().sum(1) > 0).all()


def test_one_generator_state_gives_one_value_and_the_next_another() -> None:
    x, y = noise(2, 4, 10, 10), noise(2, 4, 10, 10, seed=1) + 1
    one = seeded(5)
    first, second = (sliced_wasserstein(x, y, generator=one, max_samples=8) for _ in range(2))
    assert first == sliced_wasserstein(x, y, generator=seeded(5), max_samples=8)
    assert first != second


@pytest.mark.parametrize(("p", "share"), [(1, 0.5), (2, 0.25)])
def test_orthogonal_strided_form_spreads_far_less_than_independent_directions(
    p: int, share: float
) -> None:
    # Correlated in space and channels against a reference that is not: directions differ much.
    blurred = F.avg_pool2d(noise(8, 4, 26, 26, seed=1), 3, stride=1)
    x = torch.einsum("dc,bchw->bdhw", noise(4, 4, seed=99), blurred * 3)
    y = 0.5 * noise(8, 4, 24, 24, seed=3)

    def orthogonal(seed: int) -> Tensor:
        return sliced_wasserstein(x, y, num_projections=36, p=p, generator=seeded(seed))

    def founding(seed: int) -> Tensor:
        return sliced_wasserstein(
            x,
            y,
            filters=independent_filters(64, 4, 3, seed),
            stride=1,
            max_samples=2048,
            stratified=False,
            p=p,
            generator=seeded(seed),
        )

    ours, theirs = (
        torch.stack([form(seed) for seed in range(30)]) for form in (orthogonal, founding)
    )
    assert ours.std() / ours.mean() <= share * theirs.std() / theirs.mean()


# --- pooling ---------------------------------------------------------------------------------


def test_pooling_per_style_sees_swapped_styles_where_a_batch_pool_does_not() -> None:
    one, other = noise(4, 4, 9, 9) + 2, noise(4, 4, 9, 9, seed=1) - 2
    references, swapped = torch.cat([one, other]), torch.cat([other, one])

    def energy(x: Tensor, groups: int) -> float:
        return float(sliced_wasserstein(x, references, groups=groups, generator=seeded()))

    assert energy(references, 1) == energy(references, 2) == 0
    assert energy(swapped, 1) < 1e-5
    assert energy(swapped, 2) > 1


def test_distance_of_groups_is_the_mean_of_their_distances() -> None:
    x, y = noise(6, 4, 8, 8), noise(9, 4, 8, 8, seed=1) + torch.arange(9.0)[:, None, None, None]
    filters = orthogonal_filters(10, 4, 3, generator=seeded())
    apart = [
        sliced_wasserstein(a, b, filters=filters, stride=1)
        for a, b in zip(x.chunk(3), y.chunk(3), strict=True)
    ]
    together = sliced_wasserstein(x, y, filters=filters, stride=1, groups=3)
    torch.testing.assert_close(together, torch.stack(apart).mean())


# --- units and precision ---------------------------------------------------------------------


@pytest.mark.parametrize("scale", [0.01, 100.0])
def test_normalised_distance_has_no_unit(scale: float) -> None:
    x, y = noise(2, 4, 9, 9), noise(2, 4, 9, 9, seed=1) + 1
    plain, scaled = (
        sliced_wasserstein(a * x, a * y, normalise=True, generator=seeded()) for a in (1, scale)
    )
    torch.testing.assert_close(scaled, plain, rtol=1e-4, atol=0)


def test_normalised_shift_is_in_units_of_the_references_spread() -> None:
    y = noise(2, 4, 8, 8, dtype=torch.float64)
    shift = torch.tensor([0.5, -1.0, 2.0, 0.25], dtype=torch.float64)
    filters = orthogonal_filters(4, 4, 1, generator=seeded(), dtype=torch.float64)
    found = sliced_wasserstein(
        y + shift[:, None, None], y, patch_size=1, filters=filters, normalise=True
    )
    spread = project_patches(y, filters)[0].std(-1)
    torch.testing.assert_close(found, ((filters.flatten(1) @ shift).abs() / spread).mean())


def test_constant_references_give_a_finite_gradient() -> None:
    x = noise(2, 4, 9, 9).requires_grad_(True)
    energy = sliced_wasserstein(x, torch.ones(2, 4, 9, 9), normalise=True, generator=seeded())
    energy.backward()
    assert torch.isfinite(energy)
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


def test_autocast_changes_nothing() -> None:
    x, y = noise(2, 4, 9, 9), noise(2, 4, 9, 9, seed=1)
    outside = sliced_wasserstein(x, y, generator=seeded())
    with torch.autocast("cpu", torch.bfloat16):
        inside = sliced_wasserstein(x, y, generator=seeded())
    assert inside.dtype == torch.float32
    assert inside == outside


def test_half_precision_latents_are_widened_first() -> None:
    x, y = noise(2, 4, 9, 9).bfloat16(), noise(2, 4, 9, 9, seed=1).bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        found = sliced_wasserstein(x, y, generator=seeded())
    assert found.dtype == torch.float32
    assert found == sliced_wasserstein(x.float(), y.float(), generator=seeded())


def test_latents_may_be_passed_by_name() -> None:
    x, y = noise(2, 4, 9, 9).bfloat16(), noise(2, 4, 9, 9, seed=1).bfloat16()
    named = sliced_wasserstein(x=x, y=y, generator=seeded())
    assert named == sliced_wasserstein(x, y, generator=seeded())


# --- shapes ----------------------------------------------------------------------------------


def test_batches_that_do_not_divide_into_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        sliced_wasserstein(noise(4, 4, 8, 8), noise(3, 4, 8, 8), groups=2)


def test_pictures_smaller_than_a_patch_are_refused() -> None:
    with pytest.raises(ValueError, match="3×3"):
        sliced_wasserstein(noise(2, 4, 8, 8), noise(2, 4, 8, 2))


@given(
    channels=st.integers(1, 5),
    height=st.integers(3, 10),
    width=st.integers(3, 10),
    size=st.integers(1, 3),
    count=st.integers(1, 40),
    p=st.sampled_from([1, 2]),
    seed=st.integers(0, 100),
)
@settings(deadline=None, max_examples=30)
def test_distance_is_finite_not_negative_and_symmetric(
    channels: int, height: int, width: int, size: int, count: int, p: int, seed: int
) -> None:
    x, y = (noise(2, channels, height, width, seed=s) for s in (seed, seed + 1))

    def energy(a: Tensor, b: Tensor) -> Tensor:
        return sliced_wasserstein(
            a, b, patch_size=size, num_projections=count, p=p, generator=seeded(seed)
        )

    assert energy(x, y).shape == ()
    assert energy(x, y) > 0
    assert torch.isfinite(energy(x, y))
    torch.testing.assert_close(energy(x, y), energy(y, x))
    assert energy(x, x) == 0
