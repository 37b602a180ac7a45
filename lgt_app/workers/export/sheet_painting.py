"""The sheet as one picture, with words over its columns and rows."""

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
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[int, int], QImage],
    photo_word: str,
) -> QImage:
    """One picture of all cells; the photo stands first in every row, missing cells stay empty.

    Parameters
    ----------
    rows, columns : sequence of str
        What is said of each.
    cells : mapping of (int, int) to QImage
        Row and column, without that of the photo, to picture.
    photo_word : str
        What is said over the photo.
    """
    width, height = photo.width(), photo.height()
    count = len(columns) + 1
    whole = QImage(
        2 * _MARGIN + count * width + (count - 1) * _GAP,
        _MARGIN + _TOP + len(rows) * (height + _NAME + _GAP) + _MARGIN - _GAP,
        QImage.Format.Format_RGB32,
    )
    whole.fill(QColor(_PAPER))
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    size = max(12, round(width / 14))  # read in a window that shows the sheet at half its size
    for column, words in enumerate((photo_word, *columns)):
        place = QRect(_MARGIN + column * (width + _GAP), _MARGIN, width, _TOP - 8)
        _words(painter, place, words, size, _FAINT, Qt.AlignmentFlag.AlignHCenter)
    for row, words in enumerate(rows):
        top = _MARGIN + _TOP + row * (height + _NAME + _GAP)
        name = QRect(_MARGIN, top, whole.width() - 2 * _MARGIN, _NAME - 4)
        _words(painter, name, words, size + 2, _INK, Qt.AlignmentFlag.AlignLeft, bold=True)
        pictures = [photo, *(cells.get((row, column)) for column in range(len(columns)))]
        for column, picture in enumerate(pictures):
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
    text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)
