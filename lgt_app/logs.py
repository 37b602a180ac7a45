"""Logs that rotate, and diagnostics that name no person's folders; nothing leaves the machine."""

from __future__ import annotations

import logging
import logging.handlers
import platform
import re
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion

from . import places

_LOG = logging.getLogger("lgt_app")
_HANDLER_NAME = "lgt-file"


def log_file() -> Path:
    """The newest log."""
    return places.log_dir() / "lgt.log"


def start_logging() -> None:
    """Write warnings and the window's own steps to a rotating file."""
    root = logging.getLogger()
    if any(handler.name == _HANDLER_NAME for handler in root.handlers):
        return
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_file(), maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return  # a full or read-only disk must not keep the window from opening
    handler.name = _HANDLER_NAME
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    _LOG.setLevel(logging.INFO)


def stop_logging() -> None:
    """Close the file."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.name == _HANDLER_NAME:
            root.removeHandler(handler)
            handler.close()


def details_of(error: BaseException) -> str:
    """A traceback without personal paths."""
    return without_home("".join(traceback.format_exception(error)))


def log_error(error: BaseException) -> None:
    """Keep an error in the log."""
    _LOG.error("%s", details_of(error))


def log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """For ``sys.excepthook``: keep it in the log and print it."""
    log_error(error)
    sys.__excepthook__(kind, error, trace)


def without_home(text: str) -> str:
    """``text`` with the home folder and the user's name taken out of paths."""
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~")
    return re.sub(r"(?i)(/home/|/users/|\\users\\)[^/\\\s\"']+", r"\1…", text)


def read_log(limit: int = 200_000) -> str:
    """The end of the newest log."""
    try:
        return log_file().read_text(encoding="utf-8", errors="replace")[-limit:]
    except OSError:
        return ""


def diagnostics(device: str) -> str:
    """Versions, system and the last log lines, for a bug report."""
    lines = [
        f"LGT {_version('lgt')}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Device: {device}",
    ]
    for name in ("torch", "diffusers", "numpy", "Pillow", "PySide6_Essentials", "pyqtgraph"):
        lines.append(f"{name} {_version(name)}")
    return "\n".join([*lines, "", without_home(read_log(6000))])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"
