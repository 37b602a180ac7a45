"""Thumbnails of the pictures on show: kept in memory, decoded in their lane when first wished."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.workers.collection.thumbnails import ServeThumbnails, Thumbnail, WishList
from lgt_app.workers.job_queue import Job, JobQueue

# About 120 MB at most: 224 × 168 pixels of 4 bytes each.
_KEPT = 800


class Thumbnails(QObject):
    """Give a thumbnail at once, or announce it later.

    Signals
    -------
    ready(object)
        A frozenset of paths whose thumbnails are on hand now (or known to be unreadable).
    """

    ready = Signal(object)

    def __init__(self, lane: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._kept: OrderedDict[Path, Thumbnail] = OrderedDict()
        self._wishes = WishList()
        self._job: Job | None = None

    def get(self, path: Path) -> QImage | None:
        """The thumbnail, or None and ``ready`` will tell."""
        known = self._kept.get(path)
        if known is not None:
            self._kept.move_to_end(path)
            return known.image
        self._wishes.add(path)
        if self._job is None:
            self._start()
        return None

    def problem(self, path: Path) -> str:
        """Why a file cannot be shown; empty while unknown."""
        known = self._kept.get(path)
        return known.problem if known is not None else ""

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop thumbnails of files that are gone: another file may take the name."""
        for path in paths:
            self._kept.pop(path, None)

    def _start(self) -> None:
        self._job = self._lane.submit(ServeThumbnails(self._wishes))
        self._job.event.connect(self._on_batch)
        self._job.finished.connect(self._on_finished)

    def _on_batch(self, batch: tuple[Thumbnail, ...]) -> None:
        for thumbnail in batch:
            self._kept[thumbnail.path] = thumbnail
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(frozenset(thumbnail.path for thumbnail in batch))

    def _on_finished(self, whole: bool) -> None:
        self._job = None
        # A wish may have come between the worker's last look and its end.
        if whole and (path := self._wishes.take()) is not None:
            self._wishes.add(path)
            self._start()
