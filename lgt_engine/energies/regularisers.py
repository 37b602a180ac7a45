"""Optional regularisers of the velocity field."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from lgt_engine.ops.full_precision import full_precision


@full_precision
def velocity_penalty(velocity: Tensor) -> Tensor:
    """Mean squared velocity, the kinetic energy of the flow (Benamou and Brenier, 2000)."""
    return velocity.square().mean()


@full_precision
def divergence_penalty(
    velocity: Tensor, x_t: Tensor, *, generator: Generator | None = None
) -> Tensor:
    """Squared divergence of the field a dimension, by Hutchinson's estimator.

    ``∇·v = E[εᵀ (∂v/∂x) ε]`` with Rademacher ε (Hutchinson, 1989); a field with ∇·v ≈ 0 moves
    probability without squeezing it.

    Parameters
    ----------
    velocity : Tensor
        ``[B, C, H, W]``, computed from ``x_t`` with autograd recording.
    x_t : Tensor
        ``[B, C, H, W]`` that requires grad.
    generator : torch.Generator, optional
        CPU generator of ε.

    Returns
    -------
    Tensor
        Scalar ≥ 0: mean over the batch of (divergence / (C·H·W))².
    """
    signs = torch.randint(2, velocity.shape, generator=generator, dtype=torch.int8) * 2 - 1
    probe = signs.to(device=velocity.device, dtype=velocity.dtype)
    (gradient,) = torch.autograd.grad(velocity, x_t, probe, create_graph=True)
    divergence = (gradient.to(probe.dtype) * probe).flatten(1).mean(1)
    return divergence.square().mean()
