"""What the commands owe other programs: priority and sleep."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .running import Lgt

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")


def test_a_training_keeps_the_computer_awake_at_a_priority_that_the_person_chose(
    inhibitor: Callable[[], list[str]], write_config: Callable[..., Path], lgt: Lgt
) -> None:
    config = write_config(training={"low_priority": False, "max_steps": 2})
    assert lgt("train", "--config", config).status == 0
    told, ended = inhibitor()
    assert "--why=Training a style" in told
    assert told.endswith(f" {os.getpriority(os.PRIO_PROCESS, 0)}")
    assert ended == "ended"


def test_stylizing_keeps_the_computer_awake(
    inhibitor: Callable[[], list[str]], stylize: Lgt, data_root: Path
) -> None:
    ran: Any = stylize("--style", "mosaic", data_root / "photos" / "0.png")
    assert ran.status == 0, ran.err
    told, ended = inhibitor()
    assert "--why=Stylizing pictures" in told
    assert ended == "ended"
