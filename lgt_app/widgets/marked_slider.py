"""A slider whose ticks say what they mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from lgt_app import theme

from .spoken import SpokenSlider

_HANDLE = 9.0
_MARGIN = 14.0
#: Least distance of two words.
_GAP = 6.0


class MarkedSlider(SpokenSlider):
    """A slider in hundredths with a word under its ticks.

    A press anywhere takes the handle there at once; ``sliderReleased`` tells when the hand lets go.
    """

    def __init__(self, marks: dict[int, str], parent: QWidget | None = None) -> None:
        """``marks``: value → word under its tick; where they do not all fit, the last go first."""
        self._marks = marks
        super().__init__(parent)
        self.setRange(min(marks), max(marks))
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def value_words(self) -> str:
        """The value, and the word at it or the words on both sides of it."""
        marks = sorted((value, word) for value, word in self._marks.items() if word)
        number = f"{self.value() / 100:.2f}"
        at = [word for value, word in marks if value == self.value()]
        if at:
            return f"{number}, {at[0]}"
        below = [word for value, word in marks if value < self.value()]
        above = [word for value, word in marks if value > self.value()]
        if not (below and above):
            return number
        between = self.tr("{}, between {} and {}")
        return between.format(number, below[-1], above[0])

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(260, 24 + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        width = self.fontMetrics().horizontalAdvance(" ".join(self._marks.values()))
        return QSize(max(140, width), 24 + self.fontMetrics().height())

    def _ends(self) -> tuple[float, float]:
        """Where the lowest and the highest value stand: the words under them have room."""
        first, last = (
            self.fontMetrics().horizontalAdvance(self._marks[end]) / 2
            for end in (self.minimum(), self.maximum())
        )
        return max(_MARGIN, first), self.width() - max(_MARGIN, last)

    def x_of(self, value: int) -> float:
        """Where a value stands."""
        left, right = self._ends()
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return left + share * (right - left)

    def value_at(self, x: float) -> int:
        """The value that stands at ``x``; it snaps to a mark within three pixels."""
        left, right = self._ends()
        share = (x - left) / max(1.0, right - left)
        span = self.maximum() - self.minimum()
        value = round(self.minimum() + min(1.0, max(0.0, share)) * span)
        for mark in self._marks:
            if abs(self.x_of(mark) - x) <= 3:
                return mark
        return value

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self.value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self.isSliderDown():
            self.setSliderPosition(self.value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = _HANDLE + 3
        self._paint_groove(painter, tokens, y)
        self._paint_marks(painter, tokens, y)
        on = self.isEnabled()
        painter.setPen(QPen(QColor(tokens.surface), 2))
        painter.setBrush(QColor(tokens.accent if on else tokens.muted))
        painter.drawEllipse(QPointF(self.x_of(self.sliderPosition()), y), _HANDLE, _HANDLE)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 1.2))
            painter.drawEllipse(
                QPointF(self.x_of(self.sliderPosition()), y), _HANDLE + 2, _HANDLE + 2
            )
        painter.end()

    def _paint_groove(self, painter: QPainter, tokens: theme.Tokens, y: float) -> None:
        left, right = self.x_of(self.minimum()), self.x_of(self.maximum())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(left, y - 2, right - left, 4), 2, 2)
        if self.isEnabled():
            painter.setBrush(QColor(tokens.accent))
            filled = self.x_of(self.sliderPosition()) - left
            painter.drawRoundedRect(QRectF(left, y - 2, filled, 4), 2, 2)

    def _paint_marks(self, painter: QPainter, tokens: theme.Tokens, y: float) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(QPen(QColor(tokens.muted), 1))
        written: list[QRectF] = []
        for value, word in self._marks.items():
            x = self.x_of(value)
            painter.drawLine(QPointF(x, y + 5), QPointF(x, y + 9))
            place = QRectF(0, y + 11, metrics.horizontalAdvance(word) + _GAP, metrics.height())
            place.moveCenter(QPointF(x, place.center().y()))
            if not any(place.intersects(other) for other in written):
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, word)
                written.append(place)
