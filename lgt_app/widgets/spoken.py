"""Values in words, for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractSlider, QSlider, QWidget


def say(widget: QObject, words: str) -> None:
    """Let a screen reader say what has just changed by the person's hand."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class SpokenSlider(QSlider):
    """A horizontal slider whose description begins with its value in words.

    The description is the words, then the tool tip; a change is also said while the slider has the
    focus. A plain slider tells a screen reader its bare number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def value_words(self) -> str:
        """The value now, in words; here a percentage."""
        return self.tr("{} %").format(self.value())

    def setToolTip(self, tip: str) -> None:  # noqa: N802
        super().setToolTip(tip)
        self._tell()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:  # noqa: N802
        super().sliderChange(change)  # also called where signals are blocked
        if change == QAbstractSlider.SliderChange.SliderValueChange:
            self._tell()
            if self.hasFocus():
                say(self, self.value_words())

    def _tell(self) -> None:
        words = f"{self.value_words()}. {self.toolTip()}" if self.toolTip() else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
