"""All styles as cards, with everything that can be done to them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lgt_app.panels.messages import picture_kinds
from lgt_app.state import counts
from lgt_app.state.collection.picture_import import Target, outcome
from lgt_app.state.collection.style_library import Library
from lgt_app.state.project.project_file import ProjectError
from lgt_app.state.style_states import StyleStates
from lgt_app.widgets.basics import button, describe, label
from lgt_app.widgets.drop_overlay import DropZone, Payload
from lgt_app.widgets.menu import Menu
from lgt_app.widgets.pictures.style_cards import StyleCard, StyleCardModel, StyleCards


class StyleShelf(QFrame):
    """Cards of the styles.

    Signals
    -------
    chosen(str)
        The style that became current.
    opened(str)
        The person wants to see a style's pictures.
    removed(str)
        A style was deleted.
    failed(object)
        A :class:`ProjectError`.
    """

    chosen = Signal(str)
    opened = Signal(str)
    removed = Signal(str)
    failed = Signal(object)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._states: StyleStates | None = None
        model = StyleCardModel(library.thumbnails.get, self)
        self.cards = StyleCards(model)
        describe(
            self.cards, self.tr("Styles"),
            self.tr("Drop a folder of pictures for a new style; double-click a card to open it"),
            "styleList",
        )  # fmt: skip
        self._count = label("", "muted")
        self._hint = label(
            self.tr("Drop a folder of pictures here: it becomes a style named after it."),
            "muted",
            wrap=True,
        )
        self._build()
        self._connect(model)
        self.refresh()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(self.tr("Styles"), "heading"))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._new_button())
        row.addWidget(self._more_button())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.cards, 1)
        self._hint.setParent(self.cards.viewport())
        self._hint.setMargin(16)

    def _new_button(self) -> QPushButton:
        tip = self.tr("Make an empty style and name it")
        self.add_button = button(self.tr("New style"), tip, "addStyleButton")
        self.add_button.clicked.connect(self.add_style)
        return self.add_button

    def _more_button(self) -> QToolButton:
        made = QToolButton()
        describe(
            made, self.tr("New style from files"),
            self.tr("Make a style from a folder or from pictures"), "addStyleFromButton",
        )  # fmt: skip
        made.setText("▾")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(parent=made)
        menu.addAction(self.tr("From a folder…"), self.choose_folder)
        menu.addAction(self.tr("From pictures…"), self.choose_files)
        made.setMenu(menu)
        self.more_button = made
        return made

    def _connect(self, model: StyleCardModel) -> None:
        library = self._library
        model.rename_asked.connect(self._rename)
        library.thumbnails.ready.connect(model.refresh)
        library.dataset_checker.changed.connect(self.refresh)
        library.project.styles_changed.connect(self.refresh)
        # Many styles may come at once: their cards are made anew once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        library.project.pictures_changed.connect(lambda _: self._soon.start())
        self.cards.chosen.connect(self.chosen)
        self.cards.opened.connect(self.opened)
        self.cards.delete_pressed.connect(self.remove)
        self.cards.customContextMenuRequested.connect(self._menu)
        self.drop_zone = DropZone(self.cards.viewport(), self._outcome, self._dropped)

    def show_states(self, states: StyleStates) -> None:
        """Say on each card how far its style is."""
        self._states = states
        states.changed.connect(self._soon.start)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Bind the project's styles to the cards."""
        project, current = self._library.project, self.cards.current()
        cards = []
        for name in project.styles:
            paths = project.pictures(name)
            mark = self._library.dataset_checker.style_mark(name)
            level, remark = (mark.level, mark.text) if mark and paths else ("", "")
            state = self._states.of(name) if self._states is not None and paths else ("", "")
            count = counts.pictures(len(paths))
            cards.append(StyleCard(name, count, paths[:4], level, remark, *state))
        self.cards.card_model().set_cards(cards)
        if current and self.cards.current() != current:
            self.cards.choose(current)
        self._count.setText(str(len(cards)) if cards else "")
        self._hint.setVisible(not cards)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        self._hint.setGeometry(QRect(0, 0, self.width() - 4, 90))

    def show_current(self, name: str) -> None:
        """Highlight the style that the preview shows; nothing is chosen by that."""
        if name and self.cards.current() != name:
            with QSignalBlocker(self.cards):
                self.cards.choose(name)

    # --- doing ---------------------------------------------------------------------------------

    def add_style(self) -> None:
        """A new empty style whose name can be typed at once."""
        try:
            name = self._library.project.add_style(self.tr("New style"))
        except ProjectError as error:
            self.failed.emit(error)
            return
        self.cards.rename(name)

    def choose_folder(self) -> None:
        """Ask for a folder and make a style of it."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of style pictures"))
        if name:
            self._library.importer.bring([Path(name)], Target("styles"))

    def choose_files(self) -> None:
        """Ask for pictures and make a style of them."""
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Style pictures of a new style"), "", picture_kinds()
        )
        if names:
            self._library.importer.bring([Path(name) for name in names], Target("styles"))

    def rename_current(self) -> None:
        """Open the name's editor on the current card."""
        if self.cards.current():
            self.cards.rename(self.cards.current())

    def remove_selected(self) -> bool:
        """Delete the selected style; whether there is one."""
        name = self.cards.current() if self.cards.selectedIndexes() else ""
        if name:
            self.remove(name)
        return bool(name)

    def remove(self, name: str) -> None:
        """Delete a style; undo brings it back."""
        try:
            self._library.project.remove_style(name)
        except ProjectError as error:
            self.failed.emit(error)
            return
        self.removed.emit(name)

    def _rename(self, old: str, new: str) -> None:
        try:
            now = self._library.project.rename_style(old, new)
        except ProjectError as error:
            self.failed.emit(error)
            return
        self.cards.choose(now)

    def _target(self, point: QPoint) -> tuple[Target, QRect]:
        name, where = self.cards.style_at(point)
        if name:
            return Target("style", name), where.adjusted(3, 3, -3, -3)
        return Target("styles"), self.cards.viewport().rect()

    def _outcome(self, payload: Payload, point: QPoint) -> tuple[str, QRect]:
        target, where = self._target(point)
        if target.kind == "style":
            own = set(self._library.project.pictures(target.style))
            if payload.paths and own.issuperset(payload.paths):
                return "", QRect()
        if payload.image is not None and target.kind == "styles":
            return self.tr("New style from this picture"), where
        return outcome(payload.paths, target), where

    def _dropped(self, payload: Payload, point: QPoint) -> None:
        target, _ = self._target(point)
        if payload.paths:
            self._library.importer.bring(payload.paths, target)
        elif payload.image is not None:
            self._library.importer.paste(payload.image, target)

    def _menu(self, point: QPoint) -> None:
        name, _ = self.cards.style_at(point)
        menu = Menu(parent=self)
        if name:
            menu.addAction(self.tr("Open"), lambda: self.opened.emit(name))
            menu.addAction(self.tr("Rename"), lambda: self.cards.rename(name))
            menu.addAction(self.tr("Delete"), lambda: self.remove(name))
            menu.addSeparator()
        menu.addAction(self.tr("New style"), self.add_style)
        menu.addAction(self.tr("New style from a folder…"), self.choose_folder)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.cards.viewport().mapToGlobal(point))
