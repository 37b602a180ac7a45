"""Pictures between the engine (PIL) and the window (QImage); safe in any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PIL import Image


def qimage_of(image: Image.Image) -> QImage:
    """A QImage that owns its pixels; alpha is kept."""
    if image.mode == "RGBA":
        data, channels, form = image.tobytes(), 4, QImage.Format.Format_RGBA8888
    else:
        data, channels = image.convert("RGB").tobytes(), 3
        form = QImage.Format.Format_RGB888
    made = QImage(data, image.width, image.height, channels * image.width, form)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
