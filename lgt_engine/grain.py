r"""Grain: what a style has even where nothing is drawn, as of paper, canvas or a soft pencil.

A flow carries photos, and a photo has flat places; no smooth field of theirs makes the grain that a
drawing has everywhere. It is added as a Gaussian texture, white noise through a kernel,

.. math:: n = k * w, \qquad w \sim \mathcal N(0, I),

whose kernel has the spectrum of the style, so that hatching keeps its direction. How much of a band
is grain follows from two numbers in which pictures (o) and style (s) are to agree: the variance σ²
of the band, and the share φ of it that is there even in the quietest places, measured against what
a Gaussian texture of the same spectrum has there (φ = 1 for pure grain, 0 for cobbles with smooth
faces):

.. math:: g^2 = \frac{(1 - φ_s)\, σ_s^2}{(1 - φ_o)\, σ_o^2}, \qquad
    \mathrm{grain}^2 = φ_s σ_s^2 - g^2 φ_o σ_o^2.

Reference: Desolneux, Moisan and Ronsin, "A compact representation of random phase and Gaussian
textures" (2012), for the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor

from .bands import BAND_SIGMAS, bands, blur

#: Side of a kernel in pixels.
KERNEL_SIDE = 31
#: Bands that grain may fill; what is coarser is drawing, or dirt.
GRAIN_SIGMAS = BAND_SIGMAS[:4]
#: Share of a picture that counts as its quietest places.
_QUIET_SHARE = 0.1
#: No more of a band's spread is grain: beyond it skies look dirty, whatever the measure says.
GRAIN_LIMIT = 0.35
#: Pictures of pure grain that quiet places are compared with.
_LIKE = (4, 1, 256, 256)
#: Pixels that a quantile is measured on, at most.
_MOST = 1_000_000
_TINY = 1e-9
_ROUNDS = 12
#: Fourier transforms of other sizes can be slow.
_FAST_SIZE = 32


def floors(split: Sequence[Tensor], pure: Tensor) -> Tensor:
    """``[4]`` shares in [0, 1] of bands ``[B, 1, H, W]`` that are there even in quiet places.

    A coarse band never has a larger share than a finer one: grain is made of single hairs, and what
    is regular at one size alone, as the faces of cobbles, is drawing.

    Parameters
    ----------
    pure : Tensor
        ``[4]`` from :func:`quiet_shares_of`, the texture that the quiet places are compared with.
    """
    return (_quiet_shares(split) / pure).clamp(0, 1).cummin(0).values


def quiet_shares_of(texture: Tensor) -> Tensor:
    """``[4]`` shares of the bands that pure grain with a kernel ``[K, K]`` has in quiet places."""
    return _quiet_shares(bands(grain_like(torch.zeros(_LIKE), texture, seed=0), GRAIN_SIGMAS))


def _quiet_shares(split: Sequence[Tensor]) -> Tensor:
    """Local variance of each band where it is small, as a share of the band's variance."""
    shares = []
    for band, sigma in zip(split, GRAIN_SIGMAS, strict=True):
        power = blur(band.square(), sigma).flatten()
        some = power[:: -(-power.numel() // _MOST)].double()
        shares.append(torch.quantile(some, _QUIET_SHARE) / power.double().mean().clamp_min(_TINY))
    return torch.stack(shares).cpu()


def grain_spreads(style: tuple[Tensor, Tensor], pictures: tuple[Tensor, Tensor]) -> Tensor:
    """``[4]`` standard deviations of the grain that pictures of a style lack.

    Parameters
    ----------
    style, pictures : (Tensor, Tensor)
        ``[4]`` variances of the bands, and :func:`floors`.
    """
    (whole, floor), (our_whole, our_floor) = style, pictures
    gain = whole * (1 - floor) / (our_whole * (1 - our_floor)).clamp_min(_TINY)
    missing = (whole * floor - gain * our_whole * our_floor).clamp_min(0)
    return torch.minimum(missing, GRAIN_LIMIT**2 * whole).sqrt()


def texture_kernel(light: Tensor) -> Tensor:
    """The symmetric kernel ``[K, K]`` with the mean amplitude spectrum of ``[B, 1, H, W]``."""
    height, width = light.shape[-2:]
    window = _hann(height)[:, None] * _hann(width)
    centred = light[:, 0].cpu() - light.mean((1, 2, 3), keepdim=True)[:, 0].cpu()
    spectrum = torch.fft.rfft2(centred.double() * window).abs().square().mean(0).sqrt()
    kernel = torch.fft.fftshift(torch.fft.irfft2(spectrum, s=(height, width)))
    side, reach = KERNEL_SIDE, KERNEL_SIDE // 2
    padded = torch.nn.functional.pad(kernel, (reach,) * 4)
    middle = padded[height // 2 :, width // 2 :][:side, :side]
    return (middle * _hann(side)[:, None] * _hann(side)).float()


def _hann(length: int) -> Tensor:
    """A window without zeros at its ends."""
    return torch.hann_window(length + 2, periodic=False, dtype=torch.float64)[1:-1]


def grain_kernel(texture: Tensor, spreads: Tensor) -> Tensor:
    """The kernel ``[K, K]`` that gives white noise these spreads in the bands of a texture.

    The bands overlap, so their shares of the kernel are found by a few rounds of scaling.
    """
    parts = torch.stack(bands(texture[None, None], GRAIN_SIGMAS))[:, 0, 0]
    shares = spreads / _spreads_of_noise(texture).clamp_min(_TINY)
    kernel = torch.zeros_like(texture)
    for _ in range(_ROUNDS):
        kernel = torch.einsum("b,bhw->hw", shares.to(parts), parts)
        shares = shares * (spreads / _spreads_of_noise(kernel).clamp_min(_TINY)).clamp(0.2, 5.0)
    return kernel


def _spreads_of_noise(kernel: Tensor) -> Tensor:
    """``[4]`` standard deviations of the bands of white noise through a kernel."""
    wide = torch.nn.functional.pad(kernel, (KERNEL_SIDE // 2,) * 4)[None, None]
    return torch.stack([part.square().sum().sqrt() for part in bands(wide, GRAIN_SIGMAS)])


def grain_like(pixels: Tensor, kernel: Tensor, seed: int) -> Tensor:
    """Grain ``[B, 1, H, W]`` for pictures ``[B, C, H, W]``, on their device."""
    height, width = pixels.shape[-2:]
    margin = KERNEL_SIDE - 1
    size = [-(-(side + margin) // _FAST_SIZE) * _FAST_SIZE for side in (height, width)]
    white = torch.randn(len(pixels), 1, *size, generator=Generator().manual_seed(seed))
    spectrum = torch.fft.rfft2(white.to(pixels.device)) * torch.fft.rfft2(
        kernel.to(pixels.device), s=size
    )
    whole = torch.fft.irfft2(spectrum, s=size)
    # What wraps round the edges stays in the margin.
    grain: Tensor = whole[..., margin : margin + height, margin : margin + width]
    return grain.to(pixels.dtype)
