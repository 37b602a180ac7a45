"""What every style looks like to the energy: its latents, the decoder's features, its brightness.

Latents that are the style's, patch by patch, need not decode to its strokes: a small codec spends
cells on what no eye sees. So pictures are also drawn, as they will be, and their brightness is
compared with that of the style's own pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from ..codec import Codec
from ..config import TrainConfig
from ..dataset import InMemoryLatentDataset
from ..energies import PatchBank, Scale, View
from ..metrics import luminance

#: Directions of single cells: there are no more than channels.
COLOUR_DIRECTIONS = 8
#: Level and patch side at which the decoder's features are compared.
_FEATURE_PATCHES = ((0, 1), (0, 3), (1, 1), (1, 3))
#: The bank holds this many times the directions of one step.
_BANK_FACTOR = 3
#: Crops of a style that its quantiles are measured on.
_BANK_CROPS = 48
#: Level and patch side, in pixels, at which brightness is compared.
_PIXEL_PATCHES = tuple((level, size) for level in range(3) for size in (3, 7))
_PIXEL_DIRECTIONS = 16
#: Drawing costs: half of a group's photos are drawn, a square of so many cells of each, of which
#: the outermost, where the decoder sees zeros beyond, are left out again.
_DRAWN_CELLS = 18
_RIM_CELLS = 1


def uses_bank(config: TrainConfig) -> bool:
    """Whether the style term compares with cached quantiles instead of drawn references."""
    loss = config.loss
    return loss.targets == "cached" and loss.pooling == "style" and loss.references == "style"


def make_bank(
    dataset: InMemoryLatentDataset, config: TrainConfig, codec: Codec | None = None
) -> PatchBank:
    """Measure every style along fixed directions that follow from the seed.

    ``codec`` must be the one of the latents; without it features and brightness are left out.
    """
    latents = []
    for label in range(len(dataset.style_names)):
        indices = dataset.style_indices[label]
        latents.append(dataset.style_latents[indices[:: -(-len(indices) // _BANK_CROPS)]])
    known = dataset.style_luminance
    light = [known[name] for name in dataset.style_names] if known else []
    return measure_styles(latents, light, config, codec)


def measure_styles(
    style_latents: Sequence[Tensor],
    style_luminance: Sequence[Tensor],
    config: TrainConfig,
    codec: Codec | None,
) -> PatchBank:
    """The bank of styles.

    Parameters
    ----------
    style_latents : sequence of Tensor
        For each style ``[N, C, h, w]``.
    style_luminance : sequence of Tensor
        For each style ``[L, 1, H, W]`` in [−1, 1] at the scale of photos; empty leaves it out.
    codec : Codec or None
    """
    loss = config.loss
    views = [View(style_latents, _latent_scales(config))]
    whole = sum(scale.weight for scale in views[0].scales)
    if codec is not None and codec.has_features and loss.w_features:
        views.append(_features(style_latents, config, codec, loss.w_features * whole))
    if codec is not None and codec.has_features and loss.w_pixels and len(style_luminance):
        views.append(_brightness(style_luminance, config, codec, loss.w_pixels * whole))
    return PatchBank(views, Generator().manual_seed(config.training.seed + 1))


def _latent_scales(config: TrainConfig) -> list[Scale]:
    loss = config.loss
    return [
        Scale(
            level,
            size,
            bank_size=_BANK_FACTOR * (COLOUR_DIRECTIONS if size == 1 else loss.num_projections),
            num_projections=COLOUR_DIRECTIONS if size == 1 else loss.num_projections,
            weight=loss.w_colour if size == 1 else 1.0,
        )
        for level in range(loss.pyramid_levels)
        for size in loss.patch_sizes
    ]


def _features(
    style_latents: Sequence[Tensor], config: TrainConfig, codec: Codec, weight: float
) -> View:
    def see(x: Tensor, _groups: int, _generator: Generator | None) -> Tensor:
        return codec.features(x.to(codec.device))

    directions = config.loss.num_projections
    share = weight / len(_FEATURE_PATCHES)
    scales = [
        Scale(level, size, _BANK_FACTOR * directions, directions, share)
        for level, size in _FEATURE_PATCHES
    ]
    with torch.no_grad():
        styles = [codec.features(x.to(codec.device)).float().cpu() for x in style_latents]
    return View(styles, scales, see)


def _brightness(
    style_luminance: Sequence[Tensor], config: TrainConfig, codec: Codec, weight: float
) -> View:
    zoom = config.data.zoom

    def see(x: Tensor, groups: int, generator: Generator | None) -> Tensor:
        return seen_luminance(x.to(codec.device), groups, codec, zoom, generator)

    cells = min(_DRAWN_CELLS, config.data.image_size // codec.downsampling) - 2 * _RIM_CELLS
    side = int(cells * codec.downsampling / zoom)
    fitting = [(level, size) for level, size in _PIXEL_PATCHES if size <= side >> level]
    share = weight / max(1, len(fitting))
    scales = [
        Scale(level, size, _BANK_FACTOR * _PIXEL_DIRECTIONS, _PIXEL_DIRECTIONS, share)
        for level, size in fitting
    ]
    return View(style_luminance, scales, see)


def seen_luminance(
    x: Tensor, groups: int, codec: Codec, zoom: float, generator: Generator | None = None
) -> Tensor:
    """Brightness of squares of the pictures that latents decode to, at the size they are shown in.

    Parameters
    ----------
    x : Tensor
        ``[G·b, C, h, w]`` latents on the codec's device; of every group the first half is drawn.
    groups : int
        Number G of groups.
    codec : Codec
    zoom : float
        How many times closer than shown the codec looks.
    generator : torch.Generator, optional
        CPU generator of where the square lies, the same for all.

    Returns
    -------
    Tensor
        ``[G·⌈b/2⌉, 1, H, W]`` float32 in about [−1, 1], with gradients; H and W at most
        16·downsampling/zoom.
    """
    each = -(-(len(x) // groups) // 2)
    some = x.unflatten(0, (groups, -1))[:, :each].flatten(0, 1)
    sides = [min(_DRAWN_CELLS, size) for size in x.shape[-2:]]
    top, left = (
        int(torch.randint(size - side + 1, (1,), generator=generator))
        for size, side in zip(x.shape[-2:], sides, strict=True)
    )
    drawn = codec.draw(some[..., top : top + sides[0], left : left + sides[1]])
    rim = _RIM_CELLS * codec.downsampling
    light = luminance(drawn[..., rim:-rim, rim:-rim])
    shown = [int(side / zoom) for side in light.shape[-2:]]
    return F.interpolate(light, size=shown, mode="bicubic", antialias=True)
