"""Latents and filters that the tests of the sliced distance draw."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Generator, Tensor


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed), dtype=torch.float64).to(dtype)


def correlated(count: int, side: int, seed: int) -> Tensor:
    """Fields with a 1/f-like spectrum and correlated channels, as latents have."""
    field = torch.zeros(count, 4, side, side)
    for octave, cells in enumerate((3, 6, 12, 24)):
        coarse = noise(count, 4, cells, cells, seed=seed + octave)
        field += F.interpolate(coarse, size=side, mode="bilinear") / 2**octave
    mixing = noise(4, 4, seed=99)
    return torch.einsum("dc,bchw->bdhw", mixing, field)


def independent_filters(count: int, channels: int, size: int, seed: int) -> Tensor:
    return F.normalize(noise(count, channels * size**2, seed=seed), dim=1).view(
        count, channels, size, size
    )


def patches(latents: Tensor, size: int, stride: int = 1) -> Tensor:
    """Every patch as a row, copied out: ``[n, C·k²]``."""
    rows = F.unfold(latents, size, stride=stride).transpose(1, 2)
    return rows.reshape(-1, rows.shape[-1])
