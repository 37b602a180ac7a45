"""A row of small pictures with captions, one of them current; click, drag or arrow keys choose."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lgt_app import theme
from lgt_app.widgets.spoken import say

_GAP = 6


class PictureStrip(QWidget):
    """Pictures side by side; when there are too many, evenly chosen ones are shown.

    Signals
    -------
    picked(int)
        Index of the picture that was clicked or scrubbed to.
    """

    picked = Signal(int)

    def __init__(self, height: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Room for a caption under each picture.
        self._line = self.fontMetrics().height() + 3
        self.setFixedHeight(height + self._line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pictures: list[tuple[QImage | None, str]] = []
        self._current = -1
        self._fill = False

    def set_fill(self, on: bool) -> None:
        """Whether the pictures share the whole width rather than standing at the left."""
        self._fill = on

    def set_pictures(self, pictures: list[tuple[QImage | None, str]], current: int) -> None:
        """(picture, caption); a missing picture is a quiet placeholder."""
        self._pictures = pictures
        self._current = current
        self._tell()
        self.update()

    def setToolTip(self, tip: str) -> None:  # noqa: N802
        super().setToolTip(tip)
        self._tell()

    def _tell(self) -> None:
        """Say which picture is current, before the tool tip."""
        words = f"{self.current_words()}. {self.toolTip()}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def current_words(self) -> str:
        """Caption and place of the current picture."""
        if not 0 <= self._current < len(self._pictures):
            return self.tr("none chosen")
        caption = self._pictures[self._current][1]
        place = self.tr("{}, picture {} of {}")
        return place.format(caption, self._current + 1, len(self._pictures))

    def count(self) -> int:
        """How many pictures there are."""
        return len(self._pictures)

    def cell(self, position: int) -> QRect:
        """Where the picture at a place in the row is."""
        width, height = self._cell_size()
        return QRect(position * (width + _GAP), 0, width, height)

    def _cell_size(self) -> tuple[int, int]:
        height = self.height()
        if self._fill and self._pictures:
            count = len(self._pictures)
            return max(24, (self.width() - _GAP * (count - 1)) // count), height
        return round((height - self._line) * 1.25), height

    def _shown(self) -> list[int]:
        width, _ = self._cell_size()
        room = max(1, (self.width() + _GAP) // (width + _GAP))
        count = len(self._pictures)
        if count <= room:
            return list(range(count))
        if room == 1:
            return [count - 1]
        return [round(i * (count - 1) / (room - 1)) for i in range(room)]

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._shown()
        nearest = min(shown, key=lambda i: abs(i - self._current)) if shown else -1
        for position, index in enumerate(shown):
            chosen = self._current >= 0 and index == nearest
            self._paint_cell(painter, tokens, self.cell(position), index, chosen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 5, 5)
        painter.end()

    def _paint_cell(
        self, painter: QPainter, tokens: theme.Tokens, cell: QRect, index: int, chosen: bool
    ) -> None:
        image, caption = self._pictures[index]
        frame = cell.adjusted(1, 1, -1, -self._line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.canvas))
        painter.drawRoundedRect(frame, 5, 5)
        if image is not None and not image.isNull():
            painter.drawImage(frame, image, _cover(image.size(), frame.size()))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 2.5))
            painter.drawRoundedRect(frame, 4, 4)
        painter.setPen(QColor(tokens.text if chosen else tokens.muted))
        words = cell.adjusted(0, cell.height() - self._line + 1, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, caption)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick_at(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        last = len(self._pictures) - 1
        wanted = {
            int(Qt.Key.Key_Left): self._current - 1, int(Qt.Key.Key_Right): self._current + 1,
            int(Qt.Key.Key_Home): 0, int(Qt.Key.Key_End): last,
        }.get(event.key())  # fmt: skip
        if wanted is None or not self._pictures:
            super().keyPressEvent(event)
            return
        self._pick(min(last, max(0, wanted)))

    def _pick_at(self, x: float) -> None:
        shown = self._shown()
        if shown:
            width, _ = self._cell_size()
            self._pick(shown[min(len(shown) - 1, max(0, int(x // (width + _GAP))))])

    def _pick(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self._tell()
            say(self, self.current_words())
            self.update()
            self.picked.emit(index)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, self.height())


def _cover(picture: QSize, frame: QSize) -> QRect:
    """The middle part of a picture that fills a frame."""
    scale = max(frame.width() / picture.width(), frame.height() / picture.height())
    width, height = round(frame.width() / scale), round(frame.height() / scale)
    return QRect((picture.width() - width) // 2, (picture.height() - height) // 2, width, height)
