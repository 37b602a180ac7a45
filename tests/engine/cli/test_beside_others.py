"""What the commands owe other programs: priority and sleep."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .running import Lgt, command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")

Config = Callable[..., Path]


def _niceness(line: str) -> int:
    return int(line.rsplit(maxsplit=1)[1])


@pytest.mark.parametrize("low", [True, False])
def test_a_training_gives_way_and_keeps_the_computer_awake(
    inhibitor: Callable[[], list[str]], write_config: Config, lgt: Lgt, low: bool
) -> None:
    config = write_config(training={"low_priority": low, "max_steps": 2})
    if low:  # in a process of its own: the priority cannot be raised again
        done = subprocess.run(**command("train", "--config", config), check=False)
        assert done.returncode == 0, done.stderr
    else:
        assert lgt("train", "--config", config).status == 0
    told, ended = inhibitor()
    assert "--why=Training a style" in told
    assert ended == "ended"
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert _niceness(told) == (max(1, mine) if low else mine)


def test_stylizing_keeps_the_computer_awake(
    inhibitor: Callable[[], list[str]], stylize: Lgt, data_root: Path
) -> None:
    ran: Any = stylize("--style", "mosaic", data_root / "photos" / "0.png")
    assert ran.status == 0, ran.err
    told, ended = inhibitor()
    assert "--why=Stylizing pictures" in told
    assert ended == "ended"
