"""A file of a model is never a way in for anything but tensors, and comes back as it was."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

import lgt_engine
from lgt_engine.config import FlowConfig, InferenceConfig, TrainConfig
from lgt_engine.errors import CheckpointError
from lgt_engine.model import checkpoint
from lgt_engine.model.checkpoint import (
    FORMAT_VERSION,
    ModelDescription,
    describe_model,
    load_model,
    read_document,
    read_tensors,
    save_model,
    write_tensors,
)
from lgt_engine.model.velocity_field import FieldShape, VelocityField

_DOCUMENT = {"format": FORMAT_VERSION, "kind": "test"}


@pytest.fixture(scope="module")
def model_file(make_model: Callable[..., Path]) -> Path:
    return make_model()


def _rewrite(source: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A copy of a model file whose document went through ``change``."""
    tensors, document = read_tensors(source)
    change(document)
    save_file(tensors, target, metadata={"lgt": json.dumps(document)})
    return target


def _refused(path: Path) -> str:
    """The message with which every reader of a model refuses a file."""
    with pytest.raises(CheckpointError) as caught:
        load_model(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("finish", [{"mosaic": [{"guidance": 1.0}]}, {}, None, "none"])
def test_a_model_of_an_earlier_version_opens_and_its_finish_is_ignored(
    tmp_path: Path, model_file: Path, finish: Any
) -> None:
    def older(document: dict[str, Any]) -> None:
        document["finish"] = finish
        document["inference"]["finish"] = True

    path = _rewrite(model_file, tmp_path / "older.safetensors", older)
    assert load_model(path)[1] == load_model(model_file)[1]


def _cuts(size: int, header: int) -> Iterator[int]:
    yield from (0, 1, 7, 8, 9, 8 + header // 2, 8 + header - 1, 8 + header, 8 + header + 1)
    yield from (size * share // 8 for share in range(1, 8))
    yield size - 1


def test_a_model_cut_off_anywhere_is_refused(tmp_path: Path, model_file: Path) -> None:
    data = model_file.read_bytes()
    path = tmp_path / "cut.safetensors"
    for length in _cuts(len(data), struct.unpack("<Q", data[:8])[0]):
        path.write_bytes(data[:length])
        _refused(path)


def test_a_model_with_bytes_added_is_refused(tmp_path: Path, model_file: Path) -> None:
    path = tmp_path / "long.safetensors"
    path.write_bytes(model_file.read_bytes() + b"\0" * 16)
    _refused(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_in_the_header_is_refused_or_changes_no_shape(
    data: st.DataObject, make_model: Callable[..., Path], tmp_path_factory: Any
) -> None:
    source = _shared_model(make_model)
    whole = bytearray(source)
    header = 8 + struct.unpack("<Q", source[:8])[0]
    where = data.draw(st.integers(0, header - 1))
    whole[where] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path_factory.getbasetemp() / "flipped.safetensors"
    path.write_bytes(whole)
    try:
        network, description = load_model(path)
    except CheckpointError:
        return
    assert len(description.styles) == description.shape.num_styles
    assert all(bool(value.isfinite().all()) for value in network.state_dict().values())


_MODEL_BYTES: list[bytes] = []


def _shared_model(make_model: Callable[..., Path]) -> bytes:
    if not _MODEL_BYTES:
        _MODEL_BYTES.append(make_model().read_bytes())
    return _MODEL_BYTES[0]


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_checkpoint_error(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.safetensors"
    path.write_bytes(content)
    _refused(path)


@pytest.mark.parametrize("size", [100_000_001, 1 << 40, (1 << 64) - 1])
def test_a_huge_header_is_refused_before_anything_is_allocated(tmp_path: Path, size: int) -> None:
    path = tmp_path / "huge.safetensors"
    path.write_bytes(struct.pack("<Q", size) + b"{}" + b"\0" * 64)
    assert "header" in _refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.safetensors", tmp_path):
        _refused(path)


def test_a_foreign_safetensors_file_is_refused(tmp_path: Path) -> None:
    plain = tmp_path / "plain.safetensors"
    save_file({"a": torch.ones(2)}, plain)
    assert "no LGT description" in _refused(plain)
    labelled = tmp_path / "labelled.safetensors"
    save_file({"a": torch.ones(2)}, labelled, metadata={"format": "pt", "lgt": "[1, 2"})
    assert "no LGT description" in _refused(labelled)


def test_a_pickle_is_refused_and_never_run(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    torch.save({"a": torch.ones(2)}, path)
    _refused(path)


def test_a_state_is_not_taken_for_a_model(finished_run: Any) -> None:
    assert "not a model" in _refused(finished_run.folder / "state.safetensors")


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 999, "2", None, 1.5])
def test_a_newer_or_odd_format_is_refused_and_the_way_out_told(
    tmp_path: Path, model_file: Path, version: object
) -> None:
    path = _rewrite(model_file, tmp_path / "x.safetensors", lambda d: d.update(format=version))
    message = _refused(path)
    assert "format" in message
    assert "Update LGT" in message


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("shape"),
        lambda d: d.pop("styles"),
        lambda d: d.pop("codec"),
        lambda d: d.update(styles=[]),
        lambda d: d.update(styles=["only one"]),
        lambda d: d.update(styles=None),
        lambda d: d.update(kind="picture"),
        lambda d: d["shape"].update(base_channels=16),
        lambda d: d["shape"].update(base_channels=0),
        lambda d: d["shape"].update(base_channels=-8),
        lambda d: d["shape"].update(base_channels=10**9),
        lambda d: d["shape"].update(kernel_size=4),
        lambda d: d["shape"].update(kernel_size=10**6),
        lambda d: d["shape"].update(time_dim="wide"),
        lambda d: d["shape"].update(colour=3),
        lambda d: d.update(shape=[1, 2]),
        lambda d: d.update(codec="builtin"),
        lambda d: d.update(flow={"path": "source", "colour": 1}),
        lambda d: d.update(flow={"path": "sideways"}),
        lambda d: d.update(flow={"path": 3}),
        lambda d: d.update(flow={"noise_start": 7.0}),
        lambda d: d.update(flow={"solver": "guess"}),
        lambda d: d.update(flow={"variation": "much"}),
        lambda d: d.update(inference={"num_steps": 0}),
        lambda d: d.update(inference={"num_steps": 10**9}),
        lambda d: d.update(inference={"cfg_scale": "much"}),
        lambda d: d.update(inference=3),
        lambda d: d.update(step="many"),
        lambda d: d.update(metrics=3),
        lambda d: d.update(config=[1]),
    ],
)
def test_a_description_that_does_not_fit_is_refused(
    tmp_path: Path, model_file: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    _refused(_rewrite(model_file, tmp_path / "x.safetensors", change))


def test_weights_of_wrong_shapes_missing_or_extra_are_refused(
    tmp_path: Path, model_file: Path
) -> None:
    tensors, document = read_tensors(model_file)
    name = next(iter(tensors))
    for changed in (
        {**tensors, name: tensors[name][..., :1].contiguous()},
        {key: value for key, value in tensors.items() if key != name},
        {**tensors, "extra": torch.ones(1)},
    ):
        path = tmp_path / "x.safetensors"
        write_tensors(path, changed, document)
        assert "shapes" in _refused(path)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(
    tmp_path: Path, model_file: Path, value: float
) -> None:
    tensors, document = read_tensors(model_file)
    tensors["out.bias"][0] = value
    write_tensors(tmp_path / "x.safetensors", tensors, document)
    assert "not finite" in _refused(tmp_path / "x.safetensors")


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    shape = FieldShape(3, 4, 8, 16, 16, 3)
    network = VelocityField(shape)
    description = ModelDescription(
        shape=shape,
        styles=("ink", "вода", "stone floor"),
        codec_kind="taesd",
        codec_id="taesd-0123",
        flow=FlowConfig(path="noise", noise_start=0.3, solver="heun"),
        inference=InferenceConfig(cfg_scale=1.5, num_steps=7),
        step=1234,
        metrics={"ink": {"style_gain": 0.25}},
        config={"training": {"seed": 3}},
    )
    save_model(tmp_path / "m.safetensors", network.state_dict(), description)
    loaded, back = load_model(tmp_path / "m.safetensors")
    assert back == description
    assert describe_model(tmp_path / "m.safetensors") == description
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())
    for name, value in network.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], value)


