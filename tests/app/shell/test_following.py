"""What is highlighted is what is shown, and what is deleted is what is selected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from lgt_app.panels.training.advanced import AdvancedDialog, OptionRow

from ..hands import action, click, find, settle


def test_shelf_cards_and_boxes_follow_what_is_in_view(open_window, modelled: Path, qtbot) -> None:
    window = open_window(modelled)
    settle(window, qtbot)
    space, preview = window.controller.workspace, window.controller.workspace.preview
    grid, cards = find(window, "photoList"), find(window, "styleList")
    for button in ("nextPhotoButton", "previousPhotoButton"):
        click(window, button)
        assert grid.selected_paths() == [preview.photo]

    blend, box = find(window, "blendSelector"), find(window, "styleSelector")
    assert cards.current() == preview.look.style == space.project.styles[0] == "Ink"
    assert [blend.itemText(i) for i in range(blend.count())] == ["none", "Stone"]
    QTest.keyClick(blend, Qt.Key.Key_Down)
    assert preview.look.blend[0][0] == "Stone"
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert cards.current() == preview.look.style == "Stone"
    assert preview.look.blend == (), "a style is not blended with itself"
    assert [blend.itemText(i) for i in range(blend.count())] == ["none", "Ink"]


def test_delete_takes_what_is_selected_a_search_says_when_it_finds_nothing_and_recent_projects(
    open_window, filled: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
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

    click(window, "advancedButton")
    dialog = window.findChild(AdvancedDialog)
    search = next(e for e in dialog.findChildren(QLineEdit) if e.placeholderText())
    QTest.keyClicks(search, "zzz")
    qtbot.wait(30)
    assert dialog._nothing.isVisible()
    assert not any(row.isVisible() for row in dialog.findChildren(OptionRow))
    assert dialog._page.sizeHint().height() < 120, "no lines of hidden rows are left"
    dialog.reject()

    assert window.controller.open_project(tmp_path / "other")
    menu = window.menus["file"]
    menu.aboutToShow.emit()
    recent = next(a.menu() for a in menu.actions() if a.menu() is not None)
    assert [entry.text() for entry in recent.actions()] == [filled.name]
