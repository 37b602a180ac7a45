"""Configuration: every problem at once, in words that name the way out."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lgt_engine.config import TrainConfig
from lgt_engine.errors import ConfigError

#: The founding system's file, as the design document prints it.
_FOUNDING = """
{"data": {"data_root": "pictures", "style_subdirs": null, "content_subdir": "photos",
          "image_size": 256},
 "codec": {"kind": "builtin"},
 "model": {"latent_channels": 4, "base_channels": 64, "style_dim": 256, "time_dim": 256},
 "loss": {"w_style": 1.0, "w_content": 1.0, "num_projections": 64, "max_samples": null,
          "max_spatial_samples": null, "use_velocity_reg": false, "use_divergence_reg": false,
          "stratified": true},
 "training": {"batch_size": "auto", "learning_rate": 1e-3, "label_drop_prob": 0.15,
              "ode_integration_steps": 2, "max_steps": null, "max_minutes": null,
              "use_gradient_checkpointing": false, "max_norm": 1.0, "seed": 0},
 "inference": {"cfg_scale": 1.0, "num_steps": 4},
 "checkpoint": {"save_dir": "runs/first"}}
"""

_DATA = {"data_root": "pictures"}
_SECTIONS = typing.get_type_hints(TrainConfig)


def _settings() -> list[tuple[str, dataclasses.Field[Any], Any]]:
    """(section, field, type hint) of every setting there is."""
    found = []
    for section in dataclasses.fields(TrainConfig):
        kind = _SECTIONS[section.name]
        hints = typing.get_type_hints(kind)
        found += [(section.name, item, hints[item.name]) for item in dataclasses.fields(kind)]
    return found


SETTINGS = [pytest.param(*entry, id=f"{entry[0]}.{entry[1].name}") for entry in _settings()]


def _options(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)


def _accepts(hint: Any, value: Any) -> bool:
    """Whether JSON ``value`` is of a type that the hint allows, limits aside."""
    return any(_is_of(option, value) for option in _options(hint))


def _is_of(option: Any, value: Any) -> bool:
    if typing.get_origin(option) is tuple:
        item = typing.get_args(option)[0]
        return isinstance(value, list) and bool(value) and all(_accepts(item, v) for v in value)
    if option is Path:
        return isinstance(value, str) and bool(value)
    if isinstance(value, bool):
        return option is bool
    return isinstance(value, int | float) if option is float else isinstance(value, option)


def _number(limit: float) -> str:
    return str(int(limit)) if float(limit).is_integer() else f"{limit:g}"


def _problems(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        TrainConfig.from_dict(values)
    return {problem.where: str(problem) for problem in caught.value.problems}


def test_the_founding_config_loads_with_its_values(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(_FOUNDING, encoding="utf-8")
    config = TrainConfig.load(tmp_path / "config.json")
    founding = json.loads(_FOUNDING)
    loaded = config.to_dict()
    for section, content in founding.items():
        for key, value in content.items():
            if (section, key) in {("data", "data_root"), ("checkpoint", "save_dir")}:
                assert loaded[section][key] == str(tmp_path / value)
            else:
                assert loaded[section][key] == value


def test_everything_but_the_data_has_a_default() -> None:
    config = TrainConfig.from_dict({"data": _DATA})
    assert config.training.batch_size == "auto"
    assert config.total_minutes == TrainConfig.DEFAULT_MINUTES


def test_all_defaults_are_allowed_values() -> None:
    defaults = TrainConfig().to_dict()
    defaults["data"]["data_root"] = "pictures"
    TrainConfig.from_dict(defaults)


def test_a_config_survives_the_way_through_json() -> None:
    config = TrainConfig.from_dict(
        {
            "data": {**_DATA, "style_subdirs": ["ink", "wave"], "cache_dir": "cache"},
            "loss": {"patch_sizes": [1, 5], "max_samples": 8192, "stratified": False},
            "training": {"batch_size": 48, "max_minutes": 2.5, "threads": 2},
            "checkpoint": {"save_dir": "here", "start_from": "model.safetensors"},
        }
    )
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_a_setting_of_an_earlier_version_is_ignored_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = {"data": _DATA, "inference": {"finish": False, "num_steps": 3}}
    path = tmp_path / "config.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    config = TrainConfig.load(path)
    assert config.inference.num_steps == 3
    assert "finish" not in config.to_dict()["inference"]
    (said,) = caplog.messages
    assert str(path) in said
    assert "inference.finish" in said
    TrainConfig.from_dict(config.to_dict())
    assert len(caplog.messages) == 1


def test_all_problems_are_listed_at_once() -> None:
    found = _problems(
        {
            "data": {"image_sise": 256, "image_size": "large"},
            "trainning": {},
            "training": {"batch_size": 0, "lerning_rate": 0.1, "seed": 1.5},
            "loss": {"targets": "stylish"},
            "model": [],
        }
    )
    assert set(found) == {
        "data.image_sise",
        "data.image_size",
        "trainning",
        "training.batch_size",
        "training.lerning_rate",
        "training.seed",
        "loss.targets",
        "model",
    }


@pytest.mark.parametrize(
    ("values", "where", "nearest"),
    [
        ({"trainning": {}}, "trainning", "training"),
        ({"training": {"batchsize": 8}}, "training.batchsize", "batch_size"),
        ({"training": {"learningRate": 1}}, "training.learningRate", "learning_rate"),
        ({"loss": {"w_styl": 1}}, "loss.w_styl", "w_style"),
        ({"loss": {"num_projection": 1}}, "loss.num_projection", "num_projections"),
        ({"inference": {"cfgscale": 1}}, "inference.cfgscale", "cfg_scale"),
        ({"checkpoint": {"savedir": "x"}}, "checkpoint.savedir", "save_dir"),
        ({"max_steps": 5}, "max_steps", "training.max_steps"),
    ],
)
def test_an_unknown_key_names_the_nearest_valid_one(
    values: dict[str, Any], where: str, nearest: str
) -> None:
    message = _problems(values)[where]
    assert f"'{nearest}'" in message
    assert "Did you mean" in message


def test_a_key_unlike_any_other_gets_no_guess() -> None:
    assert "Did you mean" not in _problems({"training": {"qqqqqqqq": 1}})["training.qqqqqqqq"]


@pytest.mark.parametrize(("section", "item", "hint"), SETTINGS)
def test_a_setting_refuses_every_wrong_type(
    section: str, item: dataclasses.Field[Any], hint: Any
) -> None:
    wrong = [None, True, 3, 2.5, "text", "", [], ["text", 3], [None], {"a": 1}, [[1]], {}]
    wrong = [value for value in wrong if not _accepts(hint, value)]
    assert len(wrong) >= 5
    for value in wrong:
        message = _problems({"data": _DATA, section: {item.name: value}})[f"{section}.{item.name}"]
        assert "must be " in message
        shown = json.dumps(value)
        assert message.endswith(f"not {shown}.")


@pytest.mark.parametrize(("section", "item", "hint"), SETTINGS)
def test_a_setting_refuses_what_is_outside_its_limits_and_says_them(
    section: str, item: dataclasses.Field[Any], hint: Any
) -> None:
    low, high, choices = (item.metadata[key] for key in ("low", "high", "choices"))
    listed = any(typing.get_origin(option) is tuple for option in _options(hint))
    outside: list[tuple[Any, tuple[str, ...]]] = []
    if choices:
        outside.append(("nothing like it", tuple(f"'{choice}'" for choice in choices)))
    if low is not None:
        outside += [(low - 1, (_number(low),))]
    if high is not None:
        outside += [(high + 1, (_number(low), _number(high)))]
    if float in _options(hint):
        outside += [(float("nan"), ("a number",)), (float("inf"), ("a number",))]
    for value, said in outside:
        given_value = [value] if listed else value
        found = _problems({"data": _DATA, section: {item.name: given_value}})
        message = found[f"{section}.{item.name}"]
        assert all(text in message for text in said), message


@pytest.mark.parametrize(("section", "item", "hint"), SETTINGS)
def test_a_setting_accepts_its_limits_and_choices(
    section: str, item: dataclasses.Field[Any], hint: Any
) -> None:
    low, high, choices = (item.metadata[key] for key in ("low", "high", "choices"))
    listed = any(typing.get_origin(option) is tuple for option in _options(hint))
    for value in [*(choices or ()), *(edge for edge in (low, high) if edge is not None)]:
        try:
            TrainConfig.from_dict(
                {"data": _DATA, section: {item.name: [value] if listed else value}}
            )
        except ConfigError as error:
            problems = error.problems
        else:
            continue
        # Alone it is fine; what is reported must be a contradiction with another setting.
        for problem in map(str, problems):
            assert not any(
                text in problem for text in ("must be one of", " of at least ", " from ")
            )


@pytest.mark.parametrize("background", ["nocolour", "#12", "#11223344", ""])
def test_a_background_that_is_no_opaque_colour_is_refused(background: str) -> None:
    found = _problems({"data": {**_DATA, "background": background}})
    assert "'white', 'black' or a colour" in found["data.background"]


@pytest.mark.parametrize(("section", "item", "hint"), SETTINGS)
def test_every_setting_explains_itself(
    section: str, item: dataclasses.Field[Any], hint: Any
) -> None:
    assert len(item.metadata["help"]) > 5, (section, item.name, hint)


def test_every_setting_is_refused_together_in_one_message() -> None:
    values: dict[str, dict[str, Any]] = {}
    for section, item, _hint in _settings():
        values.setdefault(section, {})[item.name] = {"never": "valid"}
    found = _problems(values)
    assert set(found) == {f"{section}.{item.name}" for section, item, _ in _settings()}


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, "data.data_root"),
        ({"data": {**_DATA, "image_size": 250}}, "data.image_size"),
        (
            {"data": {**_DATA, "style_scale_min": 0.9, "style_scale_max": 0.5}},
            "data.style_scale_min",
        ),
        ({"data": _DATA, "training": {"batch_size": "automatic"}}, "training.batch_size"),
        ({"data": _DATA, "model": {"kernel_size": 4}}, "model.kernel_size"),
        ({"data": _DATA, "codec": {"kind": "folder"}}, "codec.path"),
        (
            {"data": {**_DATA, "image_size": 64}, "loss": {"patch_sizes": [9]}},
            "loss.patch_sizes",
        ),
    ],
)
def test_contradictions_are_found_before_any_work(values: dict[str, Any], where: str) -> None:
    assert set(_problems(values)) == {where}


def test_several_contradictions_are_listed_at_once() -> None:
    found = _problems({"codec": {"kind": "folder"}, "model": {"kernel_size": 2}})
    assert set(found) == {"data.data_root", "codec.path", "model.kernel_size"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
_KEYS = st.sampled_from([(section, item.name) for section, item, _ in _settings()])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_KEYS, _JSON), max_size=6))
def test_any_json_is_either_a_config_or_a_config_error(
    entries: list[tuple[tuple[str, str], Any]],
) -> None:
    values: dict[str, Any] = {"data": dict(_DATA)}
    for (section, key), value in entries:
        values.setdefault(section, {})[key] = value
    try:
        config = TrainConfig.from_dict(values)
    except ConfigError as error:
        problems = error.problems
    else:
        assert TrainConfig.from_dict(config.to_dict()) == config
        return
    assert problems
    assert all(problem.where and problem.what for problem in problems)
