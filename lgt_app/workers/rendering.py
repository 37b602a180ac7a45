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

if TYPE_CHECKING:
    from lgt_engine import Stylizer
    from lgt_engine.codec.image_codec import Codec
    from lgt_engine.images import Picture

# A preview larger than this would show nothing more on a screen and cost seconds on a CPU.
MAX_VIEW_SIDE = 1600

#: Name of a model in a run folder.
MODEL_FILE = "model.safetensors"


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
    """

    path: Path
    stamp: int
    styles: tuple[str, ...]
    trained: bool
    can_refine: bool


class PreviewRenderer:
    """Keeps the model and the photo open between jobs; used by one lane only."""

    def __init__(self) -> None:
        self._models: dict[bool, tuple[tuple[Path, int, str], Stylizer]] = {}
        self._photos: dict[tuple[Path, int, tuple[int, int, int]], Picture] = {}

    def read_photo(self, path: Path) -> Any:
        """A job that reads a photo for the view."""

        def work(control: Control) -> Iterator[PhotoRead]:  # noqa: ARG001
            from .qt_images import qimage_of

            whole, size = self._open_photo(path)
            yield PhotoRead(path, qimage_of(whole.image), size)

        return work

    def read_model(self, path: Path, stamp: int, device: str) -> Any:
        """A job that opens a model and tells its styles."""

        def work(control: Control) -> Iterator[ModelRead]:  # noqa: ARG001
            stylizer = self._stylizer(path, stamp, device, small=False)
            yield ModelRead(path, stamp, tuple(stylizer.styles), True, stylizer.can_refine)

        return work

    def render(self, request: RenderRequest) -> Any:
        """A job that makes one picture."""

        def work(control: Control) -> Iterator[Rendered]:
            from .qt_images import qimage_of

            started = time.monotonic()
            small = request.purpose != "full"
            stylizer = self._stylizer(request.model, request.stamp, request.device, small=small)
            photo = self._photo(request.photo, request.max_side, stylizer.ground)
            control.raise_if_stopping()
            # While a hand moves, speed is worth more than a small photo's fine lines.
            most = request.max_side if request.purpose == "live" else None
            made = stylizer.stylize(photo, max_side=most, **look_arguments(request.look))
            seconds = time.monotonic() - started
            yield Rendered(request, qimage_of(made), seconds, tuple(stylizer.styles))

        return work

    def _stylizer(self, path: Path, stamp: int, device: str, *, small: bool) -> Stylizer:
        # Two of them, because each keeps the latents of its last picture: the small pass while a
        # slider moves and the full one after it would throw out each other's.
        key = (path, stamp, device)
        held = self._models.get(small)
        if held is not None and held[0] == key:
            return held[1]
        from lgt_engine import Stylizer

        opened = Stylizer.open(path, device=device, codec=self._codec_for(path, device))
        self._models[small] = (key, opened)
        return opened

    def _codec_for(self, path: Path, device: str) -> Codec | None:
        """The codec that is open already: a run never changes its own."""
        for (held_path, _, held_device), stylizer in self._models.values():
            if (held_path, held_device) == (path, device):
                return stylizer.codec
        return None

    def _open_photo(
        self, path: Path, ground: tuple[int, int, int] = (255, 255, 255)
    ) -> tuple[Picture, tuple[int, int]]:
        from lgt_engine.images import fit_inside, open_picture, picture_from_pil

        picture = open_picture(path, ground=ground)
        whole = picture_from_pil(fit_inside(picture.image, MAX_VIEW_SIDE))
        self._photos = {(path, MAX_VIEW_SIDE, ground): whole}
        return whole, picture.image.size

    def _photo(self, path: Path, max_side: int, ground: tuple[int, int, int]) -> Picture:
        from lgt_engine.images import fit_inside, picture_from_pil

        key = (path, max_side, ground)
        if key not in self._photos:
            whole = self._photos.get((path, MAX_VIEW_SIDE, ground))
            if whole is None:
                whole, _ = self._open_photo(path, ground)
            self._photos[key] = picture_from_pil(fit_inside(whole.image, max_side))
        return self._photos[key]
