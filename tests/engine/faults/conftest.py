"""Shared by the fault tests."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lgt_engine.config import TrainConfig
from lgt_engine.images.formats import PICTURE_SUFFIXES

from .tally import Tally
from .victims import Victims

#: Kills of each kind.
KILLS = int(os.environ.get("LGT_KILLS", "3"))


_TALLY = pytest.StashKey[Tally]()


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """Where tests say what they tried; told at the end of a long run."""
    return pytestconfig.stash.setdefault(_TALLY, Tally())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The tables, in the long form."""
    kept = config.stash.get(_TALLY, None)
    if kept is not None and KILLS > 3:
        terminalreporter.section("faults")
        for line in kept.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def victims() -> Iterator[Victims]:
    """Starts processes that may be killed."""
    if not hasattr(os, "fork"):
        pytest.skip("kills forked processes")
    with Victims() as server:
        yield server


@pytest.fixture(scope="session")
def hashes() -> Callable[[Path], Counter[str]]:
    """``hashes(folder)``: SHA-256 of all pictures below it, with how often each is there."""

    def hashed(folder: Path) -> Counter[str]:
        files = (path for path in folder.rglob("*") if path.suffix in PICTURE_SUFFIXES)
        return Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)

    return hashed


@pytest.fixture(scope="session")
def written() -> Callable[[TrainConfig, Path], Path]:
    """``written(config, path)``: a configuration as the file that another process loads."""

    def write(config: TrainConfig, path: Path) -> Path:
        path.write_text(json.dumps(config.to_dict()), encoding="utf-8")
        return path

    return write
