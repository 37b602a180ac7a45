"""When a run ends, validates and saves: over steps, over minutes, or whichever comes first."""

from __future__ import annotations

import math
import time

from ..config import TrainConfig
from ..events import Notice
from ..remaining import Remaining
from .state import Counters

_RATE_SMOOTHING = 0.1
#: Work counts as at most so many times its usual time, or as so many seconds if that is more:
#: beyond that the process was stopped or the computer slept.
_LONGEST, _LONGEST_HITCH = 8.0, 2.0
#: Seconds of standing still from which on a person is told.
_WORTH_A_WORD = 5.0
#: Validation takes at most about this share of the time, however slow the device.
_VALIDATION_SHARE = 0.05
#: The first one at most a quarter of the time up to it. Of three styles it takes 4 seconds on two
#: cores, of twenty half a minute, which after 20 seconds would be half of a run of one minute.
_FIRST_SHARE = 0.25
#: With less of a run left than so many validations take, the one at its end is soon enough.
_NEAR_THE_END = 2.0
#: A validation is better when its value is this much higher; less is chance.
_WORTH = 0.01
#: Fewer looks in a row at no gain say nothing.
_FEWEST_LOOKS = 2
#: Checkpoints take at most about this share of the time …
_SAVING_SHARE = 0.02
#: … but come at least every so many seconds, however slow the computer: so much may be lost.
_MOST_LOST = 12.0


class Schedule:
    """Clock of a run; pauses and preparation do not count.

    A run limited by steps alone depends on no clock, so it is repeated exactly by a resumed one.
    """

    def __init__(self, config: TrainConfig) -> None:
        self._max_steps = config.training.max_steps
        minutes = config.total_minutes
        self._max_seconds = None if minutes is None else 60 * minutes
        self._validate_every = config.training.validate_every_seconds
        self._checkpoint_every = config.training.checkpoint_every_seconds
        self._next_validation = 0.0
        self._next_checkpoint = 0.0
        self._step_seconds = 0.0
        self._look_seconds = 0.0
        patience = config.training.patience_minutes
        self._patience = None if patience is None else 60 * patience
        self._mark, self._mark_seconds, self._looks = -math.inf, 0.0, 0
        self.validated_step = -1

    def start(self, counters: Counters) -> None:
        """Begin or continue at ``counters``; a run that begins is saved after its first update."""
        self.looks_take(counters, 0.0)
        self._next_checkpoint = -math.inf
        if counters.step:
            self.saved()
        self._mark, self._mark_seconds, self._looks = -math.inf, counters.seconds, 0
        # How far a run limited by minutes is depends on no pace: only steps are estimated.
        self._remaining = Remaining(self._share_of_steps(counters), lambda: counters.seconds)

    def looks_take(self, counters: Counters, seconds: float) -> None:
        """A validation takes about so long; the first one is due accordingly."""
        self._look_seconds = seconds
        pause = max(self._validate_every, seconds / _FIRST_SHARE)
        self._next_validation = counters.seconds + pause

    def _share_of_steps(self, counters: Counters) -> float:
        return 0.0 if self._max_steps is None else counters.step / self._max_steps

    def progress(self, counters: Counters) -> float:
        """Share of the run that is done, in [0, 1]."""
        shares = [self._share_of_steps(counters)]
        if self._max_seconds is not None:
            shares.append(counters.seconds / self._max_seconds)
        return min(1.0, max(shares))

    def finished(self, counters: Counters) -> bool:
        """Whether a limit is reached."""
        return self.progress(counters) >= 1

    def judged(self, counters: Counters, value: float) -> None:
        """Take note of the value of a validation."""
        self._looks += 1
        if value > self._mark + _WORTH:
            self._mark, self._mark_seconds, self._looks = value, counters.seconds, 0

    def stands_still(self, counters: Counters) -> bool:
        """Whether ``training.patience_minutes`` have brought nothing."""
        if self._patience is None or self._looks < _FEWEST_LOOKS:
            return False
        return counters.seconds - self._mark_seconds >= self._patience

    def tick(self, counters: Counters, took: float) -> Notice | None:
        """Account for one step; what is to be said when the computer stood still meanwhile."""
        seconds = _awake(took, self._step_seconds)
        counters.seconds += seconds
        if self._step_seconds == 0:
            self._step_seconds = seconds
        self._step_seconds += _RATE_SMOOTHING * (seconds - self._step_seconds)
        if took - seconds < _WORTH_A_WORD:
            return None
        text = f"Training stood still for {took - seconds:.0f} seconds, as when a computer sleeps."
        return Notice("info", "stood_still", text + " They do not count.")

    @property
    def steps_per_second(self) -> float:
        """Smoothed rate."""
        return 1 / self._step_seconds if self._step_seconds > 0 else 0.0

    def eta(self, counters: Counters) -> float | None:
        """Seconds to the end, None while that is not known."""
        remaining = []
        if self._max_seconds is not None:
            remaining.append(max(0.0, self._max_seconds - counters.seconds))
        if (left := self._remaining.at(self._share_of_steps(counters))) is not None:
            remaining.append(left)
        return min(remaining, default=None)

    def validation_due(self, counters: Counters) -> bool:
        """Whether it is time to look at the held-out photos before the run goes on."""
        if self.finished(counters):  # its weights are saved first
            return False
        if self._max_seconds is not None:
            left = self._max_seconds - counters.seconds
            if left < _NEAR_THE_END * self._look_seconds:
                return False
        return counters.seconds >= self._next_validation

    def validated(self, counters: Counters, seconds: float) -> None:
        """Account for a validation; its time counts, or a minute would not be a minute."""
        if self.validated_step >= 0:
            seconds = _awake(seconds, self._look_seconds)
        counters.seconds += seconds
        self.validated_step = counters.step
        self._look_seconds = seconds
        pause = max(self._validate_every, seconds / _VALIDATION_SHARE)
        self._next_validation = counters.seconds + pause

    def checkpoint_due(self, counters: Counters) -> bool:
        """Whether it is time to save before the run goes on; at its end it is saved anyway."""
        if counters.step == 0 or self.finished(counters):
            return False
        return time.monotonic() >= self._next_checkpoint

    def saved(self, cost: float = 0.0) -> None:
        """Account for a checkpoint that took ``cost`` seconds of computing."""
        affordable = min(cost / _SAVING_SHARE, _MOST_LOST)
        self._next_checkpoint = time.monotonic() + max(self._checkpoint_every, affordable)


def _awake(took: float, usual: float) -> float:
    """The seconds of some work that count; ``usual`` is 0 while nothing is known of it."""
    return min(took, max(_LONGEST * usual, _LONGEST_HITCH)) if usual else took
