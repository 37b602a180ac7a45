"""The preview: steering with the mouse, latest wins, film, strip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from lgt_app.state.preview.preview import STRIP
from lgt_app.state.project.project import Project
from lgt_app.widgets.numbers import DecimalBox, WholeBox
from lgt_app.widgets.pictures.canvas import AFTER, SIDE, SPLIT

from ..hands import click, drag, drop, find, settle


@pytest.fixture
def window(open_window, trained: Path, qtbot):  # type: ignore[no-untyped-def]
    made = open_window(trained)
    settle(made, qtbot)
    return made


def test_the_last_model_and_photo_are_shown_and_styles_steps_and_seeds_steer(window, qtbot) -> None:
    preview = window.controller.workspace.preview
    assert preview.photo == window.controller.workspace.project.photos[0]
    assert preview.after.size() == preview.before.size()
    assert find(window, "styleSelector").currentText() == "Ink"
    assert sorted(preview.strip) == list(STRIP)
    strip = find(window, "guidanceStrip")
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(STRIP.index(1.5)).center())
    assert find(window, "guidanceSpinBox").value() == 1.5
    settle(window, qtbot)
    assert preview.after_look.guidance == 1.5

    first = preview.after
    styles, blend = find(window, "styleSelector"), find(window, "blendSelector")
    QTest.keyClick(styles, Qt.Key.Key_Down)
    assert preview.look.style == "Stone"
    QTest.keyClick(blend, Qt.Key.Key_Down)
    assert preview.look.blend == (("Ink", 0.5),)
    find(window, "blendSlider").setValue(30)
    find(window, "stepsSpinBox").setValue(3)
    find(window, "seedSpinBox").setValue(7)
    settle(window, qtbot)
    look = preview.after_look
    assert (look.style, look.blend, look.steps, look.seed) == ("Stone", (("Ink", 0.3),), 3, 7)
    assert look.weights() == {"Stone": 0.7, "Ink": 0.3}
    assert preview.after != first

    here, told = preview.photo, []
    preview.failed.connect(told.append)
    preview.set_photo(here.with_name("gone.png"))
    preview.set_photo(here)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: preview.before is not None, timeout=30_000)
    assert not told, "a photo that was left while it was read is no failure"
    preview.set_photo(here.with_name("gone.png"))
    qtbot.waitUntil(lambda: len(told) > 0, timeout=30_000)


def test_guidance_is_from_0_the_photo_to_2_and_is_followed_one_picture_at_a_time(
    window, qtbot
) -> None:
    preview = window.controller.workspace.preview
    slider, spin = find(window, "guidanceSlider"), find(window, "guidanceSpinBox")
    middle = QPoint(slider.width() // 2, 12)
    for end, value in ((slider.width() - 1, 2.0), (0, 0.0)):
        drag(slider, [middle, QPoint(end, 12)])
        assert spin.value() == value
    spin.setValue(99.0)
    settle(window, qtbot)
    assert preview.after_look.guidance == 2.0
    assert (min(STRIP), max(STRIP)) == (0.0, 2.0)
    away = {}
    for value in (0.0, 0.5, 1.0, 2.0):
        spin.setValue(value)
        qtbot.waitUntil(
            lambda v=value: preview.after_look.guidance == v and not preview.busy, timeout=20_000
        )
        away[value] = distance(preview.before, preview.after)
    assert away[0.0] < 0.8 * away[0.5]  # 0 is the photo as its codec draws it
    assert away[0.5] < 0.8 * away[1.0]
    # Above 1 the style is bolder, which few steps of training do not teach, but never weaker.
    assert away[2.0] > 0.9 * away[1.0]

    spin.setValue(1.0)
    settle(window, qtbot)
    made = []
    preview.result_changed.connect(lambda: made.append(preview.after_look.guidance))
    drag(slider, [QPoint(round(slider.x_of(v)), 12) for v in range(100, 201, 4)], wait_ms=15)
    settle(window, qtbot)
    assert len(made) >= 2, "nothing was drawn while the slider moved"
    assert made[-1] == 2.0
    assert preview.after.size() == preview.before.size()

    submitted = []
    lane = preview._queue._lane
    submit = lane.submit

    def counting(work):  # type: ignore[no-untyped-def]
        assert not lane.busy
        submitted.append(work)
        return submit(work)

    lane.submit = counting
    for hundredths in range(0, 200, 2):
        preview.set_look(live=True, guidance=hundredths / 100)
    preview.release()
    settle(window, qtbot)
    assert preview.after_look.guidance == 1.98
    assert len(submitted) < 12  # a hundred wishes, a handful of pictures


def distance(one: QImage, other: QImage) -> float:
    """Mean difference of two pictures of one size, 0 to 255."""
    plain = QImage.Format.Format_RGB888
    small = [bytes(i.scaled(48, 32).convertToFormat(plain).constBits()) for i in (one, other)]
    differences = [abs(a - b) for a, b in zip(*small, strict=True)]
    return sum(differences) / len(differences)


def test_photos_are_compared_zoomed_paged_and_dropped_and_an_unreadable_one_is_said(
    window, pictures: Path, tmp_path: Path, qtbot
) -> None:
    space, canvas = window.controller.workspace, find(window, "previewCanvas")
    for mode, text in ((SIDE, "Side by side"), (AFTER, "Result"), (SPLIT, "Split")):
        button = window.controller.workspace.preview_panel._modes.button(mode)
        assert button.text() == text
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert canvas.mode == mode
    at = canvas.rect().center()
    drag(canvas, [at, at + QPoint(60, 0), at + QPoint(120, 0)])
    assert canvas.divider > 0.55
    fit = canvas.zoom()
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom() > fit
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom() == 1.0
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom() == pytest.approx(fit)
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.showing_original
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert not canvas.showing_original
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert canvas.zoom() == 1.0

    first = space.preview.photo
    click(window, "nextPhotoButton")
    assert space.preview.photo == space.project.photos[1]
    click(window, "previousPhotoButton")
    assert space.preview.photo == first
    other = tmp_path / "other.png"
    Image.linear_gradient("L").convert("RGB").resize((120, 90)).save(other)
    drop(canvas, other)
    assert space.preview.photo == other
    settle(window, qtbot)
    assert (space.preview.before.width(), space.preview.before.height()) == (120, 90)
    drop(canvas, pictures / "Holiday")
    importer = space.pictures_panel.picture_library.importer
    qtbot.waitUntil(lambda: not importer.busy, timeout=15_000)
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    drop(canvas, bad)
    banner = find(window, "banner")
    qtbot.waitUntil(lambda: banner.isVisible() and "bad.jpg" in banner.message.what)


_SHARP = """
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from lgt_app.widgets.pictures.canvas import CompareCanvas

