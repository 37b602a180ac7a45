"""Measures of pictures that need no style judge: structure, edges, contrast, colour, fidelity.

Every function takes pixel tensors ``[B, 3, H, W]``, float, in ``[-1, 1]``, is pure, and runs on the
device of its arguments. :mod:`lgt_engine.evaluation` re-exports all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

#: ITU-R BT.601 weights, applied to gamma-coded values as JPEG and most SSIM codes do.
LUMA_WEIGHTS = (0.299, 0.587, 0.114)

#: Width of the value range of pixels, hence the "peak" of PSNR and the L of SSIM.
PIXEL_RANGE = 2.0

SSIM_WINDOW = 11
SSIM_SIGMA = 1.5
#: The usual constants (K = 0.01, 0.03) but with L = 2 * PIXEL_RANGE: every published figure of LGT
#: is on this scale (reference codec's round trip 0.83, unrelated pictures 0.07). With L =
#: PIXEL_RANGE the same pictures score 0.77 and 0.03; the ranking is the same.
SSIM_C1 = (0.01 * 2.0 * PIXEL_RANGE) ** 2
SSIM_C2 = (0.03 * 2.0 * PIXEL_RANGE) ** 2

#: One 8-bit step; ratios of smaller quantities would be ratios of rounding noise.
ONE_STEP = PIXEL_RANGE / 255.0

_TINY = 1e-6


def luminance(pixels: Tensor) -> Tensor:
    """Luminance of RGB pixels.

    Parameters
    ----------
    pixels : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.

    Returns
    -------
    Tensor [B, 1, H, W]
        ``0.299 R + 0.587 G + 0.114 B``, in ``[-1, 1]``.
    """
    if pixels.ndim != 4 or pixels.shape[1] != 3:
        raise ValueError(f"pixels must be [B, 3, H, W], not {list(pixels.shape)}")
    weights = torch.tensor(LUMA_WEIGHTS, dtype=pixels.dtype, device=pixels.device)
    return (pixels * weights.view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


def full_precision(device: torch.device) -> torch.autocast:
    """Context in which measures run in float32, whatever precision the loop around them uses."""
    return torch.autocast(device.type, enabled=False)


def pyramid(maps: Tensor, levels: int) -> list[Tensor]:
    """Average-pooled pyramid: ``maps`` itself, then each level half the size of the one before."""
    scales = [maps]
    for _ in range(levels - 1):
        scales.append(F.avg_pool2d(scales[-1], 2))
    return scales


def match_mean_std(maps: Tensor, reference: Tensor) -> Tensor:
    """Shift and scale each picture of ``maps`` to the mean and std of its ``reference``.

    Parameters
    ----------
    maps, reference : Tensor [B, C, H, W]
        Statistics are taken per picture over all of C, H, W.

    Returns
    -------
    Tensor [B, C, H, W]
        ``(maps - mean) * std_ref / std + mean_ref``; a flat picture becomes flat at ``mean_ref``.
    """
    dims = (1, 2, 3)
    mean, std = maps.mean(dims, keepdim=True), maps.std(dims, keepdim=True, correction=0)
    mean_ref = reference.mean(dims, keepdim=True)
    std_ref = reference.std(dims, keepdim=True, correction=0)
    return (maps - mean) * (std_ref / std.clamp_min(_TINY)) + mean_ref


def structure(photo_pixels: Tensor, out_pixels: Tensor, *, scales: int = 3) -> Tensor:
    r"""How much of a photo's structure survives: SSIM of luminance, blind to haze and relighting.

    ``out`` is first given the mean and standard deviation of its photo's luminance. Then

    .. math:: \mathrm{SSIM} = \Big\langle
        \frac{(2\mu_a\mu_b + C_1)(2\sigma_{ab} + C_2)}
             {(\mu_a^2 + \mu_b^2 + C_1)(\sigma_a^2 + \sigma_b^2 + C_2)} \Big\rangle

    with local moments in an 11x11 Gaussian window of sigma 1.5, averaged over positions (valid
    ones only) and over ``scales`` average-pooled halvings.

    Parameters
    ----------
    photo_pixels, out_pixels : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``, the same shape.
    scales : int
        How many pyramid levels count; levels smaller than the window are left out.

    Returns
    -------
    Tensor [B]
        1 for identical luminance (up to a positive affine map), near 0 for unrelated pictures,
        negative for inverted ones.

    References
    ----------
    Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural
    similarity", IEEE TIP 2004.
    """
    _require_same_shape(photo_pixels, out_pixels)
    with full_precision(photo_pixels.device):
        photo = luminance(photo_pixels.float())
        out = match_mean_std(luminance(out_pixels.float()), photo)
        return _over_scales(ssim, photo, out, scales)


def _over_scales(
    measure: Callable[[Tensor, Tensor], Tensor], photo: Tensor, out: Tensor, scales: int
) -> Tensor:
    levels = zip(pyramid(photo, scales), pyramid(out, scales), strict=True)
    values = [measure(a, b) for a, b in levels if min(a.shape[-2:]) >= SSIM_WINDOW]
    if not values:
        raise ValueError(f"pictures must be at least {SSIM_WINDOW} pixels wide and high")
    return torch.stack(values).mean(dim=0)


def ssim(a: Tensor, b: Tensor) -> Tensor:
    """Single-scale SSIM of maps ``[B, 1, H, W]`` in ``[-1, 1]``, one value a picture ``[B]``."""
    moments = _gaussian_blur(torch.cat([a, b, a * a, b * b, a * b]))
    mean_a, mean_b, aa, bb, ab = moments.view(5, *a.shape[:2], *moments.shape[2:]).unbind()
    # Rounding can push a variance of a flat patch below zero; the covariance needs no such guard.
    var_a = (aa - mean_a * mean_a).clamp_min(0.0)
    var_b = (bb - mean_b * mean_b).clamp_min(0.0)
    cov = ab - mean_a * mean_b
    brightness = (2 * mean_a * mean_b + SSIM_C1) / (mean_a**2 + mean_b**2 + SSIM_C1)
    detail = (2 * cov + SSIM_C2) / (var_a + var_b + SSIM_C2)
    similarity: Tensor = (brightness * detail).mean(dim=(1, 2, 3))
    return similarity


def _gaussian_blur(maps: Tensor) -> Tensor:
    """Valid 11x11 Gaussian of sigma 1.5, as two 1-d passes: 22 products a pixel, not 121."""
    offsets = torch.arange(SSIM_WINDOW, dtype=maps.dtype, device=maps.device) - SSIM_WINDOW // 2
    weights = torch.exp(-0.5 * (offsets / SSIM_SIGMA) ** 2)
    weights = weights / weights.sum()
    rows = F.conv2d(maps, weights.view(1, 1, -1, 1))
    return F.conv2d(rows, weights.view(1, 1, 1, -1))


def gradient_correlation(photo_pixels: Tensor, out_pixels: Tensor, *, scales: int = 3) -> Tensor:
    r"""Whether edges stand where the photo's stand, with the same sign.

    .. math:: \tfrac12\big(\mathrm{NCC}(\partial_x a, \partial_x b)
        + \mathrm{NCC}(\partial_y a, \partial_y b)\big)

    with Sobel derivatives of luminance, averaged over ``scales`` halvings. Normalised
    cross-correlation ignores contrast and brightness by itself, so nothing is matched beforehand.

    Parameters
    ----------
    photo_pixels, out_pixels : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``, the same shape.
    scales : int
        How many pyramid levels count; levels smaller than 11 pixels are left out.

    Returns
    -------
    Tensor [B]
        In ``[-1, 1]``; 1 for identical pictures, 0 where either has no gradient at all.

    References
    ----------
    Penney et al., "A comparison of similarity measures for use in 2-D-3-D medical image
    registration", IEEE TMI 1998 (the measure called gradient correlation).
    """
    _require_same_shape(photo_pixels, out_pixels)
    with full_precision(photo_pixels.device):
        photo, out = luminance(photo_pixels.float()), luminance(out_pixels.float())
        return _over_scales(_edge_correlation, photo, out, scales)


def _edge_correlation(a: Tensor, b: Tensor) -> Tensor:
    return _normalised_correlation(_sobel(a), _sobel(b)).mean(dim=1)


def _sobel(maps: Tensor) -> Tensor:
    """Horizontal and vertical Sobel derivatives, ``[B, 1, H, W]`` to ``[B, 2, H-2, W-2]``."""
    horizontal = maps.new_tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8.0
    return F.conv2d(maps, torch.stack([horizontal, horizontal.T]).unsqueeze(1))


def _normalised_correlation(a: Tensor, b: Tensor) -> Tensor:
    """Pearson correlation of each channel over positions, ``[B, C, H, W]`` to ``[B, C]``."""
    a = a - a.mean(dim=(2, 3), keepdim=True)
    b = b - b.mean(dim=(2, 3), keepdim=True)
    product = (a * b).sum(dim=(2, 3))
    norms = a.square().sum(dim=(2, 3)).sqrt() * b.square().sum(dim=(2, 3)).sqrt()
    return product / norms.clamp_min(_TINY)


def contrast_ratio(out_pixels: Tensor, style_pixels: Tensor) -> float:
    """Spread of luminance in the output over that in the style; below 1 is haze.

    Both spreads are pooled over all pictures and positions, because the style term of training
    matches pooled distributions: a perfect match gives exactly 1. The denominator is at least one
    8-bit step.
    """
    out = luminance(out_pixels.float()).std(correction=0)
    style = luminance(style_pixels.float()).std(correction=0)
    return float(out / style.clamp_min(ONE_STEP))


def saturation_ratio(out_pixels: Tensor, style_pixels: Tensor) -> float:
    """Mean chroma of the output over that of the style; above 1 is more garish than the style.

    Chroma is the distance of a pixel from the grey axis, ``|rgb - mean(rgb)|_2``. One 8-bit step is
    added to both sides, so that two grey sets give 1 and a grey style does not divide by zero.
    """
    out, style = _mean_chroma(out_pixels), _mean_chroma(style_pixels)
    return float((out + ONE_STEP) / (style + ONE_STEP))


def _mean_chroma(pixels: Tensor) -> Tensor:
    values = pixels.float()
    return (values - values.mean(dim=1, keepdim=True)).square().sum(dim=1).sqrt().mean()


def psnr(a: Tensor, b: Tensor) -> Tensor:
    """Peak signal-to-noise ratio of each picture, in dB, for pixels in ``[-1, 1]`` (peak 2).

    Returns
    -------
    Tensor [B]
        ``10 log10(4 / MSE)``; infinite for equal pictures. Average it over pictures, not the MSE.
    """
    _require_same_shape(a, b)
    error = (a.float() - b.float()).square().mean(dim=(1, 2, 3))
    return 10.0 * torch.log10(PIXEL_RANGE**2 / error)


def gradient_energy(pixels: Tensor) -> Tensor:
    """Mean squared difference of neighbouring luminances, one value a picture ``[B]``.

    The ratio of two such energies tells blur (below 1) from added noise (above 1).
    """
    luma = luminance(pixels.float())
    down = (luma[:, :, 1:, :] - luma[:, :, :-1, :]).square().mean(dim=(1, 2, 3))
    right = (luma[:, :, :, 1:] - luma[:, :, :, :-1]).square().mean(dim=(1, 2, 3))
    return down + right


def _require_same_shape(a: Tensor, b: Tensor) -> None:
    if a.shape != b.shape or a.ndim != 4:
        raise ValueError(f"two [B, 3, H, W] expected, not {list(a.shape)} and {list(b.shape)}")
