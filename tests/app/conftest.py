"""Shared by the window's tests: an own home, no display, a tiny but real trained model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

# numba, matplotlib and others that pyqtgraph looks for are not wanted here.
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import pytest
import shiboken6
from PySide6.QtCore import QThread
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from lgt_app.workers.job_queue import JobQueues
from lgt_engine.tools.procedural.pictures import procedural_picture

from .tiny_models import write_model

#: Advanced settings under which a step takes milliseconds.
TINY = {
    "data.image_size": 64,
    "data.crops_per_style": 4,
    "data.crops_per_photo": 1,
    "data.validation_photos": 1,
    "model.base_channels": 8,
    "model.style_dim": 16,
    "model.time_dim": 16,
    "loss.num_projections": 16,
    "loss.pyramid_levels": 1,
    "training.batch_size": 2,
    "training.threads": 1,
}

STYLES = {"Ink": "hatching", "Stone": "mosaic"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, projects, caches and logs of a test are its own."""
    monkeypatch.setenv("LGT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _alone(no_network: None) -> None:
    """Whatever the window does in these tests, it opens no port and calls nobody."""


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders of styles and one of photos, drawn."""
    root = tmp_path_factory.mktemp("pictures")
    for name, kind in STYLES.items():
        (root / name).mkdir()
        for seed in range(2):
            procedural_picture(kind, (160, 128), seed).save(root / name / f"{kind} {seed}.png")
    (root / "Holiday").mkdir()
    for seed in range(4):
        picture = procedural_picture("scene", (120, 80), 10 + seed)
        picture.save(root / "Holiday" / f"scene {seed}.jpg", quality=90)
    return root


def fill_project(folder: Path, pictures: Path) -> Path:
    """A project folder with styles and photos, as a file manager would make it."""
    for name in STYLES:
        shutil.copytree(pictures / name, folder / "styles" / name)
    shutil.copytree(pictures / "Holiday", folder / "photos")
    (folder / "runs").mkdir()
    return folder


@pytest.fixture
def lanes(qapp: QApplication) -> Iterator[JobQueues]:  # noqa: ARG001
    """The window's threads, for tests of its parts."""
    made = JobQueues()
    yield made
    assert made.close(), "a worker did not end"


@pytest.fixture
def filled(tmp_path: Path, pictures: Path) -> Path:
    """A project with styles and photos, not trained."""
    return fill_project(tmp_path / "filled", pictures)


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights, which visibly moves a photo; do not change it."""
    return write_model(tmp_path_factory.mktemp("model") / "model.safetensors", tuple(STYLES))


@pytest.fixture
def modelled(filled: Path, random_model: Path) -> Path:
    """A project with a model of random weights, there at once."""
    (filled / "runs" / "001").mkdir()
    shutil.copy(random_model, filled / "runs" / "001")
    return filled


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """A project with a tiny model that the real trainer made; copy it before changing it."""
    from lgt_app.state.project.project import Project
    from lgt_app.state.training.options import TrainingOptions, build_config
    from lgt_engine import Trainer

    home = tmp_path_factory.mktemp("home")
    folder = fill_project(tmp_path_factory.mktemp("trained") / "project", pictures)
    before = os.environ.get("LGT_HOME")
    os.environ["LGT_HOME"] = str(home)
    try:
        project = Project(folder)
        options = TrainingOptions("custom", 1.0, {**TINY, "training.max_steps": 6})
        run = project.new_run_dir()
        for _ in Trainer(build_config(project, options, run, device="cpu")).run():
            pass
        project.set_value(
            "run", {"dir": run.name, "finished": True, "minutes": 1.0, "styles": sorted(STYLES)}
        )
        project.set_value("training", options.to_json())
    finally:
        if before is None:
            del os.environ["LGT_HOME"]
        else:
            os.environ["LGT_HOME"] = before
    return folder


@pytest.fixture
def trained(tmp_path: Path, trained_once: Path) -> Path:
    """A project with a tiny trained model."""
    return Path(shutil.copytree(trained_once, tmp_path / "project"))


@pytest.fixture
def open_window(qapp: QApplication, qtbot) -> Iterator[Callable]:  # type: ignore[no-untyped-def]
    """Open the main window on a project; at the end every thread must have ended."""
    from lgt_app.app import create_main_window
    from lgt_app.settings import Settings

    windows = []

    def make(  # type: ignore[no-untyped-def]
        project: Path | None = None, *, ready: bool = True, refine_by_itself: bool = False
    ):
        Settings().set_value("refine_by_itself", refine_by_itself)
        window = create_main_window(project)
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if ready:
            qtbot.waitUntil(lambda: window.controller.engine_ready, timeout=60_000)
        return window

    yield make
    for window in windows:
        close_window(window, qtbot)
        threads = window.findChildren(QThread)
        left = [thread.objectName() for thread in threads if thread.isRunning()]
        assert not left, f"threads still there: {left}"
        shiboken6.delete(window)
    qapp.processEvents()


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:  # noqa: ARG001
    board = QGuiApplication.clipboard()
    yield board
    board.clear()  # Qt must not keep a Python object beyond the interpreter's end


def close_window(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Stop what runs, then close."""
    run = window.controller.workspace.run
    if run.phase.active:
        run.stop()
        qtbot.waitUntil(lambda: not run.phase.active, timeout=60_000)
    assert window.close()
