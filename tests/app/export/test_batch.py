"""Many pictures: the queue, its pauses, its list, its journal."""

from __future__ import annotations

import json

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from lgt_app.panels.export.export_bar import ExportDialog
from lgt_app.state.export.exports import Exports
from lgt_app.state.export.journal import Journal
from lgt_app.workers.export.exporting import BatchItem, ItemStarted, MakeBatch
from lgt_app.workers.export.file_options import FileOptions
from lgt_app.workers.looks import RefineWish
from lgt_app.workers.open_models import OpenModels
from lgt_engine.control import Control
from lgt_engine.errors import Cancelled

from ..hands import click, drop
from .conftest import photo_file


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
    assert {p.name for p in out.glob("*.png")} == {f"photo {n} - Ink 1.00.png" for n in range(3)}
    assert (out / "deeper" / "photo 0 - Ink 1.00.png").exists()
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


def test_no_target_of_the_batch_is_one_of_its_photos(exports, inbox) -> None:
    photo_file(inbox / "photo 0 - Ink.png")
    sources = {path for path in inbox.rglob("*") if path.is_file()}
    exports.queue.add([inbox], inbox.parent, exports.recipe(), skip_done=False)
    assert {item.source for item in exports.queue.items} == sources
    targets = {item.target for item in exports.queue.items}
    assert len(targets) == len(sources)
    assert targets.isdisjoint(sources)


def test_another_look_is_another_picture(batch, exports, inbox, tmp_path, qtbot) -> None:
    photo, preview, out = inbox / "photo 0.jpg", exports.preview, tmp_path / "out"
    looks = ({}, {"guidance": 0.5}, {"blend": (("Stone", 0.3),)}, {"seed": 7, "steps": 2})
    for changes in looks:
        preview.set_look(**changes)
        batch.add([photo])
    exports.set_options(FileOptions(max_side=64))
    batch.add([photo])
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        click(batch, "batchStartButton")
    items = exports.queue.items
    assert all(item.status == "done" and item.seconds for item in items), "none is skipped"
    assert sorted(path.name for path in out.iterdir()) == sorted(
        f"photo 0 - {look}.png"
        for look in (
            "Ink 1.00", "Ink 0.50", "Ink 70 + Stone 30 0.50",
            "Ink 70 + Stone 30 0.50 2 steps seed 7", "Ink 70 + Stone 30 0.50 2 steps seed 7 64 px",
        )
    )  # fmt: skip


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
    work = iter(MakeBatch(OpenModels(), items)(control))
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
    again = Exports(project, exports.preview, exports.refining, lanes, project)
    assert again.queue.tally == before
    assert not again.queue.running
    assert [i.recipe for i in again.queue.items] == [i.recipe for i in exports.queue.items]
    with qtbot.waitSignal(again.queue.finished, timeout=60_000):
        again.queue.start()
    assert again.queue.tally.waiting == 0
    assert again.queue.tally.failed == 1


def test_a_queue_of_an_earlier_version_goes_on_at_the_boldest(
    exports, batch, project, lanes, inbox
) -> None:
    batch.add([inbox])
    journal = project.folder / "exports.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for line in lines:
        line["look"]["guidance"] = 3.0
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    again = Exports(project, exports.preview, exports.refining, lanes, project)
    assert [item.recipe.look.guidance for item in again.queue.items] == [2.0] * len(lines)


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


def test_pictures_that_appear_in_a_watched_folder_are_stylized(
    batch, exports, tmp_path, monkeypatch, qtbot
) -> None:
    folder, out = tmp_path / "camera", tmp_path / "camera" / "out"
    out.mkdir(parents=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    exports.set_folder(folder)
    click(batch, "batchWatchButton")
    assert "cannot go into the folder" in batch.watch_words.text()
    exports.set_folder(out)
    click(batch, "batchWatchButton")
    assert batch.watch_button.text() == "Stop watching"
    assert "camera" in batch.watch_words.text()
    data = photo_file(tmp_path / "whole.jpg").read_bytes()
    stream = (folder / "one.jpg").open("wb")
    for start in range(0, len(data), len(data) // 6):
        stream.write(data[start : start + len(data) // 6])
        stream.flush()
        qtbot.wait(300)
    stream.close()
    made = out / "one - Ink 1.00.png"
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        assert exports.queue.tally.failed == 0, "half a file is left alone"
    assert made.exists()
    first = made.read_bytes()
    photo_file(folder / "one.jpg", seed=3)
    with qtbot.waitSignal(exports.queue.finished, timeout=60_000):
        pass
    assert made.read_bytes() != first, "what has changed is made anew"
    assert exports.queue.tally.failed == 0
    click(batch, "batchWatchButton")
    photo_file(folder / "two.jpg", seed=5)
    qtbot.wait(1800)
    assert exports.queue.tally.total == 2, "stopped, it takes nothing; results are no photos"


def test_a_batch_makes_whole_clips_of_what_moves_and_refines_none(
    batch, exports, tmp_path, qtbot
) -> None:
    frames = [Image.new("RGB", (72, 64), (60 * n, 90, 60)) for n in range(3)]
    walk = tmp_path / "Walk.gif"
    frames[0].save(walk, save_all=True, append_images=frames[1:], duration=50)
    still = photo_file(tmp_path / "Still.jpg")
    exports.set_options(FileOptions(clip="webp"))
    out = tmp_path / "out"
    exports.queue.add([walk], out, exports.recipe(RefineWish(25)))
    exports.queue.add([still], out, exports.recipe())
    exports.queue.start()
    qtbot.waitUntil(lambda: exports.queue.tally.done == 2, timeout=30_000)
    assert sorted(path.name for path in out.iterdir()) == [
        "Still - Ink 1.00.png",
        "Walk - Ink 1.00.webp",
    ]
    with Image.open(out / "Walk - Ink 1.00.webp") as clip:
        assert clip.n_frames == 3
    walk.write_bytes(walk.read_bytes()[:-40])  # in the last frame
    exports.queue.add([walk], tmp_path / "cut", exports.recipe())
    exports.queue.start()
    qtbot.waitUntil(lambda: exports.queue.tally.done == 3, timeout=30_000)
    assert "holds the first 2 of 3 frames" in batch.model.index(2, 2).data()
