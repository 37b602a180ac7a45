"""Training in the window: phases, saving, closing, resuming, errors."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from lgt_app.state.project.stored_values import RunRecord
from lgt_app.state.training import options
from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.run import Phase
from lgt_engine.training import schedule

from ..conftest import TINY
from ..hands import click, find


@pytest.fixture
def window(open_window, filled: Path):  # type: ignore[no-untyped-def]
    made = open_window(filled)
    made.controller.workspace.run.set_options(TrainingOptions("custom", 5.0, TINY))
    return made


def train_to(window, step: int, qtbot) -> None:  # type: ignore[no-untyped-def]
    run = window.controller.workspace.run
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.curves.last_step >= step, timeout=60_000)


def test_the_plan_is_shown_the_keyboard_stays_with_the_training_and_closing_asks_and_saves(
    window, qtbot
) -> None:
    qtbot.waitUntil(lambda: find(window, "memoryBar").isVisible(), timeout=30_000)
    assert "CPU" in find(window, "deviceLabel").text()
    assert "photos needs about" in find(window, "memoryBar").toolTip()
    find(window, "trainButton").setFocus()
    QTest.keyClick(find(window, "trainButton"), Qt.Key.Key_Space)
    assert find(window, "pauseButton").hasFocus()
    run = window.controller.workspace.run
    qtbot.waitUntil(lambda: run.curves.last_step >= 5, timeout=60_000)
    assert find(window, "pauseButton").hasFocus()
    assert not window.close()
    box = window.findChild(QMessageBox, "closeQuestion")
    assert box.defaultButton().objectName() == "quitButton"
    QTest.mouseClick(box.findChild(QPushButton, "keepTrainingButton"), Qt.MouseButton.LeftButton)
    assert run.phase is Phase.TRAINING
    qtbot.wait(50)
    window.close()
    QTest.keyClick(window.findChild(QMessageBox, "closeQuestion"), Qt.Key.Key_Return)
    assert run.phase is Phase.STOPPING
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert (run.run_dir / "state.safetensors").exists()


def test_getting_ready_can_be_paused_the_window_answers_and_a_stop_ends_without_a_look(
    window, qtbot, record_property
) -> None:
    run, readiness = window.controller.workspace.run, window.controller._readiness
    assert readiness.text() == "Ready"
    click(window, "trainButton")
    assert run.phase is Phase.PREPARING
    assert readiness.text() == "Training"
    click(window, "pauseButton")
    qtbot.wait(300)
    assert (run.phase, run.curves.last_step) == (Phase.PREPARING, 0)
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Paused while getting ready" in shown
    assert find(window, "pauseButton").text() == "Resume"
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: run.curves.last_step >= 3, timeout=200_000)
    assert run.phase is Phase.TRAINING

    gaps, last = [], [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(interval=5)
    timer.timeout.connect(tick)
    timer.start()
    qtbot.wait(500)
    timer.stop()
    assert run.phase is Phase.TRAINING
    record_property("stall_max_ms", round(1000 * max(gaps), 1))
    # Generous, because other work may share the machine; the figure is recorded.
    assert max(gaps) < 3.0

    stages = []
    run.status_changed.connect(lambda: stages.append(run.status.stage))
    click(window, "stopButton")
    qtbot.waitUntil(lambda: run.phase is Phase.FINISHED, timeout=60_000)
    assert not any(stages)
    assert (run.run_dir / "model.safetensors").exists()


def test_a_look_at_the_pictures_says_so_and_keeps_the_run_in_sight(window, qtbot) -> None:
    """The last look takes seconds on a slow machine."""
    run = window.controller.workspace.run
    run.set_options(TrainingOptions("custom", 5.0, {**TINY, "training.max_steps": 3}))
    seen = []
    run.status_changed.connect(lambda: seen.append((run.phase, run.status)))
    train_to(window, 3, qtbot)
    qtbot.waitUntil(lambda: run.phase is Phase.FINISHED, timeout=60_000)
    looks = [status for phase, status in seen if phase is Phase.TRAINING and status.step == 3]
    looks = [status for status in looks if status.stage]
    assert {status.stage for status in looks} == {"Measuring the pictures"}
    known = [status.stage_seconds for status in looks if status.stage_seconds is not None]
    assert known == sorted(known, reverse=True)
    assert known[-1] == 0
    assert {status.progress for status in looks} == {1.0}


def test_a_run_that_cannot_begin_says_why_and_one_stopped_before_its_first_step_leaves_nothing(
    window, qtbot
) -> None:
    run = window.controller.workspace.run
    broken = {**TINY, "codec.kind": "folder", "codec.path": "/nowhere/codec"}
    run.set_options(TrainingOptions("custom", 5.0, broken))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.phase is Phase.FAILED, timeout=30_000)
    banner = find(window, "banner")
    assert banner.isVisible()
    assert banner.message.level == "error"
    assert banner.message.what
    assert find(window, "trainButton").isVisible()
    QTest.mouseClick(
        next(b for b in banner.findChildren(QPushButton) if b.text() == "Dismiss"),
        Qt.MouseButton.LeftButton,
    )
    assert not banner.isVisible()
    run.set_options(TrainingOptions("custom", 5.0, TINY))
    click(window, "trainButton")
    click(window, "stopButton")
    assert run.phase is Phase.STOPPING
    qtbot.waitUntil(lambda: not run.phase.active, timeout=60_000)
    assert run.phase in (Phase.IDLE, Phase.FINISHED)
    if run.phase is Phase.IDLE:
        assert not list(window.controller.workspace.project.runs_dir.iterdir())


def test_a_finished_run_can_be_lengthened_or_begun_anew_even_the_moment_it_ends(
    open_window, trained: Path, qtbot
) -> None:
    window = open_window(trained)
    run = window.controller.workspace.run
    run.set_options(TrainingOptions("custom", 5.0, TINY))
    assert find(window, "trainButton").text() == "Train 5 more minutes"
    step = run.curves.last_step
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.curves.last_step > step, timeout=60_000)
    assert run.run_dir.name == "001"
    click(window, "stopButton")
    qtbot.waitUntil(lambda: not run.phase.active, timeout=30_000)
    click(window, "newRunButton")
    qtbot.waitUntil(lambda: run.phase is Phase.TRAINING, timeout=60_000)
    assert run.run_dir.name == "002"

    def begin_anew() -> None:
        if run.phase is Phase.FINISHED:
            run.phase_changed.disconnect(begin_anew)
            run.start()  # before the job of the run that ended has said its last word

    run.phase_changed.connect(begin_anew)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: run.run_dir.name == "003" and run.curves.last_step > 0, timeout=60_000)
    assert run.phase is Phase.TRAINING


def test_a_run_that_no_longer_improves_ends_by_itself(window, qtbot, monkeypatch) -> None:
    """Quick, good and best are rules; here one second and a hair of a learning rate."""
    monkeypatch.setattr(options, "_PATIENCE_SHARE", 1 / 120)
    monkeypatch.setattr(schedule, "_VALIDATION_SHARE", 1.0)
    monkeypatch.setattr(schedule, "_FIRST_SHARE", 10.0)
    run = window.controller.workspace.run
    still = {"training.learning_rate": 1e-7, "training.validate_every_seconds": 0.1}
    run.set_options(TrainingOptions("quick", 5.0, {**TINY, **still}))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: run.phase is Phase.FINISHED, timeout=60_000)
    assert "Ended by itself" in run.words.text
    recorded = RunRecord.from_json(window.controller.workspace.project.value("run"))
    assert recorded.finished
    assert 0 < recorded.minutes < 1
    assert find(window, "trainButton").text() == "Train 2 more minutes"


def test_a_new_style_inherits_what_the_model_knows(open_window, trained: Path, qtbot) -> None:
    window = open_window(trained)
    space = window.controller.workspace
    name = space.project.add_style("Third")
    picture = space.project.pictures("Ink")[0]
    (space.project.dir_of(name) / "copy.png").write_bytes(picture.read_bytes())
    space.project.refresh()
    assert find(window, "trainButton").text() == "Train"
    space.run.set_options(TrainingOptions("custom", 5.0, TINY))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: space.run.curves.last_step > 0, timeout=60_000)
    config = (space.run.run_dir / "config.json").read_text(encoding="utf-8")
    assert "001/model.safetensors" in config.replace("\\\\", "/")
    assert space.run.started.styles == ("Ink", "Stone", "Third")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_only_the_training_gives_way_and_the_computer_stays_awake_while_it_runs(
    inhibitor, window, qtbot
) -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    train_to(window, 2, qtbot)
    (told,) = inhibitor()
    assert "--why=Training a style" in told
    assert int(told.rsplit(maxsplit=1)[1]) == max(1, before)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before, "the window answers as before"
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: inhibitor()[1:] == ["ended"], timeout=30_000)
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: len(inhibitor()) == 3, timeout=30_000)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: inhibitor()[3:] == ["ended"], timeout=60_000)
