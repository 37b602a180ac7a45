"""Refined pictures of a project: files in its folder ``refined``, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QUndoCommand

from lgt_app.state.project.project import Project
from lgt_app.state.project.stored_values import mapping
from lgt_app.workers.looks import Look

_VALUE = "refined"
#: So many are kept when a project is opened, the newest ones: each is as large as its photo.
_MOST = 40


@dataclass(frozen=True)
class Scene:
    """What was in view: a photo in a look."""

    photo: Path
    look: Look


@dataclass(frozen=True)
class Kept:
    """A refined picture.

    Attributes
    ----------
    path : Path
        A PNG file of the photo's size.
    step, total : int
        Steps done, of those that were planned.
    shown : bool
        False while the network's picture is shown in its place.
    """

    path: Path
    step: int
    total: int
    shown: bool


class KeptPictures:
    """Refined pictures by a key that says of what."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.folder = project.folder / "refined"
        stored = mapping(project.value(_VALUE)).items()
        found = {key: kept for key, value in stored if (kept := self._read(value)) is not None}
        self._kept = dict(list(found.items())[-_MOST:])
        self._sweep()

    def get(self, key: str) -> Kept | None:
        """The refined picture of a key."""
        return self._kept.get(key)

    def put(self, key: str, kept: Kept | None) -> None:
        """Keep this one, the newest; None keeps none."""
        self._kept.pop(key, None)
        if kept is not None:
            self._kept[key] = kept
        self._project.set_value(_VALUE, {k: _plain(v) for k, v in self._kept.items()})

    def drop(self, key: str) -> None:
        """Remove a picture that no undo leads to."""
        kept = self._kept.get(key)
        if kept is not None:
            self.put(key, None)
            with suppress(OSError):  # swept when the project is opened
                kept.path.unlink()

    def _read(self, value: object) -> Kept | None:
        values = mapping(value)
        name, step, total = (values.get(part) for part in ("file", "step", "total"))
        if not isinstance(name, str) or type(step) is not int or type(total) is not int:
            return None
        path = self.folder / Path(name).name
        return Kept(path, step, total, values.get("shown") is True) if path.is_file() else None

    def _sweep(self) -> None:
        """Remove pictures that nothing leads to any more."""
        known = {kept.path for kept in self._kept.values()}
        for path in self.folder.glob("*.png"):
            if path not in known:
                with suppress(OSError):  # tried again next time
                    path.unlink()


def _plain(kept: Kept) -> dict[str, object]:
    return {
        "file": kept.path.name, "step": kept.step, "total": kept.total, "shown": kept.shown,
    }  # fmt: skip


#: Told the key, the scene, the picture that holds now, and whether it is new.
Put = Callable[[str, Scene, Kept, bool], None]


class RefineCommand(QUndoCommand):
    """A refined picture in place of the network's or of another one, on the undo stack."""

    def __init__(
        self, text: str, put: Put, key: str, scene: Scene, before: Kept, after: Kept
    ) -> None:
        super().__init__(text)
        self.key = key
        self._put = put
        self._scene = scene
        self._before = before
        self._after = after
        self._first = True

    def redo(self) -> None:
        first, self._first = self._first, False
        self._put(self.key, self._scene, self._after, first)

    def undo(self) -> None:
        self._put(self.key, self._scene, self._before, False)
