"""Resume is exact: N steps straight equal k steps, a resume, and N − k steps, bit for bit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import CheckpointError
from lgt_engine.model.checkpoint import describe_model, read_tensors, write_tensors
from lgt_engine.training import step as stepping
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]
Rows = Callable[[Path], list[dict[str, str]]]
SameRun = Callable[[Path, Path], None]

_STEPS = 6


_CASES = {
    "two steps and four": (2, {}),
    "pictures": (2, {"loss": {"w_perceptual": 1.0, "w_colour": 1.0, "w_layout": 1.0}}),
    "one step before the end": (5, {}),
    "variation": (3, {"flow": {"variation": 0.5}, "training": {"label_drop_prob": 0.5}}),
    "noise path": (3, {"flow": {"path": "noise", "solver": "heun"}}),
    "accumulation": (3, {"training": {"accumulation": 3, "batch_size": 2}}),
    "sampled energies": (
        3,
        {
            "loss": {
                "max_samples": 64,
                "max_spatial_samples": 8,
                "use_velocity_reg": True,
                "use_divergence_reg": True,
            }
        },
    ),
    "gradient checkpointing": (3, {"training": {"use_gradient_checkpointing": True}}),
}


@pytest.mark.usefixtures("quick_validation")
@pytest.mark.parametrize("case", _CASES)
def test_a_resumed_run_equals_a_straight_one_bit_for_bit(
    tiny_config: Config, train: Train, assert_same_run: SameRun, case: str
) -> None:
    stop_at, sections = _CASES[case]
    training = {"max_steps": _STEPS, **sections.get("training", {})}
    straight = tiny_config("straight", **{**sections, "training": training})
    broken = tiny_config("broken", **{**sections, "training": training})
    train(straight)
    train(broken, stop_at=stop_at)
    events = train(broken, resume=True)
    started = next(event for event in events if isinstance(event, ev.RunStarted))
    assert started.step == stop_at
    assert_same_run(straight.checkpoint.save_dir, broken.checkpoint.save_dir)


def test_validation_measures_the_same_after_a_resume(
    tiny_config: Config, train: Train, assert_same_run: SameRun, finished_run: Any
) -> None:
    config = tiny_config(training={"max_steps": _STEPS})
    train(config, stop_at=3)
    train(config, resume=True)
    assert_same_run(finished_run.folder, config.checkpoint.save_dir)


@pytest.mark.usefixtures("quick_validation")
def test_a_run_broken_off_at_every_step_equals_a_straight_one(
    tiny_config: Config, train: Train, assert_same_run: SameRun
) -> None:
    straight = tiny_config("straight", training={"max_steps": 4})
    broken = tiny_config("broken", training={"max_steps": 4})
    train(straight)
    train(broken, stop_at=1)
    for step in (2, 3, None):
        train(broken, resume=True, stop_at=step)
    assert_same_run(straight.checkpoint.save_dir, broken.checkpoint.save_dir)


@pytest.mark.usefixtures("quick_validation")
def test_a_run_from_before_there_was_noise_goes_on_without_it(
    tiny_config: Config, train: Train
) -> None:
    config = tiny_config(training={"max_steps": 2})
    train(replace(config, model=replace(config.model, noise_channels=0)), stop_at=1)
    events = train(config, resume=True)
    assert isinstance(events[-1], ev.Finished)
    model = config.checkpoint.save_dir / "model.safetensors"
    assert describe_model(model).shape.noise_channels == 0


@pytest.mark.usefixtures("quick_validation")
def test_a_killed_run_continues_from_its_last_checkpoint_without_doubled_rows(
    tiny_config: Config, train: Train, assert_same_run: SameRun, tmp_path: Path
) -> None:
    """The log had got further than the checkpoint when the run was killed."""
    straight = tiny_config("straight", training={"max_steps": _STEPS})
    control = Control()
    for event in Trainer(straight, control).run():
        if isinstance(event, ev.StepDone) and event.step == 3:
            control.pause()
        if isinstance(event, ev.Paused):
            shutil.copytree(straight.checkpoint.save_dir, tmp_path / "killed")
            control.resume()
    shutil.copy(straight.checkpoint.save_dir / "metrics.csv", tmp_path / "killed" / "metrics.csv")
    train(tiny_config("killed", training={"max_steps": _STEPS}), resume=True)
    assert_same_run(straight.checkpoint.save_dir, tmp_path / "killed")


@pytest.mark.usefixtures("quick_validation")
def test_training_time_and_halved_batches_and_rates_survive_a_resume(
    tiny_config: Config,
    train: Train,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, calls = stepping.objective, [0]

    def objective(field: Any, *args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:
        calls[0] += 1
        if calls[0] == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        terms = real(field, *args, **kwargs)
        return {**terms, "loss": terms["loss"] * (float("nan") if calls[0] == 2 else 1)}

    monkeypatch.setattr(stepping, "objective", objective)
    config = tiny_config()
    first = train(config, stop_at=2)
    second = train(config, resume=True)
    started = next(event for event in second if isinstance(event, ev.RunStarted))
    assert (started.batch_size, started.accumulation) == (2, 2)
    before = [event for event in first if isinstance(event, ev.StepDone)][-1]
    after = next(event for event in second if isinstance(event, ev.StepDone))
    assert after.seconds > before.seconds
    assert after.learning_rate < before.learning_rate
    _, document = read_tensors(config.checkpoint.save_dir / "state.safetensors")
    assert document["counters"]["rate_share"] == 0.5


@pytest.mark.usefixtures("quick_validation")
def test_resuming_a_finished_run_does_no_step_and_keeps_its_log(
    tiny_config: Config, train: Train, read_rows: Rows
) -> None:
    config = tiny_config()
    train(config)
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    events = train(config, resume=True)
    assert not [event for event in events if isinstance(event, ev.StepDone)]
    assert events[-1].reason == "done"
    assert read_rows(config.checkpoint.save_dir / "metrics.csv") == rows


@pytest.mark.usefixtures("quick_validation")
def test_a_finished_run_can_be_made_longer(
    tiny_config: Config, train: Train, read_rows: Rows
) -> None:
    train(tiny_config(training={"max_steps": 2}))
    config = tiny_config(training={"max_steps": 4})
    train(config, resume=True)
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    assert [row["step"] for row in rows] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "sections",
    [
        {"model": {"base_channels": 16}},
        {"model": {"kernel_size": 0}},
        {"data": {"style_subdirs": ["mosaic"]}},
        {"data": {"style_subdirs": ["mosaic", "hatching"]}},
    ],
)
def test_other_styles_or_another_network_are_refused_and_the_state_is_untouched(
    tiny_config: Config, stopped_run: Path, sections: dict[str, Any]
) -> None:
    before = (stopped_run / "state.safetensors").read_bytes()
    with pytest.raises(CheckpointError) as caught:
        list(Trainer(tiny_config(**sections), resume=True).run())
    assert "other styles" in caught.value.what
    assert caught.value.next_step
    assert (stopped_run / "state.safetensors").read_bytes() == before


@pytest.fixture
def stopped_run(finished_run: Any, tmp_path: Path) -> Path:
    """A copy of a run, where ``tiny_config()`` looks for it."""
    return Path(shutil.copytree(finished_run.folder, tmp_path / "run"))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _without(path: Path, name: str) -> None:
    tensors, document = read_tensors(path)
    chosen = next(key for key in tensors if key.startswith(name))
    del tensors[chosen]
    write_tensors(path, tensors, document)


def _reshaped(path: Path, name: str) -> None:
    tensors, document = read_tensors(path)
    chosen = next(key for key in tensors if key.startswith(name) and tensors[key].dim())
    tensors[chosen] = tensors[chosen].flatten()[:-1].contiguous()
    write_tensors(path, tensors, document)


def _document(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    tensors, document = read_tensors(path)
    change(document)
    write_tensors(path, tensors, document)


@pytest.mark.usefixtures("quick_validation")
@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        lambda path: _without(path, "network."),
        lambda path: _without(path, "ema."),
        lambda path: _without(path, "optimiser."),
        lambda path: _without(path, "generator"),
        lambda path: _reshaped(path, "network."),
        lambda path: _reshaped(path, "ema."),
        lambda path: _reshaped(path, "optimiser."),
        lambda path: _reshaped(path, "generator"),
        lambda path: _document(path, lambda d: d.update(kind="model")),
        lambda path: _document(path, lambda d: d.pop("counters")),
        lambda path: _document(path, lambda d: d["counters"].pop("step")),
        lambda path: _document(path, lambda d: d["counters"].update(step="two")),
        lambda path: _document(path, lambda d: d["counters"].update(colour=1)),
        lambda path: _document(path, lambda d: d["counters"].update(batch_size=0)),
        lambda path: _document(path, lambda d: d.update(format=99)),
    ],
)
def test_a_damaged_state_is_refused_in_words(
    tiny_config: Config,
    stopped_run: Path,
    damage: Callable[[Path], None],
) -> None:
    damage(stopped_run / "state.safetensors")
    before = (stopped_run / "state.safetensors").read_bytes()
    with pytest.raises(CheckpointError) as caught:
        list(Trainer(tiny_config(training={"max_steps": 8}), resume=True).run())
    assert "state.safetensors" in caught.value.what
    assert (stopped_run / "state.safetensors").read_bytes() == before
