"""Any picture, or an earlier result, in the place of the photo."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from ..hands import action, click, find


def test_the_left_side_is_the_photo_an_earlier_result_or_a_file(
    open_window, modelled: Path, tmp_path: Path, qtbot, monkeypatch
) -> None:
    window = open_window(modelled)
    preview = window.controller.workspace.preview

    def settle() -> None:
        done = lambda: preview.after is not None and not preview.busy  # noqa: E731
        qtbot.waitUntil(done, timeout=60_000)

    def left() -> QColor:
        """What is painted far left in the middle of the canvas's picture."""
        picture = canvas._target(canvas.rect()).toRect()
        return canvas.grab().toImage().pixelColor(picture.left() + 3, picture.center().y())

    settle()
    canvas = find(window, "previewCanvas")
    photo = left()
    first, first_name = preview.after, window.controller.workspace.preview_panel.caption()
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    find(window, "guidanceSpinBox").setValue(0.5)
    settle()
    assert canvas._left == (first, first_name), "it stays while the strength moves"
    assert canvas._after != first
    assert left() != photo
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert left() == photo, "Space still shows the photo"
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
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
    assert left() == photo
    action(window, "compareResultAction").trigger()
    click(window, "nextPhotoButton")
    assert canvas._left[1] == "Photo", "the result of another photo is nothing to compare with"
    other.write_bytes(b"no picture")
    action(window, "compareFileAction").trigger()
    banner = find(window, "banner")
    qtbot.waitUntil(banner.isVisible, timeout=20_000)
    assert "red, tall.png" in banner.message.what
