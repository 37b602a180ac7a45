"""The whole story, as a person lives it: from an empty folder to pictures, and back again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.run import Phase
from lgt_engine.images import read_made_with

from ..conftest import TINY, close_window
from ..hands import click, drag, drop, find


def test_the_whole_story(open_window, pictures: Path, home: Path, qtbot) -> None:
    window = open_window()
    space = window.controller.workspace
    assert str(home) in str(space.project.folder)
    bring_pictures(window, pictures, qtbot)
    train_and_watch(window, qtbot)
    pause_and_look(window, qtbot)
    waited = space.run.curves.last_step
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: space.run.curves.last_step > waited, timeout=20_000)
    click(window, "stopButton")
    qtbot.waitUntil(lambda: space.run.phase is Phase.FINISHED, timeout=30_000)
    step = space.run.curves.last_step
    qtbot.waitUntil(lambda: not space.preview.busy, timeout=30_000)

    # Export three photos with the look that the slider chose.
    export_shelf(window, 3, home / "out", qtbot)
    made = sorted((home / "out").glob("*.png"))
    assert len(made) == 3
    assert all(read_made_with(path)["guidance_scale"] == 1.5 for path in made)
    close_window(window, qtbot)
    goes_on(open_window(), step, qtbot)


def bring_pictures(window, pictures: Path, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Two folders are two styles; a folder of photos goes on the shelf."""
    space = window.controller.workspace
    importer = space.pictures_panel.picture_library.importer
    assert space.welcome.isVisible()
    drop(space.welcome, pictures / "Ink", pictures / "Stone")
    qtbot.waitUntil(lambda: len(space.project.styles) == 2, timeout=15_000)
    assert find(window, "styleList").isVisible()
    drop(find(window, "photoList").viewport(), pictures / "Holiday")
    qtbot.waitUntil(lambda: len(space.project.photos) == 4 and not importer.busy, timeout=15_000)
    qtbot.waitUntil(lambda: space.preview.before is not None, timeout=15_000)


def train_and_watch(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Curves and preview move."""
    space = window.controller.workspace
    space.run.set_options(TrainingOptions("custom", 5.0, TINY))
    assert not find(window, "pauseButton").isVisible()
    click(window, "trainButton")
    assert not find(window, "trainButton").isVisible()
    qtbot.waitUntil(lambda: space.run.curves.last_step >= 10, timeout=60_000)
    lines = space.curves_panel.plot._lines.values()
    qtbot.waitUntil(lambda: any(len(each.getData()[0]) >= 10 for each in lines), timeout=10_000)
    qtbot.waitUntil(lambda: "left" in find(window, "etaLabel").text(), timeout=10_000)


def pause_and_look(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    """In a pause the slider answers, from the photo to stronger than the style."""
    space = window.controller.workspace
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: space.run.phase is Phase.PAUSED, timeout=20_000)
    qtbot.waitUntil(lambda: space.preview.after is not None, timeout=30_000)
    waited = space.run.curves.last_step
    drag_guidance(window, 0, 150)
    assert find(window, "guidanceSpinBox").value() == 1.5
    qtbot.waitUntil(
        lambda: space.preview.after_look.guidance == 1.5 and not space.preview.busy, timeout=30_000
    )
    strong = space.preview.after
    assert strong != space.preview.before
    assert space.run.curves.last_step == waited


def goes_on(again, step: int, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Everything is still there, and the training continues."""
    space = again.controller.workspace
    assert space.project.styles == ("Ink", "Stone")
    assert len(space.project.photos) == 4
    assert space.run.curves.last_step == step
    assert find(again, "guidanceSpinBox").value() == 1.5
    assert f"{step:,}" in find(again, "trainButton").text()
    assert again.controller.banner.message.key == "resume"
    qtbot.waitUntil(lambda: space.preview.after is not None, timeout=30_000)
    click(again, "trainButton")
    qtbot.waitUntil(lambda: space.run.curves.last_step > step, timeout=60_000)
    assert space.run.run_dir.name == "001"


def export_shelf(window, count: int, folder: Path, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Batch-export all photos of the shelf but take all after the first ``count`` off the list."""
    exports = window.controller.workspace.exports
    folder.mkdir()
    exports.set_folder(folder)
    click(window, "batchButton")
    dialog = window.findChild(QDialog, "batchDialog")
    qtbot.waitUntil(dialog.isActiveWindow, timeout=10_000)
    click(dialog, "batchAddShelf")
    table = find(dialog, "batchTable")
    qtbot.waitUntil(lambda: exports.queue.tally.waiting == 4, timeout=10_000)
    for row in reversed(range(count, 4)):
        table.selectRow(row)
        QTest.keyClick(table, Qt.Key.Key_Delete)
    click(dialog, "batchStartButton")
    qtbot.waitUntil(lambda: exports.queue.tally.done == count, timeout=60_000)
    dialog.close()


def drag_guidance(window, start: int, end: int) -> None:  # type: ignore[no-untyped-def]
    """Drag the slider's handle from one value to another."""
    slider = find(window, "guidanceSlider")
    values = range(start, end + 1, 10)
    drag(slider, (QPoint(round(slider.x_of(value)), 12) for value in values))
