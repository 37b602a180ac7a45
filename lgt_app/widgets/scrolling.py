"""Room for contents that are larger than the window: they scroll and never cover each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


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
