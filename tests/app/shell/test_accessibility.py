"""For everyone: names for a screen reader, keys alone, high contrast, no motion, large letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from lgt_app import contrast, theme
from lgt_app.contrast import contrast_ratio
from lgt_app.panels.close_question import CloseQuestion
from lgt_app.widgets.basics import NameBox, show_busy
from lgt_app.widgets.menu import Menu

from ..hands import action, find

DIALOGS = (
    "settings", "shortcuts", "log", "about", "commands", "advanced", "batch", "export", "explore",
)  # fmt: skip
#: What a screen of 1280 × 800 leaves for a dialog.
ROOM = (1264, 752)
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def words(widget: QWidget, kind: QAccessible.Text = QAccessible.Text.Description) -> str:
    """What a screen reader reads."""
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def unnamed(window: QWidget) -> list[str]:
    """What can have the focus in this window and has no name for a screen reader."""
    return [
        f"{type(each).__name__} “{each.objectName()}” in {each.parent()}"
        for each in [window, *window.findChildren(QWidget)]
        if (each.focusPolicy() != Qt.FocusPolicy.NoFocus or each is window)
        and each.focusProxy() is None
        and not each.objectName().startswith("qt_")  # parts of Qt's own controls
        and not (isinstance(each, QLabel) and not each.text())
        and not words(each, QAccessible.Text.Name).strip()
    ]


def without_tip(window: QWidget) -> list[str]:
    """Controls that say nothing under the mouse."""
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
    return [
        f"{type(each).__name__} “{each.objectName()}” in {each.parent()}"
        for each in window.findChildren(QWidget)
        if isinstance(each, kinds)
        and not isinstance(each, QScrollBar)
        and not each.objectName().startswith("qt_")
        and not isinstance(each.parent(), QAbstractSpinBox | QComboBox | QLineEdit)
        and not each.toolTip()
    ]


@pytest.fixture
def large_letters(qapp: QApplication):  # type: ignore[no-untyped-def]
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(2 * before.pointSizeF())
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.mark.usefixtures("large_letters")
def test_everything_has_a_name_and_every_dialog_fits_with_large_letters(
    open_window, trained: Path, qtbot
) -> None:
    window = open_window(trained)
    preview = window.controller.workspace.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=60_000)
    assert not unnamed(window)
    assert not without_tip(window)
    for name in DIALOGS:
        action(window, f"{name}Action").trigger()
        opened = [each for each in window.findChildren(QDialog) if each.isVisible()]
        assert opened, name
        for dialog in opened:
            assert not unnamed(dialog), name
            assert name not in ("settings", "advanced") or not without_tip(dialog), name
            least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
            assert least.width() <= ROOM[0], name
            assert least.height() <= ROOM[1], name
            dialog.close()
    assert not unnamed(CloseQuestion(lambda: None, window))


def test_the_canvas_is_used_by_keys_alone_and_says_what_it_shows(
    open_window, modelled: Path, qtbot
) -> None:
    window = open_window(modelled)
    space = window.controller.workspace
    canvas, preview = space.preview_panel.canvas, space.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=60_000)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert "Divider at 52 %" in words(canvas)
    assert preview.photo.name in words(canvas)
    assert "At the right: Ink" in words(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.divider == 1.0
    QTest.keyClick(canvas, Qt.Key.Key_Plus, CTRL)  # the menu's key
    assert not canvas.is_fitted
    QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    assert canvas.divider == pytest.approx(0.98)
    canvas.zoom_to(16.0)
    before = canvas.picture_places()[0][1].center().x()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Right, CTRL)
    assert canvas.picture_places()[0][1].center().x() == pytest.approx(before - 80)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.is_fitted
    first = preview.photo
    QTest.keyClick(window, Qt.Key.Key_PageDown, CTRL)
    assert preview.photo != first
    QTest.keyClick(window, Qt.Key.Key_PageUp, CTRL)
    assert preview.photo == first
    qtbot.waitUntil(lambda: not preview.busy, timeout=60_000)
    strokes_by_keys(window)
    sliders_speak(window)


def strokes_by_keys(window: QWidget) -> None:
    """A stroke of several arrows is one step to undo; the brush stays in view."""
    space = window.controller.workspace
    QTest.keyClick(window, Qt.Key.Key_B)
    layer = find(window, "brushLayer")
    steps = space.project.undo_stack.count()
    for _ in range(4):
        QTest.keyPress(layer, Qt.Key.Key_Right, SHIFT)
    QTest.keyRelease(layer, Qt.Key.Key_Right, SHIFT)
    assert space.project.undo_stack.count() == steps + 1
    mask = space.masks.image
    assert mask.pixelColor(mask.width() // 2, mask.height() // 2).value() < 20
    QTest.keyClicks(layer, "5")
    assert "strength 50 %" in words(layer)
    QTest.keyClicks(layer, "e")
    assert "eraser" in words(layer)
    for _ in range(200):
        QTest.keyClick(layer, Qt.Key.Key_Left)
    assert layer.rect().contains(layer._hover.toPoint())
    QTest.keyClick(layer, Qt.Key.Key_Escape)
    action(window, "undoAction").trigger()


def sliders_speak(window: QWidget) -> None:
    """The value in words, also when a number box moved the slider."""
    strength = find(window, "guidanceSlider")
    assert words(strength).startswith("1.00, normal. How strong")
    QTest.keyClick(strength, Qt.Key.Key_Right)
    assert words(strength).startswith("1.05, between normal and full.")
    find(window, "guidanceSpinBox").setValue(2.0)
    assert words(strength).startswith("2.00, exaggerated.")
    strip = find(window, "guidanceStrip")
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert words(strip).startswith("0, picture 1 of 5.")


def test_disabled_entries_of_a_menu_are_reached_by_keys_and_do_nothing(qtbot) -> None:
    menu = Menu("Edit")
    qtbot.addWidget(menu)
    done: list[str] = []
    menu.addAction("Paste", lambda: done.append("paste")).setEnabled(False)
    menu.addAction("Copy", lambda: done.append("copy"))
    menu.popup(QPoint(0, 0))
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text() == "Paste"
    entry = QAccessible.queryAccessibleInterface(menu).child(0)
    assert entry.text(QAccessible.Text.Name) == "Paste"
    assert entry.state().disabled
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert not done
    assert menu.isVisible()


def night_palette(_: QApplication) -> QPalette:
    """High contrast as Windows has it: white on black, yellow for what is chosen."""
    role, made = QPalette.ColorRole, QPalette()
    for which in (role.Window, role.Base, role.Button):
        made.setColor(which, QColor("#000000"))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(which, QColor("#ffffff"))
    made.setColor(role.Highlight, QColor("#ffff00"))
    made.setColor(role.HighlightedText, QColor("#000000"))
    made.setColor(QPalette.ColorGroup.Disabled, role.WindowText, QColor("#3ff23f"))
    return made


def test_high_contrast_of_the_system_is_stronger_than_a_theme(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    plain = contrast.system_palette(qapp)
    assert not contrast.is_contrast(plain)
    assert not any(contrast.is_contrast(theme.palette(each)) for each in (theme.LIGHT, theme.DARK))
    monkeypatch.setattr(contrast, "system_palette", night_palette)
    try:
        theme.apply(qapp, "light")
        tokens = theme.current()
        for text in (tokens.text, tokens.muted, tokens.accent, tokens.bad, tokens.disabled):
            assert contrast_ratio(QColor(text), QColor(tokens.window)) >= 7, text
        assert contrast_ratio(QColor(tokens.on_selection), QColor(tokens.selection)) >= 7
        label = QLabel("")
        qtbot.addWidget(label)
        label.setAutoFillBackground(True)
        label.show()
        assert label.grab().toImage().pixelColor(2, 2) == QColor("#000000")
    finally:
        monkeypatch.undo()
        theme.apply(qapp, "light")
    assert not theme.current().contrast


def test_nothing_moves_by_itself_where_that_is_wished(qapp: QApplication, qtbot) -> None:
    bar = QProgressBar()
    qtbot.addWidget(bar)
    theme.apply(qapp, "light", still=False)
    show_busy(bar)
    assert bar.maximum() == 0, "stripes move"
    theme.apply(qapp, "light", still=True)
    try:
        show_busy(bar)
        assert (bar.minimum(), bar.maximum(), bar.value()) == (0, 1, 0)
        style = bar.style()
        assert style.styleHint(style.StyleHint.SH_Widget_Animation_Duration, None, bar) == 0
    finally:
        theme.apply(qapp, "light")


def test_a_name_without_room_ends_with_dots(qtbot) -> None:
    box = NameBox()
    qtbot.addWidget(box)
    box.addItem("Flowing strokes of a very long name")
    box.resize(box.sizeHint().width() + 20, 30)
    box.show()
    assert box.shown_name() == box.currentText()
    box.resize(110, 30)
    assert box.shown_name().startswith("Flow")
    assert box.shown_name().endswith("…")
