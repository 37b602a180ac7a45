"""The menus as a table: one place for every action, its shortcut and its tip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from lgt_app.widgets.menu import Menu


@dataclass(frozen=True)
class MenuEntry:
    """One menu entry; ``run`` None is a separator.

    Attributes
    ----------
    name : str
        Object name of the action.
    text, keys, tip : str
    run : callable or None
    checkable : bool
    """

    name: str
    text: str = ""
    keys: str = ""
    tip: str = ""
    run: Callable[[], object] | None = None
    checkable: bool = False


SEPARATOR = MenuEntry("")


def add_menu(window: QMainWindow, title: str, entries: list[MenuEntry]) -> QMenu:
    """Build one menu."""
    menu = Menu(title, window)
    window.menuBar().addMenu(menu)
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry.run is None:
            menu.addSeparator()
        else:
            menu.addAction(make_action(window, entry))
    return menu


def make_action(window: QMainWindow, entry: MenuEntry) -> QAction:
    """An action that works wherever the focus is."""
    action = QAction(entry.text, window)
    action.setObjectName(entry.name)
    action.setToolTip(entry.tip or entry.text.replace("&", "").rstrip("…"))
    action.setStatusTip(entry.tip)
    if entry.keys:
        action.setShortcut(QKeySequence(entry.keys))
    action.setCheckable(entry.checkable)
    run = entry.run
    if run is not None:
        action.triggered.connect(lambda _checked=False: run())
    return action
