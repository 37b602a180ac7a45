"""The preview: one photo in one look; the latest wish wins, at most one picture is in the making.

While a slider moves, small pictures are made as fast as the machine allows; when it rests, one at
full size. Whenever nothing else is wanted, the guidance strip and the film of a run are filled in.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.state.project.stored_values import existing_path, stored_path
from lgt_app.workers import JobQueues
from lgt_app.workers.export.gif import SaveFilm
from lgt_app.workers.looks import Look
from lgt_app.workers.rendering import (
    ModelRead,
    PhotoRead,
    PreviewFiles,
    ReadModel,
    ReadPhoto,
    Rendered,
    RenderRequest,
)
from lgt_engine.errors import ImageError

from .film import Film
from .following import Following
from .queue import PreviewQueue
from .sources import Source, Sources

#: Guidance settings that stand side by side.
STRIP = (0.0, 0.5, 1.0, 1.5, 2.0)

_FULL_SIDE = 1024
_FOLLOW_SIDE = 640
_SMALL_SIDE = 192
_LIVE_SIDES = (128, 192, 256, 352, 480)
# A live picture may take this long before a smaller one is made, and this little before a larger.
_LIVE_SLOW, _LIVE_FAST = 0.16, 0.05
_REST_MS = 180
_MAX_FILM_STYLES = 6


class PreviewState(QObject):
    """What the preview shows and is asked to show.

    Signals
    -------
    photo_changed()
        Another photo, or its pixels have arrived.
    result_changed()
        A new picture in the current look.
    look_changed()
        Style, blend, guidance, steps, seed, the share of the photo's colours or the mask.
    model_changed()
        Another model, newer weights, or a preview of untrained styles; ``styles`` are known.
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

    def __init__(self, project: Project, lanes: JobQueues, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._files = lanes.files
        self._open = PreviewFiles()
        self._queue = PreviewQueue(lanes.preview, self._idle_request, lambda: self.photo, self)
        self._following = Following()
        self._trained_path: Path | None = None
        self._shown_by = ""
        self._wish = ""
        self._live_side = 2
        self.device_wish = "auto"
        self.photo: Path | None = None
        self.before: QImage | None = None
        self.photo_size = (0, 0)
        self.after: QImage | None = None
        self.after_look: Look | None = None
        self.sources = Sources(project, lanes.measuring, lambda: self.device_wish, self)
        self.strip: dict[float, QImage] = {}
        self.film = Film(self)
        self.look = Look.from_json(project.value("look"))
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._render_full)
        project.pictures_changed.connect(self._on_pictures_changed)
        project.style_renamed.connect(self._on_style_renamed)
        project.undo_stack.indexChanged.connect(self._follow_model)
        self.sources.changed.connect(self._on_untrained)
        self.sources.failed.connect(self.failed)
        self._queue.event.connect(self._on_event)
        self._queue.failed.connect(self._on_failed)
        self._queue.busy_changed.connect(self.busy_changed)
        self._queue.idled.connect(self._following.rest)

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
        self._project.set_value("preview_photo", stored_path(path, self._project.folder))
        self.photo_changed.emit()
        self.result_changed.emit()
        self.strip_changed.emit()
        if path is not None:
            self._queue.errand("photo", ReadPhoto(self._open, path))
            self._refresh()

    def set_model(self, path: Path | None) -> None:
        """Use another trained model, or the same one with newer weights."""
        self._trained_path = path
        if self.sources.trained is None:
            self.sources.unsettle()
        if path is None:
            self.sources.set_trained(None)
            self._show_source()
            return
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:
            return
        known = self.sources.names, self._project.model_paths()
        self._queue.errand("model", ReadModel(self._open, path, stamp, self.device_wish, *known))

    def choose_style(self, name: str) -> None:
        """Show the photo in a style of the project, or as soon as there is a preview of it."""
        name = self.sources.learned_name(name) or name
        if name in self.styles:
            self._wish = ""
            self.set_look(style=name)
        else:
            self._wish = name
            self.sources.want(name)

    def set_look(self, *, live: bool = False, **changes: Any) -> None:
        """Steer: style, blend, guidance, steps, seed; ``live`` while the hand still moves."""
        look = self._possible(replace(self.look, **changes))
        if look == self.look:
            if not live and self.after_look is not None and not self._rest.isActive():
                self._rest.start(0)
            return
        before, self.look = self.look.drawn, look
        if replace(look.drawn, guidance=before.guidance) != before:
            self.strip = {}
            self.strip_changed.emit()
        self.look_changed.emit()
        if look.drawn != before:
            self._render_live()
        if not live:
            self.keep_look()

    def _possible(self, look: Look) -> Look:
        """A style blends with others only, and only with those of its own model."""
        source = self.sources.of(look.style)
        if source is None or {name for name, _ in look.blend} <= {*source.styles} - {look.style}:
            return look
        return replace(look, blend=())

    def release(self) -> None:
        """The hand let go of a slider."""
        self.keep_look()
        self._rest.start(0)

    @property
    def source(self) -> Source | None:
        """What makes pictures in the style of the look."""
        return self.sources.of(self.look.style)

    @property
    def model_styles(self) -> tuple[str, ...]:
        """Styles of the model in use: those that can be blended."""
        source = self.source
        return source.styles if source is not None else ()

    @property
    def styles(self) -> tuple[str, ...]:
        """Every style that a photo can be shown in."""
        return self.sources.styles

    @property
    def can_render(self) -> bool:
        """Whether there is a photo and a model that knows the style."""
        return self.photo is not None and self.source is not None

    @property
    def busy(self) -> bool:
        """Whether a picture that was asked for is still to come."""
        return self._queue.busy or self._rest.isActive()

    # --- the queue of one ----------------------------------------------------------------------

    def _render_live(self) -> None:
        if self.can_render:
            self._rest.start()
            self._queue.want(self._request("live", _LIVE_SIDES[self._live_side]))

    def _render_full(self) -> None:
        if self.can_render:
            self._queue.want(self._request("full", self._full_side))

    def _refresh(self) -> None:
        """Everything is to be made anew: the full picture, the strip."""
        # Where nothing is seen yet, something small comes first.
        self._render_live() if self.after is None else self._render_full()
        self._queue.pump()

    @property
    def _full_side(self) -> int:
        return _FOLLOW_SIDE if self._following.polite else _FULL_SIDE

    def _request(self, purpose: str, side: int, **more: Any) -> RenderRequest:
        look, photo = more.pop("look", self.look), more.pop("photo", self.photo)
        source = self.sources.of(look.style)
        assert photo is not None
        assert source is not None
        where = source.path, source.stamp, photo, look.drawn, side, self.device_wish
        return RenderRequest(purpose, *where, files=self._open, **more)

    def _idle_request(self) -> RenderRequest | None:
        if not self.can_render or self._rest.isActive():
            return None
        for guidance in STRIP:
            if guidance not in self.strip:
                look = replace(self.look, guidance=guidance)
                return self._request("strip", _SMALL_SIDE, look=look, tag=guidance)
        if (frame := self.film.next_frame()) is not None and frame.style in self.styles:
            return self._request("film", 256, photo=frame.photo, look=Look(frame.style), tag=frame)
        return None

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
        if event.path != self._trained_path:
            return
        self.sources.set_trained(event)
        whole = len(self.strip) == len(STRIP)
        self._show_source(keep_strip=not self._following.strip_is_old(whole))

    def _on_untrained(self) -> None:
        wish, self._wish = (self._wish, "") if self._wish in self.styles else ("", self._wish)
        self._show_source(wish)

    def _show_source(self, style: str = "", *, keep_strip: bool = False) -> None:
        """Other styles can be shown, or the same by another model; perhaps change to ``style``."""
        styles, style = self.styles, style or self.look.style
        if style not in styles and styles:
            style = next((name for name in self._project.styles if name in styles), styles[0])
        look = self._possible(replace(self.look, style=style))
        if look != self.look:
            self.look = look
            self.look_changed.emit()
        mark = self.sources.mark(self.look.style)
        if not mark:
            self.after = None
        elif mark != self._shown_by:
            if not keep_strip:
                self.strip = {}
            self._refresh()
        self._shown_by = mark
        self.model_changed.emit()
        self.result_changed.emit()

    def _on_rendered(self, event: Rendered) -> None:
        request = event.request
        source = self.source
        fresh = (request.photo, request.stamp) == (self.photo, source and source.stamp)
        if request.purpose == "film":
            self.film.add(request.tag, event.image)
        elif request.purpose == "strip":
            if fresh and replace(request.look, guidance=self.look.guidance) == self.look.drawn:
                self.strip[request.tag] = event.image
                self.strip_changed.emit()
        elif request.photo == self.photo:
            self._show(event)

    def _show(self, event: Rendered) -> None:
        if event.request.purpose == "live":
            self._adapt(event.seconds)
        elif event.request.look != self.look.drawn:
            return  # the hand has moved on; a newer picture is under way
        self.after, self.after_look = event.image, event.request.look
        self.result_changed.emit()

    def _adapt(self, seconds: float) -> None:
        step = (seconds < _LIVE_FAST) - (seconds > _LIVE_SLOW)
        self._live_side = min(len(_LIVE_SIDES) - 1, max(0, self._live_side + step))

    def _on_failed(self, error: object) -> None:
        if not self.sources.settled and not isinstance(error, ImageError):
            self.sources.set_trained(None)  # it cannot be opened: a preview stands in
        self.strip = dict.fromkeys(STRIP, QImage())  # not tried again until something changes
        self.film.give_up()
        self.failed.emit(error)

    # --- the project ---------------------------------------------------------------------------

    def note_model(self, path: Path, step: int, *, politely: bool = False) -> None:
        """Newer weights were written by a run at ``step``.

        ``politely`` leaves most of the machine to the training: weights that come too soon wait
        for :meth:`catch_up` or are overtaken by newer ones, the picture is a smaller one, and the
        guidance strip is made anew less often.
        """
        busy = self._queue.job is not None
        if not self._following.takes(path, step, politely=politely, busy=busy):
            return
        self.set_model(path)
        if self.photo is not None and self.sources.trained is not None:
            styles = self.sources.trained.styles[:_MAX_FILM_STYLES]
            self.film.want(path.parent, step, self.photo, styles)

    def catch_up(self) -> None:
        """Show what was left out for politeness."""
        was_polite, unseen = self._following.end()
        if unseen is not None:
            self.note_model(*unseen)
        elif was_polite:
            self.strip = {}
            self._refresh()

    def save_film(self, path: Path) -> None:
        """Write the frames of the style in view as a moving picture."""
        frames = tuple(image for _, image in self.film.frames(self.look.style))
        job = self._files.submit(SaveFilm(frames, path))
        job.failed.connect(self.failed)
        job.event.connect(self.film_saved)

    def _follow_model(self) -> None:
        """A model that came with pictures, or went with them when that was undone."""
        path = self._project.model_path()
        if (path is None) != (self._trained_path is None):
            self.set_model(path)

    def _on_style_renamed(self, old: str, new: str) -> None:
        if self.look.style == old and not self.sources.learned_name(new):
            self._wish = new
        self.look_changed.emit()

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

    def keep_look(self) -> None:
        """Keep with the project how the photo is to look."""
        self._project.set_value("look", replace(self.look, mask="").to_json())
