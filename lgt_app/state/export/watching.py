"""A watched folder: pictures that appear in it go into the export queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app.workers.export.exporting import Recipe
from lgt_app.workers.job_queue import Job, JobQueue
from lgt_engine.control import Control
from lgt_engine.errors import DataError, LGTError

from .queue import ExportQueue

if TYPE_CHECKING:
    from lgt_engine.inference.watching import FolderWatch

_EVERY_MS = 1000


@dataclass(frozen=True)
class _Look:
    watch: FolderWatch
    out_dir: Path

    def __call__(self, control: Control) -> Iterator[list[Path]]:  # noqa: ARG002
        self.watch.check(self.out_dir)
        yield self.watch.look()


class Watching(QObject):
    """Looks into one folder once a second, in a thread.

    A batch that the person paused stays paused; what appears meanwhile waits in it.

    Parameters
    ----------
    queue : ExportQueue
    lane : JobQueue
        Where the looks run.
    out_dir : callable
        Where results go now.

    Signals
    -------
    changed()
        It began, ended or cannot go on.
    """

    changed = Signal()

    def __init__(
        self,
        queue: ExportQueue,
        lane: JobQueue,
        out_dir: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._lane = lane
        self._out_dir = out_dir
        self._recipe: Callable[[], Recipe | None] = lambda: None
        self._watch: FolderWatch | None = None
        self._given: set[Path] = set()
        self._job: Job | None = None
        #: Why it does not watch, in plain words; empty when nothing is wrong.
        self.problem = ""
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched; None when none is."""
        return self._watch.folder if self._watch is not None else None

    def start(self, folder: Path, recipe: Callable[[], Recipe | None]) -> None:
        """Watch a folder; ``recipe`` is asked for each time that something appears."""
        from lgt_engine.inference.watching import FolderWatch

        self._recipe, self._given, self.problem = recipe, set(), ""
        try:
            self._watch = FolderWatch(folder, self._out_dir())
        except DataError as error:
            self._end(f"{error.what} {error.next_step}")
            return
        self._queue.start()
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Watch no more; what waits in the batch stays there."""
        self._end("")

    def _end(self, problem: str) -> None:
        self._timer.stop()
        self._watch, self.problem = None, problem
        self.changed.emit()

    def _look(self) -> None:
        if self._watch is None or self._job is not None or self._recipe() is None:
            return
        self._job = self._lane.submit(_Look(self._watch, self._out_dir()))
        self._job.event.connect(self._on_found)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_looked)

    def _on_failed(self, error: object) -> None:
        self._end(f"{error.what} {error.next_step}" if isinstance(error, LGTError) else str(error))

    def _on_looked(self) -> None:
        self._job = None

    def _on_found(self, paths: list[Path]) -> None:
        recipe = self._recipe()
        if not paths or recipe is None or self._watch is None:
            return
        idle = not self._queue.tally.waiting
        for again in (False, True):  # a file that has changed is made anew
            part = [path for path in paths if (path in self._given) is again]
            if part:
                self._queue.add(part, self._out_dir(), recipe, skip_done=not again)
        self._given.update(paths)
        if idle:
            self._queue.start()
