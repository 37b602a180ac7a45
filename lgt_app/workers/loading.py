"""Load torch and the plots after the first paint."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass

from lgt_engine.control import Control


@dataclass(frozen=True)
class Ready:
    """Something heavy is loaded now.

    Attributes
    ----------
    part : str
        ``"plots"`` or ``"engine"``.
    """

    part: str


@dataclass(frozen=True)
class DeviceFound:
    """Where the engine will compute.

    Attributes
    ----------
    name, reason : str
        For people.
    """

    name: str
    reason: str
    total: int | None


@dataclass(frozen=True)
class LoadEngine:
    """Load what the plots need first (they are seen first), then the engine and its device."""

    device: str

    def __call__(self, control: Control) -> Iterator[object]:
        # The plot library itself is loaded by the window's thread: it makes all classes of Qt known
        # to Python, and made beside a window that works with Qt, that ended the program once.
        import numpy  # noqa: F401

        yield Ready("plots")
        control.raise_if_stopping()

        import lgt_engine.events
        import lgt_engine.training.trainer
        from lgt_engine.system.devices import choose_device

        # The many objects of the libraries never die: later collections need not visit them, or
        # each would stop the window for a tenth of a second. Once only: what a closed window has
        # left behind must not be kept for ever by the next.
        first = not gc.get_freeze_count()
        if first:
            gc.collect()
            gc.freeze()
        yield Ready("engine")
        found = choose_device(self.device)
        yield DeviceFound(found.name, found.reason, found.total_bytes)
        control.raise_if_stopping()

        lgt_engine.training.trainer.load_optimiser()
        if first:
            gc.freeze()
