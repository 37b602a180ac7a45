"""Jobs of the sheet: which runs there are, and one small picture for each of its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from lgt_app.workers.export.exporting import Recipe, open_recipe
from lgt_app.workers.looks import look_arguments
from lgt_app.workers.open_models import OpenModels
from lgt_engine.control import Control


@dataclass(frozen=True)
class RunFacts:
    """A trained run.

    Attributes
    ----------
    model : Path
    styles : tuple of str
    brush_percent : int
        Size of the strokes that it learned, 100 as usual.
    """

    model: Path
    styles: tuple[str, ...]
    brush_percent: int

    @property
    def name(self) -> str:
        """Name of its run folder."""
        return self.model.parent.name


@dataclass(frozen=True)
class ReadRuns:
    """Read what the models of runs say about themselves; one that cannot be read is left out."""

    models: tuple[Path, ...]

    def __call__(self, control: Control) -> Iterator[tuple[RunFacts, ...]]:
        from lgt_engine.errors import CheckpointError
        from lgt_engine.inference.working_size import data_setting
        from lgt_engine.model.checkpoint import describe_model

        found = []
        for path in self.models:
            control.raise_if_stopping()
            try:
                description = describe_model(path)
            except CheckpointError:
                continue
            brush = data_setting(description, "brush_size")
            if not isinstance(brush, int | float) or not 0 < brush < 100:
                brush = 1.0  # the file may come from anyone
            percent = round(100 * brush)
            found.append(RunFacts(path, description.styles, percent))
        yield tuple(found)


@dataclass(frozen=True)
class SheetCell:
    """One picture of a sheet; ``sheet`` tells one sheet from the next."""

    sheet: int
    row: int
    column: int
    image: QImage = field(repr=False)
    done: int
    total: int


@dataclass(frozen=True)
class DrawSheet:
    """Make one small picture for each (row, column, recipe) of ``plan``."""

    models: OpenModels
    source: Path
    plan: tuple[tuple[int, int, Recipe], ...]
    side: int
    number: int

    def __call__(self, control: Control) -> Iterator[SheetCell]:
        from lgt_app.workers.qt_images import qimage_of
        from lgt_engine.images import fit_inside, open_picture

        # Models are opened once each, and in between a photo is read on the ground of each.
        plan = sorted(self.plan, key=lambda cell: str(cell[2].model))
        photo, ground = None, None
        for done, (row, column, recipe) in enumerate(plan, start=1):
            control.raise_if_stopping()
            stylizer = open_recipe(self.models, recipe)
            if photo is None or stylizer.ground != ground:
                ground = stylizer.ground
                photo = fit_inside(open_picture(self.source, ground=ground).image, self.side)
            made = qimage_of(stylizer.stylize(photo, **look_arguments(recipe.look)))
            yield SheetCell(self.number, row, column, made, done, len(plan))
