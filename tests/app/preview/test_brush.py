"""The brush: where the style is strong, weak or absent, painted on the canvas."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from lgt_app.state.export.journal import Journal
from lgt_app.state.project.mask_files import mask_path, mask_text
from lgt_app.workers.looks import Look, look_arguments
from lgt_engine import Stylizer
from lgt_engine.errors import ImageError
from lgt_engine.images import open_picture, read_made_with

from ..hands import action, click, drag, find, pixels, settle


def at(layer, across: float, down: float) -> QPoint:  # type: ignore[no-untyped-def]
    """A place of the photo on the screen, in shares of it."""
    _, target = layer._canvas.picture_places()[0]
    return QPointF(
        target.left() + across * target.width(), target.top() + down * target.height()
    ).toPoint()


def far_from_photo(preview) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Mean difference of result and photo in the upper left and in the lower right corner."""
    size = preview.after.size()
    made, photo = (
        pixels(image).astype(int) for image in (preview.after, preview.before.scaled(size))
    )
    away = np.abs(made - photo).mean(2)
    rows, columns = away.shape
    return away[: rows // 3, : columns // 4].mean(), away[-rows // 3 :, -columns // 4 :].mean()


def test_strokes_change_the_preview_and_are_undone_one_by_one(window, qtbot) -> None:
    space = window.controller.workspace
    preview, project, canvas = space.preview, space.project, find(window, "previewCanvas")
    file = mask_path(project.folder, preview.photo)
    plain, strip = pixels(preview.after), preview.strip[1.0]
    before = far_from_photo(preview)
    QTest.keyClick(canvas, Qt.Key.Key_B)
    layer = find(window, "brushLayer")
    assert layer.isVisible()
    assert find(window, "brushButton").isHidden(), "the bar is in its place"
    path = [at(layer, share, 0.1) for share in (0.05, 0.2, 0.3, 0.05)]
    drag(layer, path)
    settle(window, qtbot)
    mask = pixels(space.masks.image)[..., 0]
    assert mask[12, 20] < 20
    assert mask[-1].min() == 255
    after = far_from_photo(preview)
    assert after[0] < 0.7 * before[0]
    assert after[1] == pytest.approx(before[1], rel=0.1)
    assert preview.strip[1.0] != strip, "the strengths side by side have the mask too"
    first = file.read_bytes()
    canvas.zoom_to(4.0)
    QTest.keyClick(layer, Qt.Key.Key_5)
    drag(layer, [layer.rect().center(), layer.rect().center() + QPoint(3, 0)])
    middle = pixels(space.masks.image)[..., 0]
    assert middle[middle.shape[0] // 2, middle.shape[1] // 2] == pytest.approx(128, abs=8)
    assert file.read_bytes() != first
    assert project.undo_stack.count() == 2
    action(window, "undoAction").trigger()
    assert file.read_bytes() == first
    action(window, "undoAction").trigger()
    settle(window, qtbot)
    assert not file.exists()
    assert np.array_equal(pixels(preview.after), plain)
    action(window, "redoAction").trigger()
    settle(window, qtbot)
    assert far_from_photo(preview)[0] < 0.7 * before[0]
    assert ", masked" in space.preview_panel.caption()


def test_keys_wheel_and_buttons_steer_the_brush_and_exports_and_batches_use_the_mask(
    window, qtbot, tmp_path: Path
) -> None:
    space = window.controller.workspace
    click(window, "brushButton")
    layer, masks = find(window, "brushLayer"), space.masks
    width = layer.size_share
    QTest.keyClicks(layer, "]")
    place, none = QPointF(40, 300), Qt.KeyboardModifier.NoModifier

    def turn(notches: int, keys: Qt.KeyboardModifier = none) -> bool:
        where = (place, QPointF(layer.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, notches))
        rest = (Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False)
        event = QWheelEvent(*where, *rest)
        QApplication.sendEvent(layer, event)
        return event.isAccepted()

    assert turn(120)
    assert layer.size_share == pytest.approx(1.44 * width)
    assert not turn(120, Qt.KeyboardModifier.ControlModifier), "the canvas zooms"
    assert layer.size_share == pytest.approx(1.44 * width)
    QTest.keyClicks(layer, "3f")
    assert set(np.unique(pixels(masks.image))) == {76}
    assert find(window, "brushStrengthSlider").value() == 30
    QTest.keyClicks(layer, "i")
    assert set(np.unique(pixels(masks.image))) == {179}
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(layer, key)
    assert pixels(masks.image).min() < 100, "the keyboard paints too"
    click(window, "brushEraserButton")
    QTest.keyClick(layer, Qt.Key.Key_Return)
    assert pixels(masks.image).max() == 255
    count = space.project.undo_stack.count()
    click(window, "brushClearButton")
    assert space.preview.look.mask == ""
    assert space.project.undo_stack.count() == count + 1
    QTest.keyClick(layer, Qt.Key.Key_Escape)
    assert layer.isHidden()
    assert find(window, "brushButton").isVisible()

    space.exports.set_folder(tmp_path)
    mask = space.masks.image
    mask.fill(0)
    space.masks.put(mask, "")
    space.exports.set_options(type(space.exports.options)(kind="ora"))
    settle(window, qtbot)
    with qtbot.waitSignal(space.exports.saved, timeout=30_000) as saved:
        space.exports.save(tmp_path / "out.ora")
    made = open_picture(_flat(saved.args[0])).image
    photo = open_picture(space.preview.photo)
    model = Stylizer.open(space.preview.source.path, device="cpu")
    assert made.tobytes() == model.stylize(photo, guidance_scale=0.0).tobytes(), "the photo stays"
    assert read_made_with(tmp_path / "out.ora")["mask"] == space.preview.look.mask_word
    space.exports.queue.add(space.project.photos[:2], tmp_path, space.exports.recipe())
    kept = [item.recipe.look.mask for item in Journal(space.exports.queue._journal._path).read()]
    assert kept == [space.preview.look.mask, ""]
    names = [item.target.name for item in space.exports.queue.items]
    assert [f" mask {space.preview.look.mask_word}" in name for name in names] == [True, False]


def test_a_mask_stays_with_its_photo_to_the_next_start_and_what_cannot_be_kept_is_told(
    window, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = window.controller.workspace
    project, photo = space.project, space.preview.photo
    drawn = Image.new("RGB", (30, 20), "white")
    drawn.paste("black", (0, 0, 15, 20))
    drawn.save(tmp_path / "half.bmp")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "half.bmp"), ""))
    action(window, "loadMaskAction").trigger()
    qtbot.waitUntil(lambda: space.preview.look.mask != "", timeout=30_000)
    mask, file = space.preview.look.mask, mask_path(project.folder, photo)
    name = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, ""))
    action(window, "saveMaskAction").trigger()
    assert mask_text(QImage(f"{name}.png")) == mask
    click(window, "nextPhotoButton")
    assert space.preview.look.mask == ""
    click(window, "previousPhotoButton")
    assert space.preview.look.mask == mask
    project.remove_pictures("", [photo])
    assert not file.exists()
    assert space.preview.look.mask == ""
    action(window, "undoAction").trigger()
    assert file.exists()
    space.preview.set_photo(photo)
    assert space.preview.look.mask == mask
    assert "mask" not in project.value("look", {})

    window.controller.open_project(project.folder.parent / "other")
    window.controller.open_project(project.folder)
    space = window.controller.workspace
    assert (space.preview.photo, space.preview.look.mask) == (photo, mask)
    space.preview.set_photo(space.project.photos[1])
    mask_path(project.folder, photo).write_bytes(b"no picture")
    with qtbot.waitSignal(space.masks.failed) as told:
        space.preview.set_photo(photo)
    assert "is damaged" in str(told.args[0])
    qtbot.waitUntil(lambda: space.preview.before is not None, timeout=30_000)
    shutil.rmtree(file.parent)
    file.parent.touch()
    with qtbot.waitSignal(space.masks.failed) as told:
        space.masks.fill(0.5)
    assert "was not saved" in str(told.args[0])
    assert space.preview.look.mask != "", "it holds as long as the photo is in view"


def _flat(path: Path) -> Path:
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        layers = archive.read("stack.xml").decode()
        assert [layers.index(f'name="{name}"') for name in ("Mask", "Result", "Photo")] == sorted(
            layers.index(f'name="{name}"') for name in ("Mask", "Result", "Photo")
        )
        return Path(archive.extract("mergedimage.png", path.parent))


def test_a_mask_that_somebody_else_wrote_is_no_mask_or_said_to_be_damaged() -> None:
    for value in (7, "no base64!", None):
        assert Look.from_json({"style": "Ink", "mask": value}) == Look("")
    with pytest.raises(ImageError, match="damaged"):
        look_arguments(Look.from_json({"style": "Ink", "mask": "aGVsbG8="}))
