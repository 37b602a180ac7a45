"""Measure every style once before training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import Codec, drawing
from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import PatchScale, PerceptualEnergy, QuantileBank, measure_style_targets
from lgt_engine.energies.features import load_feature_network
from lgt_engine.ops.crops import from_uint8

#: Directions of single cells: there are no more than channels.
COLOUR_DIRECTIONS = 8
#: The bank holds this many times the directions of one step.
_BANK_FACTOR = 3
#: Crops of a style that its patch quantiles and its features are measured on.
_BANK_CROPS = 48
_FEATURE_CROPS = 16


@dataclass(frozen=True)
class StyleReferences:
    """Both measured forms of the styles; None where the configuration does not use one.

    Attributes
    ----------
    patches : QuantileBank or None
        Quantiles of patches of latents.
    perceptual : PerceptualEnergy or None
        Second moments of features and colours of pictures.
    """

    patches: QuantileBank | None = None
    perceptual: PerceptualEnergy | None = None


def measure_references(
    dataset: InMemoryLatentDataset,
    config: TrainConfig,
    codec: Codec,
    device: torch.device,
    check: Callable[[], None] | None = None,
) -> StyleReferences:
    """Measure what the configuration compares with, on ``device``.

    ``check`` is called every few pictures; it may raise to end the work.
    """
    labels = range(len(dataset.style_names))
    crops = [_evenly_chosen(dataset.style_indices[label], _BANK_CROPS) for label in labels]
    patches = perceptual = None
    if uses_quantile_bank(config):
        latents = [dataset.style_latents[indices] for indices in crops]
        patches = build_quantile_bank(latents, config).to(device)
    if uses_decoded_pictures(config):
        chosen = [_evenly_chosen(dataset.style_indices[label], _FEATURE_CROPS) for label in labels]
        pixels = [from_uint8(dataset.style_pixels[indices]) for indices in chosen]
        perceptual = build_perceptual_energy(pixels, codec, device, check)
    return StyleReferences(patches, perceptual)


def uses_quantile_bank(config: TrainConfig) -> bool:
    """Whether patches of latents are compared with cached quantiles of every style."""
    return config.loss.w_patches > 0 and config.loss.targets == "cached"


def uses_decoded_pictures(config: TrainConfig) -> bool:
    """Whether pictures are drawn in training and compared by their features."""
    loss = config.loss
    return max(loss.w_perceptual, loss.w_colour, loss.w_layout, loss.w_smooth) > 0


def build_quantile_bank(style_latents: Sequence[Tensor], config: TrainConfig) -> QuantileBank:
    """Quantiles of styles' latents, for each ``[N, C, h, w]``, along directions of the seed."""
    loss = config.loss
    scales = []
    for level in range(loss.pyramid_levels):
        for size in loss.patch_sizes:
            directions = COLOUR_DIRECTIONS if size == 1 else loss.num_projections
            scales.append(PatchScale(level, size, _BANK_FACTOR * directions, directions))
    return QuantileBank(style_latents, scales, Generator().manual_seed(config.training.seed + 1))


def build_perceptual_energy(
    style_pixels: Sequence[Tensor],
    codec: Codec,
    device: torch.device,
    check: Callable[[], None] | None = None,
) -> PerceptualEnergy:
    """The perceptual energy of styles, for each ``[N, 3, H, W]`` in [−1, 1].

    ``check`` as in :func:`~lgt_engine.energies.perceptual.measure_style_targets`.
    """
    features = load_feature_network().to(device)
    placed = [pixels.to(device) for pixels in style_pixels]
    targets = measure_style_targets(features, placed, check)
    return PerceptualEnergy(features, targets, drawing(codec).to(device).draw)


def _evenly_chosen(indices: Tensor, count: int) -> Tensor:
    """At most ``count`` of the indices, spread over all."""
    return indices[:: -(-len(indices) // count)]
