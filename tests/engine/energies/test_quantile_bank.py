"""Cached quantiles: the same distance as with all references, without their noise."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.energies import PatchScale, QuantileBank, orthogonal_filters, sliced_wasserstein


def field(seed: int, count: int, spread: float = 1.0, size: int = 16) -> Tensor:
    """Correlated latents: smooth noise, like a picture."""
    noise = torch.randn(count, 4, size + 4, size + 4, generator=Generator().manual_seed(seed))
    return spread * torch.nn.functional.avg_pool2d(noise, 5, stride=1) * 5


def bank_of(styles: list[Tensor], *scales: PatchScale, seed: int = 0) -> QuantileBank:
    return QuantileBank(styles, scales, Generator().manual_seed(seed))


@pytest.mark.parametrize("patch_size", [1, 3])
def test_equals_the_distance_to_all_references_along_the_same_directions(patch_size: int) -> None:
    styles = [field(1, 6), field(2, 6, spread=2.0)]
    x = field(3, 4)
    directions = 4 if patch_size == 1 else 32
    bank = bank_of(styles, PatchScale(0, patch_size, directions, directions), seed=7)
    filters = orthogonal_filters(
        directions,
        4,
        patch_size,
        zero_mean=patch_size > 1,
        generator=Generator().manual_seed(7),
    )
    expected = [
        sliced_wasserstein(
            x[2 * group : 2 * group + 2], styles[group], filters=filters, stride=1, normalise=True
        )
        for group in range(2)
    ]
    found = bank.energy(x, torch.tensor([0, 1]))
    # The bank keeps 1,024 quantiles of 1,536 or 1,176 samples.
    torch.testing.assert_close(found, torch.stack(expected).mean(), rtol=0.01, atol=1e-4)


def test_each_group_is_compared_with_its_own_style() -> None:
    styles = [field(1, 6), field(2, 6, spread=3.0)]
    bank = bank_of(styles, PatchScale(0, 3, 32, 32), PatchScale(1, 3, 32, 32))
    own = torch.cat([styles[0][:3], styles[1][:3]])
    right = bank.energy(own, torch.tensor([0, 1]))
    swapped = bank.energy(own, torch.tensor([1, 0]))
    assert float(swapped) > 5 * float(right)


def test_is_far_less_noisy_than_a_few_drawn_references() -> None:
    style = field(1, 48)
    photos = field(2, 4, spread=1.3)
    bank = bank_of([style], PatchScale(0, 3, 96, 32))
    draw = Generator().manual_seed(5)
    cached, drawn = [], []
    for _ in range(24):
        cached.append(bank.energy(photos, torch.tensor([0]), generator=draw))
        some = style[torch.randperm(48, generator=draw)[:8]]
        drawn.append(
            sliced_wasserstein(
                photos, some, num_projections=32, zero_mean=True, normalise=True, generator=draw
            )
        )
    assert float(torch.stack(cached).std()) < 0.5 * float(torch.stack(drawn).std())


def test_max_samples_stays_close_and_needs_fewer_samples() -> None:
    style, photos = field(1, 8), field(2, 4, spread=2.0)
    bank = bank_of([style], PatchScale(0, 3, 32, 32))
    exact = bank.energy(photos, torch.tensor([0]))
    for stratified in (True, False):
        some = bank.energy(
            photos,
            torch.tensor([0]),
            max_samples=400,
            stratified=stratified,
            generator=Generator().manual_seed(0),
        )
        assert float(some) == pytest.approx(float(exact), rel=0.15)
        assert float(some) != float(exact)


def test_gradient_pulls_towards_the_style() -> None:
    style = field(1, 8, spread=2.0)
    x = field(2, 2).requires_grad_(True)
    bank = bank_of(
        [style], PatchScale(0, 1, 8, 8), PatchScale(0, 3, 32, 32), PatchScale(1, 3, 32, 32)
    )
    before = bank.energy(x, torch.tensor([0])).item()
    optimiser = torch.optim.Adam([x], lr=0.05)
    for _ in range(60):
        optimiser.zero_grad()
        bank.energy(x, torch.tensor([0])).backward()
        optimiser.step()
    assert bank.energy(x, torch.tensor([0])).item() < 0.5 * before
