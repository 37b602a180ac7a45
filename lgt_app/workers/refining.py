"""Refining jobs: the best picture of one photo, live, and kept on the disk as it was reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from lgt_app.translation import tr
from lgt_engine.control import Control
from lgt_engine.errors import ImageError

from .looks import Look, RefineWish, look_arguments
from .open_models import OpenModels
from .rendering import MAX_VIEW_SIDE

if TYPE_CHECKING:
    from PIL import Image

#: Steps between two pictures on the way: the first one is to come soon.
_PICTURE_EVERY = 3


@dataclass(frozen=True)
class RefineRequest:
    """Refine one photo in one look; the result is written to ``target``, a PNG file.

    When the job is stopped, what is reached is kept. With ``finish``, for work that nobody asked
    for, a stop of ``finish`` does that, and a stop of the job drops what is reached.
    """

    photo: Path
    model: Path
    stamp: int
    look: Look
    device: str
    wish: RefineWish
    target: Path
    finish: Control | None = None
    models: OpenModels = field(kw_only=True, repr=False)

    def __call__(self, control: Control) -> Iterator[RefineStep | Refined]:
        from lgt_engine import RefineSettings, StylizeSettings
        from lgt_engine.images import open_picture
        from lgt_engine.system.sleep import sleep_prevented

        stylizer = self.models.model(self.model, self.stamp, self.device)
        picture = open_picture(self.photo, ground=stylizer.ground)
        settings = StylizeSettings(**look_arguments(self.look))
        wish = RefineSettings(self.wish.steps, self.wish.from_photo, _PICTURE_EVERY)
        asked, finish = self.finish is None, self.finish or control
        reached, step, total = None, 0, wish.steps
        with sleep_prevented("Refining a picture") if asked else nullcontext():
            for event in stylizer.refine(picture, settings, wish, finish):
                if not asked:
                    control.raise_if_stopping()
                reached = event.picture or reached
                step, total = event.step, event.total
                # Before the first step it is the photo in other colours.
                shown = None if reached is None or not step else event.picture
                view = None if shown is None else _view_of(shown)
                yield RefineStep(step, total, event.eta_seconds, view)
        if reached is not None and step:
            _keep(reached, self.target)
            yield Refined(self.target, step, total, _view_of(reached))


@dataclass(frozen=True)
class RefineStep:
    """Refining is so far; ``image`` is there every few steps, as large as the view."""

    step: int
    total: int
    eta_seconds: float | None
    image: QImage | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Refined:
    """What was reached is on the disk in full size."""

    path: Path
    step: int
    total: int
    image: QImage = field(repr=False)


@dataclass(frozen=True)
class RefinedRead:
    """A picture that was refined earlier is on hand."""

    path: Path
    image: QImage = field(repr=False)


@dataclass(frozen=True)
class ReadRefined:
    """Read a picture that was refined earlier."""

    path: Path

    def __call__(self, control: Control) -> Iterator[RefinedRead]:  # noqa: ARG002
        from lgt_engine.images import open_picture

        yield RefinedRead(self.path, _view_of(open_picture(self.path).image))


@dataclass(frozen=True)
class AskPower:
    """Tell whether the computer runs on its battery; see the engine's ``battery``."""

    supplies: Path | None = None

    def __call__(self, control: Control) -> Iterator[bool]:  # noqa: ARG002
        from lgt_engine.system.battery import battery_notice

        known = () if self.supplies is None else (self.supplies,)
        yield battery_notice(*known) is not None


def _view_of(picture: Image.Image) -> QImage:
    from lgt_engine.images import fit_inside

    from .qt_images import qimage_of

    return qimage_of(fit_inside(picture, MAX_VIEW_SIDE))


def _keep(picture: Image.Image, target: Path) -> None:
    """Write every pixel as it is; little packing, because that takes as long as a few steps."""
    from lgt_engine.io.atomic_files import atomic_file

    try:
        target.parent.mkdir(exist_ok=True)
        with atomic_file(target) as part:
            picture.save(part, "PNG", compress_level=1)
    except OSError as error:
        raise ImageError(
            tr("The refined picture could not be kept: {}.").format(error.strerror or error),
            next_step=tr("Free some space, then refine it again."),
        ) from error
