"""What the result is compared with: its photo, a picture file, or an earlier result."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from lgt_app.state.preview.preview import PreviewState
from lgt_app.workers import Job, JobQueues
from lgt_app.workers.rendering import PhotoRead, PreviewFiles, ReadPhoto


class Comparison(QObject):
    """Another picture in the place of the photo, until another photo is shown.

    Attributes
    ----------
    image : QImage or None
        Of the proportions of the photo; None compares with the photo.
    name : str

    Signals
    -------
    changed()
    failed(object)
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, preview: PreviewState, lanes: JobQueues, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preview = preview
        self._lane = lanes.files
        self._job: Job | None = None
        self._photo = preview.photo
        self.image: QImage | None = None
        self.name = ""
        preview.photo_changed.connect(self._on_photo)

    def hold(self, result: QImage, name: str) -> None:
        """Compare what comes with this result."""
        self._job, self.image, self.name = None, result, name
        self.changed.emit()

    def open(self, path: Path) -> None:
        """Compare with a picture file; it is only looked at."""
        job = self._job = self._lane.submit(ReadPhoto(PreviewFiles(), path))
        job.event.connect(lambda read: self._on_read(job, read))
        job.failed.connect(self.failed)

    def clear(self) -> None:
        """Compare with the photo again."""
        self._job, self.image, self.name = None, None, ""
        self.changed.emit()

    def _on_read(self, job: Job, read: PhotoRead) -> None:
        before = self._preview.before
        if job is self._job and before is not None:
            self.hold(_fitted(read.image, before), read.path.name)

    def _on_photo(self) -> None:
        if self._preview.photo != self._photo:
            self._photo = self._preview.photo
            self.clear()


def _fitted(picture: QImage, like: QImage) -> QImage:
    """A picture as large as fits in the middle of another one's area; the rest stays empty."""
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = picture.scaled(like.size(), keep, smooth)
    made = QImage(like.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawImage(made.rect().center() - small.rect().center(), small)
    painter.end()
    return made
