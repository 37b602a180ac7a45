r"""Chroma by magnitude: no more colour than the style has, neither in most places nor at the most.

A linear map gives pictures the mean and the covariance of a style's colours. Where a painting is
grey with a few strong colours and a photo is coloured all over, equal covariances mean too much
colour in most places, and a photo's few loud colours become louder than any of the painting's. So
the distance of each pixel from its grey is matched as a whole, as by a histogram, with a function f
that is linear between fixed distances and never steeper than 1:

.. math:: z = y + \frac{f(|c|)}{|c|}\, c, \qquad c = x - y, \quad y = \mathrm{luminance}(x)

Luminance and hue stay as they are. The idea of matching histograms is Heeger and Bergen's (1995).

That holds for many photos together. One that is much more colourful than they are would still
become more colourful than anything the style has, so the mean of |c| of each picture is held below
that of the most colourful crop of the style.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .band_gains import added_by, magnitudes, matching_gains
from .metrics import luminance

#: Where the slope may change, in units of pixels in [−1, 1]; pure primaries have 1.6 to 1.9.
_KNOTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.1)
#: One slope below each knot and one above the last.
NUM_CHROMA_GAINS = len(_KNOTS) + 1
#: Colours may shrink nearly without a limit, and grow by the linear map alone: with slopes of up to
#: 1.5 la_muse had 1.27 of the painting's saturation, with these 1.12, without any 1.20.
_LIMITS = (0.1, 1.0)
#: Pure primaries all over have less.
ANY_COLOUR = 2.0
_TINY = 1e-9


def chromas(pixels: Tensor) -> Tensor:
    """``[1, Q]`` quantiles of the distances from grey of pictures ``[B, 3, H, W]``, pooled."""
    return magnitudes([_distance(pixels - luminance(pixels))])


def matching_chroma(ours: Tensor, wanted: Tensor) -> Tensor:
    """Gains ``[K]`` that turn pictures with quantiles ``[1, Q]`` into such with others."""
    return matching_gains(ours, wanted, _KNOTS, _LIMITS)[0]


def with_chroma(pixels: Tensor, gains: Tensor) -> Tensor:
    """Pictures ``[B, 3, H, W]`` after gains ``[K]``; the same tensor where all are 1."""
    if bool((gains == 1).all()):
        return pixels
    light = luminance(pixels)
    colour = pixels - light
    distance = _distance(colour)
    change = added_by(distance, gains, _KNOTS) / distance.clamp_min(_TINY)
    return pixels + change * colour


def colourfulness(pixels: Tensor) -> Tensor:
    """``[B]`` mean distance from grey of each of the pictures ``[B, 3, H, W]``."""
    return _distance(pixels - luminance(pixels)).flatten(1).mean(1)


def no_more_colourful(pixels: Tensor, most: float) -> Tensor:
    """Pictures ``[B, 3, H, W]``; one whose colourfulness is above ``most`` becomes paler."""
    share = (most / colourfulness(pixels).clamp_min(_TINY)).clamp(max=1)
    if bool((share == 1).all()):
        return pixels
    return torch.lerp(luminance(pixels), pixels, share.view(-1, 1, 1, 1))


def _distance(colour: Tensor) -> Tensor:
    return colour.square().sum(dim=1, keepdim=True).sqrt()
