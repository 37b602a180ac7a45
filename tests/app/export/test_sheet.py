"""The sheet: the photo by the values of any two settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListWidget

from lgt_app.panels.export.explore_sheet import ExploreDialog
from lgt_app.state.export.sheet import AXES, BRUSH, COLOURS, RUN, SEED
from lgt_app.workers.export.sheet_painting import cell_frame

from ..hands import click, find
from ..tiny_models import write_model
from .conftest import LEFT, STYLES


@pytest.fixture
def dialog(bar, qtbot) -> ExploreDialog:  # type: ignore[no-untyped-def]
    click(bar, "exploreButton")
    made = bar.window().findChild(ExploreDialog)
    qtbot.waitUntil(made.save_button.isEnabled, timeout=30_000)
    return made


def choose_axis(dialog, side: str, axis: str) -> QListWidget:  # type: ignore[no-untyped-def]
    """Choose a setting with the keyboard; its values."""
    box = find(dialog, f"explore{side}Axis")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(AXES.index(axis)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    return find(dialog, f"explore{side}Values")


def tick_only(values: QListWidget, *rows: int) -> None:
    """Tick these values with the keyboard, and no other."""
    for row in range(values.count()):
        ticked = values.item(row).checkState() is Qt.CheckState.Checked
        if ticked != (row in rows):
            values.setCurrentRow(row)
            QTest.keyClick(values, Qt.Key.Key_Space)


def press_keys(widget, *keys: Qt.Key) -> None:  # type: ignore[no-untyped-def]
    """Press one key after another."""
    widget.setFocus()
    for key in keys:
        QTest.keyClick(widget, key)


def drawn(dialog, qtbot) -> None:  # type: ignore[no-untyped-def]
    click(dialog, "exploreDrawButton")
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=30_000)


def click_cell(dialog, row: int, column: int) -> None:  # type: ignore[no-untyped-def]
    """Click a picture; column 0 is the photo."""
    place = dialog.sheet._place()
    scale = place.width() / dialog.sheet.image.width()
    middle = cell_frame(dialog._photo.size(), row, column).center() * scale
    QTest.mouseClick(dialog.sheet, LEFT, pos=(place.topLeft() + middle).toPoint())


def test_styles_and_strengths_are_drawn_saved_copied_and_used(
    dialog, exports, tmp_path, monkeypatch, clipboard
) -> None:
    sheet: QImage = dialog.sheet.image
    assert [len(each) for each in (dialog._rows, dialog._columns)] == [2, 4]
    colours = {
        QColor(sheet.pixelColor(x, sheet.height() // 2)).name() for x in range(sheet.width())
    }
    assert len(colours) > 20
    target = tmp_path / "out" / "sheet.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    click(dialog, "exploreSaveButton")
    assert QImage(str(target)).size() == sheet.size()
    click(dialog, "exploreCopyButton")
    assert clipboard.image().size() == sheet.size()
    click_cell(dialog, 1, 0)
    assert dialog.isVisible(), "the photo has no settings"
    exports.preview.set_look(style=STYLES[0], blend=((STYLES[1], 0.4),))
    click_cell(dialog, 0, 3)
    assert not dialog.isVisible()
    look = exports.preview.look
    assert (look.style, look.guidance, look.blend) == (STYLES[0], 1.5, ()), "as it was drawn"


def test_any_two_settings_stand_against_each_other(dialog, exports, qtbot) -> None:
    exports.preview.set_look(style="Stone")
    draw = find(dialog, "exploreDrawButton")
    tick_only(choose_axis(dialog, "Rows", COLOURS), 0, 4)
    columns = choose_axis(dialog, "Columns", COLOURS)
    assert not draw.isEnabled(), "two settings, not one twice"
    columns = choose_axis(dialog, "Columns", SEED)
    tick_only(columns)
    assert not draw.isEnabled()
    tick_only(columns, 0, 3)
    drawn(dialog, qtbot)
    assert set(dialog._cells) == {(row, column) for row in range(2) for column in range(2)}
    assert dialog._cells[0, 0] != dialog._cells[1, 0], "the photo's colours"
    press_keys(dialog.sheet, Qt.Key.Key_Return)
    assert dialog.isVisible(), "the photo has no settings"
    right, down = Qt.Key.Key_Right, Qt.Key.Key_Down
    press_keys(dialog.sheet, right, right, right, down, down)
    assert dialog.sheet.accessibleDescription().startswith("colours 1, seed 3."), "the last one"
    press_keys(dialog.sheet, Qt.Key.Key_Left, right, Qt.Key.Key_Enter)
    assert not dialog.isVisible()
    look = exports.preview.look
    assert (look.style, look.keep_colours, look.seed) == ("Stone", 1.0, 3)


def test_escape_closes_the_sheet_while_it_is_drawn_and_changes_nothing(
    dialog, exports, qtbot
) -> None:
    before, closed = exports.preview.look, []
    dialog.finished.connect(closed.append)
    tick_only(choose_axis(dialog, "Rows", COLOURS), 0, 1, 2)
    click(dialog, "exploreDrawButton")
    press_keys(dialog.sheet, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Escape)
    with qtbot.waitSignal(exports.sheet.finished) as ended:
        pass
    assert ended.args == [False], "what is not drawn is not needed any more"
    assert closed == [ExploreDialog.DialogCode.Rejected.value]
    assert exports.preview.look == before


def test_runs_and_brush_sizes_are_compared_and_one_is_used(dialog, exports, project, qtbot) -> None:
    target = project.runs_dir / "002" / "model.safetensors"
    other = write_model(target, ("Ink",), measured=False, brush_size=2.0)
    dialog.close()
    click(dialog.parent(), "exploreButton")
    again = next(d for d in dialog.parent().findChildren(ExploreDialog) if d.isVisible())
    qtbot.waitUntil(again.save_button.isEnabled, timeout=30_000)
    rows = choose_axis(again, "Rows", BRUSH)
    assert [rows.item(row).text() for row in range(2)] == ["brush size 100 %", "brush size 200 %"]
    rows = choose_axis(again, "Rows", RUN)
    assert [rows.item(row).text() for row in range(2)] == ["run 002", "run 001"]
    find(again, "exploreColumnsAxis").setCurrentIndex(0)
    drawn(again, qtbot)
    assert set(again._cells) == {(0, 0), (1, 0), (1, 1)}, "the run does not know Stone"
    click_cell(again, 0, 2)
    assert again.isVisible(), "nothing is there to use"
    click_cell(again, 0, 1)
    preview = exports.preview
    qtbot.waitUntil(lambda: preview.sources.of("Ink").path == other, timeout=30_000)
    assert preview.look.style == "Ink"


def test_drawing_can_be_cancelled_and_begun_again(dialog, qtbot) -> None:
    click(dialog, "exploreDrawButton")
    draw = find(dialog, "exploreDrawButton")
    assert draw.text() == "Cancel"
    click(dialog, "exploreDrawButton")
    qtbot.waitUntil(lambda: draw.text() == "Draw", timeout=30_000)
    assert len(dialog._cells) < 8
    drawn(dialog, qtbot)
    assert len(dialog._cells) == 8
