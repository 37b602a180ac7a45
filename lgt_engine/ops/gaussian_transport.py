"""Optimal transport between Gaussians in closed form (Pitié and Kokaram, 2007).

The baseline recolours photos with it, and training starts every style from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

#: Least eigenvalue of a covariance, as a share of the mean variance. A grey or flat picture has
#: directions of no variance, and rounding noise there would be amplified without bound.
VARIANCE_FLOOR = 1e-6
#: Added to the variances of a style's latents, so that a flat picture keeps some of the photo.
_LEAST_VARIANCE = 0.01


def monge_map(source: Tensor, target: Tensor) -> Tensor:
    """The symmetric positive matrix that carries ``N(0, source)`` to ``N(0, target)`` cheapest.

    Parameters
    ----------
    source, target : Tensor [C, C]
        Covariances; ``source`` must be invertible.
    """
    root, inverse = _matrix_power(source, 0.5), _matrix_power(source, -0.5)
    return inverse @ _matrix_power(root @ target @ root, 0.5) @ inverse


def channel_moments(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Mean ``[C]`` and covariance ``[C, C]`` of the channels over all pictures and positions.

    In float64 on the CPU: not every accelerator has it, and matrix roots of the nearly singular
    covariance of a nearly grey picture need it.
    """
    samples = maps.detach().to("cpu", torch.float64).transpose(0, 1).flatten(1)
    mean = samples.mean(dim=1)
    centred = samples - mean[:, None]
    return mean, centred @ centred.T / samples.shape[1]


def regularise_covariance(cov: Tensor) -> Tensor:
    """The covariance with its eigenvalues lifted to :data:`VARIANCE_FLOOR`, if any lie below."""
    values, vectors = torch.linalg.eigh(cov)
    floor = VARIANCE_FLOOR * float(values.sum()) / len(cov) + 1e-12
    if float(values.min()) >= floor:
        return cov
    lifted: Tensor = (vectors * values.clamp_min(floor)) @ vectors.T
    return lifted


def _matrix_power(symmetric: Tensor, exponent: float) -> Tensor:
    """Power of a symmetric positive matrix through its eigenvalues."""
    values, vectors = torch.linalg.eigh(symmetric)
    power: Tensor = (vectors * values.clamp_min(1e-300) ** exponent) @ vectors.T
    return power


def palette_flow(
    photos: tuple[Tensor, Tensor], pictures: tuple[Tensor, Tensor], num_steps: int
) -> tuple[Tensor, Tensor]:
    """The affine velocity ``M·x + b`` whose flow carries one Gaussian to another.

    ``num_steps`` Euler steps of it are the optimal transport map T of the Gaussians exactly: with
    P = T^(1/K), M = K·(P − 1), and b follows from the geometric sum of the steps.

    Parameters
    ----------
    photos, pictures : tuple of Tensor
        Mean ``[C]`` and covariance ``[C, C]`` of latents.
    num_steps : int
        Euler steps K of the training flow.

    Returns
    -------
    matrix, shift : Tensor
        ``[C, C]`` and ``[C]`` float32.
    """
    (mean, covariance), (target_mean, target_covariance) = (
        tuple(part.double().cpu() for part in statistics) for statistics in (photos, pictures)
    )
    identity = torch.eye(len(mean), dtype=torch.float64)
    whole = monge_map(covariance + 1e-6 * identity, target_covariance + _LEAST_VARIANCE * identity)
    values, vectors = torch.linalg.eigh(whole)
    step = (vectors * values.clamp_min(0) ** (1 / num_steps)) @ vectors.T
    powers = sum(
        (torch.linalg.matrix_power(step, index) for index in range(num_steps)),
        torch.zeros_like(identity),
    )
    shift = num_steps * torch.linalg.solve(powers, target_mean - whole @ mean)
    return (num_steps * (step - identity)).float(), shift.float()
