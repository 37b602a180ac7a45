"""Training from the first event to the last file, and everything that can go wrong on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

import lgt_engine
from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import Cancelled, CheckpointError
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]
Rows = Callable[[Path], list[dict[str, str]]]


def _of(events: Any, kind: type[ev.Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


# --- a run as it should be ------------------------------------------------------------------


def test_events_come_in_the_documented_order(finished_run: Any) -> None:
    kinds = [type(event) for event in finished_run.events]
    start = kinds.index(ev.RunStarted)
    assert set(kinds[:start]) == {ev.Progress}
    assert kinds[start + 1 : start + 3] == [ev.StepDone, ev.CheckpointSaved]
    second = kinds.index(ev.StepDone, start + 3)
    assert set(kinds[start + 3 : second]) == {ev.Progress}
    assert kinds[second : second + 5] == [ev.StepDone] * 5
    assert kinds[second + 5] is ev.CheckpointSaved
    look = kinds.index(ev.ValidationDone)
    assert set(kinds[second + 6 : look]) == {ev.Progress}
    assert kinds[look:] == [
        ev.ValidationDone,
        ev.CheckpointSaved,
        ev.Finished,
    ]


def test_the_start_says_what_will_be_trained(finished_run: Any) -> None:
    (started,) = _of(finished_run.events, ev.RunStarted)
    assert started.styles == ("hatching", "mosaic")
    assert started.pictures_per_style == (2, 1)
    assert started.photos == 6
    assert started.batch_size == 4
    assert started.step == 0
    assert started.max_steps == 6
    assert started.max_seconds is None
    assert started.codec == "folder"
    assert "CPU" in started.device
    assert started.device_reason
    assert started.run_dir == finished_run.folder


def test_steps_count_from_one_and_progress_reaches_one(finished_run: Any) -> None:
    steps = _of(finished_run.events, ev.StepDone)
    assert [event.step for event in steps] == [1, 2, 3, 4, 5, 6]
    assert [event.progress for event in steps] == pytest.approx([n / 6 for n in range(1, 7)])
    assert all(b.seconds > a.seconds for a, b in pairwise(steps))
    assert all({"loss", "style_swd", "content_ssm"} <= event.losses.keys() for event in steps)
    assert all(event.grad_norm > 0 and event.learning_rate > 0 for event in steps)
    assert steps[-1].eta_seconds == 0


def test_a_validation_keeps_the_photo_and_every_style_side_by_side(finished_run: Any) -> None:
    with Image.open(finished_run.folder / "samples" / "step_000006.jpg") as sheet:
        assert sheet.size == (3 * 64, 64)


def test_the_log_has_one_row_a_step_and_validation_in_the_last(
    finished_run: Any, read_rows: Rows
) -> None:
    rows = read_rows(finished_run.folder / "metrics.csv")
    steps = _of(finished_run.events, ev.StepDone)
    assert [int(row["step"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    for row, event in zip(rows, steps, strict=True):
        for name, value in event.losses.items():
            assert float(row[name]) == value
        assert float(row["learning_rate"]) == event.learning_rate
    (validation,) = _of(finished_run.events, ev.ValidationDone)
    assert all(row["velocity_ratio"] == "" for row in rows[:-1])
    assert float(rows[-1]["velocity_ratio"]) == validation.velocity_ratio
    assert float(rows[-1]["style_gain:mosaic"]) == validation.scores[1].style_gain


def test_the_model_of_a_run_opens_and_describes_the_run(finished_run: Any) -> None:
    network, description = load_model(finished_run.folder / "model.safetensors")
    assert description.styles == ("hatching", "mosaic")
    assert description.step == 6
    assert description.codec_kind == "folder"
    assert set(description.metrics) == {"hatching", "mosaic"}
    assert description.config["training"]["max_steps"] == 6
    assert network.shape.base_channels == 8
    finished = finished_run.events[-1]
    assert finished.reason == "done"
    assert finished.model_path == finished_run.folder / "model.safetensors"


def test_the_model_holds_the_averaged_weights(finished_run: Any) -> None:
    state, _ = read_tensors(finished_run.folder / "state.safetensors")
    network, _ = load_model(finished_run.folder / "model.safetensors")
    moved = False
    for name, value in network.state_dict().items():
        assert torch.equal(value, state[f"ema.{name}"])
        moved = moved or not torch.equal(value, state[f"network.{name}"])
    assert moved


def test_the_loss_falls_on_tiny_data(tiny_config: Config, train: Train) -> None:
    events = train(tiny_config(training={"max_steps": 64, "learning_rate": 1e-2}))
    losses = [event.losses["loss"] for event in _of(events, ev.StepDone)]
    assert sum(losses[-16:]) < 0.95 * sum(losses[:16])


def test_the_same_seed_gives_the_same_run_and_another_does_not(
    tiny_config: Config, train: Train, finished_run: Any
) -> None:
    def losses(events: Any) -> list[dict[str, float]]:
        return [event.losses for event in _of(events, ev.StepDone)]

    same = train(tiny_config("same", training={"max_steps": 6}))
    assert losses(same) == losses(finished_run.events)
    other = train(tiny_config("other", training={"max_steps": 6, "seed": 1}))
    assert losses(other) != losses(finished_run.events)


@pytest.mark.usefixtures("slow_clock")
def test_minutes_end_a_run_too(tiny_config: Config, train: Train) -> None:
    events = train(tiny_config(training={"max_steps": 50, "max_minutes": 0.05}))
    steps = _of(events, ev.StepDone)
    assert 1 <= len(steps) < 50
    assert steps[-1].progress == 1
    assert events[-1].reason == "done"
    assert events[-1].seconds <= 3  # the last look lies within the minutes


@pytest.mark.usefixtures("slow_clock")
def test_validation_and_checkpoints_follow_their_clocks(tiny_config: Config, train: Train) -> None:
    often = {"validate_every_seconds": 0.1, "checkpoint_every_seconds": 0.1, "max_steps": 6}
    events = train(tiny_config(training=often))
    assert len(_of(events, ev.ValidationDone)) >= 2
    assert len(_of(events, ev.CheckpointSaved)) >= 2
    assert any(event.best for event in _of(events, ev.ValidationDone))


@pytest.mark.usefixtures("quick_validation")
@pytest.mark.parametrize(
    "sections",
    [
        {"loss": {"use_velocity_reg": True, "use_divergence_reg": True, "w_transport": 0.1}},
        {"loss": {"max_samples": 64, "max_spatial_samples": 8, "stratified": False}},
        {"flow": {"path": "noise", "solver": "heun"}},
        {"flow": {"variation": 0.5}, "training": {"label_drop_prob": 0.6, "accumulation": 2}},
        {"training": {"use_gradient_checkpointing": True, "precision": "bfloat16"}},
        {"training": {"batch_size": 1}},
        {"training": {"batch_size": 3, "styles_per_batch": 2}},
        {"model": {"kernel_size": 0}},
    ],
)
def test_every_option_trains_and_keeps_finite_weights(
    tiny_config: Config, train: Train, sections: dict[str, Any]
) -> None:
    training = {"max_steps": 2, **sections.get("training", {})}
    config = tiny_config(**{**sections, "training": training})
    steps = _of(train(config), ev.StepDone)
    assert [event.step for event in steps] == [1, 2]
    load_model(config.checkpoint.save_dir / "model.safetensors")


# --- the look after the last update ---------------------------------------------------------


def _last_look(config: TrainConfig, control: Control) -> Generator[ev.Event, None, None]:
    """A run up to the first share of its last look."""
    work = Trainer(config, control).run()
    saved = [event for event in takewhile(lambda e: not _looks(e), work) if _is_save(event)]
    assert saved[-1].step == config.training.max_steps
    return work


def _looks(event: ev.Event) -> bool:
    return isinstance(event, ev.Progress) and event.stage == "Measuring the pictures"


def _is_save(event: ev.Event) -> bool:
    return isinstance(event, ev.CheckpointSaved)


def test_the_weights_are_saved_before_the_last_look_and_its_measures_after(
    tiny_config: Config,
) -> None:
    config = tiny_config()
    model = config.checkpoint.save_dir / "model.safetensors"
    work = _last_look(config, Control())
    before = load_model(model)[1]
    assert (before.step, before.metrics) == (4, {})
    assert [type(event) for event in work][-2:] == [ev.CheckpointSaved, ev.Finished]
    after = load_model(model)[1]
    assert after.step == 4
    assert set(after.metrics) == {"hatching", "mosaic"}


@pytest.mark.usefixtures("slow_clock")
def test_a_look_that_is_due_at_the_end_waits_for_the_checkpoint_too(tiny_config: Config) -> None:
    config = tiny_config(training={"validate_every_seconds": 0.1, "max_steps": 1})
    after = [type(event) for event in _last_look(config, Control())]
    assert after.count(ev.ValidationDone) == 1


def test_a_stop_ends_the_last_look_at_once(tiny_config: Config, train: Train) -> None:
    config, control = tiny_config(), Control()
    work = _last_look(config, control)
    control.stop()
    (finished,) = work
    assert isinstance(finished, ev.Finished)
    assert (finished.reason, finished.step) == ("done", 4)
    again = train(config, resume=True)
    assert not _of(again, ev.StepDone)
    assert len(_of(again, ev.ValidationDone)) == 1


def test_closing_the_last_look_keeps_the_weights(tiny_config: Config) -> None:
    config = tiny_config()
    _last_look(config, Control()).close()
    assert load_model(config.checkpoint.save_dir / "model.safetensors")[1].step == 4


@pytest.mark.usefixtures("slow_clock")
def test_a_stop_ends_a_look_in_the_middle_of_a_run(tiny_config: Config) -> None:
    config = tiny_config(training={"validate_every_seconds": 0.1, "max_steps": 50})
    control, events = Control(), []
    for event in Trainer(config, control).run():
        events.append(event)
        if _looks(event):
            control.stop()
    assert [type(event) for event in events[-3:]] == [ev.Progress, ev.CheckpointSaved, ev.Finished]
    assert events[-1].reason == "stopped"


# --- stop, pause, close ---------------------------------------------------------------------


def test_a_stop_saves_within_one_step(tiny_config: Config, train: Train) -> None:
    config = tiny_config(training={"max_steps": 50})
    events = train(config, stop_at=2)
    assert _of(events, ev.StepDone)[-1].step == 2
    assert [type(event) for event in events[-3:]] == [
        ev.StepDone,
        ev.CheckpointSaved,
        ev.Finished,
    ]
    assert events[-1].reason == "stopped"
    assert events[-1].step == 2
    assert load_model(config.checkpoint.save_dir / "model.safetensors")[1].step == 2


def test_a_stop_during_preparation_leaves_no_run_behind(tiny_config: Config) -> None:
    config, control = tiny_config(), Control()
    control.stop()
    with pytest.raises(Cancelled):
        list(Trainer(config, control).run())
    assert not (config.checkpoint.save_dir / "state.safetensors").exists()
    list(Trainer(config).run())  # the folder is as good as new


def test_a_pause_saves_waits_and_goes_on(tiny_config: Config, read_rows: Rows) -> None:
    config, control = tiny_config(), Control()
    work = Trainer(config, control).run()
    event = next(work)
    while not (isinstance(event, ev.StepDone) and event.step == 2):
        event = next(work)
    control.pause()
    assert isinstance(next(work), ev.CheckpointSaved)
    assert next(work) == ev.Paused(2)
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    assert [row["step"] for row in rows] == ["1", "2"]
    timer = threading.Timer(0.3, control.resume)
    timer.start()
    begun, used = time.monotonic(), time.thread_time()
    assert next(work) == ev.Resumed(2)
    assert time.monotonic() - begun > 0.2
    assert time.thread_time() - used < 0.1  # waiting costs nothing
    timer.join()
    steps = [event.step for event in work if isinstance(event, ev.StepDone)]
    assert steps == [3, 4]


def test_a_stop_ends_a_pause(tiny_config: Config) -> None:
    control = Control()
    work = Trainer(tiny_config(), control).run()
    for event in work:
        if isinstance(event, ev.StepDone):
            control.pause()
        if isinstance(event, ev.Paused):
            control.stop()
    assert isinstance(event, ev.Finished)
    assert (event.reason, event.step) == ("stopped", 1)


def test_a_pause_changes_nothing_in_the_result(tiny_config: Config, finished_run: Any) -> None:
    config, control = tiny_config(training={"max_steps": 6}), Control()
    for event in Trainer(config, control).run():
        if isinstance(event, ev.StepDone) and event.step == 3:
            control.pause()
        if isinstance(event, ev.Paused):
            control.resume()
    mine, _ = read_tensors(config.checkpoint.save_dir / "model.safetensors")
    theirs, _ = read_tensors(finished_run.folder / "model.safetensors")
    assert all(torch.equal(mine[name], theirs[name]) for name in theirs)


def test_closing_the_generator_saves(tiny_config: Config, train: Train, read_rows: Rows) -> None:
    config = tiny_config(training={"max_steps": 6})
    work = Trainer(config).run()
    for event in work:
        if isinstance(event, ev.StepDone) and event.step == 2:
            break
    work.close()
    assert load_model(config.checkpoint.save_dir / "model.safetensors")[1].step == 2
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    assert [row["step"] for row in rows] == ["1", "2"]
    events = train(config, resume=True)
    assert [event.step for event in _of(events, ev.StepDone)] == [3, 4, 5, 6]


# --- another beginning, and the package -------------------------------------------------------


@pytest.mark.usefixtures("quick_validation")
def test_a_new_run_can_start_from_a_model(
    tiny_config: Config, train: Train, finished_run: Any
) -> None:
    start = finished_run.folder / "model.safetensors"
    config = tiny_config(checkpoint={"start_from": str(start)}, training={"max_steps": 1})
    events = train(config)
    first, scratch = (_of(some, ev.StepDone)[0] for some in (events, finished_run.events))
    assert first.losses != scratch.losses
    assert first.learning_rate == pytest.approx(scratch.learning_rate / 2)
    assert _of(events, ev.RunStarted)[0].started_from == str(start)
    assert _of(finished_run.events, ev.RunStarted)[0].started_from is None
    wider = tiny_config("wider", checkpoint={"start_from": str(start)}, model={"base_channels": 16})
    with pytest.raises(CheckpointError, match="another network size"):
        list(Trainer(wider).run())


def test_the_public_names_are_reachable_from_the_package() -> None:
    assert lgt_engine.Trainer is Trainer
    assert lgt_engine.TrainConfig is TrainConfig
    assert all(getattr(lgt_engine, name) for name in lgt_engine.__all__)
