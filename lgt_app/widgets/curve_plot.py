"""Live curves: raw faint, smoothed bold, values under the pointer, a log axis that survives zeros.

Needs pyqtgraph, so it is imported by the window's thread once numpy is loaded.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImageWriter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lgt_app import theme

from .curve import Curve

#: Points that are drawn at most, all curves together.
MAX_POINTS = 2000

_MIN_POINTS = 60


class CurvePlot(QWidget):
    """A plot of several curves over the step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: list[Curve] = []
        self._lines: dict[tuple[str, str], pg.PlotDataItem] = {}
        self._log = False
        self._tokens = theme.current()
        # Without menus from the start: making them only to drop them again once met a thread that
        # was reading pictures and both waited for each other.
        self._plot = pg.PlotWidget(self, enableMenu=False)
        self._plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys do nothing in it
        self._plot.getPlotItem().setContentsMargins(0, 6, 6, 0)
        self._plot.showGrid(x=False, y=True, alpha=0.12)
        self._plot.getViewBox().setDefaultPadding(0.03)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._values = QLabel(self._plot)
        self._values.setTextFormat(Qt.TextFormat.RichText)
        self._values.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._values.hide()
        self._plot.scene().sigMouseMoved.connect(self._on_hover)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.recolour()

    # --- what is shown -------------------------------------------------------------------------

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these curves; those that were there keep the view."""
        self._curves = list(curves)
        wanted = {(c.key, kind) for c in curves for kind in _kinds(c)}
        for key in [key for key in self._lines if key not in wanted]:
            self._plot.removeItem(self._lines.pop(key))
        budget = max(_MIN_POINTS, MAX_POINTS // max(1, len(wanted)))
        for curve in curves:
            for kind in _kinds(curve):
                self._draw(curve, kind, budget)

    def set_log(self, on: bool) -> None:
        """Use a logarithmic axis for the values; zero and below are gaps."""
        self._log = on
        self._plot.getAxis("left").setLogMode(on)
        self.set_curves(self._curves)
        self.reset_view()

    def reset_view(self) -> None:
        """Show everything again."""
        self._plot.enableAutoRange()

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        tokens = self._tokens = theme.current()
        self._plot.setBackground(QColor(tokens.surface))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(QColor(tokens.border)))
            axis.setTextPen(pg.mkPen(QColor(tokens.muted)))
        self._cursor.setPen(pg.mkPen(QColor(tokens.muted), width=1))
        self._values.setStyleSheet(
            f"background: {tokens.raised}; color: {tokens.text}; padding: 4px 7px;"
            f"border: 1px solid {tokens.border}; border-radius: 5px;"
        )
        for line in self._lines.values():
            self._plot.removeItem(line)
        self._lines.clear()
        self.set_curves(self._curves)

    def save_png(self, path: Path) -> None:
        """Write the plot as a picture; OSError where that fails."""
        writer = QImageWriter(str(path), b"png")
        if not writer.write(self.grab().toImage()):
            raise OSError(writer.errorString())

    # --- drawing -------------------------------------------------------------------------------

    def _draw(self, curve: Curve, kind: str, budget: int) -> None:
        key = (curve.key, kind)
        if key not in self._lines:
            self._lines[key] = self._make_line(curve, kind)
        values = curve.smooth if kind == "smooth" and curve.smooth is not None else curve.raw
        x, y = np.array(curve.steps), np.array(values)
        if kind == "raw":
            x, y = _envelope(x, y, budget)
        elif len(x) > budget:
            picks = np.linspace(0, len(x) - 1, budget).round().astype(np.intp)
            x, y = x[picks], y[picks]
        if self._log:
            y = _log10(y)
        self._lines[key].setData(x, y, connect="finite")

    def _make_line(self, curve: Curve, kind: str) -> pg.PlotDataItem:
        series = self._tokens.series
        colour = QColor(series[curve.colour % len(series)])
        if kind == "raw":
            colour.setAlpha(70)
            line = pg.PlotDataItem(pen=pg.mkPen(colour, width=1))
        elif kind == "dots":
            line = pg.PlotDataItem(
                pen=pg.mkPen(colour, width=2), symbol="o", symbolSize=5,
                symbolBrush=colour, symbolPen=None,
            )  # fmt: skip
        else:
            line = pg.PlotDataItem(pen=pg.mkPen(colour, width=2))
        self._plot.addItem(line)
        return line

    # --- hover ---------------------------------------------------------------------------------

    def _on_hover(self, at: QPointF) -> None:
        box = self._plot.getViewBox()
        if not self._curves or not box.sceneBoundingRect().contains(at):
            self._cursor.hide()
            self._values.hide()
            return
        step = float(box.mapSceneToView(at).x())
        self._cursor.setPos(step)
        self._cursor.show()
        self._values.setText(self._words_at(step))
        self._values.adjustSize()
        right = at.x() + 14 + self._values.width() > self._plot.width()
        x = at.x() - 14 - self._values.width() if right else at.x() + 14
        y = min(at.y(), self._plot.height() - self._values.height() - 4.0)
        self._values.move(round(max(2.0, x)), round(max(2.0, y)))
        self._values.show()

    def leaveEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().leaveEvent(event)
        self._cursor.hide()
        self._values.hide()

    def _words_at(self, step: float) -> str:
        rows = []
        nearest = None
        for curve in self._curves:
            if not len(curve.steps):
                continue
            index = int(np.argmin(np.abs(np.array(curve.steps) - step)))
            nearest = nearest if nearest is not None else int(curve.steps[index])
            value = curve.raw[index] if curve.smooth is None else curve.smooth[index]
            series = self._tokens.series
            colour = series[curve.colour % len(series)]
            name = html.escape(curve.name)  # styles are named by people
            rows.append(f'<span style="color:{colour}">■</span> {name}: {value:.4g}')
        return f"<b>{nearest:,}</b><br>" + "<br>".join(rows) if rows else ""


def _kinds(curve: Curve) -> tuple[str, ...]:
    return ("dots",) if curve.smooth is None else ("raw", "smooth")


def _log10(values: NDArray[np.float64]) -> NDArray[np.float64]:
    result = np.full(values.shape, np.nan)
    with np.errstate(invalid="ignore"):
        np.log10(values, out=result, where=values > 0)
    return result


def _envelope(
    x: NDArray[np.float64], y: NDArray[np.float64], budget: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """At most ``budget`` points that keep the lowest and the highest value of each bin."""
    if len(x) <= budget:
        return x, y
    bins = budget // 2
    size = -(-len(x) // bins)
    pad = size * -(-len(x) // size) - len(x)
    filled = np.concatenate([y, np.full(pad, y[-1])]).reshape(-1, size)
    low = np.where(np.isfinite(filled), filled, np.inf).argmin(axis=1)
    high = np.where(np.isfinite(filled), filled, -np.inf).argmax(axis=1)
    starts = np.arange(len(filled)) * size
    picks = np.unique(np.minimum(np.concatenate([starts + low, starts + high]), len(x) - 1))
    return x[picks], y[picks]
