"""A run with patience ends when it no longer improves, and its result is its best weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.events import StyleScore
from lgt_engine.model.checkpoint import (
    BEST_NAME,
    MODEL_NAME,
    STATE_NAME,
    describe_model,
    read_document,
)
from lgt_engine.training.schedule import Schedule
from lgt_engine.training.state import Counters
from lgt_engine.validation.validator import Validator

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]

#: In the seconds of the slow clock, half a second a step.
_SOON = {"validate_every_seconds": 1.5, "patience_minutes": 0.075, "max_steps": 150}


def _ended(schedule: Schedule, values: list[float], every: float) -> int | None:
    """The look after which a run stands still."""
    counters = Counters(4, 1)
    schedule.start(counters)
    for number, value in enumerate(values, 1):
        counters.seconds += every
        schedule.judged(counters, value)
        if schedule.has_converged(counters):
            return number
    return None


@pytest.fixture
def schedule(tiny_config: Config) -> Schedule:
    """Sixty seconds of patience."""
    return Schedule(tiny_config(training={"patience_minutes": 1.0}))


@pytest.mark.parametrize(
    ("values", "every", "ended"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 30, None),
        ([0.1, 0.4, 0.4, 0.4, 0.4], 30, 4),
        ([0.1, 0.4, 0.3, 0.41, 0.2, 0.3], 30, 4),  # a hair above the best is no gain
        ([0.1, 0.12, 0.14, 0.16, 0.18, 0.2], 20, None),
        ([0.1, 0.104, 0.108, 0.112, 0.116, 0.12], 20, None),  # slow, yet it adds up
        ([0.4, 0.4, 0.4], 200, 3),  # one look alone says nothing
    ],
)
def test_looks_without_a_gain_for_so_long_are_standing_still(
    schedule: Schedule, values: list[float], every: float, ended: int | None
) -> None:
    assert _ended(schedule, values, every) == ended


def test_a_resumed_run_gets_its_patience_back(schedule: Schedule) -> None:
    assert _ended(schedule, [0.4] * 8, 30) == 3
    assert _ended(schedule, [0.2, 0.2], 30) is None


def test_without_patience_nothing_stands_still(tiny_config: Config) -> None:
    assert _ended(Schedule(tiny_config()), [0.4] * 50, 1000) is None


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[float]], None]:
    """``scripted(gains)``: style gains of the validations, the last one for all others too."""

    def install(gains: list[float]) -> None:
        looks: dict[str, int] = {}

        def score(_validator: Any, name: str, *_: Any) -> StyleScore:
            look = looks[name] = looks.get(name, -1) + 1
            return StyleScore(name, gains[min(look, len(gains) - 1)], 0.0, 1.0, 1.0, 1.0)

        monkeypatch.setattr(Validator, "_score", score)

    return install


@pytest.mark.usefixtures("slow_clock", "quick_validation")
def test_a_run_that_stands_still_ends_with_its_best_weights(
    tiny_config: Config, train: Train, scripted: Callable[[list[float]], None]
) -> None:
    scripted([0.2, 0.6, 0.3])
    config = tiny_config(training=_SOON)
    events = train(config)
    looks = [event for event in events if isinstance(event, ev.ValidationDone)]
    best = [look.step for look in looks if look.best][-1]
    assert events[-1].reason == "still"
    assert best == looks[1].step < events[-1].step < 150
    folder = config.checkpoint.save_dir
    assert (folder / MODEL_NAME).read_bytes() == (folder / BEST_NAME).read_bytes()
    assert describe_model(folder / MODEL_NAME).step == best
    assert read_document(folder / STATE_NAME)["counters"]["step"] == events[-1].step
    told = [event for event in events if isinstance(event, ev.Notice) and event.code == "best_kept"]
    assert [f"step {best}" in notice.text for notice in told] == [True]


@pytest.mark.usefixtures("slow_clock", "quick_validation")
def test_a_run_that_stood_still_can_be_resumed(
    tiny_config: Config, train: Train, scripted: Callable[[list[float]], None]
) -> None:
    scripted([0.5])
    config = tiny_config(training=_SOON)
    first = train(config)[-1]
    second = train(config, resume=True)[-1]
    assert first.reason == second.reason == "still"
    assert second.step > first.step


@pytest.mark.usefixtures("slow_clock", "quick_validation")
@pytest.mark.parametrize("patience", [None, 10.0])
def test_a_run_that_reaches_its_end_keeps_its_best_only_with_patience(
    tiny_config: Config,
    train: Train,
    scripted: Callable[[list[float]], None],
    patience: float | None,
) -> None:
    scripted([0.6, 0.3])
    config = tiny_config(training={**_SOON, "patience_minutes": patience, "max_steps": 18})
    events = train(config)
    best = next(event.step for event in events if isinstance(event, ev.ValidationDone))
    assert events[-1].reason == "done"
    step = describe_model(config.checkpoint.save_dir / MODEL_NAME).step
    assert step == (18 if patience is None else best)


@pytest.mark.usefixtures("slow_clock", "quick_validation")
def test_best_weights_that_somebody_removed_or_spoiled_end_no_run_in_error(
    tiny_config: Config, train: Train, scripted: Callable[[list[float]], None]
) -> None:
    scripted([0.6, 0.3])
    config = tiny_config(training={**_SOON, "max_steps": 24})
    folder = config.checkpoint.save_dir
    train(config, stop_at=15)
    (folder / BEST_NAME).write_bytes(b"no model")
    scripted([0.3])
    end = train(config, resume=True)[-1]
    assert end.reason in ("done", "still")
    assert describe_model(folder / MODEL_NAME).step == end.step
