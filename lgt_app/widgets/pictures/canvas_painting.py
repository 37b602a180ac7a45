"""What the canvas paints over its pictures: captions, a badge, the divider, hints."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from lgt_app.theme import Tokens

_MARGIN = 12


def paint_caption(painter: QPainter, tokens: Tokens, area: QRect, text: str, *, left: bool) -> None:
    """A name in a lower corner of ``area``."""
    if not text:
        return
    back = QColor(tokens.raised)
    back.setAlpha(225)
    box = _box(painter, area, text, area.width() // 2 - 40)
    y = area.bottom() - box.height() - _MARGIN
    x = area.left() + _MARGIN if left else area.right() - box.width() - _MARGIN
    _paint_box(painter, box.translated(x, y), text, back, QColor(tokens.text))


def paint_badge(painter: QPainter, tokens: Tokens, area: QRect, text: str) -> None:
    """A remark in the upper right corner of ``area``, in the colours of a warning."""
    box = _box(painter, area, text, area.width() - 2 * _MARGIN)
    box.translate(area.right() - box.width() - _MARGIN, area.top() + _MARGIN)
    _paint_box(painter, box, text, QColor(tokens.warn_back), QColor(tokens.warn))


def _box(painter: QPainter, area: QRect, text: str, most: int) -> QRect:
    """A box for a line of text, at the origin."""
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(text), max(20, most)) + 18
    return QRect(0, 0, min(width, area.width()), metrics.height() + 8)


def _paint_box(painter: QPainter, box: QRect, text: str, back: QColor, colour: QColor) -> None:
    middle = Qt.TextElideMode.ElideMiddle
    shown = painter.fontMetrics().elidedText(text, middle, box.width() - 16)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def paint_split_line(
    painter: QPainter, tokens: Tokens, target: QRectF, x: float, height: float
) -> None:
    """The divider at ``x`` over a picture that fills ``target``."""
    top, bottom = max(0.0, target.top()), min(height, target.bottom())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 90), 3))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setPen(QPen(QColor("white"), 1.5))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setBrush(QColor(tokens.accent))
    middle = QPointF(x, (top + bottom) / 2)
    painter.drawEllipse(middle, 10, 10)
    painter.setPen(QPen(QColor(tokens.on_accent), 1.6))
    for side in (-1, 1):  # two small arrow heads
        tip = middle + QPointF(side * 6, 0)
        painter.drawLine(tip, tip + QPointF(-side * 3, -3))
        painter.drawLine(tip, tip + QPointF(-side * 3, 3))


def paint_hint(painter: QPainter, tokens: Tokens, area: QRect, text: str) -> None:
    """What to do while there is no picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(area).adjusted(28, 28, -28, -28)
    painter.setPen(QPen(QColor(tokens.muted), 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(frame, 14, 14)
    painter.setPen(QColor(tokens.muted))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(frame.adjusted(24, 24, -24, -24), flags, text)


def paint_drop(painter: QPainter, tokens: Tokens, area: QRect, text: str) -> None:
    """What a drop would do, while something hovers."""
    back = QColor(tokens.accent)
    back.setAlpha(60)
    painter.fillRect(area, back)
    painter.setPen(QPen(QColor(tokens.accent), 3))
    painter.drawRoundedRect(area.adjusted(6, 6, -6, -6), 10, 10)
    upper = area.adjusted(0, 0, 0, -area.height() // 2)
    paint_caption(painter, tokens, upper, text, left=True)
