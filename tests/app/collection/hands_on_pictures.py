"""Hands for the tests of the library: pictures, drags, places to drop on."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtWidgets import QWidget

from lgt_app.panels.collection.collection_panel import LibraryPanel
from lgt_app.widgets.drop_overlay import DropOverlay

from ..hands import hover


def picture(path: Path, size: tuple[int, int] = (320, 280), seed: int = 0) -> Path:
    """A small picture whose content depends on the seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.linear_gradient("L").resize(size).rotate(seed * 7)
    bands = (image, image.transpose(Image.Transpose.ROTATE_180), Image.new("L", size, seed % 256))
    Image.merge("RGB", bands).save(path, quality=90)
    return path


def drag(widget: QWidget, mime: QMimeData, point: QPoint) -> DropOverlay:
    """Drag over a widget; its overlay says what would happen."""
    hover(widget, mime, point)
    return widget.findChild(DropOverlay)


def empty_place(panel: LibraryPanel) -> QPoint:
    view = panel.styles.cards.viewport()
    return QPoint(view.width() // 2, view.height() - 5)


def card_centre(panel: LibraryPanel, name: str) -> QPoint:
    cards = panel.styles.cards
    return cards.visualRect(cards.card_model().index(cards.card_model().row_of(name))).center()
