"""Waiting threads give up their cores: what torch's own OpenMP says it was told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import lgt_engine


def _told(module: str, **variables: str) -> str:
    """What OpenMP prints of its settings when it is loaded after ``module``."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("OMP", "GOMP", "KMP"))}
    package = Path(lgt_engine.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}\nimport torch\ntorch.ones(9).sum()"],
        env={**mine, **variables, "OMP_DISPLAY_ENV": "VERBOSE", "PYTHONPATH": str(package)},
        capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    if "GOMP_SPINCOUNT" not in done.stderr:
        pytest.skip("this torch has no GNU OpenMP that tells its settings")
    return next(line for line in done.stderr.splitlines() if "GOMP_SPINCOUNT" in line)


def test_threads_wait_briefly_in_the_window_too() -> None:
    """Whatever is of the engine's package is loaded after it; the window is not."""
    assert "'10000'" in _told("lgt_app.main_window")


def test_what_the_person_chose_stays() -> None:
    assert "'10000'" not in _told("lgt_engine", OMP_WAIT_POLICY="PASSIVE")
    assert "'77'" in _told("lgt_engine", GOMP_SPINCOUNT="77")
