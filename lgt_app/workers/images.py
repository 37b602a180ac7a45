"""Pictures between the engine (PIL, tensors) and the window (QImage); safe in any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PIL import Image
    from torch import Tensor


def qimage_of(image: Image.Image) -> QImage:
    """A QImage that owns its pixels; alpha is kept."""
    if image.mode == "RGBA":
        data, channels, form = image.tobytes(), 4, QImage.Format.Format_RGBA8888
    else:
        data, channels = image.convert("RGB").tobytes(), 3
        form = QImage.Format.Format_RGB888
    made = QImage(data, image.width, image.height, channels * image.width, form)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def qimage_of_tensor(pixels: Tensor) -> QImage:
    """From uint8 ``[H, W, 3]``."""
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    data = pixels.contiguous().numpy().tobytes()
    made = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
