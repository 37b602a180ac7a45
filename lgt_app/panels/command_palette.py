"""The command palette: every entry of the menus, found by a few letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from lgt_app.widgets.basics import describe
from lgt_app.widgets.fuzzy import match
from lgt_app.widgets.spoken import say

_SIZE = (600, 420)
#: The name of an entry counts more than the menu that it is in.
_NAME = 1.5
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Command:
    """An entry of the menus.

    Attributes
    ----------
    action : QAction
    name : str
        Without the mark of its key.
    path : str
        The menus that lead to it.
    usable : bool
    """

    action: QAction
    name: str
    path: str
    usable: bool

    def rank(self, wish: str) -> float | None:
        """How well it answers a wish; None when it does not."""
        name, whole = match(wish, self.name), match(wish, f"{self.path} {self.name}")
        found = [value for value in (name and name * _NAME, whole) if value is not None]
        return max(found, default=None)


def commands_of(window: QMainWindow) -> list[Command]:
    """Every entry of a window's menus as they are now: of its menu bar, then of its buttons."""
    found = list(_entries(window.menuBar().actions(), ()))
    names = {command.name for command in found}
    for button in window.findChildren(QToolButton):
        if button.menu() is not None:
            own = _entries([button.menu().menuAction()], (), button.accessibleName())
            more = [each for each in own if each.name not in names]
            found += [replace(each, usable=each.usable and button.isEnabled()) for each in more]
    return found


def _entries(actions: list[QAction], path: tuple[str, ...], title: str = "") -> Iterator[Command]:
    for action in actions:
        name = title or _plain(action.text())
        menu = action.menu()
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()  # some are filled, and some entries greyed, only then
            yield from _entries(menu.actions(), (*path, name))
        elif not action.isSeparator() and action.isVisible():
            yield Command(action, name, " › ".join(path), action.isEnabled())


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


class CommandPalette(QDialog):
    """A field and what it finds; the arrows choose, Return does it, Escape closes."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("commandPalette")
        self.setWindowTitle(self.tr("Commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = commands_of(window)
        self.field = QLineEdit(placeholderText=self.tr("What do you want to do?"))
        tip = self.tr("A few letters of a menu entry; Return does what is marked")
        describe(self.field, self.tr("Command"), tip, "commandField")
        self.list = QTreeWidget()
        tip = self.tr("Entries of the menus, the best match first")
        describe(self.list, self.tr("Commands"), tip, "commandList")
        self.list.setToolTip("")
        self._build()
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._run)
        self.list.currentItemChanged.connect(self._tell)
        self._search("")
        self._place(window)

    def _build(self) -> None:
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keys
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)

    def _place(self, window: QMainWindow) -> None:
        width, height = min(_SIZE[0], window.width() - 40), min(_SIZE[1], window.height() - 80)
        self.resize(width, height)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, 60)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _search(self, wish: str) -> None:
        ranked = [(command.rank(wish), command) for command in self._commands]
        found = [(rank, command) for rank, command in ranked if rank is not None]
        if wish.strip():
            found.sort(key=lambda each: (-each[0], len(each[1].name)))
        self.list.clear()
        height = QSize(0, self.fontMetrics().height() + 10)
        items = [_item(command, height) for _, command in found]
        self.list.addTopLevelItems(items)
        first = next((row for row, (_, command) in enumerate(found) if command.usable), None)
        if first is not None:
            self.list.setCurrentItem(items[first])

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        """Let a screen reader say what is marked: the list never has the focus."""
        if item is not None:
            words = ", ".join(filter(None, (item.text(column) for column in range(3))))
            self.field.setAccessibleDescription(f"{words}. {self.field.toolTip()}")
            say(self.field, words)

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.isDisabled():
            return
        action = item.data(0, Qt.ItemDataRole.UserRole)
        self.accept()
        QTimer.singleShot(0, action, action.trigger)  # when the window has the focus again


def _item(command: Command, size: QSize) -> QTreeWidgetItem:
    keys = command.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    item = QTreeWidgetItem([command.name, command.path, keys])
    item.setData(0, Qt.ItemDataRole.UserRole, command.action)
    if command.action.isChecked():
        item.setText(0, f"✓ {command.name}")
    item.setSizeHint(0, size)
    item.setToolTip(0, command.action.toolTip())
    item.setDisabled(not command.usable)
    return item
