"""The slider between the colours of the style and those of the photo."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from lgt_app.state.export.journal import Journal
from lgt_app.state.project.project import Project
from lgt_app.workers.looks import Look, RefineWish
from lgt_engine.images import open_picture, read_made_with
from lgt_engine.inference.kept_colours import with_kept_colours

from ..hands import click, drag, find, pixels, settle


def mixed(drawn: QImage, photo: QImage, share: float) -> np.ndarray:
    """What the engine makes of both."""
    one, other = (Image.fromarray(pixels(image)) for image in (drawn, photo))
    return np.asarray(with_kept_colours(one, other, share))


def set_share(window, share: float, qtbot) -> None:  # type: ignore[no-untyped-def]
    find(window, "colourSpinBox").setValue(share)
    settle(window, qtbot)


def test_the_slider_mixes_what_was_drawn_once_and_is_exact_at_both_ends(window, qtbot) -> None:
    space = window.controller.workspace
    preview, shown, canvas = space.preview, space.shown_pictures, find(window, "previewCanvas")
    slider, spin = find(window, "colourSlider"), find(window, "colourSpinBox")
    drawn, rendered, seen = preview.after, [], []
    assert canvas._after == drawn, "nothing is kept at first"
    preview._queue._lane.busy_changed.connect(rendered.append)
    shown.changed.connect(lambda: seen.append(canvas._after.cacheKey()))
    path = [QPoint(round(slider.x_of(value)), 12) for value in range(0, 101, 4)]
    drag(slider, path, wait_ms=8)
    settle(window, qtbot)
    assert len(set(seen)) > 2, "the canvas follows the hand"
    assert spin.value() == preview.look.keep_colours == 1.0
    assert np.array_equal(pixels(canvas._after), mixed(drawn, preview.before, 1.0))
    assert not np.array_equal(pixels(canvas._after), pixels(drawn))
    assert find(window, "guidanceStrip")._pictures[2][0] == shown.strip[1.0] != preview.strip[1.0]
    assert Project(space.project.folder).value("look")["keep_colours"] == 1.0
    drag(slider, path[::-1], wait_ms=8)
    settle(window, qtbot)
    assert canvas._after == drawn
    assert preview.after is drawn
    assert rendered == [], "no network ran"
    assert "keep_colours" not in space.project.value("look")


def test_other_pictures_refined_and_saved_ones_keep_colours_too(
    window, qtbot, tmp_path: Path
) -> None:
    space = window.controller.workspace
    space.exports.set_folder(tmp_path)
    preview, refining, canvas = space.preview, space.refining, find(window, "previewCanvas")
    set_share(window, 0.5, qtbot)
    find(window, "guidanceSpinBox").setValue(1.5)
    settle(window, qtbot)
    assert np.array_equal(pixels(canvas._after), mixed(preview.after, preview.before, 0.5))
    refining.set_wish(RefineWish(3))
    click(window, "refineButton")
    qtbot.waitUntil(lambda: not refining.busy, timeout=90_000)
    settle(window, qtbot)
    kept = refining.shown
    assert np.array_equal(pixels(canvas._after), mixed(refining.view, preview.before, 0.5))
    set_share(window, 0.8, qtbot)
    assert refining.shown == kept
    assert np.array_equal(pixels(canvas._after), mixed(refining.view, preview.before, 0.8))
    click(window, "exportButton")
    name = f"{space.preview.photo.stem} - Ink 1.50 colours 0.80 refined 3.png"
    with qtbot.waitSignal(space.exports.saved, timeout=30_000):
        click(window, "exportSaveButton")
    saved, kept = (open_picture(each) for each in (tmp_path / name, space.refining.shown.path))
    photo = open_picture(space.preview.photo)
    assert saved.image.tobytes() == with_kept_colours(kept.image, photo.image, 0.8).tobytes()
    assert read_made_with(tmp_path / name)["keep_colours"] == 0.8
    space.show_batch()
    dialog, queue = find(window, "batchDialog"), space.exports.queue
    assert "80 % of the photo's colours" in dialog.look_label.text()
    if dialog.refine.wish() is not None:
        click(dialog, "batchRefine")
    dialog.add([space.project.photos[1]])
    assert [i.recipe.look for i in Journal(queue._journal._path).read()] == [space.preview.look]
    with qtbot.waitSignal(queue.finished, timeout=60_000):
        click(dialog, "batchStartButton")
    (item,) = queue.items
    assert item.target.name.endswith(" - Ink 1.50 colours 0.80.png")
    assert read_made_with(item.target)["keep_colours"] == 0.8
    dialog.close()
    click(window, "refineTurnButton")
    settle(window, qtbot)
    assert np.array_equal(pixels(canvas._after), mixed(preview.after, preview.before, 0.8))
    assert preview.look.keep_colours == 0.8, "undoing a refined picture moves no slider"
    click(window, "nextPhotoButton")
    settle(window, qtbot)
    assert np.array_equal(pixels(canvas._after), mixed(preview.after, preview.before, 0.8))
    window.controller.open_project(space.project.folder.parent / "other")
    window.controller.open_project(space.project.folder)
    assert find(window, "colourSpinBox").value() == 0.8


def test_a_look_of_another_version_or_hand_is_read_within_the_limits() -> None:
    for stored, share in ((None, 0.0), (0.25, 0.25), (7, 1.0), (-1, 0.0), (float("nan"), 0.0)):
        values = {"style": "Ink"} if stored is None else {"style": "Ink", "keep_colours": stored}
        assert Look.from_json(json.loads(json.dumps(values))).keep_colours == share
    assert Look.from_json({"style": "Ink", "keep_colours": "all"}) == Look("")
