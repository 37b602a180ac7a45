"""Room for contents that are larger than the window: they scroll and never cover each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from .basics import open_at


def fill_dialog(dialog: QDialog, inside: QWidget, foot: QLayout) -> None:
    """Contents that scroll where a small screen or large letters ask for it, above a fixed foot."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*_MARGINS)
    column.setSpacing(14)
    area = Scroll(inside)
    stops = (each.focusPolicy() for each in inside.findChildren(QWidget))
    if all(each == Qt.FocusPolicy.NoFocus for each in stops):  # then the keys scroll
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(dialog.windowTitle())
    column.addWidget(area, 1)
    column.addLayout(foot)
    beside = QSize(_MARGINS[0] + _MARGINS[2], _MARGINS[1] + _MARGINS[3] + column.spacing())
    bar = area.verticalScrollBar().sizeHint().width()
    wanted = inside.sizeHint() + beside + QSize(bar, foot.sizeHint().height())
    open_at(dialog, wanted.width(), wanted.height())


#: Around the contents of a dialog, in pixels: left, above, right, below.
_MARGINS = (22, 20, 22, 18)


class Scroll(QScrollArea):
    """Contents that fill the room there is, and scroll where it is too little.

    Parameters
    ----------
    inside : QWidget
    sideways : bool
        Also scroll from left to right; without it the contents get the width that they need.
    """

    def __init__(self, inside: QWidget, *, sideways: bool = False) -> None:
        super().__init__(widgetResizable=True)
        self._sideways = sideways
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the controls inside are stops enough
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # a scroll area alone would keep the width it once asked for
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        small = super().minimumSizeHint()
        inside = self.widget()
        if self._sideways or inside is None:
            return small
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inside.minimumSizeHint().width() + bar, small.height())
