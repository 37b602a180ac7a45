"""Painting shared by picture cells and style cards."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from lgt_app.theme import Tokens


def cover(image: QImage, frame: QRect) -> QRectF:
    """The middle part of a picture that fills a frame."""
    scale = max(frame.width() / image.width(), frame.height() / image.height())
    width, height = frame.width() / scale, frame.height() / scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)


def paint_picture(
    painter: QPainter, tokens: Tokens, frame: QRect, image: QImage | None, *, radius: float = 5
) -> None:
    """A picture with round corners, or a quiet placeholder while it is being decoded."""
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(frame), radius, radius)
    painter.fillPath(shape, QColor(tokens.canvas))
    if image is not None and not image.isNull():
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.drawImage(QRectF(frame), image, cover(image, frame))
        painter.restore()


def paint_badge(painter: QPainter, tokens: Tokens, centre: QPointF, level: str, sign: str) -> None:
    """A small round sign in the corner of a picture."""
    colour = QColor(tokens.bad if level == "error" else tokens.warn)
    painter.setPen(QPen(QColor(tokens.raised), 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(centre, 9, 9)
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(12)
    painter.setFont(font)
    painter.setPen(QColor(tokens.surface))
    box = QRectF(centre.x() - 9, centre.y() - 9, 18, 18)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)


def paint_ring(painter: QPainter, tokens: Tokens, frame: QRect, *, strong: bool) -> None:
    """The frame of what is selected (strong) or under the pointer."""
    colour = QColor(tokens.accent)
    colour.setAlpha(255 if strong else 110)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2.5 if strong else 1.5))
    painter.drawRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), 5, 5)


def paint_state(painter: QPainter, tokens: Tokens, frame: QRect, state: str, words: str) -> None:
    """Words in the lower left corner of ``frame``, with a dot in the colour of a state."""
    colours = {
        "untrained": tokens.warn, "training": tokens.accent, "learned": tokens.good,
        "failed": tokens.bad,
    }  # fmt: skip
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(words) + 26, frame.width() - 6)
    height = metrics.height() + 4
    box = QRectF(frame.left() + 3, frame.bottom() - height - 2, width, height)
    back = QColor(tokens.raised)
    back.setAlpha(235)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 5, 5)
    painter.setBrush(QColor(colours.get(state, tokens.muted)))
    painter.drawEllipse(QPointF(box.left() + 10, box.center().y()), 4, 4)
    painter.setPen(QColor(tokens.text))
    line = box.adjusted(18, 0, -6, 0)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(line.width()) + 1)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, flags, shown)
