"""The trash of a project: what was deleted stays for a month, whatever the clock says."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path

from lgt_engine.io.atomic_files import write_atomically

#: Days that something stays.
KEPT_DAYS = 30.0
#: A clock that was set wrong, or a year without LGT, adds no more than this between two openings.
MOST_DAYS_AT_ONCE = 7.0

_DAY = 86_400.0
_AGES = "ages.json"


class Trash:
    """Folders of deleted things, each with an age.

    Ages are added up from opening to opening rather than read from the clock once: a clock that
    jumps ten years makes nothing older than a week, and one that jumps back makes nothing younger.

    Parameters
    ----------
    folder : Path
        Made when something is first deleted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_dir(self) -> Path:
        """A path for what is deleted together."""
        return self.folder / f"{int(time.time())}-{uuid.uuid4().hex[:6]}"

    def clean(self) -> None:
        """Let everything grow older and remove what is old; to be called once a session.

        Best effort: a file that is still open somewhere is tried again next time.
        """
        if not self.folder.is_dir():
            return
        seen, ages = self._read()
        now = time.time()
        grown = min(max(0.0, now - seen), MOST_DAYS_AT_ONCE * _DAY)
        kept = {}
        for entry in self._entries():
            age = ages[entry.name] + grown if entry.name in ages else 0.0
            if age > KEPT_DAYS * _DAY:
                shutil.rmtree(entry, ignore_errors=True)
            if entry.exists():
                kept[entry.name] = age
        with suppress(OSError):
            write_atomically(self.folder / _AGES, json.dumps({"seen": now, "ages": kept}))

    def _entries(self) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if path.is_dir()]
        except OSError:
            return []

    def _read(self) -> tuple[float, dict[str, float]]:
        """When it was looked at last, and the ages then; nothing known makes all of it new."""
        try:
            values = json.loads((self.folder / _AGES).read_text(encoding="utf-8"))
            ages = {str(name): float(age) for name, age in values["ages"].items()}
            return float(values["seen"]), ages
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return time.time(), {}
