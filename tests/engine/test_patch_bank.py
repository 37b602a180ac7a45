"""Cached quantiles: the same distance as with all references, without their noise."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.energies import PatchBank, Scale, View, orthogonal_filters, sliced_wasserstein


def field(seed: int, count: int, spread: float = 1.0, size: int = 16) -> Tensor:
    """Correlated latents: smooth noise, like a picture."""
    noise = torch.randn(count, 4, size + 4, size + 4, generator=Generator().manual_seed(seed))
    return spread * torch.nn.functional.avg_pool2d(noise, 5, stride=1) * 5


def bank_of(styles: list[Tensor], *scales: Scale, seed: int = 0) -> PatchBank:
    return PatchBank([View(styles, scales)], Generator().manual_seed(seed))


@pytest.mark.parametrize("patch_size", [1, 3])
def test_equals_the_distance_to_all_references_along_the_same_directions(patch_size: int) -> None:
    styles = [field(1, 6), field(2, 6, spread=2.0)]
    x = field(3, 4)
    directions = 4 if patch_size == 1 else 32
    bank = bank_of(styles, Scale(0, patch_size, directions, directions), seed=7)
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
    bank = bank_of(styles, Scale(0, 3, 32, 32), Scale(1, 3, 32, 32))
    own = torch.cat([styles[0][:3], styles[1][:3]])
    right = bank.energy(own, torch.tensor([0, 1]))
    swapped = bank.energy(own, torch.tensor([1, 0]))
    assert float(swapped) > 5 * float(right)


def test_is_far_less_noisy_than_a_few_drawn_references() -> None:
    style = field(1, 48)
    photos = field(2, 4, spread=1.3)
    bank = bank_of([style], Scale(0, 3, 96, 32))
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
    bank = bank_of([style], Scale(0, 3, 32, 32))
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
    bank = bank_of([style], Scale(0, 1, 8, 8), Scale(0, 3, 32, 32), Scale(1, 3, 32, 32))
    before = bank.energy(x, torch.tensor([0])).item()
    optimiser = torch.optim.Adam([x], lr=0.05)
    for _ in range(60):
        optimiser.zero_grad()
        bank.energy(x, torch.tensor([0])).backward()
        optimiser.step()
    assert bank.energy(x, torch.tensor([0])).item() < 0.5 * before


def test_features_tell_styles_apart_that_single_cells_do_not() -> None:
    """A checkerboard and stripes of the same cells: equal to the cells, apart to the features."""
    board = torch.tensor([1.0, -1.0]).repeat(8)
    checks = (board[:, None] * board)[None, None].repeat(2, 1, 1, 1)
    stripes = board[None, None, None, :].expand(2, 1, 16, 16).contiguous()
    cells, targets = Scale(0, 1, 1, 1), torch.tensor([0])
    plain = bank_of([checks], cells)
    assert float(plain.energy(stripes, targets)) == pytest.approx(0, abs=0.01)

    def down(x: Tensor, *_: object) -> Tensor:
        """The sum of a cell and the one below: 0 in checks, ±2 in stripes."""
        return x[..., 1:, :] + x[..., :-1, :] + 0.1 * x[..., :-1, :]

    views = [View([checks], [cells]), View([down(checks)], [cells], down)]
    bank = PatchBank(views, Generator().manual_seed(0))
    # Features are ±0.1 in the style and ±2.1 in the stripes, in units of the spread 0.1; the mean
    # of that and the cells' 0 is half of it.
    assert float(bank.energy(stripes, targets)) == pytest.approx(10, rel=0.01)
    assert float(bank.energy(checks, targets)) == pytest.approx(0, abs=0.01)


def test_features_pass_gradients_to_the_latents() -> None:
    x = torch.randn(2, 4, 8, 8, generator=Generator().manual_seed(1)).requires_grad_(True)
    style = torch.randn(3, 4, 8, 8, generator=Generator().manual_seed(2)) * 2

    def see(x: Tensor, *_: object) -> Tensor:
        return torch.nn.functional.relu(x)

    bank = PatchBank([View([see(style)], [Scale(0, 3, 36, 36)], see)], Generator().manual_seed(0))
    bank.energy(x, torch.tensor([0])).backward()
    assert x.grad is not None
    # Nothing comes back through what the features cut off, something through the rest.
    assert float(x.grad[x.detach() < 0].abs().max()) == 0
    assert float(x.grad[x.detach() > 0].abs().max()) > 0
