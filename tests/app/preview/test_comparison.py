"""Any picture, or an earlier result, in the place of the photo."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from lgt_app.widgets.pictures.flicker import PERIOD_MS

from ..hands import action, click, find, settle


def left(canvas) -> QColor:  # type: ignore[no-untyped-def]
    """What is painted far left in the middle of the canvas's picture."""
    picture = canvas._target(canvas.rect()).toRect()
    return canvas.grab().toImage().pixelColor(picture.left() + 3, picture.center().y())


def test_an_earlier_result_or_a_file_takes_the_place_of_the_photo_and_pictures_take_turns(
    window, tmp_path: Path, qtbot, monkeypatch
) -> None:
    preview, canvas = window.controller.workspace.preview, find(window, "previewCanvas")
    photo = left(canvas)
    first, first_name = preview.after, window.controller.workspace.preview_panel.caption()
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    find(window, "guidanceSpinBox").setValue(0.5)
    settle(window, qtbot)
    assert canvas._left == (first, first_name), "it stays while the strength moves"
    assert canvas._after != first
    assert left(canvas) != photo
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert left(canvas) == photo, "Space still shows the photo"
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    click(window, "nextPhotoButton")
    assert canvas._left[1] == "Photo", "the result of another photo is nothing to compare with"
    settle(window, qtbot)

    photo = left(canvas)
    other = tmp_path / "red, tall.png"
    Image.new("RGB", (80, 400), "red").save(other)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    action(window, "compareFileAction").trigger()
    qtbot.waitUntil(lambda: canvas._left[1] == "red, tall.png", timeout=20_000)
    image = canvas._left[0]
    assert image.size() == preview.before.size(), "it fits, and keeps its proportions"
    assert image.pixelColor(image.rect().center()) == QColor("red")
    assert image.pixelColor(2, 2).alpha() == 0
    action(window, "comparePhotoAction").trigger()
    assert left(canvas) == photo
    other.write_bytes(b"no picture")
    action(window, "compareFileAction").trigger()
    banner = find(window, "banner")
    qtbot.waitUntil(banner.isVisible, timeout=20_000)
    assert "red, tall.png" in banner.message.what

    photo = left(canvas)
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    result = left(canvas)
    assert result != photo
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    turns = (photo, result, photo)
    for colour in turns:
        qtbot.waitUntil(lambda c=colour: left(canvas) == c, timeout=3 * PERIOD_MS)
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.wait(2 * PERIOD_MS + 100)
    assert left(canvas) == photo, "held"
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: left(canvas) == result, timeout=3 * PERIOD_MS)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert left(canvas) == photo
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert left(canvas) == result
    qtbot.wait(PERIOD_MS + 100)
    assert left(canvas) == result, "nothing moves by itself once an arrow key was pressed"
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: left(canvas) == photo, timeout=3 * PERIOD_MS)
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert left(canvas) == result, "another mode ends it"