def test_describing_a_model_reads_no_weights(
    model_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weights_are_read(*_: Any) -> None:
        pytest.fail("the weights were read")

    monkeypatch.setattr(checkpoint, "read_weights", weights_are_read)
    assert describe_model(model_file).styles == ("hatching", "mosaic")


def test_a_model_file_names_no_path_of_its_maker(finished_run: Any) -> None:
    config: TrainConfig = finished_run.config
    for name in ("model.safetensors", "best.safetensors"):
        content = (finished_run.folder / name).read_bytes()
        text = json.dumps(read_document(finished_run.folder / name))
        for secret in (
            config.data.data_root,
            config.data.cache_dir,
            config.codec.path,
            config.checkpoint.save_dir,
            Path.home(),
        ):
            assert str(secret) not in text
            assert str(secret).encode() not in content
        assert "/tmp" not in text


def test_no_path_setting_is_kept_in_a_shareable_config() -> None:
    values: dict[str, dict[str, Any]] = {}
    for section in dataclasses.fields(TrainConfig):
        kind = type(getattr(TrainConfig(), section.name))
        for item in dataclasses.fields(kind):
            if "Path" in str(item.type):
                values.setdefault(section.name, {})[item.name] = "/home/somebody/secret"
    values["data"]["content_subdir"] = "/home/somebody/secret"
    assert len(values) >= 3
    kept = checkpoint.shareable_config(TrainConfig.from_dict(values))
    assert "somebody" not in json.dumps(kept)
    assert kept["training"]["seed"] == 0


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_the_engine_never_touches_pickle() -> None:
    """Opening a file from a friend must not be able to run code."""
    forbidden = ("pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "torch.load")
    for source in Path(lgt_engine.__file__).parent.rglob("*.py"):
        for name in _calls(ast.parse(source.read_text(encoding="utf-8"))):
            if (source.name, name) == ("features.py", "torch.load"):
                continue  # one file of a package, only when its bytes are the known ones
            assert name not in forbidden, f"{source.name} uses {name}"
            assert name.partition(".")[0] not in forbidden, f"{source.name} uses {name}"
            assert name not in ("torch.save", "numpy.load", "np.load"), f"{source.name}: {name}"


def test_a_model_that_training_replaces_while_it_is_read_is_read_again(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older description would meet newer weights."""
    path = Path(shutil.copy(model_file, tmp_path / "model.safetensors"))
    newer = _rewrite(model_file, tmp_path / "newer", lambda document: document.update(step=77))
    real = checkpoint.read_tensors

    def replaced_before(where: Path, *rest: Any) -> Any:
        if newer.exists():
            newer.replace(path)
        return real(where, *rest)

    monkeypatch.setattr(checkpoint, "read_tensors", replaced_before)
    _, description = load_model(path)
    assert description.step == 77
