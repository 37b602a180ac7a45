"""``project.json``: read, checked, and written so that a crash leaves the old or the new one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from lgt_engine.errors import LGTError

VERSION = 1
FILE_NAME = "project.json"
BACKUP_NAME = "project.json.bak"


class ProjectError(LGTError):
    """A project folder cannot be opened, or a change to it cannot be made."""


def read_project(folder: Path) -> dict[str, Any]:
    """The values of ``project.json``, or of its backup when the file is damaged.

    Raises
    ------
    ProjectError
        Neither file is whole, or the project was written by a newer version.
    """
    problem: Exception | None = None
    for name in (FILE_NAME, BACKUP_NAME):
        path = folder / name
        if not path.exists():
            continue
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(values, dict):
                return _checked(values, folder)
        except (OSError, ValueError) as error:
            problem = error
    if problem is None:
        return {}
    raise ProjectError(
        f"The project file in '{folder.name}' is damaged: {problem}.",
        safe="Your pictures and trained runs are untouched.",
        todo=f"Delete {FILE_NAME} in that folder; LGT builds it anew from the pictures.",
    )


def _checked(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    version = values.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise ProjectError(
            f"The project '{folder.name}' was made by a newer LGT (format {version}).",
            safe="Nothing was changed.",
            todo="Update LGT, then open it again.",
        )
    return values


def write_project(folder: Path, values: dict[str, Any]) -> None:
    """Write ``project.json`` whole or not at all; the previous one becomes the backup."""
    target = folder / FILE_NAME
    temporary = folder / f"{FILE_NAME}.tmp"
    text = json.dumps({"version": VERSION, **values}, indent=2, ensure_ascii=False)
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            os.replace(target, folder / BACKUP_NAME)
        os.replace(temporary, target)
    except OSError as error:
        raise ProjectError(
            f"The project could not be saved: {error.strerror or error}.",
            safe="The last saved state is kept as a backup.",
            todo="Check that the disk has space and the folder may be written.",
        ) from error
