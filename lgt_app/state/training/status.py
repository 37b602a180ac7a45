"""The newest numbers of a run, and its clock before the first update."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lgt_engine.events import Progress

#: A preparation that takes more of the minutes than this may take more than all of them.
_KNOWN_SHARE = 0.75


@dataclass(frozen=True)
class Status:
    """The newest numbers of a run."""

    stage: str = ""
    step: int = 0
    seconds: float = 0.0
    progress: float = 0.0
    eta_seconds: float | None = None
    steps_per_second: float | None = None
    stage_seconds: float | None = None


@dataclass(frozen=True)
class Clock:
    """When a run was asked for and, of a new run, the minutes that it takes in all.

    They are known from the beginning, so bar and time left never go back.
    """

    asked: float = 0.0
    minutes: float | None = None

    def preparing(self, event: Progress) -> Status:
        """What is shown before the first update."""
        if self.minutes is None:
            share = event.done / event.total if event.total else 0.0
            return Status(stage=event.stage, progress=share, eta_seconds=event.eta_seconds)
        gone, whole = time.monotonic() - self.asked, 60 * self.minutes
        left = whole - gone if gone < _KNOWN_SHARE * whole else None
        return Status(stage=event.stage, progress=min(1.0, gone / whole), eta_seconds=left)
