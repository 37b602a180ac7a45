"""When a run ends, validates and saves: over steps, over minutes, or whichever comes first."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from lgt_engine.config import TrainConfig
from lgt_engine.events import Notice
from lgt_engine.time_left import TimeLeftEstimate

from .state import Counters

_RATE_SMOOTHING = 0.1
#: Work counts as at most so many times its usual time, or as so many seconds if that is more:
#: beyond that the process was stopped or the computer slept.
_LONGEST, _LONGEST_HITCH = 8.0, 2.0
#: The same for what is done between two updates, such as a checkpoint on a slow disk.
_LONGEST_PAUSE = 30.0
#: Seconds of standing still from which on a person is told.
_WORTH_A_WORD = 5.0
#: Validation takes at most about this share of the time, however slow the device.
_VALIDATION_SHARE = 0.05
#: The first one at most a quarter of the time up to it. Of three styles it takes 4 seconds on two
#: cores, of twenty half a minute, which after 20 seconds would be half of a run of one minute.
_FIRST_SHARE = 0.25
#: With less of a run left than so many validations take, the one at its end is soon enough.
_NEAR_THE_END = 2.0
#: Seconds between newer weights for people who look on, and the share of the time that writing them
#: may take.
_SHOW_EVERY, _SHOWING_SHARE = 5.0, 0.02
#: Everything after the last update of a run with a time limit takes at most so many seconds.
LAST_SECONDS = 5.0
#: A checkpoint before one was written, and the end of the program.
_SAVE_SECONDS, _LEAVING_SECONDS = 0.5, 0.3
#: A validation is better when its value is this much higher; less is chance.
_WORTH = 0.01
#: Fewer looks in a row at no gain say nothing.
_FEWEST_LOOKS = 2
#: Checkpoints take at most about this share of the time …
_SAVING_SHARE = 0.02
#: … but come at least every so many seconds, however slow the computer: so much may be lost.
_MOST_LOST = 12.0


class Schedule:
    """Clock of a run, which counts from when it was asked for; pauses do not count.

    ``max_minutes`` hold everything: preparation, updates, looks at pictures, and what comes after
    the last update. A run limited by steps alone depends on no clock, so it is repeated exactly by
    a resumed one.

    Parameters
    ----------
    config : TrainConfig
    clock : callable, optional
        The time in seconds; :func:`time.monotonic` when left out.

    Attributes
    ----------
    prepared : float
        Seconds from the wish to the first update; of this start of the run alone.
    validated_step : int
        Of the newest validation, −1 before the first.
    """

    def __init__(self, config: TrainConfig, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or time.monotonic
        self._last = self._clock()
        self.prepared = 0.0
        self._save_seconds = _SAVE_SECONDS
        self._max_steps = config.training.max_steps
        minutes = config.total_minutes
        self._max_seconds = None if minutes is None else 60 * minutes
        self._validate_every = config.training.validate_every_seconds
        self._checkpoint_every = config.training.checkpoint_every_seconds
        self._next_validation = 0.0
        self._next_checkpoint = 0.0
        self._next_showing = 0.0
        self._step_seconds = 0.0
        self._look_seconds: float | None = None
        self._begun = 0.0
        patience = config.training.patience_minutes
        self._patience = None if patience is None else 60 * patience
        self._mark, self._mark_seconds, self._looks = -math.inf, 0.0, 0
        self.validated_step = -1

    def start(self, counters: Counters, asked: float | None = None) -> None:
        """Begin or continue at ``counters`` a run that was asked for at a time of the clock.

        A run that begins is saved after its first update.
        """
        self._last = self._clock()
        self.prepared = 0.0 if asked is None else self._last - asked
        self._begun = counters.seconds
        if self._look_seconds is not None:
            self.can_look(self._look_seconds)
        self._next_checkpoint = self._last + self._checkpoint_every if counters.step else -math.inf
        self._mark, self._mark_seconds, self._looks = -math.inf, counters.seconds, 0
        # How far a run limited by minutes is depends on no pace: only steps are estimated.
        self._remaining = TimeLeftEstimate(self._share_of_steps(counters), lambda: counters.seconds)

    def can_look(self, look_seconds: float) -> None:
        """From now on pictures can be looked at, which takes about so long."""
        self._look_seconds = look_seconds
        pause = max(self._validate_every, look_seconds / _FIRST_SHARE)
        self._next_validation = self._begun + pause

    def _share_of_steps(self, counters: Counters) -> float:
        return 0.0 if self._max_steps is None else counters.step / self._max_steps

    def progress(self, counters: Counters) -> float:
        """Share of the updates that is done, in [0, 1]."""
        if self.finished(counters):
            return 1.0
        shares = [self._share_of_steps(counters)]
        if self._max_seconds is not None:
            for_updates = self._max_seconds - self.prepared - self._reserve
            shares.append(counters.seconds / for_updates if for_updates > 0 else 0.0)
        return min(1.0, max(shares))

    def finished(self, counters: Counters) -> bool:
        """Whether a limit is reached; one update is made however late it is."""
        if self._share_of_steps(counters) >= 1:
            return True
        left = self.left(counters)
        if left is None or not counters.step:
            return False
        return left <= max(0.0, self._step_seconds + self._reserve)

    @property
    def step_seconds(self) -> float:
        """What an update takes, smoothed; 0 before the first."""
        return self._step_seconds

    def left(self, counters: Counters) -> float | None:
        """Seconds to the end of the minutes, below 0 after it; None where none are set."""
        if self._max_seconds is None:
            return None
        return self._max_seconds - self.prepared - counters.seconds

    @property
    def _reserve(self) -> float:
        """Seconds kept for what comes after the last update, by how long it took so far."""
        last = self._save_seconds + _LEAVING_SECONDS
        if self._look_seconds is not None:
            with_look = self._look_seconds + self._save_seconds + last
            last = with_look if with_look <= LAST_SECONDS else last
        return min(last, LAST_SECONDS)

    def much_left(self, counters: Counters) -> bool:
        """Whether a run of steps ended long before its minutes would, or has none."""
        left = self.left(counters)
        return left is None or left > 2 * LAST_SECONDS

    def time_for_last_look(self, counters: Counters) -> float:
        """Seconds that a look after the last checkpoint may take; 0 where it would take longer."""
        left = self.left(counters)
        if left is None:
            return math.inf
        most = max(LAST_SECONDS - self._save_seconds, left)
        most -= self._save_seconds + _LEAVING_SECONDS
        return most if self._look_seconds is not None and self._look_seconds <= most else 0.0

    def used_up(self, counters: Counters) -> None:
        """Let a run that ended by its minutes have taken them all: it is over when resumed."""
        if self._max_seconds is not None and self._share_of_steps(counters) < 1:
            counters.seconds = max(counters.seconds, self._max_seconds)

    def seconds_told(self, counters: Counters) -> float:
        """Seconds that a run took: with a time limit, what follows the last update lies in it."""
        return min(counters.seconds, self._max_seconds or math.inf)

    def judged(self, counters: Counters, value: float) -> None:
        """Take note of the value of a validation."""
        self._looks += 1
        if value > self._mark + _WORTH:
            self._mark, self._mark_seconds, self._looks = value, counters.seconds, 0

    def has_converged(self, counters: Counters) -> bool:
        """Whether ``training.patience_minutes`` have brought nothing."""
        if self._patience is None or self._looks < _FEWEST_LOOKS:
            return False
        return counters.seconds - self._mark_seconds >= self._patience

    def _took(self) -> float:
        """Seconds since what was accounted for last."""
        before, self._last = self._last, self._clock()
        return self._last - before

    def go_on(self) -> None:
        """Account for a pause."""
        self._took()

    def passed(self, counters: Counters) -> None:
        """Account for what was done beside updates and looks; before the first, it prepared it."""
        seconds = min(self._took(), _LONGEST_PAUSE)
        if counters.step:
            counters.seconds += seconds
        else:
            self.prepared += seconds

    def tick(self, counters: Counters) -> Notice | None:
        """Account for one step; what is to be said when the computer stood still meanwhile."""
        took = self._took()
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
        if (until_end := self.left(counters)) is not None:
            remaining.append(max(0.0, until_end))
        if (left := self._remaining.at(self._share_of_steps(counters))) is not None:
            remaining.append(left)
        return min(remaining, default=None)

    def validation_due(self, counters: Counters) -> bool:
        """Whether it is time to look at the held-out photos before the run goes on."""
        # What the last step made is saved first.
        if self._look_seconds is None or self.finished(counters):
            return False
        left = self.left(counters)
        if left is not None and left < _NEAR_THE_END * self._look_seconds + self._reserve:
            return False
        return counters.seconds >= self._next_validation

    def validated(self, counters: Counters) -> None:
        """Account for a validation; its time counts, or a minute would not be a minute."""
        seconds = self._took()
        if self.validated_step >= 0:
            seconds = _awake(seconds, self._look_seconds or 0.0)
        counters.seconds += seconds
        self.validated_step = counters.step
        self._look_seconds = seconds
        pause = max(self._validate_every, seconds / _VALIDATION_SHARE)
        self._next_validation = counters.seconds + pause

    def checkpoint_due(self, counters: Counters) -> bool:
        """Whether it is time to save before the run goes on; at its end it is saved anyway."""
        if counters.step == 0 or self.finished(counters):
            return False
        return self._clock() >= self._next_checkpoint

    def showing_due(self) -> bool:
        """Whether people who look on should see newer weights."""
        return self._clock() >= self._next_showing

    def shown(self, counters: Counters) -> None:
        """Account for newer weights in the model file."""
        began = self._last
        self.passed(counters)
        took = self._last - began
        self._next_showing = self._last + max(_SHOW_EVERY, took / _SHOWING_SHARE)

    def saved(self, counters: Counters, cost: float, *, waited: bool) -> None:
        """Account for a checkpoint.

        Parameters
        ----------
        counters : Counters
        cost : float
            Seconds of computing that a checkpoint takes.
        waited : bool
            Whether it is on the disk; then the last one will take as long. Else it is written
            while training goes on.
        """
        began = self._last
        self.passed(counters)
        if waited:
            self._save_seconds = self._last - began
        affordable = min(cost / _SAVING_SHARE, _MOST_LOST)
        self._next_checkpoint = self._last + max(self._checkpoint_every, affordable)
        self._next_showing = self._last + _SHOW_EVERY


def _awake(took: float, usual: float) -> float:
    """The seconds of some work that count; ``usual`` is 0 while nothing is known of it."""
    return min(took, max(_LONGEST * usual, _LONGEST_HITCH)) if usual else took
