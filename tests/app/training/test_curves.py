"""The curves, with a real run behind them: hover, zoom, log axis, legend, saving, themes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolButton

from lgt_app.widgets.curve import Curve

from ..hands import LEFT


@pytest.fixture
def panel(open_window, trained: Path, qtbot):  # type: ignore[no-untyped-def]
    window = open_window(trained)
    made = window.controller.workspace.curves_panel
    qtbot.waitUntil(lambda: made.plot is not None and bool(made.plot._lines), timeout=20_000)
    return made


def tool(panel, name: str) -> QToolButton:  # type: ignore[no-untyped-def]
    """The tool or legend entry with this accessible name."""
    return next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == name)


def drawn(panel) -> dict[tuple[str, str], np.ndarray]:  # type: ignore[no-untyped-def]
    """Values on the screen by (curve, kind)."""
    return {key: np.array(line.getData()[1]) for key, line in panel.plot._lines.items()}


def canvas(panel):  # type: ignore[no-untyped-def]
    """The widget that the plot is drawn on."""
    return panel.plot._plot.viewport()


def test_total_and_terms_are_drawn_raw_and_smooth(panel) -> None:
    losses = panel._run.curves.losses
    shown = drawn(panel)
    assert {key for key, _ in shown} == set(losses) >= {"loss", "style_swd"}
    for (key, kind), values in shown.items():
        assert np.allclose(values, getattr(losses[key], kind)), (key, kind)


def test_values_under_the_pointer(panel, qtbot) -> None:
    area = canvas(panel)
    box = panel.plot._plot.getViewBox()
    at = panel.plot._plot.mapFromScene(box.mapViewToScene(QPointF(3.1, box.viewRange()[1][0])))
    QTest.mouseMove(area, QPoint(at.x(), area.height() // 2))
    label = area.parent().findChild(QLabel)
    qtbot.waitUntil(label.isVisible, timeout=5_000)
    total = panel._run.curves.losses["loss"]
    index = list(total.steps).index(3)
    assert "<b>3</b>" in label.text()
    assert f"Total: {total.smooth[index]:.4g}" in label.text()
    QApplication.sendEvent(panel.plot, _leave())
    assert not label.isVisible()

    # A style named like markup is shown as it is.
    panel.plot.set_curves([Curve("style:x", "<b>ink</b> & co", 0, [1.0, 2.0], [0.1, 0.2])])
    assert "&lt;b&gt;ink&lt;/b&gt; &amp; co: 0.1" in panel.plot._words_at(1.0)


def test_the_log_axis_shows_logarithms_and_back(panel) -> None:
    before = drawn(panel)
    QTest.mouseClick(tool(panel, "Log scale"), LEFT)
    after = drawn(panel)
    for key, values in before.items():
        positive = values > 0
        assert np.allclose(after[key][positive], np.log10(values[positive])), key
        assert np.isnan(after[key][~positive]).all(), "zero has no logarithm: a gap"
    QTest.mouseClick(tool(panel, "Log scale"), LEFT)
    assert all(np.array_equal(values, before[key]) for key, values in drawn(panel).items())


def test_the_wheel_zooms_and_reset_shows_everything(panel, qtbot) -> None:
    def whole() -> bool:
        left, right = panel.plot._plot.getViewBox().viewRange()[0]
        return 0.0 <= left <= 1.0 and 6.0 <= right <= 7.0

    qtbot.waitUntil(whole, timeout=5_000)
    area = canvas(panel)
    middle = QPointF(area.rect().center())
    wheel = QWheelEvent(
        middle, area.mapToGlobal(middle), QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(area, wheel)
    left, right = panel.plot._plot.getViewBox().viewRange()[0]
    assert right - left < 4.0
    QTest.mouseClick(tool(panel, "Fit curves"), LEFT)
    qtbot.waitUntil(whole, timeout=5_000)


def test_the_legend_hides_a_curve_and_the_theme_colours_all(panel, qtbot) -> None:
    QTest.mouseClick(tool(panel, "Style"), LEFT)
    assert "style_perceptual" not in {key for key, _ in drawn(panel)}
    QTest.mouseClick(tool(panel, "Style"), LEFT)
    assert "style_perceptual" in {key for key, _ in drawn(panel)}
    window = panel.window()

    def ground() -> str:
        return panel.plot.grab().toImage().pixelColor(3, 3).name()

    window.settings.set_theme("light")
    light = ground()
    window.settings.set_theme("dark")
    qtbot.waitUntil(lambda: ground() != light, timeout=5_000)
    assert drawn(panel)


def test_curves_are_saved_as_table_and_picture(panel, tmp_path, monkeypatch, qtbot) -> None:
    for suffix, entry in (("csv", 0), ("png", 1)):
        target = tmp_path / f"curves.{suffix}"
        answer = lambda *_, target=target: (str(target), "")  # noqa: E731
        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
        with qtbot.waitSignal(panel.status, timeout=10_000) as said:
            tool(panel, "Save curves…").menu().actions()[entry].trigger()
        assert target.name in said.args[0]
    table = (tmp_path / "curves.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(table) if row["name"] == "loss"]
    total = panel._run.curves.losses["loss"]
    assert [float(row["step"]) for row in rows] == list(total.steps)
    assert np.allclose([float(row["value"]) for row in rows], total.raw, rtol=1e-5)
    picture = QImage(str(tmp_path / "curves.png"))
    places = [(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 3)]
    assert len({picture.pixel(x, y) for x, y in places}) > 10, "ground, grid, axes and curves"
    gone = str(tmp_path / "gone" / "curves")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (gone, ""))
    for entry in tool(panel, "Save curves…").menu().actions()[:2]:
        with qtbot.waitSignal(panel.status, timeout=10_000) as said:
            entry.trigger()
        assert "could not be written" in said.args[0]


def _leave():  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)
