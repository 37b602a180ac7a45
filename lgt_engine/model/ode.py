"""Integration of the flow dx/dt = v(x, t) to t = 1, and the two paths that start it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

#: v(x_t [B,C,H,W], t [B]) → [B,C,H,W]
VelocityFunction = Callable[[Tensor, Tensor], Tensor]

SOLVERS = ("euler", "heun")
PATHS = ("source", "noise")


def integrate(
    velocity: VelocityFunction,
    x: Tensor,
    *,
    num_steps: int,
    t_start: Tensor | float = 0.0,
    solver: str = "euler",
    first_velocity: Tensor | None = None,
) -> Tensor:
    """Carry ``x`` from ``t_start`` to exactly t = 1 in ``num_steps`` equal steps.

    Step times are computed from the step's index, never from what remains, so that the last step
    lands on 1 for any ``num_steps`` and any ``t_start``.

    Parameters
    ----------
    velocity : callable
        ``v(x_t [B, C, H, W], t [B]) → [B, C, H, W]``.
    x : Tensor
        ``[B, C, H, W]``, the state at ``t_start``.
    num_steps : int
        Steps ≥ 1. Euler evaluates ``velocity`` once a step (order 1), Heun twice (order 2).
    t_start : float or Tensor
        One start for all, or ``[B]``.
    solver : {"euler", "heun"}
    first_velocity : Tensor, optional
        ``velocity(x, t_start)`` where the caller already has it.

    Returns
    -------
    Tensor
        ``[B, C, H, W]``, the state x_1 at t = 1.
    """
    if num_steps < 1:
        raise ValueError(f"num_steps must be at least 1, not {num_steps}")
    if solver not in SOLVERS:
        raise ValueError(f"solver must be one of {SOLVERS}, not {solver!r}")
    start = torch.as_tensor(t_start, dtype=x.dtype, device=x.device).expand(x.shape[0])
    step = ((1 - start) / num_steps)[:, None, None, None]
    for index in range(num_steps):
        t = start + (1 - start) * (index / num_steps)
        v = first_velocity if index == 0 and first_velocity is not None else velocity(x, t)
        if solver == "heun":
            t_next = start + (1 - start) * ((index + 1) / num_steps)
            v = (v + velocity(x + step * v, t_next)) / 2
        x = x + step * v
    return x


def start_state(
    x_src: Tensor,
    *,
    path: str,
    variation: float = 0.0,
    t: Tensor | float = 0.0,
    generator: Generator | None = None,
) -> Tensor:
    """The state from which the flow starts.

    Parameters
    ----------
    x_src : Tensor
        ``[B, C, H, W]`` latents of the photos.
    path : {"source", "noise"}
        ``source``: x_src + variation·noise (at t = 0). ``noise``: (1 − t)·noise + t·x_src.
    variation : float
        Noise level of the ``source`` path, ≥ 0.
    t : float or Tensor
        Start time of the ``noise`` path, a number or ``[B]``.
    generator : torch.Generator, optional
        CPU generator of the noise.

    Returns
    -------
    Tensor
        ``[B, C, H, W]``.
    """
    if path not in PATHS:
        raise ValueError(f"path must be one of {PATHS}, not {path!r}")
    if path == "source" and variation == 0:
        return x_src
    noise = torch.randn(x_src.shape, generator=generator).to(x_src)
    if path == "source":
        return x_src + variation * noise
    share = torch.as_tensor(t, dtype=x_src.dtype, device=x_src.device).expand(len(x_src))
    share = share[:, None, None, None]
    return (1 - share) * noise + share * x_src
