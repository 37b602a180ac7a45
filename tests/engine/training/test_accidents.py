"""What can go wrong while training: wrong numbers, a full memory, a full disk, a used folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.errors import DataError, LGTError, OutOfMemoryError, TrainingError
from lgt_engine.model import checkpoint
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.training import step
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]
Rows = Callable[[Path], list[dict[str, str]]]


def _of(events: Any, kind: type[ev.Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def _codes(events: Any) -> list[str]:
    return [notice.code for notice in _of(events, ev.Notice)]


def _run_until_error(config: TrainConfig) -> tuple[list[ev.Event], LGTError]:
    events: list[ev.Event] = []

    def consume() -> None:
        for event in Trainer(config).run():
            events.append(event)  # noqa: PERF402  (kept when the run raises)

    with pytest.raises(LGTError) as caught:
        consume()
    return events, caught.value


@pytest.fixture
def sabotage(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int, Any], None]], None]:
    """``sabotage(action)``: before each objective, ``action(call_number, field)`` is called."""

    def install(action: Callable[[int, Any], None]) -> None:
        real = step.objective
        calls = [0]

        def objective(field: Any, *args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:
            calls[0] += 1
            action(calls[0], field)
            return real(field, *args, **kwargs)

        monkeypatch.setattr(step, "objective", objective)

    return install


def test_a_used_folder_is_refused_and_untouched(finished_run: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished_run.folder.rglob("*")}
    with pytest.raises(DataError, match="already holds a run") as caught:
        next(Trainer(finished_run.config).run())
    assert "--resume" in caught.value.next_step
    assert {path: path.stat().st_mtime_ns for path in finished_run.folder.rglob("*")} == before


def test_there_is_nothing_to_resume_in_an_empty_folder(tiny_config: Config) -> None:
    with pytest.raises(DataError, match="nothing to resume"):
        next(Trainer(tiny_config(), resume=True).run())


def test_a_codec_of_other_channels_is_refused(tiny_config: Config) -> None:
    with pytest.raises(DataError, match="latent channels"):
        list(Trainer(tiny_config(model={"latent_channels": 16})).run())


def test_poisoned_weights_are_rolled_back_at_half_the_rate(
    tiny_config: Config, train: Train, read_rows: Rows, sabotage: Any
) -> None:
    def poison(call: int, field: Any) -> None:
        if call == 3:
            with torch.no_grad():
                field.out.weight[0] = float("nan")

    sabotage(poison)
    config = tiny_config(training={"max_steps": 5})
    events = train(config)
    assert _codes(events) == ["non_finite"]
    steps = _of(events, ev.StepDone)
    assert [event.step for event in steps] == [1, 2, 1, 2, 3, 4, 5]
    assert steps[2].learning_rate == pytest.approx(steps[0].learning_rate / 2)
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    assert [row["step"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert float(rows[0]["loss"]) == steps[2].losses["loss"]
    load_model(config.checkpoint.save_dir / "model.safetensors")


def test_a_gradient_that_is_not_finite_is_not_applied(
    tiny_config: Config, train: Train, sabotage: Any
) -> None:
    def poison(call: int, field: Any) -> None:
        if call == 2:
            handle = field.stem.weight.register_hook(
                lambda gradient: (handle.remove(), gradient * float("inf"))[1]
            )

    sabotage(poison)
    events = train(tiny_config(training={"max_steps": 3}))
    assert _codes(events) == ["non_finite"]
    assert events[-1].reason == "done"


def test_a_run_that_never_recovers_gives_up_after_three_and_keeps_a_good_model(
    tiny_config: Config, sabotage: Any
) -> None:
    def poison(call: int, field: Any) -> None:
        if call > 2:
            with torch.no_grad():
                field.out.bias.fill_(float("nan"))

    sabotage(poison)
    config = tiny_config(training={"max_steps": 50})
    events, error = _run_until_error(config)
    assert isinstance(error, TrainingError)
    assert error.exit_code == 3
    assert _codes(events) == ["non_finite"] * 3
    assert "last good model" in error.safe
    network, _ = load_model(config.checkpoint.save_dir / "model.safetensors")
    assert all(bool(value.isfinite().all()) for value in network.state_dict().values())


def test_a_roll_back_goes_to_the_last_snapshot_not_to_the_start(
    tiny_config: Config, train: Train, sabotage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lgt_engine.training.recovery._SNAPSHOT_STEPS", 2)

    def poison(call: int, field: Any) -> None:
        if call == 4:
            with torch.no_grad():
                field.out.bias.fill_(float("nan"))

    sabotage(poison)
    events = train(tiny_config(training={"max_steps": 4}))
    assert [event.step for event in _of(events, ev.StepDone)] == [1, 2, 3, 3, 4]


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("CUDA out of memory."), MemoryError(), None]
)
def test_a_full_memory_halves_the_batch_doubles_accumulation_and_says_so(
    tiny_config: Config, train: Train, sabotage: Any, error: Exception | None
) -> None:
    error = error or RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")

    def refuse(call: int, _field: Any) -> None:
        if call == 2:
            raise error

    sabotage(refuse)
    config = tiny_config()
    events = train(config)
    assert _codes(events) == ["out_of_memory"]
    (notice,) = _of(events, ev.Notice)
    assert "batches of 2, 2 added up" in notice.text
    assert [event.step for event in _of(events, ev.StepDone)] == [1, 2, 3, 4]
    _, document = read_tensors(config.checkpoint.save_dir / "state.safetensors")
    assert document["counters"]["batch_size"] == 2
    assert document["counters"]["accumulation"] == 2


def test_a_memory_too_small_for_one_photo_ends_in_words_with_the_state_kept(
    tiny_config: Config, sabotage: Any
) -> None:
    def refuse(call: int, _field: Any) -> None:
        if call > 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    sabotage(refuse)
    config = tiny_config()
    events, error = _run_until_error(config)
    assert isinstance(error, OutOfMemoryError)
    assert error.exit_code == 3
    assert _codes(events) == ["out_of_memory"] * 2
    assert load_model(config.checkpoint.save_dir / "model.safetensors")[1].step == 1


def test_a_bug_is_not_taken_for_a_full_memory(tiny_config: Config, sabotage: Any) -> None:
    def fail(_call: int, _field: Any) -> None:
        raise RuntimeError("shapes do not match")

    sabotage(fail)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        list(Trainer(tiny_config()).run())


def test_a_full_disk_ends_in_words_and_keeps_the_last_checkpoint(
    tiny_config: Config, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config()
    train(config, stop_at=2)
    before = (config.checkpoint.save_dir / "state.safetensors").read_bytes()

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "atomic_file", refuse)
    with pytest.raises(TrainingError, match="No space left") as caught:
        list(Trainer(config, resume=True).run())
    assert "untouched" in caught.value.safe
    assert (config.checkpoint.save_dir / "state.safetensors").read_bytes() == before
