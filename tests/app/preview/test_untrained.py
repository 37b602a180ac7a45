"""Styles that nobody trained: seen at once, marked, replaced by what is learned."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.run import Phase
from lgt_app.widgets.pictures.style_cards import StyleCard

from ..conftest import TINY
from ..hands import click, drop, find
from ..tiny_models import write_model

MARK = "Preview, not trained yet"


def card(window, name: str) -> StyleCard:  # type: ignore[no-untyped-def]
    model = find(window, "styleList").card_model()
    return model.cards[model.row_of(name)]


def spoken(window, name: str) -> str:  # type: ignore[no-untyped-def]
    """What a screen reader says of a card."""
    model = find(window, "styleList").card_model()
    return str(model.index(model.row_of(name)).data(Qt.ItemDataRole.AccessibleTextRole))


def wait_for_preview(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    preview = window.controller.workspace.preview
    qtbot.waitUntil(
        lambda: preview.after is not None and not preview.busy and preview.source is not None,
        timeout=90_000,
    )


def wait_for_styles(window, qtbot, *names: str) -> None:  # type: ignore[no-untyped-def]
    """The first style is previewed alone, because it is seen sooner; the others follow."""
    preview = window.controller.workspace.preview
    qtbot.waitUntil(lambda: set(preview.styles) == set(names), timeout=60_000)
    wait_for_preview(window, qtbot)


def test_a_project_without_training_shows_its_styles_marked_as_a_preview_until_one_fails(
    open_window, filled: Path, qtbot
) -> None:
    (filled / "styles" / "Ink" / "broken.png").write_bytes(b"left out")
    (filled / "styles" / "Empty").mkdir()
    (filled / "runs" / "001").write_text("in the way of a training")
    window = open_window(filled)
    wait_for_styles(window, qtbot, "Ink", "Stone")
    space, canvas = window.controller.workspace, find(window, "previewCanvas")
    assert space.preview.after != space.preview.before
    assert canvas.badge == MARK
    assert MARK in canvas.accessibleDescription()
    for name in ("Ink", "Stone"):
        qtbot.waitUntil(lambda n=name: card(window, n).state_words == MARK, timeout=10_000)
        assert card(window, name).state == "untrained"
        assert MARK in spoken(window, name)
    assert find(window, "refineButton").isEnabled()
    assert find(window, "exportButton").isEnabled()
    assert not space.exports.has_trained
    assert card(window, "Empty").state == ""

    model = filled / "untrained" / "model.safetensors"
    first = model.stat().st_mtime_ns
    window.controller.open_project(filled.parent / "other")
    window.controller.open_project(filled)
    wait_for_styles(window, qtbot, "Ink", "Stone")
    assert model.stat().st_mtime_ns == first, "it is made anew only for other pictures"
    space, canvas = window.controller.workspace, find(window, "previewCanvas")
    space.project.remove_pictures("Stone", space.project.pictures("Stone")[:1])
    qtbot.waitUntil(lambda: model.stat().st_mtime_ns != first, timeout=60_000)

    space.project.rename_style("Ink", "Pen")
    qtbot.waitUntil(lambda: space.preview.look.style == "Pen", timeout=60_000)
    wait_for_preview(window, qtbot)
    assert canvas.badge == MARK

    click(window, "trainButton")
    qtbot.waitUntil(lambda: card(window, "Pen").state == "failed", timeout=90_000)
    assert space.run.phase is Phase.FAILED
    assert "Training failed" in spoken(window, "Pen")


def test_pictures_dropped_on_an_empty_window_stylize_the_photo_until_a_training_does(
    open_window, tmp_path: Path, pictures: Path, qtbot
) -> None:
    shutil.copytree(pictures / "Holiday", tmp_path / "drop" / "photos")
    shutil.copytree(pictures / "Ink", tmp_path / "drop" / "Ink")
    window = open_window(tmp_path / "empty")
    space = window.controller.workspace
    drop(space.welcome, tmp_path / "drop")
    wait_for_preview(window, qtbot)
    assert space.preview.look.style == "Ink"
    assert find(window, "previewCanvas").badge == MARK

    space.run.set_options(TrainingOptions("custom", 1.0, {**TINY, "training.max_steps": 4}))
    states = []
    space.style_states.changed.connect(lambda: states.append(space.style_states.of("Ink")[0]))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: space.run.phase is Phase.FINISHED, timeout=110_000)
    qtbot.waitUntil(
        lambda: space.preview.source is not None and space.preview.source.trained, timeout=30_000
    )
    assert "training" in states
    wait_for_preview(window, qtbot)
    assert find(window, "previewCanvas").badge == ""
    qtbot.waitUntil(lambda: card(window, "Ink").state_words == "Learned", timeout=10_000)
    assert "Learned" in spoken(window, "Ink")


def test_a_new_style_beside_trained_ones_is_previewed_and_blends_with_none_of_them(
    open_window, modelled: Path, pictures: Path, qtbot
) -> None:
    window = open_window(modelled)
    wait_for_preview(window, qtbot)
    space, canvas = window.controller.workspace, find(window, "previewCanvas")
    assert canvas.badge == ""
    assert card(window, "Ink").state == "learned"
    shutil.copytree(pictures / "Stone", modelled.parent / "Wood")
    space.pictures_panel.bring([modelled.parent / "Wood"])
    qtbot.waitUntil(lambda: space.preview.look.style == "Wood", timeout=60_000)
    wait_for_preview(window, qtbot)
    assert canvas.badge == MARK
    assert not find(window, "blendSelector").isEnabled()
    names = [find(window, "styleSelector").itemText(i) for i in range(3)]
    assert names == ["Ink", "Stone", "Wood"]
    find(window, "styleList").choose("Ink")
    wait_for_preview(window, qtbot)
    assert canvas.badge == ""
    assert find(window, "blendSelector").isEnabled()
    assert card(window, "Wood").state == "untrained"


def test_a_style_without_a_readable_picture_keeps_no_other_from_its_preview(
    open_window, filled: Path, qtbot
) -> None:
    for path in (filled / "styles" / "Ink").iterdir():
        path.write_bytes(b"no picture")
    window = open_window(filled)
    wait_for_styles(window, qtbot, "Stone")
    assert window.controller.workspace.preview.look.style == "Stone"
    assert card(window, "Ink").state_words == "Not trained yet"


def test_a_learned_style_stays_learned_under_another_name(
    open_window, modelled: Path, qtbot
) -> None:
    window = open_window(modelled)
    wait_for_preview(window, qtbot)
    space, cards = window.controller.workspace, find(window, "styleList")
    space.project.rename_style("Stone", "Rock")
    qtbot.waitUntil(lambda: card(window, "Rock").state == "learned", timeout=10_000)
    cards.choose("Rock")
    wait_for_preview(window, qtbot)
    assert find(window, "previewCanvas").badge == ""
    assert space.preview.look.style == "Stone"
    assert cards.current() == "Rock"
    space.project.undo_stack.undo()
    assert space.preview.sources.learned_name("Stone") == "Stone"


def test_a_style_that_the_newest_run_left_out_is_shown_by_the_run_that_knows_it(
    modelled: Path, lanes, qtbot
) -> None:
    write_model(modelled / "runs" / "002" / "model.safetensors", ("Stone",), measured=False)
    (modelled / "runs" / "003").mkdir()
    (modelled / "runs" / "003" / "model.safetensors").write_bytes(b"not a model")
    project = Project(modelled)
    project.rename_style("Ink", "Water")
    project.set_value("learned_names", {"Water": "Ink"})
    preview = PreviewState(project, lanes)
    preview.open_last_photo()
    preview.set_model(modelled / "runs" / "002" / "model.safetensors")
    qtbot.waitUntil(lambda: preview.sources.learned_name("Water") == "Ink", timeout=30_000)
    known = {name: preview.sources.of(name) for name in ("Ink", "Stone")}
    assert {name: each.path.parent.name for name, each in known.items()} == {
        "Ink": "001", "Stone": "002",
    }  # fmt: skip
    assert (known["Ink"].can_refine, known["Stone"].can_refine) == (True, False)
    preview.choose_style("Water")
    shown = lambda: preview.after_look is not None and preview.after_look.style == "Ink"  # noqa: E731
    qtbot.waitUntil(shown, timeout=30_000)
