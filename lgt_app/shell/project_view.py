"""Panels and state of one open project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lgt_app import paths
from lgt_app.panels.brush_bar import BrushBar
from lgt_app.panels.collection.collection_panel import LibraryPanel
from lgt_app.panels.collection.welcome import WelcomePanel
from lgt_app.panels.export.export_bar import ExportBar
from lgt_app.panels.export.progress import ExportProgress
from lgt_app.panels.messages import picture_kinds
from lgt_app.panels.preview import PreviewPanel
from lgt_app.panels.training.curves import CurvesPanel
from lgt_app.panels.training.queue import TrainingQueueDialog
from lgt_app.panels.training.training import TrainingPanel
from lgt_app.settings import Settings
from lgt_app.state.collection.picture_import import Target
from lgt_app.state.comparison import Comparison
from lgt_app.state.export.exports import Exports
from lgt_app.state.masks import Masks
from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.refine.refining import Refining
from lgt_app.state.refine.self_refining import SelfRefining
from lgt_app.state.shown_pictures import ShownPictures
from lgt_app.state.style_states import StyleStates
from lgt_app.state.training.queue import TrainingQueue
from lgt_app.state.training.run import Phase, RunState
from lgt_app.widgets.basics import bring_to_front, line
from lgt_app.widgets.scrolling import Scroll
from lgt_app.workers import JobQueues

_WIDTHS = (290, 640, 350)


class ProjectView(QWidget):
    """The three columns: library, preview, training.

    Signals
    -------
    failed(object)
        An exception that a person should see.
    status(str)
        A short success, for the status bar.
    message(object)
        A :class:`lgt_app.widgets.banner.Message`.
    withdrawn(str)
        Key of a message that holds no more.
    project_chosen(object)
        A folder that should be opened as a project.
    """

    failed = Signal(object)
    status = Signal(str)
    message = Signal(object)
    withdrawn = Signal(str)
    project_chosen = Signal(object)

    def __init__(
        self, project: Project, lanes: JobQueues, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.project = project
        project.setParent(self)
        self._settings = settings
        self.run = RunState(project, lanes, self)
        self.training_queue = TrainingQueue(project, self.run, self)
        self._queue_dialog: TrainingQueueDialog | None = None
        self.preview = PreviewState(project, lanes, self)
        self.masks = Masks(project, self.preview, lanes, self)
        self.refining = Refining(project, self.preview, lanes, self)
        self.self_refining = SelfRefining(settings, self.preview, self.refining, lanes, self)
        self.shown_pictures = ShownPictures(self.preview, self.refining, lanes, self)
        self.comparison = Comparison(self.preview, lanes, self)
        self.style_states = StyleStates(self.run, self.preview, self)
        self.apply_settings()
        self.pictures_panel = LibraryPanel(project, lanes)
        self.welcome = WelcomePanel(self.pictures_panel.picture_library)
        self.training_panel = TrainingPanel(project, self.run, self.training_queue)
        self.curves_panel = CurvesPanel(self.run)
        self.pictures_panel.styles.show_states(self.style_states)
        self.preview_panel = PreviewPanel(
            project, self.preview, self.refining, self.shown_pictures, self.run
        )
        canvas, note = self.preview_panel.canvas, self.preview_panel.refine_note
        self.brush = BrushBar(self.masks, canvas, note)
        self.exports = Exports(project, self.preview, self.refining, lanes, self)
        self.export_bar = ExportBar(self.exports)
        self.export_bar.refine_buttons.offer(self.self_refining)
        self.preview_panel.add_foot(self.export_bar)
        self.export_progress = ExportProgress(self.exports)
        self._build()
        self._connect()
        self._engine_ready = False
        self.preview.open_last_photo()

    def _build(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for each in (self.pictures_panel, self.preview_panel, self._right_column()):
            self.splitter.addWidget(each)
        self.splitter.setSizes(_WIDTHS)
        for index, share in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, share)
        self.stack = QStackedWidget()
        self._welcome_page = Scroll(self.welcome, sideways=True)
        self._columns_page = Scroll(self.splitter, sideways=True)
        self.stack.addWidget(self._welcome_page)
        self.stack.addWidget(self._columns_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._show_welcome_or_columns()

    def _show_comparison(self) -> None:
        self.preview_panel.canvas.set_other(self.comparison.image, self.comparison.name)

    def compare_with_result(self) -> None:
        """Compare what comes with the result in view."""
        view = self.shown_pictures.view
        if view is None:
            self.status.emit(self.tr("There is no result to compare with yet."))
        else:
            self.comparison.hold(view, self.preview_panel.caption())

    def compare_with_file(self) -> None:
        """Ask for a picture file to compare with."""
        title, start = self.tr("Compare with a picture"), str(self.exports.folder)
        name, _ = QFileDialog.getOpenFileName(self, title, start, picture_kinds())
        if name:
            self.comparison.open(Path(name))

    def _show_welcome_or_columns(self) -> None:
        empty = self.project.is_empty and self.project.current_run() is None
        wanted = self._welcome_page if empty else self._columns_page
        if self.stack.currentWidget() is not wanted:
            self.stack.setCurrentWidget(wanted)

    def _right_column(self) -> QWidget:
        right = QFrame()
        right.setProperty("role", "panel")
        inside = QWidget()
        outer = QVBoxLayout(right)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inside))
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        column.addWidget(self.training_panel)
        column.addWidget(line())
        column.addWidget(self.curves_panel, 1)
        return right

    def _connect(self) -> None:
        self.project.styles_changed.connect(self._show_welcome_or_columns)
        self.project.pictures_changed.connect(lambda _: self._show_welcome_or_columns())
        self.pictures_panel.message.connect(self.message)
        self.pictures_panel.withdrawn.connect(self.withdrawn)
        self.export_bar.message.connect(self.message)
        self.export_bar.project_made.connect(self.project_chosen)
        self.export_bar.withdrawn.connect(self.withdrawn)
        self.export_bar.status.connect(self.status)
        self.pictures_panel.photo_chosen.connect(self.preview.set_photo)
        self.pictures_panel.picture_opened.connect(self.preview.set_photo)
        self.preview.photo_changed.connect(self._follow_photo)
        self.preview.look_changed.connect(self._follow_style)
        self.preview.model_changed.connect(self._follow_style)
        self.project.pictures_changed.connect(lambda _: self._follow_photo())
        self.project.styles_changed.connect(self._follow_style)
        self.pictures_panel.style_chosen.connect(self._on_style_chosen)
        self.preview_panel.photos_dropped.connect(
            lambda paths: self.pictures_panel.bring(paths, Target("photos"))
        )
        self.welcome.project_chosen.connect(self.project_chosen)
        self.preview.failed.connect(self.failed)
        self.masks.failed.connect(self.failed)
        self.refining.failed.connect(self.failed)
        self.shown_pictures.failed.connect(self.failed)
        self.comparison.failed.connect(self.failed)
        self.comparison.changed.connect(self._show_comparison)
        self.project.failed.connect(self.failed)
        self.preview.film_saved.connect(
            lambda path: self.status.emit(self.tr("Saved {}").format(path.name))
        )
        self.curves_panel.status.connect(self.status)
        self.run.phase_changed.connect(self._on_phase)
        self.training_panel.advanced_asked.connect(self.show_advanced)
        self.training_panel.queue_asked.connect(self.show_training_queue)
        self.run.model_saved.connect(self._on_model_saved)
        importer = self.pictures_panel.picture_library.importer
        importer.busy_changed.connect(self.preview.sources.hold)
        importer.style_file_brought.connect(self._offer_style_file)

    def _offer_style_file(self, path: Path) -> None:
        self.exports.check_style_file(path, paths.projects_dir())

    # --- life ----------------------------------------------------------------------------------

    def open_last(self) -> None:
        """Show what was shown last; needs the engine, which loads beside the window."""
        self.preview.film.open(self.run.run_dir)
        self.preview.open_last()
        self.run.ask_plan()

    def apply_settings(self) -> None:
        """Take over settings that the states need."""
        self.run.device_wish = self.preview.device_wish = self._settings.device

    def _on_phase(self) -> None:
        self.refining.set_training(self.run.phase.active and self.run.phase is not Phase.PAUSED)
        if self.run.phase in (Phase.PAUSED, Phase.FINISHED):
            self.preview.catch_up()
        if self.run.phase is Phase.PREPARING and self.run.run_dir is not None:
            resumed = self.preview.film.run == self.run.run_dir
            if not resumed:
                self.preview.film.begin(self.run.run_dir, self.preview.photo)

    def _on_model_saved(self, path: Path) -> None:
        if self._settings.follow_training or not self.run.phase.active:
            active = self.run.phase.active
            self.preview.note_model(path, self.run.status.step, politely=active)

    def engine_ready(self) -> None:
        """The engine is loaded: show what was shown last."""
        if not self._engine_ready:
            self._engine_ready = True
            self.preview_panel.canvas.setFocus()
            self.open_last()

    def _on_style_chosen(self, name: str) -> None:
        self.preview.choose_style(name)

    def _follow_photo(self) -> None:
        self.pictures_panel.photos.show_current(self.preview.photo)

    def _follow_style(self) -> None:
        if self.preview.source is not None:
            shown, known = self.preview.look.style, self.preview.sources.learned_name
            name = next((each for each in self.project.styles if known(each) == shown), shown)
            self.pictures_panel.styles.show_current(name)

    # --- what the menus ask for ----------------------------------------------------------------

    def ask_photos(self) -> None:
        """Choose photos for the shelf."""
        self.pictures_panel.choose_photos()

    def ask_style(self) -> None:
        """A new style, ready to be named."""
        self.pictures_panel.add_style()

    def paste(self) -> None:
        """Add what the clipboard holds."""
        # An empty clipboard has no data at all on some systems.
        if QGuiApplication.clipboard().mimeData() is None or not self.pictures_panel.paste():
            self.status.emit(self.tr("The clipboard holds no picture."))

    def rename_selected(self) -> None:
        """Rename the current style."""
        self.pictures_panel.rename_current()

    def delete_selected(self) -> None:
        """Move what is selected to the trash; it can be undone."""
        if not self.pictures_panel.delete_current():
            self.status.emit(self.tr("Nothing is selected: click a photo or a style first."))

    def show_advanced(self) -> None:
        """Open the Advanced page."""
        from lgt_app.panels.training.advanced import AdvancedDialog

        AdvancedDialog(self.run, self).open()

    def show_training_queue(self) -> None:
        """Open the training queue."""
        if self._queue_dialog is None:  # gone with the project
            parts = self.project, self.run, self.training_queue
            self._queue_dialog = TrainingQueueDialog(*parts, self)
        bring_to_front(self._queue_dialog)

    def train_every_style(self) -> None:
        """Train each style alone, one after another, and show the queue."""
        if self.run.missing:
            self.status.emit(self.run.missing)
        else:
            self.training_queue.train_every_style()
            self.show_training_queue()

    def copy_picture(self) -> None:
        """Put the stylized picture on the clipboard."""
        self.export_bar.copy_picture()

    def draw_sample(self) -> None:
        """Draw the sample's styles and photos into this project."""
        self.pictures_panel.draw_sample()

    def save_style_file(self) -> None:
        """Write the trained styles as one file to give away."""
        if self.exports.has_trained:
            self.export_bar.save_style_file()
        else:
            self.status.emit(self.tr("Train a style first."))

    def export_picture(self) -> None:
        """Save the picture in view."""
        self.export_bar.export_picture()

    def refine_picture(self) -> None:
        """Refine the picture in view, or stop that."""
        if self.refining.busy:
            self.refining.cancel()
        elif self.refining.obstacle:
            self.status.emit(self.refining.obstacle)
        else:
            self.refining.start()

    def show_batch(self) -> None:
        """Stylize many files."""
        self.export_bar.show_batch()
