"""Refining the picture in view: live, cancelled, undone, kept, exported."""

from __future__ import annotations

from pathlib import Path

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
from ..hands import action, click, find, settle
from ..tiny_models import write_model


def shown(window) -> QImage:  # type: ignore[no-untyped-def]
    """The result on the canvas."""
    return find(window, "previewCanvas")._after.copy()


def words(window) -> str:  # type: ignore[no-untyped-def]
    return window.findChild(QLabel, "refineWords").text()


def step_of(refining) -> int:  # type: ignore[no-untyped-def]
    """Steps that are done; -1 before the first picture."""
    return -1 if refining.seen is None else refining.seen.step


def same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


def refine(window, qtbot, steps: int = 6) -> None:  # type: ignore[no-untyped-def]
    """Press Refine and wait for the end."""
    refining = window.controller.workspace.refining
    refining.set_wish(RefineWish(steps))
    click(window, "refineButton")
    qtbot.waitUntil(lambda: not refining.busy, timeout=90_000)
    assert not find(window, "banner").isVisible(), find(window, "banner").message


def test_a_refined_picture_is_seen_on_the_way_undone_left_found_again_and_there_after_reopening(
    window, modelled: Path, qtbot
) -> None:
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

    def refined_is_back() -> None:
        qtbot.waitUntil(lambda: shown(window) == refined, timeout=60_000)

    action(window, "undoAction").trigger()
    assert shown(window) == network
    action(window, "redoAction").trigger()
    refined_is_back()
    click(window, "refineTurnButton")
    assert words(window) == "The network's picture"
    assert shown(window) == network
    space.project.set_value("season", "Summer")
    click(window, "refineTurnButton")
    refined_is_back()

    find(window, "guidanceSpinBox").setValue(0.5)
    settle(window, qtbot)
    assert space.refining.kept is None
    assert shown(window) == space.preview.after
    find(window, "guidanceSpinBox").setValue(1.0)
    first = space.preview.photo
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    assert shown(window) == space.preview.after
    click(window, "previousPhotoButton")
    refined_is_back()
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    action(window, "undoAction").trigger()
    assert space.preview.photo == first, "undo goes to the picture that it changes"
    assert space.refining.shown is None
    action(window, "redoAction").trigger()
    refined_is_back()

    window.controller.open_project(modelled.parent / "other")
    window.controller.open_project(modelled)
    refined_is_back()


def test_cancel_another_photo_and_closing_keep_what_is_reached(
    window, modelled: Path, qtbot
) -> None:
    space = window.controller.workspace
    network = shown(window)
    click(window, "refineButton")
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not space.refining.busy, timeout=60_000)
    assert shown(window) == network or space.refining.shown.step > 0

    def begin_with_the_next_photo() -> None:
        click(window, "nextPhotoButton")
        settle(window, qtbot)
        space.refining.set_wish(RefineWish(500))
        click(window, "refineButton")
        qtbot.waitUntil(lambda: step_of(space.refining) >= 2, timeout=60_000)

    begin_with_the_next_photo()
    click(window, "refineCancelButton")
    qtbot.waitUntil(lambda: not space.refining.busy, timeout=90_000)
    kept = space.refining.shown
    assert 2 <= kept.step < 500
    assert words(window) == f"Refined, {kept.step} of 500 steps"
    assert shown(window) != space.preview.after
    with Image.open(kept.path) as picture:
        assert picture.size == space.preview.photo_size

    begin_with_the_next_photo()
    click(window, "nextPhotoButton")
    qtbot.waitUntil(lambda: not space.refining.busy, timeout=60_000)
    settle(window, qtbot)
    assert shown(window) == space.preview.after
    click(window, "previousPhotoButton")
    qtbot.waitUntil(lambda: space.refining.view is not None, timeout=60_000)
    assert space.refining.shown.step >= 2

    before = Project(modelled).value("refined").keys()
    begin_with_the_next_photo()
    assert window.close()
    assert shiboken6.isValid(window)
    (kept,) = [v for k, v in Project(modelled).value("refined").items() if k not in before]
    assert kept["step"] >= 2
    assert (modelled / "refined" / kept["file"]).is_file()


def test_a_model_without_measures_says_why_and_a_choice_of_an_earlier_menu_is_read(
    open_window, modelled: Path, qtbot
) -> None:
    Project(modelled).set_value("refine", {"steps": 120, "from_photo": False})
    model = modelled / "runs" / "001" / "model.safetensors"
    write_model(model, tuple(STYLES), measured=False)
    window = open_window(modelled)
    settle(window, qtbot)
    button = find(window, "refineButton")
    assert not button.isEnabled()
    assert "Train its styles again" in button.toolTip()
    action(window, "refineAction").trigger()
    assert "Train its styles again" in window.statusBar().currentMessage()
    assert action(window, "bestRefineAction").isChecked()
    assert not action(window, "fromNetworkAction").isChecked()


def test_the_menu_chooses_how_and_exports_and_batches_write_refined_pictures(
    window, qtbot, tmp_path: Path
) -> None:
    space = window.controller.workspace
    best = REFINE_STEPS["best"]
    assert not action(window, "fromNetworkAction").isChecked()
    action(window, "bestRefineAction").trigger()
    action(window, "fromNetworkAction").trigger()
    assert space.refining.wish == RefineWish(best, from_photo=False)
    assert str(best) in find(window, "refineButton").toolTip()
    assert RefineWish.from_project(space.project.value("refine")) == space.refining.wish

    refine(window, qtbot)
    space.exports.set_folder(tmp_path)

    def exported(end: str, *, switch: bool = False) -> Path:
        qtbot.waitUntil(find(window, "exportButton").isEnabled, timeout=20_000)
        click(window, "exportButton")
        if switch:
            click(window, "exportRefine")
        with qtbot.waitSignal(space.exports.saved, timeout=90_000):
            click(window, "exportSaveButton")
        qtbot.waitUntil(lambda: window.findChild(QDialog, "exportDialog") is None)
        return tmp_path / f"{space.preview.photo.stem} - Ink 1.00{end}.png"

    with Image.open(exported(" refined 6")) as saved:
        assert saved.size == space.preview.photo_size
        assert same(saved, Image.open(space.refining.shown.path))
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    with Image.open(exported("")) as one, Image.open(exported(" refined 6", switch=True)) as other:
        assert one.size == other.size
        assert not same(one, other)

    space.show_batch()
    dialog, queue = find(window, "batchDialog"), space.exports.queue
    dialog.add(space.project.photos[2:4])
    names = [item.target.name for item in queue.items]
    click(dialog, "batchRefine")
    assert [item.target.name for item in queue.items] == [
        name.replace(".png", " refined 6.png") for name in names
    ]
    assert [item.recipe.refine for item in Journal(queue._journal._path).read()] == [
        RefineWish(6)
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
