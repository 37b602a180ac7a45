"""Thousands of pictures: the list scrolls without a stall, and adding them does not block."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from lgt_app.panels.collection.collection_panel import LibraryPanel
from lgt_app.state.project.project import Project
from lgt_app.workers.job_queue import JobQueues

from ..hands import find

COUNT = 5000
STALL_SECONDS = 0.1


class StallWatch:
    """The longest time between two turns of the event loop, and the most work in one turn."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.most_work = 0.0
        self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._timer = QTimer(interval=2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.most_work = max(self.most_work, worked - self._worked)
        self._last, self._worked = now, worked

    def stop(self) -> float:
        """End; the longest stall in seconds."""
        self._tick()
        self._timer.stop()
        return self.longest


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """5,000 different files of one megapixel that decode like photos."""
    folder = tmp_path_factory.mktemp("many") / "Big style"
    folder.mkdir()
    image = Image.effect_noise((60, 40), 90).resize((1200, 800)).convert("RGB")
    image.save(folder / "0.jpg", quality=50)
    data = (folder / "0.jpg").read_bytes()
    for number in range(1, COUNT):
        (folder / f"{number}.jpg").write_bytes(data + b"%d" % number)
    return folder


@pytest.fixture
def panel(tmp_path: Path, qtbot) -> Iterator[LibraryPanel]:
    lanes = JobQueues()
    made = LibraryPanel(Project(tmp_path / "project"), lanes)
    made.resize(900, 760)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)
    assert lanes.close()


def test_five_thousand_pictures_are_added_and_scrolled(
    panel: LibraryPanel, many: Path, qtbot, record_property
) -> None:
    # Links save the disk; what matters here is the window's thread.
    style = panel.project.styles_dir / "Big style"
    style.mkdir()
    for path in many.iterdir():
        (style / path.name).hardlink_to(path)
    panel.project.refresh()
    assert len(panel.project.pictures("Big style")) == COUNT
    panel.open_style("Big style")
    view = panel.inside.grid
    qtbot.wait(100)
    watch = StallWatch()
    for _ in range(120):
        _wheel(view.viewport(), -480)
        qtbot.wait(4)
    view.scrollToBottom()
    qtbot.wait(50)
    view.scrollToTop()
    qtbot.wait(300)
    longest = watch.stop()
    record_property("longest_stall_ms", round(longest * 1000))
    print(f"longest stall {longest * 1000:.0f} ms, most work {watch.most_work * 1000:.0f} ms")
    assert watch.most_work < STALL_SECONDS / 2
    first = view.thumbnail_model().paths[0]
    qtbot.waitUntil(lambda: panel.picture_library.thumbnails.get(first) is not None, timeout=5000)


def test_adding_hundreds_leaves_the_window_alive(
    panel: LibraryPanel, many: Path, tmp_path: Path, qtbot, record_property
) -> None:
    count = COUNT // 10  # each is copied and decoded: 5,000 take half a minute
    few = tmp_path / "Many"
    few.mkdir()
    for number in range(count):
        (few / f"{number}.jpg").hardlink_to(many / f"{number}.jpg")
    bar = find(panel, "intakeProgress")
    watch = StallWatch()
    panel.bring([few])
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() > 0, timeout=20_000)
    qtbot.waitUntil(lambda: len(panel.project.pictures("Many")) == count, timeout=90_000)
    qtbot.waitUntil(lambda: not panel.picture_library.importer.busy, timeout=20_000)
    longest = watch.stop()
    record_property("longest_stall_ms", round(longest * 1000))
    print(f"longest stall {longest * 1000:.0f} ms, most work {watch.most_work * 1000:.0f} ms")
    assert watch.most_work < STALL_SECONDS
    panel.project.undo_stack.undo()
    assert panel.project.styles == ()
    panel.project.undo_stack.redo()
    assert len(panel.project.pictures("Many")) == count


def test_thumbnails_of_what_is_seen_come_first(panel: LibraryPanel, many: Path, qtbot) -> None:
    style = panel.project.styles_dir / "Big style"
    style.mkdir()
    for number in range(600):
        (style / f"{number}.jpg").hardlink_to(many / f"{number}.jpg")
    panel.project.refresh()
    panel.open_style("Big style")
    view = panel.inside.grid
    qtbot.wait(10)
    view.scrollToBottom()
    last = view.thumbnail_model().paths[-1]
    seen: list = []
    panel.picture_library.thumbnails.ready.connect(seen.append)
    qtbot.waitUntil(lambda: any(last in batch for batch in seen), timeout=5000)
    decoded = sum(len(batch) for batch in seen)
    assert decoded < 150, "pictures that were scrolled past are not decoded first"


def _wheel(widget, delta: int) -> None:  # type: ignore[no-untyped-def]
    place = QPointF(widget.width() / 2, widget.height() / 2)
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
