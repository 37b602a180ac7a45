"""Progress events of a validation, and how a stop or full memory ends it."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import TypeVar

from lgt_engine.control import Control
from lgt_engine.errors import is_out_of_memory
from lgt_engine.events import Event, Notice, Progress
from lgt_engine.progress import ProgressGenerator
from lgt_engine.time_left import TimeLeftEstimate

_T = TypeVar("_T")

_STAGE = "Measuring the pictures"


def _with_progress_events(
    work: ProgressGenerator[_T], control: Control, until: float
) -> Generator[Event, None, _T | None]:
    """What ``work`` returns; in between :class:`~lgt_engine.events.Progress` in hundredths."""
    remaining = TimeLeftEstimate()
    while True:
        try:
            share = next(work)
        except StopIteration as end:
            result: _T = end.value
            return result
        yield Progress(_STAGE, round(100 * share), 100, remaining.at(share))
        if control.stopping or time.monotonic() > until:
            work.close()
            return None


def interruptible(
    work: ProgressGenerator[_T], control: Control, until: float = math.inf
) -> Generator[Event, None, _T | None]:
    """The same; None where a stop is asked for, time is up, or the memory is too full for it.

    None of them ends a training as a failure; a full memory is told by a notice.

    Parameters
    ----------
    until : float
        When time is up, by :func:`time.monotonic`.
    """
    try:
        return (yield from _with_progress_events(work, control, until))
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    yield memory_was_full()
    return None


def memory_was_full() -> Notice:
    """What is told of a look for which the memory was too full."""
    text = "The memory was full while the held-out photos were made; training goes on."
    return Notice("warning", "out_of_memory_judging", text)
