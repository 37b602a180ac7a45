"""Pictures between the engine (PIL) and the window (QImage); safe in any thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QImageWriter

from lgt_engine.io.atomic_files import atomic_file

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


def save_qimage(image: QImage, path: Path, quality: int) -> None:
    """Write a picture of the kind that the suffix names; it appears whole or not at all.

    Raises
    ------
    OSError
    """
    with atomic_file(path) as part:
        writer = QImageWriter(str(part), path.suffix[1:].lower().encode())
        writer.setQuality(quality)
        if not writer.write(image):
            raise OSError(writer.errorString())
