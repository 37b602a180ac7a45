"""Bring pictures into a project: list, check, copy beside the project; nothing is moved yet.

Copies land in a staging folder inside the project; the window's thread then moves them in as one
undoable step. Cancelling leaves nothing: the staging folder is removed.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from lgt_app.translation import tr
from lgt_engine.control import Control
from lgt_engine.errors import ImageError
from lgt_engine.images.folders import check_header
from lgt_engine.images.formats import MIN_SIDE, shown_name
from lgt_engine.images.ignored_files import visible_names

from .dropped_files import Dropped, Group
from .inspection import is_cut_off


@dataclass(frozen=True)
class IntakeProgress:
    """How far the copying is; ``total`` grows while folders are still being listed."""

    done: int
    total: int
    name: str


@dataclass(frozen=True)
class Staged:
    """A group whose pictures wait in the staging folder."""

    group: Group
    files: tuple[Path, ...]


@dataclass(frozen=True)
class IntakeDone:
    """Everything was looked at.

    Attributes
    ----------
    staged : tuple of Staged
    rejected : tuple of (Path, str)
        Files that were left out, each with its reason.
    staging : Path
        The folder of the copies; to be removed when they are moved in.
    """

    staged: tuple[Staged, ...]
    rejected: tuple[tuple[Path, str], ...]
    staging: Path


@dataclass(frozen=True)
class IntakeRequest:
    """Copy what was dropped into ``staging``."""

    dropped: Dropped
    staging: Path

    def __call__(self, control: Control) -> Iterator[IntakeProgress | IntakeDone]:
        whole = False
        try:
            yield from self._run(control)
            whole = True
        finally:
            if not whole:
                shutil.rmtree(self.staging, ignore_errors=True)

    def _run(self, control: Control) -> Iterator[IntakeProgress | IntakeDone]:
        groups: list[Group] = []
        rejected = self.dropped.rejected
        listed: list[list[Path]] = []
        for group in self.dropped.groups(control):
            groups.append(group)
            files: list[Path] = []
            for path, problem in walk(group.sources):
                control.raise_if_stopping()
                if problem:
                    rejected.append((path, problem))
                    continue
                files.append(path)
                if len(files) % 200 == 0:
                    yield IntakeProgress(0, sum(map(len, listed)) + len(files), path.name)
            listed.append(files)
        make_staging(self.staging)
        total, done = sum(map(len, listed)), 0
        staged = []
        for number, (group, files) in enumerate(zip(groups, listed, strict=True)):
            folder = self.staging / str(number)
            folder.mkdir()
            controller = _Desk(folder, group.existing)
            for path in files:
                control.raise_if_stopping()
                done += 1
                problem = controller.take(path)
                if problem:
                    rejected.append((path, problem))
                if done % 8 == 0 or done == total:
                    yield IntakeProgress(done, total, path.name)
            staged.append(Staged(group, tuple(controller.taken)))
        yield IntakeDone(tuple(staged), tuple(rejected), self.staging)


@dataclass(frozen=True)
class PasteRequest:
    """Write a picture from the clipboard into ``staging``."""

    image: QImage = field(repr=False)
    name: str
    group: Group
    staging: Path

    def __call__(self, control: Control) -> Iterator[IntakeDone]:
        control.raise_if_stopping()
        make_staging(self.staging)
        target = self.staging / f"{self.name}.png"
        if min(self.image.width(), self.image.height()) < MIN_SIDE:
            size = f"{self.image.width()} × {self.image.height()}"
            reason = tr(
                "The picture is too small: {} pixels, at least {} are needed. Copy a larger one."
            ).format(size, MIN_SIDE)
            yield IntakeDone((), ((target, reason),), self.staging)
            return
        if not self.image.save(str(target)):
            raise ImageError(
                tr("The picture from the clipboard could not be saved."),
                next_step=tr("Check that the disk has space."),
            )
        yield IntakeDone((Staged(self.group, (target,)),), (), self.staging)


def make_staging(staging: Path) -> None:
    """Make the folder for the copies, in a project that must be there.

    Raises
    ------
    ImageError
    """
    try:
        staging.parent.mkdir(exist_ok=True)
        staging.mkdir(exist_ok=True)
    except OSError as error:
        raise ImageError(
            tr("Nothing can be copied into the project: {}.").format(error.strerror or error),
            safe=tr("Nothing was changed."),
            next_step=tr("Check that its folder is there and that its disk has space."),
        ) from error


class _Desk:
    """Takes files into one folder, each content once."""

    def __init__(self, folder: Path, existing: Sequence[Path]) -> None:
        self.folder = folder
        self.taken: list[Path] = []
        self._names: set[str] = set()
        self._hashes: dict[Path, bytes] = {}
        # Only files of equal length can be equal: the others are never hashed.
        self._by_length: dict[int, list[Path]] = {}
        for path in existing:
            try:
                self._by_length.setdefault(path.stat().st_size, []).append(path)
            except OSError:
                continue  # gone meanwhile

    def take(self, path: Path) -> str:
        """Copy one file; the reason when it is left out."""
        try:
            _check(path)
            length = path.stat().st_size
            same = self._same(path, length)
            if same is not None:
                return tr("{} is the same picture as {}.").format(
                    shown_name(path), shown_name(same)
                )
            target = self.folder / self._free(path.name)
            shutil.copyfile(path, target)
        except ImageError as error:
            return str(error)
        except OSError as error:
            reason = error.strerror or error
            return tr("{} cannot be copied: {}. Check that the disk has space.").format(
                shown_name(path), reason
            )
        self._by_length.setdefault(length, []).append(target)
        self.taken.append(target)
        return ""

    def _same(self, path: Path, length: int) -> Path | None:
        for other in self._by_length.get(length, ()):
            if self._hash(other) == self._hash(path):
                return other
        return None

    def _hash(self, path: Path) -> bytes:
        if path not in self._hashes:
            with path.open("rb") as stream:
                self._hashes[path] = hashlib.file_digest(stream, "sha256").digest()
        return self._hashes[path]

    def _free(self, name: str) -> str:
        stem, suffix, number, candidate = Path(name).stem, Path(name).suffix, 2, name
        while candidate.casefold() in self._names:
            candidate, number = f"{stem} {number}{suffix}", number + 1
        self._names.add(candidate.casefold())
        return candidate


def _check(path: Path) -> None:
    check_header(path)
    if is_cut_off(path):
        raise ImageError(
            tr("{} is damaged: the end of the file is missing.").format(shown_name(path))
        )


def walk(sources: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Visible files of files and folders in natural order, with a problem where there is one."""
    seen: set[tuple[int, int]] = set()
    pending = list(reversed(sources))
    while pending:
        path = pending.pop()
        try:
            if not path.is_dir():
                yield (
                    path,
                    "" if path.exists() else tr("{} does not exist.").format(shown_name(path)),
                )
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:  # a link that leads back
                continue
            seen.add((status.st_dev, status.st_ino))
            pending.extend(path / name for name in reversed(visible_names(path)))
        except OSError as error:
            yield (
                path,
                tr("{} cannot be opened: {}.").format(shown_name(path), error.strerror or error),
            )
