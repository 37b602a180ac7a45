"""The command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lgt_engine.cli import main
from lgt_engine.config import TrainConfig

from .running import Lgt, Ran


@pytest.fixture
def lgt(capfd: pytest.CaptureFixture[str]) -> Lgt:
    """``lgt("train", "--config", path)``; asserts that no traceback is printed."""

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as leave:  # argparse's own way out
            status = leave.code if isinstance(leave.code, int) else 1
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Ran(status, " ".join(out.split()), " ".join(err.split()))

    return run


@pytest.fixture
def write_config(tiny_config: Callable[..., TrainConfig], tmp_path: Path) -> Callable[..., Path]:
    """``write_config(section={…})`` → path of a config.json."""

    def write(**sections: dict[str, Any]) -> Path:
        path = tmp_path / "config.json"
        path.write_text(json.dumps(tiny_config(**sections).to_dict()), encoding="utf-8")
        return path

    return write


@pytest.fixture
def stylize(lgt: Lgt, make_model: Callable[..., Path], codec_folder: Path, tmp_path: Path) -> Lgt:
    """``stylize(*options, *photos)`` with a small model into ``tmp_path / "out"``."""

    def run(*arguments: object) -> Ran:
        common = ("--model", make_model(), "--codec", codec_folder, "--out", tmp_path / "out")
        return lgt("stylize", *common, *arguments)

    return run
