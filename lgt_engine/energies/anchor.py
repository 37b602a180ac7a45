"""The low-band anchor: keep the large shapes the right way up, leave palette and texture free."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from lgt_engine.ops.full_precision import full_precision


@full_precision
def low_band_distance(x: Tensor, s: Tensor, *, pool: int = 4, eps: float = 1e-3) -> Tensor:
    """Mean squared difference of instance-normalised, average-pooled latents.

    Self-similarity cannot see a flipped sign or a rotated palette; this term can, and only this:
    each channel's mean and contrast are divided out, fine texture is averaged out.

    Parameters
    ----------
    x, s : Tensor
        ``[B, C, H, W]``.
    pool : int
        Pooling factor in latent cells.

    Returns
    -------
    Tensor
        Scalar in [0, 4]: 0 for equal low bands up to an affine map per channel, 4 for inverted.
    """
    difference = _normalised_low_band(x, pool, eps) - _normalised_low_band(s, pool, eps)
    return difference.square().mean()


def _normalised_low_band(z: Tensor, pool: int, eps: float) -> Tensor:
    low = F.avg_pool2d(z, min(pool, *z.shape[-2:]))
    centred = low - low.mean((2, 3), keepdim=True)
    return centred / (centred.square().mean((2, 3), keepdim=True) + eps).sqrt()
