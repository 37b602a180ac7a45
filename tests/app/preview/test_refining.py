"""Refining the picture in view: live, cancelled, undone, kept, exported."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from lgt_app.state.export.journal import Journal
from lgt_app.state.project.project import Project
from lgt_app.state.training.options import TrainingOptions
from lgt_app.workers.looks import REFINE_STEPS, RefineWish

from ..conftest import STYLES, TINY
from ..hands import action, click, find
from ..tiny_models import write_model


@pytest.fixture
def window(open_window, modelled: Path, qtbot):  # type: ignore[no-untyped-def]
    made = open_window(modelled)
    settle(made, qtbot)
    return made


def settle(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Wait until every picture that was asked for is there."""
    space = window.controller.workspace
    qtbot.waitUntil(
        lambda: space.preview.after is not None and not space.preview.busy, timeout=60_000
    )


def shown(window) -> QImage:  # type: ignore[no-untyped-def]
    """The result on the canvas."""
    return find(window, "previewCanvas")._after.copy()


def words(window) -> str:  # type: ignore[no-untyped-def]
    return window.findChild(QLabel, "refineWords").text()


def step_of(refining) -> int:  # type: ignore[no-untyped-def]
    """Steps that are done; -1 before the first picture."""
    return -1 if refining.seen is None else refining.seen.step


def refine(window, qtbot, steps: int = 6, stop_at: int | None = None) -> None:  # type: ignore[no-untyped-def]
    """Press Refine, perhaps Cancel, and wait for the end."""
    refining = window.controller.workspace.refining
    refining.set_wish(RefineWish(steps))
    click(window, "refineButton")
    if stop_at is not None:
        qtbot.waitUntil(lambda: step_of(refining) >= stop_at, timeout=60_000)
        click(window, "refineCancelButton")
    qtbot.waitUntil(lambda: not refining.busy, timeout=90_000)
    assert not find(window, "banner").isVisible(), find(window, "banner").message


def test_pictures_are_seen_on_the_way_and_undo_and_redo_change_between_them(window, qtbot) -> None:
    space = window.controller.workspace
    network, live, told = shown(window), [], []
    space.refining.changed.connect(
        lambda: live.append(shown(window)) if space.refining.running else None
    )
    space.refining.progressed.connect(lambda: told.append((space.refining.seen, words(window))))
    refine(window, qtbot, steps=12)
    assert sum(picture != network for picture in live) >= 2, "nothing was seen on the way"
    assert all(("left" in text) == bool(seen.eta_seconds) for seen, text in told)
    assert words(window) == "Refined, 12 steps"
    refined = shown(window)
    assert refined != network
    assert refined.size() == network.size()
    action(window, "undoAction").trigger()
    assert shown(window) == network
    action(window, "redoAction").trigger()
    qtbot.waitUntil(lambda: shown(window) == refined, timeout=20_000)


def test_cancel_keeps_what_is_reached(window, qtbot) -> None:
    network = shown(window)
    refine(window, qtbot, steps=500, stop_at=3)
    kept = window.controller.workspace.refining.shown
    assert 3 <= kept.step < 500
    assert words(window) == f"Refined, {kept.step} of 500 steps"
    assert shown(window) != network
    with Image.open(kept.path) as picture:
        assert picture.size == window.controller.workspace.preview.photo_size


def test_a_cancel_before_the_first_step_leaves_the_networks_picture(window, qtbot) -> None:
    network = shown(window)
    click(window, "refineButton")
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.controller.workspace.refining.busy, timeout=60_000)
    kept = window.controller.workspace.refining.shown
    assert shown(window) == network or kept.step > 0


