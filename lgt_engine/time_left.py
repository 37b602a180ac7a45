"""How long a work will still take: said when it is known well enough, and never raised again."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

#: The true time lies within this share of what is said, with 95 % probability.
_SURE_WITHIN = 0.3
_FEWEST = 3
#: Before that nobody asks, and what is quick at first may only have been there already.
_FIRST_SECONDS = 2.0
#: Only the newest parts count: a work may change its pace.
_RECENT = 60


class TimeLeftEstimate:
    """Seconds that a work still takes, from how it went so far.

    Nothing is said before the pace of its parts is known to ±30 %. What is said may stand still but
    never grows.

    Parameters
    ----------
    share : float
        What is done as the work begins, in [0, 1].
    clock : callable
        The time in seconds.
    """

    def __init__(self, share: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._share = share
        self._begun = self._now = clock()
        self._parts: deque[tuple[float, float]] = deque(maxlen=_RECENT)
        self._said = math.inf

    def at(self, share: float) -> float | None:
        """Seconds left when ``share`` is done; None while it is not known."""
        if share >= 1:
            return 0.0
        now = self._clock()
        if share > self._share:
            self._parts.append((share - self._share, now - self._now))
            self._share, self._now = share, now
            pace = self._pace()
            if pace is not None:
                self._said = min(self._said, (1 - share) * pace)
        return None if self._said == math.inf else self._said

    def _pace(self) -> float | None:
        """Seconds for the whole work, where the parts agree on it."""
        count = len(self._parts)
        if count < _FEWEST or self._now - self._begun < _FIRST_SECONDS:
            return None
        pace = sum(seconds for _, seconds in self._parts) / sum(share for share, _ in self._parts)
        # The standard error of a ratio of two sums.
        off = sum((seconds - pace * share) ** 2 for share, seconds in self._parts)
        error = math.sqrt(off * count / (count - 1)) / sum(share for share, _ in self._parts)
        return pace if 2 * error <= _SURE_WITHIN * pace else None
