"""Opens and closes projects, shows messages, loads the engine."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QUndoGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lgt_app import logs, paths
from lgt_app.panels.messages import error_message
from lgt_app.settings import Settings
from lgt_app.state.project.project import Project
from lgt_app.state.project.project_file import ProjectError, ProjectGoneError
from lgt_app.state.project.session_mark import SessionMark
from lgt_app.state.training.run import Phase
from lgt_app.widgets.banner import Banner, Message
from lgt_app.widgets.success import SuccessNote
from lgt_app.workers import JobQueues
from lgt_app.workers.loading import DeviceFound, LoadEngine, Ready
from lgt_engine.errors import LGTError

from . import diagnostics
from .appearance import Appearance
from .missing_project import MissingProjectWatch
from .opening import (
    ProjectLock,
    ProjectLockedError,
    absent_message,
    ask_instead,
    ask_new_project,
    ask_project,
    spare_project,
    wait_until_free,
)
from .opening_messages import opening_messages
from .project_view import ProjectView
from .readiness import Readiness
from .work_watch import WorkWatch

_LOG = logging.getLogger(__name__)


class ProjectController(QObject):
    """One project at a time, its messages, and what loads beside the window.

    Signals
    -------
    phase_changed()
        The training of the open project has begun, paused, ended or the like.
    """

    phase_changed = Signal()

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.lanes = JobQueues(self)
        self.undo_group = QUndoGroup(self)
        self.workspace: ProjectView | None = None
        self.device = self.tr("Checking hardware…")
        self._device_reason = ""
        self._ready: set[str] = set()
        self._notices: set[str] = set()
        self._closed = False
        self._hold: ProjectLock | None = None
        Appearance(settings, self)
        self._build()
        self._absence = MissingProjectWatch(window, self.banner)
        self._work = WorkWatch(window, settings)
        self._absence.found.connect(self._follow_project)
        self._absence.returned.connect(self._on_returned)

    def _build(self) -> None:
        self.banner = Banner()
        frame = QWidget()
        self._column = QVBoxLayout(frame)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.banner)
        self.window.setCentralWidget(frame)
        self._readiness = Readiness()
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
        """Open this project, or the one that was open last, or a new one.

        A project that another window keeps is waited for: a window that was just closed needs a
        few seconds to end. Another project is opened when the person asks for it.
        """
        known, recent = self.settings.known_projects(), self.settings.recent_projects()
        last = recent[0] if recent else paths.projects_dir() / self.tr("My styles")
        folder: Path | None = project_dir or last
        while folder is not None and self.workspace is None and not self._closed:
            self._readiness.setText(self.tr("Opening “{}”…").format(folder.name))
            if wait_until_free(folder, lambda: self._closed):
                if not self.open_project(folder):
                    self.open_project(spare_project())
            elif not self._closed:
                folder = self._ask_instead(folder)
        self._readiness.tell()
        if project_dir is None and known and known[0] not in recent and not self._closed:
            self.banner.show_message(absent_message(known[0]))
        if self.workspace is None:
            self._closed = True
            QTimer.singleShot(0, self.window.close)

    def _ask_instead(self, folder: Path) -> Path | None:
        try:
            return ask_instead(folder, self.window)
        except ProjectError as error:
            self.show_error(error)
            return folder

    def tell(self, text: str) -> None:
        """Say a short success in the status bar."""
        self.window.statusBar().showMessage(text, 6000)

    # --- getting ready -------------------------------------------------------------------------

    def get_ready(self) -> None:
        """Load what is heavy, beside the window."""
        if self._closed:
            return
        job = self.lanes.training.submit(LoadEngine(self.settings.device))
        job.event.connect(self._on_ready)
        job.failed.connect(self._on_not_loaded)

    def _on_not_loaded(self, error: object) -> None:
        self._readiness.set_missing()
        self.show_error(error)

    def _on_ready(self, event: object) -> None:
        if self._closed:
            return  # said while the thread ended: too late to begin anything
        if isinstance(event, Ready):
            self._ready.add(event.part)
            if event.part == "engine":
                self._readiness.set_loaded()
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
        try:
            hold, project = self._enter(folder)
        except ProjectLockedError as error:
            again = (self.tr("Try again"), lambda: self.open_project(folder))
            next_step = f"{error.safe} {error.next_step}"
            self.banner.show_message(
                Message("warning", error.what, next_step, "", (again,), "locked")
            )
            return False
        except LGTError as error:
            self.show_error(error)
            return False
        if self.workspace is not None:  # what was said is about the project before
            self.banner.clear_all()
        self.leave_project()
        self._hold = hold
        crashed = hold.begin()
        self._replace_workspace(project)
        self._tell_what_happened(crashed)
        self.settings.add_recent(project.folder)
        return True

    def _enter(self, folder: Path) -> tuple[ProjectLock, Project]:
        if self.workspace is not None and self.workspace.project.folder == folder.absolute():
            self.leave_project()
        hold = ProjectLock(folder)
        try:
            return hold, Project(folder)
        except LGTError:
            hold.let_go()
            raise

    def leave_project(self) -> None:
        """Let others open it; it was left as it should be."""
        if self._hold is not None:
            self._hold.release()
        self._hold = None

    def _follow_project(self, folder: Path) -> None:
        """Go on with the open project where its folder is now."""
        assert self.workspace is not None
        if self.workspace.run.phase.active or not self._absence.is_same(folder):
            self.open_project(folder)
            return
        try:
            self.workspace.project.follow(folder)
        except ProjectError as error:
            self.show_error(error)
            return
        SessionMark(folder).end()  # this program left it there before the folder moved
        if self.open_project(folder):
            self.tell(self.tr("The project was found at {}.").format(folder))

    def _on_returned(self) -> None:
        assert self.workspace is not None
        self.undo_group.setActiveStack(self.workspace.project.undo_stack)
        self.tell(self.tr("The project's folder is back."))

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
        space = ProjectView(project, self.lanes, self.settings)
        self.workspace = space
        self.undo_group.addStack(project.undo_stack)
        self.undo_group.setActiveStack(project.undo_stack)
        self._column.addWidget(space, 1)
        self._foot.insertWidget(0, space.export_progress)
        columns = self.settings.geometry("columns")
        if columns is not None:
            space.splitter.restoreState(columns)
        space.failed.connect(self.show_error)
        space.message.connect(self._on_message)
        space.withdrawn.connect(self.banner.clear)
        space.project_chosen.connect(self.open_project)
        space.status.connect(self.tell)
        space.run.failed.connect(lambda error: self.show_error(error, "run"))
        space.run.notice.connect(self._on_notice)
        space.run.phase_changed.connect(self._on_phase)
        self._readiness.watch(space)
        # What cannot be undone now must not count as undone.
        project.vanished.connect(lambda: project.undo_stack.setActive(False))
        project.recovered.connect(lambda error: self.banner.clear(error.what))
        self._absence.watch(space)
        self._work.watch(space)
        self._tell_workspace()

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
        folder = ask_new_project(self.window)
        if folder is not None:
            self.open_project(folder)

    def ask_project(self) -> None:
        """Choose a project to open."""
        try:
            folder = ask_project(self.window)
        except ProjectError as error:
            self.show_error(error)
            return
        if folder is not None:
            self.open_project(folder)

    def show_settings(self) -> None:
        """Open the settings."""
        from lgt_app.panels.settings import SettingsDialog

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

    def show_error(self, error: object, key: str = "") -> None:
        """Say what happened, what is safe and what to do; a new one replaces that of its key."""
        if not isinstance(error, BaseException):
            return
        logs.log_error(error)
        gone = self.workspace is not None and not self.workspace.project.look()
        if gone or isinstance(error, ProjectGoneError):
            self._absence.say()  # whatever else fails, fails because of it
        else:
            self.banner.show_message(error_message(error, key))

    def _on_message(self, message: Message) -> None:
        if message.level == "success":
            self._success.say(message)
        else:
            self.banner.show_message(message)

    def _on_notice(self, level: str, code: str, text: str) -> None:
        _LOG.info("%s %s", code, text)
        self._notices.add(f"notice:{code}")
        self.banner.show_message(Message(level, text, key=f"notice:{code}"))

    def _on_phase(self) -> None:
        assert self.workspace is not None
        phase = self.workspace.run.phase
        if phase is Phase.PREPARING:
            for key in ("resume", "crashed", "run", *self._notices):
                self.banner.clear(key)
            self._notices.clear()
        if not phase.active:
            self.banner.clear("busy")
        self.phase_changed.emit()

    # --- what the window passes on -------------------------------------------------------------

    def hold_original(self, on: bool) -> None:
        """Show the photo alone while a key is held."""
        if self.workspace is not None:
            self.workspace.preview_panel.canvas.set_original(on)

    def activated(self, active: bool) -> None:
        """The window came to the front, or left it."""
        if not active:  # the key's release goes to another window
            self.hold_original(False)
            return
        self._work.came_back()
        if self.workspace is not None:
            self.workspace.project.refresh()  # files may have changed while away

    def end(self) -> None:
        """Begin nothing any more."""
        self._closed = True
        self._absence.stop()
