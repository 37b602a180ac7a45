"""The film of a run: the same photo in each style, once per saved model, kept with the run."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.state.project.names import safe_name
from lgt_app.workers.qt_images import save_qimage

_NAME = re.compile(r"(\d+)\.jpg")
_FOLDER = "film"
#: Of each style in memory, 130 kB each; on disk all are kept.
_MAX_FRAMES = 96
_READ_FRAMES = 48


@dataclass(frozen=True)
class Frame:
    """A picture of the film that is still to be made."""

    run: Path
    step: int
    style: str
    photo: Path


class Film(QObject):
    """Frames of the current run, by style.

    Signals
    -------
    changed()
        Frames were added, or another run is shown.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Path | None = None
        self._photo: Path | None = None
        self._wanted: list[Frame] = []
        self._frames: dict[str, list[tuple[int, QImage]]] = {}

    @property
    def run(self) -> Path | None:
        """The run whose film this is."""
        return self._run

    def frames(self, style: str) -> list[tuple[int, QImage]]:
        """(step, picture) of a style, oldest first."""
        if style not in self._frames and self._run is not None:
            self._frames[style] = _read_frames(_folder_of(self._run, style))
        return self._frames.get(style, [])

    def begin(self, run: Path, photo: Path | None) -> None:
        """A new run begins; the photo shown now is the film's."""
        self._run, self._photo = run, photo
        self._wanted, self._frames = [], {}
        self.changed.emit()

    def open(self, run: Path | None) -> None:
        """Show the film of an earlier run."""
        self._run, self._photo = run, None
        self._wanted, self._frames = [], {}
        self.changed.emit()

    def want(self, run: Path, step: int, photo: Path, styles: tuple[str, ...]) -> None:
        """Newer weights: one more frame of each style, in place of those not made yet."""
        if run != self._run:
            self._run, self._photo, self._frames = run, None, {}
        self._photo = self._photo or photo
        self._wanted = [Frame(run, step, style, self._photo) for style in styles]

    def next_frame(self) -> Frame | None:
        """What to make next, if anything."""
        return self._wanted.pop(0) if self._wanted else None

    def give_up(self) -> None:
        """Make none of the frames that were wanted."""
        self._wanted = []

    def add(self, frame: Frame, image: QImage) -> None:
        """A frame was made."""
        if frame.run != self._run or image.isNull():
            return
        frames = self.frames(frame.style)
        frames[:] = [pair for pair in frames if pair[0] != frame.step]
        frames.append((frame.step, image.convertToFormat(QImage.Format.Format_RGB888)))
        if len(frames) > _MAX_FRAMES:  # keep the first and the last, thin out between
            del frames[1:-1:2]
        folder = _folder_of(frame.run, frame.style)
        with suppress(OSError):  # a full disk costs a frame, and the next checkpoint tells of it
            folder.parent.mkdir(exist_ok=True)  # fails where the run itself is gone
            folder.mkdir(exist_ok=True)
            save_qimage(image, folder / f"{frame.step:08d}.jpg", 88)
        self.changed.emit()


def _folder_of(run: Path, style: str) -> Path:
    return run / _FOLDER / safe_name(style)  # a model from somebody else may name anything


def _read_frames(folder: Path) -> list[tuple[int, QImage]]:
    found: list[tuple[int, QImage]] = []
    if not folder.is_dir():
        return found
    for path in _evenly(sorted(folder.iterdir())):
        match = _NAME.fullmatch(path.name)
        image = QImage(str(path)) if match else QImage()
        if match and not image.isNull():
            found.append((int(match[1]), image.convertToFormat(QImage.Format.Format_RGB888)))
    return found


def _evenly(paths: list[Path]) -> list[Path]:
    """First, last and some between: a strip has no room for more, and reading all takes a while."""
    last, picks = len(paths) - 1, _READ_FRAMES - 1
    return paths if last <= picks else [paths[round(i * last / picks)] for i in range(picks + 1)]
