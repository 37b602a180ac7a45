"""An inline message with a next step; it never covers the work and never blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from lgt_app.translation import tr

from .basics import button, describe, label, set_role


@dataclass(frozen=True)
class Message:
    """What a banner says.

    Attributes
    ----------
    level : {"success", "info", "warning", "error"}
        A success is for the status bar (:mod:`.success`), the others for the banner.
    what : str
        What happened.
    next_step : str
        What is safe and what to do next.
    details : str
        For "Details" and "Copy"; may be empty.
    actions : sequence of (str, callable)
        Buttons; pressing one closes the banner.
    key : str
        A message with the same key replaces this one.
    """

    level: str
    what: str
    next_step: str = ""
    details: str = ""
    actions: Sequence[tuple[str, Callable[[], object]]] = ()
    key: str = ""


_RANK = {"info": 0, "warning": 1, "error": 2}


class Banner(QWidget):
    """Shows one message at a time; errors are not pushed aside by lesser ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, tr("Message"), tr("What happened and what to do next"), "banner")
        self.setToolTip("")
        self.message: Message | None = None
        self._frame = QFrame()
        self._waiting: list[Message] = []
        self._what = label("", "heading", wrap=True)
        self._next_step = label("", "", wrap=True)
        for each in (self._what, self._next_step):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(150)
        self._details.setAccessibleName(tr("Details"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        self._build()
        self.hide()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._next_step)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(self._frame)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(14, 10, 10, 10)
        column.addLayout(row)
        column.addWidget(self._details)

    def show_message(self, message: Message) -> None:
        """Show a message, or keep it until a graver one is dismissed."""
        self._waiting = [m for m in self._waiting if not m.key or m.key != message.key]
        now = self.message
        same = now is not None and bool(message.key) and now.key == message.key
        if now is not None and not same and _RANK[now.level] > _RANK[message.level]:
            self._waiting.append(message)
            return
        self._present(message)

    def clear(self, key: str = "") -> None:
        """Take back the message with ``key``, or the one on show."""
        self._waiting = [m for m in self._waiting if not key or m.key != key]
        if self.message is not None and (not key or self.message.key == key):
            self.message = None
            if self._waiting:
                self._present(self._waiting.pop(0))
            else:
                self.hide()

    def clear_all(self) -> None:
        """Take back every message."""
        self._waiting = []
        self.clear()

    def _present(self, message: Message) -> None:
        self.message = message
        set_role(self._frame, "banner", message.level)
        self._what.setText(message.what)
        self._next_step.setText(message.next_step)
        self._next_step.setVisible(bool(message.next_step))
        self._details.setPlainText(message.details)
        self._details.hide()
        self.setAccessibleDescription(f"{message.what} {message.next_step}")
        self._make_buttons(message)
        self.show()

    def _make_buttons(self, message: Message) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        for text, action in message.actions:
            self._add(text, text, lambda _=False, run=action: self._act(run))
        if message.details:
            details = self._add(tr("Details"), tr("Show the technical details"), None)
            details.setCheckable(True)
            details.toggled.connect(self._details.setVisible)
            self._add(tr("Copy"), tr("Copy the technical details"), self._copy)
        self._add(tr("Dismiss"), tr("Close this message"), lambda: self.clear(), role="link")

    def _add(self, text: str, tip: str, action: Callable[..., object] | None, role: str = ""):  # type: ignore[no-untyped-def]
        made = button(text, tip, role=role)
        if action is not None:
            made.clicked.connect(action)
        self._buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _act(self, run: Callable[[], object]) -> None:
        self.clear()
        run()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())
