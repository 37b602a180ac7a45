"""What is highlighted is what is shown, and what is deleted is what is selected."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from lgt_app.panels.training.advanced import AdvancedDialog, OptionRow

from ..hands import action, click, find


@pytest.fixture
def window(open_window, trained: Path, qtbot):  # type: ignore[no-untyped-def]
    made = open_window(trained)
    preview = made.controller.workspace.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=30_000)
    return made


def test_the_shelf_follows_the_photo_in_view(window) -> None:
    grid, preview = find(window, "photoList"), window.controller.workspace.preview
    click(window, "nextPhotoButton")
    assert grid.selected_paths() == [preview.photo]
    click(window, "previousPhotoButton")
    assert grid.selected_paths() == [preview.photo]


def test_the_preview_begins_with_the_first_card_and_highlights_it(window) -> None:
    space = window.controller.workspace
    cards, box = find(window, "styleList"), find(window, "styleSelector")
    assert cards.current() == space.preview.look.style == space.project.styles[0] == "Ink"
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert cards.current() == space.preview.look.style == "Stone"


def test_a_style_is_not_blended_with_itself(window) -> None:
    blend, box = find(window, "blendSelector"), find(window, "styleSelector")
    assert [blend.itemText(i) for i in range(blend.count())] == ["none", "Stone"]
    QTest.keyClick(blend, Qt.Key.Key_Down)
    assert window.controller.workspace.preview.look.blend[0][0] == "Stone"
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert window.controller.workspace.preview.look.blend == ()
    assert [blend.itemText(i) for i in range(blend.count())] == ["none", "Ink"]


def test_delete_in_the_menu_takes_what_is_selected_or_says_why_not(window) -> None:
    project, grid = window.controller.workspace.project, find(window, "photoList")
    point = grid.visualRect(grid.model().index(1)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    gone = grid.selected_paths()
    window.menus["edit"].setFocus()  # as an open menu has it
    action(window, "deleteAction").trigger()
    assert (len(project.photos), gone[0].exists()) == (3, False)
    assert project.styles == ("Ink", "Stone")
    grid.setFocus()
    grid.clearSelection()
    action(window, "deleteAction").trigger()
    assert len(project.photos) == 3
    assert "Nothing is selected" in window.statusBar().currentMessage()


def test_a_search_without_a_hit_says_so_and_leaves_nothing_behind(window, qtbot) -> None:
    click(window, "advancedButton")
    dialog = window.findChild(AdvancedDialog)
    search = next(e for e in dialog.findChildren(QLineEdit) if e.placeholderText())
    QTest.keyClicks(search, "zzz")
    qtbot.wait(30)
    assert dialog._nothing.isVisible()
    assert not any(row.isVisible() for row in dialog.findChildren(OptionRow))
    assert dialog._page.sizeHint().height() < 120, "no lines of hidden rows are left"
    dialog.reject()


def test_the_open_project_is_not_among_the_recent_ones(window, tmp_path: Path) -> None:
    first = window.controller.workspace.project.folder
    assert window.controller.open_project(tmp_path / "other")
    menu = window.menus["file"]
    menu.aboutToShow.emit()
    recent = next(a.menu() for a in menu.actions() if a.menu() is not None)
    assert [entry.text() for entry in recent.actions()] == [first.name]
