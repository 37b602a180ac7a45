"""Messages of the banner: each belongs to what it is about and ends with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from lgt_app.state.project import project_file
from lgt_app.state.project.project_file import read_project
from lgt_engine.tools.procedural.pictures import procedural_picture

from ..hands import drop, find

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(window, text: str) -> None:
    """Press a button of the banner with the mouse."""
    buttons = find(window, "banner").findChildren(QPushButton)
    wanted = next(b for b in buttons if b.isVisible() and b.text().startswith(text))
    QTest.mouseClick(wanted, Qt.MouseButton.LeftButton)


def delete_photo(window, row: int) -> None:
    """Click a photo on the shelf and press Delete."""
    grid = find(window, "photoList")
    point = grid.visualRect(grid.model().index(row)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    QTest.keyClick(grid, Qt.Key.Key_Delete)


def test_an_offer_to_undo_ends_with_its_change_or_its_project(
    open_window, filled: Path, tmp_path: Path
) -> None:
    window = open_window(filled, ready=False)
    project, banner = window.controller.workspace.project, find(window, "banner")
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
    delete_photo(window, 0)
    assert window.controller.open_project(tmp_path / "other")
    assert not find(window, "banner").isVisible()


def empty(path: Path) -> Path:
    """A file that a broken copy left."""
    path.touch()
    return path


def test_a_refused_file_comes_with_the_next_step_and_ends_with_a_good_one(
    open_window, filled: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
    banner, shelf = find(window, "banner"), find(window, "photoList").viewport()
    drop(shelf, empty(tmp_path / "a.jpg"))
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    assert "Nothing was added" in banner.message.what
    assert "Copy or download it again" in banner.message.next_step
    drop(shelf, empty(tmp_path / "a.jpg"), empty(tmp_path / "b.jpg"))
    qtbot.waitUntil(lambda: "2 files" in banner.message.what, timeout=10_000)
    assert banner.message.details.count("Copy or download it again") == 2
    procedural_picture("scene", (160, 120), 77).save(tmp_path / "good.png")
    drop(shelf, tmp_path / "good.png")
    qtbot.waitUntil(lambda: len(window.controller.workspace.project.photos) == 5, timeout=10_000)
    assert not banner.isVisible(), "nothing was left out this time"


def test_a_failed_photo_of_a_batch_says_what_to_do(
    open_window, trained: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(trained)
    exports = window.controller.workspace.exports
    qtbot.waitUntil(lambda: exports.has_model, timeout=30_000)
    exports.queue.add([empty(tmp_path / "a.jpg")], tmp_path / "out", exports.recipe())
    with qtbot.waitSignal(exports.queue.finished, timeout=30_000):
        exports.queue.start()
    assert "Copy or download it again" in exports.queue.items[0].reason


def test_a_full_disk_is_told_until_saving_works_again_and_keeps_no_window_open(
    open_window, filled: Path, monkeypatch
) -> None:
    window = open_window(filled, ready=False)
    project, banner = window.controller.workspace.project, find(window, "banner")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(project_file, "write_atomically", refuse)
        project.set_value("a", 1)
        assert "could not be saved: No space left" in banner.message.what
        assert "disk has space" in banner.message.next_step
    project.set_value("a", 2)
    assert not banner.isVisible()
    with monkeypatch.context() as patch:
        patch.setattr(project_file, "write_atomically", refuse)
        project.set_value("a", 3)
        assert window.close()
    assert read_project(filled).values["a"] == 2
