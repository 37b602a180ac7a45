"""Stop and save on Ctrl-C, SIGTERM and a closed terminal."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from lgt_engine.control import Control
from lgt_engine.errors import Cancelled

from .common import console
from .output import UNREAD, when_unread

#: By name, because systems lack one or the other. SIGBREAK is Ctrl-Break on Windows.
_POLITE = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
#: Exit status after Ctrl-C, and after another polite request.
INTERRUPTED, _ENDED = 130, 143
#: Exit statuses of a command that was asked to end.
REQUESTED = (INTERRUPTED, _ENDED, UNREAD)
_CLOSE, _LOGOFF, _SHUTDOWN = 2, 5, 6
#: Seconds that the work may take to save when Windows closes its console; Windows may give less.
_LONGEST_SAVE = 20.0


class Stop:
    """What became of a command that may be asked to end.

    Attributes
    ----------
    status : int
        Exit status: 0 when nobody asked, 130 after Ctrl-C, 143 after another request of the
        system, 141 when nobody reads the output any more.
    """

    def __init__(self, control: Control) -> None:
        self._control = control
        self._status = 0

    @property
    def status(self) -> int:
        return self._status or (INTERRUPTED if self._control.stopping else 0)

    def ask(self, status: int) -> None:
        """Let the work end; the first request decides the status."""
        self._status = self._status or status
        self._control.stop()


@contextmanager
def stop_on_interrupt(control: Control, message: str, *, launched: bool = False) -> Iterator[Stop]:
    """Every polite request asks ``control`` to stop; a second Ctrl-C interrupts at once.

    A process that a launcher started (``launched``) gets every Ctrl-C twice, and SIGTERM when
    another one died; it stops at the first, lets the launcher decide how long to wait, and is not
    cut off while it says why it ends.
    """
    stop = Stop(control)

    def handler(number: int, _frame: FrameType | None) -> None:
        if control.stopping:
            if launched or number != signal.SIGINT:
                return
            raise KeyboardInterrupt
        if message:
            console.print(f"\n{message}")
        stop.ask(INTERRUPTED if number == signal.SIGINT else _ENDED)

    numbers = [number for name in _POLITE if (number := getattr(signal, name, None)) is not None]
    # `nohup` wants a closed terminal to be ignored.
    caught = [n for n in numbers if n == signal.SIGINT or signal.getsignal(n) != signal.SIG_IGN]
    previous = {number: signal.signal(number, handler) for number in caught}
    try:
        with when_unread(lambda: stop.ask(UNREAD)), _console_closed(lambda: stop.ask(_ENDED)):
            yield stop
    except Cancelled as error:
        error.exit_code = stop.status or error.exit_code
        raise
    finally:
        if not launched:
            for number, before in previous.items():
                signal.signal(number, before)


@contextmanager
def _console_closed(ask: Callable[[], None]) -> Iterator[None]:
    """On Windows: ask for the end when the console is closed, and hold Windows until it is there.

    Windows ends the process as soon as its handler returns, so the handler waits.
    """
    if sys.platform == "win32":
        import ctypes

        ended = threading.Event()

        @ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_ulong)
        def handle(event: int) -> int:
            if event not in (_CLOSE, _LOGOFF, _SHUTDOWN):
                return 0
            ask()
            ended.wait(_LONGEST_SAVE)
            return 1

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.SetConsoleCtrlHandler(handle, 1)
        try:
            yield
        finally:
            ended.set()
            kernel.SetConsoleCtrlHandler(handle, 0)
    else:
        yield
