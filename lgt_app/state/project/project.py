"""The observable project: a folder with styles, photos and runs, and undoable changes to them.

``project.json``      version, name, the order of the styles, small values (last settings)
``styles/<name>/``    the pictures of a style
``photos/``           the photos to train on and to stylize
``runs/<number>/``    training runs; the newest one with a model is the current one
``trash/``            what was deleted; see :mod:`lgt_app.state.project.trash`
``masks/``            where photos are painted with less style than elsewhere
``incoming/``         pictures being copied in; never left behind

The folders are the truth: what a person adds with a file manager is found by :meth:`refresh`.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from lgt_engine.io.atomic_files import remove_leftovers

from . import folders
from .folders import list_pictures
from .mask_files import mask_path
from .names import free_name, safe_name
from .project_file import (
    ProjectError,
    gone_error,
    is_project,
    keep_generation,
    read_project,
    write_project,
)
from .trash import Trash
from .undo_commands import Change, MoveCommand

#: The collection of photos, wherever a style's name may stand.
PHOTOS = ""


class Project(QObject):
    """A folder of styles, photos and runs.

    Signals
    -------
    styles_changed()
        Styles were added, removed, renamed or reordered.
    style_renamed(str, str)
        Old and new name; before ``styles_changed``.
    pictures_changed(str)
        The pictures of a style changed, or of the photos shelf (``PHOTOS``).
    failed(object)
        A :class:`ProjectError`: an undo or redo could not be done, or nothing can be saved.
    recovered(object)
        The error with which saving failed before: now it works again.
    vanished()
        The folder is not there any more; everything known of it is kept, and nothing is written.
    returned()
        It is there again, and what was kept is saved.
    """

    styles_changed = Signal()
    style_renamed = Signal(str, str)
    pictures_changed = Signal(str)
    failed = Signal(object)
    recovered = Signal(object)
    vanished = Signal()
    returned = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Open the project in ``folder``, or begin one there; see :meth:`is_project`."""
        super().__init__(parent)
        self.folder = folder.absolute()
        stored = read_project(self.folder)
        #: The backup that was opened because ``project.json`` was damaged or lost.
        self.restored_from = stored.restored_from
        self._name = stored.name or self.folder.name
        self._order = list(stored.styles)
        self._values: dict[str, Any] = dict(stored.values)
        self._trash = Trash(self.folder / "trash")
        self._pictures: dict[str, tuple[Path, ...]] = {}
        self._error: ProjectError | None = None
        self._unsaved: ProjectError | None = None
        #: Whether the folder was there when it was last looked at.
        self.here = True
        self.undo_stack = QUndoStack(self)
        self._read_folders()
        self._clean()
        keep_generation(self.folder)
        self.save()

    @staticmethod
    def is_project(folder: Path) -> bool:
        """Whether ``folder`` holds a project."""
        return is_project(folder)

    # --- what there is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The project's name for people."""
        return self._name

    @property
    def styles(self) -> tuple[str, ...]:
        """Names of the styles in the person's order."""
        return tuple(self._order)

    @property
    def photos(self) -> tuple[Path, ...]:
        """Files on the photos shelf, in natural order."""
        return self._pictures.get(PHOTOS, ())

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a style nor a photo."""
        return not self._order and not self.photos

    @property
    def styles_dir(self) -> Path:
        """The folder with one folder per style."""
        return self.folder / "styles"

    @property
    def photos_dir(self) -> Path:
        """The folder of the photos shelf."""
        return self.folder / "photos"

    @property
    def runs_dir(self) -> Path:
        """The folder of the training runs."""
        return self.folder / "runs"

    def pictures(self, collection: str) -> tuple[Path, ...]:
        """Files of a style, or of the photos shelf for ``PHOTOS``, in natural order."""
        return self._pictures.get(collection, ())

    def dir_of(self, collection: str) -> Path:
        """The folder of a style, or of the photos shelf for ``PHOTOS``."""
        return self.styles_dir / collection if collection else self.photos_dir

    def runs(self) -> tuple[Path, ...]:
        """Run folders, oldest first; none while they cannot be read."""
        return folders.list_folders(self.runs_dir)

    def current_run(self) -> Path | None:
        """The newest run that has anything to show or to resume."""
        files = ("model.safetensors", "state.safetensors")
        found = (r for r in reversed(self.runs()) if any((r / name).exists() for name in files))
        return next(found, None)

    def model_paths(self) -> tuple[Path, ...]:
        """The trained models of all runs, the newest first."""
        models = (run / "model.safetensors" for run in reversed(self.runs()))
        return tuple(path for path in models if path.exists())

    def model_path(self) -> Path | None:
        """The newest trained model, or None."""
        return next(iter(self.model_paths()), None)

    def new_run_dir(self) -> Path:
        """A path for the next run; the trainer makes the folder."""
        numbers = [int(m.group()) for run in self.runs() if (m := re.match(r"\d+", run.name))]
        return self.runs_dir / f"{max(numbers, default=0) + 1:03d}"

    # --- small values --------------------------------------------------------------------------

    def value(self, key: str, default: Any = None) -> Any:
        """A small JSON value kept with the project, for example ``"training"``."""
        return self._values.get(key, default)

    def set_value(self, key: str, value: Any) -> None:
        """Keep a small JSON value; written at once."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._save_or_tell()

    def _save_or_tell(self) -> None:
        """What a person just did holds until the program ends, even where it cannot be kept."""
        if not self.look():
            return  # said once, by ``vanished``
        try:
            self.save()
        except ProjectError as error:
            self._unsaved = error
            self.failed.emit(error)
            return
        if self._unsaved is not None:
            self.recovered.emit(self._unsaved)
            self._unsaved = None

    def save(self) -> None:
        """Write ``project.json``; raises :class:`ProjectError` when the disk refuses."""
        self.check()
        values = {"name": self._name, "styles": self._order, "values": self._values}
        write_project(self.folder, values)

    # --- where it is ---------------------------------------------------------------------------

    def look(self) -> bool:
        """Whether the folder is there now; tells when that has changed."""
        here = is_project(self.folder) or os.path.isdir(self.styles_dir)
        if here != self.here:
            self.here = here
            (self.returned if here else self.vanished).emit()
            if here:
                self._save_or_tell()
                self.refresh()
        return here

    def check(self) -> None:
        """Raise :class:`ProjectGoneError` when the folder is not there."""
        if not self.look():
            raise gone_error(self._name, self.folder)

    def follow(self, folder: Path) -> None:
        """Its folder has another name now: what is known belongs there, and is saved."""
        self.folder = folder.absolute()
        self.here = True
        self.save()

    # --- changes, each undoable ----------------------------------------------------------------

    def add_style(self, wanted: str, staged: Sequence[Path] = ()) -> str:
        """A new style, holding the ``staged`` files (moved in from :meth:`new_incoming_dir`).

        Returns its name: ``wanted`` made safe and, if taken, numbered.
        """
        return self.add_all([(None, wanted, staged)])[0]

    def add_all(
        self,
        parts: Sequence[tuple[str | None, str, Sequence[Path]]],
        *,
        run: Path | None = None,
        group: int = -1,
    ) -> list[str]:
        """Add styles and pictures in one step.

        Parameters
        ----------
        parts : sequence of (str or None, str, sequence of Path)
            Where to: a style (one that is gone is made again), ``PHOTOS``, or None for a new style
            of the name that follows; and the staged files.
        run : Path, optional
            A staged folder that becomes the newest run.
        group : int
            Additions of one group that follow each other are one step.

        Returns
        -------
        list of str
            Names of the new styles, made safe and numbered where they are taken.
        """
        self.check()
        plan = folders.plan_additions(parts, self._order, self.dir_of, self.new_incoming_dir)
        text = self.tr("add pictures")
        if len(plan.new) == 1 and group < 0:
            text = self.tr("add style “{}”").format(plan.new[0])
        if run is not None:
            plan.added.append((run, self.new_run_dir()))
        moves, order = [*plan.moves, *plan.added], tuple(plan.order)
        self._push(text, moves, order, plan.touched, added=plan.added, group=group)
        return plan.new

    def rename_style(self, old: str, wanted: str) -> str:
        """Give a style another name; returns the name it has now."""
        others = [name for name in self._order if name != old]
        new = free_name(safe_name(wanted), others)
        if new == old or old not in self._order:
            return old
        after = tuple(new if name == old else name for name in self._order)
        moves = [(self.dir_of(old), self.dir_of(new))]
        text = self.tr("rename “{}”").format(old)
        self._push(text, moves, after, (new,), renamed=(old, new))
        return new

    def remove_style(self, name: str) -> None:
        """Move a style and its pictures to the trash."""
        after = tuple(style for style in self._order if style != name)
        moves = [(self.dir_of(name), self._trash.new_dir() / name)]
        self._push(self.tr("delete style “{}”").format(name), moves, after, (name,))

    def remove_pictures(self, collection: str, paths: Iterable[Path]) -> None:
        """Move pictures of a style or of the photos shelf to the trash."""
        trash = self._trash.new_dir()
        known = set(self.pictures(collection))
        gone = [path for path in paths if path in known]
        if gone:
            text = self.tr("delete %n picture(s)", "", len(gone))
            masks = [mask for path in gone if (mask := mask_path(self.folder, path)).exists()]
            moves = [(path, trash / path.name) for path in gone]
            moves += [(mask, trash / "masks" / mask.name) for mask in masks]
            self._push(text, moves, self.styles, (collection,))

    def new_incoming_dir(self) -> Path:
        """A path inside the project to copy files to before they are added; not yet made."""
        return self.folder / "incoming" / uuid.uuid4().hex[:12]

    def refresh(self) -> None:
        """Look at the folders again, and tell what changed since."""
        if not self.look():
            return
        order, pictures = list(self._order), dict(self._pictures)
        try:
            self._read_folders()
        except ProjectError as error:
            self._order, self._pictures = order, pictures
            if self.look():
                self.failed.emit(error)
            return
        for collection in {*pictures, *self._pictures}:
            if pictures.get(collection) != self._pictures.get(collection):
                self.pictures_changed.emit(collection)
        if order != self._order:
            self._save_or_tell()
            self.styles_changed.emit()

    # --- inside --------------------------------------------------------------------------------

    def _push(
        self,
        text: str,
        moves: list[tuple[Path, Path]],
        after: tuple[str, ...],
        touched: tuple[str, ...],
        renamed: tuple[str, str] | None = None,
        added: Sequence[tuple[Path, Path]] = (),
        group: int = -1,
    ) -> None:
        """Do something undoable; what is ``added`` goes to the trash when that is undone."""
        self.check()
        change = Change(tuple(moves), self.styles, after, touched, renamed)
        self._error = None
        pushing = True

        def fail(error: ProjectError) -> None:
            if pushing:
                self._error = error
            else:
                self.failed.emit(error)

        trash = self._trash.new_dir()  # a session's end must not take what is still looked for
        again = tuple((trash / new.name, new) for _, new in added)
        command = MoveCommand(text, change, self._applied, fail, again=again, group=group)
        self.undo_stack.push(command)
        pushing = False
        if self._error is not None:
            raise self._error

    def _applied(self, change: Change, forward: bool) -> None:
        self._order = list(change.after if forward else change.before)
        if change.renamed is not None:
            old, new = change.renamed if forward else change.renamed[::-1]
            self._pictures[new] = list_pictures(self.dir_of(new))
            self._pictures.pop(old, None)
            self.style_renamed.emit(old, new)
        for collection in change.touched:
            if collection == PHOTOS or collection in self._order:
                self._pictures[collection] = list_pictures(self.dir_of(collection))
            else:
                self._pictures.pop(collection, None)
            self.pictures_changed.emit(collection)
        if change.before != change.after:
            self._save_or_tell()
            self.styles_changed.emit()

    def _read_folders(self) -> None:
        folders.make_folders(self.folder, (self.styles_dir, self.photos_dir, self.runs_dir))
        self._order, listed = folders.read_styles(self.folder, self.styles_dir, self._order)
        self._pictures = {PHOTOS: list_pictures(self.photos_dir), **listed}

    def _clean(self) -> None:
        # Best effort: a file that is still open somewhere is tried again next time.
        shutil.rmtree(self.folder / "incoming", ignore_errors=True)
        remove_leftovers(self.folder)
        self._trash.clean()
