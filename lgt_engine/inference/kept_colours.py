"""A picture with the colours of its photo, at full size."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_engine.ops.oklab import keep_colours

#: Pixels of a strip: bounds the memory, changes no pixel.
_STRIP = 2**18


def with_kept_colours(result: Image.Image, photo: Image.Image, share: float) -> Image.Image:
    """Lightness of a result, and colours between its own and those of its photo.

    Parameters
    ----------
    result, photo : PIL.Image.Image
        RGB; a photo of another size is scaled to that of the result.
    share : float
        0 is ``result`` itself; at 1 its colours are the photo's, as far as sRGB has them at that
        lightness; see :func:`lgt_engine.ops.oklab.keep_colours`.

    Returns
    -------
    PIL.Image.Image
        RGB, of the same size.
    """
    if not share:
        return result
    if photo.size != result.size:
        photo = photo.resize(result.size, Image.Resampling.LANCZOS)
    made = Image.new("RGB", result.size)
    rows = max(1, _STRIP // result.width)
    for top in range(0, result.height, rows):
        box = (0, top, result.width, min(result.height, top + rows))
        one, other = (np.asarray(picture.crop(box)) for picture in (result, photo))
        made.paste(Image.fromarray(keep_colours(one, other, share)), box)
    return made
