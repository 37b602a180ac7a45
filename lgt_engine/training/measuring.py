"""Looks at held-out photos, as events: how far they are, and what ends them without a result."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from ..control import Control
from ..errors import is_out_of_memory
from ..events import Event, Notice, Progress
from ..gradual import Gradual
from ..remaining import Remaining

_T = TypeVar("_T")

_STAGE = "Measuring the pictures"


def at_once(make: Callable[[], _T]) -> Gradual[_T]:
    """Short work in the form of a long one."""
    yield from ()
    return make()


def _told(work: Gradual[_T], control: Control, stage: str) -> Generator[Event, None, _T | None]:
    """What ``work`` returns; in between :class:`~lgt_engine.events.Progress` in hundredths."""
    remaining = Remaining()
    while True:
        try:
            share = next(work)
        except StopIteration as end:
            result: _T = end.value
            return result
        yield Progress(stage, round(100 * share), 100, remaining.at(share))
        if control.stopping:
            work.close()
            return None


def spared(
    work: Gradual[_T], control: Control, stage: str = _STAGE
) -> Generator[Event, None, _T | None]:
    """The same; None where a stop is asked for, and where the memory is too full for it.

    Neither ends a training as a failure; a full memory is told by a notice.
    """
    try:
        return (yield from _told(work, control, stage))
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    text = "The memory was full while the held-out photos were made; training goes on."
    yield Notice("warning", "out_of_memory_judging", text)
    return None
