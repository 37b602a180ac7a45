"""Job queues: threads that run generators and report to the window's thread.

A job is a function that takes a :class:`lgt_engine.control.Control` and yields events. Everything
heavy (torch, numpy, diffusers) is imported inside such functions, never at module level, so that
the window opens without waiting for them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from lgt_engine.control import Control
from lgt_engine.errors import Cancelled
from lgt_engine.system.heap import release_freed_memory

Work = Callable[[Control], Iterable[Any]]

# Deep call stacks (autograd, image decoders) overflow the 512 KiB that macOS gives a thread.
_STACK_BYTES = 32 * 2**20

# Threads that did not end in time, kept alive until the process ends.
_LEFT_RUNNING: list[tuple[QThread, QObject | None]] = []


class Job(QObject):
    """One piece of work in a lane; every signal arrives in the window's thread.

    It has no parent and ends with its last reference: PySide keeps the Python half of an object
    that Qt deletes, and a window makes thousands of these in an evening.

    Signals
    -------
    event(object)
        What the generator yielded.
    failed(object)
        The exception that ended it, as an object.
    finished(bool)
        Always the last signal: True when the generator came to its own end.
    """

    event = Signal(object)  # type: ignore[assignment]  # Qt sends no events of its own to it
    failed = Signal(object)
    finished = Signal(bool)

    def __init__(self, work: Work, control: Control) -> None:
        super().__init__()
        self.work = work
        self.control = control
        self.started = False
        self.done = False

    def stop(self) -> None:
        """Ask the work to end; a job that still waits never starts."""
        self.control.stop()


class _Runner(QObject):
    """Lives in the lane's thread and drives generators."""

    wake = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._inbox: deque[Job] = deque()
        self._outbox: deque[tuple[Job, str, Any]] = deque()
        self._told = False

    def put(self, job: Job) -> None:
        with self._lock:
            self._inbox.append(job)

    def drop_waiting(self) -> list[Job]:
        with self._lock:
            waiting = list(self._inbox)
            self._inbox.clear()
            return waiting

    def take_reports(self) -> list[tuple[Job, str, Any]]:
        with self._lock:
            reports = list(self._outbox)
            self._outbox.clear()
            self._told = False
            return reports

    def _report(self, job: Job, kind: str, value: Any = None) -> None:
        # One wake-up for many events: a fast generator never floods the event loop.
        with self._lock:
            self._outbox.append((job, kind, value))
            tell, self._told = not self._told, True
        if tell:
            self.wake.emit()

    @Slot()
    def run_next(self) -> None:
        with self._lock:
            job = self._inbox.popleft() if self._inbox else None
        if job is not None:
            self._drive(job)
            if not self._inbox:
                release_freed_memory()

    def _drive(self, job: Job) -> None:
        if job.control.stopping:
            self._report(job, "finished", False)
            return
        self._report(job, "started")
        whole = False
        try:
            for event in job.work(job.control):
                self._report(job, "event", event)
            whole = True
        except Cancelled:
            pass  # asked for; ``finished(False)`` says it
        except BaseException as error:  # every failure must reach the person
            self._report(job, "failed", error)
        self._report(job, "finished", whole)


class JobQueue(QObject):
    """Runs jobs one at a time on one thread of its own.

    Signals
    -------
    busy_changed(bool)
        A job began to run, or the last one ended.
    """

    busy_changed = Signal(bool)
    _go = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._thread: QThread | None = None
        self._runner: _Runner | None = None
        self._alive: list[Job] = []
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._alive)

    def submit(self, work: Work, control: Control | None = None) -> Job:
        """Queue ``work``; connect to the returned job's signals before control returns to Qt."""
        job = Job(work, control or Control())
        if self._closed:
            job.stop()
            return job
        self._start_thread()
        assert self._runner is not None
        self._alive.append(job)
        self._runner.put(job)
        self._go.emit()
        if len(self._alive) == 1:
            self.busy_changed.emit(True)
        return job

    def _start_thread(self) -> None:
        if self._thread is not None:
            return
        self._thread = QThread(self)
        self._thread.setObjectName(f"lgt-{self.objectName()}")
        self._thread.setStackSize(_STACK_BYTES)
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._go.connect(self._runner.run_next, Qt.ConnectionType.QueuedConnection)
        self._runner.wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # Below the window's thread: the pointer must not stutter while two cores are busy.
        self._thread.start(QThread.Priority.LowPriority)

    @Slot()
    def _deliver(self) -> None:
        if self._runner is None:
            return
        for job, kind, value in self._runner.take_reports():
            self._deliver_one(job, kind, value)

    def _deliver_one(self, job: Job, kind: str, value: Any) -> None:
        if kind == "started":
            job.started = True
        elif kind == "event":
            job.event.emit(value)
        elif kind == "failed":
            job.failed.emit(value)
        else:
            job.done = True
            if job in self._alive:
                self._alive.remove(job)
            job.finished.emit(value)
            if not self._alive:
                self.busy_changed.emit(False)

    def stop_all(self) -> None:
        """Ask the running job and all waiting ones to end."""
        for job in self._alive:
            job.stop()

    def close(self, timeout_ms: int = 120_000) -> bool:
        """Stop everything and end the thread; whether it ended in time.

        What the jobs still had to say is delivered before this returns.
        """
        self._closed = True
        self.stop_all()
        if self._thread is None:
            return True
        self._thread.quit()
        ended = self._thread.wait(timeout_ms)
        self._deliver()
        if ended:
            for job in self._runner.drop_waiting() if self._runner else []:
                self._deliver_one(job, "finished", False)
            self._thread.deleteLater()
        else:  # destroying a thread that runs would end the program
            self._thread.setParent(None)
            _LEFT_RUNNING.append((self._thread, self._runner))
        self._thread, self._runner = None, None
        return ended


class JobQueues(QObject):
    """All lanes of the window; each is independent, so none waits for another.

    Attributes
    ----------
    training, planning, preview, recolouring, measuring, refining, files, thumbnails,
    export : JobQueue
        ``planning`` asks what a run would need; ``recolouring`` mixes colours into what the
        preview drew; ``files`` copies pictures in and scans folders;
        ``measuring`` makes previews of untrained styles; ``refining`` works on one picture;
        ``export`` runs the batch queue.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.training = JobQueue("training", self)
        self.planning = JobQueue("planning", self)
        self.preview = JobQueue("preview", self)
        self.recolouring = JobQueue("recolouring", self)
        self.measuring = JobQueue("measuring", self)
        self.refining = JobQueue("refining", self)
        self.files = JobQueue("files", self)
        self.thumbnails = JobQueue("thumbnails", self)
        self.export = JobQueue("export", self)

    @property
    def all(self) -> tuple[JobQueue, ...]:
        """Every lane."""
        return (
            self.training, self.planning, self.preview, self.recolouring, self.measuring,
            self.refining, self.files, self.thumbnails, self.export,
        )  # fmt: skip

    def close(self) -> bool:
        """Stop every lane, then wait for each; whether all ended."""
        for lane in self.all:
            lane.stop_all()
        ended = [lane.close() for lane in self.all]
        return all(ended)
