"""What comes into the library, by real drops, keys and clicks."""

from __future__ import annotations

import shutil

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragLeaveEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from lgt_app.state.collection.picture_import import Target
from lgt_app.state.project.project import Project

from ..hands import drop, mime_of
from .hands_on_pictures import card_centre, drag, empty_place, picture


def test_a_dropped_folder_becomes_a_style_and_what_is_refused_is_listed(
    panel, project, sources, settled
) -> None:
    view = panel.styles.cards.viewport()
    overlay = drag(view, mime_of(sources / "Ink"), empty_place(panel))
    assert overlay.isVisible()
    assert "Ink" in overlay.words
    drop(view, sources / "Ink", at=empty_place(panel))
    assert not overlay.isVisible()
    settled()
    assert project.styles == ("Ink",)
    assert len(project.pictures("Ink")) == 3
    assert (sources / "Ink" / "ink 0.png").exists(), "originals stay"
    (message,) = panel.messages
    assert "notes.txt” is not a picture file" in message.details
    assert "ink 0" in message.details
    assert "same picture" in message.details
    assert "hidden" not in message.details


def test_several_folders_are_several_styles_in_one_undo(panel, project, sources, settled) -> None:
    both = sources / "Ink", sources / "Stone"
    overlay = drag(panel.styles.cards.viewport(), mime_of(*both), empty_place(panel))
    assert "2 styles" in overlay.words
    drop(panel.styles.cards.viewport(), *both, at=empty_place(panel))
    settled()
    assert set(project.styles) == {"Ink", "Stone"}
    assert len(project.pictures("Stone")) == 3, "folders inside are read too"
    project.undo_stack.undo()
    assert project.styles == ()
    project.undo_stack.redo()
    assert set(project.styles) == {"Ink", "Stone"}


def test_a_folder_of_folders_gives_styles_and_photos(panel, project, sources, settled) -> None:
    drop(panel.styles.cards.viewport(), sources, at=empty_place(panel))
    settled()
    assert set(project.styles) == {"Ink", "Stone"}
    assert len(project.photos) == 3


def test_a_stray_picture_beside_folders_makes_no_style_of_them_all(
    panel, project, sources, settled
) -> None:
    picture(sources / "overview.jpg", seed=99)
    (sources / "Empty").mkdir()
    overlay = drag(panel.styles.cards.viewport(), mime_of(sources), empty_place(panel))
    assert overlay.words == "Add each folder in “sources” as a style"
    drop(panel.styles.cards.viewport(), sources, at=empty_place(panel))
    settled()
    assert (set(project.styles), len(project.photos)) == ({"Ink", "Stone"}, 3)
    details = panel.messages[-1].details
    assert "overview.jpg” lies beside the folders of styles" in details
    assert "Empty” holds no pictures" in details
    project.undo_stack.undo()
    assert project.is_empty, "one drop is one step"


