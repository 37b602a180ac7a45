"""The project: what it keeps, what can be undone, what a crash leaves."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from lgt_app.state.project.names import free_name, safe_name
from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.state.project.project_file import (
    BACKUP_NAMES,
    DAMAGED_NAME,
    FILE_NAME,
    ProjectError,
    read_project,
)


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
    project.add_all([(PHOTOS, "", stage(project, *files(pictures / "Holiday")))])
    project.set_value("look", {"guidance": 1.5})
    again = Project(project.folder)
    assert again.styles == ("Ink",)
    assert len(again.pictures("Ink")) == 2
    assert len(again.photos) == 4
    assert again.value("look") == {"guidance": 1.5}


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
    project.add_all([("Ink", "", stage(project, picture))])
    project.add_all([("Ink", "", stage(project, picture))])
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
        project.add_all([("Ink", "", staged)])
    assert len(project.pictures("Ink")) == 2
    assert staged[0].exists()


@pytest.mark.parametrize("damage", ["{ torn", "", "[]", "{}", '{"version": "1"}', None])
def test_a_damaged_file_opens_from_its_backup(project: Project, damage: str | None) -> None:
    project.set_value("a", 1)
    project.set_value("a", 2)
    path = project.folder / FILE_NAME
    path.unlink() if damage is None else path.write_text(damage, encoding="utf-8")
    assert Project.is_project(project.folder)
    again = Project(project.folder)
    assert again.value("a") == 1
    assert again.restored_from == project.folder / BACKUP_NAMES[0]
    if damage is not None:
        assert (project.folder / DAMAGED_NAME).read_text(encoding="utf-8") == damage
    assert Project(project.folder).restored_from is None, "it is whole again"


def test_a_damaged_file_never_becomes_a_backup(project: Project) -> None:
    project.set_value("a", 1)
    project.set_value("a", 2)
    for value in (3, 4):
        (project.folder / FILE_NAME).write_text("[", encoding="utf-8")
        assert Project(project.folder).value("a") == 1
        project.set_value("a", value)
        assert read_project(project.folder).values == {"a": value}
        (project.folder / BACKUP_NAMES[0]).write_bytes((project.folder / FILE_NAME).read_bytes())
        project.set_value("a", 1)
        project.set_value("a", 2)


def test_the_last_sessions_are_kept_too(project: Project) -> None:
    for session in (1, 2, 3):
        again = Project(project.folder)
        again.set_value("session", session)
        again.set_value("noise", session)
    path = project.folder
    for name in (FILE_NAME, BACKUP_NAMES[0]):
        (path / name).write_text("[", encoding="utf-8")
    assert read_project(path).values["session"] == 2, "as the last session began"
    (path / BACKUP_NAMES[1]).unlink()
    assert read_project(path).values["session"] == 1


def test_it_is_never_without_a_whole_file(project: Project, monkeypatch) -> None:
    """At each step of a save, and where the file system knows no links."""
    project.set_value("a", 1)
    seen = []

    def looked(source: str, target: str) -> None:
        seen.append(read_project(project.folder).values)
        real(source, target)

    real = os.replace
    monkeypatch.setattr(os, "replace", looked)
    project.set_value("a", 2)

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    project.set_value("a", 3)
    assert [values["a"] for values in seen] == [1, 1, 2, 2]
    assert json.loads((project.folder / BACKUP_NAMES[0]).read_text())["values"] == {"a": 2}


def test_all_files_damaged_is_said(project: Project) -> None:
    for name in (FILE_NAME, *BACKUP_NAMES):
        (project.folder / name).write_text("[", encoding="utf-8")
    with pytest.raises(ProjectError, match="damaged") as caught:
        Project(project.folder)
    assert "Delete project.json" in caught.value.next_step


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
    Project(project.folder)
    assert not (project.folder / "incoming").exists()


def test_an_undone_addition_lies_in_the_trash(project: Project, pictures: Path) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.add_all([(PHOTOS, "", stage(project, *files(pictures / "Holiday")))])
    for _ in range(2):
        project.undo_stack.undo()
        project.undo_stack.undo()
        assert project.is_empty
        assert len(list((project.folder / "trash").rglob("*.*g"))) == 6
        project.undo_stack.redo()
        project.undo_stack.redo()
        assert (len(project.pictures("Ink")), len(project.photos)) == (2, 4)
    project.undo_stack.undo()
    project.undo_stack.undo()
    Project(project.folder)
    assert len(list((project.folder / "trash").rglob("*.*g"))) == 6


_DAY = 86_400.0


def test_the_trash_keeps_a_month(project: Project, pictures: Path, monkeypatch) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.remove_style("Ink")
    now = time.time()
    for day in range(0, 31, 5):
        monkeypatch.setattr(time, "time", lambda day=day: now + day * _DAY)
        Project(project.folder)
        assert len(list((project.folder / "trash").rglob("*.png"))) == 2, f"day {day}"
    monkeypatch.setattr(time, "time", lambda: now + 36 * _DAY)
    Project(project.folder)
    assert not list((project.folder / "trash").rglob("*.png"))


@pytest.mark.parametrize("jumps", [(3650,), (-3650, 0), (3650, 0, 3650), (20, -400, 20)])
def test_a_clock_that_jumps_does_not_empty_the_trash(
    project: Project, pictures: Path, monkeypatch, jumps: tuple[int, ...]
) -> None:
    project.add_style("Ink", stage(project, *files(pictures / "Ink")))
    project.remove_style("Ink")
    Project(project.folder)
    now = time.time()
    for days in jumps:
        monkeypatch.setattr(time, "time", lambda days=days: now + days * _DAY)
        Project(project.folder)
        assert len(list((project.folder / "trash").rglob("*.png"))) == 2


def test_ages_that_were_lost_make_nothing_old(project: Project) -> None:
    old = project.folder / "trash" / "1000-abc"
    old.mkdir(parents=True)
    ages = project.folder / "trash" / "ages.json"
    for text in ("{", "[]", '{"seen": "x", "ages": {}}', '{"seen": 1}', '{"seen": 1, "ages": []}'):
        ages.write_text(text)
        Project(project.folder)
        assert old.exists()
