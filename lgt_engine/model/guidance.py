"""Classifier-free guidance and style blending (Ho and Salimans, 2022).

With the null label trained to the identity, ``v = v_∅ + g·(v_s − v_∅)`` means what a person
expects: g = 0 is the photo, g = 1 the style as learned, g > 1 stronger. A blend of styles is the
convex combination of their velocities.

Where the null branch is the identity, g ≤ 1 scales the velocity. Above 1 the velocity is not
extrapolated, which would leave the style's colours (a pencil sketch turns white): the field is
asked for strength g − 1, at which it was trained to keep less of the photo's layout. g = 2 is the
end. Elsewhere guidance is the plain one at every g.

A mask multiplies g in each cell. The field knows one strength for a whole picture: where a mask
leaves g above 1, the velocity is mixed of those at strength 0 and at the full one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    field: VelocityField,
    blend: Mapping[int, float],
    guidance_scale: float,
    mask: Tensor | None = None,
    noise: Tensor | None = None,
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
    mask : Tensor, optional
        ``[1, 1, H, W]`` in [0, 1], what g is multiplied with in each cell.
    noise : Tensor, optional
        ``[B, noise_channels, H, W]`` that the field sees, the same in all branches.

    Returns
    -------
    callable
        ``v(x_t [B, C, H, W], t [B]) → [B, C, H, W]``.
    """
    branches = _branches(field.null_is_identity, normalise_blend(blend), guidance_scale, mask)
    labels, strengths, shares = zip(*branches, strict=True) if branches else ((), (), ())

    def velocity(x_t: Tensor, t: Tensor) -> Tensor:
        if not branches:
            return torch.zeros_like(x_t)
        batch, count = x_t.shape[0], len(branches)
        label = torch.tensor(labels, device=x_t.device).repeat_interleave(batch)
        strength = torch.tensor(strengths, device=x_t.device).repeat_interleave(batch)
        seen = None if noise is None else noise.repeat(count, 1, 1, 1)
        v = field(x_t.repeat(count, 1, 1, 1), t.repeat(count), label, strength, seen)
        v = v.unflatten(0, (count, batch))
        if mask is None:
            factors = torch.tensor(shares, device=v.device, dtype=v.dtype)
            return torch.einsum("k,kbchw->bchw", factors, v)
        maps = torch.cat([share[0] for share in shares]).to(v)
        return torch.einsum("khw,kbchw->bchw", maps, v)

    return velocity


def _branches(
    identity: bool, blend: Mapping[int, float], guidance_scale: float, mask: Tensor | None
) -> list[tuple[int, float, Any]]:
    """Label, strength and share of each call of the field; by a mask: shares ``[1, 1, H, W]``."""
    strength = min(max(guidance_scale - 1, 0.0), 1.0) if identity else 0.0
    if mask is None:
        scale = min(guidance_scale, 1.0) if identity else guidance_scale
        parts: list[tuple[float, Any]] = [(strength, scale)] if scale else []
        rest: Any = 1 - scale if abs(1 - scale) > _ROUNDING else None
    else:
        g = guidance_scale * mask
        parts, rest = [(0.0, g.clamp(max=1.0) if identity else g)], 1 - g
        if strength:
            bold = ((g - 1) / strength).clamp(0.0, 1.0)
            parts = [(0.0, parts[0][1] * (1 - bold)), (strength, bold)]
    found = [(style, at, scale * share) for at, scale in parts for style, share in blend.items()]
    return found if identity or rest is None else [*found, (NULL_STYLE, 0.0, rest)]
