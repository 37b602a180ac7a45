"""Use fewer threads while another program uses the processor.

An update waits for its slowest thread. Beside another program that keeps a core busy, the thread
that shares this core holds up all the others, and fewer threads are faster.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import closing
from statistics import median

import torch

from lgt_engine.config import TrainConfig
from lgt_engine.events import Event, Notice, StepDone

#: Updates whose median is a pace: one of them may have waited for something else.
_UPDATES = 4
#: An update takes this many times as long as usual: another program is busy. Beside one, two
#: threads on two cores that wait briefly for each other make 0.41 of their updates.
_SLOW = 2.0
#: Another number of threads is kept when it takes at most this share of the time.
_FASTER = 0.9
#: From one trial to the next, and at least as long as so many of its updates take.
_PAUSE_SECONDS = 30.0
_PAUSE_UPDATES = 100


class ThreadCountControl:
    """Tries fewer threads where updates are slow, all of them again from time to time.

    Nothing is known of other programs but how long the updates take. The first trial comes after
    the first updates: the other program may have been there before.

    Parameters
    ----------
    threads : int
        The most to use, ≥ 1.
    use : callable
        Called with a number of threads that is to be used from now on.
    """

    def __init__(self, threads: int, use: Callable[[int], None]) -> None:
        self.threads = threads
        self._most = threads
        self._use = use
        self._usual = math.inf
        self._fewer = 1
        self._times: list[float] = []
        self._before: tuple[int, float] | None = None
        self._clock = 0.0
        self._next_trial = 0.0
        self._told: set[str] = set()

    def took(self, seconds: float) -> Notice | None:
        """Account for an update; what to tell the person, where the number of threads changed."""
        self._clock += seconds
        self._times.append(seconds)
        if self._before is not None:
            # The first update with other threads also starts them.
            return self._judge(*self._before) if len(self._times) > _UPDATES else None
        self._times = self._times[-_UPDATES:]
        if len(self._times) == _UPDATES:
            self._consider(median(self._times))
        return None

    def _consider(self, pace: float) -> None:
        """Begin a trial where one is due."""
        new, slow = self._usual == math.inf, pace > _SLOW * self._usual
        if self.threads == self._most:
            self._usual = min(self._usual, pace)
        if self._clock < self._next_trial:
            return
        if self.threads > 1 and (new or slow):
            self._before = (self.threads, pace)
            self._change(max(1, self.threads - self._fewer))
        elif self.threads < self._most:
            self._before = (self.threads, pace)
            self._change(self._most)

    def _change(self, threads: int) -> None:
        self.threads, self._times = threads, []
        self._use(threads)

    def _judge(self, before: int, pace: float) -> Notice | None:
        """End a trial: keep the faster number of threads."""
        tried = median(self._times[1:])
        fewer = self.threads < before
        self._before = None
        self._next_trial = self._clock + max(_PAUSE_SECONDS, _PAUSE_UPDATES * tried)
        if tried > _FASTER * pace:
            if fewer:  # beside two programs one thread fewer is not enough
                self._fewer = 2 * self._fewer if self.threads > 1 else 1
            self._change(before)
            return None
        self._fewer = 1
        return self._tell(fewer, pace > _SLOW * self._usual)

    def _tell(self, fewer: bool, slow: bool) -> Notice | None:
        cores = "one core" if self.threads == 1 else f"{self.threads} cores"
        if not fewer:
            code, text = "quiet", f"The computer is quiet again: training on {cores}."
        elif slow:
            code, text = "busy", f"Another program is busy: training on {cores}."
        else:
            code, text = "fewer_threads", f"Training on {cores}: another program seems to be busy."
        if code in self._told:
            return None
        self._told.add(code)
        return Notice("info", code, text)


def adapt_thread_count(
    events: Generator[Event, None, None], config: TrainConfig
) -> Generator[Event, None, None]:
    """The events of a training, which runs on as many threads as are fastest meanwhile.

    Only where nobody chose the number in ``training.threads``, and not in a run limited by steps
    alone: it depends on no clock, and another number of threads adds up in another order.
    """
    most = torch.get_num_threads()
    if most == 1 or config.training.threads is not None or config.total_minutes is None:
        yield from events
        return
    watch = ThreadCountControl(most, torch.set_num_threads)
    before: float | None = None
    try:
        with closing(events):
            for event in events:
                yield event
                if isinstance(event, StepDone):
                    # Looks at pictures count too, but a median passes over them.
                    notice = None if before is None else watch.took(event.seconds - before)
                    before = event.seconds
                    if notice is not None:
                        yield notice
    finally:
        torch.set_num_threads(most)
