"""The curves of the run with plain words beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lgt_app import theme
from lgt_app.state.training.run import Phase, RunState
from lgt_app.translation import tr
from lgt_app.widgets.basics import Segments, describe, label, set_role
from lgt_app.widgets.curve import Curve
from lgt_app.widgets.menu import Menu
from lgt_engine.io.atomic_files import atomic_file

if TYPE_CHECKING:
    from lgt_app.widgets.curve_plot import CurvePlot

_UPDATE_MS = 160  # about six a second: as live as an eye can use
_LOSSES, _STYLES = "losses", "styles"
_NAME_CHARACTERS = 11  # of a curve, in the legend


class CurvesPanel(QFrame):
    """Losses and validation per style; the plot itself comes once its library is loaded.

    Signals
    -------
    status(str)
        Something was exported.
    """

    status = Signal(str)

    def __init__(self, run: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._plot: CurvePlot | None = None
        self._kind = _LOSSES
        self._hidden: set[str] = set()
        self._chips: dict[str, QToolButton] = {}
        self._words = label("", "muted", wrap=True)
        self._words.setAccessibleName(self.tr("What the curves mean"))
        self._words.setMinimumHeight(self.fontMetrics().height())
        self._place = QWidget()
        self._place.setMinimumHeight(140)
        describe(
            self._place,
            self.tr("Curves"),
            self.tr("Curves of the training: drag to move, turn the wheel to zoom"),
            "lossPlot",
        )
        self._place.setToolTip("")
        self._empty = label(self.tr("Curves appear here while you train."), "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._legend = QGridLayout()
        self._legend.setSpacing(3)
        self._tick = QTimer(self, singleShot=True, interval=_UPDATE_MS)
        self._tick.timeout.connect(self.refresh)
        self._build()
        run.curves_changed.connect(self._ask_refresh)
        run.phase_changed.connect(self._ask_refresh)
        run.words_changed.connect(self._show_words)
        self._show_words()

    # --- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        kinds = Segments(
            [
                (_LOSSES, self.tr("Loss"), self.tr("The total loss and each of its terms")),
                (
                    _STYLES,
                    self.tr("Styles"),
                    self.tr(
                        "How much of each style has been learned (on test photos). A mere filter "
                        "has 0 to 0.5, depending on the style: look at the pictures too"
                    ),
                ),
            ],
            self.tr("Which curves"),
        )
        kinds.choose(self._kind)
        kinds.chosen.connect(self._choose_kind)
        self._inside = QVBoxLayout(self._place)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(kinds)
        column.addWidget(self._words)
        column.addWidget(self._place, 1)
        column.addLayout(self._tools())
        column.addLayout(self._legend)

    def _tools(self) -> QHBoxLayout:
        self._log = self._tool(self.tr("Log scale"), self.tr("Logarithmic axis"))
        self._log.setCheckable(True)
        self._log.toggled.connect(self._on_log)
        self._reset = self._tool(self.tr("Fit curves"), self.tr("Show the whole curves again"))
        self._reset.clicked.connect(self._on_reset)
        self._export = self._tool(
            self.tr("Save curves…"), self.tr("Save the curves as a table or picture")
        )
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(parent=self._export)
        menu.addAction(self.tr("Table (CSV)…"), self._export_csv)
        menu.addAction(self.tr("Picture (PNG)…"), self._export_png)
        self._export.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(4)
        for each in (self._reset, self._log, self._export):
            row.addWidget(each)
        row.addStretch(1)
        return row

    def _tool(self, text: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setProperty("role", "segment")
        describe(made, text, tip)
        return made

    def plots_ready(self) -> None:
        """The plot library is loaded: make the plot."""
        if self._plot is None:
            from lgt_app.widgets.curve_plot import CurvePlot

            self._plot = CurvePlot()
            self._inside.addWidget(self._plot)
            self.refresh()

    @property
    def plot(self) -> CurvePlot | None:
        """The plot, once it is there."""
        return self._plot

    # --- showing -------------------------------------------------------------------------------

    def _ask_refresh(self) -> None:
        if not self._tick.isActive():
            self._tick.start()

    def refresh(self) -> None:
        """Draw what there is now."""
        curves = self._loss_curves() if self._kind == _LOSSES else self._style_curves()
        self._update_legend(curves)
        filled = any(len(curve.steps) for curve in curves)
        self._empty.setVisible(not filled or self._plot is None)
        self._empty.setText(self._empty_words())
        if self._plot is not None:
            self._plot.setVisible(filled)
            if filled:
                self._plot.set_curves([c for c in curves if c.key not in self._hidden])

    def _empty_words(self) -> str:
        if self._run.phase is Phase.PREPARING:
            return self.tr("Getting the pictures ready…")
        if self._kind == _STYLES and self._run.curves.losses:
            return self.tr("The first measurement comes soon.")
        return self.tr("Curves appear here while you train.")

    def _loss_curves(self) -> list[Curve]:
        keys = sorted(self._run.curves.losses, key=lambda key: (key != "loss", key))
        return [
            Curve(key, _loss_name(key), index, s.steps, s.raw, s.smooth)
            for index, key in enumerate(keys)
            if len(s := self._run.curves.losses[key])
        ]

    def _style_curves(self) -> list[Curve]:
        found = [
            (style, series)
            for (style, measure), series in self._run.curves.validation.items()
            if measure == "style_gain" and len(series)
        ]
        return [
            Curve(f"style:{style}", style, index, series.steps, series.raw)
            for index, (style, series) in enumerate(found)
        ]

    def _show_words(self) -> None:
        words = self._run.words
        self._words.setText(words.text)
        self._words.setVisible(bool(words.text))
        colour = {"good": theme.current().good, "warning": theme.current().bad}.get(words.level)
        self._words.setStyleSheet(f"color: {colour};" if colour else "")
        set_role(self._words, "role", "muted")

    def _update_legend(self, curves: list[Curve]) -> None:
        keys = [curve.key for curve in curves]
        if list(self._chips) != keys:
            self._rebuild_legend(curves)
        metrics = self.fontMetrics()
        room = _NAME_CHARACTERS * metrics.averageCharWidth()
        for curve in curves:
            values = curve.raw if curve.smooth is None else curve.smooth
            # Two chips share a row of a narrow column; the tool tip has the whole name.
            name = metrics.elidedText(curve.name, Qt.TextElideMode.ElideRight, room)
            self._chips[curve.key].setText(f"{name}  {values[-1]:.2g}")

    def _rebuild_legend(self, curves: list[Curve]) -> None:
        for chip in self._chips.values():
            self._legend.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for index, curve in enumerate(curves):
            chip = QToolButton()
            chip.setProperty("role", "chip")
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setCheckable(True)
            chip.setChecked(curve.key not in self._hidden)
            chip.setIcon(_swatch(curve.colour, on=chip.isChecked()))
            describe(chip, curve.name, self.tr("Show or hide “{}”").format(curve.name))
            chip.toggled.connect(lambda on, c=curve: self._toggle(c, on))
            self._legend.addWidget(chip, index // 2, index % 2, Qt.AlignmentFlag.AlignLeft)
            self._chips[curve.key] = chip

    def _toggle(self, curve: Curve, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(curve.key)
        self._chips[curve.key].setIcon(_swatch(curve.colour, on=on))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chips"):
            self._recolour()

    def _recolour(self) -> None:
        if self._plot is not None:
            self._plot.recolour()
        self._rebuild_legend([])
        self._show_words()
        self._ask_refresh()

    # --- tools ---------------------------------------------------------------------------------

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self.refresh()
        self._on_reset()

    def _on_log(self, on: bool) -> None:
        if self._plot is not None:
            self._plot.set_log(on)

    def _on_reset(self) -> None:
        if self._plot is not None:
            self._plot.reset_view()

    def _export_csv(self) -> None:
        self._export_to("curves.csv", "CSV (*.csv)", self._run.curves.write_csv)

    def _export_png(self) -> None:
        if self._plot is not None:
            self._export_to("curves.png", "PNG (*.png)", self._plot.save_png)

    def _export_to(self, name: str, kind: str, write: Callable[[Path], None]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the curves"), name, kind)
        if not chosen:
            return
        path = Path(chosen)
        try:
            with atomic_file(path) as part:
                write(part)
        except OSError as error:
            said = self.tr("{} could not be written: {}").format(path.name, error.strerror or error)
        else:
            said = self.tr("Saved {}").format(path.name)
        self.status.emit(said)


def _loss_name(key: str) -> str:
    names = {
        "loss": tr("Total"),
        "style_perceptual": tr("Style"),
        "style_swd": tr("Colour"),
        "content_layout": tr("Layout"),
        "content_ssm": tr("Structure"),
        "content_anchor": tr("Coarse layout"),
        "excess": tr("Out of range"),
        "content_transport": tr("Transport"),
        "null_identity": tr("Photo at 0"),
        "velocity": tr("Velocity"),
        "divergence": tr("Divergence"),
    }
    return names.get(key) or key.replace("_", " ").capitalize()


def _swatch(colour: int, *, on: bool) -> QIcon:
    series = theme.current().series
    made = QPixmap(24, 24)
    made.setDevicePixelRatio(2.0)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor(series[colour % len(series)])
    painter.setPen(ink)
    painter.setBrush(ink if on else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(1, 1, 9, 9, 2, 2)
    painter.end()
    return QIcon(made)
