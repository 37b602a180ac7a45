"""Refining that begins by itself once nothing moves, and ends when anything does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app.state.preview.preview import PreviewState
from lgt_app.workers import JobQueues
from lgt_app.workers.job_queue import Work
from lgt_app.workers.refining import AskPower

from .refining import Refining

if TYPE_CHECKING:
    from lgt_app.settings import Settings

_POWER_MS = 60_000


class SelfRefining(QObject):
    """Refines the picture in view while the computer has nothing else to do.

    It begins when photo, look and model have rested, no lane but that of a paused training works,
    the picture was neither refined nor cancelled before, and the computer has mains.

    Parameters
    ----------
    settings : Settings
    preview : PreviewState
    refining : Refining
    lanes : JobQueues
    power : callable
        Work that yields whether the computer runs on its battery.

    Attributes
    ----------
    rest_ms : int
        Time without any change after which it begins.

    Signals
    -------
    changed()
        It was switched on or off.
    """

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        preview: PreviewState,
        refining: Refining,
        lanes: JobQueues,
        parent: QObject | None = None,
        power: Work | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._preview = preview
        self._refining = refining
        self._lane = lanes.refining
        own = (lanes.training, lanes.refining)  # training is known to ``refining``
        self._others = [lane for lane in lanes.all if lane not in own]
        self._power = power or AskPower()
        self.rest_ms = 1500
        self._asking = False
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._ask_power)
        for signal in (
            preview.photo_changed, preview.look_changed, preview.model_changed, refining.changed,
        ):  # fmt: skip
            signal.connect(self._wait)
        for lane in self._others:
            lane.busy_changed.connect(self._wait)
        lanes.export.busy_changed.connect(self._on_export)

    @property
    def on(self) -> bool:
        """Whether it is wanted; kept with the settings of the computer."""
        return self._settings.refine_by_itself

    def set_on(self, on: bool) -> None:
        """Want it or not."""
        self._settings.set_value("refine_by_itself", on)
        if not on:
            self._refining.give_way()
        self._wait()
        self.changed.emit()

    def _wait(self, *_: object) -> None:
        self._rest.start(self.rest_ms)

    def _on_export(self, busy: bool) -> None:
        if busy:
            self._refining.give_way()

    def _may_begin(self) -> bool:
        rests = not self._preview.busy and not any(lane.busy for lane in self._others)
        return self.on and rests and self._refining.may_begin_by_itself

    def _ask_power(self) -> None:
        if self._asking or not self._may_begin():
            return
        self._asking = True
        job = self._lane.submit(self._power)
        job.event.connect(self._on_power)
        job.finished.connect(self._on_asked)

    def _on_power(self, on_battery: object) -> None:
        if on_battery:
            self._rest.start(_POWER_MS)
        elif self._may_begin() and not self._rest.isActive():
            self._refining.start(by_itself=True)

    def _on_asked(self) -> None:
        self._asking = False
