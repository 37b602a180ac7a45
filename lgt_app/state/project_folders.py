"""The folders of a project: made, and read in a stable order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from lgt_engine.images.folders import natural_key
from lgt_engine.images.formats import PICTURE_SUFFIXES

from .project_file import ProjectError


def make_folders(project: Path, folders: Iterable[Path]) -> None:
    """Make the folders of ``project`` that are missing; raises :class:`ProjectError`."""
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(project, error) from error


def read_styles(
    project: Path, styles: Path, order: Sequence[str]
) -> tuple[list[str], dict[str, tuple[Path, ...]]]:
    """Names of the styles, those of ``order`` first, and the pictures of each.

    Raises
    ------
    ProjectError
        A folder cannot be read.
    """
    try:
        found = [
            path.name
            for path in styles.iterdir()
            if path.is_dir() and not path.name.startswith(".")
        ]
        kept = [name for name in order if name in found]
        names = kept + sorted(set(found) - set(kept), key=natural_key)
        return names, {name: list_pictures(styles / name) for name in names}
    except OSError as error:
        raise _unusable(project, error) from error


def list_pictures(folder: Path) -> tuple[Path, ...]:
    """Picture files of a folder, by their names, in natural order; none where it is not there."""
    if not folder.is_dir():
        return ()
    found = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith(".")
    ]
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def free_file_name(name: str, taken: set[str]) -> str:
    """``name``, numbered where ``taken`` (in lower case) holds it."""
    stem, suffix = Path(name).stem, Path(name).suffix
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{stem} {number}{suffix}", number + 1
    return candidate


def folder_of(files: Sequence[Path]) -> Path | None:
    """The folder that holds these files and nothing else: one rename instead of thousands."""
    parents = {path.parent for path in files}
    if len(parents) != 1:
        return None
    parent = parents.pop()
    return parent if len(os.listdir(parent)) == len(set(files)) else None


def _unusable(project: Path, error: OSError) -> ProjectError:
    reason = error.strerror or error
    return ProjectError(
        f"The project folder '{project.name}' cannot be used: {reason}.",
        next_step="Choose a folder that you may write to.",
    )
