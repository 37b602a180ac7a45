"""The low-band anchor and the optional penalties of the velocity field, on known fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor, nn

from lgt_engine.energies import divergence_penalty, low_band_distance, velocity_penalty


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed))


# --- low-band anchor -------------------------------------------------------------------------


def test_anchor_of_a_picture_to_itself_is_zero() -> None:
    assert low_band_distance(noise(2, 4, 16, 16), noise(2, 4, 16, 16)) == 0


def test_anchor_of_an_inverted_picture_is_four() -> None:
    s = 10 * noise(2, 4, 16, 16)
    assert float(low_band_distance(-s, s)) == pytest.approx(4, rel=1e-3)


def test_anchor_equals_its_definition() -> None:
    x, s = noise(2, 4, 16, 16), noise(2, 4, 16, 16, seed=1)

    def normalised(z: Tensor) -> Tensor:
        low = z.unflatten(3, (4, 4)).unflatten(2, (4, 4)).mean((3, 5))
        flat = low.flatten(2)
        variance, mean = torch.var_mean(flat, -1, keepdim=True, correction=0)
        return (flat - mean) / (variance + 1e-3).sqrt()

    expected = (normalised(x) - normalised(s)).square().mean()
    torch.testing.assert_close(low_band_distance(x, s), expected)


def test_anchor_leaves_palette_and_contrast_free() -> None:
    s = 10 * noise(2, 4, 16, 16)
    gain = torch.tensor([0.5, 2.0, 3.0, 1.0])[:, None, None]
    shift = torch.tensor([1.0, -5.0, 0.0, 20.0])[:, None, None]
    assert low_band_distance(gain * s + shift, s) < 1e-4


def test_anchor_leaves_texture_free() -> None:
    s, fine = noise(2, 4, 16, 16), noise(2, 4, 16, 16, seed=1)
    low = F.interpolate(F.avg_pool2d(fine, 4), scale_factor=4.0)
    assert low_band_distance(s + 5 * (fine - low), s) < 1e-5
    assert low_band_distance(s + 5 * low, s) > 0.1


@given(height=st.integers(1, 9), width=st.integers(1, 9))
@settings(deadline=None, max_examples=15)
def test_anchor_takes_any_size_and_stays_in_its_bounds(height: int, width: int) -> None:
    x = noise(2, 3, height, width).requires_grad_(True)
    energy = low_band_distance(x, noise(2, 3, height, width, seed=1))
    energy.backward()
    assert 0 <= energy <= 4
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


def test_anchor_of_constant_pictures_has_a_finite_gradient() -> None:
    x = torch.ones(1, 4, 16, 16, requires_grad=True)
    low_band_distance(x, noise(1, 4, 16, 16)).backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


@pytest.mark.parametrize("energy", [low_band_distance, lambda x, _: velocity_penalty(x)])
def test_half_precision_is_widened_also_inside_autocast(
    energy: Callable[[Tensor, Tensor], Tensor],
) -> None:
    x, s = noise(2, 4, 16, 16).bfloat16(), noise(2, 4, 16, 16, seed=1).bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        found = energy(x, s)
    assert found.dtype == torch.float32
    assert found == energy(x.float(), s.float())


# --- velocity --------------------------------------------------------------------------------


def test_velocity_penalty_is_the_mean_square() -> None:
    velocity = torch.tensor([3.0, -4.0, 0.0, 5.0]).view(1, 1, 2, 2)
    assert float(velocity_penalty(velocity)) == 50 / 4


# --- divergence ------------------------------------------------------------------------------


def linear(matrix: Tensor, x: Tensor) -> Tensor:
    """v = A·x over all C·H·W numbers of a sample."""
    return (x.flatten(1) @ matrix.T).view_as(x)


def penalty_of(matrix: Tensor, batch: int = 1, seed: int = 0) -> float:
    x = noise(batch, 1, 2, 2, seed=seed).requires_grad_(True)
    return float(divergence_penalty(linear(matrix, x), x, generator=seeded(seed)))


def test_divergence_of_a_scaling_field_is_the_mean_of_its_factors_in_every_draw() -> None:
    factors = torch.tensor([1.0, 2.0, -4.0, 7.0])
    for seed in range(5):
        assert penalty_of(torch.diag(factors), seed=seed) == pytest.approx((6 / 4) ** 2, rel=1e-6)


def test_divergence_of_a_rotation_field_is_zero_in_every_draw() -> None:
    square = noise(4, 4)
    for seed in range(5):
        assert penalty_of(square - square.T, seed=seed) < 1e-12


def test_divergence_of_a_linear_field_is_its_trace_in_expectation() -> None:
    matrix = noise(4, 4)
    symmetric = (matrix + matrix.T) / 2
    # E[(εᵀAε)²] = tr(A)² + 2·Σ_{i≠j} S_ij² for Rademacher ε: the second part is the probe's noise.
    noise_part = 2 * (symmetric.square().sum() - symmetric.diagonal().square().sum())
    expected = float(matrix.trace() ** 2 + noise_part) / 4**2
    assert penalty_of(matrix, batch=40_000) == pytest.approx(expected, rel=0.03)


def test_divergence_is_averaged_over_the_batch_after_squaring() -> None:
    x = noise(2, 1, 2, 2).requires_grad_(True)
    factors = torch.tensor([3.0, -3.0])[:, None, None, None]
    assert float(divergence_penalty(factors * x, x, generator=seeded())) == pytest.approx(9)


def test_divergence_of_a_half_precision_field_is_accumulated_in_float32() -> None:
    x = noise(1, 4, 8, 8).requires_grad_(True)
    found = divergence_penalty((2 * x).bfloat16(), x, generator=seeded())
    assert found.dtype == torch.float32
    assert float(found) == pytest.approx(4)


def test_divergence_probe_follows_the_generator() -> None:
    matrix = noise(4, 4)
    assert penalty_of(matrix, seed=1) == penalty_of(matrix, seed=1)
    x = noise(1, 1, 2, 2).requires_grad_(True)
    values = {
        round(float(divergence_penalty(linear(matrix, x), x, generator=seeded(i))), 5)
        for i in range(10)
    }
    assert len(values) > 1


# --- they lower what they penalise -----------------------------------------------------------


def small_field() -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(
            nn.Conv2d(2, 8, 3, padding=1), nn.Tanh(), nn.Conv2d(8, 2, 3, padding=1)
        )


def true_divergence(field: nn.Module, x: Tensor) -> Tensor:
    """The trace of the full Jacobian per dimension: [B]."""

    def flat(z: Tensor) -> Tensor:
        out: Tensor = field(z.view(1, *x.shape[1:]))
        return out.flatten()

    rows = [torch.autograd.functional.jacobian(flat, sample.flatten()) for sample in x]
    return torch.stack([row.trace() / len(row) for row in rows])


def test_penalising_the_divergence_lowers_the_true_divergence_and_not_the_field() -> None:
    field, x = small_field(), noise(4, 2, 5, 5)
    nn.init.eye_(field[2].weight.data[:, :2, 1, 1].fill_(0))
    with torch.no_grad():
        for row in range(2):
            field[0].weight[row, row, 1, 1] += 1
            field[2].weight[row, row, 1, 1] += 1
    before = true_divergence(field, x).square().mean()
    speed = field(x).square().mean()
    optimiser = torch.optim.Adam(field.parameters(), lr=2e-2)
    generator = seeded()
    for _ in range(25):
        x_t = x.clone().requires_grad_(True)
        loss = divergence_penalty(field(x_t), x_t, generator=generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert true_divergence(field, x).square().mean() < 0.1 * before
    assert field(x).square().mean() > 0.2 * speed


def test_penalising_the_velocity_lowers_it() -> None:
    field, x = small_field(), noise(4, 2, 5, 5)
    before = velocity_penalty(field(x)).item()
    optimiser = torch.optim.Adam(field.parameters(), lr=2e-2)
    for _ in range(25):
        optimiser.zero_grad()
        velocity_penalty(field(x)).backward()
        optimiser.step()
    assert velocity_penalty(field(x)).item() < 0.2 * before
