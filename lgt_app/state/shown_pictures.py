"""What the preview shows: the network's picture or a refined one, in the colours wished for.

Keeping the photo's colours is the last step and needs no network: a slider mixes anew what was
drawn once.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.refine.refining import Refining
from lgt_app.workers import Job, JobQueues
from lgt_app.workers.recolouring import Recoloured, Recolourer

#: Stands for the picture on the canvas where the others have their guidance.
_VIEW = -1.0


class ShownPictures(QObject):
    """The picture on the canvas and those of the guidance strip.

    Attributes
    ----------
    view : QImage or None
        While another mixture is made, the one before.
    strip : dict of float to QImage
        By guidance, like that of the preview.

    Signals
    -------
    changed()
        Another picture on the canvas, or something else of the preview.
    strip_changed()
    failed(object)
    """

    changed = Signal()
    strip_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        preview: PreviewState,
        refining: Refining,
        lanes: JobQueues,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preview = preview
        self._refining = refining
        self._lane = lanes.recolouring
        self._recolourer = Recolourer()
        self._job: Job | None = None
        self._again = False
        self._made_of: tuple[object, ...] = ()
        self.view: QImage | None = None
        self.strip: dict[float, QImage] = {}
        for signal in (
            preview.photo_changed, preview.look_changed, preview.result_changed, refining.changed,
        ):  # fmt: skip
            signal.connect(self._follow_view)
        preview.strip_changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether what is shown is to be replaced by another mixture."""
        return self._job is not None

    def _pictures(self) -> dict[float, QImage]:
        """As they were drawn."""
        view = self._refining.view or self._preview.after
        drawn = {**({} if view is None else {_VIEW: view}), **self._preview.strip}
        return {key: picture for key, picture in drawn.items() if not picture.isNull()}

    def _follow_view(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        drawn = self._pictures()
        mixing = self._preview.look.keep_colours > 0 and self._preview.before is not None
        if mixing:  # those that are there, until the new mixtures are
            self.view = self.view if _VIEW in drawn else None
            self.strip = {key: each for key, each in self.strip.items() if key in drawn}
        else:
            self.strip = dict(drawn)
            self.view = self.strip.pop(_VIEW, None)
        if mixing and drawn:
            self._mix(drawn)
        else:
            self._made_of = ()
        self.strip_changed.emit()

    def _mix(self, drawn: dict[float, QImage]) -> None:
        photo, share = self._preview.before, self._preview.look.keep_colours
        assert photo is not None
        keys = ((key, picture.cacheKey()) for key, picture in drawn.items())
        made_of = (photo.cacheKey(), share, *keys)
        if made_of == self._made_of:
            return
        if self._job is not None:
            self._again = True
            return
        self._made_of = made_of
        self._job = self._lane.submit(self._recolourer.recolour(photo, drawn, share))
        self._job.event.connect(self._on_event)
        self._job.failed.connect(self.failed)
        self._job.finished.connect(self._on_finished)

    def _on_event(self, event: Recoloured) -> None:
        photo = self._preview.before
        if not self._made_of or photo is None or photo.cacheKey() != event.photo:
            return  # the photo's colours, or this photo, are no longer wished for
        if event.key not in self._pictures():
            return
        if event.key == _VIEW:
            self.view = event.image
            self.changed.emit()
        else:
            self.strip[event.key] = event.image
            self.strip_changed.emit()

    def _on_finished(self) -> None:
        self._job = None
        again, self._again = self._again, False
        if again:
            self._follow()
