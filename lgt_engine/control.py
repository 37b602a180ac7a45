"""Requests to running work: stop and pause, asked for between two steps."""

from __future__ import annotations

import threading
import time

from .errors import Cancelled


class Control:
    """Thread-safe requests to a running generator.

    The worker polls it at least once a step or picture; nothing is interrupted half-way.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._stopping = False
        self._paused = False
        self._waited = 0.0

    def stop(self) -> None:
        """Ask the work to save and end; also ends a pause."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    def pause(self) -> None:
        """Ask the work to wait after the current step."""
        with self._condition:
            self._paused = True

    def resume(self) -> None:
        """End a pause."""
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stopping

    @property
    def paused(self) -> bool:
        """Whether a pause is asked for and no stop."""
        return self._paused and not self._stopping

    def wait_while_paused(self, timeout: float | None = None) -> None:
        """Sleep until resumed, stopped, or ``timeout`` seconds passed."""
        begun = time.monotonic()
        with self._condition:
            self._condition.wait_for(lambda: not self.paused, timeout)
        self._waited += time.monotonic() - begun

    @property
    def waited(self) -> float:
        """Seconds spent in :meth:`wait_while_paused` so far."""
        return self._waited

    def raise_if_stopping(self) -> None:
        """Leave work that has nothing to save.

        Raises
        ------
        Cancelled
            When a stop was asked for.
        """
        if self._stopping:
            raise Cancelled("Stopped, as asked.", safe="Nothing was changed.")
