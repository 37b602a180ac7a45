"""The question before the window closes in the middle of a training."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


class CloseQuestion(QMessageBox):
    """Pause, save and quit; keep training; or stay.

    Parameters
    ----------
    answered : callable
        Told whether to leave.
    parent : QWidget
    """

    def __init__(self, answered: Callable[[bool], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("closeQuestion")
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setWindowTitle(self.tr("Training is running"))
        self.setText(self.tr("A training is running."))
        self.setInformativeText(
            self.tr("It can be saved now and go on later, exactly where it stopped.")
        )
        role = QMessageBox.ButtonRole
        leave = self.addButton(self.tr("Pause, save and quit"), role.AcceptRole)
        keep = self.addButton(self.tr("Keep training"), role.ActionRole)
        cancel = self.addButton(self.tr("Cancel"), role.RejectRole)
        leave.setObjectName("quitButton")
        keep.setObjectName("keepTrainingButton")
        self.setDefaultButton(leave)
        self.setEscapeButton(cancel)
        self.buttonClicked.connect(lambda clicked: answered(clicked is leave))
        self.finished.connect(self.deleteLater)
