"""Classifier-free guidance and style blending (Ho and Salimans, 2022).

With the null label trained to the identity, ``v = v_∅ + g·(v_s − v_∅)`` means what a person
expects: g = 0 is the photo, g = 1 the style as learned, g > 1 stronger. A blend of styles is the
convex combination of their velocities.

Where the null branch is the identity, g ≤ 1 scales the velocity. Above 1 the velocity is not
extrapolated, which would leave the style's colours (a pencil sketch turns white): the field is
asked for strength g − 1, at which it was trained to keep less of the photo's layout. g = 2 is the
end. Elsewhere guidance is the plain one at every g.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from .ode import VelocityFunction
from .velocity_field import NULL_STYLE, VelocityField

_ROUNDING = 1e-9


def normalise_blend(blend: Mapping[int, float]) -> dict[int, float]:
    """Weights ≥ 0 that sum to 1, without the zero ones.

    Raises
    ------
    ValueError
        When a weight is negative or not finite, or all are zero.
    """
    total = sum(blend.values())
    if not 0 < total < float("inf") or any(not weight >= 0 for weight in blend.values()):
        raise ValueError(f"blend weights must be at least 0 with a positive sum, not {dict(blend)}")
    return {style: weight / total for style, weight in blend.items() if weight > 0}


def guided_velocity(
    field: VelocityField, blend: Mapping[int, float], guidance_scale: float
) -> VelocityFunction:
    """The velocity function of a blend of styles under guidance.

    All branches (∅ and each style) are evaluated in one batched call; ∅ is left out where it is
    exactly zero or has no weight (g = 1).

    Parameters
    ----------
    field : VelocityField
    blend : mapping of style label to weight
        Weights ≥ 0; normalised to sum 1.
    guidance_scale : float
        g ≥ 0.

    Returns
    -------
    callable
        ``v(x_t [B, C, H, W], t [B]) → [B, C, H, W]``.
    """
    identity = field.null_is_identity
    scale = min(guidance_scale, 1.0) if identity else guidance_scale
    weights = {style: scale * share for style, share in normalise_blend(blend).items() if scale}
    if not identity and abs(1 - scale) > _ROUNDING:
        weights[NULL_STYLE] = 1 - scale

    strength = min(max(guidance_scale - 1, 0.0), 1.0) if identity else 0.0

    def velocity(x_t: Tensor, t: Tensor) -> Tensor:
        if not weights:
            return torch.zeros_like(x_t)
        batch, branches = x_t.shape[0], len(weights)
        labels = torch.tensor(list(weights), device=x_t.device).repeat_interleave(batch)
        strengths = torch.full((len(labels),), strength, device=x_t.device)
        v = field(x_t.repeat(branches, 1, 1, 1), t.repeat(branches), labels, strengths)
        factors = torch.tensor(list(weights.values()), device=v.device, dtype=v.dtype)
        return torch.einsum("k,kbchw->bchw", factors, v.unflatten(0, (branches, batch)))

    return velocity
