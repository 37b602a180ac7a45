"""Open a project: which folder, and only one window at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lgt_app import paths
from lgt_app.state.project.names import free_name
from lgt_app.state.project.project import Project
from lgt_app.state.project.project_file import ProjectError
from lgt_app.state.project.session_mark import SessionMark
from lgt_app.translation import tr
from lgt_app.widgets.banner import Message
from lgt_engine.io.folder_lock import FolderLock

#: A window that was just closed may need a few seconds to let go of its project.
PATIENCE_S = 10.0
_AGAIN_MS = 150


class ProjectLockedError(ProjectError):
    """The project is open in another window."""


class ProjectLock:
    """Keeps other windows off a project; a crashed window leaves no lock behind.

    Raises
    ------
    ProjectLockedError
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):  # said by the project itself
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = FolderLock(folder)
        self._mark = SessionMark(folder)
        if not self._lock.take():
            raise ProjectLockedError(
                tr("“{}” is open in another window of LGT.").format(folder.name),
                safe=tr("Nothing was changed."),
                next_step=tr("Go on there, or close it there first."),
            )

    def begin(self) -> bool:
        """The project is open now; whether the session before ended unexpectedly."""
        return self._mark.begin()

    def release(self) -> None:
        """Let others open it; it was left as it should be."""
        self._mark.end()
        self.let_go()

    def let_go(self) -> None:
        """Let others open it; it was never open here."""
        self._lock.release()


def wait_until_free(folder: Path, stop: Callable[[], bool]) -> bool:
    """Wait a while for another window to let go of a project; the event loop goes on.

    Parameters
    ----------
    folder : Path
        The project.
    stop : callable
        Whether to wait no longer.

    Returns
    -------
    bool
        Whether the project can be opened.
    """
    until = time.monotonic() + PATIENCE_S
    while folder.is_dir() and not stop():
        lock = FolderLock(folder)
        if lock.take():
            lock.release()
            return True
        if time.monotonic() > until:
            return False
        loop = QEventLoop()
        QTimer.singleShot(_AGAIN_MS, loop.quit)
        loop.exec()
    return not stop()


def ask_instead(folder: Path, window: QWidget) -> Path | None:
    """What to open at the start when another window keeps ``folder``; None to quit."""
    box = QMessageBox(window)
    box.setObjectName("lockedQuestion")
    box.setWindowTitle(tr("Open in another window"))
    box.setText(tr("“{}” is open in another window of LGT.").format(folder.name))
    box.setInformativeText(tr("Go on there, or close it there and try again."))
    again = box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
    other = box.addButton(tr("Open another project…"), QMessageBox.ButtonRole.ActionRole)
    leave = box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(again)
    box.setEscapeButton(leave)
    box.exec()
    if box.clickedButton() is other:
        return ask_project(window) or folder
    return folder if box.clickedButton() is again else None


def absent_message(folder: Path) -> Message:
    """What to say when the project that was open last is not there now and another one is open."""
    what = tr("The project “{}” is not there any more.").format(folder.name)
    next_step = tr(
        "It was at {}. If it lies on a drive, connect it and choose File, Open recent."
    ).format(folder)
    return Message("warning", what, next_step, key="absent")


def ask_project(window: QWidget) -> Path | None:
    """Choose a project to open; None when none was chosen.

    Raises
    ------
    ProjectError
        The folder holds something else.
    """
    start = str(paths.projects_dir())
    name = QFileDialog.getExistingDirectory(window, tr("Open a project"), start)
    if not name:
        return None
    folder = Path(name)
    if Project.is_project(folder) or not any(folder.iterdir()):
        return folder
    raise ProjectError(
        tr("“{}” is not an LGT project.").format(folder.name),
        next_step=tr("Choose a project folder, or drop pictures onto the window."),
    )


def ask_new_project(window: QWidget) -> Path | None:
    """Choose a folder for a new project; None when none was chosen."""
    paths.projects_dir().mkdir(parents=True, exist_ok=True)
    start = str(paths.projects_dir())
    name, _ = QFileDialog.getSaveFileName(window, tr("New project"), start)
    return Path(name) if name else None


def spare_project() -> Path:
    """Where a project begins when the one that was asked for is damaged."""
    taken = [path.name for path in paths.projects_dir().glob("*")]
    return paths.projects_dir() / free_name(tr("My styles"), taken)