app = QApplication([])
canvas = CompareCanvas()
canvas.resize(300, 300)
red = QImage(100, 100, QImage.Format.Format_RGB32)
red.fill(QColor("red"))
canvas.set_images(red, QImage(), QSize(100, 100))
canvas.zoom_to(1.0)
image = canvas.grab().toImage()
row = [image.pixelColor(x, image.height() // 2) == QColor("red") for x in range(image.width())]
print(image.width(), sum(row))
"""


def test_100_percent_is_one_photo_pixel_for_each_pixel_of_a_sharp_screen() -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _SHARP]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["600", "100"]


def test_reopening_shows_the_photo_before_the_engine_is_there(
    open_window, filled: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
    preview = window.controller.workspace.preview
    assert preview.photo in window.controller.workspace.project.photos
    qtbot.waitUntil(lambda: preview.before is not None, timeout=10_000)


def test_a_project_of_an_earlier_version_opens_at_the_boldest_and_the_film_of_a_run_is_saved(
    open_window, trained: Path, qtbot, monkeypatch
) -> None:
    Project(trained).set_value("look", {"style": "Ink", "guidance": 3.0})
    window = open_window(trained)
    settle(window, qtbot)
    assert find(window, "guidanceSpinBox").value() == 2.0
    assert find(window, "guidanceSlider").value() == 200
    assert window.controller.workspace.preview.after_look.guidance == 2.0

    space = window.controller.workspace
    space.preview.note_model(space.project.model_path(), 3)
    settle(window, qtbot)
    space.preview.note_model(space.project.model_path(), 6)
    film = find(window, "filmStrip")
    qtbot.waitUntil(lambda: film.count() == 2 and film.isVisible(), timeout=20_000)
    QTest.mouseClick(film, Qt.MouseButton.LeftButton, pos=film.cell(0).center())
    target = trained / "film.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(space.preview.film_saved, timeout=10_000):
        click(window, "saveFilmButton")
    with Image.open(target) as moving:
        assert moving.n_frames >= 1
    frames = trained / "runs" / "001" / "film" / "Ink"
    assert sorted(path.name for path in frames.iterdir()) == ["00000003.jpg", "00000006.jpg"]


def test_a_model_that_is_gone_is_said(open_window, trained: Path, qtbot) -> None:
    (trained / "runs" / "001" / "model.safetensors").write_bytes(b"torn")
    window = open_window(trained)
    banner = find(window, "banner")
    qtbot.waitUntil(banner.isVisible, timeout=20_000)
    assert banner.message.level == "error"
    assert find(window, "trainButton").isEnabled()


@pytest.mark.parametrize("language", ["en_US", "de_DE", "fa_IR"])
def test_a_point_and_a_comma_mean_the_same_in_every_language(qtbot, language: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        box, seed = DecimalBox(maximum=2.0), WholeBox(maximum=9999)
        for each in (box, seed):
            qtbot.addWidget(each)
            each.show()
        for typed, value in (("1.5", 1.5), ("1,5", 1.5), ("0.25", 0.25), ("۰٫۷۵", 0.75)):
            box.selectAll()
            for sign in typed:  # QTest knows the keys of Latin letters alone
                kinds = (0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(box, QKeyEvent(QEvent.Type.KeyPress, *kinds))
            QTest.keyClick(box, Qt.Key.Key_Return)
            assert (box.value(), box.text()) == (value, f"{value:.2f}")
        for typed, whole in (("12.5", 12), ("1200", 1200)):
            seed.selectAll()
            QTest.keyClicks(seed, typed)
            QTest.keyClick(seed, Qt.Key.Key_Return)
            assert (seed.value(), seed.text()) == (whole, str(whole))
    finally:
        QLocale.setDefault(before)
