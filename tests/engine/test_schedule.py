"""When a run looks at its pictures: never so often or so late that the looks eat the time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.training import schedule as schedule_module
from lgt_engine.training.schedule import Schedule
from lgt_engine.training.state import Counters

Config = Callable[..., TrainConfig]


@pytest.fixture
def looks(tiny_config: Config) -> Callable[..., list[float]]:
    """``looks(minutes, look_seconds)``: the seconds at which a run of one-second steps looks."""

    def run(minutes: float, look_seconds: float) -> list[float]:
        times = {"max_minutes": minutes, "validate_every_seconds": 20.0, "max_steps": None}
        schedule, counters, found = Schedule(tiny_config(training=times)), Counters(4, 1), []
        schedule.start(counters)
        schedule.looks_take(counters, look_seconds)
        while not schedule.finished(counters):
            schedule.tick(counters, 1.0)
            counters.step += 1
            if schedule.validation_due(counters):
                found.append(counters.seconds)
                schedule.validated(counters, look_seconds)
        return found

    return run


def test_a_quick_device_looks_as_often_as_asked(looks: Callable[..., list[float]]) -> None:
    assert looks(1, 0.0) == [20, 40]  # at 60 it has ended, and is saved before it is looked at
    assert looks(2, 1.0) == [20, 41, 62, 83, 104]


def test_a_slow_one_takes_a_quarter_of_the_time_at_first_and_a_twentieth_later(
    looks: Callable[..., list[float]],
) -> None:
    assert looks(15, 18.0) == [72, 450, 828]


@pytest.mark.parametrize("look_seconds", [18.0, 54.0, 300.0])
def test_a_minute_on_a_slow_device_is_a_minute_of_updates(
    looks: Callable[..., list[float]], look_seconds: float
) -> None:
    assert looks(1, look_seconds) == []


def test_no_look_comes_just_before_the_one_at_the_end(looks: Callable[..., list[float]]) -> None:
    assert looks(1.5, 18.0) == []
    assert looks(2.5, 18.0) == [72]


def test_time_in_which_the_computer_stood_still_does_not_count_and_is_said(
    tiny_config: Config,
) -> None:
    schedule = Schedule(tiny_config(training={"max_minutes": 10, "max_steps": None}))
    counters = Counters(4, 1)
    schedule.start(counters)
    assert [schedule.tick(counters, 1.0) for _ in range(10)] == [None] * 10
    assert schedule.tick(counters, 4.0) is None  # a busy machine, which counts
    assert counters.seconds == 14
    told = schedule.tick(counters, 3600.0)
    assert told is not None
    assert (told.level, told.code) == ("info", "stood_still")
    assert counters.seconds < 14 + 20
    assert (schedule.eta(counters) or 0) > 560
    schedule.validated(counters, 9.0)
    before = counters.seconds
    schedule.validated(counters, 3600.0)
    assert counters.seconds - before < 100


def test_quick_steps_may_hitch(tiny_config: Config) -> None:
    schedule = Schedule(tiny_config(training={"max_minutes": 10, "max_steps": None}))
    counters = Counters(4, 1)
    schedule.start(counters)
    for _ in range(10):
        schedule.tick(counters, 0.01)
    assert schedule.tick(counters, 1.5) is None
    assert counters.seconds == pytest.approx(1.6)


# --- checkpoints ------------------------------------------------------------------------------


@pytest.fixture
def saves(tiny_config: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[float]]:
    """``saves(every, cost)``: when a run of half-second steps is saved within its first minute."""

    def run(every: float, cost: float, *, resumed: bool = False) -> list[float]:
        now = [100.0]
        monkeypatch.setattr(schedule_module.time, "monotonic", lambda: now[0])
        training = {"checkpoint_every_seconds": every, "max_steps": 1000}
        schedule, found = Schedule(tiny_config(training=training)), []
        counters = Counters(4, 1, step=7 if resumed else 0)
        schedule.start(counters)
        while now[0] < 160:
            now[0] += 0.5
            counters.step += 1
            if schedule.checkpoint_due(counters):
                found.append(now[0] - 100)
                schedule.saved(cost)
        return found

    return run


def test_a_new_run_is_saved_after_its_first_update(saves: Callable[..., list[float]]) -> None:
    assert saves(1e6, 0.0) == [0.5]
    assert saves(1e6, 0.0, resumed=True) == []  # its state is on the disk


def test_checkpoints_take_two_percent_and_lose_no_more_than_fifteen_seconds(
    saves: Callable[..., list[float]],
) -> None:
    assert saves(10, 0.05)[:3] == [0.5, 10.5, 20.5]
    assert saves(5, 0.16)[:3] == [0.5, 8.5, 16.5]
    for cost in (0.5, 3.0):
        assert saves(5, cost)[:3] == [0.5, 12.5, 24.5]
