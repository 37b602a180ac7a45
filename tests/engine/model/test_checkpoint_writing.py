"""Files are written whole or not at all: flushed, read back, and then put in place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from lgt_engine.data.latent_cache import Crops, LatentCache
from lgt_engine.errors import CheckpointError
from lgt_engine.model import checkpoint
from lgt_engine.model.checkpoint import FORMAT_VERSION, read_tensors, write_tensors

_DOCUMENT = {"format": FORMAT_VERSION, "kind": "test"}


def test_tensors_and_document_come_back(tmp_path: Path) -> None:
    tensors = {
        "a": torch.arange(6.0).view(2, 3),
        "scalar": torch.tensor(3, dtype=torch.int64),
        "bytes": torch.arange(5, dtype=torch.uint8),
        "half": torch.ones(2, dtype=torch.bfloat16),
        "transposed": torch.arange(6.0).view(2, 3).T,
        "empty": torch.zeros(0, 4),
    }
    write_tensors(tmp_path / "x.safetensors", tensors, {**_DOCUMENT, "names": ["é", "猫"]})
    back, document = read_tensors(tmp_path / "x.safetensors")
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


def test_a_folder_that_has_gone_is_not_made_again_at_its_old_place(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="could not be written") as caught:
        write_tensors(tmp_path / "gone" / "x.safetensors", {"a": torch.ones(1)}, _DOCUMENT)
    assert "folder is there" in caught.value.next_step
    assert not list(tmp_path.iterdir())


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


def test_a_damaged_cache_entry_reads_as_absent(tmp_path: Path) -> None:
    cache = LatentCache(tmp_path)
    path = cache.path("0" * 64, {"size": 64}, "codec")
    assert cache.read(path) is None
    crops = Crops(torch.full((2, 3, 64, 64), 9, dtype=torch.uint8), torch.ones(2, 4, 8, 8))
    cache.write(path, crops)
    kept = cache.read(path)
    assert kept is not None
    assert torch.equal(kept.pixels, crops.pixels)
    assert torch.equal(kept.latents, crops.latents)
    path.write_bytes(path.read_bytes()[:-5])
    assert cache.read(path) is None
    save_file({"other": torch.ones(1)}, path, metadata={"lgt": json.dumps(_DOCUMENT)})
    assert cache.read(path) is None
