"""The switch "Refine" of exports and batches, with what is known about its time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from lgt_app.panels.formatting import duration
from lgt_app.state.refine.refining import Refining
from lgt_app.widgets.basics import describe, label
from lgt_app.workers.looks import REFINE_STEPS, RefineWish

from .buttons import steps_words


class RefineSwitch(QWidget):
    """Whether pictures are refined, and how long.

    Signals
    -------
    changed()
        See :meth:`wish`.
    """

    changed = Signal()

    def __init__(
        self,
        refining: Refining,
        name: str,
        now: RefineWish | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._refining = refining
        self._pictures = 1
        self.on = QCheckBox(self.tr("Refine (slower, best)"))
        tip = self.tr("Work on each picture as the Refine button does")
        describe(self.on, self.tr("Refine"), tip, f"{name}Refine")
        self.steps = QComboBox()
        tip = self.tr("More steps take longer and come closer to the style")
        describe(self.steps, self.tr("Steps of refining"), tip, f"{name}RefineSteps")
        for count in REFINE_STEPS.values():
            self.steps.addItem(steps_words(count), count)
        self.on.setChecked(now is not None)
        steps = (now or refining.wish).steps
        if self.steps.findData(steps) < 0:
            self.steps.addItem(steps_words(steps), steps)
        self.steps.setCurrentIndex(self.steps.findData(steps))
        self._time = label("", "muted", wrap=True)
        self._build()
        self.on.toggled.connect(self._on_changed)
        self.steps.currentIndexChanged.connect(self._on_changed)
        refining.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.on)
        row.addStretch(1)
        row.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._time)

    def wish(self) -> RefineWish | None:
        """How pictures are refined; None when they are not."""
        if not (self.on.isChecked() and self.on.isEnabled()):
            return None
        return replace(self._refining.wish, steps=self.steps.currentData())

    def set_pictures(self, count: int) -> None:
        """So many pictures are waiting."""
        self._pictures = count
        self.refresh()

    def refresh(self) -> None:
        """Show whether it is possible, and how long it takes."""
        source = self._refining.source
        possible = source is not None and source.can_refine
        self.on.setEnabled(possible)
        self.steps.setEnabled(possible and self.on.isChecked())
        if source is not None and not possible:
            self._time.setText(self._refining.too_old)
        else:
            self._time.setText(self._estimate() if self.on.isChecked() else "")
        self._time.setVisible(bool(self._time.text()))

    def _estimate(self) -> str:
        seconds = self._refining.estimate(self.steps.currentData())
        if seconds is None:
            return self.tr(
                "On a computer without a graphics card a picture takes half a minute or more. "
                "The time left is shown once the first steps are done."
            )
        text = self.tr("About {} a picture, as measured last on this computer.")
        text = text.format(duration(seconds))
        if self._pictures > 1:
            whole = self.tr("{} for the {} that wait.")
            text += " " + whole.format(duration(seconds * self._pictures), self._pictures)
        return text

    def _on_changed(self) -> None:
        self.refresh()
        self.changed.emit()
