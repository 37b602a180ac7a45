"""After a crash, a damaged file, a second window: what happened, what is safe, what now."""

from __future__ import annotations

import getpass
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

import lgt_engine
from lgt_app import logs
from lgt_app.state.project.project_file import BACKUP_NAMES, DAMAGED_NAME, FILE_NAME, read_project
from lgt_app.state.project.session_mark import saved_step
from lgt_engine.errors import DataError

from ..hands import action, find
from .test_messages import press


def unfinished(project: Path) -> Path:
    """Mark the project's run as one that was going on."""
    path = project / FILE_NAME
    values = json.loads(path.read_text(encoding="utf-8"))
    values["values"]["run"]["finished"] = False
    path.write_text(json.dumps(values), encoding="utf-8")
    return project


def crashed(project: Path) -> Path:
    """Leave what a killed window leaves: its mark, and rows after the last checkpoint."""
    (project / ".session").touch()
    (project / ".lock").touch()
    metrics = project / "runs" / "001" / "metrics.csv"
    if metrics.exists():
        rows = metrics.read_text(encoding="utf-8").splitlines()
        for step in (7, 8):
            rows.append(",".join([str(step), *rows[-1].split(",")[1:]]))
        metrics.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return project


def test_a_crash_is_told_with_what_is_safe_and_training_goes_on(
    open_window, trained: Path, qtbot
) -> None:
    window = open_window(crashed(unfinished(trained)))
    message = find(window, "banner").message
    assert message.what == "LGT ended unexpectedly the last time."
    assert "saved up to step 6; 2 steps are lost" in message.next_step
    run = window.controller.workspace.run
    press(window, "Resume at step 6")
    qtbot.waitUntil(lambda: run.started is not None and run.phase.active, timeout=60_000)
    assert run.started.step == 6
    assert find(window, "banner").message is None


def test_a_clean_end_says_nothing_and_an_unfinished_training_is_offered(
    open_window, trained: Path
) -> None:
    window = open_window(trained, ready=False)
    assert (trained / ".session").exists()
    assert find(window, "banner").message is None
    assert window.close()
    assert not (trained / ".session").exists()
    window = open_window(unfinished(trained), ready=False)
    assert find(window, "banner").message.key == "resume"


def test_another_project_ends_the_session_with_the_first(
    open_window, filled: Path, tmp_path: Path
) -> None:
    window = open_window(filled, ready=False)
    assert window.controller.open_project(tmp_path / "other")
    assert not (filled / ".session").exists()
    assert window.controller.open_project(crashed(filled))
    assert "Your pictures and settings" in find(window, "banner").message.next_step
    assert window.controller.open_project(filled), "opened again, it is not a crash"
    assert find(window, "banner").message is None


@pytest.mark.parametrize("damage", ['{"version": 1, "na', None])
def test_a_damaged_project_opens_from_its_backup_and_says_so(
    open_window, filled: Path, damage: str | None
) -> None:
    window = open_window(filled, ready=False)
    window.controller.workspace.project.set_value("season", "Summer")
    window.controller.workspace.project.set_value("a", 1)
    assert window.close()
    path = filled / FILE_NAME
    path.unlink() if damage is None else path.write_text(damage, encoding="utf-8")
    window = open_window(ready=False)  # the one that was open last
    message = find(window, "banner").message
    assert window.controller.workspace.project.value("season") == "Summer"
    assert "damaged" in message.what
    assert "backup" in message.next_step
    assert read_project(filled).restored_from is None
    assert (filled / DAMAGED_NAME).exists() == (damage is not None)
    assert (filled / BACKUP_NAMES[0]).exists()


def test_a_project_open_in_another_process_is_told_and_a_dead_one_lets_go(
    open_window, filled: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, time, pathlib, lgt_engine.io.folder_lock as locks\n"
        "lock = locks.FolderLock(pathlib.Path(sys.argv[1]))\n"
        "print(lock.take(), flush=True); time.sleep(60)"
    )
    root = str(Path(lgt_engine.__file__).parents[2])
    command = [sys.executable, "-c", code, str(filled)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as other:
        assert other.stdout.readline() == "True\n"
        window = open_window(tmp_path / "mine", ready=False)
        before = sorted(path.name for path in filled.iterdir())
        assert not window.controller.open_project(filled)
        message = find(window, "banner").message
        assert "open in another window" in message.what
        assert "close it there" in message.next_step
        assert sorted(path.name for path in filled.iterdir()) == before
        other.kill()
    assert window.controller.open_project(filled)


def test_diagnostics_are_saved_without_pictures_and_personal_paths(
    open_window, trained: Path, tmp_path: Path, monkeypatch
) -> None:
    logs.start_logging()
    with pytest.raises(DataError) as foreseen:
        raise DataError("There are no pictures.", next_step="Add one.")
    logs.log_error(foreseen.value)
    logs.log_error(ValueError(f"{Path.home()}/secret and /home/{getpass.getuser()}/x"))
    logs.stop_logging()
    window = open_window(crashed(trained))
    target = tmp_path / "lgt-diagnostics.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(window, "Save diagnostics")
    text = target.read_text(encoding="utf-8")
    for wanted in ("LGT 0", "torch", "theme: ", "photos: 4", '"max_steps": 6', "ValueError"):
        assert wanted in text, wanted
    assert "There are no pictures. Add one." in text
    assert "Traceback" not in text, "what was foreseen needs none"
    for private in (f"{Path.home()}/", f"/home/{getpass.getuser()}", str(trained), "Stone"):
        assert private not in text, private
    target.unlink()
    action(window, "saveDiagnosticsAction").trigger()
    assert target.exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x"), ""))
    action(window, "saveDiagnosticsAction").trigger()
    assert "could not be written" in find(window, "banner").message.what


def test_a_break_down_of_the_interpreter_leaves_a_trace() -> None:
    code = "import faulthandler; from lgt_app import logs; logs.start_crash_log(); "
    root = str(Path(lgt_engine.__file__).parents[2])
    command = [sys.executable, "-c", code + "faulthandler._sigsegv()"]
    assert subprocess.run(command, cwd=root, check=False, timeout=60).returncode != 0
    assert "Fatal Python error" in logs.read_crash() or "Windows fatal" in logs.read_crash()


def test_the_saved_step_is_read_from_any_file_or_none(trained: Path, tmp_path: Path) -> None:
    run = trained / "runs" / "001"
    assert saved_step(run) == 6
    assert saved_step(tmp_path) is None
    whole = (run / "state.safetensors").read_bytes()
    broken = Path(shutil.copytree(run, tmp_path / "run"))
    for data in (b"", whole[:7], whole[:100], b"\xff" * 9, b"\2" + bytes(7) + b"[]"):
        (broken / "state.safetensors").write_bytes(data)
        assert saved_step(broken) is None
