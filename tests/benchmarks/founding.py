"""The founding forms, written plainly from their description; for comparison only."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn
from torch.utils.checkpoint import checkpoint

PATCHES = 8192
DIRECTIONS = 64
SSM_SAMPLES = 256
BASE_CHANNELS = 128
STEPS = 5
START = 0.5


def unfold_patches(x: Tensor, size: int = 3) -> Tensor:
    """``[B, C, H, W]`` → all patches ``[N, C·k²]``, copied out."""
    return F.unfold(x, size, padding=size // 2).transpose(1, 2).reshape(-1, x.shape[1] * size**2)


def sliced_wasserstein(
    x: Tensor, y: Tensor, generator: Generator, *, patches: int | None = PATCHES, p: int = 2
) -> Tensor:
    """Unfold, draw patches, 64 independent directions, sort, compare."""
    sides = []
    for z in (x, y):
        rows = unfold_patches(z)
        if patches is not None:
            rows = rows[torch.randperm(len(rows), generator=generator)[:patches].to(rows.device)]
        sides.append(rows)
    directions = torch.randn(sides[0].shape[1], DIRECTIONS, generator=generator).to(x)
    directions = directions / directions.norm(dim=0)
    ordered = [(rows @ directions).sort(dim=0).values for rows in sides]
    return (ordered[0] - ordered[1]).abs().pow(p).mean()


def self_similarity(x: Tensor, s: Tensor, samples: Tensor | None = None) -> Tensor:
    """The N×N matrices of cosine similarities themselves, on all or on some positions."""
    matrices = []
    for z in (x, s):
        unit = F.normalize(z.flatten(2), dim=1)
        if samples is not None:
            unit = unit[..., samples]
        matrices.append(unit.mT @ unit)
    return (matrices[0] - matrices[1]).square().mean()


def train_step(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    x_src: Tensor,
    references: Tensor,
    style: Tensor,
    generator: Generator,
) -> float:
    """Noised start, five Euler steps, each call checkpointed, one pool of patches, clip, AdamW."""
    device = x_src.device
    t = START + (1 - START) * torch.rand(len(x_src), generator=generator).to(device)
    share = t[:, None, None, None]
    x = (1 - share) * torch.randn(x_src.shape, generator=generator).to(device) + share * x_src
    step = (1 - share) / STEPS
    call: Callable[..., Tensor] = network
    for index in range(STEPS):
        now = t + (1 - t) * (index / STEPS)
        x = x + step * checkpoint(call, x, now, style, use_reentrant=False)
    cells = x_src.shape[-2] * x_src.shape[-1]
    chosen = torch.randperm(cells, generator=generator)[:SSM_SAMPLES].to(device)
    loss = sliced_wasserstein(x, references, generator) + self_similarity(x, x_src, chosen)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())
