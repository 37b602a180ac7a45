"""Which of two pictures is in view while they alternate in one place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app import theme

#: A picture is seen for so long. Slower than what can harm people who are sensitive to flashes.
PERIOD_MS = 500


class Flicker(QObject):
    """Alternates between two pictures, unless one is held.

    Attributes
    ----------
    first : bool
        Whether the first of the two is in view.

    Signals
    -------
    changed()
        The other one is in view now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first = False
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(lambda: self._show(not self.first))

    def run(self, on: bool) -> None:
        """Begin to alternate with the second picture, or stop there.

        Where nothing may move by itself, :meth:`keep` alone shows the other one.
        """
        self.hold(not on)
        self._show(False)

    def hold(self, on: bool) -> None:
        """Keep the picture in view, or go on."""
        self._timer.stop() if on or theme.is_still() else self._timer.start()

    def keep(self, first: bool) -> None:
        """Show this one until :meth:`hold` is over."""
        self._timer.stop()
        self._show(first)

    def _show(self, first: bool) -> None:
        if first != self.first:
            self.first = first
            self.changed.emit()
