"""Events: frozen, picklable, and free of graphs and device memory."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

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
    "tuple[str, ...]": ("ink",),
    "tuple[int, ...]": (1, 2),
    "dict[str, float]": {"loss": 1.0},
    "tuple[StyleScore, ...]": (ev.StyleScore("ink", 0.1, 0.2, 0.3, 0.4, 0.5),),
    "tuple[tuple[Path, str], ...]": ((Path("x.png"), "cut off"),),
}


def _make(kind: type[ev.Event]) -> ev.Event:
    values = {}
    for item in dataclasses.fields(kind):
        if item.type == "dict[str, Tensor]":
            values[item.name] = {"ink": torch.full((2, 3, 3), 9, dtype=torch.uint8)}
        else:
            values[item.name] = _SAMPLES[item.type]
    return kind(**values)


def _tensors(value: object) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from _tensors(getattr(value, item.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _tensors(item)


@pytest.mark.parametrize("kind", ALL_EVENTS)
def test_every_event_survives_pickling(kind: type[ev.Event]) -> None:
    event = _make(kind)
    back = pickle.loads(pickle.dumps(event))
    assert type(back) is kind
    for item in dataclasses.fields(kind):
        mine, theirs = getattr(event, item.name), getattr(back, item.name)
        if item.type == "dict[str, Tensor]":
            assert mine.keys() == theirs.keys()
            assert all(torch.equal(mine[key], theirs[key]) for key in mine)
        else:
            assert mine == theirs


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
        if not isinstance(event, ev.PreviewReady):
            assert back == event


def test_tensors_in_the_events_of_a_real_run_are_uint8_on_the_cpu(finished_run: Any) -> None:
    found = [tensor for event in finished_run.events for tensor in _tensors(event)]
    assert found
    for tensor in found:
        assert tensor.dtype == torch.uint8
        assert tensor.device.type == "cpu"
        assert tensor.dim() == 3
        assert tensor.shape[-1] == 3
        assert not tensor.requires_grad


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
