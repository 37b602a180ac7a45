"""The time left before the first update: of a new run it is known from the click on."""

from __future__ import annotations

import pytest

from lgt_app.state.training import status
from lgt_app.state.training.status import Clock
from lgt_engine.events import Progress

#: Stage, done, total and what the engine expects of the stage; recorded while a machine was busy.
_RECORDED = (
    (0.1, Progress("Loading the codec", 0, 1)),
    (3.0, Progress("Preparing pictures", 3, 14, 9.0)),
    (9.0, Progress("Preparing pictures", 14, 14, 0.0)),
    (9.5, Progress("Looking at the styles", 0, 1)),
)


def test_bar_and_time_left_of_a_new_run_never_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [500.0]
    monkeypatch.setattr(status.time, "monotonic", lambda: now[0])
    clock, shown = Clock(500.0, 1.0), []
    for at, event in _RECORDED:
        now[0] = 500.0 + at
        shown.append(clock.preparing(event))
    assert [each.eta_seconds for each in shown] == pytest.approx([59.9, 57, 51, 50.5])
    assert [each.progress for each in shown] == pytest.approx([at / 60 for at, _ in _RECORDED])
    now[0] = 550.0
    assert clock.preparing(_RECORDED[-1][1]).eta_seconds is None  # it may well take longer
    assert shown[1].stage == "Preparing pictures"


def test_of_a_run_that_goes_on_only_the_stage_is_known() -> None:
    shown = Clock().preparing(Progress("Preparing pictures", 3, 12, 9.0))
    assert (shown.progress, shown.eta_seconds) == (0.25, 9.0)
