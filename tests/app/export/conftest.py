"""A trained model without training, its exports, and photos to export."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from lgt_app.panels.export.batch import BatchDialog
from lgt_app.panels.export.export_bar import ExportBar
from lgt_app.state.export.exports import Exports
from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.refine.refining import Refining
from lgt_app.workers.job_queue import JobQueues

STYLES = ("Ink", "Stone")
LEFT = Qt.MouseButton.LeftButton


def photo_file(path: Path, size: tuple[int, int] = (120, 88), seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.linear_gradient("L").resize(size).rotate(seed * 11)
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    colour = Image.merge("RGB", (image, image.rotate(180), Image.new("L", size, 90)))
    colour.save(path, exif=exif, quality=90)
    return path


@pytest.fixture
def project(tmp_path: Path, random_model: Path, qapp: QApplication) -> Project:  # noqa: ARG001
    made = Project(tmp_path / "project")
    photo_file(made.photos_dir / "Hill.jpg")
    run = made.runs_dir / "001"
    run.mkdir()
    shutil.copy(random_model, run)
    made.refresh()
    return made


@pytest.fixture
def exports(project: Project, lanes: JobQueues, qtbot, tmp_path: Path) -> Exports:
    preview = PreviewState(project, lanes, project)
    preview.open_last()
    refining = Refining(project, preview, lanes, project)
    made = Exports(project, preview, refining, lanes, project)
    out = tmp_path / "out"
    out.mkdir()
    made.set_folder(out)
    qtbot.waitUntil(lambda: made.available and preview.before is not None, timeout=30_000)
    return made


@pytest.fixture
def bar(exports: Exports, qtbot) -> Iterator[ExportBar]:
    made = ExportBar(exports)
    made.messages, made.words = [], []
    made.message.connect(made.messages.append)
    made.status.connect(made.words.append)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def batch(exports: Exports, qtbot) -> Iterator[BatchDialog]:
    made = BatchDialog(exports)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Four photos, one in a sub-folder, and one that is none."""
    for number in range(3):
        photo_file(tmp_path / "inbox" / f"photo {number}.jpg", seed=number)
    photo_file(tmp_path / "inbox" / "deeper" / "photo 0.jpg", seed=9)
    (tmp_path / "inbox" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return tmp_path / "inbox"
