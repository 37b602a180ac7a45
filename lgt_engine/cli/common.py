"""What the commands share: the console, durations, numbers, opening a model."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lgt_engine.codec.image_codec import KINDS, Codec, load_codec
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.io.untrusted_text import strip_control_characters

#: Lines are never broken: a terminal does it by itself, and elsewhere paths stay whole.
console = Console(highlight=False, soft_wrap=True)
_UNBOUNDED = 100_000


def shown(text: str) -> str:
    """``text`` as it is, whatever it holds: no markup, and nothing that steers a terminal."""
    return escape(strip_control_characters(text))


def duration(seconds: float) -> str:
    """``75.2`` → ``1:15``; hours when there are any."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def time_left(seconds: float | None) -> str:
    """``75.2`` → ``1:15 left``; empty while it is not known."""
    return "" if seconds is None else f"{duration(seconds)} left"


def number(text: str) -> float:
    """``"1.5"``, ``"1,5"`` or ``"١٫٥"`` → 1.5.

    Raises
    ------
    ValueError
        The text is no number.
    """
    return float(text.replace("٫", ".").replace(",", ".", 1))


def show_table(table: Table) -> None:
    """Print a table; where no terminal ends its lines, nothing wraps or is cut."""
    wide = console if console.is_terminal else Console(highlight=False, width=_UNBOUNDED)
    wide.print(table, soft_wrap=False)


def open_stylizer(arguments: argparse.Namespace) -> Stylizer:
    """The model named on the command line, with another codec when asked for."""
    return Stylizer.open(arguments.model, device=arguments.device, codec=_codec(arguments.codec))


def _codec(wanted: str | None) -> Codec | None:
    if wanted is None:
        return None
    return load_codec(wanted) if wanted in KINDS else load_codec("folder", Path(wanted))
