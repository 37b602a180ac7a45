"""``project.json``: read, checked, and written so that a crash leaves the old or the new one.

Beside it lie its backups: ``.bak`` as it was before the last change, ``.bak.2`` and ``.bak.3`` as
it was when the last two sessions began. Only a file that can be read ever becomes a backup, and a
damaged one is kept as ``project.json.damaged``.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lgt_app.translation import tr
from lgt_engine.errors import LGTError
from lgt_engine.io.atomic_files import temporary_name, write_atomically

VERSION = 1
FILE_NAME = "project.json"
BACKUP_NAMES = tuple(f"{FILE_NAME}.bak{ending}" for ending in ("", ".2", ".3"))
DAMAGED_NAME = f"{FILE_NAME}.damaged"
_MAX_BYTES = 64 << 20


class ProjectError(LGTError):
    """A project folder cannot be opened, or a change to it cannot be made."""


class ProjectGoneError(ProjectError):
    """The folder of an open project is not there any more."""


def gone_error(name: str, folder: Path) -> ProjectGoneError:
    """The error for a change to a project whose folder is gone."""
    return ProjectGoneError(
        tr("The folder of the project “{}” is not there.").format(name),
        safe=tr("Nothing was changed."),
        next_step=tr("Bring it back to {}.").format(folder),
    )


@dataclass(frozen=True)
class ProjectFile:
    """What was read.

    Attributes
    ----------
    name : str
        Of the project; empty when it has none.
    styles : tuple of str
        In the person's order.
    values : dict
        Small JSON values.
    restored_from : Path or None
        The backup that it was read from, when ``project.json`` itself was damaged or lost.
    """

    name: str = ""
    styles: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    restored_from: Path | None = None


def is_project(folder: Path) -> bool:
    """Whether a project was ever saved in ``folder``; a folder that may not be read holds none."""
    return any(os.path.exists(folder / name) for name in (FILE_NAME, *BACKUP_NAMES))


def read_project(folder: Path) -> ProjectFile:
    """``project.json``, or the newest backup that is whole when it is not.

    Raises
    ------
    ProjectError
        No file is whole, or the project was written by a newer version.
    """
    problem: Exception | None = None
    for name in (FILE_NAME, *BACKUP_NAMES):
        path = folder / name
        if not path.exists():
            continue
        try:
            values = _read(path)
        except (OSError, ValueError, MemoryError) as error:
            problem = problem or error
            continue
        _check_version(values, folder)
        return _of(values, None if name == FILE_NAME else path)
    if problem is None:
        return ProjectFile()
    raise ProjectError(
        tr("The project file in '{}' is damaged and there is no whole backup: {}.").format(
            folder.name, getattr(problem, "strerror", None) or problem
        ),
        safe=tr("Your pictures and trained runs are untouched."),
        next_step=tr("Delete {} and {} there; LGT builds them anew from the pictures.").format(
            FILE_NAME, BACKUP_NAMES[0]
        ),
    )


def _read(path: Path) -> dict[str, Any]:
    """The values of one file; raises OSError, or ValueError that says what is wrong."""
    if not path.is_file():
        raise ValueError(tr("it is not a file"))
    with path.open("rb") as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError(tr("it is far too long"))
    try:
        values = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(tr("it is cut off, or was changed by another program")) from error
    if not isinstance(values, dict):
        raise ValueError(tr("it holds no values by name"))
    version = values.get("version")
    if type(version) is not int or version < 1:
        raise ValueError(tr("it names no version"))
    return values


def _check_version(values: dict[str, Any], folder: Path) -> None:
    if values["version"] > VERSION:
        raise ProjectError(
            tr("The project '{}' was made by a newer LGT (format {}).").format(
                folder.name, str(values["version"])[:20]
            ),
            safe=tr("Nothing was changed."),
            next_step=tr("Update LGT, then open it again."),
        )


def _of(values: dict[str, Any], backup: Path | None) -> ProjectFile:
    """Of the values what is of the right kind; the folders know the rest."""
    name, styles, small = (values.get(key) for key in ("name", "styles", "values"))
    return ProjectFile(
        name if isinstance(name, str) else "",
        tuple(s for s in styles if isinstance(s, str)) if isinstance(styles, list) else (),
        small if isinstance(small, dict) else {},
        backup,
    )


def write_project(folder: Path, values: dict[str, Any]) -> None:
    """Write ``project.json`` whole or not at all; the one before becomes the backup.

    Raises
    ------
    ProjectError
    """
    text = json.dumps({"version": VERSION, **values}, indent=2, ensure_ascii=False)
    target = folder / FILE_NAME
    try:
        if _is_whole(target):
            _back_up(target, folder / BACKUP_NAMES[0])
        elif target.exists():
            os.replace(target, folder / DAMAGED_NAME)
        # A lone surrogate, from a file name that is no text, stays what it is.
        write_atomically(target, text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise ProjectError(
            tr("The project could not be saved: {}.").format(error.strerror or error),
            safe=tr("The last saved state is whole."),
            next_step=tr("Check that the disk has space and the folder may be written."),
        ) from error


def keep_generation(folder: Path) -> None:
    """Keep what a session begins with; a disk that refuses costs a backup and no more."""
    target = folder / FILE_NAME
    first, second = (folder / name for name in BACKUP_NAMES[1:])
    with suppress(OSError):
        if not _is_whole(target):
            return
        if first.exists():
            if first.read_bytes() == target.read_bytes():
                return
            os.replace(first, second)
        _back_up(target, first)


def _is_whole(path: Path) -> bool:
    try:
        _read(path)
    except (OSError, ValueError, MemoryError):
        return False
    return True


def _back_up(source: Path, target: Path) -> None:
    """Give the file a second name, in one step: it is never without either of them."""
    link = target.with_name(temporary_name())
    try:
        os.link(source, link)
    except OSError:  # a file system without links
        write_atomically(target, source.read_bytes())
        return
    os.replace(link, target)
    link.unlink(missing_ok=True)  # a rename onto the same file does nothing and leaves both names
