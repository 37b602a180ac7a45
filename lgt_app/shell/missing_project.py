"""Notice when the folder of the open project is gone or moved."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from lgt_app.state.project.project_file import ProjectError, is_project, read_project
from lgt_app.widgets.banner import Banner, Message

if TYPE_CHECKING:
    from .project_view import ProjectView

_KEY = "vanished"
_EVERY_MS = 2000
# A look over the names beside a lost folder must take no time.
_MOST_NAMES = 2000


class MissingProjectWatch(QObject):
    """Watches the folder of the open project.

    Signals
    -------
    found(object)
        Where the folder is now: it was renamed, or the person showed it.
    returned()
        It is back in its place.
    """

    found = Signal(object)
    returned = Signal()

    def __init__(self, window: QWidget, banner: Banner) -> None:
        super().__init__(window)
        self._window = window
        self._banner = banner
        self._space: ProjectView | None = None
        self._identity: tuple[int, int] | None = None
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def watch(self, space: ProjectView) -> None:
        """Watch another project."""
        self._space = space
        self._identity = _identity(space.project.folder)
        space.project.vanished.connect(self._on_vanished)
        space.project.returned.connect(self._on_returned)
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def say(self) -> None:
        """Tell that the folder is gone, and what is safe."""
        assert self._space is not None
        project = self._space.project
        what = self.tr("The folder of “{}” is not there any more.").format(project.name)
        safe = self.tr(
            "It was renamed or moved, or its drive is gone. Everything you see is kept, and "
            "nothing is written elsewhere. LGT goes on when the folder is back at {}."
        ).format(project.folder)
        if self._space.run.phase.active:
            safe += " " + self.tr("The training waits until then.")
        find = (self.tr("Find it…"), self.ask)
        self._banner.show_message(Message("error", what, safe, actions=(find,), key=_KEY))

    def ask(self) -> None:
        """Let the person show where the folder is."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Where is the project now?"))
        if name:
            self.found.emit(Path(name))
        elif self._space is not None and not self._space.project.here:
            self.say()  # its button closed the message

    def is_same(self, folder: Path) -> bool:
        """Whether ``folder`` holds the project that is open."""
        assert self._space is not None
        if _identity(folder) == self._identity:
            return True
        try:
            stored = read_project(folder)
        except ProjectError:
            return False
        project = self._space.project
        return stored.name == project.name and set(stored.styles) == set(project.styles)

    def _look(self) -> None:
        space = self._space
        if space is None or (space.project.here and not space.run.phase.active):
            return  # the window looks by itself when it comes to the front
        if not space.project.look() and not space.run.phase.active:
            self._search()

    def _search(self) -> None:
        assert self._space is not None
        moved = _renamed(self._space.project.folder, self._identity)
        if moved is not None:
            self.found.emit(moved)

    def _on_vanished(self) -> None:
        self.say()  # a training notices by itself, and waits

    def _on_returned(self) -> None:
        for key in (_KEY, "notice:folder_gone"):  # the training says it too
            self._banner.clear(key)
        self.returned.emit()


def _identity(folder: Path) -> tuple[int, int] | None:
    """What stays the same when a folder is renamed."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _renamed(folder: Path, identity: tuple[int, int] | None) -> Path | None:
    """The folder ``identity``, when one part of the path ``folder`` has another name now."""
    above = next((path for path in folder.parents if path.is_dir()), None)
    if above is None or identity is None:
        return None
    below = folder.relative_to(above).parts[1:]
    with suppress(OSError):
        for name in os.listdir(above)[:_MOST_NAMES]:
            candidate = above.joinpath(name, *below)
            if _identity(candidate) == identity and is_project(candidate):
                return candidate
    return None
