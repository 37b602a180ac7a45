"""The sample project: drawn by ourselves, readable by the engine, styles that differ."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lgt_app.sample.project import STYLE_NAMES, build_sample_project
from lgt_engine.images import open_picture, scan_folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list]:
    """Drawn in another thread, as in the window."""
    folder = tmp_path_factory.mktemp("sample")
    events: list = []
    thread = threading.Thread(target=lambda: events.extend(build_sample_project(folder)))
    thread.start()
    thread.join()
    return folder, events


def test_everything_is_drawn_with_progress(sample) -> None:
    folder, events = sample
    assert [event.done for event in events] == list(range(1, events[0].total + 1))
    assert all(event.path.is_file() for event in events)
    assert len(scan_folder(folder / "photos").pictures) >= 12
    for style in STYLE_NAMES:
        scan = scan_folder(folder / "styles" / style)
        assert len(scan.pictures) >= 4
        assert not scan.rejected


def test_pictures_are_large_enough_to_train_on(sample) -> None:
    folder, _ = sample
    for path in folder.rglob("*.jpg"):
        width, height = open_picture(path).size
        assert min(width, height) >= 500
        assert max(width, height) <= 768


def _texture(path: Path) -> np.ndarray:
    """Colour means, contrast and the strength of fine detail along both axes."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB").resize((320, 320)), np.float32) / 255
    grey = pixels.mean(-1)
    fine = [np.abs(np.diff(grey, axis=axis)).mean() * 8 for axis in (0, 1)]
    saturation = (pixels.max(-1) - pixels.min(-1)).mean()
    return np.array([*fine, grey.std() * 2, saturation * 2])


def test_styles_differ_more_between_than_within(sample) -> None:
    folder, _ = sample
    groups = [
        np.stack([_texture(path) for path in sorted((folder / "styles" / style).iterdir())])
        for style in STYLE_NAMES
    ]
    within = np.mean([group.std(0).mean() for group in groups])
    between = np.stack([group.mean(0) for group in groups]).std(0).mean()
    assert between > 1.5 * within


def test_drawing_again_keeps_what_is_there(sample) -> None:
    folder, events = sample
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.jpg")}
    assert len(list(build_sample_project(folder))) == len(events)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*.jpg")}
