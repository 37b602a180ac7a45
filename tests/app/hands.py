"""Hands for the tests: real clicks, drags, keys and drops."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from lgt_app.state.preview.preview import STRIP

LEFT = Qt.MouseButton.LeftButton


def find(window: QWidget, name: str) -> QWidget:
    """The widget with this object name."""
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(window: QWidget, name: str) -> None:
    """Press a visible, enabled button with the mouse."""
    widget = find(window, name)
    assert widget.isVisible(), f"{name} is hidden"
    assert widget.isEnabled(), f"{name} is disabled"
    QTest.mouseClick(widget, LEFT)


def action(window: QWidget, name: str) -> QAction:
    """The menu entry with this object name."""
    found = window.findChild(QAction, name)
    assert found is not None, name
    return found


def settle(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Wait until every picture that was asked for is there, those of the strip too."""
    space = window.controller.workspace
    preview, shown = space.preview, space.shown_pictures
    qtbot.waitUntil(
        lambda: (
            preview.after is not None
            and not preview.busy
            and not shown.busy
            and set(shown.strip) == set(STRIP)
        ),
        timeout=60_000,
    )


def pixels(image: QImage) -> np.ndarray:
    """uint8 [height, width, 3]."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def drag(widget: QWidget, points: Iterable[QPoint], wait_ms: int = 5) -> None:
    """Press at the first point, move over the others, release at the last.

    Each point is asked for when it is due: meanwhile the widget may have become wider.
    """
    path = iter(points)
    point = next(path)
    QTest.mousePress(widget, LEFT, pos=point)
    for point in path:
        QTest.mouseMove(widget, point, wait_ms)
        QApplication.processEvents()
    QTest.mouseRelease(widget, LEFT, pos=point)


def mime_of(*paths: Path) -> QMimeData:
    """Files or folders as a drag carries them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hover(widget: QWidget, mime: QMimeData, at: QPoint) -> None:
    """Drag something over a widget and do not let go, as the window system tells it."""
    place = QPointF(at) if __version_info__ >= (6, 12) else at
    kinds = (Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier(0))
    QApplication.sendEvent(widget, QDragEnterEvent(place, *kinds))
    QApplication.sendEvent(widget, QDragMoveEvent(place, *kinds))


def drop(widget: QWidget, *paths: Path, at: QPoint | None = None) -> None:
    """Drop files or folders, as the window system does."""
    mime, point = mime_of(*paths), at or widget.rect().center()
    hover(widget, mime, point)
    kinds = (Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier(0))
    QApplication.sendEvent(widget, QDropEvent(QPointF(point), *kinds))
