"""Small pictures for lists: decoded beside the window, newest wish first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from lgt_engine.control import Control
from lgt_engine.errors import ImageError
from lgt_engine.images.formats import kind_of

from .inspection import is_cut_off

#: Longer side of a thumbnail in pixels: sharp at twice the usual cell.
THUMBNAIL_SIDE = 224

# Wishes beyond this are of cells that were scrolled past; they are asked for again when seen.
_MAX_WAITING = 240
_BATCH_SECONDS = 0.03

#: Decoded small by Qt, many times faster than whole by the engine.
_READ_BY_QT = ("JPEG", "PNG", "WebP")


@dataclass(frozen=True)
class Thumbnail:
    """A small picture, or why there is none.

    Attributes
    ----------
    path : Path
    image : QImage or None
    problem : str
        Empty when the file could be read.
    """

    path: Path
    image: QImage | None = field(repr=False)
    problem: str = ""


class WishList:
    """Paths that wait for a thumbnail; the newest is served first. Safe in any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[Path, None] = OrderedDict()

    def add(self, path: Path) -> None:
        """Ask for a path, or ask again: it moves to the front."""
        with self._lock:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > _MAX_WAITING:
                self._waiting.popitem(last=False)

    def take(self) -> Path | None:
        """The newest wish, or None."""
        with self._lock:
            return self._waiting.popitem()[0] if self._waiting else None

    def clear(self) -> None:
        """Forget all wishes."""
        with self._lock:
            self._waiting.clear()


@dataclass(frozen=True)
class ServeThumbnails:
    """Make thumbnails, in small batches, until no wish is left."""

    wishes: WishList

    def __call__(self, control: Control) -> Iterator[tuple[Thumbnail, ...]]:
        batch: list[Thumbnail] = []
        told = time.monotonic()
        while not control.stopping and (path := self.wishes.take()) is not None:
            batch.append(read_thumbnail(path))
            if time.monotonic() - told > _BATCH_SECONDS:
                yield tuple(batch)
                batch, told = [], time.monotonic()
        if batch:
            yield tuple(batch)


def read_thumbnail(path: Path, side: int = THUMBNAIL_SIDE) -> Thumbnail:
    """Decode a file at a small size; unusual files go through the engine's reader."""
    try:
        form = _format_of(path)
        whole = not is_cut_off(path)  # Qt would show half a picture and call it whole
    except OSError:
        return _through_engine(path, side)
    if form not in _READ_BY_QT or not whole:
        return _through_engine(path, side)
    file = QFile(str(path))  # opened here: it may be gone by now, of which Qt's reader would warn
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return _through_engine(path, side)
    # Qt asks no other format: the one for SVG connects signals, and a thread that does so while it
    # holds the interpreter can wait for ever for one that wants it.
    reader = QImageReader(file, form.lower().encode())
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        if max(size.width(), size.height()) > side:
            reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if not image.isNull():
            return Thumbnail(path, _finished(image, side))
    return _through_engine(path, side)


def _format_of(path: Path) -> str:
    with path.open("rb") as stream:
        return kind_of(stream.read(64)) or ""


def _through_engine(path: Path, side: int) -> Thumbnail:
    from lgt_app.workers.qt_images import qimage_of
    from lgt_engine.images import fit_inside, open_picture

    try:
        picture = open_picture(path, min_side=1)
    except ImageError as error:
        return Thumbnail(path, None, str(error))
    return Thumbnail(path, qimage_of(fit_inside(picture.image, side)))


def _finished(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) > side:
        image = image.scaled(
            QSize(side, side),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    space = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    if image.colorSpace().isValid() and image.colorSpace() != space:
        image.convertToColorSpace(space)
    return image
