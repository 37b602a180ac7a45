"""Style and content energies on features of decoded pictures.

A picture is in a style when its features have the style's means and covariances and its pixels the
style's colours (sliced Wasserstein distance of RGB values). Its content is kept when features lie
where they lay in the photo, whatever their palette.

Gram matrices (Gatys et al., 2016) hold both in one. Most of such a matrix is the square of the
mean, which photos and paintings share; a descent on it meets the rest with grain.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Generator, Tensor
from torch.utils.checkpoint import checkpoint

from lgt_engine.ops.crops import from_uint8
from lgt_engine.ops.full_precision import full_precision

from .features import (
    TAP_STRIDES,
    PerceptualFeatures,
    mean_and_covariance,
    normalised_features,
    style_statistics,
)
from .sliced import match_quantiles

#: Weight of each tap. The stem sees single pixels: with a full share, short trainings meet its
#: covariance with a dotted grain before they draw strokes.
_TAP_WEIGHTS = (0.3, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
#: Weight of the picture itself and of the picture at half its size, where the deep taps see large
#: strokes.
_LEVEL_WEIGHTS = (1.0, 0.5)
NUM_LEVELS = len(_LEVEL_WEIGHTS)
#: Weight of the covariances of features beside their means. With less, paint turns to grain, with
#: more, joints and outlines fade.
_COVARIANCE_WEIGHT = 0.5
#: Weight of the layout at each tap. The coarse one keeps objects; the fine ones keep eyes and
#: mouths, and flat areas flat, which a network else fills with regular stripes to meet the moments.
_LAYOUT_WEIGHTS = {1: 0.5, 3: 1.0, 5: 1.0}
COLOUR_DIRECTIONS = 24
COLOUR_QUANTILES = 1024
#: Colours are compared after averaging squares of so many pixels: paint, not grain.
_COLOUR_POOL = 4
#: Pictures drawn at once. More are drawn in pieces that the backward pass draws again, so that
#: memory does not grow with the batch.
DRAWN_AT_ONCE = 4


@dataclass(frozen=True)
class StyleTargets:
    """What pictures of S styles look like.

    Attributes
    ----------
    means, covariances : tuple of Tensor
        For each size and tap ``[S, C]`` and ``[S, C, C]``: of the features, mean over crops.
    colours : Tensor
        ``[S, D, Q]``: quantiles of RGB values along :func:`_colour_directions`.
    statistics : Tensor
        ``[S, N]``: means and spreads of features, for the style encoder.
    """

    means: tuple[Tensor, ...]
    covariances: tuple[Tensor, ...]
    colours: Tensor
    statistics: Tensor

    def each(self, change: Callable[[Tensor], Tensor]) -> StyleTargets:
        """The targets with every tensor changed."""
        return StyleTargets(
            tuple(change(mean) for mean in self.means),
            tuple(change(covariance) for covariance in self.covariances),
            change(self.colours),
            change(self.statistics),
        )

    def to(self, device: torch.device) -> StyleTargets:
        """The same targets on another device."""
        return self.each(lambda values: values.to(device))

    def mixed(self, weights: Sequence[float]) -> StyleTargets:
        """One style between these S: means by ``weights``, of which there are S with sum 1."""

        def mean(values: Tensor) -> Tensor:
            shares = torch.tensor(weights, dtype=values.dtype, device=values.device)
            return (shares @ values.flatten(1)).view_as(values[:1])

        # The mean of quantiles lies between colours, where a mean of colours would be a third.
        return self.each(mean)

    def beside(self, other: StyleTargets) -> StyleTargets:
        """These styles and then those of ``other``."""
        theirs = iter(other.tensors())
        return self.each(lambda values: torch.cat([values, next(theirs)]))

    def tensors(self) -> tuple[Tensor, ...]:
        """All tensors, in the order in which :meth:`each` changes them."""
        return *self.means, *self.covariances, self.colours, self.statistics


@torch.no_grad()
def measure_style_targets(
    features: PerceptualFeatures,
    styles: Sequence[Tensor],
    check: Callable[[], None] | None = None,
) -> StyleTargets:
    """Measure styles from crops of their pictures.

    Parameters
    ----------
    features : PerceptualFeatures
    styles : sequence of Tensor
        For each style ``[N, 3, H, W]`` in [−1, 1].
    check : callable, optional
        Called before each crop; may raise to end the work.
    """
    measured = []
    for crops in styles:
        seen = []
        for crop in crops.split(1):  # one at a time bounds the memory
            if check is not None:
                check()
            seen.append(_measure_crop(features, crop))
        one = functools.reduce(StyleTargets.beside, seen).mixed([1 / len(seen)] * len(seen))
        ordered = _projected_colours(crops).sort(-1).values[None]
        measured.append(replace(one, colours=match_quantiles(ordered, COLOUR_QUANTILES)))
    return functools.reduce(StyleTargets.beside, measured)


def _measure_crop(features: PerceptualFeatures, crop: Tensor) -> StyleTargets:
    """Targets of one crop ``[1, 3, H, W]``, without its colours."""
    levels = _sizes(features, crop)
    pairs = [mean_and_covariance(h) for level in levels for h in level]
    means, covariances = zip(*pairs, strict=True)
    return StyleTargets(means, covariances, crop.new_empty(1, 0), style_statistics(levels[0]))


@dataclass(frozen=True)
class PerceptualTerms:
    """Energies of each picture, ``[B]``; half of the first is that of all pictures of the style.

    Attributes
    ----------
    style : Tensor
        Relative squared distances of means of features and half of those of covariances, half of
        each picture and half of all pictures of the style, weighted mean over taps and sizes; 0 is
        the style, photos are at 0.3 to 0.5.
    colour : Tensor
        Sliced W_1 of RGB values, half of the range [−1, 1] is 1.
    layout : Tensor
        Mean squared difference of the layout of features, summed over taps; 0 is the photo, 5 is
        unrelated.
    roughness : Tensor
        Total variation of pixels.
    excess : Tensor
        Mean square of what leaves [−1, 1].
    """

    style: Tensor
    colour: Tensor
    layout: Tensor
    roughness: Tensor
    excess: Tensor


class PerceptualEnergy:
    """Compares drawn pictures with their style and their photo.

    Parameters
    ----------
    features : PerceptualFeatures
    targets : StyleTargets
        On the device of the pictures.
    draw : callable
        Latents ``[B, C, h, w]`` → pixels ``[B, 3, H, W]``, differentiable.
    """

    def __init__(
        self,
        features: PerceptualFeatures,
        targets: StyleTargets,
        draw: Callable[[Tensor], Tensor],
    ) -> None:
        self._features = features
        self.targets = targets
        self._draw = draw

    def __call__(self, x_1: Tensor, photos: Tensor, styles: Tensor) -> PerceptualTerms:
        """Energies of latents.

        Parameters
        ----------
        x_1 : Tensor
            ``[B, C, h, w]``.
        photos : Tensor
            ``[B, 3, H, W]`` the sources' pixels, uint8.
        styles : Tensor
            ``[B]`` labels.
        """
        if len(x_1) <= DRAWN_AT_ONCE:
            return PerceptualTerms(*self._measure(x_1, photos, styles))
        pieces = [
            checkpoint(self._measure, *piece, use_reentrant=False, preserve_rng_state=False)
            for piece in zip(
                x_1.split(DRAWN_AT_ONCE),
                photos.split(DRAWN_AT_ONCE),
                styles.split(DRAWN_AT_ONCE),
                strict=True,
            )
        ]
        return PerceptualTerms(*(torch.cat(parts) for parts in zip(*pieces, strict=True)))

    def of_photos(self, photos: Tensor, styles: Tensor) -> Callable[[Tensor], PerceptualTerms]:
        """The energies of latents again and again for the same photos, which are measured once.

        Parameters
        ----------
        photos : Tensor
            ``[B, 3, H, W]`` in [−1, 1], at most :data:`DRAWN_AT_ONCE`.
        styles : Tensor
            ``[B]`` labels.
        """
        kept = self._kept(photos)
        return lambda x_1: PerceptualTerms(*self._compare(x_1, kept, styles))

    def _measure(self, x_1: Tensor, photos: Tensor, styles: Tensor) -> tuple[Tensor, ...]:
        return self._compare(x_1, self._kept(from_uint8(photos)), styles)

    @torch.no_grad()
    def _kept(self, photos: Tensor) -> list[Tensor]:
        """Layouts of photos."""
        return _layouts(self._features(photos, 1 + max(_LAYOUT_WEIGHTS)))

    def _compare(self, x_1: Tensor, kept: Sequence[Tensor], styles: Tensor) -> tuple[Tensor, ...]:
        pixels = self._draw(x_1)
        levels = _sizes(self._features, pixels)
        return (
            self._style_distance(levels, styles),
            self._colour_distance(pixels, styles),
            _layout_distance(levels[0], kept),
            _total_variation(pixels),
            (pixels - pixels.clamp(-1, 1)).square().mean((1, 2, 3)),
        )

    def _style_distance(self, levels: list[list[Tensor]], styles: Tensor) -> Tensor:
        weights = [level * tap for level in _LEVEL_WEIGHTS for tap in _TAP_WEIGHTS]
        maps = [h for level in levels for h in level]
        shares = _shares(styles)
        total = torch.zeros(len(styles), device=styles.device)
        targets = zip(self.targets.means, self.targets.covariances, strict=True)
        for h, (mean, covariance), weight in zip(maps, targets, weights, strict=True):
            means, covariances = mean_and_covariance(h)
            of_mean = _relative_distance(means, mean[styles], shares)
            of_covariance = _relative_distance(covariances, covariance[styles], shares)
            total = total + weight * (of_mean + _COVARIANCE_WEIGHT * of_covariance)
        return total / sum(weights)

    def _colour_distance(self, pixels: Tensor, styles: Tensor) -> Tensor:
        return _colour_distance(pixels, self.targets.colours[styles])


def _sizes(features: PerceptualFeatures, pixels: Tensor) -> list[list[Tensor]]:
    """Features of pictures, and of the pictures at half their size."""
    return [features(pixels), features(F.avg_pool2d(pixels, 2))]


def _shares(styles: Tensor) -> Tensor:
    """``[B, B]``: half of each row itself, half the mean of all rows of the same label.

    One photo need not hold all that the style has: a clear sky may stay calm. Of the mean alone,
    though, every photo would get a little.
    """
    same = (styles[:, None] == styles).float()
    return (same / same.sum(1, keepdim=True) + torch.eye(len(same), device=same.device)) / 2


@full_precision
def _relative_distance(found: Tensor, target: Tensor, shares: Tensor) -> Tensor:
    found, target = shares @ found.flatten(1), target.flatten(1)
    return (found - target).square().sum(1) / target.square().sum(1)


@full_precision
def _coarse_layout(features: Tensor, pool: int) -> Tensor:
    return normalised_features(F.avg_pool2d(features, pool) if pool > 1 else features)


def _layouts(features: Sequence[Tensor]) -> list[Tensor]:
    """Layouts at the taps that have a weight, the finest ones at a stride of 4 pixels."""
    return [_coarse_layout(features[tap], 4 // min(TAP_STRIDES[tap], 4)) for tap in _LAYOUT_WEIGHTS]


def _layout_distance(found: Sequence[Tensor], kept: Sequence[Tensor]) -> Tensor:
    parts = zip(_LAYOUT_WEIGHTS.values(), _layouts(found), kept, strict=True)
    return torch.stack([w * (a - b).square().mean((1, 2, 3)) for w, a, b in parts]).sum(0)


@full_precision
def _colour_distance(pixels: Tensor, quantiles: Tensor) -> Tensor:
    directions = _colour_directions(pixels.device)
    flat = F.avg_pool2d(pixels, _COLOUR_POOL).flatten(2)
    ordered = torch.einsum("dc,bcn->bdn", directions, flat).sort(-1).values
    return (ordered - match_quantiles(quantiles, ordered.shape[-1])).abs().mean((1, 2)) / 2


def _projected_colours(crops: Tensor) -> Tensor:
    """``[D, n]`` RGB values of all crops along the directions."""
    flat = F.avg_pool2d(crops, _COLOUR_POOL).transpose(0, 1).flatten(1)
    return _colour_directions(crops.device) @ flat


def _colour_directions(device: torch.device) -> Tensor:
    """Unit directions ``[D, 3]`` of RGB space, the same for every run."""
    draw = torch.randn(COLOUR_DIRECTIONS, 3, generator=Generator().manual_seed(1))
    return F.normalize(draw, dim=1).to(device)


def _total_variation(pixels: Tensor) -> Tensor:
    across = (pixels[..., 1:] - pixels[..., :-1]).abs().mean((1, 2, 3))
    down = (pixels[..., 1:, :] - pixels[..., :-1, :]).abs().mean((1, 2, 3))
    return (across + down) / 2
