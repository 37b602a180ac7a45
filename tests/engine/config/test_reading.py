"""Configuration files and ``--set``: bytes to settings, or a ConfigError in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.errors import ConfigError


def test_bad_json_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"data": {"data_root": "x"},\n "training": {"seed": 1,}\n}', "utf-8")
    with pytest.raises(ConfigError) as caught:
        TrainConfig.load(path)
    assert "line 2, column" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe\x00",
        b'{"data": ',
        b"[" * 100_000,
        b'{"data": ' * 50_000,
        b" " * (1 << 20) + b"{}",
        b'{"data": {"data_root": "a\\u0000b"}}',
        b'{"training": {"seed": ' + b"9" * 5000 + b"}}",
        b'{"training": {"learning_rate": 1e999}}',
        b'{"training": {"learning_rate": NaN}}',
        b'{"training": {"learning_rate": 1' + b"0" * 400 + b"}}",
        b'{"training": {"seed": 1' + b"0" * 400 + b"}}",
        b'{"data": {"data_root": "~nobody-of-this-name/pictures"}}',
    ],
)
def test_whatever_the_file_holds_the_answer_is_a_config_error(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        TrainConfig.load(path)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_missing_file_and_a_folder_are_config_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            TrainConfig.load(path)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"data": {"data_root": "x"}}', encoding="utf-8-sig")
    assert TrainConfig.load(path).data.data_root == tmp_path / "x"


def test_relative_paths_are_relative_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project").mkdir()
    absolute = str(tmp_path / "absolute")
    values = {
        "data": {"data_root": "pictures", "cache_dir": absolute},
        "codec": {"kind": "folder", "path": "../codec"},
        "checkpoint": {"save_dir": "runs/one", "start_from": "base.safetensors"},
    }
    (tmp_path / "project" / "config.json").write_text(json.dumps(values), "utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    config = TrainConfig.load(Path("..") / "project" / "config.json")
    assert config.data.data_root == tmp_path / "project" / "pictures"
    assert config.data.cache_dir == Path(absolute)
    assert config.codec.path is not None
    assert config.codec.path.resolve() == tmp_path / "codec"
    assert config.checkpoint.save_dir == tmp_path / "project" / "runs" / "one"
    assert config.checkpoint.start_from == tmp_path / "project" / "base.safetensors"


def test_the_default_run_folder_is_relative_to_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    for text in ('{"data": {"data_root": "x"}}', '{"data": {"data_root": "x"}, "checkpoint": {}}'):
        path.write_text(text, "utf-8")
        assert TrainConfig.load(path).checkpoint.save_dir == tmp_path / "runs" / "first"


def test_overrides_win_and_take_json_or_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"data": {"data_root": "x"}, "training": {"max_steps": 5}}', "utf-8")
    config = TrainConfig.load(
        path,
        (
            "training.max_steps=7",
            "training.max_minutes=0.5",
            "loss.patch_sizes=[1, 3]",
            "flow.path=noise",
            "data.data_root=other",
            "training.use_gradient_checkpointing=true",
            "training.threads=null",
            "checkpoint.save_dir=a=b",
        ),
    )
    assert config.training.max_steps == 7
    assert config.training.max_minutes == 0.5
    assert config.loss.patch_sizes == (1, 3)
    assert config.flow.path == "noise"
    assert config.data.data_root == tmp_path / "other"
    assert config.training.use_gradient_checkpointing is True
    assert config.training.threads is None
    assert config.checkpoint.save_dir == tmp_path / "a=b"


def test_bad_overrides_are_listed_beside_the_problems_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"data": {"data_root": "x"}, "training": {"seed": -1}}', "utf-8")
    with pytest.raises(ConfigError) as caught:
        TrainConfig.load(path, ("max_steps", "steps=5", "training.=1", "training.max_step=1"))
    where = [problem.where for problem in caught.value.problems]
    assert where == [
        "--set max_steps",
        "--set steps=5",
        "--set training.=1",
        "training.seed",
        "training.max_step",
    ]
