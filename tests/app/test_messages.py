"""Messages of the banner: each belongs to what it is about and ends with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from .hands import find

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(window, text: str) -> None:
    """Press a button of the banner with the mouse."""
    buttons = find(window, "banner").findChildren(QPushButton)
    wanted = next(b for b in buttons if b.isVisible() and b.text() == text)
    QTest.mouseClick(wanted, Qt.MouseButton.LeftButton)


def delete_photo(window, row: int) -> None:
    """Click a photo on the shelf and press Delete."""
    grid = find(window, "photoList")
    point = grid.visualRect(grid.model().index(row)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    QTest.keyClick(grid, Qt.Key.Key_Delete)


def test_an_offer_to_undo_ends_with_its_change(open_window, filled: Path) -> None:
    window = open_window(filled, ready=False)
    project, banner = window.desk.workspace.project, find(window, "banner")
    project.rename_style("Ink", "Pen")
    delete_photo(window, 0)
    press(window, "Undo")
    assert len(project.photos) == 4
    delete_photo(window, 0)
    assert (len(project.photos), banner.isVisible()) == (3, True)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert len(project.photos) == 4
    assert not banner.isVisible(), "its button would undo the change before"
    delete_photo(window, 0)
    project.rename_style("Stone", "Rock")
    assert not banner.isVisible(), "its button would undo the rename"


def test_a_message_stays_with_its_project(open_window, filled: Path, tmp_path: Path) -> None:
    window = open_window(filled, ready=False)
    delete_photo(window, 0)
    assert window.desk.open_project(tmp_path / "other")
    assert not find(window, "banner").isVisible()
