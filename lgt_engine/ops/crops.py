"""Random square crops of style pictures, for training and for judging alike.

A painting is far larger than the 256 pixels a network sees. Where it is cut, and from how much of
it a crop is shrunk, decides how large its strokes are; training and judge must cut alike, with
different seeds.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

#: Added to a training seed by :func:`evaluation_seed`; any odd number far from small seeds would
#: do.
_JUDGE_OFFSET = 7_919

#: Additive recurrence in three dimensions (scale, down, across): powers of the root of
#: g^4 = g + 1. Any number of crops covers the picture evenly, where independent draws clump: the
#: ceiling "style against itself" of 16 crops varies about half as much.
_STEPS = torch.tensor([1.22074408460575947536**-power for power in (1, 2, 3)], dtype=torch.float64)


def evaluation_seed(seed: int) -> int:
    """Seed of the crops that judge a training run whose own crops use ``seed``; never equal."""
    return seed + _JUDGE_OFFSET


def style_crops(
    image_pixels: Tensor | Sequence[Tensor],
    *,
    size: int = 256,
    count: int = 16,
    scales: tuple[float, float] = (0.35, 1.0),
    seed: int = 0,
) -> Tensor:
    """Cut random square crops and resize them to one size.

    Parameters
    ----------
    image_pixels : Tensor [3, H, W] or [1, 3, H, W], or a sequence of such
        Whole pictures in ``[-1, 1]``, of any sizes; several take turns.
    size : int
        Side of the crops returned, in pixels.
    count : int
        How many crops.
    scales : tuple of float
        Range of the crop's side as a share of the picture's short side, ``0 < low <= high``;
        drawn uniformly. Crops smaller than ``size`` are enlarged; where a crop is larger than the
        picture, the picture is mirrored at its edges.
    seed : int
        Fixes the crops; see :func:`evaluation_seed`. The start is random, the rest a
        low-discrepancy sequence; the first n of more crops are the n crops.

    Returns
    -------
    Tensor [count, 3, size, size]
        Bicubic with antialiasing, limited to ``[-1, 1]``.
    """
    low, high = scales
    if not 0.0 < low <= high:
        raise ValueError(f"scales must satisfy 0 < low <= high, not {scales}")
    pictures = [image_pixels] if isinstance(image_pixels, Tensor) else list(image_pixels)
    pictures = [p[0] if p.ndim == 4 else p for p in pictures]
    if not pictures or any(p.ndim != 3 or p.shape[0] != 3 for p in pictures):
        raise ValueError("pictures must be [3, H, W], and at least one")
    generator = torch.Generator().manual_seed(seed)
    starts = torch.rand(len(pictures), 3, generator=generator, dtype=torch.float64)
    crops = []
    for index in range(count):
        turn, which = divmod(index, len(pictures))
        picture = pictures[which]
        share, down, across = ((starts[which] + turn * _STEPS) % 1.0).tolist()
        side = max(1, round((low + (high - low) * share) * min(picture.shape[-2:])))
        top = round(down * (picture.shape[-2] - side))
        left = round(across * (picture.shape[-1] - side))
        crops.append(resize(_square(picture, top, left, side)[None], size))
    return torch.cat(crops)


def _square(picture: Tensor, top: int, left: int, side: int) -> Tensor:
    """A square ``[3, side, side]`` of a picture ``[3, H, W]``, mirrored beyond its edges."""
    height, width = picture.shape[-2:]
    if side <= min(height, width):
        return picture[:, top : top + side, left : left + side]
    rows = _reflect_positions(torch.arange(top, top + side), height)
    return picture[:, rows][:, :, _reflect_positions(torch.arange(left, left + side), width)]


def _reflect_positions(positions: Tensor, length: int) -> Tensor:
    """Positions on a line that is mirrored at 0 and at ``length``, again and again."""
    turned = positions % (2 * length)
    return torch.minimum(turned, 2 * length - 1 - turned)


def resize(pixels: Tensor, size: int | tuple[int, int]) -> Tensor:
    """Antialiased bicubic resize of ``[B, 3, H, W]``, limited to ``[-1, 1]``."""
    target = (size, size) if isinstance(size, int) else size
    if tuple(pixels.shape[-2:]) == target:
        return pixels
    resized = F.interpolate(pixels, size=target, mode="bicubic", antialias=True)
    return resized.clamp(-1.0, 1.0)


def zoom_to_multiple(pixels: Tensor, zoom: float, multiple: int) -> Tensor:
    """``[B, 3, H, W]`` as a codec sees them: ``zoom`` ≥ 1 times as large, sides a multiple."""
    height, width = (multiple * round(zoom * side / multiple) for side in pixels.shape[-2:])
    return resize(pixels, (height, width))


def reflect_pad(x: Tensor, margin: int) -> Tensor:
    """``[B, C, H, W]`` with a margin reflected around it; repeated where it is too small."""
    mode = "reflect" if min(x.shape[-2:]) > margin else "replicate"
    return F.pad(x, (margin, margin, margin, margin), mode=mode)


def padded_to_multiple(pixels: Tensor, multiple: int) -> Tensor:
    """``[B, 3, H, W]`` with edges repeated below and right until sides are multiples."""
    bottom, right = -pixels.shape[-2] % multiple, -pixels.shape[-1] % multiple
    return F.pad(pixels, (0, right, 0, bottom), mode="replicate") if bottom or right else pixels


def to_uint8(pixels: Tensor) -> Tensor:
    """Pixels in [−1, 1] as uint8, a quarter of the memory."""
    return ((pixels.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)


def from_uint8(pixels: Tensor) -> Tensor:
    """uint8 pixels as float32 in [−1, 1]."""
    return pixels.float() / 127.5 - 1
