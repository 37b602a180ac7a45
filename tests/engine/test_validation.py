"""Is it learning? The collapse watch, and measures that do not depend on chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.correction import Correction
from lgt_engine.dataset import InMemoryLatentDataset
from lgt_engine.dataset_building import build_dataset
from lgt_engine.events import StyleScore
from lgt_engine.finish import Finish, Knot
from lgt_engine.gradual import result_of
from lgt_engine.memory import field_shape
from lgt_engine.network import VelocityField
from lgt_engine.training import finishing, validation
from lgt_engine.training.validation import Validation, Validator

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


def _collapse_notices(events: list[ev.Event]) -> list[ev.Notice]:
    return [event for event in events if isinstance(event, ev.Notice) and event.code == "collapse"]


def _validations(events: list[ev.Event]) -> list[ev.ValidationDone]:
    return [event for event in events if isinstance(event, ev.ValidationDone)]


@pytest.fixture
def short_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Believe validation from step 50."""
    monkeypatch.setattr(validation, "_WARM_UP_STEPS", 50)


@pytest.mark.usefixtures("quick_validation", "short_warm_up")
def test_a_run_fed_its_own_sources_as_references_is_flagged_as_collapsed(
    tiny_config: Config, train: Train
) -> None:
    """The founding failure: both terms pull to the photo and the model learns the identity."""
    # The palette that every style starts from takes a while to unlearn.
    longer = _LEAN | {"max_steps": 200}
    events = train(tiny_config(loss={"references": "source"}, training=longer))
    found = _validations(events)[-1]
    assert found.collapsed
    assert found.velocity_ratio < 0.05
    assert found.distance_ratio > 0.97
    (notice,) = _collapse_notices(events)
    assert notice.level == "warning"
    assert "identity" in notice.text


@pytest.mark.usefixtures("quick_validation", "short_warm_up")
def test_the_same_run_with_real_references_is_not_flagged(
    tiny_config: Config, train: Train
) -> None:
    events = train(tiny_config(training=_LEAN))
    assert not any(found.collapsed for found in _validations(events))
    assert not _collapse_notices(events)
    assert _validations(events)[-1].velocity_ratio > 0.1


def _validation(velocity: float, distance: float, **score: float) -> Validation:
    values = {"texture_gain": 0.3, "colour_gain": 0.3, "structure": 0.6, "contrast_ratio": 1.0}
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


def test_the_best_weights_have_gain_without_losing_structure_or_contrast() -> None:
    plain = _validation(0.5, 0.5).value
    assert _validation(0.5, 0.5, texture_gain=0.5).value > plain
    assert _validation(0.5, 0.5, colour_gain=0.5).value > plain
    assert _validation(0.5, 0.5, texture_gain=0.5, structure=0.2).value < plain
    assert _validation(0.5, 0.5, texture_gain=0.4, contrast_ratio=0.3).value < plain


def _dataset(config: TrainConfig, codec: Codec) -> InMemoryLatentDataset:
    return result_of(build_dataset(config, codec, Control()))


@pytest.fixture
def validator(tiny_config: Config, codec: Codec) -> Any:
    config = tiny_config()
    return Validator(_dataset(config, codec), codec, config), config


def _field_that_moves(config: TrainConfig) -> VelocityField:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        field = VelocityField(field_shape(config, 2)).eval()
        torch.nn.init.normal_(field.out.weight, std=0.2)
    return field


def test_an_untrained_field_is_measured_as_the_identity(validator: Any) -> None:
    measure, config = validator
    field = VelocityField(field_shape(config, 2)).eval()
    found = result_of(measure.run(field))
    assert found.velocity_ratio == 0
    assert found.distance_ratio == pytest.approx(1)
    assert list(found.pictures) == ["", "hatching", "mosaic"]


def test_gains_begin_at_zero_where_nothing_is_finished(tiny_config: Config, codec: Codec) -> None:
    config = tiny_config(inference={"finish": False})
    measure = Validator(_dataset(config, codec), codec, config)
    found = result_of(measure.run(VelocityField(field_shape(config, 2)).eval()))
    assert found.finish == {}
    assert [(one.texture_gain, one.colour_gain) for one in found.scores] == [(0.0, 0.0)] * 2


def test_gains_are_those_of_training_photos_and_structure_is_not(
    tiny_config: Config, codec: Codec
) -> None:
    config = tiny_config()
    dataset = _dataset(config, codec)
    field = _field_that_moves(config)
    few = result_of(Validator(dataset, codec, config).run(field)).scores
    others = replace(dataset, validation_pixels=dataset.validation_pixels.flip(-2) * 0.5)
    same = result_of(Validator(others, codec, config).run(field)).scores
    for one, other in zip(few, same, strict=True):
        assert (one.texture_gain, one.colour_gain) == (other.texture_gain, other.colour_gain)
        assert one.structure != other.structure


