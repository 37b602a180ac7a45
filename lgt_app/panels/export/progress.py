"""How far a picture is that is being exported, and a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from lgt_app.panels.formatting import duration
from lgt_app.state.export.exports import Exports
from lgt_app.widgets.basics import button, describe, label, show_busy
from lgt_engine.time_left import TimeLeftEstimate

#: Small pictures are done before anybody could read about them.
_QUIET_MS = 700


class ExportProgress(QWidget):
    """For the status bar; hidden while nothing takes its time."""

    def __init__(self, exports: Exports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, self.tr("Export"), self.tr("The picture that is being made"))
        self.setToolTip("")
        self._words = label("", "muted")
        self._bar = QProgressBar(maximum=1000, textVisible=False)
        self._bar.setFixedSize(120, 8)
        describe(self._bar, self.tr("Progress"), self.tr("Share that is made"), "exportProgress")
        self.cancel = button(
            self.tr("Cancel"), self.tr("Give it up; of a clip, what is done is kept"),
            "exportCancelButton", role="link",
        )  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for each in (self._words, self._bar, self.cancel):
            row.addWidget(each)
        self._remaining: TimeLeftEstimate | None = None
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self.show)
        self.cancel.clicked.connect(exports.cancel)
        exports.busy_changed.connect(self._on_busy)
        exports.progressed.connect(self._on_progress)
        self.hide()

    def _on_busy(self, busy: bool) -> None:
        if busy:
            self._remaining = None
            show_busy(self._bar)
            self._words.setText(self.tr("Working…"))
            self._quiet.start()
        else:
            self._quiet.stop()
            self.hide()

    def _on_progress(self, share: float) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * share))
        if self._remaining is None:  # what came before was opening the model and the picture
            self._remaining = TimeLeftEstimate(share)
        left = self._remaining.at(share)
        if left is not None:
            self._words.setText(self.tr("Picture: {} left").format(duration(left)))
