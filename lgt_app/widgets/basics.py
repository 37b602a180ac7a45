"""Small building blocks with the theme's roles and the accessibility every control needs."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from lgt_app import theme


def plain_tip(text: str) -> str:
    """``text`` for a tool tip, shown as it is: a stranger's style may be named like a web page."""
    return f"<span>{html.escape(text)}</span>".replace("\n", "<br>") if "<" in text else text


def describe(widget: QWidget, name: str, tip: str, object_name: str = "") -> QWidget:
    """Give a control its accessible name, tool tip and object name."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(tip)
    widget.setToolTip(plain_tip(tip))
    if isinstance(widget, QComboBox):
        widget.view().setAccessibleName(name)
    if object_name:
        widget.setObjectName(object_name)
    return widget


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the theme's roles: title, hero, heading, muted."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
    return made


def button(text: str, tip: str, object_name: str = "", *, role: str = "") -> QPushButton:
    """A push button that can be reached by keyboard."""
    made = QPushButton(text)
    name = text.replace("&", "").replace("\n", ", ").rstrip("…")
    describe(made, name, tip, object_name)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    return made


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Give a window of its own this size, or what the screen has."""
    room = dialog.screen().availableGeometry().size()
    dialog.resize(min(width, room.width() - 16), min(height, room.height() - 48))


def show_busy(bar: QProgressBar) -> None:
    """Work whose end nobody knows: stripes that move, or an empty bar where nothing may move."""
    bar.setRange(0, int(theme.is_still()))
    bar.setValue(0)


def bring_to_front(dialog: QWidget) -> None:
    """Show a window that may be open already, behind another one."""
    if dialog.isVisible():
        dialog.raise_()
    dialog.show()
    dialog.activateWindow()


def line() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def set_role(widget: QWidget, name: str, value: str) -> None:
    """Change a dynamic property that the stylesheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Segments(QWidget):
    """A row of buttons of which one is chosen.

    Signals
    -------
    chosen(str)
        Key of the segment that the person chose.
    """

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        """``choices``: (key, text, tool tip)."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for key, text, tip in choices:
            made = button(text, tip, role="segment")
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            bold = made.font()
            bold.setBold(True)  # the chosen one is bold and must not be cut
            made.setMinimumWidth(QFontMetrics(bold).size(0, text).width() + 26)
            group.addButton(made)
            row.addWidget(made)
            self._buttons[key] = made
        group.buttonClicked.connect(self._on_clicked)

    def choose(self, key: str) -> None:
        """Show ``key`` as chosen, without a signal."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """One of the buttons."""
        return self._buttons[key]

    def _on_clicked(self, clicked: QAbstractButton) -> None:
        for key, made in self._buttons.items():
            if made is clicked:
                self.chosen.emit(key)


#: Room that a style needs beside the text of a box, in pixels.
_NAME_MARGIN = 4


class NameBox(QComboBox):
    """A choice among names: wide enough for all that are of a usual length."""

    _USUAL = "a style with a long name"

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        most = self.fontMetrics().horizontalAdvance(self._USUAL)
        return super().minimumSizeHint().boundedTo(QSize(most, 1 << 16))

    def shown_name(self) -> str:
        """The chosen name as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, part, self).width() - _NAME_MARGIN
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, max(0, room)
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_name()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ToolTip
        if asked and self.shown_name() != self.currentText():
            QToolTip.showText(QCursor.pos(), plain_tip(self.currentText()), self)
            return True
        return super().event(event)


class Elided(QLabel):
    """One line of text, cut in the middle when it does not fit; the whole is its tool tip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self._whole = ""
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    def set_whole(self, text: str, tip: str = "") -> None:
        """The text that is shown as far as it fits."""
        self._whole = text
        self.setToolTip(plain_tip(tip or text))
        self._elide()

    def whole(self) -> str:
        """The text without cuts."""
        return self._whole

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        width = max(20, self.width())
        mode = Qt.TextElideMode.ElideMiddle
        super().setText(self.fontMetrics().elidedText(self._whole, mode, width))