def test_another_strength_or_photo_shows_the_networks_picture_and_the_way_back_the_refined_one(
    window, qtbot
) -> None:
    space = window.controller.workspace
    refine(window, qtbot)
    refined = shown(window)
    find(window, "guidanceSpinBox").setValue(0.5)
    settle(window, qtbot)
    assert space.refining.kept is None
    assert shown(window) == space.preview.after
    find(window, "guidanceSpinBox").setValue(1.0)
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    assert shown(window) == space.preview.after
    click(window, "previousPhotoButton")
    qtbot.waitUntil(lambda: shown(window) == refined, timeout=60_000)


def test_another_photo_while_it_runs_stops_it_and_loses_nothing(window, qtbot) -> None:
    space = window.controller.workspace
    space.refining.set_wish(RefineWish(500))
    click(window, "refineButton")
    qtbot.waitUntil(lambda: step_of(space.refining) >= 2, timeout=60_000)
    click(window, "nextPhotoButton")
    qtbot.waitUntil(lambda: not space.refining.busy, timeout=60_000)
    settle(window, qtbot)
    assert shown(window) == space.preview.after
    click(window, "previousPhotoButton")
    qtbot.waitUntil(lambda: space.refining.view is not None, timeout=60_000)
    assert space.refining.shown.step >= 2


def test_undo_elsewhere_goes_to_the_picture_that_it_changes(window, qtbot) -> None:
    space = window.controller.workspace
    first = space.preview.photo
    refine(window, qtbot)
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    action(window, "undoAction").trigger()
    assert space.preview.photo == first
    assert space.refining.shown is None
    settle(window, qtbot)
    assert shown(window) == space.preview.after


def test_the_note_on_the_canvas_turns_between_the_two_pictures(window, qtbot) -> None:
    refine(window, qtbot)
    refined = shown(window)
    click(window, "refineTurnButton")
    assert words(window) == "The network's picture"
    network = shown(window)
    assert network != refined
    window.controller.workspace.project.set_value("season", "Summer")
    click(window, "refineTurnButton")
    qtbot.waitUntil(lambda: shown(window) == refined, timeout=20_000)


def test_a_refined_picture_is_there_after_reopening(open_window, modelled: Path, qtbot) -> None:
    window = open_window(modelled)
    settle(window, qtbot)
    refine(window, qtbot)
    refined = shown(window)
    other = modelled.parent / "other"
    window.controller.open_project(other)
    window.controller.open_project(modelled)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.controller.workspace.refining.view is not None, timeout=30_000)
    assert shown(window) == refined


def test_a_model_without_measures_says_why_it_cannot_be_refined(
    open_window, modelled: Path, qtbot
) -> None:
    model = modelled / "runs" / "001" / "model.safetensors"
    write_model(model, tuple(STYLES), measured=False)
    window = open_window(modelled)
    settle(window, qtbot)
    button = find(window, "refineButton")
    assert not button.isEnabled()
    assert "Train its styles again" in button.toolTip()
    action(window, "refineAction").trigger()
    assert "Train its styles again" in window.statusBar().currentMessage()


def test_the_menu_chooses_how_and_the_project_remembers(window) -> None:
    space = window.controller.workspace
    best = REFINE_STEPS["best"]
    assert not action(window, "fromNetworkAction").isChecked()
    action(window, "bestRefineAction").trigger()
    action(window, "fromNetworkAction").trigger()
    assert space.refining.wish == RefineWish(best, from_photo=False)
    assert str(best) in find(window, "refineButton").toolTip()
    assert RefineWish.from_project(space.project.value("refine")) == space.refining.wish


def test_a_choice_of_an_earlier_menu_is_read_by_its_name(open_window, modelled: Path) -> None:
    Project(modelled).set_value("refine", {"steps": 120, "from_photo": False})
    window = open_window(modelled)
    assert action(window, "bestRefineAction").isChecked()
    assert not action(window, "fromNetworkAction").isChecked()


