"""Lock a folder for one LGT; the system releases the lock of a crashed one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_NAME = ".lock"


class FolderLock:
    """Exclusive use of a folder, in force from a successful :meth:`take` to :meth:`release`.

    It is a lock of the operating system on the file ``.lock``: it ends with its process, however
    that ends, so a file left behind keeps nobody out. Where the folder is read-only or its file
    system knows no locks, everybody gets in.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._lock: BaseFileLock | None = None

    def take(self) -> bool:
        """Whether the folder is ours now; never waits."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._path, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        self._lock = lock
        return True

    def release(self) -> None:
        """Let others in."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
