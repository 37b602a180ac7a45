"""Reference rows: what a picture gains with no learned style at all.

Whatever LGT reports stands beside these. All are pure functions: the Gaussian colour transfer on
pixels ``[B, 3, H, W]`` in ``[-1, 1]``, the latent transfers on codec latents ``[B, C, h, w]``.

One affine map carries all the pictures given, as one distribution, to the pool of the style
pictures: the linear counterpart of the flow itself, and the rows published for LGT. With
``per_picture=True`` every picture gets a map of its own, so each takes the whole contrast of the
style: a harder row on texture, at the price of structure.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

#: Least eigenvalue of a covariance, as a share of the mean variance. A grey or flat picture has
#: directions of no variance, and rounding noise there would be amplified without bound.
VARIANCE_FLOOR = 1e-6


def noop(pixels: Tensor) -> Tensor:
    """The photo itself: gains 0, structure 1."""
    return pixels


def gaussian_colour_transfer(
    photos: Tensor, style: Tensor, *, per_picture: bool = False, clip: bool = True
) -> Tensor:
    r"""Optimal transport of the photos' RGB Gaussian to the style's: recolouring at its best.

    .. math:: x \mapsto \mu_s + T (x - \mu_p), \qquad
        T = \Sigma_p^{-1/2} (\Sigma_p^{1/2} \Sigma_s \Sigma_p^{1/2})^{1/2} \Sigma_p^{-1/2}

    Parameters
    ----------
    photos : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.
    style : Tensor [N, 3, H', W']
        Style pixels, pooled into one Gaussian.
    per_picture : bool
        One map for each photo rather than one for all.
    clip : bool
        Limit the result to ``[-1, 1]``, as any file would. Without it, mean and covariance are
        matched exactly.

    Returns
    -------
    Tensor [B, 3, H, W]

    References
    ----------
    Pitié, Kokaram, "The linear Monge-Kantorovitch linear colour mapping for example-based colour
    transfer", CVMP 2007.
    """
    moved = _carry(photos, style, monge_map, per_picture)
    return moved.clamp(-1.0, 1.0) if clip else moved


def latent_adain(latents: Tensor, style_latents: Tensor, *, per_picture: bool = False) -> Tensor:
    """Give each latent channel the style's mean and standard deviation.

    Parameters
    ----------
    latents : Tensor [B, C, h, w]
    style_latents : Tensor [N, C, h', w']

    References
    ----------
    Huang, Belongie, "Arbitrary style transfer in real-time with adaptive instance normalization",
    ICCV 2017 (there on VGG features).
    """

    def scale_each(source: Tensor, target: Tensor) -> Tensor:
        return torch.diag((target.diagonal() / source.diagonal()).sqrt())

    return _carry(latents, style_latents, scale_each, per_picture)


def latent_whitening_colouring(
    latents: Tensor, style_latents: Tensor, *, per_picture: bool = False
) -> Tensor:
    r"""Whiten the latent channels, then give them the style's covariance and mean.

    .. math:: x \mapsto \mu_s + \Sigma_s^{1/2} \Sigma_x^{-1/2} (x - \mu_x)

    Parameters
    ----------
    latents : Tensor [B, C, h, w]
    style_latents : Tensor [N, C, h', w']

    References
    ----------
    Li, Fang, Yang, Wang, Lu, Yang, "Universal style transfer via feature transforms", NeurIPS 2017.
    """

    def whiten_and_colour(source: Tensor, target: Tensor) -> Tensor:
        return _power(target, 0.5) @ _power(source, -0.5)

    return _carry(latents, style_latents, whiten_and_colour, per_picture)


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


def _carry(
    maps: Tensor,
    style: Tensor,
    linear: Callable[[Tensor, Tensor], Tensor],
    per_picture: bool,
) -> Tensor:
    """Apply ``x -> mean_s + linear(cov_x, cov_s) (x - mean_x)``, of all or each by itself."""
    if per_picture:
        return torch.cat([_carry(one[None], style, linear, False) for one in maps.unbind(0)])
    mean, cov = colour_statistics(maps)
    mean_style, cov_style = colour_statistics(style)
    matrix = linear(_invertible(cov), _invertible(cov_style))
    offset = (mean_style - matrix @ mean).to(maps)
    return torch.einsum("dc,bchw->bdhw", matrix.to(maps), maps) + offset[:, None, None]


def _invertible(cov: Tensor) -> Tensor:
    """The covariance with its eigenvalues lifted to the floor; unchanged where all lie above it."""
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
