"""Where results go: all output paths of a batch, chosen before anything is written."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lgt_engine.errors import DataError
from lgt_engine.images import fitting_path

#: A file as the system knows it: by its name without case, or by its place on the disk.
_Mark = str | tuple[int, int]


def plan_targets(
    wanted: Sequence[tuple[Path, Path]],
    *,
    inputs: Iterable[Path] = (),
    taken: Iterable[Path] = (),
    numbering: str = " ({})",
    usable: Callable[[Path, Path], bool] = lambda _source, _target: True,
) -> list[Path]:
    """A target for each source, none of which is an input or the target of another.

    Names are compared as the least careful file system does: without case, and with accents in
    either spelling. Links are followed, so a link to an input is that input.

    Parameters
    ----------
    wanted : sequence of (Path, Path)
        Each source with the name that its result should have.
    inputs : iterable of Path
        Files beside the sources that are never written to.
    taken : iterable of Path
        Targets of earlier plans that are still to be written.
    numbering : str
        Added before the suffix of a name that is taken, with numbers from 2 on.
    usable : callable, optional
        Of a source and a candidate: whether the candidate may be the target, for example because
        nothing is there. Without it only inputs and other targets are in the way.

    Returns
    -------
    list of Path
        In the order of ``wanted``; the same names for the same files, so that a batch that is run
        again finds its results.
    """
    used: set[_Mark] = set()
    for path in (*inputs, *taken, *(source for source, _ in wanted)):
        used |= _marks(path)
    planned = []
    for source, first in wanted:
        number, target = 1, first
        while used & _marks(target) or not usable(source, target):
            number += 1
            target = fitting_path(first, numbering.format(number))
        used |= _marks(target)
        planned.append(target)
    return planned


def _marks(path: Path) -> set[_Mark]:
    """Everything by which ``path`` could be met again."""
    marks: set[_Mark] = {_folded(os.path.abspath(path))}
    try:
        marks.add(_folded(os.path.join(os.path.realpath(path.parent), path.name)))
        status = os.stat(path)
    except (OSError, ValueError):  # nothing is there, or its name is none
        return marks
    marks.add(_folded(os.path.realpath(path)))
    if status.st_ino:
        marks.add((status.st_dev, status.st_ino))
    return marks


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def make_folder(folder: Path) -> None:
    """Make a folder for results, with its parents; raises DataError when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"The output folder {folder} cannot be made ({error.strerror or error}).",
            next_step="Choose another folder.",
        ) from error
