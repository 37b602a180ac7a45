"""Export: single pictures, clipboard, explore sheet and the batch queue, with the real engine."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QClipboard,
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget

from lgt_app.panels.batch import BatchDialog
from lgt_app.panels.explore import ExploreDialog
from lgt_app.panels.export import ExportBar, ExportDialog
from lgt_app.panels.export_progress import ExportProgress
from lgt_app.panels.style_offer import StyleOfferDialog
from lgt_app.state.export_journal import Journal
from lgt_app.state.exports import SHEET_GUIDANCES, Exports
from lgt_app.state.preview import PreviewState
from lgt_app.state.project import Project
from lgt_app.widgets.basics import Elided
from lgt_app.workers.exporting import BatchItem, FileOptions, ItemStarted, Workshop
from lgt_app.workers.lane import Lanes
from lgt_engine.control import Control
from lgt_engine.errors import Cancelled
from lgt_engine.images import read_made_with

STYLES = ("Ink", "Stone")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file of a tiny network that visibly moves, for the codec in the package."""
    import torch

    from lgt_engine.checkpoint import ModelDescription, save_model
    from lgt_engine.codec import load_codec
    from lgt_engine.config import FlowConfig, InferenceConfig
    from lgt_engine.network import FieldShape, VelocityField

    torch.set_num_threads(1)
    shape = FieldShape(len(STYLES), 4, 8, 16, 16, 3)
    torch.manual_seed(3)
    field = VelocityField(shape)
    torch.nn.init.normal_(field.out.weight, std=1 / math.sqrt(9 * shape.base_channels))
    codec = load_codec("builtin")
    description = ModelDescription(
        shape=shape, styles=STYLES, codec_kind=codec.kind, codec_id=codec.codec_id,
        flow=FlowConfig(), inference=InferenceConfig(), step=12,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    save_model(path, field.state_dict(), description)
    return path


def photo_file(path: Path, size: tuple[int, int] = (120, 88), seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.linear_gradient("L").resize(size).rotate(seed * 11)
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    colour = Image.merge("RGB", (image, image.rotate(180), Image.new("L", size, 90)))
    colour.save(path, exif=exif, quality=90)
    return path


@pytest.fixture
def project(tmp_path: Path, model: Path, qapp: QApplication) -> Project:  # noqa: ARG001
    made = Project(tmp_path / "project")
    photo_file(made.photos_dir / "Hill.jpg")
    run = made.runs_dir / "001"
    run.mkdir()
    (run / "model.safetensors").hardlink_to(model)
    made.refresh()
    return made


@pytest.fixture
def lanes(qapp: QApplication) -> Iterator[Lanes]:  # noqa: ARG001
    made = Lanes()
    yield made
    assert made.close(), "a worker did not end"


@pytest.fixture
def exports(project: Project, lanes: Lanes, qtbot, tmp_path: Path) -> Exports:
    preview = PreviewState(project, lanes, project)
    preview.open_last()
    made = Exports(project, preview, lanes, project)
    out = tmp_path / "out"
    out.mkdir()
    made.set_folder(out)
    qtbot.waitUntil(lambda: made.available and preview.before is not None, timeout=30_000)
    return made


@pytest.fixture
def bar(exports: Exports, qtbot) -> Iterator[ExportBar]:
    made = ExportBar(exports)
    made.messages, made.words = [], []
    made.message.connect(made.messages.append)
    made.told.connect(made.words.append)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def batch(exports: Exports, qtbot) -> Iterator[BatchDialog]:
    made = BatchDialog(exports)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:  # noqa: ARG001
    board = QGuiApplication.clipboard()
    yield board
    board.clear()


def click(widget: QWidget, name: str) -> None:
    QTest.mouseClick(widget.findChild(QPushButton, name), LEFT)


def drop(widget: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    point = QPoint(60, 60)
    place = QPointF(point) if __version_info__ >= (6, 12) else point
    rest = (Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier(0))
    QApplication.sendEvent(widget, QDragEnterEvent(place, *rest))
    QApplication.sendEvent(widget, QDragMoveEvent(place, *rest))
    QApplication.sendEvent(widget, QDropEvent(QPointF(point), *rest))


# --- single pictures ---------------------------------------------------------------------------


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
    bar, project, exports, lanes, tmp_path, qtbot, monkeypatch
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
    with qtbot.waitSignal(bar.project_made, timeout=20_000) as made:
        click(offer, "addStyleFileButton")
    friend = Project(made.args[0])
    assert set(friend.styles) == set(STYLES)
    (sample,) = friend.pictures("Ink")
    with Image.open(sample) as picture:
        assert max(picture.size) == 384
    preview = PreviewState(friend, lanes, friend)
    preview.open_last()
    qtbot.waitUntil(lambda: preview.model_styles == STYLES, timeout=20_000)


def test_a_foreign_file_is_refused_and_leaves_no_project(bar, exports, tmp_path, qtbot) -> None:
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    exports.check_style_file(foreign, tmp_path / "projects")
    qtbot.waitUntil(lambda: bool(bar.messages), timeout=20_000)
    assert "foreign.safetensors" in bar.messages[-1].what
    assert not list((tmp_path / "projects").iterdir())


def test_a_style_file_that_is_declined_leaves_nothing(bar, exports, model, tmp_path, qtbot) -> None:
    exports.check_style_file(model, tmp_path / "projects")
    offer = waited_offer(bar, qtbot)
    click(offer, "cancelStyleFileButton")
    assert not list((tmp_path / "projects").iterdir())
    assert model.exists()


# --- explore -----------------------------------------------------------------------------------


def test_the_explore_sheet_is_drawn_saved_and_copied(
    bar, exports, tmp_path, qtbot, monkeypatch, clipboard
) -> None:
    click(bar, "exploreButton")
    dialog = bar.window().findChild(ExploreDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=30_000)
    sheet: QImage = dialog.sheet.image
    assert sheet.width() > 120 * (1 + len(SHEET_GUIDANCES))
    colours = {
        QColor(sheet.pixelColor(x, sheet.height() // 2)).name() for x in range(sheet.width())
    }
    assert len(colours) > 20
    target = tmp_path / "out" / "sheet.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    QTest.mouseClick(dialog.save_button, LEFT)
    assert QImage(str(target)).size() == sheet.size()
    QTest.mouseClick(dialog.copy_button, LEFT)
    assert clipboard.image().size() == sheet.size()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert exports.preview.model_styles == STYLES


# --- the batch ---------------------------------------------------------------------------------


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Four photos, one in a sub-folder, and one that is none."""
    for number in range(3):
        photo_file(tmp_path / "inbox" / f"photo {number}.jpg", seed=number)
    photo_file(tmp_path / "inbox" / "deeper" / "photo 0.jpg", seed=9)
    (tmp_path / "inbox" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return tmp_path / "inbox"


def test_a_dropped_folder_is_stylized_and_one_bad_file_stops_nothing(
    batch, exports, inbox, tmp_path, qtbot
) -> None:
    drop(batch.table.viewport(), inbox)
    assert batch.model.rowCount() == 5
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        click(batch, "batchStartButton")
    tally = exports.queue.tally
    assert (tally.done, tally.failed) == (4, 1)
    out = tmp_path / "out" / "inbox"
    assert {p.name for p in out.glob("*.png")} == {f"photo {n} - Ink.png" for n in range(3)}
    assert (out / "deeper" / "photo 0 - Ink.png").exists()
    failed = next(item for item in exports.queue.items if item.status == "failed")
    assert "broken.jpg" in failed.reason
    batch._refresh()
    assert "1 failed" in batch.status.text()
    # mended, it succeeds
    photo_file(inbox / "broken.jpg")
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        click(batch, "batchRetryButton")
    assert exports.queue.tally.failed == 0
    batch._refresh()
    click(batch, "batchClearButton")
    assert batch.model.rowCount() == 0


def test_what_was_taken_out_of_the_list_comes_back(batch, exports, inbox, qtbot) -> None:
    batch.add([inbox])
    names = [item.source for item in exports.queue.items]
    undo = batch.undo_button
    assert not undo.isVisible()
    batch.table.selectRow(1)
    QTest.keyClick(batch.table, Qt.Key.Key_Delete)
    assert [item.source for item in exports.queue.items] == [names[0], *names[2:]]
    batch.table.selectAll()
    QTest.keyClick(batch.table, Qt.Key.Key_Delete)
    assert not exports.queue.items
    qtbot.waitUntil(undo.isVisible)
    click(batch, "batchUndoButton")
    assert len(exports.queue.items) == len(names) - 1
    batch.activateWindow()
    qtbot.waitUntil(batch.isActiveWindow)
    QTest.keyClick(batch, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [item.source for item in exports.queue.items] == names
    assert [item.source for item in exports.queue._journal.read()] == names
    qtbot.waitUntil(lambda: not undo.isVisible())


def test_a_full_disk_under_the_queue_is_said_once_and_stops_no_picture(
    batch, exports, inbox, qtbot, monkeypatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("append", "note", "rewrite"):
        monkeypatch.setattr(exports.queue._journal, name, refuse)
    told = []
    exports.queue.failed.connect(told.append)
    batch.add([inbox])
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        exports.queue.start()
    assert exports.queue.tally.done
    assert ["No space left" in error.what and bool(error.next_step) for error in told] == [True]


def test_what_is_done_is_skipped(batch, exports, inbox, qtbot) -> None:
    (inbox / "broken.jpg").unlink()
    batch.add([inbox])
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        exports.queue.start()
    stamps = [item.target.stat().st_mtime_ns for item in exports.queue.items]
    exports.queue.clear_done()
    batch.add([inbox])
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        exports.queue.start()
    assert [item.target.stat().st_mtime_ns for item in exports.queue.items] == stamps
    assert batch.model.index(0, 1).data() == "was there"


def test_pause_ends_after_the_picture_and_goes_on(batch, exports, inbox, qtbot) -> None:
    batch.add([inbox])
    click(batch, "batchStartButton")
    qtbot.waitUntil(lambda: exports.queue.tally.done >= 1, timeout=30_000)
    exports.queue.pause()
    qtbot.waitUntil(lambda: not exports.queue.pausing, timeout=30_000)
    left = exports.queue.tally.waiting
    assert left
    qtbot.wait(150)
    assert exports.queue.tally.waiting == left, "nothing goes on while paused"
    batch._refresh()
    assert batch.start_button.text() == "Resume"
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        click(batch, "batchStartButton")
    assert exports.queue.tally.waiting == 0


def test_a_picture_that_a_pause_interrupts_waits_and_has_not_failed(exports, inbox) -> None:
    exports.queue.add([inbox / "photo 0.jpg"], exports.folder, exports.recipe())
    items = tuple(
        BatchItem(item.id, item.source, item.target, item.recipe) for item in exports.queue.items
    )
    control = Control()
    work = Workshop().batch(items)(control)
    assert next(work) == ItemStarted(items[0].id)
    control.stop()
    with pytest.raises(Cancelled):
        next(work)


def test_after_a_restart_the_queue_is_paused_and_whole(
    exports, batch, project, lanes, inbox, qtbot
) -> None:
    batch.add([inbox])
    exports.queue.start()
    qtbot.waitUntil(lambda: exports.queue.tally.done >= 1, timeout=30_000)
    exports.queue.pause()
    qtbot.waitUntil(lambda: not exports.queue.pausing, timeout=30_000)
    before = exports.queue.tally
    journal = project.folder / "exports.jsonl"
    with journal.open("a") as stream:
        stream.write('{"id": 3, "status": "do')  # a crash in the middle of a line
    again = Exports(project, exports.preview, lanes, project)
    assert again.queue.tally == before
    assert not again.queue.running
    assert [i.recipe for i in again.queue.items] == [i.recipe for i in exports.queue.items]
    with qtbot.waitSignal(again.queue.finished, timeout=60_000):
        again.queue.start()
    assert again.queue.tally.waiting == 0
    assert again.queue.tally.failed == 1


def test_a_single_picture_does_not_wait_for_the_batch(
    batch, exports, inbox, tmp_path, qtbot
) -> None:
    batch.add([inbox, inbox])
    exports.queue.start()
    qtbot.waitUntil(lambda: exports.queue.tally.done >= 1, timeout=30_000)
    with qtbot.waitSignal(exports.saved, timeout=30_000):
        exports.save(tmp_path / "out" / "now.png")
    assert exports.queue.tally.waiting > 0
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        pass
    assert exports.queue.tally.waiting == 0
    names = [item.target for item in exports.queue.items]
    assert len(set(names)) == len(names), "two photos of one name get two files"


def test_delete_takes_items_out_of_the_list(batch, exports, inbox) -> None:
    batch.add([inbox])
    batch.table.selectRow(1)
    QTest.keyClick(batch.table, Qt.Key.Key_Delete)
    assert len(exports.queue.items) == 4
    assert len(Journal(exports._project.folder / "exports.jsonl").read()) == 4


def test_files_and_folders_are_chosen_through_dialogs(
    batch, exports, inbox, tmp_path, monkeypatch
) -> None:
    chosen = [str(inbox / "photo 0.jpg")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: (chosen, ""))
    click(batch, "batchAddFiles")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(inbox))
    click(batch, "batchAddFolder")
    click(batch, "batchAddShelf")
    assert [item.source.name for item in exports.queue.items][-1] == "Hill.jpg"
    assert len(exports.queue.items) == 7
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(other))
    click(batch, "batchFolderButton")
    assert exports.folder == other


def test_every_control_has_a_name_and_a_tip(bar, batch, exports) -> None:
    dialog = ExportDialog(exports, bar)
    for window in (bar, batch, dialog):
        for button in window.findChildren(QPushButton):
            assert button.accessibleName(), button.text()
            assert button.toolTip(), button.text()
    assert {b.objectName() for b in bar.findChildren(QPushButton)} >= {
        "exportButton",
        "batchButton",
    }
    dialog.reject()


def test_the_journal_is_plain_lines(batch, inbox, project) -> None:
    batch.add([inbox])
    lines = (project.folder / "exports.jsonl").read_text().splitlines()
    assert len(lines) == 5
    assert all(json.loads(line)["status"] == "waiting" for line in lines)
