r"""Gains of bands that depend on magnitude: weak detail and hard edges are not the same error.

A band of a photo is sparse, a few hard edges in flat surroundings; that of a painted surface is
not. Equal spreads leave that as it is, and one gain for all makes edges harder. So a band is
matched as a whole, as by a histogram, with an odd function that is linear between fixed magnitudes:

.. math:: f(b) = g_K\, b - \sum_{k<K} (g_{k+1} - g_k)\, \mathrm{clamp}(b, -m_k, m_k)

with :math:`g_k` the slope below :math:`m_k`. Slopes mix linearly, so half of a correction is the
correction with the mean of its slopes and of ones.

Reference: Heeger and Bergen, "Pyramid-based texture analysis/synthesis" (1995), who match the
histograms of bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

#: Where the slope may change, in units of pixels in [−1, 1]: one level of 8 bits to a third of all.
KNOTS = (0.008, 0.016, 0.032, 0.064, 0.128, 0.256)
#: One slope below each knot and one above the last.
NUM_GAINS = len(KNOTS) + 1
#: Slopes beyond these would amplify errors, not style.
GAIN_LIMIT = 2.0
_QUANTILES = 513
#: So few values say nothing of a slope.
_FEW = 5e-3
#: Values that quantiles are measured on, at most.
_MOST = 200_000
_TINY = 1e-9


def magnitudes(split: Sequence[Tensor]) -> Tensor:
    """``[N, Q]`` quantiles of the absolute values of bands ``[B, 1, H, W]``, evenly spaced."""
    shares = torch.linspace(0, 1, _QUANTILES)
    return torch.stack([torch.quantile(_some(band), shares) for band in split])


def matching_gains(
    ours: Tensor,
    wanted: Tensor,
    at: Sequence[float] = KNOTS,
    limits: tuple[float, float] = (1 / GAIN_LIMIT, GAIN_LIMIT),
) -> Tensor:
    """Gains ``[N, K]`` that turn bands with quantiles ``[N, Q]`` into such with others.

    What one slope misses at its limit the next ones make good.

    Parameters
    ----------
    ours, wanted : Tensor
        See :func:`magnitudes`.
    at : sequence of float
        The K − 1 magnitudes where the slope may change, rising.
    limits : tuple of float
        Least and most of a slope.
    """
    return torch.stack([_of_band(*rows, at, limits) for rows in zip(ours, wanted, strict=True)])


def _of_band(
    ours: Tensor, wanted: Tensor, at: Sequence[float], limits: tuple[float, float]
) -> Tensor:
    knots, steps = torch.tensor(at), len(ours) - 1
    # Nothing stays nothing, also where no value is as small as a knot.
    ours, wanted = (F.pad(values, (1, 0)) for values in (ours, wanted))
    above = torch.searchsorted(ours, knots).clamp(1, len(ours) - 1)
    low, high = ours[above - 1], ours[above]
    part = ((knots - low) / (high - low).clamp_min(_TINY)).clamp(0, 1)
    targets = torch.lerp(wanted[above - 1], wanted[above], part).tolist()
    shares = ((above - 2 + part) / steps).clamp_min(0).tolist()
    most = float(ours[-1])
    slopes: list[float] = []
    reached, seen = 0.0, 0.0
    for (below, knot), share, target in zip(pairwise((0.0, *at)), shares, targets, strict=True):
        slope = (target - reached) / max(min(knot, most) - below, _TINY)
        if slopes and share - seen < _FEW:
            slope = slopes[-1]
        slopes.append(min(max(slope, limits[0]), limits[1]))
        reached += slopes[-1] * (knot - below)
        seen = share
    return torch.tensor([*slopes, slopes[-1]])


def added_by(band: Tensor, gains: Tensor, at: Sequence[float] = KNOTS) -> Tensor:
    """What gains ``[K]`` add to a band ``[B, 1, H, W]``; exactly 0 where all are 1."""
    slopes = gains.tolist()
    change: Tensor = (slopes[-1] - 1) * band
    for knot, (below, above) in zip(at, pairwise(slopes), strict=True):
        if above != below:
            change.sub_(band.clamp(-knot, knot), alpha=above - below)
    return change


def _some(band: Tensor) -> Tensor:
    """Magnitudes of a band, of evenly spaced positions where there are many."""
    values = band.flatten()
    # An even step would always meet a codec's 8×8 cells at the same phase.
    step = -(-values.numel() // _MOST) | 1
    return values[::step].abs().float().cpu()
