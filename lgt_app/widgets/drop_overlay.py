"""Drops: what is being dragged, and a veil over the target that names the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QDropEvent, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from lgt_app import theme


@dataclass(frozen=True)
class Payload:
    """What a drag or the clipboard carries.

    Attributes
    ----------
    paths : tuple of Path
        Local files and folders.
    image : QImage or None
        Pixels without a file, for example from a browser.
    """

    paths: tuple[Path, ...] = ()
    image: QImage | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return bool(self.paths) or self.image is not None


def carries(mime: QMimeData) -> bool:
    """Whether there may be pictures in it; cheap enough for every move of the pointer."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


def payload_of(mime: QMimeData) -> Payload:
    """Files first: they keep their names and metadata."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths:
        return Payload(paths)
    image = mime.imageData() if mime.hasImage() else None
    return Payload(image=image if isinstance(image, QImage) and not image.isNull() else None)


class DropOverlay(QWidget):
    """A veil with a few words; it takes no mouse events."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("dropOverlay")
        self.setAccessibleName(self.tr("What a drop here would do"))
        self._words = ""
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words

    def say(self, words: str, where: QRect) -> None:
        """Show the outcome over a part of the parent."""
        self._words = words
        self.setAccessibleDescription(words)
        self.setGeometry(where)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        veil = QColor(tokens.info_back)
        veil.setAlpha(225)
        painter.setBrush(veil)
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 8, 8)
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = frame.adjusted(10, 6, -10, -6)
        words = painter.boundingRect(room, flags, self._words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.info_back))  # what is below must not be read with them
        painter.drawRoundedRect(words.adjusted(-16, -10, 16, 10).intersected(room), 8, 8)
        painter.setPen(QColor(tokens.text))
        painter.drawText(room, flags, self._words)
        painter.end()


Outcome = Callable[[Payload, QPoint], tuple[str, QRect]]
Dropped = Callable[[Payload, QPoint], None]


class DropZone(QObject):
    """Lets files and pictures be dropped on a widget.

    Parameters
    ----------
    widget : QWidget
        For an item view, its viewport.
    outcome : callable
        (payload, point) → the words and the part of the widget they are about; empty words refuse.
    dropped : callable
        (payload, point), after the drop was accepted.
    """

    def __init__(self, widget: QWidget, outcome: Outcome, dropped: Dropped) -> None:
        super().__init__(widget)
        self.overlay = DropOverlay(widget)
        self._outcome = outcome
        self._dropped = dropped
        self._payload = Payload()
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDropEvent):
            self._payload = payload_of(event.mimeData()) if carries(event.mimeData()) else Payload()
            return self._hover(event)
        if kind == QEvent.Type.DragMove and isinstance(event, QDropEvent):
            return self._hover(event)
        if kind == QEvent.Type.DragLeave:
            self.overlay.hide()
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.overlay.hide()
            payload = payload_of(event.mimeData())
            if payload and self._outcome(payload, event.position().toPoint())[0]:
                event.setDropAction(Qt.DropAction.CopyAction)  # originals are never moved
                event.accept()
                self._dropped(payload, event.position().toPoint())
            return True
        return super().eventFilter(watched, event)

    def _hover(self, event: QDropEvent) -> bool:
        point = event.position().toPoint()
        words, where = self._outcome(self._payload, point) if self._payload else ("", QRect())
        if not words:
            self.overlay.hide()
            event.ignore()
            return True
        self.overlay.say(words, where)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True
