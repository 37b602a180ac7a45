"""The question before the window closes in the middle of a training."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


class CloseQuestion(QMessageBox):
    """Save and quit, or keep training.

    Parameters
    ----------
    leave : callable
        Called when the person wants to leave.
    parent : QWidget
    """

    def __init__(self, leave: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("closeQuestion")
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setWindowTitle(self.tr("Training is running"))
        self.setText(self.tr("Training is still running. Save it and quit?"))
        self.setInformativeText(self.tr("You can resume later."))
        role = QMessageBox.ButtonRole
        quit_button = self.addButton(self.tr("Save and quit"), role.AcceptRole)
        keep = self.addButton(self.tr("Keep training"), role.RejectRole)
        quit_button.setObjectName("quitButton")
        keep.setObjectName("keepTrainingButton")
        self.setDefaultButton(quit_button)
        self.setEscapeButton(keep)
        self.buttonClicked.connect(lambda clicked: leave() if clicked is quit_button else None)
        self.finished.connect(self.deleteLater)
