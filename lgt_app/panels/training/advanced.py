"""The Advanced page: every option of the engine with its explanation and a way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from lgt_app.state.training.advanced_options import Option, check, sections
from lgt_app.state.training.run import RunState
from lgt_app.widgets.basics import button, describe, label, line, open_at
from lgt_app.widgets.scrolling import Scroll


class OptionRow(QFrame):
    """One option: name, editor, explanation, problem, reset.

    Signals
    -------
    edited()
    """

    edited = Signal()

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.option = option
        self._editor = self._make_editor()
        describe(self._editor, option.label, option.help, f"option:{option.key}")
        self._reset = button(self.tr("Reset"), self.tr("Back to the default"), role="link")
        self._reset.setAccessibleName(self.tr("Reset {}").format(option.label))
        self._reset.clicked.connect(lambda: self.set_value(option.default))
        hide = self._reset.sizePolicy()
        hide.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(hide)
        self._help = label(option.help, "muted", wrap=True)
        self._problem = label("", "", wrap=True)
        self._problem.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        grid = QGridLayout()
        outer.addLayout(grid)
        outer.addWidget(line())  # goes with its row when a search hides it
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(option.label, "heading"), 0, 0)
        grid.addWidget(self._editor, 0, 1)
        grid.addWidget(self._reset, 0, 2)
        grid.addWidget(self._help, 1, 0, 1, 3)
        grid.addWidget(self._problem, 2, 0, 1, 3)

    def _make_editor(self) -> QWidget:
        option = self.option
        if option.kind == "bool":
            box = QCheckBox()
            box.toggled.connect(lambda _: self._on_edited())
            return box
        if option.kind == "choice":
            combo = QComboBox()
            combo.addItems(option.choices)
            combo.currentTextChanged.connect(lambda _: self._on_edited())
            combo.setMinimumWidth(170)
            return combo
        edit = QLineEdit()
        edit.setFixedWidth(170)
        edit.setPlaceholderText(option.limits or self.tr("automatic"))
        edit.textEdited.connect(lambda _: self._on_edited())
        return edit

    def value(self) -> Any:
        """The value as edited."""
        if isinstance(self._editor, QCheckBox):
            return self._editor.isChecked()
        if isinstance(self._editor, QComboBox):
            return self._editor.currentText()
        assert isinstance(self._editor, QLineEdit)
        return self.option.to_value(self._editor.text())

    def set_value(self, value: Any) -> None:
        """Show a value."""
        if isinstance(self._editor, QCheckBox):
            self._editor.setChecked(bool(value))
        elif isinstance(self._editor, QComboBox):
            self._editor.setCurrentText(str(value))
        elif isinstance(self._editor, QLineEdit):
            self._editor.setText(self.option.to_text(value))
        self._on_edited()

    @property
    def changed(self) -> bool:
        """Whether the value differs from the default."""
        default = self.option.default
        return bool(self.value() != (list(default) if isinstance(default, tuple) else default))

    def show_problem(self, text: str, colour: str) -> None:
        """Say what is wrong with the value, or nothing."""
        self._problem.setText(text)
        self._problem.setStyleSheet(f"color: {colour};")
        self._problem.setVisible(bool(text))

    def matches(self, words: str) -> bool:
        """Whether a search finds this option."""
        text = f"{self.option.key} {self.option.label} {self.option.help}".casefold()
        return all(word in text for word in words.casefold().split())

    def _on_edited(self) -> None:
        self._reset.setVisible(self.changed)
        self.edited.emit()


class AdvancedDialog(QDialog):
    """All options, searchable; what is wrong is said beside it, and nothing wrong is kept."""

    def __init__(self, run: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.setObjectName("advancedDialog")
        self.setWindowTitle(self.tr("Advanced training options"))
        open_at(self, 760, 620)
        self._rows: list[OptionRow] = []
        self._heads: dict[str, QWidget] = {}
        self._list = QListWidget()
        describe(self._list, self.tr("Sections"), self.tr("Jump to a section"))
        self._search = QLineEdit(placeholderText=self.tr("Search options"))
        self._search.setClearButtonEnabled(True)
        describe(self._search, self.tr("Search"), self.tr("Show only options with these words"))
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(4, 0, 16, 12)
        self._column.setSpacing(0)
        self._count = label("", "muted")
        self._build()
        self._fill()
        self._search.textChanged.connect(self._filter)
        self._list.currentTextChanged.connect(self._jump)

    def _build(self) -> None:
        self._scroll = Scroll(self._page)
        middle = QHBoxLayout()
        middle.addWidget(self._list)
        middle.addWidget(self._scroll, 1)
        reset = button(self.tr("Reset all"), self.tr("Every option back to its default"))
        reset.setObjectName("resetAllButton")
        reset.clicked.connect(self.reset_all)
        self._use = button(self.tr("Apply"), self.tr("Use these options"), role="primary")
        self._use.setObjectName("useAdvancedButton")
        self._use.clicked.connect(self.accept)
        cancel = button(self.tr("Cancel"), self.tr("Keep the options as they were"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(reset)
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._search)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _fill(self) -> None:
        stored = self._run.options.advanced
        for section, options in sections().items():
            head = label(section.capitalize(), "title")
            head.setContentsMargins(0, 14, 0, 6)
            self._column.addWidget(head)
            self._heads[section.capitalize()] = head
            self._list.addItem(section.capitalize())
            for option in options:
                row = OptionRow(option)
                row.set_value(stored.get(option.key, option.default))
                row.edited.connect(self._on_edited)
                self._column.addWidget(row)
                self._rows.append(row)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + 24)
        self._nothing = label(self.tr("Nothing found. Try fewer or other words."), "muted")
        self._nothing.hide()
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._on_edited()

    def values(self) -> dict[str, Any]:
        """What differs from the defaults."""
        return {row.option.key: row.value() for row in self._rows if row.changed}

    def reset_all(self) -> None:
        """Every option back to its default."""
        for row in self._rows:
            row.set_value(row.option.default)

    def accept(self) -> None:
        """Keep the options."""
        self._run.set_options(self._run.options.with_advanced(self.values()))
        super().accept()

    def _on_edited(self) -> None:
        from lgt_app import theme

        values = self.values()
        problems = {problem.where: problem.what for problem in check(values)}
        for row in self._rows:
            row.show_problem(problems.get(row.option.key, ""), theme.current().bad)
        self._use.setEnabled(not problems)
        self._count.setText(self.tr("%n changed", "", len(values)) if values else "")

    def _filter(self, words: str) -> None:
        for row in self._rows:
            row.setVisible(row.matches(words))
        for name, head in self._heads.items():
            rows = [row for row in self._rows if row.option.key.startswith(f"{name.lower()}.")]
            head.setVisible(any(row.matches(words) for row in rows))
        self._nothing.setVisible(not any(row.matches(words) for row in self._rows))

    def _jump(self, name: str) -> None:
        if name in self._heads:
            self._search.clear()
            self._scroll.verticalScrollBar().setValue(self._heads[name].y())
