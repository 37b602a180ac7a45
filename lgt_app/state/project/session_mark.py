"""Whether the last session with a project came to its end, and what is safe of its training."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from pathlib import Path

_MARK = ".session"
_MAX_HEADER = 8 << 20


class SessionMark:
    """A file in the project's folder for as long as it is open.

    To be used by whoever holds the project's lock: a mark that is there already was left by a
    session that did not end as it should.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _MARK

    def begin(self) -> bool:
        """Set the mark; whether the session before ended unexpectedly."""
        crashed = self._path.exists()
        with suppress(OSError):  # then a crash goes without its message
            self._path.touch()
        return crashed

    def end(self) -> None:
        """Take the mark away."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def saved_step(run: Path) -> int | None:
    """The step of a run's newest checkpoint; None when there is none that can be read.

    Reads the header of ``state.safetensors`` alone, in the window's thread: the engine's own reader
    needs torch, which takes seconds to load.
    """
    try:
        with (run / "state.safetensors").open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            text = stream.read(length) if length <= _MAX_HEADER else b""
        document = json.loads(json.loads(text)["__metadata__"]["lgt"])
        step = document["counters"]["step"]
    except (OSError, ValueError, KeyError, TypeError, struct.error, RecursionError):
        return None
    return step if type(step) is int and step > 0 else None
