"""Files are replaced whole or not at all, parts of the dead are swept, folders have one owner."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lgt_engine
from lgt_engine.config import TrainConfig
from lgt_engine.errors import DataError
from lgt_engine.events import StepDone
from lgt_engine.io.atomic_files import (
    atomic_file,
    remove_leftovers,
    temporary_name,
    write_atomically,
)
from lgt_engine.io.folder_lock import LOCK_NAME, FolderLock
from lgt_engine.training.trainer import Trainer

from .tally import Tally

_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(lgt_engine.__file__).parents[1])}


def _python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_ENVIRONMENT)


def _interrupted(path: Path) -> None:
    with atomic_file(path) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.json"
    write_atomically(path, "old ÷")

    def refuse(_source: Any, _target: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refuse)
        with pytest.raises(OSError, match="No space"):
            write_atomically(path, b"new")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(path)
    assert path.read_text(encoding="utf-8") == "old ÷"
    assert list(tmp_path.iterdir()) == [path]
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_parts_of_the_dead_are_swept_and_nothing_else(tmp_path: Path) -> None:
    """The living process here is this one, the dead one a child that has ended."""
    names = "from lgt_engine.io.atomic_files import temporary_name as n; print(n()); print(n())"
    dead = _python(names).communicate()[0].split()
    (tmp_path / dead[0]).write_bytes(b"half")
    (tmp_path / dead[1] / "below").mkdir(parents=True)
    kept = ["photo.png", ".hidden", "x.part", ".lgt-notes.part", ".lgt-.part", temporary_name()]
    kept += [f".lgt-00000000-{dead[0].split('-')[2]}-abc.part"]  # of another machine
    kept += [".lgt-x-99999999999999999999-abc.part"]
    for name in kept:
        (tmp_path / name).write_bytes(b"whole")
    assert remove_leftovers(tmp_path) == 2
    assert sorted(os.listdir(tmp_path)) == sorted(kept)
    assert remove_leftovers(tmp_path / "absent") == 0


def test_a_lock_is_for_one_and_ends_with_its_process(tmp_path: Path, tally: Tally) -> None:
    code = (
        "import sys, time, pathlib, lgt_engine.io.folder_lock as locks\n"
        "lock = locks.FolderLock(pathlib.Path(sys.argv[1]))\n"
        "print(lock.take(), flush=True); time.sleep(20)"
    )
    process = _python(code, tmp_path)
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "True\n"
        lock = FolderLock(tmp_path)
        assert not lock.take()
        process.kill()
    assert lock.take()
    assert not FolderLock(tmp_path).take(), "not twice in one process either"
    lock.release()
    lock.release()
    assert FolderLock(tmp_path).take()
    tally.survived("two instances: the lock of a killed one")


def test_what_older_locks_left_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_text("4711\npython\nanother-host\n")
    assert FolderLock(tmp_path).take()


def test_where_no_lock_can_be_everybody_gets_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "absent", tmp_path / "file"):
        assert FolderLock(folder).take()
        assert FolderLock(folder).take()


@pytest.mark.usefixtures("quick_validation")
def test_a_second_training_in_a_run_folder_is_told(
    tiny_config: Callable[..., TrainConfig], train: Callable[..., Any], tally: Tally
) -> None:
    config = tiny_config()
    first = Trainer(config).run()
    while not isinstance(next(first), StepDone):
        pass
    for resume in (False, True):
        with pytest.raises(DataError, match="being trained by another LGT") as caught:
            list(Trainer(config, resume=resume).run())
        assert caught.value.safe
        assert "save_dir" in caught.value.next_step
        tally.survived("two instances: one run folder")
        told = str(caught.value).replace(str(config.checkpoint.save_dir), "…/run")
        tally.says("two instances", told)
    first.close()
    train(config, resume=True)
