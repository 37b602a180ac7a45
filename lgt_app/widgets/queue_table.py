"""A table of what waits in a queue; knows nothing of where its rows come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from lgt_app import theme

from .basics import plain_tip

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class QueueRow:
    """What a row shows.

    Attributes
    ----------
    name, place : str
        For a photo its file name and whole path.
    status : {"waiting", "running", "done", "failed"}
    words : str
        The status in words.
    result : str
        The result's name, or the reason of a failure.
    """

    name: str
    place: str
    status: str
    words: str
    result: str


class QueueModel(QAbstractTableModel):
    """Rows made on sight by a function, under ``headers`` for name, words and result."""

    def __init__(
        self,
        headers: tuple[str, str, str],
        count: Callable[[], int],
        row: Callable[[int], QueueRow],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._headers = headers
        self._count = count
        self._row = row
        self._rows = count()

    def reset(self) -> None:
        """Rows were added or removed."""
        self.beginResetModel()
        self._rows = self._count()
        self.endResetModel()

    def refresh(self, row: int) -> None:
        """One row is different."""
        if row < self._rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, 2))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, row.words, row.result)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip((row.place, row.words, row.result)[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}: {row.words} {row.result}".strip()
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = theme.current()
            colours = {"done": tokens.good, "failed": tokens.bad, "running": tokens.accent}
            if index.column() == 1:
                return QColor(colours.get(row.status, tokens.muted))
            if index.column() == 2:
                return QColor(tokens.bad if row.status == "failed" else tokens.muted)
        return None


class QueueTable(QTableView):
    """The view.

    Signals
    -------
    delete_pressed()
        Delete was pressed; see :meth:`selected_rows`.
    """

    delete_pressed = Signal()

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, 110)

    def selected_rows(self) -> list[int]:
        """Selected rows, in order."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selectedIndexes():
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)
