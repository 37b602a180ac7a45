"""The folders of a project: made, and read in a stable order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lgt_app.translation import tr
from lgt_engine.images.formats import PICTURE_SUFFIXES
from lgt_engine.images.ignored_files import is_ignored, natural_key

from .names import free_name, safe_name
from .project_file import ProjectError

#: Where to (a style, ``""`` for the photos shelf, None for a new style), its name, the files.
Part = tuple[str | None, str, Sequence[Path]]


@dataclass
class Additions:
    """What adding files to a project does.

    Attributes
    ----------
    order : list of str
        All styles afterwards.
    moves, added : list of (Path, Path)
        Renames that prepare, and those that bring something in.
    touched : tuple of str
        Collections that change.
    new : list of str
        Names of new styles.
    """

    order: list[str]
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    added: list[tuple[Path, Path]] = field(default_factory=list)
    touched: tuple[str, ...] = ()
    new: list[str] = field(default_factory=list)


def plan_additions(
    parts: Sequence[Part],
    order: Sequence[str],
    dir_of: Callable[[str], Path],
    new_dir: Callable[[], Path],
) -> Additions:
    """Which renames bring in the files of ``parts``; a style that is gone is made again."""
    plan, taken = Additions(list(order)), dict[str, set[str]]()
    for where, wanted, files in parts:
        if where is not None and (not where or where in order):
            home = dir_of(where)
            plan.added += moves_into(home, files, taken.setdefault(where, names_in(home)))
            plan.touched += (where,)
            continue
        name = free_name(safe_name(where or wanted), plan.order)
        source, first = one_folder(files, new_dir() / "style")
        plan.moves += first
        plan.added.append((source, dir_of(name)))
        plan.order.append(name)
        plan.new.append(name)
        plan.touched += (name,)
    return plan


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
            path.name for path in styles.iterdir() if path.is_dir() and not is_ignored(path.name)
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
        if path.suffix.lower() in PICTURE_SUFFIXES and not is_ignored(path.name)
    ]
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def list_folders(folder: Path) -> tuple[Path, ...]:
    """Folders in a folder, in natural order; none while it cannot be read."""
    try:
        found = [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def names_in(folder: Path) -> set[str]:
    """Names in a folder in lower case; none where it is not there."""
    return {name.casefold() for name in os.listdir(folder)} if folder.is_dir() else set()


def moves_into(folder: Path, files: Sequence[Path], taken: set[str]) -> list[tuple[Path, Path]]:
    """Old and new path of each file, numbered where its name is ``taken``; takes the new ones."""
    moves = []
    for path in files:
        candidate, number = path.name, 2
        while candidate.casefold() in taken:
            candidate, number = f"{path.stem} {number}{path.suffix}", number + 1
        taken.add(candidate.casefold())
        moves.append((path, folder / candidate))
    return moves


def one_folder(files: Sequence[Path], spare: Path) -> tuple[Path, list[tuple[Path, Path]]]:
    """A folder that holds these files and nothing else, and the moves that fill it.

    It is the folder where they are, so that one rename does for thousands of files; or ``spare``,
    which is made.
    """
    parents = {path.parent for path in files}
    if len(parents) == 1:
        parent = parents.pop()
        if len(os.listdir(parent)) == len(set(files)):
            return parent, []
    spare.mkdir(parents=True)
    return spare, [(path, spare / path.name) for path in files]


def _unusable(project: Path, error: OSError) -> ProjectError:
    reason = error.strerror or error
    return ProjectError(
        tr("The project folder '{}' cannot be used: {}.").format(project.name, reason),
        next_step=tr("Choose a folder that you may write to."),
    )
