"""Where dropped and pasted things go, and the jobs that bring them in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.workers.drawing import DrawRequest
from lgt_app.workers.intake import (
    Group,
    IntakeDone,
    IntakeProgress,
    IntakeRequest,
    PasteRequest,
)
from lgt_app.workers.lane import Job, Lane
from lgt_engine.images.formats import PICTURE_SUFFIXES

from . import words
from .doctor import Doctor
from .project import PHOTOS, Project
from .project_file import ProjectError

# A look into a folder while the pointer hovers must take no time.
_GLANCE = 400


@dataclass(frozen=True)
class Target:
    """Where something is dropped.

    Attributes
    ----------
    kind : {"styles", "style", "photos"}
        Empty space among the styles, a style's card, the photos shelf.
    style : str
        For kind ``"style"``.
    """

    kind: str
    style: str = ""


@dataclass(frozen=True)
class Report:
    """What an intake did.

    Attributes
    ----------
    styles : tuple of str
        New styles.
    pictures : int
        How many pictures were added in all.
    rejected : tuple of (Path, str)
        Files that were left out, with reasons.
    """

    styles: tuple[str, ...]
    pictures: int
    rejected: tuple[tuple[Path, str], ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Intake", text)


def plan_groups(project: Project, paths: Sequence[Path], target: Target) -> tuple[Group, ...]:
    """Which sources go where.

    A folder on empty space is a new style; a folder that holds only folders gives one style each
    (and its folder ``photos`` goes to the shelf); loose files together are one new style.
    """
    if target.kind == "style":
        existing = project.pictures(target.style)
        return (Group(tuple(paths), target.style, existing=existing),)
    if target.kind == "photos":
        return (Group(tuple(paths), PHOTOS, existing=project.photos),)
    groups, loose = [], []
    for path in paths:
        if not path.is_dir():
            loose.append(path)
            continue
        for folder in _style_folders(path):
            if folder.name.casefold() == "photos" and folder != path:
                groups.append(Group((folder,), PHOTOS, existing=project.photos))
            else:
                groups.append(Group((folder,), None, folder.name))
    if loose:
        groups.append(Group(tuple(loose), None, _tr("New style")))
    return tuple(groups)


def _style_folders(folder: Path) -> tuple[Path, ...]:
    try:
        with os.scandir(folder) as entries:
            seen = [entry for entry, _ in zip(entries, range(_GLANCE), strict=False)]
            visible = [entry for entry in seen if not entry.name.startswith(".")]
            below = sorted(entry.name for entry in visible if entry.is_dir())
            pictures = any(Path(e.name).suffix.lower() in PICTURE_SUFFIXES for e in visible)
    except OSError:
        return (folder,)
    return (folder,) if pictures or len(below) < 2 else tuple(folder / name for name in below)


def outcome(project: Project, paths: Sequence[Path], target: Target) -> str:
    """What a drop would do, in a few words for the overlay."""
    if target.kind == "style":
        return _tr("Add to “{}”").format(target.style)
    if target.kind == "photos":
        return _tr("Add to the photos")
    groups = plan_groups(project, paths, target)
    names = [group.name for group in groups if group.collection is None]
    loose = [path for path in paths if not path.is_dir()]
    if len(names) == 1 and loose and len(groups) == 1:
        return _tr("New style from {}").format(words.pictures(len(loose)))
    if len(names) == 1 and len(groups) == 1:
        return _tr("New style “{}”").format(names[0])
    listed = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    text = _tr("{}: {}").format(words.styles(len(names)), listed)
    return text + (_tr(", and photos") if len(groups) > len(names) else "")


class Intake(QObject):
    """Brings pictures into the project, one job at a time.

    Signals
    -------
    progressed(int, int, str)
        Done, total and the picture's name.
    busy_changed(bool)
    reported(object)
        A :class:`Report`.
    failed(object)
        The exception; nothing was added.
    """

    progressed = Signal(int, int, str)
    busy_changed = Signal(bool)
    reported = Signal(object)
    failed = Signal(object)

    def __init__(
        self, project: Project, lane: Lane, doctor: Doctor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = lane
        self._doctor = doctor
        self._jobs: list[Job] = []

    @property
    def busy(self) -> bool:
        """Whether pictures are being brought in."""
        return bool(self._jobs)

    def bring(self, paths: Sequence[Path], target: Target) -> None:
        """Bring in files and folders."""
        groups = plan_groups(self._project, paths, target)
        if groups:
            staging = self._project.new_incoming_dir()
            self._submit(IntakeRequest(groups, staging))

    def paste(self, image: QImage, target: Target) -> None:
        """Bring in a picture from the clipboard."""
        collection = {"style": target.style, "photos": PHOTOS}.get(target.kind)
        group = Group((), collection, _tr("New style"))
        staging = self._project.new_incoming_dir()
        request = PasteRequest(image, _tr("Pasted picture"), group, staging)
        self._submit(request)

    def draw_sample(self) -> None:
        """Draw the sample pictures into this project."""
        staging = self._project.new_incoming_dir()
        self._submit(DrawRequest(staging))

    def cancel(self) -> None:
        """Stop; what was copied so far is removed."""
        for job in self._jobs:
            job.stop()

    def _submit(self, request) -> None:  # type: ignore[no-untyped-def]
        try:
            self._project.check()
        except ProjectError as error:
            self._project.failed.emit(error)
            return
        self._doctor.stop()  # it uses the same lane and can wait
        job = self._lane.submit(request)
        self._jobs.append(job)
        job.event.connect(self._on_event)
        job.failed.connect(self.failed)
        job.finished.connect(self._on_finished)
        if len(self._jobs) == 1:
            self.busy_changed.emit(True)

    def _on_event(self, event: object) -> None:
        if isinstance(event, IntakeProgress):
            self.progressed.emit(event.done, event.total, event.name)
        elif isinstance(event, IntakeDone):
            try:
                self.reported.emit(self._move_in(event))
            except ProjectError as error:
                self.failed.emit(error)
            shutil.rmtree(event.staging, ignore_errors=True)  # empty folders by now

    def _on_finished(self) -> None:
        self._jobs = [job for job in self._jobs if not job.done]
        if not self._jobs:
            self.busy_changed.emit(False)
            self._doctor.start()

    def _move_in(self, done: IntakeDone) -> Report:
        filled = [staged for staged in done.staged if staged.files]
        stack, styles = self._project.undo_stack, []
        if len(filled) > 1:
            stack.beginMacro(_tr("add pictures"))
        try:
            for staged in filled:
                where = staged.group.collection
                if where is None:
                    styles.append(self._project.add_style(staged.group.name, staged.files))
                elif where == PHOTOS or where in self._project.styles:
                    self._project.add_pictures(where, staged.files)
                else:  # the style was deleted meanwhile; what was copied is not thrown away
                    styles.append(self._project.add_style(where, staged.files))
        finally:
            if len(filled) > 1:
                stack.endMacro()
        return Report(tuple(styles), sum(len(s.files) for s in filled), done.rejected)
