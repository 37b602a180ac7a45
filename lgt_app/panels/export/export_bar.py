"""Export of the picture in view: to a file, to the clipboard, as a sheet, or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lgt_app import paths
from lgt_app.panels.messages import error_message
from lgt_app.panels.refine.buttons import RefineButtons, kept_words
from lgt_app.panels.refine.switch import RefineSwitch
from lgt_app.state.export.exports import Exports
from lgt_app.state.project.names import safe_name
from lgt_app.widgets.banner import Message
from lgt_app.widgets.basics import Elided, bring_to_front, button, describe, label, line
from lgt_app.widgets.menu import Menu
from lgt_app.workers.export.style_files import StyleFileOffer

from .batch import BatchDialog
from .explore_sheet import ExploreDialog
from .options import ExportOptions
from .style_file_offer import StyleOfferDialog

_SHOWN_STYLES = 8
#: Of a file, in characters: systems refuse 255 bytes and more.
_LONGEST_NAME = 120
_GAP = 6


class ExportBar(QWidget):
    """The buttons under the preview.

    Signals
    -------
    message(object)
        A :class:`lgt_app.widgets.banner.Message`.
    withdrawn(str)
        Key of a message that holds no more.
    status(str)
        A short success, for the status bar.
    project_made(object)
        Folder of a project that was made from a style file and that the person wants to open.
    """

    message = Signal(object)
    withdrawn = Signal(str)
    status = Signal(str)
    project_made = Signal(object)

    def __init__(self, exports: Exports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exports = exports
        self._batch: BatchDialog | None = None
        self.export_button = button(
            self.tr("Export…"), self.tr("Save this picture in full size (Ctrl+E)"), "exportButton",
            role="primary",
        )  # fmt: skip
        self.copy_button = button(
            self.tr("Copy"), self.tr("Put this picture in full size on the clipboard"), "copyButton"
        )
        self.explore_button = button(
            self.tr("Explore…"),
            self.tr("All styles at several strengths, or any two settings, in one picture"),
            "exploreButton",
        )  # fmt: skip
        self.batch_button = button(
            self.tr("Batch…"), self.tr("Stylize many files and folders (Ctrl+Shift+E)"),
            "batchButton",
        )  # fmt: skip
        self.refine_buttons = RefineButtons(exports.refining)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        self._all: list[QWidget] = [
            self._share_button(), self.copy_button, self.explore_button, self.batch_button,
            self.refine_buttons, self.export_button,
        ]  # fmt: skip
        for each in self._all:
            row.addWidget(each)
        self._connect()
        self._show_available()
        self._show_queue()

    def _connect(self) -> None:
        exports = self._exports
        self.export_button.clicked.connect(self.export_picture)
        self.copy_button.clicked.connect(self.copy_picture)
        self.explore_button.clicked.connect(self.explore)
        self.batch_button.clicked.connect(self.show_batch)
        exports.available_changed.connect(self._show_available)
        exports.busy_changed.connect(self._show_available)
        exports.saved.connect(self._on_saved)
        exports.made.connect(self._on_made)
        exports.style_file_saved.connect(self._on_saved)
        exports.style_file_offered.connect(self._on_style_offer)
        exports.style_file_opened.connect(self._on_style_file)
        exports.failed.connect(self._on_failed)
        exports.queue.state_changed.connect(self._show_queue)

    # --- room ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._size_without(())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._size_without(self._foldable[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    @property
    def _foldable(self) -> tuple[tuple[QWidget, ...], ...]:
        """What is left out where room is scarce, step by step: the menus have it too."""
        return (), (self.copy_button,), (self.copy_button, self.explore_button)

    def _size_without(self, hidden: Sequence[QWidget]) -> QSize:
        sizes = [each.sizeHint() for each in self._all if each not in hidden]
        gaps = _GAP * (len(sizes) - 1)
        return QSize(sum(s.width() for s in sizes) + gaps, max(s.height() for s in sizes))

    def _fold(self) -> None:
        steps = self._foldable
        fits = (each for each in steps if self._size_without(each).width() <= self.width())
        hidden = next(fits, steps[-1])
        for each in steps[-1]:
            each.setVisible(each not in hidden)

    def _share_button(self) -> QToolButton:
        made = QToolButton()
        tip = self.tr("Give your trained styles to a friend, or open theirs")
        describe(made, self.tr("Style file"), tip, "styleFileButton")
        made.setText(self.tr("Style file  ▾"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(parent=made)
        self.save_style_action = menu.addAction(self.tr("Save style file…"), self.save_style_file)
        self.open_style_action = menu.addAction(self.tr("Open style file…"), self.open_style_file)
        made.setMenu(menu)
        return made

    # --- what the window calls -----------------------------------------------------------------

    def export_picture(self) -> None:
        """Ask how and where, then save the picture in view."""
        if self._check_available():
            ExportDialog(self._exports, self).open()

    def copy_picture(self) -> None:
        """Put the picture in view on the clipboard."""
        if self._check_available() and not self._exports.busy:
            self.status.emit(self.tr("Making the picture in full size…"))
            self._exports.copy()

    def explore(self) -> None:
        """Draw all styles at several strengths."""
        if self._exports.available or self._check_available():
            dialog = ExploreDialog(self._exports, self)
            dialog.status.connect(self.status)
            dialog.failed.connect(self._on_failed)
            dialog.open()

    def show_batch(self) -> None:
        """Open the batch window."""
        if self._batch is None:
            self._batch = BatchDialog(self._exports, self)  # gone with the project
        bring_to_front(self._batch)

    def save_style_file(self) -> None:
        """Ask where, then write the trained styles as one file."""
        start = str(self._exports.folder / f"{self._exports.project_name}.safetensors")
        kinds = self.tr("Style files (*.safetensors)")
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save style file"), start, kinds)
        if name:
            path = Path(name)
            path = path if path.suffix else path.with_name(f"{path.name}.safetensors")
            self._exports.save_style_file(path)

    def open_style_file(self) -> None:
        """Ask for a style file and make a project of it."""
        kinds = self.tr("Style files (*.safetensors)")
        start = str(self._exports.folder)
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open style file"), start, kinds)
        if name:
            self._exports.check_style_file(Path(name), paths.projects_dir())

    # --- what happens --------------------------------------------------------------------------

    def _check_available(self) -> bool:
        if self._exports.ready:
            return True
        if self._exports.refining.running:
            self.status.emit(self.tr("Wait for refining, or cancel it: what is reached is kept."))
            return False
        what = self.tr("There is no stylized picture yet.")
        next_step = self.tr("Choose a photo and train a style first.")
        self.message.emit(Message("info", what, next_step, key="export"))
        return False

    def _show_available(self, *_: object) -> None:
        ready = self._exports.ready
        self.export_button.setEnabled(ready and not self._exports.busy)
        self.copy_button.setEnabled(ready and not self._exports.busy)
        self.explore_button.setEnabled(self._exports.available)
        self.save_style_action.setEnabled(self._exports.has_trained and not self._exports.busy)
        self.open_style_action.setEnabled(not self._exports.busy)

    def _show_queue(self) -> None:
        tally = self._exports.queue.tally
        left = tally.waiting + tally.running
        text = self.tr("Batch ({})…").format(left) if left else self.tr("Batch…")
        if self.batch_button.text() != text:
            self.batch_button.setText(text)
            self.updateGeometry()
            self._fold()

    def _on_saved(self, path: Path, remark: str = "") -> None:
        self.withdrawn.emit("export")
        what = self.tr("“{}” was saved.").format(path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        show = (self.tr("Open folder"), lambda: QDesktopServices.openUrl(folder))
        level = "warning" if remark else "success"
        self.message.emit(Message(level, what, remark, actions=(show,), key="export"))

    def _on_style_offer(self, offer: StyleFileOffer) -> None:
        dialog = StyleOfferDialog(offer, self)
        dialog.accepted.connect(lambda: self._exports.adopt_style_file(offer))
        dialog.rejected.connect(lambda: self._exports.discard_style_file(offer))
        dialog.open()

    def _on_style_file(self, folder: Path, styles: tuple[str, ...]) -> None:
        what = self.tr("The project “{}” was made with the styles {}.")
        next_step = self.tr(
            "File, Open project shows it whenever you like; this project is unchanged."
        )
        listed = ", ".join(styles[:_SHOWN_STYLES]) + (" …" if len(styles) > _SHOWN_STYLES else "")
        what = what.format(folder.name, listed)
        open_it = (self.tr("Open it"), lambda: self.project_made.emit(folder))
        self.message.emit(Message("info", what, next_step, actions=(open_it,), key="export"))

    def _on_made(self, image: QImage) -> None:
        self.withdrawn.emit("export")
        QGuiApplication.clipboard().setImage(image)
        size = f"{image.width()} × {image.height()}"
        self.status.emit(self.tr("Picture copied ({}).").format(size))

    def _on_failed(self, error: BaseException) -> None:
        what = self.tr("The picture could not be made.")
        next_step = self.tr("Try again with a smaller size, or copy the details.")
        self.message.emit(error_message(error, "export", (what, next_step)))


class ExportDialog(QDialog):
    """Format, quality, name and folder of one picture."""

    def __init__(self, exports: Exports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export picture"))
        self._exports = exports
        self._folder = exports.folder
        self._photo = exports.preview.photo or Path()
        self.options = ExportOptions(exports.options, clips=exports.photo_moves)
        self.refine = RefineSwitch(exports.refining, "export", exports.refining.wish_in_view)
        self.as_shown = label("", "muted", wrap=True)
        self.name = QLineEdit(exports.suggested_name(self.refine.wish()))
        tip = self.tr("Name of the file, without its ending")
        describe(self.name, self.tr("File name"), tip, "exportName")
        self.folder_label = Elided(str(self._folder))
        self.warning = label("", "muted", wrap=True)
        self._build()
        self.name.textChanged.connect(self._check)
        self.options.changed.connect(self._on_refine)
        self.options.changed.connect(self._check)
        self.refine.changed.connect(self._on_refine)
        exports.refining.changed.connect(self._on_refine)
        self._on_refine()
        self._check()

    def _build(self) -> None:
        browse = button(self.tr("Change…"), self.tr("Choose another folder"), "exportFolderButton")
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.folder_label, 1)
        where.addWidget(browse)
        self.save_button = button(
            self.tr("Save"), self.tr("Save the picture"), "exportSaveButton", role="primary"
        )
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.accept)
        cancel = button(self.tr("Cancel"), self.tr("Close without saving"), "exportCancelButton")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.addStrut(420)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Export picture"), "title"))
        column.addWidget(self.options)
        column.addWidget(self.refine)
        column.addWidget(self.as_shown)
        column.addWidget(line())
        column.addWidget(label(self.tr("File name"), "muted"))
        column.addWidget(self.name)
        column.addWidget(label(self.tr("Folder"), "muted"))
        column.addLayout(where)
        column.addWidget(self.warning)
        column.addLayout(buttons)

    def target(self) -> Path:
        """Where the picture would be written."""
        name = safe_name(self.name.text(), most=_LONGEST_NAME)
        return self._folder / f"{name}{self.options.options().suffix_for(self._photo)}"

    def accept(self) -> None:
        """Save and close."""
        self._exports.set_options(self.options.options())
        self._exports.save(self.target(), self.refine.wish())
        super().accept()

    def _on_refine(self) -> None:
        """The suggested name tells how the picture is made; a name of the person's own stays.

        Refining that began by itself may end while the dialog is open.
        """
        clip = self.options.options().makes_clip(self._photo)
        self.options.formats.setEnabled(not clip)
        shown = self._exports.refining.shown
        self.refine.setVisible(shown is None and not clip)
        self.as_shown.setVisible(shown is not None or clip)
        if clip:
            words = self.tr("The clip is made by the network alone; cancelled, it ends early.")
            self.as_shown.setText(words)
        elif shown is not None:
            words = self.tr("The picture is saved as it is shown: {}.").format(kept_words(shown))
            self.as_shown.setText(words)
        if not self.name.isModified():
            self.name.setText(self._exports.suggested_name(self.refine.wish(), clip=clip))

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the picture"), str(self._folder)
        )
        if name:
            self._folder = Path(name)
            self.folder_label.set_whole(name)
            self._check()

    def _check(self) -> None:
        exists = self.target().exists()
        self.warning.setText(
            self.tr("“{}” is there already and will be replaced.").format(self.target().name)
            if exists
            else self.tr("Will be saved as “{}”.").format(self.target().name)
        )
        self.save_button.setText(self.tr("Replace") if exists else self.tr("Save"))
        self.save_button.setEnabled(bool(self.name.text().strip()))
