"""Refining by itself: begins when nothing moves, leaves no trace when anything does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from lgt_app.settings import Settings
from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.refine.refining import MOST_UNASKED, Refining
from lgt_app.state.refine.self_refining import SelfRefining
from lgt_app.state.training.options import TrainingOptions
from lgt_app.workers.job_queue import JobQueues
from lgt_app.workers.looks import REFINE_STEPS, RefineWish
from lgt_app.workers.refining import AskPower
from lgt_engine.system.battery import battery_notice

from ..conftest import TINY
from ..hands import action, click, find, settle
from .test_refining import shown, step_of, words

pytestmark = pytest.mark.skipif(battery_notice() is not None, reason="runs on a battery")

#: Steps that no test waits for.
MANY = 900
#: Time without a change after which it begins here, in milliseconds.
REST_MS = 300


@pytest.fixture
def window(open_window, modelled: Path, qtbot):  # type: ignore[no-untyped-def]
    return opened(open_window, modelled, qtbot, MANY)


def opened(open_window, project: Path, qtbot, steps: int):  # type: ignore[no-untyped-def]
    Project(project).set_value("refine", {"steps": steps, "from_photo": True})
    made = open_window(project, refine_by_itself=True)
    made.controller.workspace.self_refining.rest_ms = REST_MS
    settle(made, qtbot)
    return made


def wait_for_begin(window, qtbot, steps: int = 1) -> None:  # type: ignore[no-untyped-def]
    refining = window.controller.workspace.refining
    qtbot.waitUntil(
        lambda: refining.running and refining.by_itself and step_of(refining) >= steps,
        timeout=60_000,
    )


def wait_for_end(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    qtbot.waitUntil(lambda: not window.controller.workspace.refining.busy, timeout=60_000)


def stays_at_rest(window, qtbot) -> bool:  # type: ignore[no-untyped-def]
    """Whether nothing begins although nothing moves."""
    settle(window, qtbot)
    qtbot.wait(2 * REST_MS)
    return not window.controller.workspace.refining.busy


def files(window) -> list[Path]:  # type: ignore[no-untyped-def]
    return sorted((window.controller.workspace.project.folder / "refined").glob("*"))


def test_it_ends_with_a_refined_picture_that_the_dialog_undo_and_copy_know(
    open_window, modelled: Path, qtbot
) -> None:
    window = opened(open_window, modelled, qtbot, 12)
    space = window.controller.workspace
    space.project.add_style("Wood")
    wait_for_begin(window, qtbot)
    click(window, "exportButton")
    switch = find(window, "exportRefine")
    assert switch.isVisible()
    qtbot.waitUntil(lambda: space.refining.shown is not None, timeout=90_000)
    assert not switch.isVisible()
    assert find(window, "exportName").text().endswith("refined 12")
    click(window, "exportCancelButton")
    wait_for_end(window, qtbot)
    assert words(window) == "Refined, 12 steps"
    refined = shown(window)
    assert refined != space.preview.after
    action(window, "undoAction").trigger()
    assert "Wood" not in space.project.styles, "undo undoes what the person did"
    assert shown(window) == refined
    click(window, "refineTurnButton")
    assert shown(window) == space.preview.after
    assert stays_at_rest(window, qtbot), "the person wants the network's picture"
    action(window, "undoAction").trigger()
    qtbot.waitUntil(lambda: shown(window) == refined, timeout=20_000)

    click(window, "nextPhotoButton")
    wait_for_begin(window, qtbot)
    with qtbot.waitSignal(space.exports.made, timeout=90_000) as copied:
        click(window, "copyButton")
    (copy,) = copied.args
    qtbot.waitUntil(lambda: space.refining.shown is not None, timeout=90_000)
    kept = QImage(str(space.refining.shown.path))
    assert copy.size() == kept.size()
    assert copy.convertToFormat(kept.format()) == kept


def test_what_moves_drops_it_and_it_begins_again_for_the_new_look(window, qtbot) -> None:
    space, strength = window.controller.workspace, find(window, "guidanceSpinBox")
    for drop in (
        lambda: strength.setValue(0.8),
        lambda: strength.setValue(1.0),
        lambda: click(window, "nextPhotoButton"),
    ):
        wait_for_begin(window, qtbot, 3)
        assert shown(window) != space.preview.after
        drop()
        assert not space.refining.running
        assert space.refining.kept is None, "what was dropped is not there"
        wait_for_end(window, qtbot)
        assert files(window) == []
    assert not space.project.undo_stack.count()
    wait_for_begin(window, qtbot)
    click(window, "batchButton")
    dialog = find(window, "batchDialog")
    assert find(dialog, "batchRefine").isChecked(), "refined as the picture in view"
    dialog.add([space.preview.photo])
    (item,) = space.exports.queue.items
    assert item.recipe.refine == RefineWish(MANY)
    strength.setValue(0.0)
    wait_for_end(window, qtbot)
    assert stays_at_rest(window, qtbot), "the photo itself is no picture of a style"


def test_a_cancelled_one_stays_as_it_was_left_and_the_menu_and_closing_drop_one(
    window, modelled: Path, qtbot
) -> None:
    space = window.controller.workspace
    for steps in (0, 2):
        if steps:
            click(window, "nextPhotoButton")
            wait_for_begin(window, qtbot, steps)
            click(window, "refineCancelButton")
        else:
            qtbot.waitUntil(lambda: space.refining.running, timeout=60_000)
            QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        wait_for_end(window, qtbot)
        kept = space.refining.shown
        assert kept.step >= steps if steps else kept is None or kept.step
        assert stays_at_rest(window, qtbot)
        assert space.refining.shown == kept
        assert not space.project.undo_stack.count()

    before = files(window)
    click(window, "nextPhotoButton")
    wait_for_begin(window, qtbot)
    action(window, "selfRefineAction").trigger()
    wait_for_end(window, qtbot)
    assert files(window) == before
    window.controller.open_project(modelled.parent / "other")
    window.controller.open_project(modelled)
    space = window.controller.workspace
    space.self_refining.rest_ms = REST_MS
    assert not action(space, "selfRefineAction").isChecked(), "for every project"
    assert stays_at_rest(window, qtbot)
    action(space, "selfRefineAction").trigger()
    wait_for_begin(window, qtbot, 2)
    assert window.close()
    assert sorted((modelled / "refined").glob("*")) == before
    assert len(Project(modelled).value("refined", {})) == len(before)


def test_a_training_an_export_and_another_number_of_steps_take_its_place(
    window, qtbot, tmp_path: Path
) -> None:
    space = window.controller.workspace
    began = []
    space.run.set_options(TrainingOptions("custom", 5.0, TINY))
    wait_for_begin(window, qtbot)
    space.training_panel.start_or_resume()
    wait_for_end(window, qtbot)
    assert files(window) == []

    def note() -> None:
        if space.refining.running:
            began.append(space.run.phase)

    space.refining.changed.connect(note)
    qtbot.wait(2 * REST_MS)
    assert began == []
    space.refining.changed.disconnect(note)
    space.run.stop()
    qtbot.waitUntil(lambda: not space.run.phase.active, timeout=90_000)
    wait_for_begin(window, qtbot)

    space.exports.set_folder(tmp_path)
    click(window, "exportButton")
    assert find(window, "exportRefine").isChecked()
    find(window, "exportRefineSteps").setCurrentIndex(0)
    with qtbot.waitSignal(space.exports.saved, timeout=90_000) as saved:
        click(window, "exportSaveButton")
        qtbot.waitUntil(lambda: not space.refining.busy, timeout=30_000)
    path, _remark = saved.args
    assert path.stem.endswith(f"refined {REFINE_STEPS['quick']}")
    with Image.open(path) as picture:
        assert picture.size == space.preview.photo_size
    assert files(window) == []

    action(window, "quickRefineAction").trigger()
    qtbot.waitUntil(lambda: space.refining.shown is not None, timeout=90_000)
    assert space.refining.shown.total == space.refining.wish.steps == REFINE_STEPS["quick"]


def test_a_failure_is_told_once(open_window, modelled: Path, qtbot) -> None:
    (modelled / "refined").write_text("in the way")
    window = opened(open_window, modelled, qtbot, 2)
    banner = find(window, "banner")
    qtbot.waitUntil(banner.isVisible, timeout=60_000)
    assert "could not be kept" in banner.message.what
    find(window, "guidanceSpinBox").setValue(0.8)
    assert stays_at_rest(window, qtbot)


def test_only_the_newest_and_what_undo_needs_stay_on_the_disk(
    open_window, modelled: Path, qtbot
) -> None:
    Project(modelled).set_value("refine", {"steps": 1})
    window = open_window(modelled)
    settle(window, qtbot)
    space = window.controller.workspace
    looks = [round(0.1 + 0.05 * number, 2) for number in range(MOST_UNASKED + 2)]
    for guidance in looks:
        space.preview.set_look(guidance=guidance)
        space.refining.start(by_itself=True)
        wait_for_end(window, qtbot)
        assert space.refining.shown is not None
        if guidance == looks[0]:
            click(window, "refineTurnButton")
    assert len(files(window)) == MOST_UNASKED + 1
    space.preview.set_look(guidance=looks[1])
    assert space.refining.kept is None
    action(window, "undoAction").trigger()
    qtbot.waitUntil(lambda: space.refining.view is not None, timeout=30_000)
    assert space.preview.look.guidance == looks[0]


@pytest.mark.skipif(sys.platform != "linux", reason="describes a battery as Linux does")
def test_on_battery_nothing_begins(modelled: Path, lanes: JobQueues, tmp_path: Path, qtbot) -> None:
    battery = tmp_path / "supplies" / "BAT0"
    battery.mkdir(parents=True)
    (battery / "type").write_text("Battery")
    (battery / "status").write_text("Discharging")
    project = Project(modelled)
    preview = PreviewState(project, lanes, project)
    refining = Refining(project, preview, lanes, project)
    by_itself = SelfRefining(
        Settings(), preview, refining, lanes, project,
        power=AskPower(battery.parent),
    )  # fmt: skip
    by_itself.rest_ms = REST_MS
    assert by_itself.on, "a new user has it"
    preview.open_last()
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=60_000)
    qtbot.wait(2 * REST_MS)
    assert not refining.busy
    (battery / "status").write_text("Charging")
    preview.set_look(guidance=0.9)
    qtbot.waitUntil(lambda: refining.by_itself, timeout=60_000)
