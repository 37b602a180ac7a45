"""Print without failing when the terminal, pipe or disk is gone."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from lgt_engine.errors import LGTError
from lgt_engine.io.untrusted_text import strip_control_characters

#: Exit status of a command that ended because nobody reads its output any more.
UNREAD = 141
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
#: What is called when nobody reads any more, as ``head`` does after its lines.
_when_unread: list[Callable[[], None]] = []


@contextmanager
def output_that_never_fails() -> Iterator[None]:
    """Standard output and errors that take everything: what cannot be written is dropped.

    Characters that the encoding lacks are written as escapes. On a full disk later lines are tried
    again; a pipe that nobody reads, or a terminal that is gone, is left for good.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (stream and _Steady(stream) for stream in before)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, _Steady):
                stream.leave()
        sys.stdout, sys.stderr = before


@contextmanager
def when_unread(act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` when nobody reads what is printed any more."""
    _when_unread.append(act)
    try:
        yield
    finally:
        _when_unread.remove(act)


class _Steady:
    """A text stream whose writing never fails."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        with suppress(AttributeError, ValueError, OSError):  # not every stream has an encoding
            stream.reconfigure(errors="backslashreplace")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            self._stream.write(text)
        # RuntimeError: a signal's handler prints in the middle of a line.
        except (OSError, ValueError, RuntimeError) as error:
            self._lost(error)
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError, RuntimeError) as error:
            self._lost(error)

    def leave(self) -> None:
        """Write what waits, or forget it: Python would fail on it at the very end."""
        try:
            self._stream.flush()
        except (OSError, ValueError, RuntimeError):
            self._forget()

    def _lost(self, error: Exception) -> None:
        if not isinstance(error, OSError) or error.errno in _NO_ROOM:
            return
        self._forget()
        # Windows says EINVAL of a pipe that nobody reads.
        if error.errno in (errno.EPIPE, errno.EINVAL) and self._stream is not sys.__stderr__:
            for act in tuple(_when_unread):
                act()

    def _forget(self) -> None:
        """Send what is written from now on, and what waits, nowhere."""
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


def tell_error(error: LGTError) -> None:
    """Say in words what went wrong, where errors are said."""
    lines = str(error).split("\n")
    print("lgt: " + "\n".join(strip_control_characters(line) for line in lines), file=sys.stderr)
