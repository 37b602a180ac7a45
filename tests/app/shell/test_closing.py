"""Closing the window or changing the project in the middle of something leaves nothing broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from lgt_app.state.project.project import Project
from lgt_engine.model.checkpoint import read_document
from lgt_engine.tools.procedural.pictures import procedural_picture

from ..hands import click


def many_files(folder: Path, count: int) -> Path:
    """Different files that are quick to make."""
    folder.mkdir(parents=True)
    procedural_picture("scene", (640, 480), 3).save(folder / "0.jpg")
    data = (folder / "0.jpg").read_bytes()
    for number in range(1, count):
        (folder / f"{number}.jpg").write_bytes(data + b"%d" % number)
    return folder


def test_closing_during_an_import_keeps_nothing_half(
    open_window: Callable, filled: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
    panel = window.controller.workspace.pictures_panel
    panel.bring([many_files(tmp_path / "Many", 1500)])
    bar = panel.findChild(QWidget, "intakeProgress")
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=60_000)
    assert window.close()
    incoming = filled / "incoming"
    assert not incoming.exists() or not any(incoming.iterdir())
    assert Project(filled).styles == ("Ink", "Stone")


def test_closing_during_a_batch_goes_on_paused_at_the_next_start(
    open_window: Callable, trained: Path, tmp_path: Path, qtbot
) -> None:
    for number in range(30):
        target = tmp_path / "inbox" / f"{number}.jpg"
        target.parent.mkdir(exist_ok=True)
        procedural_picture("scene", (160, 120), number).save(target)
    window = open_window(trained)
    exports = window.controller.workspace.exports
    qtbot.waitUntil(lambda: exports.has_model, timeout=30_000)
    exports.queue.add([tmp_path / "inbox"], tmp_path / "out", exports.recipe())
    exports.queue.start()
    qtbot.waitUntil(lambda: exports.queue.tally.done >= 2, timeout=60_000)
    assert window.close()
    tally = exports.queue.tally
    assert tally.waiting
    assert not list((tmp_path / "out").rglob("*.part")), "no picture is half written"

    again = open_window(trained)
    queue = again.controller.workspace.exports.queue
    assert (queue.tally.waiting, queue.tally.done) == (tally.waiting, tally.done)
    assert not queue.running, "paused: a picture that crashed the program must not do so in a loop"
    label = again.findChild(QPushButton, "batchButton").text()
    assert str(tally.waiting) in label


def test_changing_the_project_during_an_import_is_clean(
    open_window: Callable, filled: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
    old = window.controller.workspace.pictures_panel
    old.bring([many_files(tmp_path / "Many", 800)])
    assert old.picture_library.importer.busy
    qtbot.wait(30)
    other = tmp_path / "other"
    shutil.copytree(filled / "photos", other / "photos")
    assert window.controller.open_project(other)
    qtbot.waitUntil(lambda: not window.controller.lanes.files.busy, timeout=60_000)
    qtbot.wait(400)  # what was posted for the old project must find nothing to do harm to
    assert len(window.controller.workspace.project.photos) == 4
    assert not list((filled / "incoming").glob("*")) or not (filled / "incoming").exists()


_TRAINING_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QPushButton
from lgt_app.app import create_main_window
from lgt_app.state.training.options import TrainingOptions
from tests.app.conftest import TINY

app = QApplication([])
window = create_main_window(Path(sys.argv[1]))
window.show()
window.controller.workspace.run.set_options(TrainingOptions("custom", 5.0, TINY))
window.findChild(QPushButton, "trainButton").click()
app.exec()
"""


@pytest.mark.timeout(300)  # a second process has to load the engine too
def test_a_killed_window_loses_seconds_and_offers_to_go_on(
    open_window: Callable, filled: Path, qtbot
) -> None:
    pictures = {path: path.read_bytes() for path in filled.rglob("*.*") if path.is_file()}
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", _TRAINING_WINDOW, str(filled)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        state = filled / "runs" / "001" / "state.safetensors"
        qtbot.waitUntil(lambda: state.exists() or process.poll() is not None, timeout=90_000)
        assert process.poll() is None, process.stderr.read()
        process.kill()
    saved = read_document(state)["counters"]["step"]

    window = open_window(filled)
    run = window.controller.workspace.run
    message = window.controller.banner.message
    assert message.key == "crashed"
    assert f"saved up to step {saved}" in message.next_step
    assert message.actions[0][0] == f"Resume at step {saved}"
    assert run.curves.last_step >= saved > 0
    assert {path: path.read_bytes() for path in pictures} == pictures
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.curves.last_step > saved, timeout=60_000)
    assert run.run_dir.name == "001"
