"""What the student codec is trained on and judged by: pure functions of tensors."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_LUMINANCE = (0.299, 0.587, 0.114)


def luminance(pixels: Tensor) -> Tensor:
    """Luminance [B, 1, H, W] of pixels [B, 3, H, W], same range."""
    weights = pixels.new_tensor(_LUMINANCE).view(1, 3, 1, 1)
    return (pixels * weights).sum(1, keepdim=True)


def gradient_energy(pixels: Tensor) -> Tensor:
    """Mean squared finite differences of luminance, [B], for pixels [B, 3, H, W] in [-1, 1]."""
    down, right = _differences(luminance(pixels))
    return down.square().mean((1, 2, 3)) + right.square().mean((1, 2, 3))


def psnr(pixels: Tensor, target: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB, [B], for pixels [B, 3, H, W] in [-1, 1]."""
    error = (pixels.clamp(-1.0, 1.0) - target).square().mean((1, 2, 3))
    return 10.0 * torch.log10(4.0 / error.clamp_min(1e-12))


def latent_error(latents: Tensor, reference: Tensor) -> float:
    """RMS difference of latents [B, C, h, w] in units of the reference's standard deviation."""
    return float((latents - reference).square().mean().sqrt() / reference.std())


def encoder_loss(latents: Tensor, reference: Tensor, mask: Tensor, spread: float) -> Tensor:
    """Mean squared latent difference in units of ``spread``, where mask [B, 1, h, w] is 1."""
    squared = ((latents.float() - reference) / spread).square() * mask
    return squared.sum() / (mask.sum() * latents.shape[1]).clamp_min(1.0)


def decoder_loss(pixels: Tensor, target: Tensor, sharp: Tensor, detail: float) -> dict[str, Tensor]:
    """Terms whose sum trains a decoder.

    Parameters
    ----------
    pixels : Tensor
        The student's decoding, [B, 3, H, W], about [-1, 1].
    target : Tensor
        What each pixel should be, same shape.
    sharp : Tensor
        A picture with the sharpness wanted (the teacher's decoding), same shape.
    detail : float
        Weight of the local gradient energy, the term that keeps pictures from blurring: a
        blurred picture is the best guess in L1 wherever the student is unsure.

    Returns
    -------
    dict of Tensor
        ``colour``, ``edges`` and ``detail`` (weighted), each a scalar.
    """
    # The slope outside the range is kept, so that saturated colours still learn.
    colour = (pixels - target).abs().mean()
    edges = pixels.new_zeros(())
    energy = pixels.new_zeros(())
    for level in range(3):
        for ours, theirs in zip(_differences(pixels), _differences(target), strict=True):
            edges = edges + (ours - theirs).abs().mean() / 3.0
        if level < 2:
            pairs = zip(
                _differences(luminance(pixels)), _differences(luminance(sharp)), strict=True
            )
            for ours, theirs in pairs:
                energy = energy + (_local_rms(ours) - _local_rms(theirs)).abs().mean()
        pixels, target, sharp = (F.avg_pool2d(each, 2) for each in (pixels, target, sharp))
    return {"colour": colour, "edges": edges, "detail": detail * energy}


def _differences(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Finite differences downwards and to the right."""
    return pixels[..., 1:, :] - pixels[..., :-1, :], pixels[..., 1:] - pixels[..., :-1]


def _local_rms(field: Tensor, side: int = 8) -> Tensor:
    """Root mean square over windows of ``side`` pixels."""
    return (F.avg_pool2d(field.square(), side) + 1e-4).sqrt()
