"""The preview's queue of one: errands first, then the newest wish, then what idle time is for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lgt_app.workers import Job
from lgt_app.workers.job_queue import JobQueue, Work
from lgt_app.workers.rendering import RenderRequest


class PreviewQueue(QObject):
    """Submits one job at a time.

    Signals
    -------
    event(object)
        What a job yielded.
    failed(object)
        The exception that ended a job; its wish is forgotten. Not for a photo that was left
        meanwhile: it may have been removed.
    busy_changed(bool)
        A picture that was asked for began, or is there.
    idled()
        Nothing is left to do.
    """

    event = Signal(object)  # type: ignore[assignment]  # Qt sends no events of its own to it
    failed = Signal(object)
    busy_changed = Signal(bool)
    idled = Signal()

    def __init__(
        self,
        lane: JobQueue,
        idle: Callable[[], RenderRequest | None],
        photo: Callable[[], Path | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lane = lane
        self._idle = idle
        self._photo = photo
        self._errands: dict[str, Work] = {}
        self._wanted: RenderRequest | None = None
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a job runs or a picture is wanted."""
        return self._wanted is not None or self.job is not None

    def errand(self, kind: str, work: Work) -> None:
        """Do this before any picture, in place of a waiting errand of its kind."""
        self._errands[kind] = work
        self.pump()

    def want(self, request: RenderRequest) -> None:
        """Make this picture, in place of one that is wanted and not begun."""
        self._wanted = request
        self.pump()

    def pump(self) -> None:
        """Begin what is next, unless something runs."""
        if self.job is not None:
            return
        if self._errands:
            self._take(self._errands.pop(next(iter(self._errands))))
        elif self._wanted is not None:
            request, self._wanted = self._wanted, None
            self._take(request)
            self.busy_changed.emit(True)
        elif (idle := self._idle()) is not None:
            self._take(idle)
        else:
            self.idled.emit()

    def _take(self, work: Work) -> None:
        self.job = self._lane.submit(work)
        self.job.event.connect(self.event)
        self.job.failed.connect(lambda error: self._on_failed(error, work))
        self.job.finished.connect(self._on_finished)

    def _on_failed(self, error: object, work: Work) -> None:
        about = getattr(work, "photo", None)
        if about is not None and about != self._photo():
            return
        self._wanted = None
        self.failed.emit(error)

    def _on_finished(self) -> None:
        self.job = None
        if self._wanted is None:
            self.busy_changed.emit(False)
        self.pump()
