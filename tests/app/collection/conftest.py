"""Shared by the tests of the collection: the library panel, and pictures to bring."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from lgt_app.panels.collection.collection_panel import LibraryPanel
from lgt_app.panels.collection.welcome import WelcomePanel
from lgt_app.state.project.project import Project
from lgt_app.workers.job_queue import JobQueues

from .hands_on_pictures import picture


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Two folders of styles, photos, and things that are no pictures."""
    root = tmp_path / "sources"
    for number in range(3):
        picture(root / "Ink" / f"ink {number}.png", seed=number)
        picture(root / "Stone" / "deeper" / f"stone {number}.jpg", seed=10 + number)
        picture(root / "photos" / f"photo {number}.jpg", seed=20 + number)
    (root / "Ink" / "notes.txt").write_text("not a picture")
    (root / "Ink" / ".hidden.png").write_text("hidden")
    shutil.copy(root / "Ink" / "ink 0.png", root / "Ink" / "ink 0 again.png")
    return root


@pytest.fixture
def project(tmp_path: Path, qapp: QApplication) -> Project:  # noqa: ARG001
    return Project(tmp_path / "project")


@pytest.fixture
def panel(project: Project, lanes: JobQueues, qtbot) -> Iterator[LibraryPanel]:
    made = LibraryPanel(project, lanes)
    made.messages = []
    made.message.connect(made.messages.append)
    made.resize(330, 760)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)  # before the lanes it uses


@pytest.fixture
def welcome(panel: LibraryPanel, qtbot) -> Iterator[WelcomePanel]:
    made = WelcomePanel(panel.picture_library)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def settled(qtbot, panel: LibraryPanel) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not panel.picture_library.importer.busy, timeout=15_000)
