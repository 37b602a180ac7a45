"""A run folder: one row a step in metrics.csv, without doubles and without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.errors import DataError, TrainingError
from lgt_engine.io.folder_lock import LOCK_NAME
from lgt_engine.training.run_folder import MetricsLog, RunFolder

Rows = Callable[[Path], list[dict[str, str]]]


def _write(path: Path, steps: range, resume_step: int, **extra: Any) -> None:
    log = MetricsLog(path, ("loss",), resume_step)
    for step in steps:
        log.write({"step": step, "seconds": step / 10, "loss": step * 0.5, **extra})
    log.close()


def test_a_folder_is_used_once_a_state_or_model_is_in_it(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "deep" / "run")
    assert folder.samples.is_dir()
    assert not folder.is_used()
    folder.state.write_bytes(b"")
    assert folder.is_used()
    folder.state.unlink()
    folder.model.write_bytes(b"")  # somebody's, whatever it is
    assert folder.is_used()


def test_a_folder_that_cannot_be_made_is_a_data_error_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError) as caught:
        RunFolder(tmp_path / "file" / "run")
    assert "save_dir" in caught.value.next_step


def test_the_kept_config_loads_again(tmp_path: Path) -> None:
    values = {"data": {"data_root": "pictures"}, "loss": {"w_null": 0.5}}
    config = TrainConfig.from_dict(values, base=tmp_path)
    folder = RunFolder(config.checkpoint.save_dir)
    folder.write_config(config)
    assert TrainConfig.load(folder.config) == config


def test_one_row_a_step_in_order(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    _write(path, range(1, 6), 0)
    rows = read_rows(path)
    assert [int(row["step"]) for row in rows] == [1, 2, 3, 4, 5]
    assert [float(row["loss"]) for row in rows] == [0.5, 1.0, 1.5, 2.0, 2.5]


def test_unknown_keys_are_left_out_and_missing_ones_stay_empty(
    tmp_path: Path, read_rows: Rows
) -> None:
    path = tmp_path / "metrics.csv"
    log = MetricsLog(path, ("loss", "style_gain:ink, dark"), 0)
    log.write({"step": 1, "seconds": 0.1, "surprise": 3})
    log.amend({"style_gain:ink, dark": 0.25})
    log.close()
    assert read_rows(path) == [
        {"step": "1", "seconds": "0.1", "loss": "", "style_gain:ink, dark": "0.25"}
    ]


def test_validation_joins_the_newest_row_and_no_other(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    log = MetricsLog(path, ("loss", "structure:ink"), 0)
    log.amend({"structure:ink": 9})  # no row yet: nothing to join
    log.write({"step": 1, "seconds": 0.1, "loss": 1})
    log.write({"step": 2, "seconds": 0.2, "loss": 2})
    log.amend({"structure:ink": 0.5})
    log.close()
    assert [row["structure:ink"] for row in read_rows(path)] == ["", "0.5"]


def test_a_resumed_log_drops_what_was_not_saved_and_continues(
    tmp_path: Path, read_rows: Rows
) -> None:
    path = tmp_path / "metrics.csv"
    _write(path, range(1, 8), 0)
    before = path.read_text().splitlines()
    _write(path, range(5, 8), 4)
    assert path.read_text().splitlines() == before
    assert [int(row["step"]) for row in read_rows(path)] == list(range(1, 8))


def test_a_new_run_starts_a_new_log(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    _write(path, range(1, 4), 0)
    _write(path, range(1, 2), 0)
    assert [row["step"] for row in read_rows(path)] == ["1"]


def test_a_log_cut_off_in_a_line_or_missing_is_continued(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    _write(path, range(1, 4), 0)
    path.write_text(path.read_text()[:-9])
    _write(path, range(3, 5), 2)
    assert [row["step"] for row in read_rows(path)] == ["1", "2", "3", "4"]
    path.unlink()
    _write(path, range(3, 5), 2)
    assert [row["step"] for row in read_rows(path)] == ["3", "4"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"a" * 300_000, b'"open quote\n' * 9])
def test_a_foreign_log_does_not_stop_a_resume(
    tmp_path: Path, read_rows: Rows, content: bytes
) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(content)
    _write(path, range(3, 5), 2)
    assert [row["step"] for row in read_rows(path)] == ["3", "4"]


def test_rows_are_on_the_disk_at_once(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    log = MetricsLog(path, ("loss", "structure:ink"), 0)
    for step in (1, 2, 3):
        log.write({"step": step, "seconds": 0.1, "loss": 1})
        assert len(read_rows(path)) == step
    log.amend({"structure:ink": 0.5})
    assert [row["structure:ink"] for row in read_rows(path)] == ["", "", "0.5"]
    log.amend({"structure:ink": 1})
    assert [row["structure:ink"] for row in read_rows(path)] == ["", "", "1"]
    log.write({"step": 4, "seconds": 0.4, "loss": 4})
    log.close()
    assert [row["step"] for row in read_rows(path)] == ["1", "2", "3", "4"]


def test_going_back_drops_the_rows_behind(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    log = MetricsLog(path, ("loss", "structure:ÿ"), 0)
    for step in (1, 2, 3):
        log.write({"step": step, "seconds": step / 10, "loss": step})
    log.rewind(2)
    log.amend({"structure:ÿ": 9})  # of the state that the run went back to
    log.write({"step": 3, "seconds": 0.5, "loss": 5})
    log.close()
    rows = read_rows(path)
    assert [(row["loss"], row["structure:ÿ"]) for row in rows] == [("1", ""), ("2", "9"), ("5", "")]


def test_a_resumed_run_may_still_validate_its_last_step(tmp_path: Path, read_rows: Rows) -> None:
    path = tmp_path / "metrics.csv"
    log = MetricsLog(path, ("loss", "structure:ÿ"), 0)
    log.write({"step": 1, "seconds": 0.1, "loss": 1})
    log.write({"step": 2, "seconds": 0.2, "loss": 2})
    log.amend({"structure:ÿ": 0.25})
    log.close()
    log = MetricsLog(path, ("loss", "structure:ÿ"), 2)
    log.amend({"structure:ÿ": 0.5})
    log.write({"step": 3, "seconds": 0.3, "loss": 3})
    log.close()
    assert [row["structure:ÿ"] for row in read_rows(path)] == ["", "0.5", ""]


def test_a_resume_killed_while_it_opens_the_log_loses_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_rows: Rows
) -> None:
    path = tmp_path / "metrics.csv"
    _write(path, range(1, 6), 0)

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("csv.DictWriter.writerows", die)  # after a truncating open, if there is one
        with pytest.raises(Killed):
            MetricsLog(path, ("loss",), 5)
    assert [row["step"] for row in read_rows(path)] == ["1", "2", "3", "4", "5"]


def test_a_finished_run_left_everything_the_design_names(
    finished_run: Any, read_rows: Rows
) -> None:
    names = {path.name for path in finished_run.folder.iterdir()} - {LOCK_NAME}
    assert names == {
        "model.safetensors",
        "best.safetensors",
        "state.safetensors",
        "metrics.csv",
        "config.json",
        "samples",
    }
    assert [path.name for path in (finished_run.folder / "samples").iterdir()] == [
        "step_000006.jpg"
    ]
    assert json.loads((finished_run.folder / "config.json").read_text())["data"]
    assert len(read_rows(finished_run.folder / "metrics.csv")) == 6


def test_a_disk_that_fills_up_ends_the_run_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = MetricsLog(tmp_path / "metrics.csv", ("loss",), 0)
    log.write({"step": 1, "seconds": 0.1, "loss": 1})

    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log._writer, "writerow", refuse)
        for action in (lambda: log.write({"step": 2}), lambda: log.amend({"loss": 2})):
            with pytest.raises(TrainingError) as caught:
                action()
            assert "No space left" in caught.value.what
            assert "whole" in caught.value.safe
    log.close()
