"""The export queue: many pictures, one after another, whatever happens to one of them."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lgt_app.state.project.mask_files import read_mask
from lgt_app.state.project.names import recipe_name
from lgt_app.workers.export.exporting import (
    BatchItem,
    ItemDone,
    ItemFailed,
    ItemMaking,
    ItemStarted,
    MakeBatch,
    Recipe,
)
from lgt_app.workers.job_queue import Job, JobQueue
from lgt_app.workers.looks import RefineWish
from lgt_app.workers.open_models import OpenModels
from lgt_engine.errors import ImageError
from lgt_engine.images.formats import PICTURE_SUFFIXES
from lgt_engine.images.ignored_files import is_ignored, natural_key
from lgt_engine.inference.output_paths import plan_targets
from lgt_engine.time_left import TimeLeftEstimate

from .journal import DONE, FAILED, RUNNING, WAITING, Journal, QueueItem

JOURNAL_NAME = "exports.jsonl"
_UNDOABLE = 20


@dataclass(frozen=True)
class Tally:
    """How many items are in which state."""

    waiting: int
    running: int
    done: int
    failed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.running + self.done + self.failed


class ExportQueue(QObject):
    """Pictures to stylize, with a journal on disk.

    After a restart the queue is paused: a picture that crashed the program must not do so in a
    loop.

    Signals
    -------
    reset()
        Items were added or removed.
    item_changed(int)
        Row of an item with a new state.
    state_changed()
        Running or paused, or the tally changed.
    finished()
        Every item was tried.
    failed(object)
        An exception that stopped the queue; its items wait.
    """

    reset = Signal()
    item_changed = Signal(int)
    state_changed = Signal()
    finished = Signal()
    failed = Signal(object)

    def __init__(
        self, folder: Path, lane: JobQueue, models: OpenModels, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._journal = Journal(folder / JOURNAL_NAME)
        self._lane = lane
        self._models = models
        self._job: Job | None = None
        self._pausing = False
        self._left: float | None = None
        self._unkept = False
        self._making = 0.0
        self._removed: deque[list[tuple[int, QueueItem]]] = deque(maxlen=_UNDOABLE)
        self._items = self._journal.read()
        self._rows = {item.id: row for row, item in enumerate(self._items)}
        self._forecast()
        self._numbers = itertools.count(max(self._rows, default=0) + 1)

    # --- what there is -------------------------------------------------------------------------

    @property
    def items(self) -> Sequence[QueueItem]:
        """All items, in order."""
        return self._items

    @property
    def running(self) -> bool:
        """Whether pictures are being made, and no pause was asked for."""
        return self._job is not None and not self._pausing

    @property
    def pausing(self) -> bool:
        """Whether the picture in the making is being finished before a pause."""
        return self._job is not None and self._pausing

    @property
    def tally(self) -> Tally:
        """Counts by state."""
        states = [item.status for item in self._items]
        return Tally(*(states.count(s) for s in (WAITING, RUNNING, DONE, FAILED)))

    @property
    def waiting_refine(self) -> RefineWish | None:
        """How what waits is refined, if at all."""
        return next((i.recipe.refine for i in self._items if i.status == WAITING), None)

    @property
    def making(self) -> float:
        """How far the picture in the making is, in [0, 1]."""
        return self._making

    @property
    def share(self) -> float:
        """How much of the list was tried, in [0, 1]."""
        tally = self.tally
        return (tally.done + tally.failed + self._making) / max(1, tally.total)

    @property
    def eta_seconds(self) -> float | None:
        """Expected time for what is left; None while it is not known."""
        return self._left

    # --- what a person asks for ----------------------------------------------------------------

    def add(
        self, sources: Iterable[Path], out_dir: Path, recipe: Recipe, *, skip_done: bool = True
    ) -> int:
        """Queue files and folders (recursively); returns how many pictures were added.

        Results are named after photo and look; two photos of one name get numbers, always in
        the same order, so that what is done already is recognised. Each photo has its own mask.
        """
        found = list(_expand(sources))
        recipes = {source: self._with_mask(recipe, source) for source, _ in found}
        wanted = [
            (source, out_dir / inside / _file_name(source, recipes[source]))
            for source, inside in found
        ]
        open_items = [item for item in self._items if item.status != DONE]
        targets = plan_targets(
            wanted,
            inputs=[item.source for item in self._items],
            taken=[item.target for item in open_items],
            numbering=" {}",
        )
        new = [
            QueueItem(next(self._numbers), source, target, recipes[source], skip_done)
            for (source, _), target in zip(wanted, targets, strict=True)
        ]
        self._keep(lambda: self._journal.append(new))
        self._items.extend(new)
        self._renumber()
        return len(new)

    def _with_mask(self, recipe: Recipe, source: Path) -> Recipe:
        look = replace(recipe.look, mask=read_mask(self._folder, source))
        return replace(recipe, look=look, refine=_refine_for(source, recipe, recipe.refine))

    def refine_waiting(self, wish: RefineWish | None) -> None:
        """Refine what waits, or do not; results are named after that."""
        waiting = [item for item in self._items if item.status == WAITING]
        wishes = [_refine_for(item.source, item.recipe, wish) for item in waiting]
        if all(i.recipe.refine == wanted for i, wanted in zip(waiting, wishes, strict=True)):
            return
        recipes = [
            replace(item.recipe, refine=wanted)
            for item, wanted in zip(waiting, wishes, strict=True)
        ]
        targets = plan_targets(
            [
                (item.source, item.target.parent / _file_name(item.source, recipe))
                for item, recipe in zip(waiting, recipes, strict=True)
            ],
            inputs=[item.source for item in self._items],
            taken=[item.target for item in self._items if item.status in (RUNNING, FAILED)],
            numbering=" {}",
        )
        changed = {
            item.id: replace(item, recipe=recipe, target=target)
            for item, recipe, target in zip(waiting, recipes, targets, strict=True)
        }
        self._replace([changed.get(item.id, item) for item in self._items])
        self.give_way()  # the running job knows the old recipes

    def start(self) -> None:
        """Work on what waits; also ends a pause."""
        self._pausing = False
        if self._job is None:
            self._submit()
        self.state_changed.emit()

    def pause(self) -> None:
        """Stop after the picture in the making."""
        if self._job is not None:
            self._pausing = True
            self._job.stop()
            self.state_changed.emit()

    def retry_failed(self) -> None:
        """Let everything that failed wait again, and work."""
        for row, item in enumerate(self._items):
            if item.status == FAILED:
                self._set(row, replace(item, status=WAITING, reason=""))
        self.start()

    def remove(self, ids: Iterable[int]) -> None:
        """Take items out of the queue; the one in the making stays."""
        gone = set(ids)
        kept = [i for i in self._items if i.id not in gone or i.status == RUNNING]
        if len(kept) < len(self._items):
            gone -= {item.id for item in kept}
            out = [(row, item) for row, item in enumerate(self._items) if item.id in gone]
            self._removed.append(out)
            self._replace(kept)
            self.give_way()  # the running job knows the old list

    @property
    def can_restore(self) -> bool:
        """Whether anything was taken out since the program began."""
        return bool(self._removed)

    def restore(self) -> None:
        """Put back what was taken out last, where it stood."""
        if not self._removed:
            return
        items = list(self._items)
        for row, item in self._removed.pop():
            items.insert(row, item)
        self._replace(items)

    def _replace(self, items: list[QueueItem]) -> None:
        self._items = items
        self._keep(lambda: self._journal.rewrite(items))
        self._renumber()

    def _keep(self, write: Callable[[], None]) -> None:
        """Write to the journal; a disk that refuses is said once and stops no picture."""
        try:
            write()
            self._unkept = False
        except OSError as error:
            if not self._unkept:
                self._unkept = True
                reason = error.strerror or str(error)
                self.failed.emit(
                    ImageError(
                        self.tr("The batch could not be saved: {}.").format(reason),
                        safe=self.tr("The pictures that are done are on the disk."),
                        next_step=self.tr("Free some space; the list is kept until LGT closes."),
                    )
                )

    def clear_done(self) -> None:
        """Take what is done out of the queue; the pictures stay where they are."""
        self.remove(item.id for item in self._items if item.status == DONE)

    # --- inside --------------------------------------------------------------------------------

    def give_way(self) -> None:
        """Let another job of the lane in after the picture in the making, then go on."""
        if self._job is not None and not self._pausing:
            self._job.stop()

    def _submit(self) -> None:
        waiting = [item for item in self._items if item.status == WAITING]
        if not waiting:
            return
        batch = tuple(
            BatchItem(item.id, item.source, item.target, item.recipe, item.keep_existing)
            for item in waiting
        )
        self._forecast()
        self._job = self._lane.submit(MakeBatch(self._models, batch))
        self._job.event.connect(self._on_event)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_finished)

    def _on_event(self, event: object) -> None:
        row = self._rows.get(getattr(event, "id", -1), -1)
        if row < 0:
            return
        item = self._items[row]
        self._making = event.share if isinstance(event, ItemMaking) else 0.0
        if isinstance(event, ItemMaking):
            self.item_changed.emit(row)
            self.state_changed.emit()
        elif isinstance(event, ItemStarted):
            self._set(row, replace(item, status=RUNNING))
        elif isinstance(event, ItemDone):
            done = replace(item, status=DONE, seconds=event.seconds, target=event.target)
            self._set(row, replace(done, reason=event.remark))
        elif isinstance(event, ItemFailed):
            self._set(row, replace(item, status=FAILED, reason=event.reason))

        if not isinstance(event, ItemStarted):
            self._left = self._remaining.at(self.share)

    def _forecast(self) -> None:
        """Begin to estimate anew: another list, or another time, takes another while."""
        self._left, self._remaining = None, TimeLeftEstimate(self.share)

    def _on_failed(self, error: object) -> None:
        self._pausing = True  # what failed outside of a picture would fail again at once
        self.failed.emit(error)

    def _on_finished(self, whole: bool) -> None:  # noqa: ARG002
        self._job = None
        self._making = 0.0
        for row, item in enumerate(self._items):
            if item.status == RUNNING:  # stopped while its model was being opened
                self._set(row, replace(item, status=WAITING))
        if not self._pausing:
            self._submit()
            if self._job is None and self._items:
                self.finished.emit()
        self._pausing = False
        self.state_changed.emit()

    def _set(self, row: int, item: QueueItem) -> None:
        self._items[row] = item
        if item.status != RUNNING:  # after a crash it waits again anyway
            self._keep(lambda: self._journal.note(item))
        self.item_changed.emit(row)
        self.state_changed.emit()

    def _renumber(self) -> None:
        self._rows = {item.id: row for row, item in enumerate(self._items)}
        self._forecast()
        self.reset.emit()
        self.state_changed.emit()


def _file_name(source: Path, recipe: Recipe) -> str:
    return f"{recipe_name(source.stem, recipe)}{recipe.options.suffix_for(source)}"


def _refine_for(source: Path, recipe: Recipe, wish: RefineWish | None) -> RefineWish | None:
    """How a photo is refined; clips are not."""
    return None if recipe.options.makes_clip(source) else wish


def _expand(sources: Iterable[Path]) -> Iterable[tuple[Path, Path]]:
    """Files with the sub-folder that their result belongs in."""
    for source in sources:
        if not source.is_dir():
            yield source, Path()
            continue
        for folder, below, names in os.walk(source):
            below[:] = sorted((n for n in below if not is_ignored(n)), key=natural_key)
            inside = Path(source.name) / Path(folder).relative_to(source)
            for name in sorted(names, key=natural_key):
                if not is_ignored(name) and Path(name).suffix.lower() in PICTURE_SUFFIXES:
                    yield Path(folder) / name, inside