def test_export_writes_the_refined_pixels(window, qtbot, tmp_path: Path) -> None:
    space = window.controller.workspace
    refine(window, qtbot)
    space.exports.set_folder(tmp_path)
    click(window, "exportButton")
    name = f"{space.preview.photo.stem} - Ink 1.00 refined 6.png"
    with qtbot.waitSignal(space.exports.saved, timeout=30_000):
        click(window, "exportSaveButton")
    with Image.open(tmp_path / name) as saved, Image.open(space.refining.shown.path) as kept:
        assert saved.size == space.preview.photo_size
        assert ImageChops.difference(saved.convert("RGB"), kept.convert("RGB")).getbbox() is None


def test_the_switch_in_export_refines_what_is_not_refined(window, qtbot, tmp_path: Path) -> None:
    space = window.controller.workspace
    space.refining.set_wish(RefineWish(20))
    space.exports.set_folder(tmp_path)
    for refined in (False, True):
        qtbot.waitUntil(find(window, "exportButton").isEnabled, timeout=20_000)
        click(window, "exportButton")
        if refined:
            click(window, "exportRefine")
        with qtbot.waitSignal(space.exports.saved, timeout=90_000):
            click(window, "exportSaveButton")
        qtbot.waitUntil(lambda: window.findChild(QDialog, "exportDialog") is None)
    plain, best = (
        tmp_path / f"{space.preview.photo.stem} - Ink 1.00{end}.png" for end in ("", " refined 20")
    )
    with Image.open(plain) as one, Image.open(best) as other:
        assert one.size == other.size
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()


def test_a_batch_refines_what_waits_and_names_it_so(window, qtbot, tmp_path: Path) -> None:
    space = window.controller.workspace
    space.refining.set_wish(RefineWish(20))
    space.exports.set_folder(tmp_path)
    space.show_batch()
    dialog, queue = find(window, "batchDialog"), space.exports.queue
    dialog.add([space.preview.photo])
    dialog.add([space.project.photos[1]])
    names = [item.target.name for item in queue.items]
    click(dialog, "batchRefine")
    assert [item.target.name for item in queue.items] == [
        name.replace(".png", " refined 20.png") for name in names
    ]
    assert [item.recipe.refine for item in Journal(queue._journal._path).read()] == [
        RefineWish(20)
    ] * 2
    click(dialog, "batchRefine")
    assert [item.target.name for item in queue.items] == names
    click(dialog, "batchRefine")
    with qtbot.waitSignal(queue.finished, timeout=110_000):
        click(dialog, "batchStartButton")
    assert [item.status for item in queue.items] == ["done", "done"]
    assert all(item.target.is_file() for item in queue.items)


def test_a_training_ends_refining_and_keeps_the_button_shut(window, qtbot) -> None:
    space = window.controller.workspace
    space.run.set_options(TrainingOptions("custom", 5.0, TINY))
    space.refining.set_wish(RefineWish(500))
    click(window, "refineButton")
    qtbot.waitUntil(lambda: step_of(space.refining) >= 1, timeout=60_000)
    space.training_panel.start_or_resume()
    qtbot.waitUntil(lambda: not space.refining.busy, timeout=60_000)
    assert space.run.phase.active
    assert "training" in find(window, "refineButton").toolTip()
    space.run.stop()
    qtbot.waitUntil(lambda: not space.run.phase.active, timeout=90_000)
    qtbot.waitUntil(lambda: find(window, "refineButton").isEnabled(), timeout=30_000)


def test_a_window_that_closes_in_the_middle_keeps_what_was_reached(
    open_window, modelled: Path, qtbot
) -> None:
    window = open_window(modelled)
    settle(window, qtbot)
    refining = window.controller.workspace.refining
    refining.set_wish(RefineWish(500))
    click(window, "refineButton")
    qtbot.waitUntil(lambda: step_of(refining) >= 2, timeout=60_000)
    assert window.close()
    assert shiboken6.isValid(window)
    (kept,) = Project(modelled).value("refined").values()
    assert kept["step"] >= 2
    assert (modelled / "refined" / kept["file"]).is_file()
