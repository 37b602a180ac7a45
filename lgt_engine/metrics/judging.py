"""Does the output look like the style? Measured without any pretrained network.

A :class:`StyleJudge` holds the projected patches of one style's held-out crops. It answers how far
other pictures are from that style, once for texture and once for colour, never as one number: a
plain recolouring wins every mixed number with no style in it at all.

.. math:: D(a, b) = \\frac1P \\sum_p \\frac{W_1(\\theta_p * a,\\ \\theta_p * b)}
    {\\mathrm{std}(\\theta_p * b)}, \\qquad
    \\mathrm{gain} = 1 - \\frac{D(\\mathrm{out}, \\mathrm{style})}
    {D(\\mathrm{photo}, \\mathrm{style})}

Texture: luminance, zero-mean unit filters of 3, 5, 7 and 11 pixels at three halvings. Colour: RGB
pixels along unit directions. Filters and positions are fixed by a seed, so equal pictures always
get equal numbers. Measures that need no style live in :mod:`lgt_engine.metrics.pictures` and are
re-exported here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from .pictures import (
    full_precision,
    luminance,
    pyramid,
)
from .projection import (
    grid_step,
    orthogonal_directions,
    wasserstein_1d,
    zero_mean_filters,
)

TEXTURE_PATCHES = (3, 5, 7, 11)
TEXTURE_LEVELS = 3
#: Pictures with a shorter side cannot be judged, in pixels.
SMALLEST_SIDE = max(TEXTURE_PATCHES) << (TEXTURE_LEVELS - 1)

#: Rounding noise of 8-bit files, ``step / sqrt(12)``: a projected spread below it means nothing,
#: and dividing by it would let a flat style's distance explode.
SPREAD_FLOOR = (2.0 / 255.0) / 12.0**0.5


@dataclass(frozen=True)
class StyleDistance:
    """Distance of a set of pictures to one style, in units of the style's own spread; >= 0."""

    texture: float
    colour: float


@dataclass(frozen=True)
class Gains:
    """Share of the way from photo to style; 0 is the photo, 1 the style, below 0 is further off."""

    texture: float
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
        ``matrix[i][j]``: texture plus colour distance of ``outputs[i]`` to ``names[j]``.
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

    @property
    def accuracy(self) -> float:
        """Share of the rows whose nearest style is their own, in ``[0, 1]``."""
        hits = [output == style for output, style in self.nearest.items()]
        return sum(hits) / len(hits) if hits else 0.0


@dataclass(frozen=True)
class _Budget:
    num_projections: int
    max_samples: int


_BUDGETS = {"full": _Budget(16, 40_000), "quick": _Budget(8, 8_000)}

#: Colour has one distance where texture has twelve to average over, so it takes more directions.
#: Measured on Starry Night, spread of the gain over seeds: texture 0.002, colour 0.05 at 16 each.
_COLOUR_FACTOR = 3


