"""One picture at a time: files, the clipboard, style files."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
import torch
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit

from lgt_app.panels.export import progress as export_progress
from lgt_app.panels.export.export_bar import ExportBar, ExportDialog
from lgt_app.panels.export.progress import ExportProgress
from lgt_app.panels.export.style_file_offer import StyleOfferDialog
from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.widgets.basics import Elided
from lgt_app.workers.export.file_options import FileOptions
from lgt_engine.images import open_picture, read_made_with
from lgt_engine.model.checkpoint import open_model
from lgt_engine.time_left import TimeLeftEstimate

from ..hands import click
from .conftest import LEFT, STYLES, photo_file


def test_a_picture_is_saved_with_its_metadata(bar, exports, tmp_path, qtbot) -> None:
    click(bar.window(), "exportButton")
    dialog = bar.window().findChild(ExportDialog)
    QTest.mouseClick(dialog.options.formats.button("jpeg"), LEFT)
    name = dialog.findChild(QLineEdit, "exportName")
    name.selectAll()
    QTest.keyClicks(name, "My hill")
    with qtbot.waitSignal(exports.saved, timeout=20_000) as saved:
        QTest.keyClick(name, Qt.Key.Key_Return)
    path = saved.args[0]
    assert path == tmp_path / "out" / "My hill.jpg"
    with Image.open(path) as picture:
        assert picture.size == (120, 88), "the photo's own size"
        assert picture.getexif()[0x010F] == "A camera"
    assert read_made_with(path)["style"] == "Ink"
    assert "My hill.jpg" in bar.messages[-1].what
    assert exports.options.kind == "jpeg", "remembered for the next time"


def test_photo_and_result_are_saved_as_layers(bar, exports, project, tmp_path, qtbot) -> None:
    click(bar.window(), "exportButton")
    dialog = bar.window().findChild(ExportDialog)
    QTest.mouseClick(dialog.options.formats.button("ora"), LEFT)
    assert not dialog.options.quality.isEnabled()
    with qtbot.waitSignal(exports.saved, timeout=20_000) as saved:
        click(dialog, "exportSaveButton")
    path = saved.args[0]
    assert path == tmp_path / "out" / "Hill - Ink 1.00.ora"
    with ZipFile(path) as archive, Image.open(archive.open("data/layer1.png")) as photo:
        assert photo.tobytes() == open_picture(project.photos[0]).image.tobytes()
    assert read_made_with(path)["style"] == "Ink"
    assert FileOptions.from_json(project.value("export")).kind == "ora", "the next one too"


def test_the_time_left_is_told_when_it_is_known_and_never_grows(
    exports, qtbot, monkeypatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(
        export_progress,
        "TimeLeftEstimate",
        lambda share: TimeLeftEstimate(share, lambda: seconds[0]),
    )
    progress = ExportProgress(exports)
    qtbot.addWidget(progress)
    exports.busy_changed.emit(True)
    told = []
    # Twenty parts of a second each; the ninth and tenth take three.
    for done in range(1, 21):
        seconds[0] += 3 if done in (9, 10) else 1
        exports.progressed.emit(done / 20)
        told.append(progress.findChild(QLabel).text())
    assert told[:2] == ["Working…", "Working…"]
    left = [int(words.split()[1]) for words in told if words != "Working…"]
    assert left[0] == pytest.approx(20, rel=0.3)
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    exports.busy_changed.emit(False)


@pytest.mark.parametrize(("kind", "suffix"), [("png", ".png"), ("webp", ".webp")])
def test_formats_without_metadata(exports, tmp_path, qtbot, kind, suffix) -> None:
    exports.set_options(FileOptions(kind, 80, metadata=False, max_side=64))
    target = tmp_path / "out" / f"plain{suffix}"
    with qtbot.waitSignal(exports.saved, timeout=20_000):
        exports.save(target)
    with Image.open(target) as picture:
        assert max(picture.size) == 64
        assert 0x010F not in picture.getexif()
    assert read_made_with(target) is None


def test_the_dialog_says_that_a_file_is_replaced(bar, exports, tmp_path) -> None:
    (tmp_path / "out" / "there.png").write_bytes(b"x")
    dialog = ExportDialog(exports, bar)
    dialog.name.setText("there")
    assert "replaced" in dialog.warning.text()
    assert dialog.save_button.text() == "Replace"
    dialog.name.setText("  ")
    assert not dialog.save_button.isEnabled()
    dialog.reject()


def test_copy_puts_the_full_picture_on_the_clipboard(bar, qtbot, clipboard) -> None:
    click(bar, "copyButton")
    qtbot.waitUntil(lambda: not clipboard.image().isNull(), timeout=20_000)
    image = clipboard.image()
    assert (image.width(), image.height()) == (120, 88)


def test_a_large_picture_says_how_far_it_is_and_can_be_given_up(exports, tmp_path, qtbot) -> None:
    exports.preview.set_photo(photo_file(tmp_path / "large.jpg", (3000, 2400)))
    qtbot.waitUntil(lambda: not exports.preview.busy, timeout=30_000)
    progress = ExportProgress(exports)
    qtbot.addWidget(progress)
    shares: list[float] = []
    exports.progressed.connect(shares.append)
    target = tmp_path / "made.png"
    exports.save(target)
    qtbot.waitUntil(lambda: bool(shares), timeout=30_000)
    progress.show()
    QTest.mouseClick(progress.cancel, LEFT)
    qtbot.waitUntil(lambda: not exports.busy, timeout=30_000)
    assert not progress.isVisible()
    assert not target.exists()
    assert not list(tmp_path.glob("*.part"))
    shares.clear()
    with qtbot.waitSignal(exports.saved, timeout=60_000):
        exports.save(target)
    assert target.exists()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_photo_that_is_gone_is_a_banner_not_a_crash(
    bar, exports, project, tmp_path, qtbot
) -> None:
    project.photos[0].unlink()
    exports.save(tmp_path / "out" / "no.png")
    qtbot.waitUntil(lambda: bool(bar.messages), timeout=20_000)
    assert bar.messages[-1].level == "error"
    assert "Hill.jpg" in bar.messages[-1].what


def waited_offer(bar: ExportBar, qtbot) -> StyleOfferDialog:  # type: ignore[no-untyped-def]
    qtbot.waitUntil(lambda: bool(bar.findChildren(StyleOfferDialog)), timeout=20_000)
    (dialog,) = bar.findChildren(StyleOfferDialog)
    return dialog


# --- style files -------------------------------------------------------------------------------


def test_a_style_file_travels_with_its_samples(
    bar, project, exports, lanes, random_model, tmp_path, qtbot, monkeypatch
) -> None:
    photo_file(project.styles_dir / "Ink" / "a.png", (900, 700))
    project.refresh()
    target = tmp_path / "out" / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    with qtbot.waitSignal(exports.style_file_saved, timeout=20_000) as saved:
        bar.save_style_action.trigger()
    path = saved.args[0]
    assert path.suffix == ".safetensors"
    qtbot.waitUntil(lambda: not exports.busy, timeout=20_000)  # one file at a time
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    bar.open_style_action.trigger()
    offer = waited_offer(bar, qtbot)
    named = {each.whole() for each in offer.findChildren(Elided)}
    assert {*STYLES, "mine.safetensors"} <= named, "it says what it would add"
    click(offer, "addStyleFileButton")
    ((words, open_it),) = bar.messages[-1].actions
    assert words == "Open it", "the person decides when to leave this project"
    with qtbot.waitSignal(bar.project_made, timeout=20_000) as made:
        open_it()
    friend = Project(made.args[0])
    assert set(friend.styles) == set(STYLES)
    (sample,) = friend.pictures("Ink")
    with Image.open(sample) as picture:
        assert max(picture.size) == 384
    preview = PreviewState(friend, lanes, friend)
    preview.open_last()
    qtbot.waitUntil(lambda: preview.model_styles == STYLES, timeout=20_000)
    measured, sent = (open_model(path).targets for path in (friend.model_path(), random_model))
    assert measured is not None
    assert sent is not None
    assert all(torch.equal(value, sent[name]) for name, value in measured.items())


def test_a_foreign_file_is_refused_and_leaves_no_project(bar, exports, tmp_path, qtbot) -> None:
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    exports.check_style_file(foreign, tmp_path / "projects")
    qtbot.waitUntil(lambda: bool(bar.messages), timeout=20_000)
    assert "foreign.safetensors" in bar.messages[-1].what
    assert not list((tmp_path / "projects").iterdir())


def test_a_style_file_that_is_declined_leaves_nothing(
    bar, exports, random_model, tmp_path, qtbot
) -> None:
    exports.check_style_file(random_model, tmp_path / "projects")
    offer = waited_offer(bar, qtbot)
    click(offer, "cancelStyleFileButton")
    assert not list((tmp_path / "projects").iterdir())
    assert random_model.exists()


def test_a_photo_that_moves_is_exported_whole(bar, exports, project, qtbot) -> None:
    assert not exports.photo_moves, "and a still photo is offered no clip"
    frames = [Image.new("RGB", (72, 64), (40 * n, 90, 60)) for n in range(3)]
    photo = project.photos_dir / "Walk.gif"
    frames[0].save(photo, save_all=True, append_images=frames[1:], duration=[50, 70, 90], loop=0)
    project.refresh()
    exports.preview.set_photo(photo)
    qtbot.waitUntil(lambda: exports.available and exports.photo_moves, timeout=20_000)
    click(bar.window(), "exportButton")
    dialog = bar.window().findChild(ExportDialog)
    assert dialog.target().suffix == ".png", "its first frame, unless the whole is asked for"
    click(dialog, "exportClip")
    dialog.options.clip_kinds.setCurrentText("GIF")
    assert not dialog.refine.isVisible()
    shares: list[float] = []
    exports.progressed.connect(shares.append)
    with qtbot.waitSignal(exports.saved, timeout=30_000) as saved:
        click(dialog, "exportSaveButton")
    with Image.open(saved.args[0]) as clip:
        assert saved.args[0].name == "Walk - Ink 1.00.gif"
        assert (clip.n_frames, clip.size) == (3, (72, 64))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert FileOptions.from_json(project.value("export")).clip == "gif", "for the next one too"
    assert bar.messages[-1].level == "success"

    photo.write_bytes(photo.read_bytes()[:-40])  # in the last frame
    with qtbot.waitSignal(exports.saved, timeout=30_000):
        exports.save(saved.args[0])
    assert bar.messages[-1].level == "warning"
    assert "holds the first 2 of 3 frames" in bar.messages[-1].next_step
