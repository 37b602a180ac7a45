"""What the library's panels share: thumbnails, picture checks and the import of one project."""

from __future__ import annotations

from PySide6.QtCore import QObject

from lgt_app.state.project.project import Project
from lgt_app.workers.job_queue import JobQueues

from .dataset_checks import DatasetChecker
from .picture_import import PictureImporter
from .thumbnails import Thumbnails


class Library(QObject):
    """Services around a project's pictures.

    Attributes
    ----------
    project : Project
    thumbnails : Thumbnails
    dataset_checker : DatasetChecker
    importer : PictureImporter
    """

    def __init__(self, project: Project, lanes: JobQueues, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.thumbnails = Thumbnails(lanes.thumbnails, self)
        self.dataset_checker = DatasetChecker(project, lanes.files, self)
        self.importer = PictureImporter(project, lanes.files, self.dataset_checker, self)
        self._known = {name: set(project.pictures(name)) for name in ("", *project.styles)}
        project.pictures_changed.connect(self._forget_gone)

    def _forget_gone(self, collection: str) -> None:
        now = set(self.project.pictures(collection))
        self.thumbnails.forget(self._known.get(collection, set()) - now)
        self._known[collection] = now
