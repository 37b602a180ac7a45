"""When a run looks at its pictures and when it ends, by a recorded clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.training.schedule import LAST_SECONDS, Schedule
from lgt_engine.training.state import Counters

Config = Callable[..., TrainConfig]


class Run:
    """A run whose updates, looks and checkpoints take what a test says."""

    def __init__(self, config: TrainConfig, asked: float | None = None) -> None:
        self.now = 1000.0
        self.schedule = Schedule(config, clock=lambda: self.now)
        self.counters = Counters(4, 1)
        self.asked = self.now if asked is None else asked

    def start(self, look_seconds: float | None = None) -> None:
        """Begin; pictures can be looked at where it is known how long that takes."""
        self.schedule.start(self.counters, self.asked)
        if look_seconds is not None:
            self.schedule.can_look(look_seconds)

    def step(self, seconds: float) -> None:
        """One update."""
        self.now += seconds
        self.counters.step += 1
        self.schedule.tick(self.counters)

    def look(self, seconds: float) -> None:
        """One look at the pictures."""
        self.now += seconds
        self.schedule.validated(self.counters)

    def save(self, seconds: float) -> None:
        """One checkpoint."""
        self.schedule.passed(self.counters)
        self.now += seconds
        self.schedule.saved(self.counters, seconds, waited=True)

    @property
    def over(self) -> bool:
        """Whether no further update is made."""
        return self.schedule.finished(self.counters)


@pytest.fixture
def minutes(tiny_config: Config) -> Callable[[float], TrainConfig]:
    """Settings of a run of so many minutes."""

    def make(count: float) -> TrainConfig:
        times = {"max_minutes": count, "validate_every_seconds": 20.0, "max_steps": None}
        return tiny_config(training=times)

    return make


@pytest.fixture
def looks(minutes: Callable[[float], TrainConfig]) -> Callable[..., list[float]]:
    """``looks(minutes, look_seconds)``: the seconds at which a run of one-second steps looks."""

    def run(count: float, look_seconds: float) -> list[float]:
        run, found = Run(minutes(count)), []
        run.start(look_seconds)
        while not run.over:
            run.step(1.0)
            if run.schedule.validation_due(run.counters):
                found.append(run.counters.seconds)
                run.look(look_seconds)
        return found

    return run


def test_a_quick_device_looks_as_often_as_asked(looks: Callable[..., list[float]]) -> None:
    assert looks(1, 0.0) == [20, 40]  # its last weights are saved before they are looked at
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


def test_nobody_looks_before_the_pictures_are_ready(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(5))
    run.start()
    for _ in range(60):
        run.step(1.0)
    assert not run.schedule.validation_due(run.counters)
    run.schedule.can_look(1.0)
    assert run.schedule.validation_due(run.counters)


# --- the minutes of a person's clock ------------------------------------------------------------


@pytest.mark.parametrize("prepared", [0.0, 14.0, 70.0])
@pytest.mark.parametrize("step", [0.1, 0.8, 3.0])
@pytest.mark.parametrize(("look", "save"), [(1.5, 0.3), (2.9, 0.9), (12.0, 0.4), (None, 1.5)])
def test_minutes_count_from_the_wish_to_the_finished_model(
    minutes: Callable[[float], TrainConfig],
    prepared: float,
    step: float,
    look: float | None,
    save: float,
) -> None:
    run = Run(minutes(3))
    run.now += prepared
    run.start(look)
    while not run.over:
        run.step(step)
        if run.counters.step % 20 == 0:
            run.save(save)
    last_update = run.now
    run.save(save)
    if (most := run.schedule.time_for_last_look(run.counters)) > 0:
        assert look is not None
        run.look(min(look, most))
        run.save(save)
    assert run.now - last_update <= LAST_SECONDS
    assert 180 - step - LAST_SECONDS <= run.now - run.asked <= 180 + LAST_SECONDS


def test_a_look_that_takes_longer_than_ever_is_cut_short(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(1))
    run.start(2.0)
    while not run.over:
        run.step(1.0)
    last_update = run.now
    run.save(0.5)
    run.look(min(60.0, run.schedule.time_for_last_look(run.counters)))
    run.save(0.5)
    assert run.now - last_update <= LAST_SECONDS
    assert run.now - run.asked <= 65


def test_a_look_that_is_known_to_take_long_is_left_out_after_the_last_update(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(1))
    run.start(12.0)
    while not run.over:
        run.step(1.0)
    run.save(0.5)
    assert run.schedule.time_for_last_look(run.counters) == 0


def test_a_preparation_longer_than_the_run_leaves_one_update(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(1))
    run.now += 300
    run.start()
    assert not run.over
    run.step(1.0)
    assert run.over
    assert run.schedule.progress(run.counters) == 1


def test_progress_goes_evenly_from_the_first_update_to_the_last(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run, shares = Run(minutes(2)), []
    run.now += 30
    run.start(1.0)
    while not run.over:
        shares.append(run.schedule.progress(run.counters))
        run.step(1.0)
    assert shares[0] == 0
    assert shares[len(shares) // 2] == pytest.approx(0.5, abs=0.03)
    assert shares[-1] > 0.97


def test_a_run_that_took_its_minutes_is_over_when_it_is_resumed(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(1))
    run.start(2.0)
    while not run.over:
        run.step(1.0)
    run.schedule.used_up(run.counters)
    again = Run(minutes(1))
    again.counters = run.counters
    again.start()
    assert again.over
    longer = Run(minutes(2))
    longer.counters = run.counters
    longer.now += 5
    longer.start()
    while not longer.over:
        longer.step(1.0)
    assert longer.now - longer.asked == pytest.approx(60, abs=3)


def test_a_pause_does_not_count_and_checkpoints_do(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(1))
    run.start()
    run.step(1.0)
    run.save(2.0)
    run.now += 3600
    run.schedule.go_on()
    run.step(1.0)
    assert run.counters.seconds == 4
    assert run.schedule.eta(run.counters) == 56


def test_time_in_which_the_computer_stood_still_does_not_count_and_is_said(
    minutes: Callable[[float], TrainConfig],
) -> None:
    run = Run(minutes(10))
    run.start()
    for _ in range(10):
        run.step(1.0)
    run.step(4.0)  # a busy machine, which counts
    assert run.counters.seconds == 14
    run.now += 3600
    told = run.schedule.tick(run.counters)
    assert told is not None
    assert (told.level, told.code) == ("info", "stood_still")
    assert run.counters.seconds < 14 + 20
    assert (run.schedule.eta(run.counters) or 0) > 560
    run.look(9.0)
    before = run.counters.seconds
    run.look(3600.0)
    assert run.counters.seconds - before < 100


def test_quick_steps_may_hitch(minutes: Callable[[float], TrainConfig]) -> None:
    run = Run(minutes(10))
    run.start()
    for _ in range(10):
        run.step(0.01)
    run.now += 1.5
    assert run.schedule.tick(run.counters) is None
    assert run.counters.seconds == pytest.approx(1.6)


# --- checkpoints ------------------------------------------------------------------------------


@pytest.fixture
def saves(tiny_config: Config) -> Callable[..., list[float]]:
    """``saves(every, cost)``: when a run of half-second steps is saved within its first minute."""

    def make(every: float, cost: float, *, resumed: bool = False) -> list[float]:
        training = {"checkpoint_every_seconds": every, "max_steps": 1000}
        run, found = Run(tiny_config(training=training)), []
        run.counters.step = 7 if resumed else 0
        run.start()
        while run.now < run.asked + 60:
            run.step(0.5)
            if run.schedule.checkpoint_due(run.counters):
                found.append(run.now - run.asked)
                run.schedule.saved(run.counters, cost, waited=False)
        return found

    return make


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
