"""Reference rows against the moments that they promise."""

from __future__ import annotations

import numpy as np
import ot
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.evaluation import gradient_energy
from lgt_engine.evaluation.baselines import gaussian_colour_transfer, noop, style_filter
from lgt_engine.ops.gaussian_transport import VARIANCE_FLOOR, channel_moments, monge_map


def correlated(count: int, channels: int, side: int, seed: int) -> Tensor:
    """Float64 maps with a random mean and a random full covariance, far inside [-1, 1]."""
    generator = torch.Generator().manual_seed(seed)
    white = torch.randn(count, channels, side, side, generator=generator, dtype=torch.float64)
    mixing = torch.randn(channels, channels, generator=generator, dtype=torch.float64)
    mean = torch.randn(channels, generator=generator, dtype=torch.float64)
    mixed = torch.einsum("dc,bchw->bdhw", mixing + 0.5 * torch.eye(channels), white)
    return 0.02 * mixed + 0.1 * mean[:, None, None]


def test_noop_is_the_photo() -> None:
    photos = correlated(2, 3, 8, 0)
    assert noop(photos) is photos


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_colour_transfer_matches_mean_and_covariance_exactly(seed: int) -> None:
    photos, style = correlated(2, 3, 12, seed), correlated(3, 3, 9, seed + 1)
    moved = gaussian_colour_transfer(photos, style, clip=False)
    for found, wanted in zip(channel_moments(moved), channel_moments(style), strict=True):
        # Some draws are so close to one colour that the floor of the eigenvalues takes part.
        atol = 10 * VARIANCE_FLOOR * float(wanted.abs().max())
        torch.testing.assert_close(found, wanted, atol=atol, rtol=1e-7)


def test_colour_transfer_to_itself_is_the_identity() -> None:
    photos = correlated(2, 3, 16, 3)
    torch.testing.assert_close(gaussian_colour_transfer(photos, photos), photos)


def test_the_map_is_the_optimal_one() -> None:
    """Symmetric and positive, equal to POT's closed form, and undone by the map back."""
    source, target = (channel_moments(correlated(1, 3, 20, seed))[1] for seed in (5, 6))
    matrix = monge_map(source, target)
    torch.testing.assert_close(matrix, matrix.T)
    assert torch.linalg.eigvalsh(matrix).min() > 0
    zero = np.zeros(3)
    theirs, _ = ot.gaussian.bures_wasserstein_mapping(zero, zero, source.numpy(), target.numpy())
    np.testing.assert_allclose(matrix.numpy(), theirs, rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(matrix @ monge_map(target, source), torch.eye(3).double())


def test_each_photo_reaches_the_style_only_with_a_map_of_its_own() -> None:
    photos = torch.cat([correlated(1, 3, 12, 7), correlated(1, 3, 12, 8)])
    style = correlated(2, 3, 12, 9)
    wanted = channel_moments(style)[0]
    own = gaussian_colour_transfer(photos, style, per_picture=True, clip=False)
    shared = gaussian_colour_transfer(photos, style, clip=False)
    for picture in own:
        torch.testing.assert_close(channel_moments(picture[None])[0], wanted)
    assert (channel_moments(shared[:1])[0] - wanted).abs().max() > 1e-3


def test_pictures_stay_in_range_in_their_own_precision() -> None:
    generator = torch.Generator().manual_seed(0)
    photos = torch.rand(2, 3, 16, 16, generator=generator) * 2 - 1
    moved = gaussian_colour_transfer(photos, (3 * photos).clamp(-1, 1))
    assert moved.dtype == torch.float32
    assert moved.abs().max() <= 1.0


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_grey_and_flat_pictures_stay_finite(value: float) -> None:
    grey = torch.linspace(-1, 1, 64).view(1, 1, 8, 8).expand(1, 3, 8, 8)
    flat = torch.full((1, 3, 8, 8), value)
    style = correlated(1, 3, 8, 2).float()
    for source, target in ((grey, style), (flat, style), (style, flat), (style, grey)):
        moved = gaussian_colour_transfer(source, target, clip=False)
        assert torch.isfinite(moved).all()
        torch.testing.assert_close(
            channel_moments(moved)[0], channel_moments(target)[0], atol=1e-2, rtol=0
        )


def test_the_filter_has_the_colours_and_band_contrasts_of_the_style() -> None:
    photos = torch.nn.functional.avg_pool2d(correlated(2, 3, 128, 1).float(), 2)
    style = 2 * correlated(2, 3, 64, 2).float()
    filtered = style_filter(photos, style)
    means = [channel_moments(pixels)[0] for pixels in (filtered, style)]
    torch.testing.assert_close(*means, atol=0.01, rtol=0)
    energies = [float(gradient_energy(pixels).mean()) for pixels in (photos, filtered, style)]
    assert energies[1] == pytest.approx(energies[2], rel=0.2)
    assert energies[0] < 0.5 * energies[1]


def test_statistics_agree_with_numpy() -> None:
    maps = correlated(2, 3, 10, 11)
    samples = maps.transpose(0, 1).flatten(1).numpy()
    mean, cov = channel_moments(maps.float())
    np.testing.assert_allclose(mean.numpy(), samples.mean(axis=1), rtol=1e-5)
    np.testing.assert_allclose(cov.numpy(), np.cov(samples, bias=True), rtol=1e-4, atol=1e-9)
