"""Keep the computer awake during long work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from lgt_engine.events import Event, Paused, Resumed

_ES_CONTINUOUS = 0x80000000
_ES_SYSTEM_REQUIRED = 0x00000001


@contextmanager
def sleep_prevented(why: str) -> Iterator[None]:
    """No sleep inside the block, where the system can be told so; the screen may still go dark.

    It ends with the block, and with this process however that ends. On Windows block and end must
    be in the same thread.

    Parameters
    ----------
    why : str
        For people who ask the system what keeps it awake, for example ``"Training a style"``.
    """
    if sys.platform == "win32":
        import ctypes

        tell = ctypes.windll.kernel32.SetThreadExecutionState
        tell(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED)
        try:
            yield
        finally:
            tell(_ES_CONTINUOUS)
        return
    guard = _guard(why)
    try:
        yield
    finally:
        if guard is not None and guard.stdin is not None:
            guard.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                guard.wait(timeout=5)


def keep_awake_during(
    events: Generator[Event, None, None], why: str
) -> Generator[Event, None, None]:
    """The events of a work that keeps the computer awake, except while it is paused."""
    with ExitStack() as awake, closing(events):
        awake.enter_context(sleep_prevented(why))
        for event in events:
            if isinstance(event, Paused):
                awake.close()
            elif isinstance(event, Resumed):
                awake.enter_context(sleep_prevented(why))
            yield event


def _guard(why: str) -> subprocess.Popen[bytes] | None:
    """The program that holds off sleep as long as it runs; None where there is none."""
    hold = ["systemd-inhibit", "--what=idle:sleep", "--who=LGT", f"--why={why}", "--mode=block"]
    if sys.platform == "darwin":
        hold = ["caffeinate", "-i"]
    with suppress(OSError):
        return subprocess.Popen(
            [*hold, "cat"],  # ends when our end of its pipe is closed, also by a kill
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, and the work goes on to its end
        )
    return None
