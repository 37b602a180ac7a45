"""Sliced Wasserstein distance between the patches of two sets of latents.

A random projection of every k×k patch is a convolution with a random unit filter, so no patch is
ever copied out. The noise of the estimator comes from the directions, not from the number of
patches; full orthogonal bases and a strided grid with a random offset give a small spread at a
fraction of the cost of independent directions on random patches.

References: Bonneel et al., "Sliced and Radon Wasserstein Barycenters of Measures" (2015); Elnekave
and Weiss, "Generating natural images with direct Patch Distributions Matching" (2022).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lgt_engine.ops.full_precision import full_precision

#: Directions when nothing else is said, give or take a part of a basis.
_ABOUT = 64


def orthogonal_filters(
    num_projections: int,
    channels: int,
    patch_size: int,
    *,
    zero_mean: bool = False,
    generator: Generator | None = None,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Random unit filters in complete orthonormal bases of the patch space.

    Parameters
    ----------
    num_projections : int
        How many filters; the last basis is cut short when it does not fit.
    zero_mean : bool
        Make every channel of every filter sum to zero, so that projections see texture and not the
        local mean. Needs ``patch_size`` ≥ 2.
    generator : torch.Generator, optional
        A CPU generator; draws are made on the CPU so that every device sees the same filters.

    Returns
    -------
    Tensor
        ``[num_projections, channels, patch_size, patch_size]`` on the CPU, each of unit L2 norm.
    """
    area = patch_size * patch_size
    size = channels * area
    if zero_mean and area == 1:
        raise ValueError("zero-mean filters need a patch of at least 2×2")
    rank = _rank(channels, patch_size, zero_mean)
    bases = []
    for _ in range(-(-num_projections // rank)):
        gauss = torch.randn(size, rank, generator=generator, dtype=torch.float64)
        if zero_mean:
            cube = gauss.view(channels, area, rank)
            gauss = (cube - cube.mean(1, keepdim=True)).view(size, rank)
        basis, upper = torch.linalg.qr(gauss)
        # Fixing the signs of R makes Q uniform (Haar) and independent of the LAPACK in use.
        bases.append((basis * upper.diagonal().sign()).T)
    filters = torch.cat(bases)[:num_projections]
    return filters.reshape(num_projections, channels, patch_size, patch_size).to(dtype)


def project_patches(
    latents: Tensor,
    filters: Tensor,
    *,
    groups: int = 1,
    stride: int = 1,
    offset: tuple[int, int] = (0, 0),
) -> Tensor:
    """Project the patches of each group of latents on every filter.

    Parameters
    ----------
    latents : Tensor
        ``[groups * b, C, H, W]``; consecutive ``b`` pictures form a group.
    filters : Tensor
        ``[P, C, k, k]``.

    Returns
    -------
    Tensor
        ``[groups, P, n]`` with ``n`` the patches of all pictures of a group.
    """
    top, left = offset
    projected = F.conv2d(latents[:, :, top:, left:], filters, stride=stride)
    pooled = projected.reshape(groups, -1, filters.shape[0], projected[0, 0].numel())
    return pooled.transpose(1, 2).reshape(groups, filters.shape[0], -1)


def wasserstein_1d(x: Tensor, y: Tensor, *, p: int = 1) -> Tensor:
    """``W_p^p`` between 1-d samples along the last axis: mean of |x_(i) − y_(i)|^p.

    x_(i) are order statistics.

    Parameters
    ----------
    x, y : Tensor
        ``[..., n]`` and ``[..., m]``; when n ≠ m, the quantiles of ``y`` are interpolated to n.

    Returns
    -------
    Tensor
        ``[...]``, ≥ 0.
    """
    x_sorted = x.sort(dim=-1).values
    y_sorted = match_quantiles(y.sort(dim=-1).values, x.shape[-1])
    difference = (x_sorted - y_sorted).abs()
    return (difference if p == 1 else difference**p).mean(-1)


def match_quantiles(ordered: Tensor, count: int) -> Tensor:
    """Linearly interpolate sorted samples ``[..., m]`` at ``count`` mid-point quantiles."""
    size = ordered.shape[-1]
    if size == count:
        return ordered
    # Half precision cannot count to the number of samples.
    dtype = torch.promote_types(ordered.dtype, torch.float32)
    position = torch.arange(count, device=ordered.device, dtype=dtype) + 0.5
    position = (position * (size / count) - 0.5).clamp(0, size - 1)
    low = position.floor().long()
    high = (low + 1).clamp(max=size - 1)
    share = (position - low).to(ordered.dtype)
    return ordered[..., low] * (1 - share) + ordered[..., high] * share


@full_precision
def sliced_wasserstein(
    x: Tensor,
    y: Tensor,
    *,
    patch_size: int = 3,
    num_projections: int | None = None,
    groups: int = 1,
    max_samples: int | None = None,
    generator: Generator | None = None,
    filters: Tensor | None = None,
    stride: int | None = None,
    zero_mean: bool = False,
    normalise: bool = False,
    stratified: bool = True,
    p: int = 1,
) -> Tensor:
    r"""Sliced Wasserstein distance between the patches of ``x`` and those of ``y``.

    .. math:: \frac{1}{P} \sum_p W_p^p(\langle \theta_p, \text{patches}(x)\rangle,
                                       \langle \theta_p, \text{patches}(y)\rangle)

    Parameters
    ----------
    x, y : Tensor
        ``[G·b, C, H, W]`` and ``[G·r, C, H', W']``. Patches are pooled inside each of the ``G``
        groups (one group a target style) and never across them: a pool over the whole batch could
        not tell two swapped styles apart.
    patch_size : int
        Side k of the patches, in latent cells.
    num_projections : int, optional
        Directions. Whole orthonormal bases of the patch space (C·k², or C·(k² − 1) with zero-mean
        filters) cover it evenly: 72 directions of 3×3 patches of 4 channels vary half as much from
        draw to draw as 64. ``None`` takes as many whole bases as come nearest to 64, at least one.
    groups : int
        Number of groups ``G``; both batches must be divisible by it.
    max_samples : int, optional
        Cap on the samples of each group, drawn anew each call. ``None`` uses every grid patch.
    generator : torch.Generator, optional
        CPU generator of filters, grid offsets and sample choice.
    filters : Tensor, optional
        ``[P, C, k, k]`` to use instead of random ones (fixed projections for repeatable tests).
    stride : int, optional
        Grid step; ``patch_size`` by default, with a random offset when it is above 1.
    zero_mean : bool
        Per-channel zero-mean filters: texture without colour.
    normalise : bool
        Divide by the spread of ``y`` along each projection, so faint texture weighs as much as
        bold colour.
    stratified : bool
        With ``max_samples``: take evenly spaced patches from a random start instead of independent
        uniform ones.
    p : int
        Exponent of the ground distance.

    Returns
    -------
    Tensor
        Scalar ≥ 0, in float32 (or float64 for float64 input), also inside autocast.

    Raises
    ------
    ValueError
        When a batch is not divisible by ``groups`` or the pictures are smaller than a patch.
    """
    _check_shapes(x, y, patch_size, groups)
    if filters is None:
        count = num_projections or _whole_bases(_rank(x.shape[1], patch_size, zero_mean))
        filters = orthogonal_filters(
            count, x.shape[1], patch_size, zero_mean=zero_mean, generator=generator
        )
    filters = filters.to(device=x.device, dtype=x.dtype)
    step = patch_size if stride is None else stride
    offset = _random_offset(x, y, patch_size, step, generator)
    projected_x = project_patches(x, filters, groups=groups, stride=step, offset=offset)
    projected_y = project_patches(y, filters, groups=groups, stride=step, offset=offset)
    if max_samples is not None:
        projected_x = subsample(projected_x, max_samples, stratified, generator)
        projected_y = subsample(projected_y, max_samples, stratified, generator)
    if normalise:
        spread = projected_y.std(-1, keepdim=True).clamp_min(1e-4)
        projected_x, projected_y = projected_x / spread, projected_y / spread
    return wasserstein_1d(projected_x, projected_y, p=p).mean()


def _rank(channels: int, patch_size: int, zero_mean: bool) -> int:
    """Dimensions that the projected patches span."""
    return channels * (patch_size * patch_size - int(zero_mean))


def _whole_bases(rank: int) -> int:
    return rank * max(1, round(_ABOUT / rank))


def _check_shapes(x: Tensor, y: Tensor, patch_size: int, groups: int) -> None:
    if x.shape[0] % groups or y.shape[0] % groups:
        raise ValueError(
            f"batches of {x.shape[0]} and {y.shape[0]} do not divide into {groups} groups"
        )
    if min(*x.shape[-2:], *y.shape[-2:]) < patch_size:
        raise ValueError(
            f"latents of {tuple(x.shape[-2:])} hold no {patch_size}×{patch_size} patch"
        )


def _random_offset(
    x: Tensor, y: Tensor, patch_size: int, stride: int, generator: Generator | None
) -> tuple[int, int]:
    room = min(*x.shape[-2:], *y.shape[-2:]) - patch_size + 1
    top, left = torch.randint(min(stride, room), (2,), generator=generator).tolist()
    return top, left


def subsample(
    projected: Tensor, count: int, stratified: bool, generator: Generator | None
) -> Tensor:
    """At most ``count`` samples of the last axis; see ``max_samples`` and ``stratified`` above."""
    total = projected.shape[-1]
    if total <= count:
        return projected
    if stratified:
        start = float(torch.rand(1, generator=generator))
        chosen = ((torch.arange(count, dtype=torch.float64) + start) * (total / count)).long()
        chosen = chosen.clamp(max=total - 1)
    else:
        chosen = torch.randperm(total, generator=generator)[:count]
    return projected[..., chosen.to(projected.device)]
