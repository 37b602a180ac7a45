"""The brush: a bar over the canvas with what the keys do too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lgt_app.state.masks import Masks
from lgt_app.widgets.basics import button, describe, label
from lgt_app.widgets.menu import Menu
from lgt_app.widgets.pictures.brush_layer import LARGEST_SIZE, LEAST_SIZE, BrushLayer
from lgt_app.widgets.pictures.canvas import CompareCanvas
from lgt_app.widgets.spoken import SpokenSlider

from .messages import picture_kinds

_MARGIN = 12


class BrushBar(QFrame):
    """Strength, size and what concerns the whole mask; shown while the brush is on.

    Parameters
    ----------
    masks : Masks
    canvas : CompareCanvas
    canvas : CompareCanvas
        Gets a button in its corner that turns the brush on.
    above : QWidget
        A child of the canvas that stays above the painting.
    """

    def __init__(self, masks: Masks, canvas: CompareCanvas, above: QWidget) -> None:
        self.layer = BrushLayer(canvas)
        super().__init__(self.layer)
        self.layer.stackUnder(above)
        self._masks, self._canvas = masks, canvas
        tip = self.tr("Paint where the style is strong, weak or absent (B)")
        self.switch = button(self.tr("Brush"), tip, "brushButton")
        self.switch.setParent(canvas)
        self.switch.setCursor(Qt.CursorShape.ArrowCursor)
        self.switch.move(_MARGIN, _MARGIN)
        self.switch.stackUnder(self.layer)
        self.layer.tip = self.tr(
            "Arrows move the brush, Enter paints a dab, Shift and arrows a stroke; or use the mouse"
        )
        describe(self.layer, self.tr("Mask of the photo"), "", "brushLayer")
        self.layer.set_brush()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # the layer would paint
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._build()
        canvas.installEventFilter(self)
        self.switch.clicked.connect(self.toggle)
        self.layer.painted.connect(lambda mask: masks.put(mask, self.tr("paint the mask")))
        self.layer.changed.connect(self._show)
        self.layer.asked.connect(self._do)
        masks.changed.connect(self._show_mask)
        self._show()
        self._show_mask()

    def _build(self) -> None:
        self.strength = self._slider(
            self.tr("Strength of the brush"),
            self.tr("How strong the style is where you paint: 0 % is the photo (keys 0 to 9)"),
            "brushStrengthSlider", 0, 100,
        )  # fmt: skip
        self.width_slider = self._slider(
            self.tr("Size of the brush"), self.tr("How wide it paints ([, ] or the wheel)"),
            "brushSizeSlider", round(100 * LEAST_SIZE), round(100 * LARGEST_SIZE),
        )  # fmt: skip
        self.strength.valueChanged.connect(lambda n: self.layer.set_brush(strength=n / 100))
        self.width_slider.valueChanged.connect(lambda n: self.layer.set_brush(size=n / 100))
        self._words = label("", "muted")
        self._words.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 % "))
        sliders, buttons = QHBoxLayout(), QHBoxLayout()
        upper = (
            label(self.tr("Paint")), self.strength, self._words,
            label(self.tr("Size")), self.width_slider,
        )  # fmt: skip
        for row, widgets in ((sliders, upper), (buttons, self._buttons())):
            for each in widgets:
                row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(sliders)
        column.addLayout(buttons)

    def _slider(self, name: str, tip: str, object_name: str, low: int, high: int) -> SpokenSlider:
        made = SpokenSlider()
        made.setRange(low, high)
        made.setMinimumWidth(70)
        describe(made, name, tip, object_name)
        return made

    def _buttons(self) -> list[QWidget]:
        self.eraser = button(
            self.tr("Eraser"), self.tr("Take paint away (E, or the right mouse button)"),
            "brushEraserButton", role="segment",
        )  # fmt: skip
        self.eraser.setCheckable(True)
        self.eraser.clicked.connect(lambda on: self.layer.set_brush(erasing=on))
        made: list[QWidget] = [self.eraser]
        for what, text, tip in (
            ("fill", self.tr("Fill"), self.tr("Paint everything as strong as the brush (F)")),
            ("invert", self.tr("Invert"), self.tr("Strong where it was weak (I)")),
            ("clear", self.tr("Clear"), self.tr("Take all paint away (C)")),
            ("leave", self.tr("Done"), self.tr("Leave the brush; the mask stays (B or Esc)")),
        ):
            each = button(text, tip, f"brush{what.title()}Button")
            each.clicked.connect(lambda _=False, w=what: self._do(w))
            made.append(each)
        files = QToolButton()
        files.setText("▾")
        describe(files, self.tr("Mask files"), self.tr("Load or save the mask"), "maskFilesButton")
        files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(parent=files)
        menu.addAction(self.tr("Load mask…"), self.ask_load)
        menu.addAction(self.tr("Save mask…"), self.ask_save)
        files.setMenu(menu)
        made.insert(-1, files)
        return made

    # --- what a person asks for ----------------------------------------------------------------

    def toggle(self) -> None:
        """Begin to paint, or stop."""
        on = self.layer.isHidden()
        if on and not self._masks.ask_photo():
            return
        self.layer.setVisible(on)
        self._place()
        self._show_mask()
        (self.layer if on else self._canvas).setFocus()

    def _do(self, what: str) -> None:
        if what == "leave":
            self.toggle()
        elif not self.layer.image.isNull():
            if what == "fill":
                self._masks.fill(1.0 if self.layer.erasing else self.layer.strength)
            elif what == "invert":
                self._masks.invert()
            else:
                self._masks.clear()

    def ask_load(self) -> None:
        """Choose a picture that becomes the mask of the photo in view."""
        if self._masks.ask_photo():
            title = self.tr("Load a mask")
            name, _ = QFileDialog.getOpenFileName(self._canvas, title, "", picture_kinds())
            if name:
                self._masks.load(Path(name))

    def ask_save(self) -> None:
        """Choose where the mask of the photo in view goes."""
        if self._masks.ask_photo():
            title, kinds = self.tr("Save the mask"), self.tr("Pictures (*.png)")
            name, _ = QFileDialog.getSaveFileName(self._canvas, title, "mask.png", kinds)
            if name:
                self._masks.save(Path(name))

    # --- showing -------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.layer.setGeometry(self._canvas.rect())
        self.setMaximumWidth(max(120, self._canvas.width() - 2 * _MARGIN))
        self.adjustSize()
        self.move(_MARGIN, _MARGIN)  # the canvas has a remark in its other corner

    def _show(self) -> None:
        layer = self.layer
        with QSignalBlocker(self.strength), QSignalBlocker(self.width_slider):
            self.strength.setValue(round(100 * layer.strength))
            self.width_slider.setValue(round(100 * layer.size_share))
        shown = 1.0 if layer.erasing else layer.strength
        self._words.setText(self.tr("{:.0f} %").format(100 * shown))
        self.eraser.setChecked(layer.erasing)

    def _show_mask(self) -> None:
        on, image = not self.layer.isHidden(), self._masks.image
        self.layer.set_mask(image if on else QImage())
        self.switch.setVisible(not (on or image.isNull()))
        self.switch.adjustSize()
