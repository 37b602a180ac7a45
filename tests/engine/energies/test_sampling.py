"""The sliced distance in use: which patches are drawn, how they are pooled, units, precision."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.energies import orthogonal_filters, project_patches, sliced_wasserstein

from .noise_fields import correlated, independent_filters, noise, seeded

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
