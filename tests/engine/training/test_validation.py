"""Is it learning? The collapse watch, and measures that do not depend on chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.events import StyleScore
from lgt_engine.model.checkpoint import load_model, save_model
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.progress import run_to_end
from lgt_engine.training.memory_plan import field_shape
from lgt_engine.validation import validator as validation
from lgt_engine.validation.validator import Validation, Validator

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]

#: As cheap as a run with something to learn can be; warm-up is shortened beside it.
_LEAN = {
    "max_steps": 50,
    "batch_size": 2,
    "ode_integration_steps": 1,
    "learning_rate": 1e-2,
    "ema_decay": 0.9,
}

#: Patches of latents alone: no picture is drawn, which makes a run cheap.
_PATCHES_ALONE = {"w_perceptual": 0.0, "w_colour": 0.0, "w_layout": 0.0, "w_smooth": 0.0}


def _collapse_notices(events: list[ev.Event]) -> list[ev.Notice]:
    return [event for event in events if isinstance(event, ev.Notice) and event.code == "collapse"]


def _validations(events: list[ev.Event]) -> list[ev.ValidationDone]:
    return [event for event in events if isinstance(event, ev.ValidationDone)]


@pytest.fixture
def short_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Believe validation from step 50."""
    monkeypatch.setattr(validation, "_WARM_UP_STEPS", 50)


@pytest.mark.usefixtures("quick_validation", "short_warm_up")
def test_a_run_whose_terms_all_pull_to_the_photo_is_flagged_as_collapsed(
    tiny_config: Config, train: Train, finished_run: Any, tmp_path: Path
) -> None:
    start = tmp_path / "still.safetensors"
    _, description = load_model(finished_run.folder / "model.safetensors")
    save_model(start, VelocityField(description.shape).state_dict(), description)
    to_the_photo = _PATCHES_ALONE | {"w_style": 0.0, "w_transport": 1.0}
    checkpoint = {"start_from": str(start)}
    events = train(tiny_config(loss=to_the_photo, checkpoint=checkpoint, training=_LEAN))
    found = _validations(events)[-1]
    assert found.collapsed
    assert found.velocity_ratio < 0.05
    assert found.distance_ratio > 0.97
    (notice,) = _collapse_notices(events)
    assert notice.level == "warning"
    assert "identity" in notice.text


@pytest.mark.usefixtures("quick_validation", "short_warm_up")
def test_a_run_with_a_style_to_learn_is_not_flagged(tiny_config: Config, train: Train) -> None:
    events = train(tiny_config(loss=_PATCHES_ALONE, training=_LEAN))
    assert not any(found.collapsed for found in _validations(events))
    assert not _collapse_notices(events)
    assert _validations(events)[-1].velocity_ratio > 0.1


def _validation(velocity: float, distance: float, **score: float) -> Validation:
    values = {"style_gain": 0.3, "colour_gain": 0.3, "content": 0.5}
    values |= {"structure": 0.6, "contrast_ratio": 1.0}
    return Validation((StyleScore("ink", **{**values, **score}),), velocity, distance, {})


@pytest.mark.parametrize(
    ("velocity", "distance", "step", "collapsed"),
    [
        (0.0, 1.0, 100, True),
        (0.04, 0.98, 5000, True),
        (0.0, 1.0, 99, False),  # an untrained field may be the identity
        (0.5, 1.0, 5000, False),  # it moves
        (0.01, 0.6, 5000, False),  # it comes nearer
    ],
)
def test_collapse_means_still_and_no_nearer_after_warm_up(
    velocity: float, distance: float, step: int, collapsed: bool
) -> None:
    assert _validation(velocity, distance).collapsed(step) is collapsed


def test_the_best_weights_have_gain_without_losing_content_or_contrast() -> None:
    plain = _validation(0.5, 0.5).value
    assert _validation(0.5, 0.5, style_gain=0.5).value > plain
    assert _validation(0.5, 0.5, colour_gain=0.5).value > plain
    assert _validation(0.5, 0.5, style_gain=0.5, content=0.05).value < plain
    assert _validation(0.5, 0.5, style_gain=0.4, contrast_ratio=0.3).value < plain


def _validator(dataset: InMemoryLatentDataset, codec: Codec, config: TrainConfig) -> Validator:
    return run_to_end(Validator.prepare(dataset, codec, config))


def _dataset(config: TrainConfig, codec: Codec) -> InMemoryLatentDataset:
    return run_to_end(build_dataset(config, codec, Control()))


@pytest.fixture
def validator(tiny_config: Config, codec: Codec) -> Any:
    config = tiny_config()
    return _validator(_dataset(config, codec), codec, config), config


def _field_that_moves(config: TrainConfig) -> VelocityField:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        field = VelocityField(field_shape(config, 2)).eval()
        torch.nn.init.normal_(field.out.weight, std=0.2)
    return field


def test_an_untrained_field_is_measured_as_the_identity(validator: Any) -> None:
    measure, config = validator
    field = VelocityField(field_shape(config, 2)).eval()
    found = run_to_end(measure.run(field))
    assert found.velocity_ratio == 0
    assert found.distance_ratio == pytest.approx(1)
    assert list(found.pictures) == ["", "hatching", "mosaic"]


def test_gains_begin_at_zero(validator: Any) -> None:
    """The blur of the codec counts neither for nor against a style."""
    measure, config = validator
    found = run_to_end(measure.run(VelocityField(field_shape(config, 2)).eval()))
    assert [(one.style_gain, one.colour_gain) for one in found.scores] == [(0.0, 0.0)] * 2


def test_what_is_measured_are_the_photos_held_out(tiny_config: Config, codec: Codec) -> None:
    config = tiny_config()
    dataset = _dataset(config, codec)
    field = _field_that_moves(config)
    plain = run_to_end(_validator(dataset, codec, config).run(field)).scores
    trained_on = replace(dataset, content_latents=dataset.content_latents.flip(-2) * 0.5)
    assert run_to_end(_validator(trained_on, codec, config).run(field)).scores == plain
    held_out = replace(dataset, validation_pixels=dataset.validation_pixels.flip(-2) * 0.5)
    other = run_to_end(_validator(held_out, codec, config).run(field)).scores
    for one, another in zip(plain, other, strict=True):
        assert one.style_gain != another.style_gain
        assert one.content != another.content
        assert one.structure != another.structure


def test_measuring_twice_gives_the_same_numbers(validator: Any) -> None:
    measure, config = validator
    field = _field_that_moves(config)
    first, second = run_to_end(measure.run(field)), run_to_end(measure.run(field))
    assert first.scores == second.scores
    assert first.velocity_ratio == second.velocity_ratio > 0
    assert first.distance_ratio == second.distance_ratio


def test_a_look_says_how_far_it_is(validator: Any) -> None:
    measure, config = validator
    shares = list(measure.run(_field_that_moves(config)))
    assert shares == sorted(shares)
    assert len(shares) >= 4
    assert 0 < shares[0] < shares[-1] <= 1
