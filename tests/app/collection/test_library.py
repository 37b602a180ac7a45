"""The library panel, with real keys and clicks."""

from __future__ import annotations

import shutil

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from lgt_app.state.collection.picture_import import Target

from .hands_on_pictures import card_centre, picture


def test_new_style_is_named_at_once_and_renamed_with_f2(panel, project, qtbot) -> None:
    QTest.mouseClick(panel.findChild(QPushButton, "addStyleButton"), Qt.MouseButton.LeftButton)
    editor = panel.findChild(QLineEdit, "styleNameEditor")
    qtbot.wait(500)  # the doctor looks at the new style meanwhile
    QTest.keyClicks(editor, "Watercolour")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: project.styles == ("Watercolour",))
    panel.styles.cards.setFocus()
    QTest.keyClick(panel.styles.cards, Qt.Key.Key_F2)
    editor = panel.findChild(QLineEdit, "styleNameEditor")
    editor.selectAll()
    QTest.keyClicks(editor, "Gouache")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: project.styles == ("Gouache",))
    assert panel.styles.cards.current() == "Gouache"


def test_delete_key_deletes_a_style_and_undo_brings_it_back(
    panel, project, sources, settled
) -> None:
    panel.bring([sources / "Ink"])
    settled()
    panel.messages.clear()
    panel.styles.cards.choose("Ink")
    QTest.keyClick(panel.styles.cards, Qt.Key.Key_Delete)
    assert project.styles == ()
    (text, undo), *_ = panel.messages[-1].actions
    assert text == "Undo"
    undo()
    assert len(project.pictures("Ink")) == 3


def test_inside_a_style_pictures_are_removed_and_come_back(
    panel, project, sources, settled
) -> None:
    panel.bring([sources / "Ink"])
    settled()
    view = panel.styles.cards.viewport()
    point = card_centre(panel, "Ink")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert panel.inside.isVisible()
    grid = panel.inside.grid
    QTest.mouseClick(
        grid.viewport(), Qt.MouseButton.LeftButton,
        pos=grid.visualRect(grid.model().index(0)).center(),
    )  # fmt: skip
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert len(project.pictures("Ink")) == 2
    project.undo_stack.undo()
    assert len(project.pictures("Ink")) == 3
    QTest.mouseClick(panel.inside.back_button, Qt.MouseButton.LeftButton)
    assert panel.styles.isVisible()


def test_deleting_the_open_style_leads_back_to_all(panel, project, sources, settled) -> None:
    panel.bring([sources / "Ink"])
    settled()
    panel.open_style("Ink")
    project.rename_style("Ink", "Pen")
    assert panel.inside.collection == "Pen"
    project.remove_style("Pen")
    assert panel.styles.isVisible()


def test_clicking_a_photo_chooses_it(panel, project, sources, settled, qtbot) -> None:
    panel.bring([sources / "photos"], Target("photos"))
    settled()
    grid = panel.photos.grid
    with qtbot.waitSignal(panel.photo_chosen) as chosen:
        QTest.mouseClick(
            grid.viewport(), Qt.MouseButton.LeftButton,
            pos=grid.visualRect(grid.model().index(1)).center(),
        )  # fmt: skip
    assert chosen.args == [project.photos[1]]


def test_the_doctor_marks_what_would_spoil_a_training(
    panel, project, sources, settled, qtbot
) -> None:
    panel.bring([sources / "Ink", sources / "Stone"])
    settled()
    ink = project.dir_of("Ink")
    picture(ink / "small.png", (100, 90))
    shutil.copy(ink / "ink 1.png", ink / "zz copy.png")
    shutil.copy(ink / "ink 2.png", project.dir_of("Stone") / "shared.png")
    whole = picture(ink / "broken.jpg", (900, 900)).read_bytes()
    (ink / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    project.refresh()
    dataset_checker = panel.picture_library.dataset_checker
    qtbot.waitUntil(lambda: len(dataset_checker.marked("Ink")) == 3, timeout=5000)
    codes = {path.name: dataset_checker.mark(path).code for path in dataset_checker.marked("Ink")}
    assert codes == {"small.png": "tiny", "zz copy.png": "double", "broken.jpg": "unreadable"}
    assert dataset_checker.mark(project.dir_of("Stone") / "shared.png").code == "shared"
    panel.open_style("Ink")
    QTest.mouseClick(panel.inside.select_marked, Qt.MouseButton.LeftButton)
    assert len(panel.inside.grid.selected_paths()) == 3
    panel.inside.remove_selected()
    qtbot.waitUntil(lambda: not dataset_checker.marked("Ink"), timeout=5000)


def test_unbalanced_styles_are_said(panel, tmp_path, settled) -> None:
    for name, count in (("A", 12), ("B", 12), ("C", 1)):
        for number in range(count):
            picture(tmp_path / name / f"{number}.png", seed=number + 40 * (1 + ord(name) - 65))
    panel.bring([tmp_path / name for name in "ABC"])
    settled()
    assert panel.picture_library.dataset_checker.style_mark("C").code == "unbalanced"
    assert panel.picture_library.dataset_checker.style_mark("A") is None
