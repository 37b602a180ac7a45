"""Estimates of time: none before they are good, and never a longer one after a shorter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.events import Progress
from lgt_engine.time_left import TimeLeftEstimate
from lgt_engine.training.schedule import Schedule
from lgt_engine.training.state import Counters
from lgt_engine.validation import reporting

#: Seconds that 40 pictures took, recorded on two cores beside other programs.
_PICTURES = (
    3.1, 2.2, 2.4, 2.2, 2.9, 2.3, 2.2, 2.6, 2.3, 2.4, 6.0, 5.8, 6.3, 5.9, 2.2, 2.3, 2.5, 2.2, 2.4,
    2.2, 2.3, 2.2, 2.8, 2.2, 2.3, 2.2, 2.3, 2.6, 2.2, 2.4, 2.3, 2.2, 2.2, 2.4, 2.2, 2.3, 2.2, 2.5,
    2.2, 2.3,
)  # fmt: skip


def _follow(parts: Iterable[float]) -> list[float | None]:
    """What is said after each part of a work."""
    parts, clock = tuple(parts), [100.0]
    remaining, said = TimeLeftEstimate(clock=lambda: clock[0]), []
    for done, seconds in enumerate(parts, start=1):
        clock[0] += seconds
        said.append(remaining.at(done / len(parts)))
    return said


def test_an_estimate_never_grows_and_the_first_one_is_good() -> None:
    said = _follow(_PICTURES)
    known = [value for value in said if value is not None]
    assert all(later <= earlier for earlier, later in pairwise(known))
    first = next(index for index, value in enumerate(said) if value is not None)
    assert 2 <= first < 12
    assert said[first] == pytest.approx(sum(_PICTURES[first + 1 :]), rel=0.3)
    assert said[-1] == 0


def test_nothing_is_said_while_the_parts_disagree() -> None:
    said = _follow([1, 9, 2, 12, 1, 1, 14, 3, 2, 11])
    assert said[:-1] == [None] * 9


def test_what_was_there_already_says_nothing_of_the_rest() -> None:
    """Pictures from the cache first, then new ones."""
    assert _follow([0.002] * 30 + [3.0] * 30)[:30] == [None] * 30


def test_a_run_of_steps_says_when_it_ends(tiny_config: Callable[..., TrainConfig]) -> None:
    clock = [100.0]
    schedule = Schedule(tiny_config(training={"max_steps": 100}), clock=lambda: clock[0])
    counters = Counters(4, 1)
    counters.step, counters.seconds = 40, 777.0  # resumed
    schedule.start(counters)
    said = []
    for step in range(41, 101):
        clock[0] += 0.9 if step % 2 else 1.1
        schedule.tick(counters)
        counters.step = step
        said.append(schedule.eta(counters))
    assert said[0] is None
    assert said[9] == pytest.approx(50, rel=0.1)
    assert said[-1] == 0


def test_a_run_of_minutes_knows_from_its_first_step(
    tiny_config: Callable[..., TrainConfig],
) -> None:
    training = {"max_steps": None, "max_minutes": 2}
    clock = [100.0]
    schedule = Schedule(tiny_config(training=training), clock=lambda: clock[0])
    counters = Counters(4, 1)
    schedule.start(counters, asked=90.0)
    clock[0] += 5.0
    schedule.tick(counters)
    assert schedule.eta(counters) == 105


def test_a_look_at_the_pictures_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 5))
    monkeypatch.setattr(
        reporting, "TimeLeftEstimate", lambda: TimeLeftEstimate(clock=lambda: float(next(clock)))
    )

    def look() -> Iterator[float]:
        yield from (0.25, 0.5, 0.75, 1.0)

    told = [
        event for event in reporting.interruptible(look(), Control()) if isinstance(event, Progress)
    ]
    assert [event.eta_seconds for event in told] == [None, None, 5, 0]
