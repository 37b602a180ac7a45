"""Does the output look like the style? Judged by a network's features, and by colour apart.

A :class:`StyleJudge` holds what one style's held-out crops look like. It answers how far other
pictures are from that style, once for the look of their luminance and once for colour, never as
one number: a plain recolouring wins every mixed number with no style in it at all.

.. math:: D(a, b) = \\frac1P \\sum_p \\frac{W_1(\\theta_p \\cdot a,\\ \\theta_p \\cdot b)}
    {\\mathrm{std}(\\theta_p \\cdot b)}, \\qquad
    \\mathrm{gain} = 1 - \\frac{D(\\mathrm{out}, \\mathrm{style})}
    {D(\\mathrm{photo}, \\mathrm{style})}

Style: feature vectors of the luminance, which has the mean and spread of the style's in every
picture, so that brightness and contrast alone win nothing; pooled over positions and pictures for
each tap, channels in units of the style's spread; the mean over taps. Colour: RGB pixels.
Directions and positions are fixed by a seed, so equal pictures always get equal numbers. Measures
that need no style live in :mod:`lgt_engine.evaluation.pixel_metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from .feature_distance import Features, default_features, match_tones, tones
from .pixel_metrics import full_precision
from .projections import grid_step, orthogonal_directions, wasserstein_1d

#: Rounding noise of 8-bit files, ``step / sqrt(12)``: a projected spread below it means nothing,
#: and dividing by it would let a flat style's distance explode.
SPREAD_FLOOR = (2.0 / 255.0) / 12.0**0.5

#: Channels that hardly vary in the style weigh less than by their own spread: this share of the
#: mean spread is added to it.
_CHANNEL_FLOOR = 0.05


@dataclass(frozen=True)
class StyleDistance:
    """Distance of a set of pictures to one style, in units of the style's own spread; >= 0."""

    style: float
    colour: float


@dataclass(frozen=True)
class Gains:
    """Share of the way from photo to style; 0 is the photo, 1 the style, below 0 is further off."""

    style: float
    colour: float


@dataclass(frozen=True)
class Confusion:
    """Distances of each style's outputs to each style.

    Attributes
    ----------
    names : tuple of str
        Styles that judge: the columns.
    outputs : tuple of str
        Styles that the outputs were made for: the rows.
    matrix : tuple of tuple of float
        ``matrix[i][j]``: style plus colour distance of ``outputs[i]`` to ``names[j]``.
    """

    names: tuple[str, ...]
    outputs: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    @property
    def nearest(self) -> dict[str, str]:
        """For each row, the style that its outputs are nearest to."""
        return {
            output: min(zip(row, self.names, strict=True))[1]
            for output, row in zip(self.outputs, self.matrix, strict=True)
        }


@dataclass(frozen=True)
class _Budget:
    directions: int
    positions: int
    pixels: int


_BUDGETS = {"full": _Budget(128, 16_000, 40_000), "quick": _Budget(64, 4_000, 8_000)}

#: A cloud of three dimensions needs few directions, but colour has one distance where the look has
#: seven to average over.
_COLOUR_DIRECTIONS = 48


class StyleJudge:
    """The held-out look of one style, ready to be compared with.

    Parameters
    ----------
    style_pixels : Tensor [N, 3, H, W]
        Crops of the style in ``[-1, 1]`` that training never saw; at least 16 pixels a side.
    features : callable, optional
        Pixels ``[B, 3, H, W]`` in ``[-1, 1]`` → list of feature maps, on the device of the crops;
        :func:`lgt_engine.energies.features.load_feature_network` when left out.
    seed : int
        Fixes the directions. Compare numbers of equal seeds only.
    budget : {"full", "quick"}
        ``full`` for reports: 128 directions of at most 16,000 positions a tap. ``quick`` for the
        validation inside a training run: 64 directions of at most 4,000.

    Notes
    -----
    Pictures pass the network one by one, so that memory does not grow with their number. Directions
    are orthogonal within each group of as many as there are channels: most of the error of a sliced
    distance comes from the directions. Positions lie on a grid of odd steps: a step that shared a
    factor with 8 would always meet a codec's 8x8 cells at the same phase.
    """

    def __init__(
        self,
        style_pixels: Tensor,
        *,
        features: Features | None = None,
        seed: int = 0,
        budget: Literal["full", "quick"] = "full",
    ) -> None:
        self._budget = _BUDGETS[budget]
        self._device = style_pixels.device
        self._features = features or default_features(self._device)
        self._tones = tones(style_pixels)
        generator = torch.Generator().manual_seed(seed)
        axes = orthogonal_directions(3, _COLOUR_DIRECTIONS, generator).to(self._device)
        with torch.no_grad(), full_precision(self._device):
            self._colour = _Reference.of(self._pixels(style_pixels), axes)
            self._style = []
            for vectors in self._vectors(style_pixels):
                drawn = orthogonal_directions(len(vectors), self._budget.directions, generator)
                spread = vectors.std(dim=1, correction=0)
                units = spread + _CHANNEL_FLOOR * spread.mean() + SPREAD_FLOOR
                self._style.append(_Reference.of(vectors, drawn.to(self._device) / units))

    def distance(self, pixels: Tensor) -> StyleDistance:
        """Distance of pictures, pooled as one set, to the style.

        Parameters
        ----------
        pixels : Tensor [B, 3, H, W]
            Pixels in ``[-1, 1]``; the size may differ from the style crops'.
        """
        with torch.no_grad(), full_precision(self._device):
            found = zip(self._style, self._vectors(pixels), strict=True)
            style = torch.stack([known.distance(vectors).mean() for known, vectors in found])
            colour = self._colour.distance(self._pixels(pixels))
        return StyleDistance(float(style.mean()), float(colour.mean()))

    def _vectors(self, pixels: Tensor) -> list[Tensor]:
        """Feature vectors ``[C, n]`` at each tap, of all pictures."""
        parts = []
        for one in pixels.to(self._device).split(1):
            maps = self._features(match_tones(one, *self._tones))
            parts.append([_sampled(m.float(), len(pixels), self._budget.positions) for m in maps])
        return [torch.cat(tap, dim=1) for tap in zip(*parts, strict=True)]

    def _pixels(self, pixels: Tensor) -> Tensor:
        return _sampled(pixels.to(self._device).float(), len(pixels), self._budget.pixels)


