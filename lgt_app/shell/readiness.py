"""What the program does now, in one word of the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from .project_view import ProjectView


class Readiness(QLabel):
    """The word is “Ready” when the engine is loaded and has nothing to do.

    Attributes
    ----------
    loaded : bool
        Whether the engine is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self.loaded = self._missing = False
        self._space: ProjectView | None = None
        self.tell()

    def watch(self, space: ProjectView) -> None:
        """Tell about another project."""
        self._space = space
        space.run.phase_changed.connect(self.tell)
        space.exports.busy_changed.connect(self.tell)
        space.exports.queue.state_changed.connect(self.tell)
        self.tell()

    def set_loaded(self) -> None:
        """The engine is there."""
        self.loaded = True
        self.tell()

    def set_missing(self) -> None:
        """The engine cannot be loaded; the banner says why."""
        self._missing = True
        self.tell()

    def tell(self) -> None:
        """Say it anew."""
        space = self._space
        if self._missing:
            self.setText(self.tr("The engine is missing"))
        elif not self.loaded or space is None:
            self.setText(self.tr("Checking hardware…"))
        elif space.exports.busy:
            self.setText(self.tr("Exporting"))
        elif space.run.phase.active:
            self.setText(self.tr("Training"))
        else:
            running = space.exports.queue.running
            self.setText(self.tr("Batch") if running else self.tr("Ready"))
