"""Reference rows: what a picture gains with no learned style at all.

Whatever LGT reports stands beside these. All are pure functions of pixels ``[B, 3, H, W]`` in
``[-1, 1]``.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from lgt_engine.ops.gaussian_transport import channel_moments, monge_map, regularise_covariance

from .pixel_metrics import ONE_STEP, luminance


def noop(pixels: Tensor) -> Tensor:
    """The photo itself: gains 0, structure 1."""
    return pixels


def gaussian_colour_transfer(
    photos: Tensor, style: Tensor, *, per_picture: bool = False, clip: bool = True
) -> Tensor:
    r"""Optimal transport of the photos' RGB Gaussian to the style's: recolouring at its best.

    .. math:: x \mapsto \mu_s + T (x - \mu_p), \qquad
        T = \Sigma_p^{-1/2} (\Sigma_p^{1/2} \Sigma_s \Sigma_p^{1/2})^{1/2} \Sigma_p^{-1/2}

    Parameters
    ----------
    photos : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.
    style : Tensor [N, 3, H', W']
        Style pixels, pooled into one Gaussian.
    per_picture : bool
        One map for each photo, rather than one that carries all photos as one distribution.
    clip : bool
        Limit the result to ``[-1, 1]``, as any file would. Without it, mean and covariance are
        matched exactly.

    Returns
    -------
    Tensor [B, 3, H, W]

    References
    ----------
    Pitié, Kokaram, "The linear Monge-Kantorovitch linear colour mapping for example-based colour
    transfer", CVMP 2007.
    """
    wanted = channel_moments(style)
    parts = photos.split(1) if per_picture else [photos]
    moved = torch.cat([_carried(part, *wanted) for part in parts])
    return moved.clamp(-1.0, 1.0) if clip else moved


def _carried(pixels: Tensor, mean_style: Tensor, cov_style: Tensor) -> Tensor:
    mean, cov = channel_moments(pixels)
    matrix = monge_map(regularise_covariance(cov), regularise_covariance(cov_style))
    offset = (mean_style - matrix @ mean).to(pixels)
    return torch.einsum("dc,bchw->bdhw", matrix.to(pixels), pixels) + offset[:, None, None]


def style_filter(photos: Tensor, style: Tensor) -> Tensor:
    """The most that a mere filter does: the style's colours, and its contrast in each band.

    Parameters
    ----------
    photos : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.
    style : Tensor [N, 3, H', W']
        Style pixels of the same scale.

    Returns
    -------
    Tensor [B, 3, H, W]
        :func:`gaussian_colour_transfer` with a map for each picture, whose luminance then has the
        spread of the style's in four bands of an octave each. A measure of style must not be won by
        this: it moves no edge and adds no stroke.
    """
    wanted = [_spread(band) for band in _bands(luminance(style))]
    filtered = []
    for recoloured in gaussian_colour_transfer(photos, style, per_picture=True).split(1):
        bands = _bands(luminance(recoloured))
        factors = [spread / _spread(band) for spread, band in zip(wanted, bands, strict=True)]
        change = sum((f - 1.0) * band for f, band in zip(factors, bands, strict=True))
        filtered.append(recoloured + change)
    return torch.cat(filtered).clamp(-1.0, 1.0)


def _spread(band: Tensor) -> Tensor:
    return band.std(correction=0).clamp_min(ONE_STEP)


def _bands(maps: Tensor, count: int = 4) -> list[Tensor]:
    """What each halving of the size takes away from maps ``[B, 1, H, W]``, from fine to coarse."""
    bands, sharp = [], maps
    for level in range(1, count + 1):
        side = [max(1, length >> level) for length in maps.shape[-2:]]
        small = F.interpolate(maps, size=side, mode="bicubic", antialias=True)
        soft = F.interpolate(small, size=maps.shape[-2:], mode="bicubic")
        bands.append(sharp - soft)
        sharp = soft
    return bands
