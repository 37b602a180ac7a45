"""What the library's panels share: thumbnails, the doctor and the intake of one project."""

from __future__ import annotations

from PySide6.QtCore import QObject

from lgt_app.workers.lane import Lanes

from .doctor import Doctor
from .intake import Intake
from .project import Project
from .thumbnails import Thumbnails


class Library(QObject):
    """Services around a project's pictures.

    Attributes
    ----------
    project : Project
    thumbnails : Thumbnails
    doctor : Doctor
    intake : Intake
    """

    def __init__(self, project: Project, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.thumbnails = Thumbnails(lanes.thumbnails, self)
        self.doctor = Doctor(project, lanes.files, self)
        self.intake = Intake(project, lanes.files, self.doctor, self)
        self._known = {name: set(project.pictures(name)) for name in ("", *project.styles)}
        project.pictures_changed.connect(self._forget_gone)

    def _forget_gone(self, collection: str) -> None:
        now = set(self.project.pictures(collection))
        self.thumbnails.forget(self._known.get(collection, set()) - now)
        self._known[collection] = now
