"""A trained model without training, its exports, and photos to export."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QClipboard,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication

from lgt_app.panels.batch import BatchDialog
from lgt_app.panels.export import ExportBar
from lgt_app.state.exports import Exports
from lgt_app.state.preview import PreviewState
from lgt_app.state.project import Project
from lgt_app.workers.lane import Lanes

STYLES = ("Ink", "Stone")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file of a tiny network that visibly moves, for the codec in the package.

    Its styles are measured, so that pictures can be refined.
    """
    import torch

    from lgt_engine.checkpoint import ModelDescription, save_model
    from lgt_engine.codec import load_codec
    from lgt_engine.config import FlowConfig, InferenceConfig
    from lgt_engine.energies import measure_style_targets, to_tensors
    from lgt_engine.images import to_tensor
    from lgt_engine.network import FieldShape, VelocityField
    from lgt_engine.perception import load_perception
    from lgt_engine.procedural import procedural_picture

    torch.set_num_threads(1)
    shape = FieldShape(len(STYLES), 4, 8, 16, 16, 3)
    torch.manual_seed(3)
    field = VelocityField(shape)
    torch.nn.init.normal_(field.out.weight, std=1 / math.sqrt(9 * shape.base_channels))
    codec = load_codec("builtin")
    description = ModelDescription(
        shape=shape, styles=STYLES, codec_kind=codec.kind, codec_id=codec.codec_id,
        flow=FlowConfig(), inference=InferenceConfig(), step=12,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    crops = [to_tensor(procedural_picture(kind, 96, 1))[None] for kind in ("hatching", "mosaic")]
    targets = to_tensors(measure_style_targets(load_perception(), crops))
    save_model(path, field.state_dict(), description, targets)
    return path


def photo_file(path: Path, size: tuple[int, int] = (120, 88), seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.linear_gradient("L").resize(size).rotate(seed * 11)
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    colour = Image.merge("RGB", (image, image.rotate(180), Image.new("L", size, 90)))
    colour.save(path, exif=exif, quality=90)
    return path


@pytest.fixture
def project(tmp_path: Path, model: Path, qapp: QApplication) -> Project:  # noqa: ARG001
    made = Project(tmp_path / "project")
    photo_file(made.photos_dir / "Hill.jpg")
    run = made.runs_dir / "001"
    run.mkdir()
    (run / "model.safetensors").hardlink_to(model)
    made.refresh()
    return made


@pytest.fixture
def exports(project: Project, lanes: Lanes, qtbot, tmp_path: Path) -> Exports:
    preview = PreviewState(project, lanes, project)
    preview.open_last()
    made = Exports(project, preview, lanes, project)
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
    made.told.connect(made.words.append)
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
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:  # noqa: ARG001
    board = QGuiApplication.clipboard()
    yield board
    board.clear()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Four photos, one in a sub-folder, and one that is none."""
    for number in range(3):
        photo_file(tmp_path / "inbox" / f"photo {number}.jpg", seed=number)
    photo_file(tmp_path / "inbox" / "deeper" / "photo 0.jpg", seed=9)
    (tmp_path / "inbox" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return tmp_path / "inbox"
