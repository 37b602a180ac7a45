"""Enlarge a stylized copy to the photo's own size, with the photo's own sharpness.

Strokes have to be as large as the style wants them, so a large photo is stylized as a smaller
copy. Plain enlarging would blur what the photo has sharp. Where the stylized copy follows the
photo locally, ``out ≈ a · photo + b`` in a small window, the same holds at full size: both
coefficients are smooth, so they are what is enlarged (He, Sun, "Fast guided filter", 2015; here
``b`` keeps the whole rest, so that strokes which the photo knows nothing of stay as painted).
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from lgt_engine.images import to_image, to_tensor
from lgt_engine.ops.crops import resize
from lgt_engine.progress import ProgressGenerator

from .kept_colours import with_kept_colours

#: Radius of the window in pixels of the copy.
_RADIUS = 2
#: Photo contrast below which a window counts as flat, in units of [−1, 1].
_FLAT = 0.04
#: Codecs alternate single pixels a little; enlarged, that is a pattern. A Gaussian of this σ, in
#: pixels of a copy half the photo's size or less, leaves a tenth of it and three quarters of lines
#: three pixels wide.
_SOFTENING = 0.7
#: Rows enlarged at once: bounds the memory, changes no pixel.
_ROWS = 256


def fit_to_photo(
    out: Tensor,
    copy: Image.Image,
    photo: Image.Image,
    keep_colours: float,
    kept: Image.Image | None = None,
) -> ProgressGenerator[Image.Image]:
    """A stylized ``copy`` of a photo, ``[1, 3, h, w]``, as a picture of the photo's size.

    ``keep_colours`` is the share of :func:`~lgt_engine.inference.kept_colours.with_kept_colours`,
    ``kept`` is :func:`~lgt_engine.inference.masks.kept_share` of its mask.
    """
    if max(photo.size) > max(copy.size):
        made = yield from upsample_guided(out, copy, photo)
    else:
        made = to_image(resize(out, photo.size[::-1]))
    if kept is not None:
        kept = kept.resize(photo.size, Image.Resampling.BILINEAR)
        made = Image.composite(photo, made, kept)
    return with_kept_colours(made, photo, keep_colours)


def upsample_guided(
    stylized: Tensor, copy: Image.Image, photo: Image.Image
) -> ProgressGenerator[Image.Image]:
    """Bring a stylized copy to the size of its photo; a share after each strip.

    Parameters
    ----------
    stylized : Tensor
        ``[1, 3, h, w]`` in [−1, 1].
    copy : PIL.Image.Image
        The photo at the size ``w × h`` that was stylized.
    photo : PIL.Image.Image
        RGB, larger.

    Returns
    -------
    PIL.Image.Image
        RGB, of the photo's size.
    """
    small = to_tensor(copy)[None]
    slope = _local_slopes(small, stylized.cpu())
    rest = stylized.cpu() - slope * small
    rest = _gaussian_blur(rest, _SOFTENING * min(1.0, photo.width / copy.width - 1.0))
    maps = [Image.fromarray(plane.numpy()) for plane in torch.cat([slope, rest], 1)[0]]
    result = Image.new("RGB", photo.size)
    for top in range(0, photo.height, _ROWS):
        bottom = min(photo.height, top + _ROWS)
        scale, offset = np.split(_rows(maps, photo.size, top, bottom), 2, axis=-1)
        sharp = np.asarray(photo.crop((0, top, photo.width, bottom)), np.float32) / 127.5 - 1
        pixels = np.clip((scale * sharp + offset + 1) * 127.5 + 0.5, 0, 255)
        result.paste(Image.fromarray(pixels.astype(np.uint8)), (0, top))
        yield bottom / photo.height
    return result


def _local_slopes(photo: Tensor, stylized: Tensor) -> Tensor:
    """How far each channel of the stylized copy follows the photo's, in [0, 1], ``[1, 3, h, w]``.

    Above 1 the photo's noise would be amplified, below 0 its edges would be drawn in negative.
    """
    side = 2 * _RADIUS + 1

    def mean(maps: Tensor) -> Tensor:
        padded = F.pad(maps, (_RADIUS,) * 4, mode="replicate")
        return F.avg_pool2d(padded, side, stride=1)

    centre_p, centre_s = mean(photo), mean(stylized)
    together = mean(photo * stylized) - centre_p * centre_s
    alone = mean(photo * photo) - centre_p * centre_p
    slope = (together / (alone + _FLAT**2)).clamp(0.0, 1.0)
    return mean(slope)


def _gaussian_blur(maps: Tensor, sigma: float) -> Tensor:
    """A Gaussian of ``sigma`` pixels, in two passes; ``[1, C, h, w]``."""
    if sigma <= 0:
        return maps
    offsets = torch.arange(-3, 4, dtype=maps.dtype)
    weights = torch.exp(-0.5 * (offsets / sigma) ** 2)
    line = (weights / weights.sum()).repeat(maps.shape[1], 1, 1, 1)
    padded = F.pad(maps, (3, 3, 3, 3), mode="replicate")
    across = F.conv2d(padded, line, groups=maps.shape[1])
    return F.conv2d(across, line.transpose(-1, -2), groups=maps.shape[1])


def _rows(
    maps: list[Image.Image], size: tuple[int, int], top: int, bottom: int
) -> NDArray[np.float32]:
    """Rows ``top`` to ``bottom`` of all maps enlarged to ``size``, ``[rows, width, maps]``.

    A box in Pillow selects output, not input: the filter reads across its border, so strips fit.
    """
    width, height = size
    shrink = maps[0].height / height
    box = (0.0, top * shrink, float(maps[0].width), min(bottom * shrink, maps[0].height))
    planes = [
        np.asarray(plane.resize((width, bottom - top), Image.Resampling.BICUBIC, box))
        for plane in maps
    ]
    return np.stack(planes, axis=-1)
