"""Write files atomically, and remove what killed processes left behind.

Whoever writes a file writes beside its place under a name that says who writes, and then puts it in
place in one step. A process that dies in between leaves a part; :func:`remove_leftovers` removes
the parts of processes that are gone and never one of a process that lives.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_PREFIX = ".lgt-"
_ENDING = ".part"


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Write a file: yields where to write, and puts it in place at the end.

    Parameters
    ----------
    path : Path
        Where the file belongs; its folder must be there.

    Yields
    ------
    Path
        An empty file beside it. When the block ends well its bytes are on the disk and it replaces
        ``path``; when the block raises, it is removed and ``path`` is as it was.

    Raises
    ------
    OSError
    """
    part = path.with_name(temporary_name())
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with suppress(OSError, ValueError):  # the folder may be gone
            part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_atomically(path: Path, data: bytes | str) -> None:
    """Replace a file by ``data`` (text as UTF-8); see :func:`atomic_file`."""
    with atomic_file(path) as part:
        part.write_bytes(data.encode() if isinstance(data, str) else data)


def temporary_name() -> str:
    """A hidden name that nobody else takes and that tells which process took it."""
    return f"{_PREFIX}{_machine()}-{os.getpid()}-{secrets.token_hex(6)}{_ENDING}"


def remove_leftovers(folder: Path) -> int:
    """Remove what processes that are gone left half-written in ``folder``; returns how many.

    Files and folders named by :func:`temporary_name` go when their process ran on this machine and
    lives no more. Nothing else is touched, and what cannot be removed stays.
    """
    removed = 0
    try:
        with os.scandir(folder) as entries:
            left = [Path(entry.path) for entry in entries if _is_left(entry.name)]
    except OSError:
        return 0
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
        removed += not os.path.lexists(path)
    return removed


def _is_left(name: str) -> bool:
    if not (name.startswith(_PREFIX) and name.endswith(_ENDING)):
        return False
    machine, _, rest = name[len(_PREFIX) :].partition("-")
    number = rest.partition("-")[0]
    return machine == _machine() and number.isdecimal() and not _lives(int(number))


@cache
def _machine() -> str:
    # Two machines may share a folder and number their processes alike.
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _lives(process: int) -> bool:
    """Whether a process of this number runs; when in doubt it does."""
    if sys.platform == "win32":
        import ctypes

        synchronise, not_there = 0x100000, 87
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(synchronise, False, process)
        if handle:
            kernel.CloseHandle(handle)
        return bool(handle) or ctypes.get_last_error() != not_there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it belongs to somebody else
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system has a way to."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows
        return
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