def _sampled(maps: Tensor, pictures: int, limit: int) -> Tensor:
    """Vectors ``[C, n]`` of maps ``[B, C, h, w]``; at most ``limit`` of so many pictures in all."""
    down, across = grid_step(pictures, maps.shape[-2], maps.shape[-1], limit)
    return maps[..., ::down, ::across].transpose(0, 1).flatten(1)


@dataclass(frozen=True)
class _Reference:
    """Directions ``[P, C]``, the style's sorted projections ``[P, n]``, their spreads ``[P]``."""

    directions: Tensor
    samples: Tensor
    spread: Tensor

    @classmethod
    def of(cls, vectors: Tensor, directions: Tensor) -> _Reference:
        samples = (directions @ vectors).sort(dim=1).values
        # A direction may be in other units than the vectors: its length tells.
        floor = SPREAD_FLOOR * directions.norm(dim=1)
        return cls(directions, samples, samples.std(dim=1, correction=0).maximum(floor))

    def distance(self, vectors: Tensor) -> Tensor:
        """1-d Wasserstein-1 distances of vectors ``[C, n]``, in units of the spread, ``[P]``."""
        samples = (self.directions @ vectors).sort(dim=1).values
        return wasserstein_1d(samples, self.samples) / self.spread


def gains(
    judge: StyleJudge,
    photo_pixels: Tensor,
    out_pixels: Tensor,
    *,
    baseline: StyleDistance | None = None,
) -> Gains:
    """How far the outputs went from the photos to the style.

    ``1 - D(out, style) / D(photo, style)``, for style and colour apart, over all pictures pooled.

    Parameters
    ----------
    judge : StyleJudge
    photo_pixels, out_pixels : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.
    baseline : StyleDistance, optional
        ``judge.distance(photo_pixels)`` when already known: half of the work is saved.

    Returns
    -------
    Gains
        Exactly 0 for ``out is photo``; other crops of the style reach about 0.8 to 0.9.
    """
    before = judge.distance(photo_pixels) if baseline is None else baseline
    after = judge.distance(out_pixels)
    return Gains(_gain(before.style, after.style), _gain(before.colour, after.colour))


def _gain(before: float, after: float) -> float:
    # This form, not 1 - after/before, is exactly 0 when nothing changed, even at distance 0.
    return (before - after) / max(before, 1e-6)


def confusion_matrix(judges: Mapping[str, StyleJudge], outputs: Mapping[str, Tensor]) -> Confusion:
    """Which style do the outputs of each style look like most?

    Parameters
    ----------
    judges : mapping of str to StyleJudge
    outputs : mapping of str to Tensor [B, 3, H, W]
        Pictures made in the style of that name.
    """
    rows = []
    for pixels in outputs.values():
        distances = [judge.distance(pixels) for judge in judges.values()]
        rows.append(tuple(d.style + d.colour for d in distances))
    return Confusion(tuple(judges), tuple(outputs), tuple(rows))


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """Spearman's rank correlation, tied values sharing their mean rank.

    Returns
    -------
    float
        In ``[-1, 1]``; 0 where either sequence is constant, since then nothing is monotone.
    """
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("two sequences of one length of at least 2 expected")
    ranks_a, ranks_b = _ranks(a), _ranks(b)
    ranks_a, ranks_b = ranks_a - ranks_a.mean(), ranks_b - ranks_b.mean()
    norm = float(ranks_a.norm() * ranks_b.norm())
    # Rounding may carry a perfect correlation a hair beyond 1 or short of it.
    return round(float(ranks_a @ ranks_b) / norm, 12) if norm > 0.0 else 0.0


def _ranks(values: Sequence[float]) -> Tensor:
    """Mean ranks: for each value, how many are below it plus half of its ties."""
    column = torch.tensor(list(values), dtype=torch.float64)
    below = (column[:, None] > column[None, :]).sum(dim=1).double()
    ties = (column[:, None] == column[None, :]).sum(dim=1).double()
    return below + (ties - 1.0) / 2.0
