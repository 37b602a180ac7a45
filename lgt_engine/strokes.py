r"""Strokes: what lies in a picture is drawn out along the forms it belongs to.

A brush, a pencil or a burin moves; what it leaves runs along the forms of the picture. Patches of
latents are too coarse to say so, and grain knows no direction at all. Both show in one number, how
much one orientation prevails around each pixel, in eigenvalues of the structure tensor J:

.. math:: A = \mathrm{mean}\, \frac{λ_1 - λ_2}{λ_1 + λ_2}, \qquad
    J = G_ρ * (\nabla (G_σ * y)\, \nabla (G_σ * y)^T)

A is 0 where there is no orientation, 1 where there is only one. Where a style has more of it than
its pictures (a painting in long strokes: 0.56 to 0.72, its pictures 0.42 to 0.49), a share of each
pixel is replaced by its mean along the forms, a short line integral; where the style has less (a
mosaic 0.46), nothing is. Lines along a form change no edge of it.

References: Cabral and Leedom, "Imaging vector fields using line integral convolution" (1993);
Weickert, "Coherence-enhancing diffusion filtering" (1999), for the measure and the tensor.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from .bands import blur

#: Standard deviation of a line integral in pixels, reached in rounds: each follows the curve anew.
_LENGTH = 2.0
_ROUNDS = 2
_REACH = math.ceil(2 * _LENGTH / math.sqrt(_ROUNDS))
_OFFSETS = tuple(range(-_REACH, _REACH + 1))
_BELL = tuple(math.exp(-0.5 * _ROUNDS * (offset / _LENGTH) ** 2) for offset in _OFFSETS)
_WEIGHTS = tuple(height / sum(_BELL) for height in _BELL)
#: Rows at once: bounds the memory, changes no pixel.
_ROWS = 256
#: Blur of the picture before its gradients are taken (σ), in pixels.
_INNER = 1.0
#: Window (ρ) in which one orientation is looked for: to measure, and for the lines to follow. The
#: second is wider, so that strokes run on through flat places between forms.
_MEASURED = 4.0
_FOLLOWED = 8.0
#: Squared gradient below which a place has no form of its own, a twentieth of a level of 8 bits a
#: pixel: strokes lie level there, instead of as the last bit of a number says.
_FLAT = (0.05 / 127.5) ** 2
_TINY = 1e-9


def anisotropy(light: Tensor) -> float:
    """How far one orientation prevails around each pixel of maps ``[B, 1, H, W]``; in [0, 1]."""
    xx, xy, yy = _structure_tensor(light, _MEASURED)
    spread = ((xx - yy).square() + 4 * xy.square()).sqrt()
    return float(((spread + _TINY) / (xx + yy + 2 * _TINY)).mean())


def drawn_out(pixels: Tensor, light: Tensor, share: float) -> Tensor:
    """A share in [0, 1] of every pixel replaced by its mean along the forms.

    Parameters
    ----------
    pixels : Tensor
        ``[B, C, H, W]``.
    light : Tensor
        ``[B, 1, H, W]`` in which the forms are looked for.
    share : float
        At 0 the pixels are returned as they are.
    """
    if share <= 0:
        return pixels
    return torch.lerp(pixels, _line_means(pixels, _along(light)), share)


def _structure_tensor(light: Tensor, window: float) -> tuple[Tensor, Tensor, Tensor]:
    """Entries xx, xy and yy, each ``[B, 1, H, W]``."""
    padded = F.pad(blur(light, _INNER), (1, 1, 1, 1), mode="replicate")
    across = (padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]) / 2
    down = (padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]) / 2
    xx, xy, yy = (blur(each, window) for each in (across.square(), across * down, down.square()))
    return xx, xy, yy


def _along(light: Tensor) -> Tensor:
    """Unit vectors (x, y) along the forms, ``[B, H, W, 2]``: across the prevailing gradient."""
    xx, xy, yy = _structure_tensor(light, _FOLLOWED)
    angle = torch.atan2(2 * xy, xx - yy - _FLAT) / 2 + math.pi / 2
    return torch.cat([angle.cos(), angle.sin()], 1).permute(0, 2, 3, 1)


def _line_means(pixels: Tensor, along: Tensor) -> Tensor:
    """Gaussian means of ``[B, C, H, W]`` along lines; edges are continued with their last value."""
    for _ in range(_ROUNDS):
        padded = F.pad(pixels, (_REACH,) * 4, mode="replicate")
        tops = range(0, pixels.shape[-2], _ROWS)
        pixels = torch.cat([_strip(padded, along, top) for top in tops], 2)
    return pixels


def _strip(padded: Tensor, along: Tensor, top: int) -> Tensor:
    """Means of the rows from ``top`` of maps that are padded by the reach of a line."""
    along = along[:, top : top + _ROWS]
    rows, width = along.shape[1:3]
    # grid_sample counts from −1 to 1 over the padded maps.
    scale = 2 / torch.tensor([padded.shape[-1], padded.shape[-2]]).to(along)
    down = torch.arange(top, top + rows).to(along)[:, None].expand(rows, width)
    across = torch.arange(width).to(along).expand(rows, width)
    here = (torch.stack([across, down], -1) + _REACH + 0.5) * scale - 1
    step = along * scale
    total: Tensor | None = None
    for offset, weight in zip(_OFFSETS, _WEIGHTS, strict=True):
        moved = torch.add(here, step, alpha=offset)
        seen = F.grid_sample(padded, moved, align_corners=False).mul_(weight)
        total = seen if total is None else total.add_(seen)
    assert total is not None
    return total
