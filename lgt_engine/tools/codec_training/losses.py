"""What the student codec is trained on and judged by: pure functions of tensors."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

_LUMINANCE = (0.299, 0.587, 0.114)
_FAINT = 1e-4  # gradient energy of a crop below which more or less of it is nobody's concern


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


def sharpened(pixels: Tensor, amount: float) -> Tensor:
    """Pixels [B, 3, H, W] plus ``amount`` of what a blur over 3x3 takes away (unsharp mask)."""
    if amount == 0.0:
        return pixels
    padded = F.pad(pixels, (1, 1, 1, 1), mode="reflect")
    return pixels + amount * (pixels - F.avg_pool2d(padded, 3, stride=1))


@dataclass(frozen=True)
class DecoderWeights:
    """Weights of the decoder's terms beside L1 of colours and edges, which weigh 1.

    Attributes
    ----------
    square : float
        Mean squared difference: what the signal-to-noise ratio counts.
    detail : float
        Local gradient energy, the term that keeps pictures from blurring: a blurred picture is the
        best guess in L1 wherever the student is unsure.
    sharpness : float
        What each crop lacks, or has too much, in gradient energy; the cheapest places of the crop
        may make up for it. Over a whole batch, photos would make up for lettering.
    pattern : float
        Differences of differences: without it, the cheapest gradient energy is a pattern of single
        pixels (chequered, or fine lines) over a blurred picture.
    """

    square: float = 3.0
    detail: float = 0.5
    sharpness: float = 0.5
    pattern: float = 1.0


def decoder_loss(
    pixels: Tensor, target: Tensor, sharp: Tensor, weights: DecoderWeights
) -> dict[str, Tensor]:
    """Terms whose sum trains a decoder.

    Parameters
    ----------
    pixels : Tensor
        The student's decoding, [B, 3, H, W], about [-1, 1].
    target : Tensor
        What each pixel should be, same shape.
    sharp : Tensor
        A picture with the sharpness wanted (the teacher's decoding), same shape.
    weights : DecoderWeights

    Returns
    -------
    dict of Tensor
        ``colour``, ``edges``, ``square``, ``detail``, ``sharpness`` and ``pattern`` (weighted),
        each a scalar.
    """
    # The slope outside the range is kept, so that saturated colours still learn.
    terms = {
        "colour": (pixels - target).abs().mean(),
        "square": weights.square * (pixels - target).square().mean(),
        "pattern": weights.pattern * _pattern(pixels, target, sharp),
    }
    edges, energy, off = (pixels.new_zeros(()) for _ in range(3))
    for level in range(3):
        for ours, theirs in zip(_differences(pixels), _differences(target), strict=True):
            edges = edges + (ours - theirs).abs().mean() / 3.0
        if level < 2:
            off = off + _off_energy(pixels, sharp)
            pairs = zip(
                _differences(luminance(pixels)), _differences(luminance(sharp)), strict=True
            )
            for ours, theirs in pairs:
                energy = energy + (_local_rms(ours) - _local_rms(theirs)).abs().mean()
        pixels, target, sharp = (F.avg_pool2d(each, 2) for each in (pixels, target, sharp))
    terms |= {"edges": edges, "detail": weights.detail * energy}
    return terms | {"sharpness": weights.sharpness * off}


def _off_energy(pixels: Tensor, sharp: Tensor) -> Tensor:
    """How far each crop's root gradient energy is from the teacher's, as a share of it."""
    ours, theirs = (gradient_energy(each) + _FAINT for each in (pixels, sharp))
    return (1.0 - (ours / theirs).sqrt()).abs().clamp(max=2.0).mean()


def _pattern(pixels: Tensor, target: Tensor, sharp: Tensor) -> Tensor:
    """Second differences: their L1, and what exceeds the teacher's local amount of each kind."""
    total = pixels.new_zeros(())
    triples = zip(*(_second_differences(each) for each in (pixels, target, sharp)), strict=True)
    for ours, theirs, usual in triples:
        excess = F.relu(_local_rms(luminance(ours)) - _local_rms(luminance(usual))).mean()
        total = total + 0.25 * (ours - theirs).abs().mean() + 1.5 * excess
    return total


def _second_differences(pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Differences of differences: downwards, diagonal, to the right."""
    down, right = _differences(pixels)
    return _differences(down)[0], _differences(down)[1], _differences(right)[1]


def _differences(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Finite differences downwards and to the right."""
    return pixels[..., 1:, :] - pixels[..., :-1, :], pixels[..., 1:] - pixels[..., :-1]


def _local_rms(field: Tensor, side: int = 8) -> Tensor:
    """Root mean square over windows of ``side`` pixels."""
    return (F.avg_pool2d(field.square(), side) + 1e-4).sqrt()
