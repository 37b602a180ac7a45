"""A menu that can be read to its last entry."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QMenu,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)


class _Style(QProxyStyle):
    """Fusion's keys step over disabled entries, and a screen reader reads what keys reach."""

    def styleHint(  # noqa: N802
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_Menu_AllowActiveAndDisabled:
            return 1
        return super().styleHint(hint, option, widget, data)


class Menu(QMenu):
    """A menu whose disabled entries can be reached by keys; choosing one does nothing."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        style = _Style("fusion")
        style.setParent(self)  # a widget does not own its style, which must outlive it
        self.setStyle(style)
