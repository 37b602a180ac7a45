"""What stands along one side of the sheet: a setting, and which of its values."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from lgt_app.state.export.sheet import AXES, Sheet, SheetValue
from lgt_app.translation import tr
from lgt_app.widgets.basics import describe, label

_VALUE = Qt.ItemDataRole.UserRole


class AxisBox(QWidget):
    """A choice of a setting, and boxes to tick for its values.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, sheet: Sheet, title: str, axis: str, object_name: str) -> None:
        super().__init__()
        self._sheet = sheet
        self.kinds = QComboBox()
        for each in AXES:
            self.kinds.addItem(axis_name(each), each)
        self.kinds.setCurrentIndex(AXES.index(axis))
        describe(self.kinds, title, self.tr("Which setting"), f"{object_name}Axis")
        self.list = QListWidget()
        describe(
            self.list,
            self.tr("Values"),
            self.tr("Tick what is to be drawn"),
            f"{object_name}Values",
        )
        self.list.setMinimumHeight(90)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(title, "heading"))
        column.addWidget(self.kinds)
        column.addWidget(self.list, 1)
        self.kinds.currentIndexChanged.connect(lambda _: self.fill())
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self.fill()

    @property
    def axis(self) -> str:
        """One of :data:`AXES`."""
        return str(self.kinds.currentData())

    def fill(self) -> None:
        """Show the values that there are now, the usual ones ticked."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for value in self._sheet.values(self.axis):
                item = QListWidgetItem(value.label, self.list)
                item.setData(_VALUE, value)
                on = Qt.CheckState.Checked if value.usual else Qt.CheckState.Unchecked
                item.setCheckState(on)
        self.changed.emit()

    def chosen(self) -> list[SheetValue]:
        """The values that are ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(_VALUE) for item in items if item.checkState() is Qt.CheckState.Checked]


def axis_name(axis: str) -> str:
    """What a setting is called."""
    return {
        "style": tr("Style"),
        "guidance": tr("Strength"),
        "keep_colours": tr("Colour"),
        "brush": tr("Brush size"),
        "run": tr("Run"),
        "seed": tr("Seed"),
    }[axis]
