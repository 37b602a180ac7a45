"""Preview jobs: read a photo and stylize it with a model kept open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from lgt_engine.control import Control

from .looks import Look, look_arguments
from .open_models import OpenModels

if TYPE_CHECKING:
    from lgt_engine.images import Picture

# A preview larger than this would show nothing more on a screen and cost seconds on a CPU.
MAX_VIEW_SIDE = 1600

#: Name of a model in a run folder.
MODEL_FILE = "model.safetensors"


class PreviewFiles(OpenModels):
    """Models and photos that previews keep open."""

    def __init__(self) -> None:
        super().__init__()
        self._photos: dict[tuple[Path, int, tuple[int, int, int]], Picture] = {}

    def read(
        self, path: Path, ground: tuple[int, int, int] = (255, 255, 255)
    ) -> tuple[Picture, tuple[int, int]]:
        """A photo read anew, not larger than the view, and its own size."""
        from lgt_engine.images import fit_inside, open_picture, picture_from_pil

        picture = open_picture(path, ground=ground)
        whole = picture_from_pil(fit_inside(picture.image, MAX_VIEW_SIDE))
        self._photos = {(path, MAX_VIEW_SIDE, ground): whole}
        return whole, picture.image.size

    def photo(self, path: Path, max_side: int, ground: tuple[int, int, int]) -> Picture:
        """A photo, not larger than ``max_side``."""
        from lgt_engine.images import fit_inside, picture_from_pil

        key = (path, max_side, ground)
        if key not in self._photos:
            whole = self._photos.get((path, MAX_VIEW_SIDE, ground))
            if whole is None:
                whole, _ = self.read(path, ground)
            self._photos[key] = picture_from_pil(fit_inside(whole.image, max_side))
        return self._photos[key]


@dataclass(frozen=True)
class RenderRequest:
    """One picture to make.

    Attributes
    ----------
    purpose : str
        What it is for: ``"live"``, ``"full"``, ``"strip"`` or ``"film"``.
    model : Path
    stamp : int
        Changes when the model file does.
    """

    purpose: str
    model: Path
    stamp: int
    photo: Path
    look: Look
    max_side: int
    device: str = "auto"
    tag: Any = None
    files: PreviewFiles = field(kw_only=True, repr=False)

    def __call__(self, control: Control) -> Iterator[Rendered]:
        from .qt_images import qimage_of

        started = time.monotonic()
        place = "full" if self.purpose == "full" else "small"
        stylizer = self.files.model(self.model, self.stamp, self.device, place)
        photo = self.files.photo(self.photo, self.max_side, stylizer.ground)
        control.raise_if_stopping()
        # While a hand moves, speed is worth more than a small photo's fine lines.
        most = self.max_side if self.purpose == "live" else None
        made = stylizer.stylize(photo, max_side=most, **look_arguments(self.look))
        yield Rendered(self, qimage_of(made), time.monotonic() - started, tuple(stylizer.styles))


@dataclass(frozen=True)
class Rendered:
    """A picture was made."""

    request: RenderRequest
    image: QImage = field(repr=False)
    seconds: float
    styles: tuple[str, ...]


@dataclass(frozen=True)
class PhotoRead:
    """A photo is on hand, upright and not larger than the view."""

    path: Path
    image: QImage = field(repr=False)
    size: tuple[int, int]


@dataclass(frozen=True)
class ModelRead:
    """A model was opened.

    Attributes
    ----------
    trained : bool
        False for one that was made of style pictures alone.
    can_refine : bool
        Whether it holds what refining needs of its styles.
    earlier : tuple of ModelRead
        Models of earlier runs that know styles which this one does not, the newest first.
    """

    path: Path
    stamp: int
    styles: tuple[str, ...]
    trained: bool
    can_refine: bool
    earlier: tuple[ModelRead, ...] = ()


@dataclass(frozen=True)
class ReadPhoto:
    """Read a photo for the view."""

    files: PreviewFiles
    photo: Path

    def __call__(self, control: Control) -> Iterator[PhotoRead]:  # noqa: ARG002
        from .qt_images import qimage_of

        whole, size = self.files.read(self.photo)
        yield PhotoRead(self.photo, qimage_of(whole.image), size)


@dataclass(frozen=True)
class ReadMask:
    """Read any picture file as a mask."""

    path: Path

    def __call__(self, control: Control) -> Iterator[QImage]:  # noqa: ARG002
        from lgt_engine.inference.masks import open_mask

        from .qt_images import qimage_of

        grey = QImage.Format.Format_Grayscale8
        yield qimage_of(open_mask(self.path)).convertToFormat(grey)


@dataclass(frozen=True)
class ReadModel:
    """Open a model and tell its styles, and which other model knows those that it does not.

    Attributes
    ----------
    wanted : tuple of str
        Styles that a model is looked for.
    others : tuple of Path
        Models to look at, the best first; their weights are not read.
    """

    files: PreviewFiles
    path: Path
    stamp: int
    device: str
    wanted: tuple[str, ...] = ()
    others: tuple[Path, ...] = ()

    def __call__(self, control: Control) -> Iterator[ModelRead]:  # noqa: ARG002
        opened = self.files.model(self.path, self.stamp, self.device, "full")
        earlier, missing = [], {*self.wanted} - {*opened.styles}
        for path in self.others:
            found = _described(path) if missing else None
            if found is not None and missing & {*found.styles}:
                earlier.append(found)
                missing -= {*found.styles}
        styles = tuple(opened.styles)
        yield ModelRead(self.path, self.stamp, styles, True, opened.can_refine, tuple(earlier))


def _described(path: Path) -> ModelRead | None:
    """What a model file says about itself; None when it cannot be read."""
    from lgt_engine.energies.stored_targets import holds_targets
    from lgt_engine.errors import CheckpointError
    from lgt_engine.io.safetensors_header import SafetensorsError, read_header
    from lgt_engine.model.checkpoint import describe_model

    try:
        stamp = path.stat().st_mtime_ns
        styles = describe_model(path).styles
        measured = holds_targets(read_header(path).tensors)
    except (OSError, CheckpointError, SafetensorsError):
        return None
    return ModelRead(path, stamp, styles, True, measured)
