"""The film of a run: scrub through it, save it as a moving picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.training.run import RunState
from lgt_app.widgets.basics import button, describe, label
from lgt_app.widgets.pictures.strip import PictureStrip


class FilmPanel(QFrame):
    """Shown once there are two frames.

    Signals
    -------
    frame_chosen(int)
        Index of the frame the person looks at.
    """

    frame_chosen = Signal(int)

    def __init__(self, preview: PreviewState, run: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._preview = preview
        self._run = run
        self._chosen = -1
        self._strip = PictureStrip(48)
        tip = self.tr("The same photo as training went on: drag to scrub")
        describe(self._strip, self.tr("Film"), tip, "filmStrip")
        self._strip.picked.connect(self._on_picked)
        save = button(
            self.tr("Save GIF…"), self.tr("Save the film as a moving picture"), "saveFilmButton"
        )
        save.clicked.connect(self.ask_save)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 2)
        row.setSpacing(12)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(label(self.tr("Film of the run"), "heading"))
        side.addWidget(save)
        side.addStretch(1)
        row.addLayout(side)
        row.addWidget(self._strip, 1)
        preview.film.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the frames of the style in view."""
        frames = self._preview.film.frames(self._preview.look.style)
        pictures: list[tuple[QImage | None, str]] = [(image, f"{step:,}") for step, image in frames]
        self._strip.set_pictures(pictures, self._chosen)
        self.setVisible(len(frames) > 1)

    def rest(self) -> None:
        """The canvas shows the newest picture again."""
        if self._chosen >= 0:
            self._chosen = -1
            self.refresh()

    def _on_picked(self, index: int) -> None:
        self._chosen = index
        self.frame_chosen.emit(index)

    def ask_save(self) -> None:
        """Choose where the moving picture goes."""
        title = self.tr("Save the film")
        name, _ = QFileDialog.getSaveFileName(
            self, title, f"{self._preview.look.style}.gif", self.tr("Moving picture (*.gif)")
        )
        if name:
            self._preview.save_film(Path(name))
