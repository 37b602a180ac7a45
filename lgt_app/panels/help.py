"""Small windows that tell: shortcuts, the log, about."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QFontDatabase, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from lgt_app import logs
from lgt_app.translation import tr
from lgt_app.widgets.basics import button, label, open_at
from lgt_app.widgets.scrolling import fill_dialog


class ShortcutsDialog(QDialog):
    """Every shortcut, taken from the menus themselves."""

    def __init__(
        self,
        groups: Iterable[tuple[str, list[QAction]]],
        extra: Iterable[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(26)
        grid.setVerticalSpacing(5)
        tables = [
            (title, [action for action in actions if not action.shortcut().isEmpty()])
            for title, actions in groups
        ]
        extra = list(extra)
        half = (sum(len(shown) + 1 for _, shown in tables) + len(extra) + 1) // 2
        row, column = 0, 0
        for title, shown in tables:
            if not shown:
                continue
            if row + len(shown) > half and column == 0:
                row, column = 0, 3
            self._head(grid, row, column, title)
            row += 1
            for action in shown:
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                self._add(grid, row, column, action.text().replace("&", ""), keys)
                row += 1
        self._head(grid, row, column, self.tr("Canvas"))
        for index, (what, keys) in enumerate(extra):
            self._add(grid, row + 1 + index, column, what, keys)
        inside = QWidget()
        inside.setLayout(grid)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setRowStretch(grid.rowCount(), 1)
        fill_dialog(self, inside, _foot(self))

    @staticmethod
    def _head(grid: QGridLayout, row: int, column: int, title: str) -> None:
        head = label(title, "heading")
        head.setContentsMargins(0, 8 if row else 0, 0, 2)
        grid.addWidget(head, row, column, 1, 2)

    @staticmethod
    def _add(grid: QGridLayout, row: int, column: int, what: str, keys: str) -> None:
        grid.addWidget(label(what.rstrip("…")), row, column)
        grid.addWidget(label(keys, "muted"), row, column + 1)


class LogDialog(QDialog):
    """The newest log, to read and to copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("logDialog")
        self.setWindowTitle(self.tr("Log"))
        open_at(self, 760, 480)
        text = QPlainTextEdit(readOnly=True)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setPlainText(logs.read_log() or self.tr("Nothing has gone wrong so far."))
        text.setAccessibleName(self.tr("Log"))
        text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
        copy = button(self.tr("Copy"), self.tr("Copy the log"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.addWidget(text, 1)
        column.addLayout(_foot(self, copy))


class AboutDialog(QDialog):
    """What this is."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(self.tr("About LGT"))
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 24, 26, 18)
        column.addStrut(390)
        column.setSpacing(10)
        column.addWidget(label("LGT", "hero"))
        column.addWidget(label(self.tr("Version {}").format(version), "muted"))
        column.addWidget(
            label(
                self.tr(
                    "LGT learns a picture style on your own machine and lets you steer it with one "
                    "slider. Your pictures never leave this computer."
                ),
                wrap=True,
            )
        )
        column.addWidget(label(self.tr("MIT licence."), "muted"))
        column.addStretch(1)
        column.addLayout(_foot(self))


def _foot(dialog: QDialog, *left: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in left:
        row.addWidget(widget)
    row.addStretch(1)
    close = button(tr("Close"), tr("Close this window"))
    close.clicked.connect(dialog.accept)
    row.addWidget(close)
    return row
