"""Checkpoints early and often, beside the training, and only where the run folder is."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import TrainingError
from lgt_engine.model.checkpoint import open_model, read_document
from lgt_engine.training import saving, schedule
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]
Rows = Callable[[Path], list[dict[str, str]]]


def _step_of(state: Path) -> int:
    step: int = read_document(state)["counters"]["step"]
    return step


def _until(work: Any, kind: type[ev.Event], step: int) -> None:
    for event in work:
        if isinstance(event, kind) and event.step == step:
            return
    pytest.fail(f"there was no {kind.__name__} of step {step}")


def test_updates_go_on_while_a_checkpoint_is_written(
    tiny_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config(training={"max_steps": 100_000, "checkpoint_every_seconds": 0.1})
    state, control = config.checkpoint.save_dir / "state.safetensors", Control()
    real, begun, gate = saving.write_tensors, threading.Event(), threading.Event()
    work = Trainer(config, control).run()
    _until(work, ev.CheckpointSaved, 1)

    def slow(*args: Any) -> None:
        begun.set()
        assert gate.wait(60)
        real(*args)

    monkeypatch.setattr(saving, "write_tensors", slow)
    at = next(event.step for event in work if isinstance(event, ev.StepDone) and begun.is_set())
    _until(work, ev.StepDone, at + 3)
    assert _step_of(state) == 1
    gate.set()
    saved = next(event for event in work if isinstance(event, ev.CheckpointSaved))
    assert 1 < saved.step <= at
    assert _step_of(state) == saved.step
    control.stop()
    last = list(work)[-1]
    assert isinstance(last, ev.Finished)
    assert _step_of(state) == last.step


def test_the_model_that_people_look_at_is_not_written_twice_at_a_time(
    tiny_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_SHOW_EVERY", 0.0)
    monkeypatch.setattr(schedule, "_SHOWING_SHARE", 1e9)
    training = {"max_minutes": 5, "max_steps": 100_000, "checkpoint_every_seconds": 0.1}
    config, control, gate = tiny_config(training=training), Control(), threading.Event()
    real = saving.write_tensors
    work = Trainer(config, control).run()
    _until(work, ev.CheckpointSaved, 1)

    def slow(*args: Any) -> None:
        assert gate.wait(60)
        real(*args)

    monkeypatch.setattr(saving, "write_tensors", slow)
    kinds: list[type[ev.Event]] = []
    while ev.CheckpointSaved not in kinds:
        kinds.append(type(next(work)))
        if kinds[-5:] == [ev.StepDone] * 5:  # nothing was shown behind them
            gate.set()
    assert any(isinstance(event, ev.ModelSaved) for event in work)
    control.stop()
    list(work)


def test_checkpoints_of_either_kind_hold_what_the_styles_look_like(tiny_config: Config) -> None:
    training = {"max_steps": 100_000, "checkpoint_every_seconds": 0.1}
    config, control = tiny_config(loss={"w_perceptual": 1.0}, training=training), Control()
    work = Trainer(config, control).run()
    model = config.checkpoint.save_dir / "model.safetensors"
    for _ in ("waited for", "beside the training"):
        next(event for event in work if isinstance(event, ev.CheckpointSaved))
        assert open_model(model).targets is not None
    control.stop()
    list(work)


def test_a_disk_that_refuses_beside_the_training_ends_it_in_words(
    tiny_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config(training={"max_steps": 100_000, "checkpoint_every_seconds": 0.1})
    work = Trainer(config).run()
    _until(work, ev.CheckpointSaved, 1)
    time.sleep(0.15)
    real = os.replace

    def refuse(source: Any, target: Any) -> None:
        if str(target).endswith("state.safetensors"):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(TrainingError, match="No space left") as caught:
        list(work)
    assert "untouched" in caught.value.safe
    assert _step_of(config.checkpoint.save_dir / "state.safetensors") == 1


def test_a_run_folder_that_goes_away_is_waited_for_and_not_made_anew(
    tiny_config: Config, read_rows: Rows, tmp_path: Path
) -> None:
    config = tiny_config(training={"max_steps": 6})
    folder, away = config.checkpoint.save_dir, tmp_path / "elsewhere"
    work = Trainer(config).run()
    _until(work, ev.StepDone, 3)
    folder.rename(away)
    notice = next(work)
    assert isinstance(notice, ev.Notice)
    assert "not there any more" in notice.text
    made_anew: list[bool] = []

    def bring_back() -> None:
        made_anew.append(folder.exists())
        away.rename(folder)

    timer = threading.Timer(0.7, bring_back)
    timer.start()
    events = list(work)
    timer.join()
    assert made_anew == [False]
    assert [event.step for event in events if isinstance(event, ev.StepDone)] == [4, 5, 6]
    assert [row["step"] for row in read_rows(folder / "metrics.csv")] == list("123456")


def test_a_stop_while_the_run_folder_is_away_says_what_is_kept(
    tiny_config: Config, tmp_path: Path
) -> None:
    config, control = tiny_config(training={"max_steps": 50}), Control()
    work = Trainer(config, control).run()
    _until(work, ev.StepDone, 3)
    config.checkpoint.save_dir.rename(tmp_path / "elsewhere")
    next(work)
    control.stop()
    with pytest.raises(TrainingError, match="could not be written"):
        list(work)
    assert not config.checkpoint.save_dir.exists()
    assert _step_of(tmp_path / "elsewhere" / "state.safetensors") == 1


def test_a_run_folder_that_goes_while_it_is_written_is_waited_for_too(
    tiny_config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config(training={"max_steps": 4})
    folder, away = config.checkpoint.save_dir, tmp_path / "elsewhere"
    real, gone = saving.write_tensors, [False]

    def write(*args: Any) -> None:
        if not gone[0]:
            gone[0] = True
            folder.rename(away)
            threading.Timer(0.7, lambda: away.rename(folder)).start()
        real(*args)

    monkeypatch.setattr(saving, "write_tensors", write)
    events = list(Trainer(config).run())
    assert [event.step for event in events if isinstance(event, ev.StepDone)] == [1, 2, 3, 4]
    assert "folder_gone" in [event.code for event in events if isinstance(event, ev.Notice)]
    assert _step_of(folder / "state.safetensors") == 4
