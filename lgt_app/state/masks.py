"""The mask of the photo in view: where its style is strong, weak or absent; painted and undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QUndoCommand

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.mask_files import (
    SIDE,
    mask_image,
    mask_path,
    mask_text,
    read_mask,
    write_mask,
)
from lgt_app.state.project.project import Project
from lgt_app.workers import Job, JobQueues
from lgt_app.workers.qt_images import save_qimage
from lgt_app.workers.rendering import ReadMask
from lgt_engine.errors import ImageError


class Masks(QObject):
    """Gives the look of the preview the mask of its photo, and keeps it with the project.

    Signals
    -------
    changed()
        ``image`` is another one.
    failed(object)
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        project: Project,
        preview: PreviewState,
        lanes: JobQueues,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._preview = preview
        self._lane = lanes.files
        self._job: Job | None = None
        self._photo: Path | None = None
        preview.photo_changed.connect(self._follow)

    @property
    def image(self) -> QImage:
        """Grey, of the photo's proportions; null as long as the photo is not read."""
        width, height = self._preview.photo_size
        if self._preview.before is None or min(width, height) < 1:
            return QImage()
        share = min(1.0, SIDE / max(width, height))
        sides = (max(1, round(side * share)) for side in (width, height))
        return mask_image(self._preview.look.mask, *sides)

    def put(self, image: QImage, text: str) -> None:
        """Use this mask; one step to undo, called ``text``."""
        photo, before, after = self._preview.photo, self._preview.look.mask, mask_text(image)
        if photo is not None and after != before:
            self._project.undo_stack.push(_MaskCommand(text, self._keep, photo, before, after))

    def fill(self, strength: float) -> None:
        """The same everywhere: 0 the photo, 1 the whole style."""
        image = self.image
        image.fill(round(255 * strength))
        self.put(image, self.tr("fill the mask"))

    def invert(self) -> None:
        """Strong where it was weak."""
        image = self.image
        image.invertPixels()
        self.put(image, self.tr("invert the mask"))

    def clear(self) -> None:
        """No mask."""
        self.put(QImage(), self.tr("clear the mask"))

    def load(self, path: Path) -> None:
        """Use any picture file as the mask, stretched over the photo."""
        photo = self._preview.photo
        job = self._job = self._lane.submit(ReadMask(path))
        job.event.connect(lambda image: self._on_read(photo, image))
        job.failed.connect(self.failed)

    def _on_read(self, photo: Path | None, image: QImage) -> None:
        now = self.image
        if photo == self._preview.photo and not now.isNull():
            self.put(image.scaled(now.size()), self.tr("load a mask"))

    def save(self, path: Path) -> None:
        """Write the mask as a grey picture."""
        try:
            save_qimage(self.image, path if path.suffix else path.with_suffix(".png"), 50)
        except OSError as error:
            self._say_unsaved(error)

    def _keep(self, photo: Path, mask: str) -> None:
        """What a command says; when it is undone or redone elsewhere, the photo is shown first."""
        if not photo.exists():
            return
        try:
            write_mask(self._project.folder, photo, mask)
        except OSError as error:
            self._say_unsaved(error)
        if photo != self._preview.photo:
            self._preview.set_photo(photo)
        else:
            self._preview.set_look(live=True, mask=mask)
            self.changed.emit()

    def _say_unsaved(self, error: OSError) -> None:
        what = self.tr("The mask was not saved: {}.").format(error.strerror or error)
        safe = self.tr("It holds as long as this photo is in view.")
        next_step = self.tr("Check that the disk has space and the folder may be written.")
        self.failed.emit(ImageError(what, safe=safe, next_step=next_step))

    def ask_photo(self) -> bool:
        """Whether there is a photo to paint on; tells when there is none."""
        if self.image.isNull():
            what, next_step = (
                self.tr("There is no photo to paint on."),
                self.tr("Choose one first."),
            )
            self.failed.emit(ImageError(what, next_step=next_step))
            return False
        return True

    def _follow(self) -> None:
        photo = self._preview.photo
        if photo != self._photo:
            self._photo = photo
            mask = "" if photo is None else read_mask(self._project.folder, photo)
            self._preview.set_look(live=True, mask=mask)
            if photo is not None and not mask and mask_path(self._project.folder, photo).is_file():
                what = self.tr("The mask of “{}” is damaged.").format(photo.name)
                next_step = self.tr("The photo is shown without it; paint it anew.")
                self.failed.emit(ImageError(what, next_step=next_step))
        self.changed.emit()


class _MaskCommand(QUndoCommand):
    """A mask in place of another one."""

    def __init__(
        self, text: str, keep: Callable[[Path, str], None], photo: Path, before: str, after: str
    ) -> None:
        super().__init__(text)
        self._keep = keep
        self._photo = photo
        self._before = before
        self._after = after

    def redo(self) -> None:
        self._keep(self._photo, self._after)

    def undo(self) -> None:
        self._keep(self._photo, self._before)
