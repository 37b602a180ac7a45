"""Optimal transport between Gaussians in closed form (Pitié and Kokaram, 2007).

The baseline recolours photos with it, and training starts every style from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

#: Least eigenvalue of a covariance, as a share of the mean variance. A grey or flat picture has
#: directions of no variance, and rounding noise there would be amplified without bound.
VARIANCE_FLOOR = 1e-6


def monge_map(source: Tensor, target: Tensor) -> Tensor:
    """The symmetric positive matrix that carries ``N(0, source)`` to ``N(0, target)`` cheapest.

    Parameters
    ----------
    source, target : Tensor [C, C]
        Covariances; ``source`` must be invertible.
    """
    root, inverse = _power(source, 0.5), _power(source, -0.5)
    return inverse @ _power(root @ target @ root, 0.5) @ inverse


def colour_statistics(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Mean ``[C]`` and covariance ``[C, C]`` of the channels over all pictures and positions.

    In float64 on the CPU: not every accelerator has it, and matrix roots of the nearly singular
    covariance of a nearly grey picture need it.
    """
    samples = maps.detach().to("cpu", torch.float64).transpose(0, 1).flatten(1)
    mean = samples.mean(dim=1)
    centred = samples - mean[:, None]
    return mean, centred @ centred.T / samples.shape[1]


def invertible(cov: Tensor) -> Tensor:
    """The covariance with its eigenvalues lifted to :data:`VARIANCE_FLOOR`, if any lie below."""
    values, vectors = torch.linalg.eigh(cov)
    floor = VARIANCE_FLOOR * float(values.sum()) / len(cov) + 1e-12
    if float(values.min()) >= floor:
        return cov
    lifted: Tensor = (vectors * values.clamp_min(floor)) @ vectors.T
    return lifted


def _power(symmetric: Tensor, exponent: float) -> Tensor:
    """Power of a symmetric positive matrix through its eigenvalues."""
    values, vectors = torch.linalg.eigh(symmetric)
    power: Tensor = (vectors * values.clamp_min(1e-300) ** exponent) @ vectors.T
    return power
