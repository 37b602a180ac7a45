"""The sheet: the photo in view by the values of any two settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.translation import tr
from lgt_app.workers.export.exporting import Recipe
from lgt_app.workers.export.sheet import DrawSheet, ReadRuns, RunFacts, SheetCell
from lgt_app.workers.job_queue import Job, JobQueue, JobQueues
from lgt_app.workers.open_models import OpenModels

#: Longer side of a picture of the sheet, in pixels.
SHEET_SIDE = 320
#: What can stand along a side; the first four are fields of a look.
STYLE, STRENGTH, COLOURS, SEED = "style", "guidance", "keep_colours", "seed"
BRUSH, RUN = "brush", "run"
AXES = (STYLE, STRENGTH, COLOURS, BRUSH, RUN, SEED)
#: More values than these are not chosen by themselves.
USUAL = 5
_STRENGTHS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
_USUAL_STRENGTHS = (0.5, 1.0, 1.5, 2.0)
_COLOURS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SEEDS = 8


@dataclass(frozen=True)
class SheetValue:
    """A value along one side.

    Attributes
    ----------
    axis : str
        One of :data:`AXES`.
    value : object
        For a run its :class:`RunFacts`, for a brush its size in percent.
    label : str
        For people.
    usual : bool
        Whether it is chosen unless a person chooses.
    """

    axis: str
    value: Any
    label: str
    usual: bool = True


class Sheet(QObject):
    """Draws sheets, one at a time.

    Signals
    -------
    runs_read()
        It is known which runs, and so which brush sizes, there are.
    cell(object)
        A :class:`SheetCell`.
    finished(bool)
        True when every cell is drawn that can be.
    failed(object)
    """

    runs_read = Signal()
    cell = Signal(object)
    finished = Signal(bool)
    failed = Signal(object)

    def __init__(
        self,
        project: Project,
        preview: PreviewState,
        lanes: JobQueues,
        models: OpenModels,
        give_way: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """``give_way`` lets a job of the export lane in while a batch is under way."""
        super().__init__(parent)
        self._project = project
        self._preview = preview
        self._files: JobQueue = lanes.files
        self._lane: JobQueue = lanes.export
        self._models = models
        self._give_way = give_way
        self._job: Job | None = None
        self._number = 0
        self._runs: tuple[RunFacts, ...] = ()

    # --- what can be chosen --------------------------------------------------------------------

    def read_runs(self) -> None:
        """Look which runs there are; ``runs_read`` tells."""
        job = self._files.submit(ReadRuns(self._project.model_paths()))
        job.event.connect(self._on_runs)
        job.failed.connect(self.failed)

    def _on_runs(self, runs: tuple[RunFacts, ...]) -> None:
        self._runs = runs
        self.runs_read.emit()

    def values(self, axis: str) -> list[SheetValue]:
        """What there is to choose along ``axis``."""
        look = self._preview.look
        if axis == STYLE:
            found = [SheetValue(axis, name, name) for name in self._preview.styles]
        elif axis == STRENGTH:
            said = tr("strength {:g}")
            found = [SheetValue(axis, g, said.format(g), g in _USUAL_STRENGTHS) for g in _STRENGTHS]
        elif axis == COLOURS:
            found = [SheetValue(axis, c, tr("colours {:g}").format(c)) for c in _COLOURS]
        elif axis == SEED:
            seeds = range(look.seed, look.seed + _SEEDS)
            found = [SheetValue(axis, n, tr("seed {}").format(n)) for n in seeds]
        elif axis == BRUSH:
            sizes = sorted({run.brush_percent for run in self._runs})
            found = [SheetValue(axis, n, tr("brush size {} %").format(n)) for n in sizes]
        else:
            found = [SheetValue(axis, run, tr("run {}").format(run.name)) for run in self._runs]
        usual = [each for each in found if each.usual][:USUAL]
        return [replace(each, usual=each in usual) for each in found]

    def recipe(self, *values: SheetValue) -> Recipe | None:
        """How the picture of these values is made; None when no model can."""
        look = self._preview.look
        fields = {v.axis: v.value for v in values if v.axis not in (BRUSH, RUN)}
        wanted = {v.axis: v.value for v in values if v.axis in (BRUSH, RUN)}
        if STYLE in fields or wanted:
            look = replace(look, blend=())  # blends belong to one model
        look = replace(look, **fields)
        model: Path | None
        if wanted:
            fitting = (
                run.model
                for run in self._runs
                if look.style in run.styles
                and run.brush_percent == wanted.get(BRUSH, run.brush_percent)
                and run == wanted.get(RUN, run)
            )
            model = next(fitting, None)
        else:
            source = self._preview.sources.of(look.style)
            model = source.path if source is not None else None
        return None if model is None else Recipe(model, look, device=self._preview.device_wish)

    # --- drawing -------------------------------------------------------------------------------

    def draw(self, rows: Sequence[SheetValue], columns: Sequence[SheetValue]) -> int:
        """Draw a sheet; returns how many cells it will have: some combinations do not exist."""
        self.stop()
        photo = self._preview.photo
        plan = tuple(
            (row, column, recipe)
            for row, down in enumerate(rows)
            for column, across in enumerate(columns)
            if (recipe := self.recipe(down, across)) is not None
        )
        if photo is None or not plan:
            return 0
        self._give_way()
        self._number += 1
        work = DrawSheet(self._models, photo, plan, SHEET_SIDE, self._number)
        job = self._job = self._lane.submit(work)
        job.event.connect(self._on_cell)
        job.failed.connect(self.failed)
        job.finished.connect(lambda whole: self._on_finished(job, whole))
        return len(plan)

    def stop(self) -> None:
        """Draw no more of it; ``finished`` tells when that is so."""
        if self._job is not None:
            self._job.stop()

    def use(self, *values: SheetValue) -> bool:
        """Show the photo in view with these values; whether that can be."""
        recipe = self.recipe(*values)
        if recipe is None:
            return False
        fields = {v.axis: v.value for v in values if v.axis not in (BRUSH, RUN)}
        self._preview.set_look(**fields, blend=recipe.look.blend)
        if len(fields) < len(values):
            self._preview.set_model(recipe.model)
        return True

    def _on_cell(self, event: SheetCell) -> None:
        if event.sheet == self._number:
            self.cell.emit(event)

    def _on_finished(self, job: Job, whole: bool) -> None:
        if job is self._job:
            self._job = None
            self.finished.emit(whole)
