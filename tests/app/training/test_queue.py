"""The training queue: several runs, one after another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from lgt_app.state.project.project import Project
from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.queue import TrainingQueue
from lgt_app.state.training.run import Phase, RunState

from ..conftest import TINY, close_window
from ..hands import action, click, find

SHORT = TrainingOptions("custom", 1.0, {**TINY, "training.max_steps": 1})
ALT = Qt.KeyboardModifier.AltModifier


def opened_queue(window, qtbot) -> QDialog:  # type: ignore[no-untyped-def]
    click(window, "trainingQueueButton")
    dialog = window.findChild(QDialog, "trainingQueueDialog")
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def cells(table) -> list[tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    model = table.model()
    return [
        tuple(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]


def check_that_order_is_kept(dialog, table) -> None:  # type: ignore[no-untyped-def]
    """Move, remove and put back runs of "Ink", "Stone", both, "Stone"; leaves both and "Ink"."""
    table.selectRow(2)
    QTest.keyClick(table, Qt.Key.Key_Up, ALT)
    click(dialog, "queueUpButton")
    assert [row[0] for row in cells(table)] == ["Ink, Stone", "Ink", "Stone", "Stone"]
    assert table.selected_rows() == [0], "the selection goes with the run"
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [row[0] for row in cells(table)] == ["Ink, Stone", "Stone", "Stone"]
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [row[0] for row in cells(table)] == ["Ink, Stone", "Ink", "Stone", "Stone"]
    assert table.selected_rows() == [2]
    click(dialog, "queueRemoveButton")
    click(dialog, "queueRemoveButton")
    assert [row[0] for row in cells(table)] == ["Ink, Stone", "Ink"], "the next one is at hand"


def test_runs_are_put_in_order_trained_one_after_another_and_told(
    open_window, filled: Path, qtbot
) -> None:
    window = open_window(filled)
    space = window.controller.workspace
    space.run.set_options(SHORT)
    dialog = opened_queue(window, qtbot)
    table, log = find(dialog, "trainingQueueTable"), find(dialog, "trainingQueueLog")
    click(dialog, "queueEachButton")
    broken = {**SHORT.advanced, "codec.kind": "folder", "codec.path": "/nowhere/codec"}
    space.run.set_options(SHORT.with_advanced(broken))
    click(dialog, "queueAddButton")
    assert [row[:2] for row in cells(table)] == [
        ("Ink", "waiting"), ("Stone", "waiting"), ("Ink, Stone", "waiting"),
    ]  # fmt: skip
    styles = find(dialog, "queueStyles")
    styles.setCurrentRow(0)
    QTest.keyClick(styles, Qt.Key.Key_Space)
    click(dialog, "queueAddButton")
    assert cells(table)[-1][0] == "Stone", "only what is ticked"
    assert space.run.phase is Phase.IDLE, "nothing is trained before a person says so"

    check_that_order_is_kept(dialog, table)
    with qtbot.waitSignal(space.training_queue.finished, timeout=100_000):
        click(dialog, "queueStartButton")
    assert cells(table) == []
    ink, both = cells(log)
    assert (both[0], both[1]) == ("Ink, Stone", "failed")
    assert "/nowhere/codec" in both[2]
    assert ink[0] == "Ink", "the newest first"
    assert "1 step" in ink[1]
    assert ink[2].startswith("Ink: style ")
    assert space.training_queue.outcome == (1, 1)
    assert [each.name for each in space.project.runs()] == ["001"]


def test_a_stopped_queue_rests_keeps_its_run_and_goes_on_after_a_restart(
    open_window, filled: Path, qtbot
) -> None:
    window = open_window(filled)
    run = window.controller.workspace.run
    run.set_options(TrainingOptions("custom", 5.0, TINY))
    action(window, "trainEveryStyleAction").trigger()
    dialog = window.findChild(QDialog, "trainingQueueDialog")
    qtbot.waitUntil(lambda: run.curves.last_step >= 2, timeout=60_000)
    assert run.started.styles == ("Ink",)
    assert [row[2][:5] for row in cells(find(dialog, "trainingQueueTable"))] == ["3 min"] * 2
    click(dialog, "queueStartButton")
    qtbot.waitUntil(lambda: run.phase is Phase.PAUSED, timeout=30_000)
    assert find(dialog, "queueStartButton").text() == "Resume"
    click(dialog, "queueStartButton")
    qtbot.waitUntil(lambda: run.phase is Phase.TRAINING, timeout=30_000)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: not run.phase.active, timeout=60_000)
    step = run.curves.last_step
    qtbot.wait(50)
    assert not run.phase.active, "the next run does not begin"
    dialog.close()
    close_window(window, qtbot)

    again = open_window(filled)
    space = again.controller.workspace
    qtbot.wait(50)
    assert not space.run.phase.active, "a queue never starts by itself"
    dialog = opened_queue(again, qtbot)
    table = find(dialog, "trainingQueueTable")
    rows = [row[:2] for row in cells(table)]
    assert rows == [("Ink", "stopped, goes on"), ("Stone", "waiting")]
    click(dialog, "queueStartButton")
    qtbot.waitUntil(lambda: space.run.curves.last_step > step, timeout=60_000)
    assert space.run.run_dir.name == "001"
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [row[0] for row in cells(table)] == ["Ink"], "what is under way stays"


WHOLE = {"styles": ["Ink"], "options": {"minutes": 2.0, "quality": "custom"}, "run": "001"}
ODD = {"styles": ["A"], "steps": 1e999, "minutes": "x", "measures": {"A": {"x": "y"}}}


@pytest.mark.parametrize(
    ("kept", "waiting", "told"),
    [
        (7, [], []),
        ({"waiting": 7, "log": "x"}, [], []),
        ({"waiting": [None, {"styles": 3}, WHOLE, {"styles": []}]}, [("Ink",)], []),
        ({"waiting": [{"styles": ["A"], "run": "../../x"}], "log": [ODD]}, [("A",)], [("A",)]),
    ],
)
def test_a_damaged_queue_opens_with_what_makes_sense(
    filled: Path, lanes, kept, waiting, told
) -> None:
    Project(filled)
    file = filled / "project.json"
    whole = json.loads(file.read_text("utf-8"))
    whole["values"] = {"training_queue": kept}
    file.write_text(json.dumps(whole), "utf-8")
    project = Project(filled)
    queue = TrainingQueue(project, RunState(project, lanes))
    assert [each.styles for each in queue.waiting] == waiting
    assert [each.styles for each in queue.log] == told
    assert all(each.run in ("", "001") for each in queue.waiting)
    queue.add(["Stone"])
    again = TrainingQueue(Project(filled), RunState(project, lanes))
    assert [each.styles for each in again.waiting] == [*waiting, ("Stone",)]


def test_a_renamed_style_is_followed_and_a_gone_one_is_told(filled: Path, lanes, qtbot) -> None:
    project = Project(filled)
    queue = TrainingQueue(project, RunState(project, lanes))
    queue.add_each(["Ink"])
    project.rename_style("Ink", "Water")
    assert queue.waiting[0].styles == ("Water",)
    project.remove_style("Water")
    with qtbot.waitSignal(queue.finished):
        queue.start()
    assert "Water" in queue.log[0].problem
