"""The perceptual energy: known answers, gradients, pieces, and what it pulls pictures towards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.energies import DRAWN_AT_ONCE, PerceptualEnergy, measure_style_targets
from lgt_engine.energies.features import (
    TAP_CHANNELS,
    TAP_STRIDES,
    FeatureNetworkError,
    PerceptualFeatures,
    load_feature_network,
    mean_and_covariance,
    normalised_features,
)
from lgt_engine.images import to_tensor
from lgt_engine.model.style_encoder import NUM_STATISTICS, StyleEncoder
from lgt_engine.ops.crops import style_crops, to_uint8
from lgt_engine.tools.procedural.pictures import procedural_picture


@pytest.fixture(scope="module")
def features() -> PerceptualFeatures:
    return load_feature_network()


def crops(kind: str, seed: int = 0, count: int = 4) -> Tensor:
    """Crops of one picture of a kind; the seed decides where they lie."""
    picture = to_tensor(procedural_picture(kind, (240, 240), 0))
    return style_crops(picture, size=96, count=count, scales=(0.4, 0.5), seed=seed)


def drawn_as_is(features: PerceptualFeatures, *kinds: str) -> PerceptualEnergy:
    """An energy whose latents are pixels."""
    targets = measure_style_targets(features, [crops(kind) for kind in kinds])
    return PerceptualEnergy(features, targets, lambda x: x)


# --- features --------------------------------------------------------------------------------


def test_each_tap_has_its_channels_and_its_stride(features: PerceptualFeatures) -> None:
    found = features(torch.zeros(2, 3, 64, 96))
    shapes = [tuple(f.shape) for f in found]
    expected = zip(TAP_CHANNELS, TAP_STRIDES, strict=True)
    assert shapes == [(2, c, 64 // s, 96 // s) for c, s in expected]
    assert all(float(f.min()) >= 0 and float(f.max()) <= 6 for f in found)


def test_the_first_taps_alone_are_the_first_of_all(features: PerceptualFeatures) -> None:
    pixels = crops("scene")[:1]
    for some, whole in zip(features(pixels, 3), features(pixels), strict=False):
        assert torch.equal(some, whole)
    assert len(features(pixels, 3)) == 3


def test_a_flat_picture_has_flat_features_up_to_its_edges(features: PerceptualFeatures) -> None:
    for found in features(torch.full((1, 3, 64, 64), 0.3)):
        assert float(found.std((2, 3)).max()) < 1e-4


def test_foreign_weights_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    with pytest.raises(FeatureNetworkError, match="missing or damaged"):
        load_feature_network(path)
    torch.save({"_conv_stem.weight": torch.zeros(1)}, path)
    with pytest.raises(FeatureNetworkError, match="pip install"):
        load_feature_network(path)


def test_covariance_is_that_of_numpy() -> None:
    h = torch.randn(2, 3, 5, 7, generator=Generator().manual_seed(0)) + 4
    means, covariances = mean_and_covariance(h)
    for picture, mean, covariance in zip(h, means, covariances, strict=True):
        flat = picture.flatten(1).numpy()
        np.testing.assert_allclose(mean, flat.mean(1), rtol=1e-5)
        np.testing.assert_allclose(covariance, np.cov(flat, bias=True), rtol=1e-3, atol=1e-5)


def test_layout_forgets_palette_and_contrast() -> None:
    h = torch.randn(1, 3, 16, 16, generator=Generator().manual_seed(0)) * 5
    torch.testing.assert_close(
        normalised_features(2 * h + 3), normalised_features(h), atol=0.05, rtol=0.02
    )


# --- energy ----------------------------------------------------------------------------------


def test_a_style_is_nearest_to_itself(features: PerceptualFeatures) -> None:
    energy = drawn_as_is(features, "mosaic", "hatching")
    photos = to_uint8(crops("scene"))
    for label, kind in enumerate(("mosaic", "hatching")):
        own, other = (
            energy(crops(kind, seed=3), photos, torch.full((4,), number))
            for number in (label, 1 - label)
        )
        assert float(own.style.mean()) < 0.5 * float(other.style.mean())


def test_the_photo_itself_keeps_its_layout_and_an_inverted_sky_does_not(
    features: PerceptualFeatures,
) -> None:
    energy, photo = drawn_as_is(features, "mosaic"), crops("scene")
    label = torch.zeros(4, dtype=torch.long)
    same = energy(to_uint8(photo).float() / 127.5 - 1, to_uint8(photo), label)
    other = energy(photo.roll(1, 0), to_uint8(photo), label)
    assert float(same.layout.max()) < 1e-6
    assert float(other.layout.min()) > 0.3


def test_colours_of_the_style_itself_are_at_no_distance(features: PerceptualFeatures) -> None:
    one = crops("mosaic", count=1)
    targets = measure_style_targets(features, [one])
    energy = PerceptualEnergy(features, targets, lambda x: x)
    label = torch.zeros(1, dtype=torch.long)
    own = energy(one, to_uint8(one), label)
    # A shift of all values by 0.2 of the range [−1, 1] is a mean distance of at most 0.1.
    shifted = energy(one + 0.2, to_uint8(one), label)
    assert float(own.colour) < 2e-3
    assert 0.03 < float(shifted.colour) <= 0.2


def test_roughness_and_excess_have_known_values(features: PerceptualFeatures) -> None:
    energy = drawn_as_is(features, "mosaic")
    stripes = torch.tensor([1.5, -1.0]).repeat(32).expand(1, 3, 64, 64).contiguous()
    found = energy(stripes, to_uint8(stripes), torch.zeros(1, dtype=torch.long))
    assert float(found.roughness) == pytest.approx(2.5 / 2, rel=1e-5)
    assert float(found.excess) == pytest.approx(0.25 / 2, rel=1e-5)


def test_a_large_batch_is_its_pieces_with_their_gradients(features: PerceptualFeatures) -> None:
    energy = drawn_as_is(features, "mosaic", "hatching")
    labels = torch.tensor([0, 0, 1, 1, 0, 1, 0, 1, 1, 1])
    pixels, photos = crops("scene", count=10), to_uint8(crops("scene", count=10))

    def run(parts: list[slice]) -> tuple[Tensor, Tensor]:
        x = pixels.clone().requires_grad_(True)
        found = [energy(x[part], photos[part], labels[part]) for part in parts]
        total = torch.cat([each.style + each.colour + each.layout for each in found])
        total.sum().backward()
        assert x.grad is not None
        return total.detach(), x.grad

    starts = range(0, 10, DRAWN_AT_ONCE)
    parts = run([slice(start, start + DRAWN_AT_ONCE) for start in starts])
    whole = run([slice(0, 10)])
    torch.testing.assert_close(whole, parts, rtol=1e-4, atol=1e-5)


def test_pictures_of_one_style_share_half_of_what_they_have_and_those_of_others_nothing(
    features: PerceptualFeatures,
) -> None:
    energy = drawn_as_is(features, "mosaic", "hatching")
    mosaic, flat = crops("mosaic", count=1), torch.zeros(1, 3, 96, 96)
    photos, pair = to_uint8(torch.cat([flat, flat])), torch.cat([mosaic, flat])
    alone = energy(flat, photos[:1], torch.tensor([0])).style
    together = energy(pair, photos, torch.tensor([0, 0])).style
    apart = energy(pair, photos, torch.tensor([1, 0])).style
    assert float(together[0]) < float(together[1]) < float(alone)
    torch.testing.assert_close(apart[1:], alone, rtol=1e-4, atol=1e-5)


def test_descent_through_a_codec_brings_a_picture_to_the_style(
    features: PerceptualFeatures, codec: Codec
) -> None:
    targets = measure_style_targets(features, [crops("mosaic")])
    energy = PerceptualEnergy(features, targets, codec.draw)
    x = codec.encode(crops("scene", count=1)).clone().requires_grad_(True)
    photo, label = to_uint8(crops("scene", count=1)), torch.zeros(1, dtype=torch.long)
    optimiser = torch.optim.Adam([x], lr=0.05)
    values = []
    for _ in range(30):
        loss = energy(x, photo, label).style.sum()
        values.append(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert values[-1] < 0.75 * values[0]


def test_the_encoder_depends_on_the_style_alone(features: PerceptualFeatures) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        encoder = StyleEncoder(16)
    targets = measure_style_targets(features, [crops("mosaic"), crops("hatching")])
    assert targets.statistics.shape == (2, NUM_STATISTICS)
    first, second = encoder(targets.statistics).detach()
    assert float((first - second).abs().max()) > 0.05
