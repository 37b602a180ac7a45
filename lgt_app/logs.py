"""Logs that rotate, and diagnostics that name no person's folders; nothing leaves the machine."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import re
import traceback
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion

from lgt_engine import __version__
from lgt_engine.errors import LGTError

from . import paths

_LOG = logging.getLogger("lgt_app")
_HANDLER_NAME = "lgt-file"
_CRASH_BYTES = 200_000


def log_file() -> Path:
    """The newest log."""
    return paths.log_dir() / "lgt.log"


def _crash_file() -> Path:
    return paths.log_dir() / "crash.log"


def start_crash_log() -> None:
    """Let a break-down of the interpreter itself leave a trace; for the program's whole life."""
    with suppress(OSError):
        path = _crash_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists() or path.stat().st_size > _CRASH_BYTES
        faulthandler.enable(path.open("w" if fresh else "a", encoding="utf-8"))


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
    """Keep an error in the log: its words where it was foreseen, else where it came from."""
    if isinstance(error, LGTError):
        _LOG.info("%s", without_home(str(error)))
    else:
        _LOG.error("%s", details_of(error))


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


def read_all() -> list[tuple[str, str]]:
    """Name and text of every log there is, the newest first."""
    names = [log_file().with_name(f"{log_file().name}{n}") for n in ("", ".1", ".2", ".3")]
    found = []
    for path in names:
        with suppress(OSError):
            found.append((path.name, path.read_text(encoding="utf-8", errors="replace")))
    return found


def read_crash() -> str:
    """Where the program itself broke down, if it ever did."""
    try:
        return _crash_file().read_text(encoding="utf-8", errors="replace")[-_CRASH_BYTES:]
    except OSError:
        return ""


def diagnostics(device: str) -> str:
    """Versions, system and the last log lines, for a bug report."""
    return f"{versions(device)}\n\n{without_home(read_log(6000))}"


def versions(device: str) -> str:
    """Of the program, the system and what it stands on."""
    lines = [
        f"LGT {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Device: {device}",
    ]
    for name in ("torch", "diffusers", "numpy", "Pillow", "PySide6_Essentials", "pyqtgraph"):
        lines.append(f"{name} {_version(name)}")
    return "\n".join(lines)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"
