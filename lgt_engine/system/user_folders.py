"""Where settings, projects, caches and logs belong; ``LGT_HOME`` puts all in one folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from lgt_engine.errors import DataError

_APP = "lgt"


def config_dir() -> Path:
    """Settings of the window; raises ``DataError`` where nobody has a home."""
    return _needed("config", lambda: platformdirs.user_config_path(_APP, appauthor=False))


def data_dir() -> Path:
    """Projects of the window; raises ``DataError`` where nobody has a home."""
    return _needed("data", lambda: platformdirs.user_data_path(_APP, appauthor=False))


def log_dir() -> Path:
    """Logs of the window; raises ``DataError`` where nobody has a home."""
    return _needed("log", lambda: platformdirs.user_log_path(_APP, appauthor=False))


def cache_dir() -> Path | None:
    """What can be made again: latents, thumbnails; None where nobody has a home."""
    return _place("cache", lambda: platformdirs.user_cache_path(_APP, appauthor=False))


def projects_dir() -> Path:
    """Where new projects are made unless the person chooses a folder."""
    return data_dir() / "projects"


def _place(kind: str, of_system: Callable[[], Path]) -> Path | None:
    home = os.environ.get("LGT_HOME")
    if home:
        return Path(home).absolute() / kind
    try:
        found = of_system()
    except (RuntimeError, OSError, KeyError):  # as in a container, where the user has no name
        return None
    return found if found.is_absolute() else None  # "~" itself, where it stands for nothing


def _needed(kind: str, of_system: Callable[[], Path]) -> Path:
    found = _place(kind, of_system)
    if found is None:
        raise DataError(
            "There is no home folder for LGT's settings and projects.",
            safe="Nothing was changed.",
            next_step="Set LGT_HOME to a folder that you can write to.",
        )
    return found
