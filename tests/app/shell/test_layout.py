"""Nothing covers anything and nothing is cut, at every size and with large letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollBar,
    QWidget,
)

from lgt_app.widgets.basics import Elided

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLabel)
ROOT = Path(__file__).parents[3]

#: What a window has of some screens: 1366 × 768 at 125 %, 1920 × 1080 at 175 %, and plain ones.
SIZES = ((1093, 560), (1097, 560), (1280, 760), (1920, 1040), (700, 480))


def controls(window: QWidget) -> list[QWidget]:
    """The controls that a person can see, without the parts that Qt makes of them."""
    found = [each for kind in CONTROLS for each in window.findChildren(kind)]
    return [
        each
        for each in found
        if each.isVisible()
        and not isinstance(each, QScrollBar)
        and not each.objectName().startswith("qt_")
        and not isinstance(each.parent(), QAbstractSpinBox | QComboBox)
        and each.parent().objectName() != "qt_scrollarea_viewport"  # hints over empty lists
    ]


def faults(window: QWidget) -> list[str]:
    """Controls that cover each other or have less room than their text needs."""
    said = []
    shown = {each: QRect(each.mapTo(window, QPoint()), each.size()) for each in controls(window)}
    for (one, here), (other, there) in combinations(shown.items(), 2):
        if one.parent() is other.parent() and here.intersects(there):
            said.append(f"{name(one)} and {name(other)} overlap")
    for each, place in shown.items():
        elided = isinstance(each, Elided) or (isinstance(each, QLabel) and each.wordWrap())
        if not elided and place.width() < each.minimumSizeHint().width():
            said.append(f"{name(each)} is {place.width()} wide, not {each.minimumSizeHint()}")
        height = min(each.minimumSizeHint().height(), each.sizeHint().height())
        if not isinstance(each, QLabel) and place.height() < height:
            said.append(f"{name(each)} is {place.height()} high, not {height}")
    return said


def name(widget: QWidget) -> str:
    """For a failure's text."""
    return widget.objectName() or getattr(widget, "text", lambda: type(widget).__name__)()


@pytest.fixture
def letters(qapp: QApplication):  # type: ignore[no-untyped-def]
    """Set the size of the system's letters in points."""
    before = qapp.font()

    def use(points: float) -> None:
        font = QFont(before)
        font.setPointSizeF(points)
        qapp.setFont(font)

    yield use
    qapp.setFont(before)


@pytest.mark.parametrize("points", [9, 18])
def test_no_control_covers_another_or_is_cut(
    open_window, trained: Path, letters, qtbot, points: float
) -> None:
    letters(points)
    window = open_window(trained)
    preview = window.controller.workspace.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=30_000)
    for size in SIZES:
        window.resize(*size)

        def whole(size: tuple[int, int] = size) -> None:
            assert window.size().toTuple() == size, "the layouts allow every size"
            assert not faults(window), f"{points} pt, {size}"

        qtbot.waitUntil(whole)


@pytest.mark.parametrize("points", [9, 18])
def test_the_welcome_is_whole(open_window, tmp_path: Path, letters, qtbot, points: float) -> None:
    letters(points)
    window = open_window(tmp_path / "new", ready=False)
    for size in SIZES:
        window.resize(*size)
        qtbot.wait(60)
        assert not faults(window.controller.workspace.welcome), f"{points} pt, {size}"


def test_all_columns_are_in_view_on_a_small_screen(open_window, trained: Path, qtbot) -> None:
    window = open_window(trained)
    window.resize(1093, 560)
    qtbot.wait(60)
    page = window.controller.workspace.stack.currentWidget()
    assert not page.horizontalScrollBar().isVisible()
    assert not page.verticalScrollBar().isVisible()


_FIRST_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from lgt_app.app import create_main_window
app = QApplication([])
window = create_main_window()
window.show()
def tell():
    room = app.primaryScreen().availableGeometry()
    print(room.contains(window.frameGeometry()), window.frameGeometry(), room)
    window.close()
QTimer.singleShot(800, tell)
app.exec()
"""


def test_a_first_start_fits_on_a_small_screen_with_its_frame(tmp_path: Path) -> None:
    config = tmp_path / "screens.json"
    one = {"name": "s", "x": 0, "y": 0, "width": 1097, "height": 617}
    one |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    config.write_text(json.dumps({"screens": [one]}))
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_START],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
        env={
            **os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
            "LGT_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )  # fmt: skip
    assert done.stdout.startswith("True"), done.stdout