def test_hundreds_of_folders_arrive_whole(panel, project, tmp_path, settled) -> None:
    for number in range(450):
        folder = tmp_path / "many" / f"{number:03d}"
        folder.mkdir(parents=True)
        Image.new("RGB", (64, 64), (number % 256, number // 2, 9)).save(folder / "a.png")
    drop(panel.styles.cards.viewport(), tmp_path / "many", at=empty_place(panel))
    settled()
    assert len(project.styles) == 450
    assert not panel.messages


def test_a_dropped_project_gives_its_styles(panel, project, sources, tmp_path, settled) -> None:
    other = Project(tmp_path / "other")
    for name in ("Ink", "Stone"):
        shutil.copytree(sources / name, other.styles_dir / name)
    shutil.copytree(sources / "photos", other.photos_dir, dirs_exist_ok=True)
    run = other.runs_dir / "001" / "samples"
    run.mkdir(parents=True)
    picture(run / "sample.png", seed=98)
    (run.parent / "metrics.csv").touch()
    view = panel.styles.cards.viewport()
    overlay = drag(view, mime_of(other.folder), empty_place(panel))
    assert overlay.words == "Add the styles of the project “other”"
    drop(view, other.folder, at=empty_place(panel))
    settled()
    assert (project.styles, len(project.photos)) == (("Ink", "Stone"), 3)
    drop(view, other.folder, at=card_centre(panel, "Ink"))
    settled()
    assert "is a project" in panel.messages[-1].details
    drop(view, other.runs_dir, other.styles_dir, at=empty_place(panel))
    settled()
    assert "runs" not in project.styles


def test_files_on_a_card_are_added_to_it(panel, project, sources, settled) -> None:
    panel.bring([sources / "Ink"])
    settled()
    more = sources / "Stone" / "deeper" / "stone 0.jpg"
    point = card_centre(panel, "Ink")
    overlay = drag(panel.styles.cards.viewport(), mime_of(more), point)
    assert overlay.words == "Add to “Ink”"
    assert overlay.height() < 140, "only the card is covered"
    drop(panel.styles.cards.viewport(), more, at=point)
    settled()
    assert len(project.pictures("Ink")) == 4


def test_leaving_hides_the_overlay_and_adds_nothing(panel, project, sources) -> None:
    view = panel.photos.grid.viewport()
    overlay = drag(view, mime_of(sources / "photos"), QPoint(40, 40))
    assert overlay.isVisible()
    QApplication.sendEvent(view, QDragLeaveEvent())
    assert not overlay.isVisible()
    assert project.photos == ()


def test_text_is_not_accepted(panel) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not drag(panel.photos.grid.viewport(), mime, QPoint(40, 40)).isVisible()


def test_the_same_photo_twice_is_refused(panel, project, sources, settled) -> None:
    panel.bring([sources / "photos"], Target("photos"))
    settled()
    panel.bring([sources / "photos" / "photo 1.jpg"], Target("photos"))
    settled()
    assert len(project.photos) == 3
    assert "same picture" in panel.messages[-1].details


def test_pasted_pixels_and_files_are_added(panel, project, sources, settled, clipboard) -> None:
    panel.bring([sources / "Ink"])
    settled()
    panel.photos.grid.setFocus()
    clipboard.setImage(QImage(str(sources / "photos" / "photo 0.jpg")))
    assert panel.paste()
    settled()
    assert [path.suffix for path in project.photos] == [".png"]
    panel.styles.cards.setFocus()
    panel.styles.cards.choose("Ink")
    clipboard.setMimeData(mime_of(sources / "Stone" / "deeper" / "stone 1.jpg"))
    assert panel.paste()
    settled()
    assert len(project.pictures("Ink")) == 4


def test_files_are_chosen_through_the_dialog(panel, project, sources, settled, monkeypatch) -> None:
    chosen = [str(sources / "photos" / "photo 0.jpg")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: (chosen, ""))
    QTest.mouseClick(panel.photos.add_button, Qt.MouseButton.LeftButton)
    settled()
    assert len(project.photos) == 1
    folder = str(sources / "Stone")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: folder)
    panel.styles.more_button.menu().actions()[0].trigger()
    settled()
    assert project.styles == ("Stone",)


def test_a_cut_off_file_is_not_let_in(panel, project, sources, settled) -> None:
    whole = (sources / "photos" / "photo 0.jpg").read_bytes()
    cut = sources / "cut.jpg"
    cut.write_bytes(whole[: len(whole) // 2])
    panel.bring([cut], Target("photos"))
    settled()
    assert project.photos == ()
    assert "damaged" in panel.messages[-1].details


def test_adding_shows_progress_and_can_be_cancelled(
    panel, project, tmp_path, settled, qtbot
) -> None:
    first = picture(tmp_path / "many" / "0.jpg", (800, 700))
    for number in range(1, 1500):
        (first.parent / f"{number}.jpg").write_bytes(first.read_bytes() + b"%d" % number)
    panel.bring([first.parent])
    progress = panel.findChild(QWidget, "intakeProgress")
    qtbot.waitUntil(lambda: progress.isVisible() and progress.value() > 0, timeout=10_000)
    QTest.mouseClick(panel.findChild(QPushButton, "intakeCancelButton"), Qt.MouseButton.LeftButton)
    settled()
    assert project.styles == ()
    incoming = project.folder / "incoming"
    assert not incoming.exists() or not any(incoming.iterdir())
    assert not progress.isVisible()


def test_welcome_has_three_ways_in(welcome, project, sources, qtbot, monkeypatch) -> None:
    overlay = drag(welcome, mime_of(sources / "Ink"), QPoint(500, 300))
    assert overlay.isVisible()
    drop(welcome, sources / "Ink", at=QPoint(500, 300))
    qtbot.waitUntil(lambda: project.styles == ("Ink",), timeout=5000)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(sources))
    QTest.mouseClick(welcome.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Stone" in project.styles, timeout=5000)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(project.folder))
    with qtbot.waitSignal(welcome.project_chosen):
        QTest.mouseClick(welcome.folder_button, Qt.MouseButton.LeftButton)
    assert "Open the project" in drag(welcome, mime_of(project.folder), QPoint(500, 300)).words
    with qtbot.waitSignal(welcome.project_chosen):
        drop(welcome, project.folder, at=QPoint(500, 300))


def test_the_sample_is_drawn_into_the_project_and_can_be_cancelled(
    welcome, panel, project, qtbot
) -> None:
    QTest.mouseClick(welcome.sample_button, Qt.MouseButton.LeftButton)
    progress = welcome.findChild(QWidget, "welcomeProgress")
    qtbot.waitUntil(lambda: progress.value() > 0, timeout=20_000)
    assert not welcome.sample_button.isEnabled()
    QTest.mouseClick(
        welcome.findChild(QPushButton, "welcomeCancelButton"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: not panel.picture_library.importer.busy, timeout=20_000)
    assert project.is_empty
    assert welcome.sample_button.isEnabled()
