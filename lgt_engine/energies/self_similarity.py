r"""Self-similarity distance, exactly, without any N×N matrix.

With columns of unit norm, ``A(X) = XᵀX`` holds the cosine similarities of N positions. Let
``U = X − S`` and ``V = (X + S)/2``; then ``A(X) − A(S) = UᵀV + VᵀU`` and

.. math:: \|A(X) - A(S)\|_F^2 = 2\langle UU^T, VV^T\rangle + 2\langle UV^T, VU^T\rangle,

which needs C×C products only: O(N·C²) time, and, being quadratic in U, no cancellation near zero.
Reference for the energy: Kolkin et al., "Style Transfer by Relaxed Optimal Transport and
Self-Similarity" (2019); the low-rank identity is elementary.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lgt_engine.ops.full_precision import full_precision


@full_precision
def self_similarity_distance(
    x: Tensor,
    s: Tensor,
    *,
    max_spatial_samples: int | None = None,
    generator: Generator | None = None,
    patch_size: int = 1,
    pool: int = 1,
    centred: bool = False,
) -> Tensor:
    """Mean squared difference of the cosine self-similarities of ``x`` and ``s``.

    Parameters
    ----------
    x, s : Tensor
        ``[B, C, H, W]``, compared position by position.
    max_spatial_samples : int, optional
        Use this many random positions (the founding approximation). ``None`` is exact.
    generator : torch.Generator, optional
        CPU generator of the sampled positions.
    patch_size : int
        Features are k×k patches (C·k² numbers a position) instead of single cells.
    pool : int
        Average-pool by this factor first, so that fine texture is free.
    centred : bool
        Subtract the mean feature of each picture, so that the palette is free.

    Returns
    -------
    Tensor
        Scalar ≥ 0: the mean over the batch and the N² pairs. At most 4.

    Raises
    ------
    ValueError
        When the shapes differ.
    """
    if x.shape != s.shape:
        raise ValueError(f"shapes differ: {tuple(x.shape)} and {tuple(s.shape)}")
    features = [_features(z, patch_size, pool, centred) for z in (x, s)]
    if max_spatial_samples is not None and features[0].shape[-1] > max_spatial_samples:
        chosen = torch.randperm(features[0].shape[-1], generator=generator)[:max_spatial_samples]
        features = [z[..., chosen.to(z.device)] for z in features]
    x_unit, s_unit = (F.normalize(z, dim=1, eps=1e-6) for z in features)
    u, v = x_unit - s_unit, (x_unit + s_unit) / 2
    uv = u @ v.mT
    squared = 2 * ((u @ u.mT) * (v @ v.mT)).sum((1, 2)) + 2 * (uv * uv.mT).sum((1, 2))
    # Rounding can leave a tiny negative number where the distance is zero.
    return (squared / x_unit.shape[-1] ** 2).mean().clamp_min(0)


def _features(z: Tensor, patch_size: int, pool: int, centred: bool) -> Tensor:
    """``[B, C, H, W]`` → features in columns, ``[B, C·k², N]``."""
    if pool > 1:
        z = F.avg_pool2d(z, pool)
    if patch_size > 1:
        rows, columns = z.shape[-2] - patch_size + 1, z.shape[-1] - patch_size + 1
        shifts = [(i, j) for i in range(patch_size) for j in range(patch_size)]
        z = torch.cat([z[..., i : i + rows, j : j + columns] for i, j in shifts], dim=1)
    flat = z.flatten(2)
    return flat - flat.mean(-1, keepdim=True) if centred else flat
