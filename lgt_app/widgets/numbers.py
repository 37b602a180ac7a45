"""Boxes for numbers that take a point and a comma alike, and show numbers in one way everywhere.

The window's texts write numbers with a point. A box in the system's own way of writing would be
the only one to differ, and would read a typed ``0.25`` as 25 where the system has a comma.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

_UNFINISHED = re.compile(r"\d*\.?\d*")


def plain_number(text: str) -> str:
    """``text`` with the digits 0 to 9 and a point, whichever digits and separator were typed."""
    digits = (str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
    return "".join(digits).replace(",", ".").replace("٫", ".")


def _set_up(box: QAbstractSpinBox) -> None:
    locale = QLocale.c()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    box.setLocale(locale)
    # Away from the border; the stylesheet's padding does not reach the number.
    box.lineEdit().setTextMargins(6, 0, 0, 0)


class DecimalBox(QDoubleSpinBox):
    """A spin box for numbers with decimals."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        _set_up(self)

    def setValue(self, value: float) -> None:  # noqa: N802
        if value != self.value():  # the same would be written over what is being typed
            super().setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return super().validate(plain_number(text), position)

    def valueFromText(self, text: str) -> float:  # noqa: N802
        return super().valueFromText(plain_number(text))


class WholeBox(QSpinBox):
    """A spin box for whole numbers; typed decimals are rounded, not left out."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        _set_up(self)

    def setValue(self, value: int) -> None:  # noqa: N802
        if value != self.value():  # the same would be written over what is being typed
            super().setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        text = plain_number(text)
        if "." in text and _UNFINISHED.fullmatch(self._bare(text)):
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def fixup(self, text: str) -> str:
        bare = self._bare(plain_number(text))
        if "." in bare and bare != ".":
            return f"{self.prefix()}{round(float(bare))}{self.suffix()}"
        return super().fixup(text) or text

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
