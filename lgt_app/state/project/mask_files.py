"""Masks of a project: a grey PNG file for each photo that has one, in the folder ``masks``.

In memory a mask is the text of such a file in base64, or empty: a plain value that compares, that a
journal keeps, and that needs no file as long as somebody works with it.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter

from lgt_engine.io.atomic_files import write_atomically

from .names import safe_name
from .stored_values import stored_path

#: Longest side in pixels. The flow uses one number for 8 × 8 pixels of a copy of some 1000 pixels.
SIDE = 512
_NAME_LENGTH = 40


def mask_path(folder: Path, photo: Path) -> Path:
    """Where a project in ``folder`` keeps the mask of a photo, there or not."""
    word = hashlib.sha256(str(stored_path(photo, folder)).encode("utf-8", "replace")).hexdigest()
    return folder / "masks" / f"{safe_name(photo.stem, most=_NAME_LENGTH)} {word[:12]}.png"


def read_mask(folder: Path, photo: Path) -> str:
    """The mask of a photo; empty where there is none, or only a damaged file."""
    path = mask_path(folder, photo)
    return mask_text(QImage(str(path))) if path.is_file() else ""


def write_mask(folder: Path, photo: Path, mask: str) -> None:
    """Keep the mask of a photo, whole or not at all; an empty one leaves no file.

    Raises
    ------
    OSError
    """
    path = mask_path(folder, photo)
    if mask:
        path.parent.mkdir(exist_ok=True)  # fails where the project itself is gone
        write_atomically(path, base64.b64decode(mask))
    else:
        path.unlink(missing_ok=True)


def mask_text(image: QImage) -> str:
    """A picture as a mask; empty for one that is white all over, or no picture."""
    if image.isNull():
        return ""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    if max(grey.width(), grey.height()) > SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        grey = grey.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        grey = grey.convertToFormat(QImage.Format.Format_Grayscale8)
    if grey == white(grey.width(), grey.height()):
        return ""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(grey)
    return base64.b64encode(buffer.data().data()).decode()


def mask_image(mask: str, width: int, height: int) -> QImage:
    """A mask as grey pixels of this size; white where there is none."""
    found = QImage.fromData(base64.b64decode(mask)) if mask else QImage()
    if found.isNull():
        return white(width, height)
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    same = (found.width(), found.height()) == (width, height)
    fitted = found if same else found.scaled(width, height, keep, smooth)
    return fitted.convertToFormat(QImage.Format.Format_Grayscale8)


def white(width: int, height: int) -> QImage:
    """The mask that changes nothing."""
    made = QImage(width, height, QImage.Format.Format_Grayscale8)
    made.fill(255)
    return made