class StyleJudge:
    """The held-out look of one style, ready to be compared with.

    Parameters
    ----------
    style_pixels : Tensor [N, 3, H, W]
        Crops of the style in ``[-1, 1]`` that training never saw; at least 44 pixels a side.
    num_projections : int, optional
        Directions for each patch size and level, and three times as many for colour; the budget's
        own when left out.
    seed : int
        Fixes filters and the phase of the sampling grid. Compare numbers of equal seeds only.
    budget : {"full", "quick"}
        ``full`` for reports: 16 directions of at most 40,000 patches. ``quick`` for the validation
        inside a training run: 8 directions of at most 8,000.

    Notes
    -----
    Directions are orthogonal within each group of ``k*k - 1`` (zero-mean patches) or 3 (RGB): most
    of the error of a sliced distance comes from the directions. Positions lie on a grid of odd
    steps: a step that shared a factor with 8 would always meet a codec's 8x8 cells at the same
    phase.
    """

    def __init__(
        self,
        style_pixels: Tensor,
        *,
        num_projections: int | None = None,
        seed: int = 0,
        budget: Literal["full", "quick"] = "full",
    ) -> None:
        limits = _BUDGETS[budget]
        self._max_samples = limits.max_samples
        self._device = style_pixels.device
        count = limits.num_projections if num_projections is None else num_projections
        generator = torch.Generator().manual_seed(seed)
        self._filters = {
            k: zero_mean_filters(k, count, generator).to(self._device) for k in TEXTURE_PATCHES
        }
        self._axes = orthogonal_directions(3, _COLOUR_FACTOR * count, generator).to(self._device)
        with torch.no_grad(), full_precision(self._device):
            self._texture = [_Reference.of(s) for s in self._texture_samples(style_pixels)]
            self._colour = _Reference.of(self._colour_samples(style_pixels))

    def distance(self, pixels: Tensor) -> StyleDistance:
        """Distance of pictures, pooled as one set, to the style.

        Parameters
        ----------
        pixels : Tensor [B, 3, H, W]
            Pixels in ``[-1, 1]``; the size may differ from the style crops'.
        """
        with torch.no_grad(), full_precision(self._device):
            samples = self._texture_samples(pixels)
            texture = [r.distance(s) for r, s in zip(self._texture, samples, strict=True)]
            colour = self._colour.distance(self._colour_samples(pixels))
        return StyleDistance(float(torch.cat(texture).mean()), float(colour.mean()))

    def _texture_samples(self, pixels: Tensor) -> list[Tensor]:
        """Sorted projections ``[P, n]`` for every level and patch size."""
        if min(pixels.shape[-2:]) < SMALLEST_SIDE:
            raise ValueError(f"pictures to judge must be at least {SMALLEST_SIDE} pixels a side")
        levels = pyramid(luminance(pixels.to(self._device, torch.float32)), TEXTURE_LEVELS)
        return [self._project(level, filters) for level in levels for filters in self._bank()]

    def _colour_samples(self, pixels: Tensor) -> Tensor:
        values = pixels.to(self._device, torch.float32)
        return self._project(values, self._axes.view(-1, 3, 1, 1))

    def _bank(self) -> list[Tensor]:
        return list(self._filters.values())

    def _project(self, maps: Tensor, filters: Tensor) -> Tensor:
        """Sorted filter responses ``[P, n]`` on a grid that keeps ``n <= max_samples``."""
        size = filters.shape[-1]
        height, width = maps.shape[-2] - size + 1, maps.shape[-1] - size + 1
        step = grid_step(maps.shape[0], height, width, self._max_samples)
        responses = F.conv2d(maps, filters, stride=step)
        return responses.transpose(0, 1).flatten(1).sort(dim=1).values


@dataclass(frozen=True)
class _Reference:
    """Sorted projections ``[P, n]`` of the style and their spreads ``[P]``."""

    samples: Tensor
    spread: Tensor

    @classmethod
    def of(cls, samples: Tensor) -> _Reference:
        return cls(samples, samples.std(dim=1, correction=0).clamp_min(SPREAD_FLOOR))

    def distance(self, samples: Tensor) -> Tensor:
        """1-d Wasserstein-1 distances in units of the spread, ``[P]``."""
        return wasserstein_1d(samples, self.samples) / self.spread


def gains(
    judge: StyleJudge,
    photo_pixels: Tensor,
    out_pixels: Tensor,
    *,
    baseline: StyleDistance | None = None,
) -> Gains:
    """How far the outputs went from the photos to the style.

    ``1 - D(out, style) / D(photo, style)``, for texture and colour apart, over all pictures pooled.

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
        Exactly 0 for ``out is photo``; the style itself reaches about 0.9 to 0.96.
    """
    before = judge.distance(photo_pixels) if baseline is None else baseline
    after = judge.distance(out_pixels)
    return Gains(_gain(before.texture, after.texture), _gain(before.colour, after.colour))


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
        rows.append(tuple(d.texture + d.colour for d in distances))
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
