"""The frame: menus, dialogs, theme, projects, accessibility, first paint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLineEdit,
    QPushButton,
)

from lgt_app import theme
from lgt_app.panels.training.advanced import AdvancedDialog, OptionRow
from lgt_app.state.project.project import Project

from ..hands import action, click, find

NAMES = (
    "styleList", "addStyleButton", "photoList", "trainButton", "pauseButton", "stopButton",
    "trainProgress", "etaLabel", "lossPlot", "previewCanvas", "guidanceSlider", "guidanceSpinBox",
    "styleSelector", "exportButton", "batchButton", "deviceLabel", "memoryBar", "banner",
    "pictureList",
)  # fmt: skip


def test_names_and_shortcuts_are_those_of_the_design_undo_and_errors_have_theirs(
    open_window, filled: Path
) -> None:
    window = open_window(filled, ready=False)
    assert window.objectName() == "mainWindow"
    for name in NAMES:
        assert find(window, name).accessibleName(), name
    wanted = {
        "newProjectAction": "Ctrl+N", "openPhotoAction": "Ctrl+O", "exportAction": "Ctrl+E",
        "batchAction": "Ctrl+Shift+E", "pasteAction": "Ctrl+V", "copyAction": "Ctrl+C",
        "undoAction": "Ctrl+Z", "redoAction": "Ctrl+Shift+Z", "renameAction": "F2",
        "deleteAction": "Del", "startPauseAction": "Ctrl+Return", "fitAction": "Ctrl+0",
        "fullSizeAction": "Ctrl+1", "settingsAction": "Ctrl+,", "shortcutsAction": "F1",
        "fullScreenAction": "F11", "quitAction": "Ctrl+Q",
    }  # fmt: skip
    assert {name: action(window, name).shortcut().toString() for name in wanted} == wanted
    keys = [a.shortcut().toString() for a in window.findChildren(QAction) if a.shortcut()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys)), "two entries share a shortcut"

    project: Project = window.controller.workspace.project
    project.rename_style("Ink", "Pen")
    assert "Pen" in project.styles
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Ink" in project.styles
    action(window, "redoAction").trigger()
    assert "Pen" in project.styles

    window.controller.show_error(ZeroDivisionError("by nothing"))
    banner = find(window, "banner")
    buttons = {b.text(): b for b in banner.findChildren(QPushButton) if b.isVisible()}
    QTest.mouseClick(buttons["Copy"], Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()


def test_every_menu_entry_does_something_and_nothing_breaks(
    open_window, trained: Path, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    window = open_window(trained)
    space = window.controller.workspace
    preview = space.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=30_000)
    left_out = {"quitAction", "startPauseAction", "stopAction", "deleteAction"}
    opened = set()
    for entry in window.findChildren(QAction):
        name = entry.objectName()
        if not name.endswith("Action") or name in left_out or not entry.isEnabled():
            continue
        entry.trigger()
        qtbot.wait(10)
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                opened.add(dialog.objectName())
                dialog.close()
    assert opened >= {
        f"{name}Dialog" for name in ("settings", "shortcuts", "log", "about", "advanced")
    }
    assert "Qt" in QGuiApplication.clipboard().text() or not QGuiApplication.clipboard().text()


def test_themes_change_everything_at_once(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled)
    action(window, "darkThemeAction").trigger()
    assert theme.current().dark
    assert action(window, "darkThemeAction").isChecked()
    action(window, "settingsAction").trigger()
    dialog = window.findChild(QDialog, "settingsDialog")
    box = find(dialog, "themeBox")
    assert box.currentData() == "dark"
    QTest.keyClick(box, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: not theme.current().dark)
    click(dialog, "closeSettingsButton")
    assert window.settings.theme == "light"


def test_advanced_options_are_searched_checked_and_reset_and_so_is_the_brush_size(
    open_window, filled: Path
) -> None:
    window = open_window(filled, ready=False)
    run = window.controller.workspace.run
    click(window, "advancedButton")
    dialog = window.findChild(AdvancedDialog)
    rate = find(dialog, "option:training.learning_rate")
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "-3")
    use = find(dialog, "useAdvancedButton")
    assert not use.isEnabled()
    rate.selectAll()
    QTest.keyClicks(rate, "0.002")
    assert use.isEnabled()
    search = next(
        e for e in dialog.findChildren(QLineEdit) if e.placeholderText().startswith("Sea")
    )
    QTest.keyClicks(search, "clipping")
    shown = [row.option.key for row in dialog.findChildren(OptionRow) if row.isVisible()]
    assert shown == ["training.max_norm"]
    click(dialog, "useAdvancedButton")
    assert run.options.advanced == {"training.learning_rate": 0.002}
    assert find(window, "advancedButton").text() == "Advanced (1)…"
    click(window, "advancedButton")
    dialog = window.findChildren(AdvancedDialog)[-1]
    click(dialog, "resetAllButton")
    click(dialog, "useAdvancedButton")
    assert run.options.advanced == {}

    brush, reset = find(window, "brushSpinBox"), find(window, "brushResetButton")
    assert (brush.value(), reset.isVisible()) == (100, False)
    assert brush.accessibleName() == "Brush size"
    assert "twice as close" in brush.toolTip()
    brush.selectAll()
    QTest.keyClicks(brush, "250")
    QTest.keyClick(brush, Qt.Key.Key_Return)
    assert run.options.brush_percent == 250
    assert Project(filled).value("training")["brush_percent"] == 250
    click(window, "brushResetButton")
    assert (run.options.brush_percent, brush.value(), reset.isVisible()) == (100, 100, False)


def test_projects_are_opened_remembered_and_refused(
    open_window, filled: Path, tmp_path: Path, monkeypatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "project.json").write_text("[", encoding="utf-8")
    window = open_window(broken, ready=False)
    assert window.controller.workspace.project.folder != broken
    assert "damaged" in find(window, "banner").message.what

    assert window.controller.open_project(filled)
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    action(window, "newProjectAction").trigger()
    assert window.controller.workspace.project.folder == other
    assert window.windowTitle().startswith("other")
    assert window.settings.recent_projects()[:2] == [other, filled]
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "file.txt").write_text("x")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(plain))
    action(window, "openProjectAction").trigger()
    assert window.controller.workspace.project.folder == other
    assert "plain" in find(window, "banner").message.what


def test_geometry_is_remembered(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled, ready=False)
    window.resize(1400, 900)
    qtbot.wait(20)
    assert window.close()
    again = open_window(filled, ready=False)
    state = again.settings.geometry("window")
    assert state is not None
    assert again.restoreGeometry(state)


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from lgt_app.main_window import MainWindow\n"
        "window = MainWindow(build=False)\n"
        "heavy = {'torch', 'numpy', 'diffusers', 'pyqtgraph', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_saved_picture_is_told_without_moving_anything(
    open_window, trained: Path, home: Path, qtbot
) -> None:
    window = open_window(trained)
    space = window.controller.workspace
    qtbot.waitUntil(lambda: space.preview.after is not None and not space.preview.busy)
    space.exports.set_folder(home)
    canvas, note = find(window, "previewCanvas"), find(window, "successNote")
    before = canvas.rect().translated(canvas.mapTo(window, QPoint()))
    click(window, "exportButton")
    click(find(window, "exportDialog"), "exportSaveButton")
    qtbot.waitUntil(note.isVisible, timeout=30_000)
    assert note.words.endswith("was saved.")
    assert next(b.text() for b in note.findChildren(QPushButton)) == "Open folder"
    assert not find(window, "banner").isVisible()
    assert canvas.rect().translated(canvas.mapTo(window, QPoint())) == before
