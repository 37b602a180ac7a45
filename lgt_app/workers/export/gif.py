"""Write frames as a GIF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from lgt_app.translation import tr
from lgt_engine.control import Control
from lgt_engine.errors import ImageError
from lgt_engine.io.atomic_files import atomic_file

_FRAME_MS = 140
_LAST_MS = 1600


@dataclass(frozen=True)
class SaveFilm:
    """A job that writes a film; yields the path."""

    frames: tuple[QImage, ...] = field(repr=False)
    path: Path

    def __call__(self, control: Control) -> Iterator[Path]:
        from PIL import Image

        pictures = []
        for frame in self.frames:
            control.raise_if_stopping()
            plain = frame.convertToFormat(QImage.Format.Format_RGB888)
            pictures.append(
                Image.frombytes(
                    "RGB", (plain.width(), plain.height()), bytes(plain.constBits()), "raw", "RGB",
                    plain.bytesPerLine(),
                )
            )  # fmt: skip
        size = pictures[0].size
        same = [picture.resize(size) for picture in pictures]
        times = [_FRAME_MS] * (len(same) - 1) + [_LAST_MS]
        moving = {"save_all": True, "append_images": same[1:], "duration": times, "loop": 0}
        try:
            with atomic_file(self.path) as part:
                same[0].save(part, "GIF", **moving)
        except OSError as error:
            raise ImageError(
                tr("{} could not be written: {}.").format(self.path.name, error.strerror or error),
                next_step=tr("Choose another folder."),
            ) from error
        yield self.path
