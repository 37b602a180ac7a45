"""Events: frozen, picklable, plain values."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lgt_engine import errors
from lgt_engine import events as ev
from lgt_engine.errors import ConfigError, ConfigProblem, LGTError

ALL_EVENTS = sorted(
    (kind for kind in vars(ev).values() if isinstance(kind, type) and issubclass(kind, ev.Event)),
    key=lambda kind: kind.__name__,
)
_SAMPLES: dict[str, Any] = {
    "str": "text",
    "int": 3,
    "float": 0.5,
    "bool": True,
    "Path": Path("a/b"),
    "float | None": None,
    "int | None": 7,
    "str | None": "base",
    "Image | None": Image.new("RGB", (3, 2), "teal"),
    "tuple[str, ...]": ("ink",),
    "tuple[int, ...]": (1, 2),
    "dict[str, float]": {"loss": 1.0},
    "tuple[StyleScore, ...]": (ev.StyleScore("ink", 0.1, 0.2, 0.3, 0.4, 0.5),),
    "tuple[tuple[Path, str], ...]": ((Path("x.png"), "cut off"),),
}


def _make(kind: type[ev.Event]) -> ev.Event:
    return kind(**{item.name: _SAMPLES[item.type] for item in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", ALL_EVENTS)
def test_every_event_survives_pickling(kind: type[ev.Event]) -> None:
    event = _make(kind)
    back = pickle.loads(pickle.dumps(event))
    assert type(back) is kind
    assert back == event


@pytest.mark.parametrize("kind", [kind for kind in ALL_EVENTS if dataclasses.fields(kind)])
def test_no_event_can_be_changed(kind: type[ev.Event]) -> None:
    event = _make(kind)
    name = dataclasses.fields(kind)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, name, None)


def test_the_events_of_a_real_run_survive_pickling(finished_run: Any) -> None:
    for event in finished_run.events:
        back = pickle.loads(pickle.dumps(event))
        assert type(back) is type(event)
        assert back == event


def test_losses_in_events_are_plain_numbers(finished_run: Any) -> None:
    for event in finished_run.events:
        if isinstance(event, ev.StepDone):
            assert all(type(value) is float for value in event.losses.values())


def _error_kinds() -> list[type[LGTError]]:
    return [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, LGTError) and kind is not ConfigError
    ]


@pytest.mark.parametrize("kind", _error_kinds())
def test_errors_cross_processes_with_all_three_answers(kind: type[LGTError]) -> None:
    back = pickle.loads(pickle.dumps(kind("What.", safe="Safe.", next_step="Do.")))
    assert type(back) is kind
    assert (back.what, back.safe, back.next_step) == ("What.", "Safe.", "Do.")
    assert str(back) == "What. Safe. Do."
    assert back.exit_code == kind.exit_code


def test_a_config_error_crosses_processes_with_its_problems() -> None:
    error = ConfigError([ConfigProblem("a.b", "is wrong.", "a.c")], source="x.json")
    back = pickle.loads(pickle.dumps(error))
    assert back.problems == error.problems
    assert str(back) == str(error)
