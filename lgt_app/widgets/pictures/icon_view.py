"""What the card shelf and the thumbnail grid have in common: a grid that fills its width."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget


class IconView(QListView):
    """A list view in icon mode whose cells share the whole width; subclasses size the cells."""

    def __init__(
        self,
        model: QAbstractListModel,
        delegate: QStyledItemDelegate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def cell_size(self, width: int) -> QSize:
        """Of one cell, when ``width`` pixels are to be shared."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        # The view keeps room for its scroll bar even while it is hidden: fill what is left.
        bar = self.verticalScrollBar().sizeHint().width()
        size = self.cell_size(self.contentsRect().width() - bar - 1)
        if size != self.gridSize():
            self.setGridSize(size)
        super().resizeEvent(event)
