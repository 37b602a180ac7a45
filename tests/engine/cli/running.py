"""How the tests run ``lgt``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lgt_engine

Rows = Callable[[Path], list[dict[str, str]]]


class Ran:
    """One command in this process: its status and what it printed."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Lgt = Callable[..., Ran]


def command(*arguments: object) -> dict[str, Any]:
    """Arguments for subprocess: the very engine under test, in a process of its own."""
    here = str(Path(lgt_engine.__file__).parents[1])
    return {
        "args": [sys.executable, "-m", "lgt_engine", *map(str, arguments)],
        "env": {**os.environ, "PYTHONPATH": here, "OMP_NUM_THREADS": "1"},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }
