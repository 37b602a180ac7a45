"""What stands on the main window: menus, banner, one open project, and a careful way out."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QUndoGroup
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lgt_engine.errors import LGTError, full_memory, is_out_of_memory
from lgt_engine.folder_lock import FolderLock

from . import diagnostics, logs, places, theme
from .recovery import opening_messages
from .settings import Settings
from .state.names import free_name
from .state.project import Project
from .state.project_file import ProjectError
from .state.run import Phase
from .state.session_mark import SessionMark
from .widgets.banner import Banner, Message
from .widgets.success import SuccessNote
from .workers import Lanes
from .workers.readiness import DeviceFound, Ready, get_ready
from .workspace import Workspace

_LOG = logging.getLogger(__name__)


class Desk(QObject):
    """One project at a time, its messages, and what loads beside the window.

    Signals
    -------
    may_close()
        The training is saved; the window was asked to close and may now.
    """

    may_close = Signal()

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.lanes = Lanes(self)
        self.undo_group = QUndoGroup(self)
        self.workspace: Workspace | None = None
        self.device = self.tr("not known yet")
        self._device_reason = ""
        self._ready: set[str] = set()
        self._quitting = False
        self._closed = False
        self._project_lock: FolderLock | None = None
        self._mark: SessionMark | None = None
        self._apply_theme()
        self._build()
        settings.theme_changed.connect(lambda _: self._apply_theme())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)

    def _build(self) -> None:
        self.banner = Banner()
        frame = QWidget()
        self._column = QVBoxLayout(frame)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.banner)
        self.window.setCentralWidget(frame)
        self._readiness = QLabel(self.tr("Getting ready…"))
        self._readiness.setProperty("role", "muted")
        bar = self.window.statusBar()
        self._success = SuccessNote()
        bar.addWidget(self._success, 1)
        foot = QWidget()
        self._foot = QHBoxLayout(foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(16)
        self._foot.addWidget(self._readiness)
        foot.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        bar.addPermanentWidget(foot)
        bar.setSizeGripEnabled(False)
        bar.setFixedHeight(bar.fontMetrics().height() + 16)  # room for a button: nothing moves
        bar.setContentsMargins(12, 0, 12, 0)

    def open_first(self, project_dir: Path | None) -> None:
        """Open this project, or the one that was open last, or a new one."""
        recent = self.settings.recent_projects()
        last = recent[0] if recent else places.projects_dir() / self.tr("My styles")
        self.open_project(project_dir or last)

    def tell(self, text: str) -> None:
        """Say a short success in the status bar."""
        self.window.statusBar().showMessage(text, 6000)

    # --- theme ---------------------------------------------------------------------------------

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.settings.theme)

    def _on_system_theme(self) -> None:
        if self.settings.theme == "system":
            self._apply_theme()

    # --- getting ready -------------------------------------------------------------------------

    def get_ready(self) -> None:
        """Load what is heavy, beside the window."""
        job = self.lanes.training.submit(get_ready(self.settings.device))
        job.event.connect(self._on_ready)
        job.failed.connect(self.show_error)

    def _on_ready(self, event: object) -> None:
        if self._closed:
            return  # said while the thread ended: too late to begin anything
        if isinstance(event, Ready):
            self._ready.add(event.part)
            self._tell_workspace()
            if event.part == "engine":
                self._readiness.setText(self.tr("Ready"))
        elif isinstance(event, DeviceFound):
            self.device, self._device_reason = event.name, event.reason
            self._tell_workspace()

    @property
    def engine_ready(self) -> bool:
        """Whether the engine is loaded."""
        return "engine" in self._ready

    def _tell_workspace(self) -> None:
        if self.workspace is None:
            return
        self.workspace.training_panel.set_device(self.device, self._device_reason)
        if "plots" in self._ready:
            self.workspace.curves_panel.plots_ready()
        if "engine" in self._ready:
            self.workspace.engine_ready()

    # --- projects ------------------------------------------------------------------------------

    def open_project(self, folder: Path) -> bool:
        """Open a project, or begin one in ``folder``; whether it is open now."""
        if self.workspace is not None and self.workspace.run.phase.active:
            self.banner.show_message(
                Message(
                    "warning",
                    self.tr("A training is running."),
                    self.tr("Stop it before you open another project."),
                    key="busy",
                )
            )
            return False
        lock = None
        try:
            lock = self._lock(folder)
            project = Project(folder)
        except LGTError as error:
            if lock is not None:
                lock.release()
            self.show_error(error)
            if self.workspace is None:
                self.open_project(self._spare_project())
            return False
        if self.workspace is not None:  # what was said is about the project before
            self.banner.clear_all()
        self._leave_project()
        self._project_lock, self._mark = lock, SessionMark(project.folder)
        crashed = self._mark.begin()
        self._replace_workspace(project)
        self._tell_what_happened(crashed)
        self.settings.add_recent(project.folder)
        return True

    def _leave_project(self) -> None:
        """Let others open it; it was left as it should be."""
        if self._mark is not None:
            self._mark.end()
        if self._project_lock is not None:
            self._project_lock.release()
        self._mark = self._project_lock = None

    def _lock(self, folder: Path) -> FolderLock:
        """Keep a second window off the project; a crashed one leaves no lock behind."""
        if self.workspace is not None and self.workspace.project.folder == folder.absolute():
            self._leave_project()
        with suppress(OSError):  # said by the project itself
            folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder)
        if not lock.take():
            raise ProjectError(
                self.tr("“{}” is open in another window of LGT.").format(folder.name),
                safe=self.tr("Nothing was changed."),
                next_step=self.tr("Go on there, or close it there first."),
            )
        return lock

    def _spare_project(self) -> Path:
        taken = [path.name for path in places.projects_dir().glob("*")]
        return places.projects_dir() / free_name(self.tr("My styles"), taken)

    def _replace_workspace(self, project: Project) -> None:
        old = self.workspace
        if old is not None:
            self.settings.set_geometry("columns", old.splitter.saveState())
            self.undo_group.removeStack(old.project.undo_stack)
            for lane in self.lanes.all:
                lane.stop_all()
            self._column.removeWidget(old)
            for each in (old, old.export_progress):
                each.hide()
                each.deleteLater()
        space = Workspace(project, self.lanes, self.settings)
        self.workspace = space
        self.undo_group.addStack(project.undo_stack)
        self.undo_group.setActiveStack(project.undo_stack)
        self._column.addWidget(space, 1)
        self._foot.insertWidget(0, space.export_progress)
        columns = self.settings.geometry("columns")
        if columns is not None:
            space.splitter.restoreState(columns)
        space.failed.connect(self.show_error)
        space.told.connect(self._on_told)
        space.withdrawn.connect(self.banner.clear)
        space.project_chosen.connect(self.open_project)
        space.message.connect(self.tell)
        space.run.notice.connect(self._on_notice)
        space.run.phase_changed.connect(self._on_phase)
        project.renamed.connect(lambda _: self._show_title())
        self._show_title()
        self._tell_workspace()

    def _show_title(self) -> None:
        assert self.workspace is not None
        self.window.setWindowTitle(f"{self.workspace.project.name} – LGT")

    def _tell_what_happened(self, crashed: bool) -> None:
        assert self.workspace is not None
        for message in opening_messages(
            self.workspace, crashed=crashed, save_diagnostics=self.save_diagnostics
        ):
            self.banner.show_message(message)

    def save_diagnostics(self) -> None:
        """Write a file for a bug report where the person chooses."""
        text = diagnostics.report(self.device, self.settings, self.workspace)
        try:
            saved = diagnostics.ask_and_save(self.window, text)
        except LGTError as error:
            self.show_error(error)
            return
        if saved is not None:
            self.tell(self.tr("Saved {}; it holds no picture.").format(saved.name))

    def new_project(self) -> None:
        """Choose a folder for a new project."""
        start = str(places.projects_dir())
        places.projects_dir().mkdir(parents=True, exist_ok=True)
        name, _ = QFileDialog.getSaveFileName(self.window, self.tr("New project"), start)
        if name:
            self.open_project(Path(name))

    def ask_project(self) -> None:
        """Choose a project to open."""
        start = str(places.projects_dir())
        name = QFileDialog.getExistingDirectory(self.window, self.tr("Open a project"), start)
        if not name:
            return
        folder = Path(name)
        if Project.is_project(folder) or not any(folder.iterdir()):
            self.open_project(folder)
        else:
            self.show_error(
                ProjectError(
                    self.tr("“{}” is not an LGT project.").format(folder.name),
                    next_step=self.tr("Choose a project folder, or drop pictures onto the window."),
                )
            )

    def show_settings(self) -> None:
        """Open the settings."""
        from .panels.settings import SettingsDialog

        dialog = SettingsDialog(self.settings, self.device, self.window)
        dialog.finished.connect(self._on_settings_closed)
        dialog.open()

    def _on_settings_closed(self) -> None:
        if self.workspace is not None:
            self.workspace.apply_settings()

    def toggle_full_screen(self) -> None:
        """Full screen, and back."""
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # --- messages ------------------------------------------------------------------------------

    def show_error(self, error: object) -> None:
        """Say what happened, what is safe and what to do."""
        if not isinstance(error, BaseException):
            return
        logs.log_error(error)
        if is_out_of_memory(error):
            error = full_memory()
        if isinstance(error, LGTError):
            next_step = " ".join(part for part in (error.safe, error.next_step) if part)
            message = Message("error", error.what, next_step, key=error.what)
        else:
            message = Message(
                "error",
                self.tr("Something unexpected went wrong: {}").format(error),
                self.tr("Your pictures and saved runs are untouched. Try again, or copy details."),
                logs.details_of(error),
                key=type(error).__name__,
            )
        self.banner.show_message(message)

    def _on_told(self, message: Message) -> None:
        if message.level == "success":
            self._success.say(message)
        else:
            self.banner.show_message(message)

    def _on_notice(self, level: str, code: str, text: str) -> None:
        _LOG.info("%s %s", code, text)
        self.banner.show_message(Message(level, text, key=f"notice:{code}"))

    def _on_phase(self) -> None:
        assert self.workspace is not None
        phase = self.workspace.run.phase
        if phase is Phase.PREPARING:
            for key in ("resume", "crashed", "busy"):
                self.banner.clear(key)
        if self._quitting and not phase.active:
            QTimer.singleShot(0, self.may_close.emit)

    # --- what the window passes on -------------------------------------------------------------

    def hold_original(self, on: bool) -> None:
        """Show the photo alone while a key is held."""
        if self.workspace is not None:
            self.workspace.preview_panel.canvas.set_original(on)

    def activated(self, active: bool) -> None:
        """The window came to the front, or left it."""
        if not active:  # the key's release goes to another window
            self.hold_original(False)
        elif self.workspace is not None:
            self.workspace.project.refresh()  # files may have changed while away

    # --- the way out ---------------------------------------------------------------------------

    def close(self) -> bool:
        """End everything; False when a training runs: the person is asked."""
        space = self.workspace
        if space is not None and space.run.phase.active:
            if not self._quitting:
                self._ask_close()
            return False
        self.settings.set_geometry("window", self.window.saveGeometry())
        if self.workspace is not None:
            self.settings.set_geometry("columns", self.workspace.splitter.saveState())
        self._closed = True
        self.window.hide()  # a worker may need a moment to come to an end
        if not self.lanes.close():
            _LOG.warning("a worker did not end in time")
        if space is not None:
            with suppress(ProjectError):  # said when it first happened
                space.project.save()
        self._leave_project()
        self.settings.sync()
        return True

    def _ask_close(self) -> None:
        from .panels.closing import CloseQuestion

        CloseQuestion(self._on_close_answer, self.window).open()

    def _on_close_answer(self, leave: bool) -> None:
        if not leave or self.workspace is None:
            return
        self._quitting = True
        self.banner.show_message(
            Message("info", self.tr("Saving the training…"), self.tr("LGT closes by itself then."))
        )
        if self.workspace.run.phase.active:
            self.workspace.run.stop()
        else:
            self.may_close.emit()
