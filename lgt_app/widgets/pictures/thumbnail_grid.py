"""Thousands of pictures in a grid: model/view, thumbnails asked for only when seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QWidget

from lgt_app import theme
from lgt_app.widgets.basics import plain_tip

from .icon_view import IconView
from .painting import paint_badge, paint_picture, paint_ring

Index = QModelIndex | QPersistentModelIndex
#: (level, sign, text) of a remark on a picture.
Remark = tuple[str, str, str]

REMARK_ROLE = Qt.ItemDataRole.UserRole + 1
PATH_ROLE = Qt.ItemDataRole.UserRole + 2


class ThumbnailModel(QAbstractListModel):
    """Paths with thumbnails and remarks that are asked for on sight.

    Parameters
    ----------
    thumbnail : callable
        path → QImage, or None while there is none.
    remark : callable
        path → (level, sign, text), or None.
    """

    def __init__(
        self,
        thumbnail: Callable[[Path], QImage | None],
        remark: Callable[[Path], Remark | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._remark = remark
        self._paths: tuple[Path, ...] = ()
        self._rows: dict[Path, int] = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        """All paths, in order."""
        return self._paths

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Show other pictures."""
        self.beginResetModel()
        self._paths = tuple(paths)
        self._rows = {path: row for row, path in enumerate(self._paths)}
        self.endResetModel()

    def row_of(self, path: Path) -> int:
        """Row of a path, or -1."""
        return self._rows.get(path, -1)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        path = self._paths[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(path)
        if role == REMARK_ROLE:
            return self._remark(path)
        if role == PATH_ROLE:
            return path
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return path.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            remark = self._remark(path)
            return plain_tip(f"{path.name}\n{remark[2]}" if remark else path.name)
        return None

    def refresh(self, paths: Iterable[Path]) -> None:
        """Paint again what is new about some pictures."""
        for path in paths:
            row = self.row_of(path)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def refresh_all(self) -> None:
        """Paint everything again."""
        if self._paths:
            self.dataChanged.emit(self.index(0), self.index(len(self._paths) - 1))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._paths[index.row()])) for index in indexes])
        return mime

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.CopyAction


class _Delegate(QStyledItemDelegate):
    """Draws each cell once and keeps it: scrolling is one call of Qt for each cell."""

    _KEPT = 400

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, option, index: Index) -> None:  # type: ignore[no-untyped-def]
        tokens = theme.current()
        ratio = painter.device().devicePixelRatioF()
        cell = self._cell(tokens, index, option.rect.size(), ratio)
        painter.drawPixmap(option.rect.topLeft(), cell)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, tokens, option.rect.adjusted(3, 3, -3, -3), strong=selected)
            painter.restore()

    def _cell(self, tokens: theme.Tokens, index: Index, size: QSize, ratio: float) -> QPixmap:
        image = index.data(Qt.ItemDataRole.DecorationRole)
        remark = index.data(REMARK_ROLE)
        stamp = image.cacheKey() if image is not None else 0
        key = (index.data(PATH_ROLE), stamp, remark, size.toTuple(), ratio, tokens.dark)
        cell = self._cells.get(key)
        if cell is None:
            cell = QPixmap(size * ratio)
            cell.setDevicePixelRatio(ratio)
            cell.fill(Qt.GlobalColor.transparent)
            self._draw(cell, tokens, QRect(QPoint(0, 0), size), image, remark)
            self._cells[key] = cell
            if len(self._cells) > self._KEPT:
                self._cells.popitem(last=False)
        else:
            self._cells.move_to_end(key)
        return cell

    def _draw(
        self,
        cell: QPixmap,
        tokens: theme.Tokens,
        rect: QRect,
        image: QImage | None,
        remark: Remark | None,
    ) -> None:
        painter = QPainter(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = rect.adjusted(3, 3, -3, -3)
        paint_picture(painter, tokens, frame, image)
        if remark is not None and remark[0] == "error":
            painter.setPen(QColor(tokens.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(6, 6, -6, -6), flags, self.tr("cannot be read"))
        if remark is not None:
            corner = QPointF(frame.right() - 12, frame.top() + 13)
            paint_badge(painter, tokens, corner, remark[0], remark[1])
        painter.end()

    def sizeHint(self, option, index: Index) -> QSize:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else QSize(100, 82)


class ThumbnailGrid(IconView):
    """A grid of pictures that fills its width.

    Signals
    -------
    chosen(object)
        Path of the picture that became current.
    opened(object)
        Path of the picture that was double-clicked or entered.
    delete_pressed()
        Delete was pressed; see :meth:`selected_paths`.
    """

    chosen = Signal(object)
    opened = Signal(object)
    delete_pressed = Signal()

    def __init__(
        self, model: ThumbnailModel, cell: int = 104, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, _Delegate(), parent)
        self._cell = cell
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.activated.connect(lambda index: self.opened.emit(index.data(PATH_ROLE)))
        self.selectionModel().currentChanged.connect(self._on_current)

    def thumbnail_model(self) -> ThumbnailModel:
        """The model, with its type."""
        model = self.model()
        assert isinstance(model, ThumbnailModel)
        return model

    def selected_paths(self) -> list[Path]:
        """Selected pictures, in order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.thumbnail_model().paths[row] for row in rows]

    def select_paths(self, paths: Iterable[Path]) -> None:
        """Select pictures and scroll to the first."""
        model, chosen = self.thumbnail_model(), QItemSelection()
        rows = sorted(row for path in paths if (row := model.row_of(path)) >= 0)
        for row in rows:
            chosen.select(model.index(row), model.index(row))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            self.scrollTo(model.index(rows[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selectedIndexes():
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)

    def cell_size(self, width: int) -> QSize:
        width = max(60, width)
        side = width // max(2, round(width / self._cell))
        return QSize(side, int(side * 0.82))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._cell * 3, self._cell * 2)

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(PATH_ROLE))
