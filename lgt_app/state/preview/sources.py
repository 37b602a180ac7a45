"""Which model shows which style: the trained one, and a preview of styles that nobody trained.

The preview is a model file of its own, so that everything that works with a trained model works
with it: refining, exports, batches.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app.state.project.project import Project
from lgt_app.state.project.stored_values import mapping
from lgt_app.workers.job_queue import Job, JobQueue
from lgt_app.workers.rendering import MODEL_FILE, ModelRead
from lgt_app.workers.untrained import PreviewRequest
from lgt_engine import __version__
from lgt_engine.errors import ImageError

_FOLDER = "untrained"
_VALUE = "untrained"
_RENAMED = "learned_names"
# More pictures of a style change its preview little, and each style takes seconds.
_MOST_PICTURES = 8
_MOST_STYLES = 4
# Pictures often come one after another.
_SOON_MS = 200


@dataclass(frozen=True)
class Source:
    """A model in use.

    Attributes
    ----------
    path : Path
    stamp : int
        Changes when the file does.
    styles : tuple of str
    trained : bool
        False for a preview that was made from style pictures alone.
    can_refine : bool
        Whether it holds what refining needs of its styles.
    """

    path: Path
    stamp: int
    styles: tuple[str, ...]
    trained: bool
    can_refine: bool


class Sources(QObject):
    """The models of a project.

    Parameters
    ----------
    project : Project
    lane : JobQueue
        Where previews of untrained styles are made.
    device : callable
        Which device the person wishes.

    Signals
    -------
    changed()
        The preview knows other styles than before, or other pictures of them.
    failed(object)
        The exception with which a preview could not be made.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        project: Project,
        lane: JobQueue,
        device: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = lane
        self._device = device
        self.trained: Source | None = None
        #: Models of earlier runs, for styles that the trained one does not know.
        self.earlier: tuple[Source, ...] = ()
        self.untrained: Source | None = None
        #: Whether it is known which styles are trained.
        self.settled = False
        self._held = False
        self._wanted = ""
        self._digest = ""  # of the preview that is there, or that could not be made
        self._unreadable: set[str] = set()  # digests of styles without a readable picture
        self._request: PreviewRequest | None = None
        self._job: Job | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look)
        project.style_renamed.connect(self._on_renamed)
        project.styles_changed.connect(self._soon.start)
        project.pictures_changed.connect(lambda _: self._soon.start())

    # --- what there is -------------------------------------------------------------------------

    @property
    def all(self) -> tuple[Source, ...]:
        """Those that are there, the trained one first, then those of earlier runs."""
        found = (self.trained, *self.earlier, self.untrained)
        return tuple(each for each in found if each is not None)

    @property
    def styles(self) -> tuple[str, ...]:
        """Every style that a photo can be shown in."""
        return tuple(dict.fromkeys(name for source in self.all for name in source.styles))

    @property
    def names(self) -> tuple[str, ...]:
        """Styles of the project, as it calls them and as trained models may."""
        other = mapping(self._project.value(_RENAMED))
        styles = self._project.styles
        return (*styles, *(str(other[name]) for name in styles if name in other))

    def of(self, style: str) -> Source | None:
        """What shows a style: the trained model where it knows it."""
        return next((source for source in self.all if style in source.styles), None)

    def learned_name(self, style: str) -> str:
        """What a trained model calls a style of the project; empty when none knows it."""
        trained = {name for source in self.all if source.trained for name in source.styles}
        if style in trained:
            return style
        other = mapping(self._project.value(_RENAMED)).get(style)
        return other if other in trained and other not in self._project.styles else ""

    def mark(self, *styles: str) -> str:
        """What pictures in these styles, all of one model, depend on; empty without a model."""
        source = self.of(styles[0])
        if source is None:
            return ""
        if source.trained:
            path = source.path
            inside = path.is_relative_to(self._project.folder)
            return f"{path.relative_to(self._project.folder) if inside else path} {source.stamp}"
        return _digest({name: self._pictures(name) for name in styles})

    # --- what happens --------------------------------------------------------------------------

    def set_trained(self, read: ModelRead | None) -> None:
        """The trained model, with those of earlier runs, or that there is none."""
        reads = () if read is None else (read, *read.earlier)
        found = [Source(r.path, r.stamp, r.styles, True, r.can_refine) for r in reads]
        self.trained, self.earlier = next(iter(found), None), tuple(found[1:])
        self.settled = True
        self._soon.start(0)

    def unsettle(self) -> None:
        """A trained model is about to be opened: which styles it knows is not yet said."""
        self.settled = False

    def want(self, style: str) -> None:
        """A person wants to see this style: its preview comes first."""
        self._wanted = style
        self._soon.start(0)

    def hold(self, on: bool) -> None:
        """While pictures come in one after another, the first ones do for a preview."""
        self._held = on
        if not on:
            self._soon.start()

    # --- making previews -----------------------------------------------------------------------

    def _pictures(self, name: str) -> tuple[Path, ...]:
        pictures = self._project.pictures(name)
        return pictures[:: max(1, len(pictures) // _MOST_PICTURES)][:_MOST_PICTURES]

    def _missing(self) -> list[str]:
        """Untrained styles with pictures: the wanted one, those of the preview, then the others."""
        known = self.untrained.styles if self.untrained is not None else ()
        styles = [name for name in self._project.styles if self._project.pictures(name)]
        names = [name for name in styles if not self.learned_name(name)]
        if self._unreadable:
            bad = self._unreadable
            names = [n for n in names if _digest({n: self._pictures(n)}) not in bad]
        names.sort(key=lambda name: (name != self._wanted, name not in known))
        return names[:_MOST_STYLES]

    def _look(self) -> None:
        """Make the preview that is due, the first style of it alone: it is seen sooner."""
        if not self.settled or self._job is not None:
            return
        missing, now = self._missing(), self.untrained
        if not missing:
            self._digest, self.untrained = "", None
            if now is not None:
                self.changed.emit()
            return
        begun = now is not None and missing[0] in now.styles
        if self._held and begun:
            return
        target = self._project.folder / _FOLDER / MODEL_FILE
        whole = _digest({name: self._pictures(name) for name in sorted(missing)})
        known = self._project.value(_VALUE) == whole and target.is_file()
        names = sorted(missing) if begun or known else missing[:1]
        styles = {name: self._pictures(name) for name in names}
        digest = _digest(styles)
        if digest == self._digest:
            return
        self._digest = digest
        self._request = PreviewRequest(styles, target, digest, known, self._device())
        self._job = self._lane.submit(self._request)
        self._job.event.connect(self._on_made)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_finished)

    def _on_made(self, read: ModelRead) -> None:
        assert self._request is not None
        self.untrained = Source(read.path, read.stamp, read.styles, False, read.can_refine)
        self._project.set_value(_VALUE, self._request.digest)
        self.changed.emit()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, ImageError):
            assert self._request is not None
            self._unreadable.add(self._request.digest)
        self.failed.emit(error)

    def _on_renamed(self, old: str, new: str) -> None:
        """A trained model goes on under the name that it knows."""
        learned = self.learned_name(old)
        names = {k: v for k, v in mapping(self._project.value(_RENAMED)).items() if k != old}
        if learned and learned != new:
            names[new] = learned
        self._project.set_value(_RENAMED, names)

    def _on_finished(self) -> None:
        self._job = None
        self._soon.start(0)


def _digest(styles: Mapping[str, tuple[Path, ...]]) -> str:
    """What a preview depends on: names, pictures, and the version that makes it."""
    digest = hashlib.sha256(__version__.encode())
    for name, paths in styles.items():
        digest.update(repr(name).encode())
        for path in paths:
            try:
                status = os.stat(path)
            except OSError:
                continue  # gone meanwhile: told by the project soon
            digest.update(repr((path.name, status.st_size, status.st_mtime_ns)).encode())
    return digest.hexdigest()[:32]
