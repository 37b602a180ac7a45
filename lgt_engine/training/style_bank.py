"""What every style looks like to the energy, measured once before training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from ..codec import Codec, drawing
from ..config import TrainConfig
from ..crops import from_bytes
from ..dataset import InMemoryLatentDataset
from ..energies import PatchBank, PerceptualEnergy, Scale, measure_style_targets
from ..perception import load_perception

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
    patches : PatchBank or None
        Quantiles of patches of latents.
    perceptual : PerceptualEnergy or None
        Second moments of features and colours of pictures.
    """

    patches: PatchBank | None = None
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
    crops = [_spread(dataset.style_indices[label], _BANK_CROPS) for label in labels]
    patches = perceptual = None
    if uses_bank(config):
        latents = [dataset.style_latents[indices] for indices in crops]
        patches = make_bank(latents, config).to(device)
    if uses_perception(config):
        chosen = [_spread(dataset.style_indices[label], _FEATURE_CROPS) for label in labels]
        pixels = [from_bytes(dataset.style_pixels[indices]) for indices in chosen]
        perceptual = make_perceptual(pixels, codec, device, check)
    return StyleReferences(patches, perceptual)


def uses_bank(config: TrainConfig) -> bool:
    """Whether patches of latents are compared with cached quantiles of every style."""
    return config.loss.w_patches > 0 and config.loss.targets == "cached"


def uses_perception(config: TrainConfig) -> bool:
    """Whether pictures are drawn in training and compared by their features."""
    loss = config.loss
    return max(loss.w_perceptual, loss.w_colour, loss.w_layout, loss.w_smooth) > 0


def make_bank(style_latents: Sequence[Tensor], config: TrainConfig) -> PatchBank:
    """Quantiles of styles' latents, for each ``[N, C, h, w]``, along directions of the seed."""
    loss = config.loss
    scales = []
    for level in range(loss.pyramid_levels):
        for size in loss.patch_sizes:
            directions = COLOUR_DIRECTIONS if size == 1 else loss.num_projections
            scales.append(Scale(level, size, _BANK_FACTOR * directions, directions))
    return PatchBank(style_latents, scales, Generator().manual_seed(config.training.seed + 1))


def make_perceptual(
    style_pixels: Sequence[Tensor],
    codec: Codec,
    device: torch.device,
    check: Callable[[], None] | None = None,
) -> PerceptualEnergy:
    """The perceptual energy of styles, for each ``[N, 3, H, W]`` in [−1, 1].

    ``check`` as in :func:`~lgt_engine.energies.perceptual.measure_style_targets`.
    """
    features = load_perception().to(device)
    placed = [pixels.to(device) for pixels in style_pixels]
    targets = measure_style_targets(features, placed, check)
    return PerceptualEnergy(features, targets, drawing(codec).to(device).draw)


def _spread(indices: Tensor, count: int) -> Tensor:
    """At most ``count`` of the indices, spread over all."""
    return indices[:: -(-len(indices) // count)]
