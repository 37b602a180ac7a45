"""The command palette: finding and doing what the menus hold, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from lgt_app import theme
from lgt_app.widgets.fuzzy import match

from ..hands import action, find

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NAMES = ("Export picture…", "Explore…", "New project…", "Open project…", "Refine picture, or stop")


@pytest.mark.parametrize(
    ("wish", "best"),
    [
        ("exp", "Explore…"),
        ("np", "New project…"),
        ("ep", "Export picture…"),
        ("REF pic", "Refine picture, or stop"),
        ("stop", "Refine picture, or stop"),
    ],
)
def test_words_and_neighbours_come_before_scattered_letters(wish: str, best: str) -> None:
    ranks = {name: match(wish, name) for name in NAMES}
    found = {name: rank for name, rank in ranks.items() if rank is not None}
    top = max(found.values())
    assert min((name for name in found if found[name] == top), key=len) == best


def test_letters_out_of_order_are_no_match() -> None:
    assert match("tcup", "picture") is None
    assert match("", "picture") == 0


def rows(palette: QDialog) -> list[str]:
    """Names of what is listed."""
    tree = find(palette, "commandList")
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


def asked(window, text: str, qtbot) -> QDialog:  # type: ignore[no-untyped-def]
    """The palette with these letters typed."""
    window.activateWindow()  # a window system does this when a dialog closes
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_P, CTRL_SHIFT)
    opened = window.findChild(QDialog, "commandPalette")
    assert opened is not None
    qtbot.waitUntil(opened.isVisible)
    QTest.keyClicks(find(opened, "commandField"), text)
    return opened


def test_keys_alone_find_and_do_what_the_menus_hold(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled, ready=False)
    palette = asked(window, "", qtbot)
    listed = rows(palette)
    named = [each for each in window.findChildren(QAction) if each.objectName().endswith("Action")]
    missing = [each.text() for each in named if plain(each.text()) not in " ".join(listed)]
    assert not missing, "every entry of the menus is listed"
    tree = find(palette, "commandList")
    assert tree.topLevelItem(listed.index("Dark")).text(1) == "View › Theme"
    assert tree.topLevelItem(listed.index("From a folder…")).text(1) == "New style from files"
    assert tree.topLevelItem(listed.index("Export picture…")).text(2) == "Ctrl+E"
    QTest.keyClicks(find(palette, "commandField"), "drk")
    assert rows(palette) == ["Dark"]
    QTest.keyClick(find(palette, "commandField"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: theme.current().dark)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "commandPalette") is None)

    assert not action(window, "undoAction").isEnabled()
    palette = asked(window, "undo", qtbot)
    tree = find(palette, "commandList")
    assert tree.topLevelItem(0).text(0) == "Undo"
    assert tree.topLevelItem(0).isDisabled(), "shown, in grey"
    for row in range(tree.topLevelItemCount()):
        tree.topLevelItem(row).setSelected(False)
    tree.setCurrentItem(tree.topLevelItem(0))
    QTest.keyClick(find(palette, "commandField"), Qt.Key.Key_Return)
    assert palette.isVisible(), "what is grey does nothing"
    QTest.keyClick(find(palette, "commandField"), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "commandPalette") is None)

    palette = asked(window, "key", qtbot)
    assert rows(palette)[0] == "Keyboard shortcuts"
    field = find(palette, "commandField")
    assert field.accessibleDescription().startswith("Keyboard shortcuts, "), "what is marked"
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(find(palette, "commandField"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "shortcutsDialog") is not None)
    window.findChild(QDialog, "shortcutsDialog").close()


def plain(text: str) -> str:
    """A menu's text as it is read."""
    return text.replace("&", "")
