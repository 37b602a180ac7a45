"""The pictures of one collection: the photos shelf, or the inside of a style."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from lgt_app.panels.messages import picture_kinds
from lgt_app.state import counts
from lgt_app.state.collection.picture_import import Target, outcome
from lgt_app.state.collection.style_library import Library
from lgt_app.state.project.project import PHOTOS
from lgt_app.state.project.project_file import ProjectError
from lgt_app.widgets.basics import Elided, button, describe, label
from lgt_app.widgets.drop_overlay import DropZone, Payload
from lgt_app.widgets.menu import Menu
from lgt_app.widgets.pictures.thumbnail_grid import Remark, ThumbnailGrid, ThumbnailModel

_SIGNS = {"unreadable": "×", "tiny": "↓", "double": "=", "shared": "="}


class PictureShelf(QFrame):
    """Pictures with their remarks; add, drop, remove.

    Signals
    -------
    chosen(object)
        Path of the picture that became current.
    opened(object)
        Path of the picture that was double-clicked.
    removed(int)
        So many pictures were deleted.
    failed(object)
        A :class:`ProjectError`.
    back()
        The person wants to see all styles again.
    """

    chosen = Signal(object)
    opened = Signal(object)
    removed = Signal(int)
    failed = Signal(object)
    back = Signal()

    def __init__(self, library: Library, collection: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._collection = collection
        self._is_photos = collection == PHOTOS
        model = ThumbnailModel(library.thumbnails.get, self._remark, self)
        self.grid = ThumbnailGrid(model, cell=88 if self._is_photos else 104)
        self._title = label("", "heading") if self._is_photos else Elided("", "heading")
        self._count = label("", "muted")
        self._hint = label("", "muted", wrap=True)
        self._doctor_row = QWidget()
        self._doctor_words = label("", "", wrap=True)
        self._build()
        self._connect()
        self.show_collection(collection)

    @property
    def collection(self) -> str:
        """Which pictures are on show."""
        return self._collection

    # --- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        if self._is_photos:
            describe(
                self.grid, self.tr("Photos"),
                self.tr("Used for training, and these are the ones you stylize"), "photoList",
            )  # fmt: skip
        else:
            describe(
                self.grid, self.tr("Style pictures"),
                self.tr("What the style is learned from; Delete removes the selected"),
                "pictureList",
            )  # fmt: skip
        self.grid.setToolTip("")  # each picture has its own
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._header())
        column.addWidget(self._dataset_checker())
        column.addWidget(self.grid, 1)
        self._hint.setMargin(16)
        empty = QVBoxLayout(self.grid.viewport())
        empty.setContentsMargins(0, 0, 0, 0)
        empty.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignTop)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        if not self._is_photos:
            self.back_button = button(
                self.tr("‹ Styles"), self.tr("Back to all styles (Esc)"), "backButton"
            )
            self.back_button.setShortcut(QKeySequence("Esc"))
            self.back_button.clicked.connect(self.back)
            row.addWidget(self.back_button)
        row.addWidget(self._title, 0 if self._is_photos else 1)
        row.addWidget(self._count)
        if self._is_photos:
            row.addStretch(1)
        name = "addPhotosButton" if self._is_photos else "addPicturesButton"
        tip = (
            self.tr("Choose photos for training and to stylize (Ctrl+O)")
            if self._is_photos
            else self.tr("Choose style pictures")
        )
        self.add_button = button(self.tr("Add…"), tip, name)
        self.add_button.clicked.connect(self.choose_files)
        row.addWidget(self.add_button)
        return row

    def _dataset_checker(self) -> QWidget:
        row = QHBoxLayout(self._doctor_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._doctor_words, 1)
        self.select_marked = button(
            self.tr("Select"), self.tr("Select the pictures with a remark"), role="link"
        )
        self.select_marked.setObjectName(
            "selectMarkedPhotosButton" if self._is_photos else "selectMarkedButton"
        )
        self.select_marked.clicked.connect(self._select_marked)
        row.addWidget(self.select_marked)
        self._doctor_row.hide()
        return self._doctor_row

    def _connect(self) -> None:
        library = self._library
        library.thumbnails.ready.connect(self.grid.thumbnail_model().refresh)
        library.dataset_checker.changed.connect(self._on_doctor)
        library.project.pictures_changed.connect(self._on_pictures)
        self.grid.chosen.connect(self.chosen)
        self.grid.opened.connect(self.opened)
        self.grid.delete_pressed.connect(self.remove_selected)
        self.grid.customContextMenuRequested.connect(self._menu)
        self.drop_zone = DropZone(self.grid.viewport(), self._outcome, self._dropped)

    # --- showing -------------------------------------------------------------------------------

    def show_collection(self, collection: str) -> None:
        """Show another style's pictures."""
        self._collection = collection
        if isinstance(self._title, Elided):
            self._title.set_whole(collection)
        else:
            self._title.setText(self.tr("Photos"))
        self._refresh()

    def _on_pictures(self, collection: str) -> None:
        if collection == self._collection:
            self._refresh()

    def _refresh(self) -> None:
        paths = self._library.project.pictures(self._collection)
        model = self.grid.thumbnail_model()
        kept = self.grid.selected_paths()
        if paths != model.paths:
            model.set_paths(paths)
            self.grid.select_paths(path for path in kept if model.row_of(path) >= 0)
        self._count.setText(f"{len(paths):,}" if paths else "")
        self._hint.setText(
            self.tr("Drop photos here. Used for training, and these are the ones you stylize.")
            if self._is_photos
            else self.tr("Drop style pictures here: paintings, drawings, textures. One is enough; "
                         "five or more are better.")
        )  # fmt: skip
        self._hint.setVisible(not paths)
        self._on_doctor()

    def _remark(self, path: Path) -> Remark | None:
        mark = self._library.dataset_checker.mark(path)
        if mark is not None:
            return mark.level, _SIGNS.get(mark.code, "!"), mark.text
        problem = self._library.thumbnails.problem(path)
        return ("error", "×", problem) if problem else None

    def _on_doctor(self) -> None:
        marked = self._library.dataset_checker.marked(self._collection)
        self._doctor_row.setVisible(bool(marked))
        if marked:
            self._doctor_words.setText(self._summary(marked))
        self.grid.thumbnail_model().refresh_all()

    def _summary(self, marked: tuple[Path, ...]) -> str:
        names = {
            "unreadable": self.tr("unreadable"),
            "tiny": self.tr("small"),
            "double": self.tr("double"),
            "shared": self.tr("in two styles"),
        }
        codes = [mark.code for path in marked if (mark := self._library.dataset_checker.mark(path))]
        parts = [f"{codes.count(code)} {name}" for code, name in names.items() if code in codes]
        return self.tr("Worth a look: {}").format(", ".join(parts))

    def show_current(self, path: Path | None) -> None:
        """Highlight the picture that is shown elsewhere; nothing is chosen by that."""
        row = self.grid.thumbnail_model().row_of(path) if path is not None else -1
        now = self.grid.currentIndex()
        if row >= 0 and now.row() != row:
            with QSignalBlocker(self.grid):
                self.grid.setCurrentIndex(self.grid.thumbnail_model().index(row))

    # --- doing ---------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files and bring them in."""
        title = self.tr("Add photos") if self._is_photos else self.tr("Add style pictures")
        names, _ = QFileDialog.getOpenFileNames(self, title, "", picture_kinds())
        if names:
            self._library.importer.bring([Path(name) for name in names], self.target())

    def target(self) -> Target:
        """Where pictures dropped here go."""
        return Target("photos") if self._is_photos else Target("style", self._collection)

    def remove_selected(self) -> bool:
        """Move the selected pictures to the project's trash; whether any were selected."""
        paths = self.grid.selected_paths()
        if not paths:
            return False
        try:
            self._library.project.remove_pictures(self._collection, paths)
        except ProjectError as error:
            self.failed.emit(error)
        else:
            self.removed.emit(len(paths))
        return True

    def _select_marked(self) -> None:
        self.grid.select_paths(self._library.dataset_checker.marked(self._collection))
        self.grid.setFocus()

    def _outcome(self, payload: Payload, point: QPoint) -> tuple[str, QRect]:  # noqa: ARG002
        own = set(self._library.project.pictures(self._collection))
        if payload.paths and own.issuperset(payload.paths):
            return "", QRect()  # dragged from here: they are here already
        text = outcome(payload.paths, self.target())
        return text, self.grid.viewport().rect()

    def _dropped(self, payload: Payload, point: QPoint) -> None:  # noqa: ARG002
        if payload.paths:
            self._library.importer.bring(payload.paths, self.target())
        elif payload.image is not None:
            self._library.importer.paste(payload.image, self.target())

    def _menu(self, point: QPoint) -> None:
        menu = Menu(parent=self)
        count = len(self.grid.selectedIndexes())
        open_it = menu.addAction(self.tr("Preview"))
        open_it.setEnabled(count == 1)
        open_it.triggered.connect(lambda: self.opened.emit(self.grid.selected_paths()[0]))
        menu.addAction(self.tr("Add…"), self.choose_files)
        remove = menu.addAction(self.tr("Delete {}").format(counts.pictures(count)))
        remove.setEnabled(count > 0)
        remove.triggered.connect(self.remove_selected)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.grid.viewport().mapToGlobal(point))
