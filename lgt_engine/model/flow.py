"""Photos along the guided flow, as latents: what stylizing and validation have in common."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Generator, Tensor

from lgt_engine.config import FlowConfig
from lgt_engine.ops.crops import reflect_pad

from .guidance import guided_velocity
from .ode import integrate, start_state
from .velocity_field import VelocityField


def carry(
    network: VelocityField,
    x_src: Tensor,
    blend: Mapping[int, float],
    guidance_scale: float,
    *,
    flow: FlowConfig,
    num_steps: int,
    seed: int = 0,
    margin: int = 0,
    mask: Tensor | None = None,
) -> Tensor:
    """Carry latents of photos, ``[B, C, h, w]``, along the flow to x_1 of the same shape.

    Parameters
    ----------
    blend, guidance_scale
        See :func:`~lgt_engine.model.guidance.guided_velocity`.
    flow : FlowConfig
        How the network was trained.
    num_steps, seed : int
        Integration steps ≥ 1; of all noise.
    margin : int
        Cells mirrored around the photos meanwhile.
    mask : Tensor, optional
        ``[1, 1, h, w]`` in [0, 1]: what guidance is multiplied with in each cell. At 0 the photo
        stays.
    """
    if guidance_scale == 0 and flow.path == "source":
        return x_src
    start = flow.noise_start if flow.path == "noise" else 0.0
    photo = reflect_pad(x_src, margin)
    generator = Generator().manual_seed(seed)
    x_0 = start_state(photo, path=flow.path, variation=flow.variation, t=start, generator=generator)
    if mask is not None:
        mask = reflect_pad(mask.to(x_src), margin)
        if flow.path == "source":  # its noise is a part of the style
            x_0 = torch.lerp(photo, x_0, mask)
    noise = network.draw_noise(photo, generator)
    velocity = guided_velocity(network, blend, guidance_scale, mask, noise)
    x_1 = integrate(velocity, x_0, num_steps=num_steps, t_start=start, solver=flow.solver)
    height, width = x_src.shape[-2:]
    return x_1[..., margin : margin + height, margin : margin + width]
