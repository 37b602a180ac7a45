"""A short success with a next step, in the status bar: it moves nothing and goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from .banner import Message
from .basics import Elided, button, describe

_SHOWN_MS = 15_000


class SuccessNote(QWidget):
    """Shows the last message of level "success" for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, self.tr("Done"), self.tr("What was done last"), "successNote")
        self.setToolTip("")
        self._words = Elided("")
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._words, 1)
        self._row.addStretch()
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.whole()

    def say(self, message: Message) -> None:
        """Show what was done, with its buttons."""
        self._words.set_whole(message.what, message.next_step)
        self._words.setMaximumWidth(self.fontMetrics().horizontalAdvance(message.what) + 4)
        self.setAccessibleDescription(message.what)
        while self._buttons:
            self._buttons.pop().deleteLater()
        for text, action in message.actions:
            made = button(text, text, "successAction", role="link")
            made.clicked.connect(lambda checked=False, action=action: action())  # noqa: ARG005
            self._row.insertWidget(self._row.count() - 1, made)
            self._buttons.append(made)
        self.show()
        self._timer.start()
