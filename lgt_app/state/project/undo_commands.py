"""Undoable changes of a project: every one is a list of renames inside the project folder.

Renames are instant and lose nothing: a deleted picture moves to the project's trash, an undone
addition too. A command that fails half-way moves everything back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QUndoCommand

from lgt_app.translation import tr

from .project_file import ProjectError


@dataclass(frozen=True)
class Change:
    """What a command does.

    Attributes
    ----------
    moves : tuple of (Path, Path)
        Renames, in order; undone in reverse.
    before, after : tuple of str
        The order of the styles.
    touched : tuple of str
        Collections whose pictures change; ``""`` is the photos shelf.
    renamed : tuple of (str, str) or None
        Old and new name of a style.
    """

    moves: tuple[tuple[Path, Path], ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    touched: tuple[str, ...]
    renamed: tuple[str, str] | None = None


Applied = Callable[[Change, bool], None]


class MoveCommand(QUndoCommand):
    """One change on the undo stack.

    Parameters
    ----------
    text : str
        For the menu, for example "delete 3 pictures".
    change : Change
    applied : callable
        Told the change and whether it was done (True) or undone (False).
    failed : callable
        Told a :class:`ProjectError`; the change was taken back.
    again : tuple of (Path, Path), optional
        The renames from the second time on: what is added goes to the trash when that is undone.
    group : int
        Commands of one group that follow each other are one step; -1 is a step of its own.
    """

    def __init__(
        self,
        text: str,
        change: Change,
        applied: Applied,
        failed: Callable[[ProjectError], None],
        *,
        again: tuple[tuple[Path, Path], ...] = (),
        group: int = -1,
    ) -> None:
        super().__init__(text)
        self.change = change
        self.group = group
        #: Nobody wants it any more: it is gone when it has been undone.
        self.given_up = False
        self._again = again
        self._applied = applied
        self._failed = failed

    def redo(self) -> None:
        self._run(list(self.change.moves), True)

    def id(self) -> int:
        return self.group

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        if not isinstance(other, MoveCommand) or self.isObsolete():
            return False
        mine, more = self.change, other.change
        touched = tuple(dict.fromkeys(mine.touched + more.touched))
        self.change = Change(mine.moves + more.moves, mine.before, more.after, touched)
        return True

    def undo(self) -> None:
        self._run([(new, old) for old, new in reversed(self.change.moves)], False)
        if self.given_up:
            self.setObsolete(True)

    def _run(self, moves: list[tuple[Path, Path]], forward: bool) -> None:
        try:
            move_all(moves)
        except ProjectError as error:
            self.setObsolete(True)
            self._failed(error)
            return
        self._applied(self.change, forward)
        if forward and self._again:
            self.change, self._again = replace(self.change, moves=self._again), ()


def move_all(moves: Sequence[tuple[Path, Path]]) -> None:
    """Rename every pair, or none.

    Raises
    ------
    ProjectError
        One could not be renamed; those before it were renamed back.
    """
    done: list[tuple[Path, Path]] = []
    for old, new in moves:
        try:
            os.lstat(old)  # before a folder is made for it: its whole project may be gone
            new.parent.mkdir(parents=True, exist_ok=True)
            if new.exists() and not _same_but_case(old, new):
                raise FileExistsError(tr("'{}' is there already").format(new.name))
            os.rename(old, new)
        except OSError as error:
            for back_to, back_from in reversed(done):
                os.rename(back_from, back_to)
            raise ProjectError(
                tr("'{}' could not be moved: {}.").format(old.name, error.strerror or error),
                safe=tr("Nothing was changed."),
                next_step=tr("Check that no other program has it open, then try again."),
            ) from error
        done.append((old, new))


def _same_but_case(old: Path, new: Path) -> bool:
    # On systems that ignore case, renaming "ink" to "Ink" finds itself.
    return old.parent == new.parent and old.name.casefold() == new.name.casefold()
