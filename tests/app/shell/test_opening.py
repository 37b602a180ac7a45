"""The way into a project and out of it: folders that vanish, locks, signals, unseen errors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from lgt_app.app import catch_all, create_main_window
from lgt_app.shell.opening import ProjectLock
from lgt_app.state.project.project_file import read_project
from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.run import Phase

from ..conftest import TINY
from ..hands import action, click, find
from .test_messages import delete_photo, press

ROOT = Path(__file__).parents[3]


def look_away_and_back(window) -> None:
    """What the window system tells when another program was in front."""
    window.controller.activated(False)
    window.controller.activated(True)


def files_in(folder: Path) -> list[str]:
    """Everything in a folder, by relative path."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_drive_that_goes_is_said_and_nothing_is_written_in_its_place(
    open_window, filled: Path, tmp_path: Path, qtbot
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    window = open_window(filled.rename(drive / "filled"), ready=False)
    project, banner = window.controller.workspace.project, find(window, "banner")
    project.rename_style("Ink", "Pen")
    drive.rename(tmp_path.parent / "unplugged")
    drive.mkdir()  # what is left where a drive was mounted
    look_away_and_back(window)
    assert "not there any more" in banner.message.what
    assert (project.styles, len(project.photos)) == (("Pen", "Stone"), 4)
    assert not action(window, "undoAction").isEnabled()
    delete_photo(window, 0)
    project.set_value("season", "Summer")
    window.controller.workspace.pictures_panel.add_style()
    qtbot.wait(400)  # what was asked of the lanes fails and is told
    assert files_in(drive) == []
    assert "not there any more" in banner.message.what
    drive.rmdir()
    (tmp_path.parent / "unplugged").rename(drive)
    qtbot.waitUntil(lambda: not banner.isVisible(), timeout=10_000)
    assert read_project(drive / "filled").values["season"] == "Summer", "what was kept is saved"
    action(window, "undoAction").trigger()
    assert project.styles == ("Ink", "Stone")


def test_a_renamed_project_is_found_and_goes_on(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled, ready=False)
    filled.rename(filled.with_name("renamed"))
    window.controller.workspace.project.set_value("season", "Summer")
    folder = filled.with_name("renamed")
    qtbot.waitUntil(lambda: window.controller.workspace.project.folder == folder, timeout=10_000)
    assert window.controller.workspace.project.value("season") == "Summer"
    assert not find(window, "banner").isVisible(), "it is no crash and nothing is lost"
    assert not filled.exists()


def test_a_moved_project_is_shown_by_the_person(
    open_window, filled: Path, tmp_path: Path, monkeypatch
) -> None:
    window = open_window(filled, ready=False)
    moved = tmp_path / "deep" / "moved"
    moved.parent.mkdir()
    filled.rename(moved)
    look_away_and_back(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(moved))
    press(window, "Find it…")
    assert window.controller.workspace.project.folder == moved


def test_a_training_waits_for_a_folder_that_is_gone(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled)
    run = window.controller.workspace.run
    run.set_options(TrainingOptions("custom", 5.0, TINY))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.curves.last_step > 3, timeout=200_000)
    away = filled.rename(filled.with_name("away"))
    look_away_and_back(window)
    assert "training waits" in find(window, "banner").message.next_step
    qtbot.wait(300)  # an update that had begun ends
    step = run.curves.last_step
    qtbot.wait(300)
    assert (run.curves.last_step, run.phase) == (step, Phase.TRAINING)
    assert not filled.exists(), "nothing is written at the old place"
    away.rename(filled)
    qtbot.waitUntil(lambda: run.curves.last_step > step + 3, timeout=200_000)
    qtbot.waitUntil(lambda: not find(window, "banner").isVisible(), timeout=10_000)


def test_what_no_handler_caught_is_shown(open_window, filled: Path, monkeypatch) -> None:
    window = open_window(filled, ready=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catch_all(window)

    def fail() -> None:
        raise ZeroDivisionError("by nothing")

    click_me = QPushButton("x", window)
    click_me.clicked.connect(fail)
    click_me.click()
    message = find(window, "banner").message
    assert "by nothing" in message.what
    assert "ZeroDivisionError" in message.details


def test_a_window_waits_for_one_that_is_closing(open_window, filled: Path, home: Path) -> None:
    first = open_window(filled, ready=False)
    QTimer.singleShot(600, first.close)
    second = open_window(filled, ready=False)
    assert second.controller.workspace.project.folder == filled
    assert not (home / "data" / "projects").exists(), "no project was made unasked"


@pytest.mark.parametrize("button", ["Try again", "Quit"])
def test_a_project_that_is_open_elsewhere_is_asked_about(
    qapp: QApplication, filled: Path, home: Path, monkeypatch, button: str
) -> None:
    monkeypatch.setattr("lgt_app.shell.opening.PATIENCE_S", 0.2)
    hold = ProjectLock(filled)

    def answer() -> None:
        boxes = [w for w in qapp.topLevelWidgets() if w.objectName() == "lockedQuestion"]
        if not boxes:
            QTimer.singleShot(50, answer)
            return
        (box,) = boxes
        assert isinstance(box, QMessageBox)
        hold.let_go()
        next(b for b in box.buttons() if b.text() == button).click()

    QTimer.singleShot(50, answer)
    window = create_main_window(filled)
    opened = window.controller.workspace
    assert (opened is not None) == (button == "Try again")
    assert not (home / "data" / "projects").exists(), "no project was made unasked"
    window.close()
    window.deleteLater()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_signal_saves_and_ends_the_program(filled: Path) -> None:
    code = "import sys; from lgt_app.app import main; sys.exit(main(['--project', sys.argv[1]]))"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(filled)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        mark = filled / ".session"
        for _ in range(600):
            if mark.exists():
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 128 + signal.SIGINT
    assert not mark.exists(), "the next start speaks of no crash"


def test_the_end_of_the_session_saves_a_training(open_window, filled: Path, qtbot) -> None:
    window = open_window(filled)
    run = window.controller.workspace.run
    run.set_options(TrainingOptions("custom", 5.0, TINY))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.curves.last_step > 1, timeout=60_000)
    window.save_for_shutdown()
    assert not run.phase.active
    assert (run.run_dir / "state.safetensors").exists()
    assert window.close(), "no question keeps the system from ending"


def test_a_last_project_that_is_not_there_is_said_and_not_forgotten(
    open_window, filled: Path, home: Path
) -> None:
    open_window(filled, ready=False).close()
    away = filled.rename(filled.with_name("unplugged"))
    window = open_window(None, ready=False)
    message = find(window, "banner").message
    assert "“filled” is not there any more" in message.what
    assert str(filled) in message.next_step
    assert window.controller.workspace.project.folder.is_relative_to(home)
    assert not filled.exists(), "no empty project is made in its place"
    away.rename(filled)
    assert filled in window.settings.recent_projects()