def test_a_faint_style_gets_less_flow_and_rises_by_its_finish(
    validator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, config = validator
    monkeypatch.setattr(finishing, "_FAINT", 2.0)  # no gain is as large
    for finish in result_of(measure.run(_field_that_moves(config))).finish.values():
        assert [knot.flow for knot in finish.knots] == pytest.approx([0.51, 0.6, 1.0])
        lower, upper, _ = ((knot.correction.gains - 1).abs().mean() for knot in finish.knots)
        assert upper > lower > 0


def test_where_less_of_a_finish_pays_all_settings_have_that(
    validator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, config = validator
    field = _field_that_moves(config)
    monkeypatch.setattr(finishing, "_FAINT", -10.0)  # no gain is as small
    found = []
    for paying in (1.0, 0.5):
        monkeypatch.setattr(finishing, "paying_share", lambda _, paying=paying: paying)
        found.append(result_of(measure.run(field)).finish)
    for name, whole in found[0].items():
        for all_of_it, some in zip(whole.knots, found[1][name].knots, strict=True):
            torch.testing.assert_close(
                some.correction.gains - 1, 0.5 * (all_of_it.correction.gains - 1)
            )
            torch.testing.assert_close(some.correction.local, all_of_it.correction.local)


def test_local_contrast_goes_half_of_the_way_unless_all_of_it_brings_more(
    validator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, config = validator
    field = _field_that_moves(config)
    monkeypatch.setattr(finishing, "_FAINT", -10.0)  # no gain is as small
    monkeypatch.setattr(finishing, "_ALL_BRINGS", -10.0)  # always more
    whole = result_of(measure.run(field)).finish
    monkeypatch.setattr(finishing, "_ALL_BRINGS", 10.0)  # never so much
    for name, half in result_of(measure.run(field)).finish.items():
        for all_of_it, some in zip(whole[name].knots, half.knots, strict=True):
            changes = all_of_it.correction.local - 1
            assert float(changes.abs().max()) > 0.05
            torch.testing.assert_close(some.correction.local - 1, 0.5 * changes)


def test_bold_goes_beyond_all_that_was_learned_and_is_finished_for_itself(validator: Any) -> None:
    measure, config = validator
    for finish in result_of(measure.run(_field_that_moves(config))).finish.values():
        assert [knot.guidance for knot in finish.knots] == [1.0, 2.0, 3.0]
        strong, bold = finish.knots[1:]
        assert bold.flow == 1.5 > strong.flow
        assert (bold.correction.gains - strong.correction.gains).abs().max() > 1e-3


def test_measuring_twice_gives_the_same_numbers(validator: Any) -> None:
    measure, config = validator
    field = _field_that_moves(config)
    first, second = result_of(measure.run(field)), result_of(measure.run(field))
    assert first.scores == second.scores
    assert first.velocity_ratio == second.velocity_ratio > 0
    assert first.distance_ratio == second.distance_ratio


def test_a_glance_makes_the_pictures_that_measuring_makes(validator: Any) -> None:
    measure, config = validator
    field = _field_that_moves(config)
    whole = result_of(measure.run(field))
    glanced = measure.glance(field, whole.finish)
    assert list(glanced) == list(whole.pictures)
    for name, picture in whole.pictures.items():
        torch.testing.assert_close(glanced[name], picture, rtol=0, atol=1e-3)
    plain = Finish((Knot(1.0, 1.0, Correction.identity()),))
    unfinished = measure.glance(field, dict.fromkeys(whole.finish, plain))
    assert not torch.allclose(unfinished["mosaic"], whole.pictures["mosaic"], atol=1e-2)


def test_before_the_first_look_a_glance_is_finished_roughly(validator: Any) -> None:
    """From fewer photos and without a judge: near to the pictures of a look, at once."""
    measure, config = validator
    field = _field_that_moves(config)
    whole = result_of(measure.run(field))
    plain = Finish((Knot(1.0, 0.85, Correction.identity()),))
    unfinished = measure.glance(field, dict.fromkeys(whole.finish, plain))
    rough = measure.glance(field, {})
    for name in whole.finish:
        wanted = whole.pictures[name]
        assert _rms(rough[name] - wanted) < 0.5 * _rms(unfinished[name] - wanted)


def _rms(x: torch.Tensor) -> float:
    return float(x.square().mean().sqrt())


def test_a_look_says_how_far_it_is(validator: Any) -> None:
    measure, config = validator
    shares = list(measure.run(_field_that_moves(config)))
    assert shares == sorted(shares)
    assert len(shares) >= 4
    assert 0 < shares[0] < shares[-1] <= 1
