"""Following a training with pictures, and leaving most of the machine to the training."""

from __future__ import annotations

import time
from pathlib import Path

# Following takes at most one part in this many plus one of the time.
_POLITE = 4.0
# The guidance strip keeps its pictures for this many newer weights.
_STRIP_WAITS = 2


class Following:
    """When newer weights of a run are to be shown."""

    def __init__(self) -> None:
        #: Whether a training works beside the preview.
        self.polite = False
        self._unseen: tuple[Path, int] | None = None
        self._followed: Path | None = None
        self._since = 0.0
        self._not_before = 0.0
        self._strip_age = 0

    def takes(self, path: Path, step: int, *, politely: bool, busy: bool) -> bool:
        """Whether to show these weights now; what waits is given by :meth:`end`."""
        # The first weights of a run are never too soon.
        soon = path == self._followed and time.monotonic() < self._not_before
        if politely and (busy or soon):
            self._unseen = (path, step)
            return False
        self._unseen, self._followed = None, path
        self.polite = politely
        self._since = time.monotonic()
        return True

    def rest(self) -> None:
        """What was wanted is shown: how long that took decides when the next is due."""
        if self._since:
            now = time.monotonic()
            self._not_before = now + _POLITE * (now - self._since)
            self._since = 0.0

    def end(self) -> tuple[bool, tuple[Path, int] | None]:
        """The training rests: whether it was followed politely, and what was left out."""
        was_polite, self.polite = self.polite, False
        return was_polite, self._unseen

    def strip_is_old(self, whole: bool) -> bool:
        """Newer weights were opened: whether the guidance strip, if ``whole``, is made anew."""
        self._strip_age += 1
        old = not self.polite or self._strip_age > _STRIP_WAITS or not whole
        if old:
            self._strip_age = 0
        return old
