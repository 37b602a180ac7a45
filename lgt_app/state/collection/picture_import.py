"""Import dropped and pasted pictures into the project."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.state import counts
from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.state.project.project_file import ProjectError
from lgt_app.state.project.undo_commands import MoveCommand
from lgt_app.translation import tr
from lgt_app.workers.collection.dropped_files import (
    Dropped,
    Group,
    is_collection,
    is_project_folder,
    sub_folders,
)
from lgt_app.workers.collection.importing import (
    IntakeDone,
    IntakeProgress,
    IntakeRequest,
    PasteRequest,
)
from lgt_app.workers.collection.sample_drawing import DrawRequest, PictureDrawn, SampleTrained
from lgt_app.workers.job_queue import Job, JobQueue

from .dataset_checks import DatasetChecker

#: So many styles are named while the pointer hovers.
_NAMED = 3

#: Suffix of a trained model to give away.
_STYLE_FILE = ".safetensors"


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


def is_style_file(path: Path) -> bool:
    """Whether it is named as a trained model to give away is, and no folder."""
    return path.suffix.lower() == _STYLE_FILE and not path.is_dir()


def dropped(project: Project, paths: Sequence[Path], target: Target) -> Dropped:
    """What is to be read, and where it goes."""
    if target.kind == "style":
        return Dropped(tuple(paths), target.style, project.pictures(target.style))
    collection = PHOTOS if target.kind == "photos" else None
    return Dropped(tuple(paths), collection, project.photos, tr("New style"))


def outcome(paths: Sequence[Path], target: Target) -> str:
    """What a drop would do, in a few words for the overlay; by a look at the first names only."""
    if paths and all(map(is_style_file, paths)):
        return tr("Open the style file")
    if target.kind == "style":
        return tr("Add to “{}”").format(target.style)
    if target.kind == "photos":
        return tr("Add to the photos")
    folders = [path for path in paths if path.is_dir()]
    loose = len(paths) - len(folders)
    if not folders:
        return tr("New style from {}").format(counts.pictures(loose))
    if len(folders) == 1 and not loose:
        return _outcome_of(folders[0])
    names = [folder.name for folder in folders]
    listed = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    text = tr("{}: {}").format(counts.styles(len(names)), listed)
    return text + (tr(", and a new one from {}").format(counts.pictures(loose)) if loose else "")


def _outcome_of(folder: Path) -> str:
    if is_project_folder(folder):
        return tr("Add the styles of the project “{}”").format(folder.name)
    below = sub_folders(folder)
    if is_collection(folder, below):
        return tr("Add each folder in “{}” as a style").format(folder.name)
    return tr("New style “{}”").format(folder.name)


class _Sample:
    """Moves the sample into a project, picture by picture, as one step that can be undone."""

    _groups = itertools.count(1)

    def __init__(self, project: Project, staging: Path) -> None:
        self._project = project
        self._staging = staging
        self._group = next(self._groups)
        self._run: Path | None = None
        #: Name in the project of each style.
        self.styles: dict[str, str] = {}
        self.pictures = 0

    def take(self, event: PictureDrawn | SampleTrained) -> None:
        """Move in what was drawn; a trained model only where it is the first and fits the names."""
        project = self._project
        if isinstance(event, SampleTrained):
            taken = {name.casefold() for name in project.styles}
            free = taken.isdisjoint(name.casefold() for name in event.styles)
            self._run = event.folder if free and project.model_path() is None else None
            return
        where = self.styles.get(event.style) if event.style else PHOTOS
        part, run = (where, event.style, (event.path,)), self._run
        self._run = None
        for name in project.add_all([part], run=run, group=self._group):
            self.styles[event.style] = name
        self.pictures += 1

    def take_back(self) -> None:
        """Undo what was moved in, unless something else was done since."""
        stack = self._project.undo_stack
        command = stack.command(stack.index() - 1) if stack.index() else None
        if isinstance(command, MoveCommand) and command.group == self._group:
            command.given_up = True
            stack.undo()

    def clean(self) -> None:
        """Remove what was not moved in."""
        shutil.rmtree(self._staging, ignore_errors=True)


class PictureImporter(QObject):
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
    style_file_brought(object)
        The path of a style file among the pictures.
    """

    progressed = Signal(int, int, str)
    busy_changed = Signal(bool)
    reported = Signal(object)
    failed = Signal(object)
    style_file_brought = Signal(object)

    def __init__(
        self,
        project: Project,
        lane: JobQueue,
        dataset_checker: DatasetChecker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = lane
        self._dataset_checker = dataset_checker
        self._jobs: list[Job] = []
        self._sample: _Sample | None = None

    @property
    def busy(self) -> bool:
        """Whether pictures are being brought in."""
        return bool(self._jobs)

    def bring(self, paths: Sequence[Path], target: Target) -> None:
        """Bring in files and folders."""
        for path in filter(is_style_file, paths):
            self.style_file_brought.emit(path)
        others = [path for path in paths if not is_style_file(path)]
        if others:
            staging = self._project.new_incoming_dir()
            self._submit(IntakeRequest(dropped(self._project, others, target), staging))

    def paste(self, image: QImage, target: Target) -> None:
        """Bring in a picture from the clipboard."""
        collection = {"style": target.style, "photos": PHOTOS}.get(target.kind)
        group = Group((), collection, tr("New style"))
        staging = self._project.new_incoming_dir()
        request = PasteRequest(image, tr("Pasted picture"), group, staging)
        self._submit(request)

    def draw_sample(self) -> None:
        """Draw the sample pictures into this project."""
        staging = self._project.new_incoming_dir()
        if self._sample is None and self._submit(DrawRequest(staging)):
            self._sample = _Sample(self._project, staging)

    def cancel(self) -> None:
        """Stop; what was copied so far is removed."""
        for job in self._jobs:
            job.stop()

    def _submit(self, request) -> bool:  # type: ignore[no-untyped-def]
        """Begin a job; whether the project is there to take what it brings."""
        try:
            self._project.check()
        except ProjectError as error:
            self._project.failed.emit(error)
            return False
        self._dataset_checker.stop()  # it uses the same lane and can wait
        job = self._lane.submit(request)
        self._jobs.append(job)
        job.event.connect(self._on_event)
        job.failed.connect(self.failed)
        if isinstance(request, DrawRequest):
            job.finished.connect(self._on_sample_finished)
        job.finished.connect(self._on_finished)
        if len(self._jobs) == 1:
            self.busy_changed.emit(True)
        return True

    def _on_event(self, event: object) -> None:
        if isinstance(event, IntakeProgress):
            self.progressed.emit(event.done, event.total, event.name)
        elif isinstance(event, IntakeDone):
            try:
                self.reported.emit(self._move_in(event))
            except ProjectError as error:
                self.failed.emit(error)
            shutil.rmtree(event.staging, ignore_errors=True)  # empty folders by now
        elif self._sample is not None and isinstance(event, PictureDrawn | SampleTrained):
            try:
                self._sample.take(event)
            except ProjectError as error:
                self.cancel()
                self.failed.emit(error)

    def _on_sample_finished(self, whole: bool) -> None:
        sample, self._sample = self._sample, None
        if sample is None:
            return
        if whole:
            # No style is named as new: it was seen, and perhaps left, while others were drawn.
            self.reported.emit(Report((), sample.pictures, ()))
        else:
            sample.take_back()
        sample.clean()

    def _on_finished(self) -> None:
        self._jobs = [job for job in self._jobs if not job.done]
        if not self._jobs:
            self.busy_changed.emit(False)
            self._dataset_checker.start()

    def _move_in(self, done: IntakeDone) -> Report:
        filled = [staged for staged in done.staged if staged.files]
        parts = [(s.group.collection, s.group.name, s.files) for s in filled]
        styles = self._project.add_all(parts)
        return Report(tuple(styles), sum(len(s.files) for s in filled), done.rejected)
