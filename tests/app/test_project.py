"""The project: what it keeps, what can be undone, what a crash leaves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from lgt_app.state.names import free_name, safe_name
from lgt_app.state.project import PHOTOS, Project
from lgt_app.state.project_file import ProjectError


@pytest.fixture
def project(tmp_path: Path, qapp: QApplication) -> Project:  # noqa: ARG001
    return Project(tmp_path / "project")


def stage(project: Project, *sources: Path) -> list[Path]:
    """Copy files to where pictures come in."""
    folder = project.new_incoming_dir()
    folder.mkdir(parents=True)
    return [Path(shutil.copy(source, folder / source.name)) for source in sources]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_everything_is_there_after_reopening(project: Project, pictures: Path) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.add_pictures(PHOTOS, stage(project, *files(pictures / "Holiday")))
    project.set_value("look", {"guidance": 1.5})
    project.set_name("Summer")
    again = Project(project.folder)
    assert again.styles == ("Ink",)
    assert len(again.pictures("Ink")) == 2
    assert len(again.photos) == 4
    assert again.value("look") == {"guidance": 1.5}
    assert again.name == "Summer"


def test_every_change_can_be_undone_and_redone(project: Project, pictures: Path) -> None:
    stack = project.undo_stack
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.rename_style("Ink", "Pen")
    project.remove_pictures("Pen", project.pictures("Pen")[:1])
    project.remove_style("Pen")
    assert project.styles == ()
    stack.undo()
    assert len(project.pictures("Pen")) == 1
    stack.undo()
    assert len(project.pictures("Pen")) == 2
    stack.undo()
    assert project.styles == ("Ink",)
    stack.undo()
    assert project.is_empty
    for _ in range(4):
        stack.redo()
    assert project.styles == ()
    stack.undo()
    assert project.styles == ("Pen",)


def test_deleted_pictures_lie_in_the_trash(project: Project, pictures: Path) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.remove_style("Ink")
    assert len(list((project.folder / "trash").rglob("*.png"))) == 2


def test_names_never_collide(project: Project, pictures: Path) -> None:
    assert project.add_style("Ink") == "Ink"
    assert project.add_style("ink") == "ink 2"
    assert project.rename_style("ink 2", "INK") == "INK 2"
    picture = files(pictures / "Ink")[0]
    project.add_pictures("Ink", stage(project, picture))
    project.add_pictures("Ink", stage(project, picture))
    assert len(project.pictures("Ink")) == 2


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Van Gogh", "Van Gogh"),
        ("a/b\\c:d", "a b c d"),
        ("  .. ", "Style"),
        ("CON", "CON style"),
        ("x" * 90, "x" * 60),
        ("Кисть 筆", "Кисть 筆"),
    ],
)
def test_names_are_safe_on_every_system(wanted: str, name: str) -> None:
    assert safe_name(wanted) == name


def test_free_names_ignore_case() -> None:
    assert free_name("Ink", ["ink", "INK 2"]) == "Ink 3"


def test_a_change_that_fails_is_taken_back(project: Project, pictures: Path) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    staged = stage(project, *files(pictures / "Stone"))
    staged[1].unlink()
    with pytest.raises(ProjectError):
        project.add_pictures("Ink", staged)
    assert len(project.pictures("Ink")) == 2
    assert staged[0].exists()


def test_a_damaged_file_opens_from_its_backup(project: Project) -> None:
    project.set_value("a", 1)
    project.set_value("a", 2)
    (project.folder / "project.json").write_text("{ torn", encoding="utf-8")
    assert Project(project.folder).value("a") == 1


def test_both_files_damaged_is_said(project: Project) -> None:
    for name in ("project.json", "project.json.bak"):
        (project.folder / name).write_text("[", encoding="utf-8")
    with pytest.raises(ProjectError, match="damaged") as caught:
        Project(project.folder)
    assert "Delete project.json" in caught.value.todo


def test_a_newer_project_is_refused_untouched(project: Project) -> None:
    path = project.folder / "project.json"
    path.write_text(json.dumps({"version": 99}), encoding="utf-8")
    with pytest.raises(ProjectError, match="newer"):
        Project(project.folder)
    assert json.loads(path.read_text(encoding="utf-8")) == {"version": 99}


def test_files_from_outside_are_found(project: Project, pictures: Path, qtbot) -> None:
    shutil.copytree(pictures / "Ink", project.styles_dir / "Ink")
    with qtbot.waitSignals([project.styles_changed, project.pictures_changed]):
        project.refresh()
    assert len(project.pictures("Ink")) == 2


def test_leftovers_of_a_crash_are_cleared(project: Project, pictures: Path) -> None:
    stage(project, *files(pictures / "Ink"))
    old = project.folder / "trash" / "1000-abc"
    old.mkdir(parents=True)
    Project(project.folder)
    assert not (project.folder / "incoming").exists()
    assert not old.exists()
