"""The explore sheet: styles down, guidance across, in one labelled picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

_GAP = 14
_MARGIN = 28
_TOP = 34
_NAME = 30
_PAPER, _INK, _FAINT = "#fafaf8", "#1c1e22", "#6b7078"


def paint_sheet(
    photo: QImage,
    styles: Sequence[str],
    guidances: Sequence[float],
    cells: Mapping[tuple[str, float], QImage],
    photo_word: str,
) -> QImage:
    """One picture of all cells; the photo stands first in every row, missing cells stay empty."""
    width, height = photo.width(), photo.height()
    columns = len(guidances) + 1
    whole = QImage(
        2 * _MARGIN + columns * width + (columns - 1) * _GAP,
        _MARGIN + _TOP + len(styles) * (height + _NAME + _GAP) + _MARGIN - _GAP,
        QImage.Format.Format_RGB32,
    )
    whole.fill(QColor(_PAPER))
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    size = max(12, round(width / 20))
    for column in range(columns):
        place = QRect(_MARGIN + column * (width + _GAP), _MARGIN, width, _TOP - 8)
        words = photo_word if column == 0 else f"{guidances[column - 1]:g}"
        _words(painter, place, words, size, _FAINT, Qt.AlignmentFlag.AlignHCenter)
    for row, style in enumerate(styles):
        top = _MARGIN + _TOP + row * (height + _NAME + _GAP)
        name = QRect(_MARGIN, top, whole.width() - 2 * _MARGIN, _NAME - 4)
        _words(painter, name, style, size + 2, _INK, Qt.AlignmentFlag.AlignLeft, bold=True)
        row_pictures = [photo, *(cells.get((style, guidance)) for guidance in guidances)]
        for column, picture in enumerate(row_pictures):
            frame = cell_frame(photo.size(), row, column)
            if picture is None:
                painter.fillRect(frame, QColor("#ececea"))
            else:
                painter.drawImage(frame, picture)
    painter.end()
    return whole


def cell_at(photo: QSize, rows: int, columns: int, point: QPointF) -> tuple[int, int] | None:
    """Row and column of the picture at ``point`` of a sheet; column 0 is the photo."""
    for row in range(rows):
        for column in range(columns):
            if cell_frame(photo, row, column).contains(point):
                return row, column
    return None


def cell_frame(photo: QSize, row: int, column: int) -> QRectF:
    """Where the picture of a row and a column is, in pixels of the sheet."""
    width, height = photo.width(), photo.height()
    top = _MARGIN + _TOP + row * (height + _NAME + _GAP) + _NAME
    return QRectF(_MARGIN + column * (width + _GAP), top, width, height)


def _words(
    painter: QPainter,
    place: QRect,
    text: str,
    size: int,
    colour: str,
    side: Qt.AlignmentFlag,
    *,
    bold: bool = False,
) -> None:
    font = QFont(painter.font())
    font.setPixelSize(size)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)
