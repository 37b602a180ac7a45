"""Pictures that appear in a folder: each is handed out once, when nobody writes it any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lgt_engine.control import Control
from lgt_engine.errors import DataError, ImageError
from lgt_engine.images import is_result, iter_picture_files
from lgt_engine.system.sleep import sleep_prevented

if TYPE_CHECKING:
    from lgt_engine.events import Event

    from .batch import StylizeJob
    from .stylizer import Stylizer

_REST_S = 2.0
#: Seconds between two looks.
_LOOK_S = 1.0


@dataclass(frozen=True)
class _Seen:
    """Size and time of change of a file, since when it has had them, and whether it was given."""

    mark: tuple[int, int]
    since: float
    given: bool = False


class FolderWatch:
    """Looks into one folder, not into those below it.

    Pictures that LGT made are none of them, so results never become photos. What is changed later
    is handed out again.

    Parameters
    ----------
    folder : Path
    out_dir : Path
        Where the results go.
    rest_s : float
        Seconds for which a file must not change before it counts as whole.

    Raises
    ------
    DataError
        ``folder`` is no folder, or the results would lie in it.
    """

    def __init__(self, folder: Path, out_dir: Path, rest_s: float = _REST_S) -> None:
        if not folder.is_dir():
            raise DataError(
                f"{folder} is not a folder that can be watched.",
                next_step="Name a folder that is there.",
            )
        self.folder, self._rest_s = folder, rest_s
        self._seen: dict[Path, _Seen] = {}
        self.check(out_dir)

    def check(self, out_dir: Path) -> None:
        """Raise DataError where results would lie in the folder itself."""
        if out_dir.resolve() == self.folder.resolve():
            raise DataError(
                "The results cannot go into the folder that is watched.",
                safe="Nothing was changed.",
                next_step="Choose another folder for the results, for example one below it.",
            )

    def look(self) -> list[Path]:
        """Pictures that are new and at rest; none while the folder is not there."""
        now = time.monotonic()
        there: dict[Path, _Seen] = {}
        try:
            for path in iter_picture_files(self.folder, recursive=False):
                there[path] = self._noticed(path, now)
        except (ImageError, OSError):
            return []  # its drive may come back
        self._seen = there
        ready = [
            path
            for path, seen in there.items()
            if not seen.given and seen.mark[0] and now - seen.since >= self._rest_s
        ]
        for path in ready:
            there[path] = replace(there[path], given=True)
        return [path for path in ready if not is_result(path)]

    def _noticed(self, path: Path, now: float) -> _Seen:
        status = path.stat()
        mark = status.st_size, status.st_mtime_ns
        seen = self._seen.get(path)
        return seen if seen is not None and seen.mark == mark else _Seen(mark, now)


def stylize_appearing(
    stylizer: Stylizer, job: StylizeJob, watch: FolderWatch, control: Control
) -> Iterator[Event]:
    """Stylize what appears in a folder until ``control`` stops it.

    Yields and raises what :func:`lgt_engine.inference.batch.stylize_files` does, once for each
    look that finds something. The inputs of ``job`` are not used.
    """
    from .batch import stylize_files  # loads torch, which a watch alone does not need

    while not control.stopping:
        found = watch.look()
        if found:
            with sleep_prevented("Stylizing pictures"):
                yield from stylize_files(stylizer, replace(job, inputs=tuple(found)), control)
        else:
            time.sleep(_LOOK_S)
