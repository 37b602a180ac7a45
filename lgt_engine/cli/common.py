"""What the commands share: consoles, durations, interruption, opening a model."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from ..codec import KINDS, Codec, load_codec
from ..control import Control
from ..stylizer import Stylizer
from ..texts import printable

console = Console(highlight=False)


def shown(text: str) -> str:
    """``text`` as it is, whatever it holds: no markup, and nothing that steers a terminal."""
    return escape(printable(text))


def duration(seconds: float) -> str:
    """``75.2`` → ``1:15``; hours when there are any."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def time_left(seconds: float | None) -> str:
    """``75.2`` → ``1:15 left``; empty while it is not known."""
    return "" if seconds is None else f"{duration(seconds)} left"


@contextmanager
def stop_on_interrupt(control: Control, message: str, *, launched: bool = False) -> Iterator[None]:
    """The first Ctrl-C asks ``control`` to stop; the second one interrupts at once.

    A process that a launcher started (``launched``) gets every Ctrl-C twice, and SIGTERM when
    another one died; it stops at the first, lets the launcher decide how long to wait, and is not
    cut off while it says why it ends.
    """

    def handler(_signal: int, _frame: FrameType | None) -> None:
        if control.stopping:
            if launched:
                return
            raise KeyboardInterrupt
        if message:
            console.print(f"\n{message}")
        control.stop()

    caught = (signal.SIGINT, signal.SIGTERM) if launched else (signal.SIGINT,)
    previous = {number: signal.signal(number, handler) for number in caught}
    try:
        yield
    finally:
        if not launched:
            for number, before in previous.items():
                signal.signal(number, before)


def open_stylizer(arguments: argparse.Namespace) -> Stylizer:
    """The model named on the command line, with another codec when asked for."""
    return Stylizer.open(arguments.model, device=arguments.device, codec=_codec(arguments.codec))


def _codec(wanted: str | None) -> Codec | None:
    if wanted is None:
        return None
    return load_codec(wanted) if wanted in KINDS else load_codec("folder", Path(wanted))
