"""Try the sample: pictures come as they are drawn, the first stylized one long before the last."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgt_app.sample import project as sample_project
from lgt_app.sample.project import STYLE_NAMES

from ..hands import action, click, find
from ..tiny_models import write_model


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample with one photo and two styles of one picture."""
    strokes = sample_project._DRAWN_STYLES["Flowing strokes"][:1]
    monkeypatch.setattr(sample_project, "_PHOTOS", sample_project._PHOTOS[:1])
    monkeypatch.setattr(sample_project, "_DRAWN_STYLES", {"Flowing strokes": strokes})
    monkeypatch.setattr(sample_project, "_INKED", ("Mountain lake",))


@pytest.fixture
def boxed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model of the sample's styles, as one that comes with the program."""
    path = write_model(tmp_path / "box" / "model.safetensors", STYLE_NAMES)
    monkeypatch.setattr(sample_project, "trained_sample", lambda: path)
    return path


def intake_of(window):  # type: ignore[no-untyped-def]
    return window.controller.workspace.pictures_panel.picture_library.importer


def test_the_trained_sample_is_seen_while_the_rest_is_drawn_and_cancel_keeps_nothing(
    open_window, tmp_path: Path, boxed: Path, qtbot
) -> None:
    window = open_window(tmp_path / "project")
    space = window.controller.workspace
    click(window, "welcomeSampleButton")
    qtbot.waitUntil(lambda: space.preview.after is not None, timeout=90_000)
    assert intake_of(window).busy, "the picture came after the last was drawn"
    assert space.preview.source.trained
    assert find(window, "previewCanvas").badge == ""
    assert space.project.photos
    assert space.project.model_path().read_bytes() == boxed.read_bytes()
    qtbot.waitUntil(lambda: len(space.project.styles) > 0, timeout=90_000)
    click(window, "intakeCancelButton")
    qtbot.waitUntil(lambda: not intake_of(window).busy, timeout=90_000)
    assert space.project.is_empty
    assert space.project.model_path() is None
    qtbot.waitUntil(space.welcome.isVisible)
    assert not list((space.project.folder / "incoming").glob("*"))


@pytest.mark.usefixtures("short")
def test_the_whole_sample_is_one_step_that_can_be_undone(
    open_window, tmp_path: Path, boxed: Path, qtbot
) -> None:
    window = open_window(tmp_path / "project")
    project = window.controller.workspace.project
    click(window, "welcomeSampleButton")
    qtbot.waitUntil(lambda: not intake_of(window).busy, timeout=100_000)
    before = (project.photos, project.pictures("Flowing strokes"), project.pictures("Ink hatching"))
    assert [len(paths) for paths in before] == [1, 1, 1]
    cards = find(window, "styleList").card_model().cards
    qtbot.waitUntil(
        lambda: [c.state for c in find(window, "styleList").card_model().cards] == ["learned"] * 2,
        timeout=60_000,
    )
    assert [card.name for card in cards] == ["Flowing strokes", "Ink hatching"]
    action(window, "undoAction").trigger()
    assert project.is_empty
    assert project.model_path() is None
    action(window, "redoAction").trigger()
    after = (project.photos, project.pictures("Flowing strokes"), project.pictures("Ink hatching"))
    assert after == before
    assert project.model_path().read_bytes() == boxed.read_bytes()
    qtbot.waitUntil(lambda: window.controller.workspace.preview.after is not None, timeout=60_000)


@pytest.mark.usefixtures("short")
def test_without_a_trained_sample_the_preview_stands_in(
    open_window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    monkeypatch.setattr(sample_project, "trained_sample", lambda: None)
    window = open_window(tmp_path / "project")
    space = window.controller.workspace
    click(window, "welcomeSampleButton")
    qtbot.waitUntil(lambda: space.preview.after is not None, timeout=110_000)
    assert not space.preview.source.trained
    assert find(window, "previewCanvas").badge == "Preview, not trained yet"


@pytest.mark.usefixtures("short", "boxed")
def test_a_project_with_a_model_of_its_own_keeps_it(open_window, modelled: Path, qtbot) -> None:
    window = open_window(modelled)
    space = window.controller.workspace
    model = space.project.model_path()
    action(window, "sampleAction").trigger()
    qtbot.waitUntil(lambda: not intake_of(window).busy, timeout=100_000)
    assert "Flowing strokes" in space.project.styles
    assert space.project.model_path() == model
