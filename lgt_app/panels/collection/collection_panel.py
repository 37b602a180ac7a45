"""The library: styles, photos, what comes in, and what the picture checks say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lgt_app.panels.messages import error_message
from lgt_app.state import counts
from lgt_app.state.collection.picture_import import Report, Target
from lgt_app.state.collection.style_library import Library
from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.state.project.project_file import ProjectGoneError
from lgt_app.widgets.banner import Message
from lgt_app.widgets.basics import Elided, button, describe, show_busy
from lgt_app.widgets.drop_overlay import payload_of
from lgt_app.workers.job_queue import JobQueues

from .picture_grid import PictureShelf
from .style_list import StyleShelf

# From this width on, styles and photos stand side by side.
_WIDE = 620

_DELETED, _INTAKE = "deleted", "intake"


class LibraryPanel(QFrame):
    """Styles and photos of a project.

    Signals
    -------
    photo_chosen(object)
        Path of the photo that became current on the shelf.
    picture_opened(object)
        Path of a picture that the person wants to see large.
    style_chosen(str)
        Name of the style that became current.
    message(object)
        A :class:`lgt_app.widgets.banner.Message`.
    withdrawn(str)
        Key of a message that holds no more.
    """

    photo_chosen = Signal(object)
    picture_opened = Signal(object)
    style_chosen = Signal(str)
    message = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, project: Project, lanes: JobQueues, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.project = project
        self.picture_library = Library(project, lanes, self)
        self.styles = StyleShelf(self.picture_library)
        self.photos = PictureShelf(self.picture_library, PHOTOS)
        self.inside = PictureShelf(
            self.picture_library, project.styles[0] if project.styles else "\0"
        )
        self._last_used: QWidget = self.styles
        self._stack = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._progress = QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        self._stack.addWidget(self.styles)
        self._stack.addWidget(self.inside)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(17)
        self._splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        self._splitter.addWidget(self._stack)
        self._splitter.addWidget(self.photos)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._splitter, 1)
        column.addWidget(self._progress)
        self._build_progress()

    def _build_progress(self) -> None:
        self._words = Elided("", "muted")
        self._bar = QProgressBar(textVisible=False)
        describe(
            self._bar, self.tr("Pictures being added"),
            self.tr("How many of the pictures are copied"), "intakeProgress",
        )  # fmt: skip
        self._cancel = button(
            self.tr("Cancel"), self.tr("Stop adding; nothing is kept"), "intakeCancelButton"
        )
        self._cancel.clicked.connect(self.picture_library.importer.cancel)
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        column.addWidget(self._words)
        column.addLayout(row)
        self._progress.hide()

    def _connect(self) -> None:
        importer = self.picture_library.importer
        importer.busy_changed.connect(self._on_busy)
        importer.progressed.connect(self._on_progress)
        importer.reported.connect(self._on_report)
        importer.failed.connect(self._on_failed)
        self.styles.chosen.connect(self.style_chosen)
        self.styles.opened.connect(self.open_style)
        self.styles.removed.connect(self._on_style_removed)
        self.styles.failed.connect(self._on_failed)
        self.photos.chosen.connect(self.photo_chosen)
        self.photos.opened.connect(self.picture_opened)
        self.inside.opened.connect(self.picture_opened)
        self.inside.back.connect(self.show_styles)
        for shelf in (self.photos, self.inside):
            shelf.removed.connect(self._on_pictures_removed)
            shelf.failed.connect(self._on_failed)
        self.project.styles_changed.connect(self._leave_gone_style)
        self.project.style_renamed.connect(self._follow_rename)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self.project.undo_stack.indexChanged.connect(self._withdraw_undo)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != wanted:
            self._splitter.setOrientation(wanted)

    # --- what the window calls ---------------------------------------------------------------

    def open_style(self, name: str) -> None:
        """Show the pictures of a style."""
        self.inside.show_collection(name)
        self._stack.setCurrentWidget(self.inside)
        self.inside.grid.setFocus()

    def show_styles(self) -> None:
        """Show all styles."""
        self._stack.setCurrentWidget(self.styles)
        self.styles.cards.setFocus()

    def bring(self, paths: Sequence[Path], target: Target | None = None) -> None:
        """Add files and folders; without a target they become styles."""
        self.picture_library.importer.bring(paths, target or Target("styles"))

    def draw_sample(self) -> None:
        """Draw the sample pictures into this project."""
        self.picture_library.importer.draw_sample()

    def paste(self) -> bool:
        """Add what the clipboard holds; whether it held pictures."""
        payload = payload_of(QGuiApplication.clipboard().mimeData())
        target = self._current_target()
        if payload.paths:
            self.picture_library.importer.bring(payload.paths, target)
        elif payload.image is not None:
            self.picture_library.importer.paste(payload.image, target)
        return bool(payload)

    def add_style(self) -> None:
        """A new style, ready to be named."""
        self.show_styles()
        self.styles.add_style()

    def choose_photos(self) -> None:
        """Ask for photos and add them to the shelf."""
        self.photos.choose_files()

    def rename_current(self) -> None:
        """Rename the current style."""
        if self._stack.currentWidget() is self.inside:
            name = self.inside.collection
            self.show_styles()
            self.styles.cards.rename(name)
        else:
            self.styles.rename_current()

    def delete_current(self) -> bool:
        """Delete what is selected where the keyboard was last; whether anything was selected."""
        shown = self.inside if self._stack.currentWidget() is self.inside else self.styles
        shelf = self.photos if self._last_used is self.photos else shown
        return shelf.remove_selected()

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        # A menu takes the focus before its entry runs.
        for shelf in (self.photos, self.inside, self.styles):
            if now is not None and shelf.isAncestorOf(now):
                self._last_used = shelf

    def _current_target(self) -> Target:
        if self._stack.currentWidget() is self.inside and not self.photos.grid.hasFocus():
            return self.inside.target()
        if self.styles.cards.hasFocus():
            name = self.styles.cards.current()
            return Target("style", name) if name else Target("styles")
        return Target("photos")

    # --- what happens ------------------------------------------------------------------------

    def _on_busy(self, busy: bool) -> None:
        self._progress.setVisible(busy)
        show_busy(self._bar)
        self._words.set_whole(self.tr("Looking at the files…"))

    def _on_progress(self, done: int, total: int, name: str) -> None:
        if done == 0:
            self._words.set_whole(self.tr("{} found so far…").format(counts.files(total)))
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._words.set_whole(self.tr("{:,} of {:,}: {}").format(done, total, name))

    def _on_report(self, report: Report) -> None:
        if report.styles:
            self.styles.cards.choose(report.styles[0])
        if not report.rejected:
            self.withdrawn.emit(_INTAKE)
            return
        reasons = "\n".join(reason for _, reason in report.rejected)
        left_out = counts.files(len(report.rejected))
        if report.pictures:
            what = self.tr("{} added, {} left out.")
            what = what.format(counts.pictures(report.pictures).capitalize(), left_out)
        else:
            what = self.tr("Nothing was added: {} left out.").format(left_out)
        first = report.rejected[0][1]
        next_step = (
            first if len(report.rejected) == 1 else self.tr("Details lists each with its reason.")
        )
        level = "info" if report.pictures else "warning"
        self.message.emit(Message(level, what, next_step, reasons, key=_INTAKE))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ProjectGoneError):
            self.project.failed.emit(error)
            return
        what = self.tr("The pictures could not be added.")
        next_step = self.tr("Nothing was changed. Try fewer pictures at once, or copy the details.")
        self.message.emit(error_message(error, _INTAKE, (what, next_step)))

    def _on_style_removed(self, name: str) -> None:
        self._offer_undo(self.tr("“{}” was deleted.").format(name))

    def _on_pictures_removed(self, count: int) -> None:
        deleted = self.tr("{} deleted.").format(counts.pictures(count).capitalize())
        self._offer_undo(deleted)

    def _offer_undo(self, what: str) -> None:
        undo = (self.tr("Undo"), self.project.undo_stack.undo)
        self.message.emit(Message("info", what, actions=(undo,), key=_DELETED))

    def _withdraw_undo(self) -> None:
        # The offer belongs to one change: after any other it would undo something else.
        self.withdrawn.emit(_DELETED)

    def _leave_gone_style(self) -> None:
        if self.inside.collection not in self.project.styles:
            self._stack.setCurrentWidget(self.styles)

    def _follow_rename(self, old: str, new: str) -> None:
        if self.inside.collection == old:
            self.inside.show_collection(new)
