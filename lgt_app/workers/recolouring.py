"""Show pictures in the colours of their photo, again and again while a slider moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from lgt_engine.control import Control

if TYPE_CHECKING:
    from lgt_engine.ops.oklab import Levels, Planes


@dataclass(frozen=True)
class Recoloured:
    """A picture is mixed; ``key`` says which, and ``photo`` is the cache key of its photo."""

    key: float
    photo: int
    image: QImage = field(repr=False)


class Recolourer:
    """Keeps pictures and photos as OKLab between jobs; used by one lane only."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, int], tuple[Planes, Planes]] = {}

    def recolour(self, photo: QImage, pictures: Mapping[float, QImage], share: float) -> Any:
        """A job that yields each of the pictures as :class:`Recoloured`, in their order."""

        def work(control: Control) -> Iterator[Recoloured]:
            from lgt_engine.ops.oklab import mix_chroma

            keys = {(picture.cacheKey(), photo.cacheKey()) for picture in pictures.values()}
            self._held = {key: held for key, held in self._held.items() if key in keys}
            for key, picture in pictures.items():
                control.raise_if_stopping()
                made = mix_chroma(*self._planes(picture, photo), share)
                yield Recoloured(key, photo.cacheKey(), _image_of(made, picture))

        return work

    def _planes(self, picture: QImage, photo: QImage) -> tuple[Planes, Planes]:
        from lgt_engine.ops.oklab import to_oklab

        key = (picture.cacheKey(), photo.cacheKey())
        if key not in self._held:
            keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode
            fitted = photo.scaled(picture.size(), keep, smooth.SmoothTransformation)
            self._held[key] = to_oklab(_levels(picture)), to_oklab(_levels(fitted))
        return self._held[key]


def _levels(image: QImage) -> Levels:
    """Pixels ``[H, W, 3]``; Qt fills each row up to a multiple of four bytes."""
    import numpy as np

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def _image_of(levels: Levels, like: QImage) -> QImage:
    width, height = like.width(), like.height()
    made = QImage(levels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
