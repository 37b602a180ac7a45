"""The training queue: runs with settings of their own, one after another."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app.state.project.project import Project
from lgt_app.state.project.stored_values import mapping
from lgt_app.translation import tr
from lgt_engine.errors import LGTError, is_out_of_memory, out_of_memory_error

from .options import trainable_styles
from .queued_runs import QueuedRun, RunResult
from .run import Phase, RunState

#: Minutes of each run of "Train every style".
EVERY_STYLE_MINUTES = 3.0
_VALUE = "training_queue"
_UNDOABLE = 20
_LOG_MAX = 100
_T = TypeVar("_T", QueuedRun, RunResult)


class TrainingQueue(QObject):
    """Runs that wait, and a log of what those before gave; both are kept with the project.

    A run that fails is noted and does not keep the next one from beginning. A run that a person
    stops stays first in the queue, which then rests; started again, it goes on with that run.
    After a restart of the program it rests.

    Signals
    -------
    changed()
        The list, the log, or whether it is at work.
    finished()
        Nothing waits any more; :attr:`outcome` counts since it was started.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, project: Project, run: RunState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._run = run
        kept = mapping(project.value(_VALUE))
        self._waiting = _read(kept.get("waiting"), QueuedRun.from_json)
        self._log = _read(kept.get("log"), RunResult.from_json)
        self._removed: deque[list[tuple[int, QueuedRun]]] = deque(maxlen=_UNDOABLE)
        self._current: QueuedRun | None = None
        self._problem = ""
        self._outcome: list[RunResult] = []
        #: Whether runs begin one after another.
        self.running = False
        # The run before says its last word to everybody before the next one begins.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._begin_next)
        run.idle.connect(self._on_idle)
        run.failed.connect(self._on_failed)
        run.phase_changed.connect(self._on_phase)
        project.style_renamed.connect(self._on_renamed)

    # --- what there is -------------------------------------------------------------------------

    @property
    def waiting(self) -> Sequence[QueuedRun]:
        """The runs to come, and before them the one that is under way."""
        return self._waiting

    @property
    def current(self) -> QueuedRun | None:
        """The run that is under way."""
        return self._current

    @property
    def log(self) -> Sequence[RunResult]:
        """What runs of the queue gave, the oldest first."""
        return self._log

    @property
    def outcome(self) -> tuple[int, int]:
        """How many runs were done and how many failed since the queue was started."""
        failed = sum(bool(each.problem) for each in self._outcome)
        return len(self._outcome) - failed, failed

    @property
    def can_restore(self) -> bool:
        """Whether anything was taken out since the project was opened."""
        return bool(self._removed)

    # --- what a person asks for ----------------------------------------------------------------

    def add(self, styles: Sequence[str]) -> None:
        """Let a run of these styles together, with the options of today, wait as the last."""
        self._add([QueuedRun(tuple(styles), self._run.options)])

    def add_each(self, styles: Sequence[str], minutes: float | None = None) -> None:
        """Let a run of each style alone wait; ``minutes`` in place of the chosen time."""
        options = self._run.options
        if minutes is not None:
            options = replace(options, quality="custom", minutes=minutes)
        self._add([QueuedRun((name,), options) for name in styles])

    def train_every_style(self) -> None:
        """Train each style of the project for :data:`EVERY_STYLE_MINUTES`, after what waits."""
        self.add_each(trainable_styles(self._project), EVERY_STYLE_MINUTES)
        self.start()

    def _add(self, runs: Sequence[QueuedRun]) -> None:
        self._waiting.extend(runs)
        self._keep()

    def move(self, row: int, by: int) -> int:
        """Move a run by one place up (-1) or down (1); returns the row where it is now."""
        first = 0 if self._current is None else 1
        to = row + by
        if not (first <= row < len(self._waiting) and first <= to < len(self._waiting)):
            return row
        self._waiting.insert(to, self._waiting.pop(row))
        self._keep()
        return to

    def remove(self, rows: Iterable[int]) -> None:
        """Take runs out; the one under way stays until it is stopped."""
        out = [
            (row, self._waiting[row])
            for row in sorted(set(rows))
            if self._waiting[row] is not self._current
        ]
        if out:
            self._removed.append(out)
            for row, _ in reversed(out):
                del self._waiting[row]
            self._keep()

    def restore(self) -> None:
        """Put back what was taken out last, where it stood."""
        if self._removed:
            first = 0 if self._current is None else 1
            for row, each in self._removed.pop():
                self._waiting.insert(max(first, row), each)
            self._keep()

    def start(self) -> None:
        """Train what waits, after the run that is under way, if there is one; ends a pause."""
        if not self.running and self._waiting:
            self.running, self._outcome = True, []
            self._soon.start()
        if self._current is not None:
            self._run.resume()
        self.changed.emit()

    def pause(self) -> None:
        """Let the run under way pause, or begin none."""
        if self._current is not None:
            self._run.pause()
        else:
            self.running = False
        self.changed.emit()

    # --- inside --------------------------------------------------------------------------------

    def _begin_next(self) -> None:
        if not self.running or self._run.phase.active:
            return  # asked again as soon as that run is over
        if not self._waiting:
            self.running = False
            self.changed.emit()
            self.finished.emit()
            return
        item = self._current = self._waiting[0]
        self._problem = ""
        run_dir = self._run.train(item.styles, item.options, item.run)
        if run_dir is None:
            self._end()
        else:
            self._current = self._waiting[0] = replace(item, run=run_dir.name)
            self._keep()

    def _on_idle(self) -> None:
        if self._current is not None and not self._run.phase.active:
            self._end()
        elif self.running:
            self._soon.start()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, BaseException) and is_out_of_memory(error):
            error = out_of_memory_error()
        unforeseen = tr("Something unexpected went wrong: {}")
        self._problem = str(error) if isinstance(error, LGTError) else unforeseen.format(error)

    def _on_phase(self) -> None:
        if self._run.phase is Phase.STOPPING and self.running:
            self.running = False  # a person wants to stop, or to close the window
        self.changed.emit()

    def _end(self) -> None:
        """The run is over: note it, unless it was stopped or its project is not there."""
        item, self._current = self._current, None
        assert item is not None
        ended = self._run.phase is Phase.FINISHED and self._run.last_finished
        if not self._project.look():
            self.running = False
        elif self._problem or ended:
            result = self._result(item)
            self._waiting.pop(0)
            self._log = [*self._log, result][-_LOG_MAX:]
            self._outcome.append(result)
        else:
            self.running = False
            if not (self._project.runs_dir / item.run).exists():  # nothing was learned yet
                self._waiting[0] = replace(item, run="")
        self._keep()
        if self.running:
            self._soon.start()

    def _result(self, item: QueuedRun) -> RunResult:
        run = self._run
        if not item.run or run.run_dir != self._project.runs_dir / item.run:
            # It left no folder: what the run state knows is of the run before.
            return RunResult(item.styles, problem=self._problem)
        measures: dict[str, dict[str, float]] = {}
        for (style, measure), series in run.curves.validation.items():
            if len(series) and math.isfinite(series.raw[-1]):
                measures.setdefault(style, {})[measure] = series.raw[-1]
        minutes, steps = run.status.seconds / 60, run.curves.last_step
        return RunResult(item.styles, item.run, minutes, steps, measures, self._problem)

    def _on_renamed(self, old: str, new: str) -> None:
        for row, item in enumerate(self._waiting):
            if old in item.styles and item is not self._current:
                styles = tuple(new if name == old else name for name in item.styles)
                # A run that has begun knows the old name and cannot go on.
                self._waiting[row] = QueuedRun(styles, item.options)
        self._keep()

    def _keep(self) -> None:
        values = {
            "waiting": [item.to_json() for item in self._waiting],
            "log": [each.to_json() for each in self._log],
        }
        self._project.set_value(_VALUE, values)
        self.changed.emit()


def _read(values: Any, read: Callable[[Any], _T | None]) -> list[_T]:
    found = (read(value) for value in values) if isinstance(values, list) else ()
    return [each for each in found if each is not None]
