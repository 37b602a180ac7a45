"""Files on disk: atomic, verified, and never a way in for anything but tensors."""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

import lgt_engine
from lgt_engine import checkpoint
from lgt_engine.checkpoint import (
    FORMAT_VERSION,
    ModelDescription,
    describe_model,
    load_model,
    read_document,
    read_tensors,
    save_model,
    write_tensors,
)
from lgt_engine.config import FlowConfig, InferenceConfig, TrainConfig
from lgt_engine.errors import CheckpointError
from lgt_engine.latent_cache import LatentCache
from lgt_engine.network import FieldShape, VelocityField

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


def test_tensors_and_document_come_back(tmp_path: Path) -> None:
    tensors = {
        "a": torch.arange(6.0).view(2, 3),
        "scalar": torch.tensor(3, dtype=torch.int64),
        "bytes": torch.arange(5, dtype=torch.uint8),
        "half": torch.ones(2, dtype=torch.bfloat16),
        "transposed": torch.arange(6.0).view(2, 3).T,
        "empty": torch.zeros(0, 4),
    }
    write_tensors(tmp_path / "deep" / "x.safetensors", tensors, {**_DOCUMENT, "names": ["é", "猫"]})
    back, document = read_tensors(tmp_path / "deep" / "x.safetensors")
    assert document == {**_DOCUMENT, "names": ["é", "猫"]}
    assert back.keys() == tensors.keys()
    for name, value in tensors.items():
        assert back[name].dtype == value.dtype
        assert torch.equal(back[name], value)


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    write_tensors(tmp_path / "x.safetensors", {"a": torch.ones(1)}, _DOCUMENT)
    assert [path.name for path in tmp_path.iterdir()] == ["x.safetensors"]


def _fail_replace(_source: Any, _target: Any) -> None:
    raise OSError(28, "No space left on device")


def _fail_fsync(_descriptor: int) -> None:
    raise OSError(5, "Input/output error")


def _half_write(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data[: len(data) // 2])
    raise OSError(28, "No space left on device")


def _wrong_read_back(path: Path) -> bytes:
    with path.open("rb") as file:
        data = bytearray(file.read())
    data[-1] ^= 1
    return bytes(data)


def _lost_read_back(_path: Path) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("target", "replacement"),
    [
        ("os.replace", _fail_replace),
        ("os.fsync", _fail_fsync),
        ("pathlib.Path.write_bytes", _half_write),
        ("pathlib.Path.read_bytes", _wrong_read_back),
        ("pathlib.Path.read_bytes", _lost_read_back),
    ],
)
@pytest.mark.parametrize("existed", [True, False])
def test_a_disk_that_fails_leaves_the_old_file_whole_and_no_rubbish(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    replacement: Callable[..., Any],
    existed: bool,
) -> None:
    path = tmp_path / "x.safetensors"
    if existed:
        write_tensors(path, {"a": torch.ones(3)}, {**_DOCUMENT, "age": "old"})
    before = path.read_bytes() if existed else None
    with monkeypatch.context() as patch:
        patch.setattr(target, replacement)
        with pytest.raises(CheckpointError) as caught:
            write_tensors(path, {"a": torch.zeros(3)}, {**_DOCUMENT, "age": "new"})
    assert "untouched" in caught.value.safe
    assert caught.value.next_step
    assert (path.read_bytes() if existed else None) == before
    assert list(tmp_path.iterdir()) == ([path] if existed else [])


def test_a_folder_that_cannot_be_made_is_a_checkpoint_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="could not be written"):
        write_tensors(tmp_path / "file" / "x.safetensors", {"a": torch.ones(1)}, _DOCUMENT)


def test_a_crash_between_any_two_steps_leaves_a_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new file is on the disk, flushed and verified, before the old one is replaced."""
    path = tmp_path / "x.safetensors"
    write_tensors(path, {"a": torch.ones(3)}, _DOCUMENT)
    order: list[str] = []

    def recorded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            order.append(name)
            assert torch.equal(load_file(path)["a"], torch.ones(3)) or name == "fsync"
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(Path, "write_bytes", recorded("write", Path.write_bytes))
    monkeypatch.setattr(checkpoint, "_verify", recorded("verify", checkpoint._verify))
    monkeypatch.setattr(os, "fsync", recorded("fsync", os.fsync))
    monkeypatch.setattr(os, "replace", recorded("replace", os.replace))
    write_tensors(path, {"a": torch.zeros(3)}, _DOCUMENT)
    assert order[:4] == ["write", "verify", "fsync", "replace"]


def test_nan_weights_are_written_and_verified_bit_by_bit(tmp_path: Path) -> None:
    tensors = {"a": torch.tensor([float("nan"), 1.0]), "b": torch.tensor(float("nan"))}
    write_tensors(tmp_path / "x.safetensors", tensors, _DOCUMENT)
    assert bool(read_tensors(tmp_path / "x.safetensors")[0]["a"].isnan()[0])


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
        metrics={"ink": {"texture_gain": 0.25}},
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
    monkeypatch.setattr(checkpoint, "read_weights", _lost_read_back)
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


def test_a_damaged_cache_entry_reads_as_absent(tmp_path: Path) -> None:
    cache = LatentCache(tmp_path)
    path = cache.path("0" * 64, {"size": 64}, "codec")
    assert cache.read(path) is None
    cache.write(path, torch.ones(2, 4, 8, 8))
    kept = cache.read(path)
    assert kept is not None
    assert torch.equal(kept, torch.ones(2, 4, 8, 8))
    path.write_bytes(path.read_bytes()[:-5])
    assert cache.read(path) is None
    save_file({"other": torch.ones(1)}, path, metadata={"lgt": json.dumps(_DOCUMENT)})
    assert cache.read(path) is None


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
