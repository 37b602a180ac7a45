"""Files that come from outside the window: from the command line, the system or a later start."""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from lgt_app.state.collection.picture_import import Report, Target, is_style_file
from lgt_app.state.project.project import Project

from .project_view import ProjectView


def open_files(space: ProjectView, files: Sequence[Path]) -> None:
    """Open pictures as photos, folders as styles, style files, and a project in its place.

    Folders mean what they mean when they are dropped; a lone project is opened. What cannot be
    read is told by whoever reads it.
    """
    if len(files) == 1 and Project.is_project(files[0]):
        space.project_chosen.emit(files[0])
        return
    styles = [path for path in files if path.is_dir() or is_style_file(path)]
    photos = [path for path in files if path not in styles]
    known = {path: _on_shelf(space, path) for path in photos}
    new = [path for path in photos if known[path] is None]
    if photos and known[photos[0]] is not None:
        space.preview.set_photo(known[photos[0]])
    elif photos:
        _show_when_there(space)
    if new:
        space.pictures_panel.bring(new, Target("photos"))
    if styles:
        space.pictures_panel.bring(styles, Target("styles"))


def _on_shelf(space: ProjectView, path: Path) -> Path | None:
    """The photo of the project that is this file, or a copy with its name."""
    with suppress(OSError):
        for photo in space.project.photos:
            if photo == path or (photo.name == path.name and filecmp.cmp(photo, path, False)):
                return photo
    return None


def _show_when_there(space: ProjectView) -> None:
    """Show the first photo that comes in next, as somebody expects who opens a file."""
    before = frozenset(space.project.photos)
    importer = space.pictures_panel.picture_library.importer

    def show(_: Report) -> None:
        importer.reported.disconnect(show)
        new = [path for path in space.project.photos if path not in before]
        if new:
            space.preview.set_photo(new[0])

    importer.reported.connect(show)


def raise_window(window: QWidget) -> None:
    """Bring a window to the front, as far as the system lets a program do so."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
