"""Steer how much of the photo's colours is kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker

from lgt_app.state.preview.preview import PreviewState
from lgt_app.widgets.basics import describe
from lgt_app.widgets.marked_slider import MarkedSlider
from lgt_app.widgets.numbers import DecimalBox


class ColourControl(QObject):
    """A slider and a box for the same share, bound to the look of the preview."""

    def __init__(self, preview: PreviewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self.slider = MarkedSlider({0: self.tr("style"), 100: self.tr("photo"), 50: ""})
        tip = self.tr("Whose colours: 0 those of the style, 1 those of the photo")
        describe(self.slider, self.tr("Colour"), tip, "colourSlider")
        self.spin = DecimalBox(decimals=2, minimum=0.0, maximum=1.0, singleStep=0.05)
        describe(self.spin, self.tr("Colour as a number"), tip, "colourSpinBox")
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.sliderReleased.connect(preview.keep_look)
        self.spin.valueChanged.connect(lambda share: preview.set_look(keep_colours=share))
        preview.look_changed.connect(self._show)
        preview.model_changed.connect(self._show)
        self._show()

    def _on_slider(self, value: int) -> None:
        self._preview.set_look(live=self.slider.isSliderDown(), keep_colours=value / 100)

    def _show(self) -> None:
        share = self._preview.look.keep_colours
        for each in (self.slider, self.spin):
            each.setEnabled(bool(self._preview.styles))
        with QSignalBlocker(self.slider), QSignalBlocker(self.spin):
            if not self.slider.isSliderDown():
                self.slider.setValue(round(100 * share))
            self.spin.setValue(share)
