"""Checks of the pictures: what would spoil a training, said before it starts."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from lgt_app.state import counts as words
from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.workers.collection.inspection import Finding, Inspected, InspectionRequest
from lgt_app.workers.job_queue import Job, JobQueue

#: Pictures with a shorter side below this have less detail than a training crop.
SMALL_SIDE = 256

# A style with fewer than this share of the usual number of pictures is worth a word.
_UNBALANCED = 0.25
_DELAY_MS = 300


@dataclass(frozen=True)
class PictureIssue:
    """A remark on one picture or one style.

    Attributes
    ----------
    level : {"warning", "error"}
    code : str
    text : str
        Plain words with the next step.
    """

    level: str
    code: str
    text: str


class DatasetChecker(QObject):
    """Inspects the project's pictures whenever they change.

    Signals
    -------
    changed()
        Marks are new.
    """

    changed = Signal()

    def __init__(self, project: Project, lane: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = lane
        self._marks: dict[Path, PictureIssue] = {}
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._inspect)
        project.pictures_changed.connect(self.start)
        project.styles_changed.connect(self.start)
        self.start()

    def start(self) -> None:
        """Inspect soon; many changes in a row make one inspection."""
        self.stop()
        self._timer.start()

    def stop(self) -> None:
        """Give way, for example to an import in the same lane."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop()

    def mark(self, path: Path) -> PictureIssue | None:
        """The remark on a picture."""
        return self._marks.get(path)

    def marked(self, collection: str) -> tuple[Path, ...]:
        """Pictures of a collection with a remark."""
        return tuple(path for path in self._project.pictures(collection) if path in self._marks)

    def style_mark(self, name: str) -> PictureIssue | None:
        """The gravest thing to say about a whole style."""
        paths = self._project.pictures(name)
        if not paths:
            return PictureIssue(
                "warning", "empty", self.tr("No pictures yet: drop some onto this card.")
            )
        marks = [self._marks[path] for path in paths if path in self._marks]
        if marks:
            worst = "error" if any(mark.level == "error" for mark in marks) else "warning"
            return PictureIssue(
                worst, "pictures", self.tr("Look at {}").format(words.pictures(len(marks)))
            )
        counts = [len(self._project.pictures(style)) for style in self._project.styles]
        usual = statistics.median(counts)
        if len(counts) > 1 and len(paths) < _UNBALANCED * usual:
            text = self.tr("Unbalanced: {} pictures, the other styles have about {}.")
            return PictureIssue("warning", "unbalanced", text.format(len(paths), round(usual)))
        return None

    def _inspect(self) -> None:
        names = (PHOTOS, *self._project.styles)
        pictures = {name: self._project.pictures(name) for name in names}
        self._job = self._lane.submit(InspectionRequest(pictures, SMALL_SIDE, PHOTOS))
        self._job.event.connect(self._on_inspected)
        self._job.finished.connect(self._on_finished)

    def _on_inspected(self, result: Inspected) -> None:
        self._marks = {finding.path: self._mark_of(finding) for finding in result.findings}
        self.changed.emit()

    def _on_finished(self) -> None:
        if self._job is not None and self._job.done:
            self._job = None

    def _mark_of(self, finding: Finding) -> PictureIssue:
        if finding.code == "unreadable":
            text = self.tr("Cannot be read: {}").format(finding.detail)
            return PictureIssue("error", finding.code, text)
        if finding.code == "tiny":
            text = self.tr("Small: {} pixels, less than a training crop. Use a larger copy.")
            return PictureIssue("warning", finding.code, text.format(finding.detail))
        if finding.code == "double":
            text = self.tr("The same picture as “{}”. Remove one of them.")
            return PictureIssue("warning", finding.code, text.format(finding.detail))
        text = self.tr("Also in the style “{}”. The two styles would mix; keep it in one.")
        return PictureIssue("warning", finding.code, text.format(finding.detail))
