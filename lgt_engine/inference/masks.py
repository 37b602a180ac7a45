"""Masks: where in a photo a style is strong, weak or absent.

White leaves the strength as it is asked for, black leaves the photo.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from lgt_engine.errors import DataError
from lgt_engine.images import open_picture
from lgt_engine.images.colour import normalise
from lgt_engine.ops.crops import padded_to_multiple

# Where nothing was painted, nothing is to be strong.
_GROUND = (0, 0, 0)
_DIGITS = 8
#: Below this much of a mask the photo's own pixels begin to show.
_WEAK = 0.15


def open_mask(path: Path) -> Image.Image:
    """A picture file as a mask: mode L, upright; colours by their luminance, transparency black.

    Raises
    ------
    ImageError
        When the file cannot be read; says why.
    """
    return open_picture(path, min_side=1, ground=_GROUND).image.convert("L")


def grey_mask(mask: Image.Image) -> Image.Image:
    """A picture of any mode as :func:`open_mask` reads it; raises DataError without pixels."""
    if min(mask.size) < 1:
        raise DataError("The mask has no pixels.")
    return mask if mask.mode == "L" else normalise(mask, 1, _GROUND)[0].convert("L")


def mask_digest(mask: Image.Image) -> str:
    """A short word that differs for different masks."""
    return hashlib.sha256(f"{mask.size}".encode() + mask.tobytes()).hexdigest()[:_DIGITS]


def mask_cells(mask: Image.Image, size: tuple[int, int], cell: int) -> Tensor:
    """A mask as the flow uses it: smooth, one number in [0, 1] for each cell.

    Parameters
    ----------
    mask : PIL.Image.Image
        Mode L, of any size; it is stretched over the photo.
    size : (int, int)
        Width and height of the photo's copy that is worked on, in pixels.
    cell : int
        Side of a cell in pixels.

    Returns
    -------
    Tensor
        ``[1, 1, h, w]`` float32 on the CPU; white is exactly 1, black exactly 0.
    """
    fitted = mask.resize(size, Image.Resampling.BILINEAR)
    levels = torch.frombuffer(bytearray(fitted.tobytes()), dtype=torch.uint8)
    shares = padded_to_multiple(levels.view(1, 1, *size[::-1]).float() / 255, cell)
    cells = F.avg_pool2d(shares, cell)
    # A hard edge would stop strokes as if they were cut.
    return F.avg_pool2d(F.pad(cells, (1, 1, 1, 1), mode="replicate"), 3, stride=1).clamp(0.0, 1.0)


def kept_share(mask: Image.Image, size: tuple[int, int], cell: int) -> Image.Image:
    """How much of the photo's own pixels a result has: all where the mask is black, soon none.

    There the codec drew the photo again, softer than it is: faces would lose their finest lines.
    The arguments are those of :func:`mask_cells`.

    Returns
    -------
    PIL.Image.Image
        Mode L, of ``size``.
    """
    cells = mask_cells(mask, size, cell)[0, 0]
    levels = (255 * (1 - cells / _WEAK)).clamp(0, 255).round().to(torch.uint8)
    box = (0.0, 0.0, size[0] / cell, size[1] / cell)  # the rest is padding
    return Image.fromarray(levels.numpy()).resize(size, Image.Resampling.BILINEAR, box)
