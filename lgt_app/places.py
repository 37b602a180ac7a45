"""Where settings, projects, caches and logs belong; ``LGT_HOME`` puts all in one folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "lgt"


def _place(kind: str, system: Path) -> Path:
    home = os.environ.get("LGT_HOME")
    return Path(home).absolute() / kind if home else system


def config_dir() -> Path:
    """Settings."""
    return _place("config", platformdirs.user_config_path(_APP, appauthor=False))


def data_dir() -> Path:
    """Projects."""
    return _place("data", platformdirs.user_data_path(_APP, appauthor=False))


def cache_dir() -> Path:
    """What can be made again: latents, thumbnails."""
    return _place("cache", platformdirs.user_cache_path(_APP, appauthor=False))


def log_dir() -> Path:
    """Logs."""
    return _place("log", platformdirs.user_log_path(_APP, appauthor=False))


def projects_dir() -> Path:
    """Where new projects are made unless the person chooses a folder."""
    return data_dir() / "projects"
