"""What dropped files and folders mean: styles, photos, pictures of a style; read whole, off-thread.

A folder of folders is a collection: each folder in it that holds pictures is a style, and its
folder ``photos`` holds photos, as the command line reads a data folder. A project is a collection
too. Any other folder is one style. What is left out is told with its reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lgt_app.translation import tr
from lgt_engine.control import Control
from lgt_engine.images.formats import PICTURE_SUFFIXES, shown_name
from lgt_engine.images.ignored_files import visible_names

PHOTOS_NAME = "photos"
_PROJECT_FILE = "project.json"
_RUN_FILES = ("model.safetensors", "state.safetensors", "metrics.csv")


@dataclass(frozen=True)
class Group:
    """Sources that end up in one place.

    Attributes
    ----------
    sources : tuple of Path
        Files and folders; folders are read recursively.
    collection : str or None
        An existing style, ``""`` for the photos shelf, or None for a new style.
    name : str
        Name of the new style.
    existing : tuple of Path
        What is there already; the same picture is not added twice.
    """

    sources: tuple[Path, ...]
    collection: str | None
    name: str = ""
    existing: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """Files and folders on their way into a project.

    Attributes
    ----------
    paths : tuple of Path
    collection : str or None
        Where all of them belong, as in :class:`Group`; None makes styles of them.
    existing : tuple of Path
        The pictures of ``collection``; with None, those of the photos shelf.
    loose_name : str
        Name of a style made of loose files.
    """

    paths: tuple[Path, ...]
    collection: str | None
    existing: tuple[Path, ...] = ()
    loose_name: str = "New style"
    rejected: list[tuple[Path, str]] = field(default_factory=list)

    def groups(self, control: Control) -> Iterator[Group]:
        """Which sources go where; what belongs nowhere is added to ``rejected``."""
        if self.collection is not None:
            yield from self._into(self.collection)
            return
        loose = []
        for path in self.paths:
            control.raise_if_stopping()
            if path.is_dir():
                yield from self._folder(path, control)
            else:
                loose.append(path)
        if loose:
            yield Group(tuple(loose), None, self.loose_name)

    def _into(self, collection: str) -> Iterator[Group]:
        plain = []
        for path in self.paths:
            if not is_project_folder(path):
                plain.append(path)
            elif collection == "":
                plain.append(path / PHOTOS_NAME)
            else:
                reason = tr(
                    "{} is a project. Drop it below the cards: each of its styles becomes a style "
                    "here."
                )
                self.rejected.append((path, reason.format(shown_name(path))))
        if plain:
            yield Group(tuple(plain), collection, existing=self.existing)

    def _folder(self, path: Path, control: Control) -> Iterator[Group]:
        if is_project_folder(path):
            yield from self._collection(sub_folders(path / "styles"), control)
            if (path / PHOTOS_NAME).is_dir():
                yield Group((path / PHOTOS_NAME,), "", existing=self.existing)
            return
        below = sub_folders(path)
        if is_run_folder(path):
            self._refuse_run(path)
            return
        if not is_collection(path, below):
            yield Group((path,), None, path.name)
            return
        yield from self._collection(below, control)
        for name in _names(path):
            if not (path / name).is_dir():
                reason = tr("{} lies beside the folders of styles. Put it into one of them.")
                self.rejected.append((path / name, reason.format(shown_name(path / name))))

    def _collection(self, folders: Sequence[Path], control: Control) -> Iterator[Group]:
        for folder in folders:
            control.raise_if_stopping()
            if folder.name.casefold() == PHOTOS_NAME:
                yield Group((folder,), "", existing=self.existing)
            elif is_run_folder(folder):
                self._refuse_run(folder)
            elif holds_pictures(folder, control):
                yield Group((folder,), None, folder.name)
            else:
                reason = tr(
                    "{} holds no pictures, so it is no style. Put at least one picture into it."
                )
                self.rejected.append((folder, reason.format(shown_name(folder))))

    def _refuse_run(self, folder: Path) -> None:
        reason = tr(
            "{} holds trained models, not pictures of a style. Open a model with “Open style file”."
        )
        self.rejected.append((folder, reason.format(shown_name(folder))))


def is_project_folder(path: Path) -> bool:
    """Whether a project was saved in a folder."""
    return os.path.isfile(path / _PROJECT_FILE) and os.path.isdir(path / "styles")


def is_run_folder(path: Path) -> bool:
    """Whether a folder is a training run, or holds some."""
    places = (path, *sub_folders(path))
    return any(os.path.isfile(place / name) for place in places for name in _RUN_FILES)


def is_collection(path: Path, below: Sequence[Path]) -> bool:
    """Whether the folders ``below`` in ``path`` are styles, rather than parts of one."""
    photos = any(folder.name.casefold() == PHOTOS_NAME for folder in below)
    return len(below) > 1 or (photos and not any(map(_is_picture, _names(path))))


def holds_pictures(folder: Path, control: Control) -> bool:
    """Whether there is a picture file in a folder or below it, by the names alone."""
    for _, below, names in os.walk(folder):
        control.raise_if_stopping()
        below[:] = [name for name in below if not name.startswith(".")]
        if any(_is_picture(name) for name in names if not name.startswith(".")):
            return True
    return False


def sub_folders(path: Path) -> list[Path]:
    """Visible folders in a folder, in natural order; none where it cannot be read."""
    return [path / name for name in _names(path) if os.path.isdir(path / name)]


def _names(path: Path) -> list[str]:
    try:
        return visible_names(path)
    except OSError:
        return []


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in PICTURE_SUFFIXES
