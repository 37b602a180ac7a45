"""The preview: one photo in one look; the latest wish wins, at most one picture is in the making.

While a slider moves, small pictures are made as fast as the machine allows; when it rests, one at
full size. Whenever nothing else is wanted, the guidance strip and the film of a run are filled in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from lgt_app.workers import Job, Lanes
from lgt_app.workers.moving import SaveFilm
from lgt_app.workers.rendering import (
    Look,
    ModelRead,
    PhotoRead,
    Rendered,
    RenderRequest,
    Studio,
)

from .film import Film
from .project import PHOTOS, Project
from .stored import existing_path

#: Guidance settings that stand side by side.
STRIP = (0.0, 0.5, 1.0, 1.5, 2.0)

_FULL_SIDE = 1024
_FOLLOW_SIDE = 640
# While training, the guidance strip keeps its pictures for this many newer weights.
_STRIP_WAITS = 2
_SMALL_SIDE = 192
_LIVE_SIDES = (128, 192, 256, 352, 480)
# A live picture may take this long before a smaller one is made, and this little before a larger.
_LIVE_SLOW, _LIVE_FAST = 0.16, 0.05
_REST_MS = 180
_MAX_FILM_STYLES = 6
# Following the training takes at most one part in this many plus one of the time.
_POLITE = 4.0


class PreviewState(QObject):
    """What the preview shows and is asked to show.

    Signals
    -------
    photo_changed()
        Another photo, or its pixels have arrived.
    result_changed()
        A new picture in the current look.
    look_changed()
        Style, blend, guidance, steps or seed.
    model_changed()
        Another model, or newer weights; ``model_styles`` are known.
    strip_changed()
        A picture of the guidance strip.
    busy_changed(bool)
    failed(object)
    film_saved(object)
        Path of a moving picture.
    """

    photo_changed = Signal()
    result_changed = Signal()
    look_changed = Signal()
    model_changed = Signal()
    strip_changed = Signal()
    busy_changed = Signal(bool)
    failed = Signal(object)
    film_saved = Signal(object)

    def __init__(self, project: Project, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = lanes.preview
        self._files = lanes.files
        self._studio = Studio()
        self._job: Job | None = None
        self._wanted: RenderRequest | None = None
        self._errands: list[Callable[[], Job]] = []
        self._stamp = 0
        self._unseen: tuple[Path, int] | None = None
        self._followed_at = 0.0
        self._not_before = 0.0
        self._polite = False
        self._strip_age = 0
        self._live_side = 2
        self.device_wish = "auto"
        self.photo: Path | None = None
        self.before: QImage | None = None
        self.photo_size = (0, 0)
        self.after: QImage | None = None
        self.after_look: Look | None = None
        self.model: Path | None = None
        self.model_styles: tuple[str, ...] = ()
        self.strip: dict[float, QImage] = {}
        self.seconds = 0.0
        self.film = Film(self)
        self.look = Look.from_json(project.value("look"))
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._render_full)
        project.pictures_changed.connect(self._on_pictures_changed)
        project.style_renamed.connect(lambda *_: self.look_changed.emit())

    # --- what a person asks for ----------------------------------------------------------------

    def open_last_photo(self) -> None:
        """Show the photo that was shown last; the model comes later, it needs the engine."""
        last = existing_path(self._project.value("preview_photo"), self._project.folder)
        photos = self._project.photos
        if last is not None and last.is_file():
            self.set_photo(last)
        elif photos:
            self.set_photo(photos[0])

    def open_last(self) -> None:
        """Show what was shown last: its photo and the newest model."""
        self.open_last_photo()
        self.set_model(self._project.model_path())

    def set_photo(self, path: Path | None) -> None:
        """Show another photo."""
        if path == self.photo:
            return
        self.photo = path
        self.before = self.after = None
        self.strip = {}
        self._project.set_value("preview_photo", self._stored_path(path))
        self.photo_changed.emit()
        self.result_changed.emit()
        self.strip_changed.emit()
        if path is not None:
            self._errands.insert(0, lambda: self._lane.submit(self._studio.read_photo(path)))
            self._refresh()

    def set_model(self, path: Path | None) -> None:
        """Use another model, or the same one with newer weights."""
        self.model = path
        if path is None:
            self.model_styles = ()
            self.after = None
            self.model_changed.emit()
            self.result_changed.emit()
            return
        try:
            self._stamp = path.stat().st_mtime_ns
        except OSError:
            return
        stamp, device = self._stamp, self.device_wish
        self._errands.insert(
            0, lambda: self._lane.submit(self._studio.read_model(path, stamp, device))
        )
        self._pump()

    def set_look(self, *, live: bool = False, **changes: Any) -> None:
        """Steer: style, blend, guidance, steps, seed; ``live`` while the hand still moves."""
        look = replace(self.look, **changes)
        if any(name == look.style for name, _ in look.blend):  # a style blends with others only
            look = replace(look, blend=())
        if look == self.look:
            if not live and self.after_look is not None and not self._rest.isActive():
                self._rest.start(0)
            return
        only_guidance = replace(look, guidance=self.look.guidance) == self.look
        self.look = look
        if not only_guidance:
            self.strip = {}
            self.strip_changed.emit()
        self.look_changed.emit()
        self._render_live()
        if not live:
            self._keep_look()

    def release(self) -> None:
        """The hand let go of a slider."""
        self._keep_look()
        self._rest.start(0)

    @property
    def can_render(self) -> bool:
        """Whether there is a photo and a model that knows the style."""
        return (
            self.photo is not None
            and self.model is not None
            and self.look.style in self.model_styles
        )

    @property
    def busy(self) -> bool:
        """Whether a picture that was asked for is still to come."""
        return self._wanted is not None or self._rest.isActive() or self._job is not None

    # --- the queue of one ----------------------------------------------------------------------

    def _render_live(self) -> None:
        if self.can_render:
            self._wanted = self._request("live", _LIVE_SIDES[self._live_side])
            self._rest.start()
            self._pump()

    def _render_full(self) -> None:
        if self.can_render:
            self._wanted = self._request("full", self._full_side)
            self._pump()

    def _refresh(self) -> None:
        """Everything is to be made anew: the full picture, the strip."""
        self._errands = [job for job in self._errands if not getattr(job, "strip", False)]
        if self.can_render:
            self._wanted = self._request("full", self._full_side)
        self._pump()

    @property
    def _full_side(self) -> int:
        return _FOLLOW_SIDE if self._polite else _FULL_SIDE

    def _request(self, purpose: str, side: int, **more: Any) -> RenderRequest:
        assert self.model is not None
        assert self.photo is not None
        return RenderRequest(
            purpose,
            self.model,
            self._stamp,
            more.pop("photo", self.photo),
            more.pop("look", self.look),
            side,
            self.device_wish,
            more.pop("tag", None),
        )

    def _pump(self) -> None:
        if self._job is not None:
            return
        if self._errands:
            self._take(self._errands.pop(0)())
        elif self._wanted is not None:
            request, self._wanted = self._wanted, None
            self._take(self._lane.submit(self._studio.render(request)))
            self.busy_changed.emit(True)
        elif (request := self._idle_request()) is not None:
            self._take(self._lane.submit(self._studio.render(request)))
        else:
            self._rest_after_following()

    def _idle_request(self) -> RenderRequest | None:
        if not self.can_render or self._rest.isActive():
            return None
        for guidance in STRIP:
            if guidance not in self.strip:
                look = replace(self.look, guidance=guidance)
                return self._request("strip", _SMALL_SIDE, look=look, tag=guidance)
        if (frame := self.film.next_frame()) is not None:
            look = Look(frame.style)
            return self._request("film", 256, photo=frame.photo, look=look, tag=frame)
        return None

    def _take(self, job: Job) -> None:
        self._job = job
        job.event.connect(self._on_event)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)

    # --- events --------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        if isinstance(event, PhotoRead):
            self._on_photo(event)
        elif isinstance(event, ModelRead):
            self._on_model(event)
        elif isinstance(event, Rendered):
            self._on_rendered(event)

    def _on_photo(self, event: PhotoRead) -> None:
        if event.path == self.photo:
            self.before, self.photo_size = event.image, event.size
            self.photo_changed.emit()

    def _on_model(self, event: ModelRead) -> None:
        if event.path != self.model:
            return
        self.model_styles = event.styles
        if self.look.style not in event.styles and event.styles:
            first = next((s for s in self._project.styles if s in event.styles), event.styles[0])
            self.look = replace(self.look, style=first, blend=())
            self.look_changed.emit()
        self._strip_age += 1
        if not self._polite or self._strip_age > _STRIP_WAITS or len(self.strip) < len(STRIP):
            self.strip, self._strip_age = {}, 0
        self.model_changed.emit()
        self._refresh()

    def _on_rendered(self, event: Rendered) -> None:
        request = event.request
        fresh = request.photo == self.photo and request.stamp == self._stamp
        if request.purpose == "film":
            self.film.add(request.tag, event.image)
        elif request.purpose == "strip":
            if fresh and replace(request.look, guidance=self.look.guidance) == self.look:
                self.strip[request.tag] = event.image
                self.strip_changed.emit()
        elif request.photo == self.photo:
            self._show(event)

    def _show(self, event: Rendered) -> None:
        if event.request.purpose == "live":
            self._adapt(event.seconds)
        elif event.request.look != self.look:
            return  # the hand has moved on; a newer picture is under way
        self.seconds = event.seconds
        self.after, self.after_look = event.image, event.request.look
        self.result_changed.emit()

    def _adapt(self, seconds: float) -> None:
        if seconds > _LIVE_SLOW:
            self._live_side = max(0, self._live_side - 1)
        elif seconds < _LIVE_FAST:
            self._live_side = min(len(_LIVE_SIDES) - 1, self._live_side + 1)

    def _on_failed(self, error: object) -> None:
        self._wanted = None
        self.strip = dict.fromkeys(STRIP, QImage())  # not tried again until something changes
        self.film.give_up()
        self.failed.emit(error)

    def _on_finished(self, whole: bool) -> None:  # noqa: ARG002
        self._job = None
        if self._wanted is None:
            self.busy_changed.emit(False)
        self._pump()

    # --- the project ---------------------------------------------------------------------------

    def note_model(self, path: Path, step: int, *, politely: bool = False) -> None:
        """Newer weights were written by a run at ``step``.

        ``politely`` leaves most of the machine to the training: weights that come too soon wait
        for :meth:`catch_up` or are overtaken by newer ones, the picture is a smaller one, and the
        guidance strip is made anew less often.
        """
        soon = path == self.model and time.monotonic() < self._not_before
        if politely and (self._job is not None or soon):  # the first of a run is never too soon
            self._unseen = (path, step)
            return
        self._unseen = None
        self._polite = politely
        self._followed_at = time.monotonic()
        self.set_model(path)
        if self.photo is not None:
            self.film.want(path.parent, step, self.photo, self.model_styles[:_MAX_FILM_STYLES])

    def catch_up(self) -> None:
        """Show what was left out for politeness."""
        was_polite, self._polite = self._polite, False
        if self._unseen is not None:
            self.note_model(*self._unseen)
        elif was_polite:
            self.strip = {}
            self._refresh()

    def _rest_after_following(self) -> None:
        if self._followed_at:
            now = time.monotonic()
            self._not_before = now + _POLITE * (now - self._followed_at)
            self._followed_at = 0.0

    def save_film(self, path: Path) -> None:
        """Write the frames of the style in view as a moving picture."""
        frames = tuple(image for _, image in self.film.frames(self.look.style))
        job = self._files.submit(SaveFilm(frames, path))
        job.failed.connect(self.failed)
        job.event.connect(self.film_saved)

    def _on_pictures_changed(self, collection: str) -> None:
        if collection != PHOTOS:
            return
        if self.photo is not None and not self.photo.exists():
            self.photo = None
            self.before = self.after = None
            self.photo_changed.emit()
            self.result_changed.emit()
        if self.photo is None and self._project.photos:
            self.set_photo(self._project.photos[0])

    def _keep_look(self) -> None:
        self._project.set_value("look", self.look.to_json())

    def _stored_path(self, path: Path | None) -> str | None:
        if path is None:
            return None
        inside = path.is_relative_to(self._project.folder)
        return str(path.relative_to(self._project.folder)) if inside else str(path)
