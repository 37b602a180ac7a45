"""Bands of luminance: differences of Gaussian blurs, from single pixels to brush strokes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

#: Standard deviations of the blurs, in pixels; the first band is what the first blur removes.
BAND_SIGMAS = (0.6, 1.2, 2.4, 4.8, 9.6)


def bands(light: Tensor, sigmas: Sequence[float] = BAND_SIGMAS) -> list[Tensor]:
    """Split maps ``[B, 1, H, W]`` into differences of neighbouring blurs, finest first."""
    blurs = [light, *(blur(light, sigma) for sigma in sigmas)]
    return [fine - coarse for fine, coarse in pairwise(blurs)]


def blur(maps: Tensor, sigma: float) -> Tensor:
    """A Gaussian over ``[B, 1, H, W]`` in two passes; edges are continued with their last value."""
    radius = math.ceil(3 * sigma)
    offsets = torch.arange(-radius, radius + 1, dtype=maps.dtype, device=maps.device)
    weights = torch.exp(-0.5 * (offsets / sigma) ** 2)
    weights = weights / weights.sum()
    padded = F.pad(maps, (radius,) * 4, mode="replicate")
    rows = F.conv2d(padded, weights.view(1, 1, 1, -1))
    return F.conv2d(rows, weights.view(1, 1, -1, 1))
