"""Draw the sample project beside the window; each picture is handed over as soon as it is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lgt_app.translation import tr
from lgt_app.workers.rendering import MODEL_FILE
from lgt_engine.control import Control
from lgt_engine.errors import ImageError

from .importing import IntakeProgress, make_staging


@dataclass(frozen=True)
class PictureDrawn:
    """A picture of the sample waits to be moved into the project.

    Attributes
    ----------
    path : Path
    style : str
        Its style; empty for a photo.
    """

    path: Path
    style: str


@dataclass(frozen=True)
class SampleTrained:
    """A folder with a trained model of the sample's styles waits to become a run.

    Attributes
    ----------
    folder : Path
    styles : tuple of str
    """

    folder: Path
    styles: tuple[str, ...]


@dataclass(frozen=True)
class DrawRequest:
    """Draw the sample pictures; ``staging`` is removed by whoever moved them out of it."""

    staging: Path

    def __call__(self, control: Control) -> Iterator[IntakeProgress | PictureDrawn | SampleTrained]:
        from lgt_app.sample.project import STYLE_NAMES, build_sample_project, trained_sample

        make_staging(self.staging)
        try:
            if (model := trained_sample()) is not None:
                folder = self.staging / "run"
                folder.mkdir()
                shutil.copyfile(model, folder / MODEL_FILE)
                yield SampleTrained(folder, STYLE_NAMES)
            # Ink is drawn over photos of the sample: what is handed over is a copy.
            for drawn in build_sample_project(self.staging / "drawn"):
                control.raise_if_stopping()
                home = self.staging / str(drawn.done)
                home.mkdir()
                shutil.copyfile(drawn.path, home / drawn.path.name)
                yield PictureDrawn(home / drawn.path.name, drawn.collection)
                yield IntakeProgress(drawn.done, drawn.total, drawn.path.stem)
        except OSError as error:
            raise ImageError(
                tr("The sample could not be drawn: {}.").format(error.strerror or error),
                next_step=tr("Free some space, then try it again."),
            ) from error
