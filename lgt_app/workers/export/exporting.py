"""Export jobs: full-size pictures to files or the clipboard, and batches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from lgt_app.translation import tr
from lgt_app.workers.export.file_options import FileOptions
from lgt_app.workers.looks import Look, RefineWish, look_arguments, look_mask
from lgt_app.workers.open_models import OpenModels
from lgt_engine.control import Control
from lgt_engine.errors import Cancelled, DataError, LGTError
from lgt_engine.inference.output_paths import make_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeVar

    from PIL import Image

    from lgt_engine import Stylizer
    from lgt_engine.images import Picture
    from lgt_engine.inference.settings import StylizeSettings

    _T = TypeVar("_T")
    #: Work on one picture, which says how far it is.
    _Steps = Generator["Making", None, _T]


@dataclass(frozen=True)
class Recipe:
    """A model, a look and how to write: everything but the photo and the target.

    Attributes
    ----------
    model : Path
    look : Look
    options : FileOptions
    device : str
    refine : RefineWish or None
        None takes the network's picture as it is.
    pixels : Path or None
        A file of the picture, where it was refined already.
    """

    model: Path
    look: Look
    options: FileOptions = FileOptions()
    device: str = "auto"
    refine: RefineWish | None = None
    pixels: Path | None = None


@dataclass(frozen=True)
class Making:
    """A single picture is so far; ``share`` in (0, 1]."""

    share: float


@dataclass(frozen=True)
class Exported:
    """A picture is on disk; ``remark`` tells why a clip has not all frames."""

    path: Path
    remark: str = ""


@dataclass(frozen=True)
class PictureMade:
    """A picture in full size, for the clipboard."""

    image: QImage = field(repr=False)


@dataclass(frozen=True)
class BatchItem:
    """One picture of a batch."""

    id: int
    source: Path
    target: Path
    recipe: Recipe
    keep_existing: bool = True


@dataclass(frozen=True)
class ItemStarted:
    """Work on an item began."""

    id: int


@dataclass(frozen=True)
class ItemMaking:
    """An item is so far; ``share`` in (0, 1]."""

    id: int
    share: float


@dataclass(frozen=True)
class ItemDone:
    """An item is on disk; ``seconds`` is 0 when it was there already.

    ``remark`` tells why a clip has not all frames.
    """

    id: int
    target: Path
    seconds: float
    remark: str = ""


@dataclass(frozen=True)
class ItemFailed:
    """An item could not be made; the others go on."""

    id: int
    reason: str


@dataclass(frozen=True)
class SavePicture:
    """Write one picture, replacing what is there (the person chose the name)."""

    models: OpenModels
    source: Path
    target: Path
    recipe: Recipe

    def __call__(self, control: Control) -> Iterator[Making | Exported]:
        made = _make_file(
            self.models, self.source, self.target, self.recipe, control,
            overwrite=True, keep_part=True,
        )  # fmt: skip
        yield (yield from made)


@dataclass(frozen=True)
class MakePicture:
    """Make one picture in full size."""

    models: OpenModels
    source: Path
    recipe: Recipe

    def __call__(self, control: Control) -> Iterator[Making | PictureMade]:
        from lgt_app.workers.qt_images import qimage_of

        image, _ = yield from _stylize(self.models, self.source, self.recipe, control)
        yield PictureMade(qimage_of(image))


@dataclass(frozen=True)
class MakeBatch:
    """Make many pictures; when stopped, the one in the making waits again."""

    models: OpenModels
    items: tuple[BatchItem, ...]

    def __call__(
        self, control: Control
    ) -> Iterator[ItemStarted | ItemMaking | ItemDone | ItemFailed]:
        from lgt_engine.system.sleep import sleep_prevented

        with sleep_prevented("Exporting pictures"):
            for item in self.items:
                control.raise_if_stopping()
                yield ItemStarted(item.id)
                yield (yield from self._make(item, control))

    def _make(
        self, item: BatchItem, control: Control
    ) -> Generator[ItemMaking, None, ItemDone | ItemFailed]:
        started = time.monotonic()
        if item.keep_existing and item.target.exists():
            return ItemDone(item.id, item.target, 0.0)
        try:
            make_folder(item.target.parent)
            making = _make_file(
                self.models, item.source, item.target, item.recipe, control,
                overwrite=not item.keep_existing,
            )  # fmt: skip
            while True:
                try:
                    yield ItemMaking(item.id, next(making).share)
                except StopIteration as end:
                    took, made = time.monotonic() - started, end.value
                    return ItemDone(item.id, made.path, took, made.remark)
        except Cancelled:
            raise  # a pause; the picture waits for the next turn
        except LGTError as error:
            return ItemFailed(item.id, str(error))


def _make_file(
    models: OpenModels,
    source: Path,
    target: Path,
    recipe: Recipe,
    control: Control,
    *,
    overwrite: bool,
    keep_part: bool = False,
) -> _Steps[Exported]:
    """``keep_part``: a clip that is stopped ends there; in a batch it waits and is made anew."""
    from lgt_engine.images import save_picture

    if recipe.options.makes_clip(source):
        making = _make_clip(models, source, target, recipe, control, overwrite)
        while True:
            if not keep_part:
                control.raise_if_stopping()
            try:
                yield next(making)
            except StopIteration as end:
                whole: Exported = end.value
                return whole
    image, picture = yield from _stylize(models, source, recipe, control)
    options = recipe.options
    if not options.metadata:  # its transparency is no metadata
        picture = replace(picture, exif=None)
    written = save_picture(
        image,
        target,
        source=picture,
        made_with=_made_with(recipe) if options.metadata else None,
        quality=options.quality,
        overwrite=overwrite,
        keep_location=options.location,
        mask=look_mask(recipe.look),
    )
    return Exported(written)


def _make_clip(
    models: OpenModels,
    source: Path,
    target: Path,
    recipe: Recipe,
    control: Control,
    overwrite: bool,
) -> _Steps[Exported]:
    from lgt_engine.inference.clips import stylize_clip
    from lgt_engine.inference.settings import StylizeSettings

    work = stylize_clip(
        open_recipe(models, recipe), source, target, StylizeSettings(**look_arguments(recipe.look)),
        control, made_with=_made_with(recipe) if recipe.options.metadata else None,
        quality=recipe.options.quality, overwrite=overwrite, max_side=recipe.options.max_side,
    )  # fmt: skip
    while True:
        try:
            yield Making(next(work))
        except StopIteration as end:
            return Exported(target, end.value.cut)


def _stylize(
    models: OpenModels, source: Path, recipe: Recipe, control: Control
) -> _Steps[tuple[Image.Image, Picture]]:
    from lgt_engine.images import fit_inside, open_picture
    from lgt_engine.inference.kept_colours import with_kept_colours
    from lgt_engine.inference.settings import StylizeSettings

    stylizer = open_recipe(models, recipe)
    picture = open_picture(source, ground=stylizer.ground)
    side = recipe.options.max_side
    if side is not None and max(picture.size) > side:
        alpha = None if picture.alpha is None else fit_inside(picture.alpha, side)
        picture = replace(picture, image=fit_inside(picture.image, side), alpha=alpha)
    if recipe.pixels is not None:
        drawn = fit_inside(open_picture(recipe.pixels).image, max(picture.size))
        return with_kept_colours(drawn, picture.image, recipe.look.keep_colours), picture
    settings = StylizeSettings(**look_arguments(recipe.look))
    if recipe.refine is not None:
        image = yield from _refine(stylizer, picture, settings, recipe.refine, control)
        return image, picture
    work = stylizer.stylize_with_progress(picture, settings)
    while True:
        control.raise_if_stopping()
        try:
            yield Making(next(work))
        except StopIteration as end:
            return end.value, picture


def _made_with(recipe: Recipe) -> dict[str, str | float | int]:
    look = recipe.look
    weights = look.weights() or {look.style: 1.0}
    names = [name if len(weights) == 1 else f"{name} {w:g}" for name, w in weights.items()]
    made: dict[str, str | float | int] = {
        "style": " + ".join(names),
        "guidance_scale": look.guidance,
        "seed": look.seed,
    }
    if look.steps is not None:
        made["num_steps"] = look.steps
    if recipe.refine is not None:
        made["refine_steps"] = recipe.refine.steps
    if look.keep_colours:
        made["keep_colours"] = look.keep_colours
    if look.mask:
        made["mask"] = look.mask_word
    return made


def open_recipe(models: OpenModels, recipe: Recipe) -> Stylizer:
    """The model of a recipe; raises DataError when its file is gone."""
    try:
        stamp = recipe.model.stat().st_mtime_ns
    except OSError as error:
        raise DataError(
            tr("The trained model of this export is gone."),
            next_step=tr("Train the style again, then add the pictures anew."),
        ) from error
    return models.model(recipe.model, stamp, recipe.device)


def _refine(
    stylizer: Stylizer,
    picture: Picture,
    settings: StylizeSettings,
    wish: RefineWish,
    control: Control,
) -> _Steps[Image.Image]:
    from lgt_engine import RefineSettings

    reached = None
    refine = RefineSettings(wish.steps, wish.from_photo, picture_every=0)
    for event in stylizer.refine(picture, settings, refine, control):
        reached = event.picture or reached
        yield Making(max(event.step, 1) / max(event.total, 1))
    control.raise_if_stopping()  # half a picture is nothing to write
    assert reached is not None
    return reached
