r"""Local contrast: how much goes on here, and how little there.

A photo is calm in its sky and busy in its grass. A painting has strokes in both; a print has lines
in places and flat tints everywhere else. Bands matched each by itself do not know it, for what they
count is how often a magnitude occurs, and not that all of them are large, or small, in one place.
So the detail d of a picture is scaled by how much of it there is around:

.. math:: a = \sqrt{G_ρ * d^2}, \qquad z = y + \Bigl(\frac{f(a)}{a} - 1\Bigr) d, \qquad
    d = y - G_σ * y, \quad y = \mathrm{luminance}(x)

with f as a histogram is matched, linear between fixed contrasts, so that a occurs as often as in
the style. The factor is as smooth as its window is wide: no edge changes its shape. A second round
makes good what the first has changed around it.

References: Heeger and Bergen, "Pyramid-based texture analysis/synthesis" (1995), for matching
histograms; Portilla and Simoncelli, "A parametric texture model" (2000), for magnitudes that go
together across bands.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .band_gains import NUM_GAINS, added_by, magnitudes, matching_gains
from .bands import BAND_SIGMAS, blur
from .metrics import luminance

#: Detail is what is finer than this, in pixels: all of the bands.
_DETAIL = BAND_SIGMAS[-1]
#: Window that counts as one place. Picasso, texture gain: 0.43 with 6, 0.44 with 8, 0.45 with 12.
_WINDOW = 12.0
#: Where the slope of f may change, in units of pixels in [−1, 1].
_KNOTS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
#: Slopes of one round.
_LIMITS = (0.25, 2.0)
#: Wave has 0.52, 0.54 and 0.54 of texture gain after one, two and three, picasso 0.42, 0.45, 0.45.
_ROUNDS = 2
#: Shape of the gains: one row for each round.
LOCAL_GAINS = (_ROUNDS, NUM_GAINS)
_TINY = 1e-6


def local_contrasts(light: Tensor) -> Tensor:
    """``[1, Q]`` quantiles of the local contrast of maps ``[B, 1, H, W]``, pooled."""
    return magnitudes([_contrast(_detail(light))])


def matching_local(pixels: Tensor, wanted: Tensor) -> Tensor:
    """Gains ``[R, K]`` that give pictures ``[B, 3, H, W]`` a style's :func:`local_contrasts`."""
    rounds: list[Tensor] = []
    for _ in range(_ROUNDS):
        ours = local_contrasts(luminance(pixels))
        rounds.append(matching_gains(ours, wanted, _KNOTS, _LIMITS)[0])
        pixels = _one_round(pixels, rounds[-1])
    return torch.stack(rounds)


def with_local(pixels: Tensor, gains: Tensor) -> Tensor:
    """Pictures ``[B, 3, H, W]`` after gains ``[R, K]``; the same tensor where all are 1."""
    for of_round in gains:
        if not bool((of_round == 1).all()):
            pixels = _one_round(pixels, of_round)
    return pixels


def _one_round(pixels: Tensor, gains: Tensor) -> Tensor:
    detail = _detail(luminance(pixels))
    contrast = _contrast(detail)
    return pixels + added_by(contrast, gains, _KNOTS) / contrast.clamp_min(_TINY) * detail


def _detail(light: Tensor) -> Tensor:
    return light - blur(light, _DETAIL)


def _contrast(detail: Tensor) -> Tensor:
    return blur(detail.square(), _WINDOW).sqrt()
