"""Refining the picture in view: live while it runs, kept for its photo and look, undoable.

A refined picture belongs to one photo in one look, made by one model. Whoever moves a slider sees
the network's picture again; whoever comes back finds the refined one as it was left.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.preview.sources import Source
from lgt_app.state.project.project import Project
from lgt_app.state.project.stored_values import stored_path
from lgt_app.workers import Job, JobQueues
from lgt_app.workers.looks import RefineWish
from lgt_app.workers.open_models import OpenModels
from lgt_app.workers.refining import ReadRefined, Refined, RefinedRead, RefineRequest, RefineStep
from lgt_engine.control import Control

from .kept_pictures import Kept, KeptPictures, RefineCommand, Scene

#: So many pictures that were refined by themselves are kept while a project is open.
MOST_UNASKED = 20


class Refining(QObject):
    """What is refined, what was, and whether it can be.

    Signals
    -------
    changed()
        Another picture is to be seen, or refining began or ended, or became possible or not.
    progressed()
        ``seen`` is newer.
    refined()
        What a person asked for is there.
    failed(object)
    """

    changed = Signal()
    progressed = Signal()
    refined = Signal()
    failed = Signal(object)

    def __init__(
        self,
        project: Project,
        preview: PreviewState,
        lanes: JobQueues,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._preview = preview
        self._lane = lanes.refining
        self._models = OpenModels()
        self._kept = KeptPictures(project)
        self._job: Job | None = None
        self._running: tuple[str, Scene] | None = None
        self._finish: Control | None = None  # of a run that nobody asked for
        self._declined: set[str] = set()  # cancelled by the person
        self._gave_up = False
        self._unasked: list[str] = []  # those of them that no undo leads to, the oldest first
        self._live: QImage | None = None
        self._first = 0
        self._views: dict[Path, QImage] = {}
        self._reading: Path | None = None
        self._begun = 0.0
        self._training = False
        self._key = ""
        #: The newest progress; None before the first.
        self.seen: RefineStep | None = None
        #: Seconds a step took last; None before any.
        self.pace: float | None = None
        self.wish = RefineWish.from_project(project.value("refine"))
        for signal in (preview.photo_changed, preview.look_changed, preview.model_changed):
            signal.connect(self._follow)

    # --- what there is -------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether the picture in view is being refined."""
        return self._running is not None and self._running[0] == self._key

    @property
    def busy(self) -> bool:
        """Whether any picture is being refined."""
        return self._job is not None

    @property
    def by_itself(self) -> bool:
        """Whether what runs began by itself."""
        return self._finish is not None

    @property
    def kept(self) -> Kept | None:
        """The refined picture of the photo and look in view, shown or not."""
        return self._kept.get(self._key)

    @property
    def shown(self) -> Kept | None:
        """The refined picture that is shown; None while the network's is, or while it is made."""
        kept = self.kept
        return kept if kept is not None and kept.shown and not self.running else None

    @property
    def view(self) -> QImage | None:
        """What the canvas shows instead of the network's picture."""
        if self.running:
            return self._live
        shown = self.shown
        return self._views.get(shown.path) if shown is not None else None

    @property
    def obstacle(self) -> str:
        """Why the picture in view cannot be refined, with the next step; empty when it can."""
        preview = self._preview
        if preview.photo is None:
            return self.tr("Choose a photo first.")
        if preview.source is None:
            return self.tr("Add a style with at least one picture first.")
        if self._training:
            return self.tr("Pause or stop the training first: its model changes all the time.")
        return "" if preview.source.can_refine else self.too_old

    @property
    def may_begin_by_itself(self) -> bool:
        """Whether the picture in view can be refined, and nobody has decided about it yet."""
        decided = self.kept is not None or self._key in self._declined or self._gave_up
        wanted = self._preview.look.guidance > 0 and not decided
        return wanted and self._project.here and not (self.busy or self.obstacle)

    @property
    def too_old(self) -> str:
        """Why a model cannot be refined with."""
        return self.tr(
            "This model is from an earlier LGT and does not hold what refining needs. Train its "
            "styles again; a quick training is enough."
        )

    @property
    def source(self) -> Source | None:
        """The model of the style in view."""
        return self._preview.source

    @property
    def wish_in_view(self) -> RefineWish | None:
        """How to refine where the picture in view is refined, or is being; None where not."""
        return self.wish if self.running or self.shown is not None else None

    def estimate(self, steps: int) -> float | None:
        """Seconds that so many steps take by what the last ones took; None before any."""
        return None if self.pace is None else steps * self.pace

    # --- what a person asks for ----------------------------------------------------------------

    def set_wish(self, wish: RefineWish) -> None:
        """Choose how to refine."""
        if wish != self.wish:
            self.wish = wish
            self.give_way()
            self._project.set_value("refine", asdict(wish))
            self.changed.emit()

    def set_training(self, active: bool) -> None:
        """A training began, which ends refining, or ended."""
        if active != self._training:
            self._training = active
            if active and self._job is not None:
                self._job.stop()
            self.changed.emit()

    def start(self, *, by_itself: bool = False) -> None:
        """Refine the picture in view, as wished.

        What began by itself ends without a trace as soon as anything changes, and is nothing to
        undo.
        """
        preview = self._preview
        source = preview.source
        if self.busy or self.obstacle or source is None or preview.photo is None:
            return
        self._finish = Control() if by_itself else None
        self._gave_up = self._gave_up and by_itself
        request = RefineRequest(
            preview.photo, source.path, source.stamp, preview.look.drawn, preview.device_wish,
            self.wish, self._kept.folder / f"{uuid.uuid4().hex[:12]}.png", self._finish,
            models=self._models,
        )  # fmt: skip
        self._running = (self._key, Scene(preview.photo, preview.look))
        self.seen, self._live, self._begun = None, None, 0.0
        job = self._job = self._lane.submit(request)
        job.event.connect(self._on_event)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop; what was reached is kept, and it does not begin again by itself."""
        if self._job is not None:
            (self._finish or self._job).stop()
        if self.running:
            self._declined.add(self._key)

    def give_way(self) -> None:
        """Drop what began by itself; what the person asked for goes on."""
        if self.by_itself and self._job is not None:
            self._job.stop()

    def show_network(self) -> None:
        """Back to the network's picture; the refined one is kept."""
        self._turn(False)

    def show_refined(self) -> None:
        """The refined picture again."""
        self._turn(True)

    def _turn(self, on: bool) -> None:
        kept = self.kept
        photo = self._preview.photo
        if kept is None or kept.shown == on or photo is None:
            return
        stack = self._project.undo_stack
        index = stack.index() if on else stack.index() - 1
        command = stack.command(index) if 0 <= index < stack.count() else None
        if getattr(command, "key", "") == self._key:
            stack.redo() if on else stack.undo()
            return
        text = self.tr("show the refined picture") if on else self.tr("show the network's picture")
        scene = Scene(photo, self._preview.look)
        stack.push(RefineCommand(text, self._put, self._key, scene, kept, replace(kept, shown=on)))

    # --- events --------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        if isinstance(event, RefineStep):
            self._on_step(event)
        elif isinstance(event, Refined):
            self._on_refined(event)
        elif isinstance(event, RefinedRead):
            self._views[event.path] = event.image
            self.changed.emit()

    def _on_step(self, event: RefineStep) -> None:
        now = time.monotonic()
        if not self._begun:  # the first step after opening the model and the photo
            self._begun, self._first = now, event.step
        elif event.step > self._first:
            self.pace = (now - self._begun) / (event.step - self._first)
        self.seen = event
        if event.image is not None:
            self._live = event.image
            self.changed.emit()
        self.progressed.emit()

    def _on_refined(self, event: Refined) -> None:
        assert self._running is not None
        key, scene = self._running
        self._running = None
        self._views = {event.path: event.image}  # those of other looks are read again when needed
        after = Kept(event.path, event.step, event.total, shown=True)
        if self.by_itself:
            self._keep_unasked(key, after)
            return
        before = self._kept.get(key) or replace(after, shown=False)
        text = self.tr("refine the picture")
        self._project.undo_stack.push(RefineCommand(text, self._put, key, scene, before, after))
        self.refined.emit()

    def _keep_unasked(self, key: str, kept: Kept) -> None:
        self._kept.put(key, kept)
        self._unasked.append(key)
        if len(self._unasked) > MOST_UNASKED:
            self._kept.drop(self._unasked.pop(0))
        self.changed.emit()

    def _on_failed(self, error: object) -> None:
        self._gave_up = self.by_itself  # the next look would fail the same way
        self.failed.emit(error)

    def _on_finished(self) -> None:
        if self._job is not None and self._job.done:
            self._job = self._running = self._live = self._finish = None
            self.changed.emit()
            self._read_view()

    def _put(self, key: str, scene: Scene, kept: Kept, first: bool) -> None:
        """Show what a command says; when it is undone or redone elsewhere, go there first."""
        self._kept.put(key, kept)
        with suppress(ValueError):
            self._unasked.remove(key)  # undo needs its file from now on
        if key != self._key and not first:
            self._go(scene)
        self.changed.emit()
        self._read_view()

    def _go(self, scene: Scene) -> None:
        if scene.photo.exists() and scene.look.style in self._preview.styles:
            self._preview.set_photo(scene.photo)
            now = self._preview.look  # these are no part of what is undone
            look = replace(scene.look, keep_colours=now.keep_colours, mask=now.mask)
            self._preview.set_look(**vars(look))

    def _follow(self) -> None:
        key = self._find_key()
        if key != self._key:
            self._key = key
            if self._running is not None and self._running[0] != key:
                assert self._job is not None
                self._job.stop()
            self._read_view()
        self.changed.emit()

    def _find_key(self) -> str:
        """What a refined picture depends on, in one word; empty without a photo or a model."""
        preview = self._preview
        source, photo = preview.source, preview.photo
        if source is None or photo is None:
            return ""
        changed = 0
        with suppress(OSError):
            changed = photo.stat().st_mtime_ns
        look = preview.look.drawn
        mark = preview.sources.mark(look.style, *(name for name, _ in look.blend))
        parts = (stored_path(photo, self._project.folder), changed, mark, look.to_json())
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]

    def _read_view(self) -> None:
        """Have the picture on hand that is to be shown."""
        shown = self.shown
        if shown is None or shown.path in self._views or shown.path == self._reading:
            return
        self._reading = shown.path
        job = self._lane.submit(ReadRefined(shown.path))
        job.event.connect(self._on_event)
        job.failed.connect(self._on_unreadable)
        job.finished.connect(self._on_read)
        self._reader = job

    def _on_unreadable(self, error: object) -> None:
        kept = self.kept
        if kept is not None and kept.path == self._reading:
            self._kept.put(self._key, None)
            self.changed.emit()
        self.failed.emit(error)

    def _on_read(self) -> None:
        self._reading = None
