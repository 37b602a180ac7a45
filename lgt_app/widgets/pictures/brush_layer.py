"""A layer over the canvas on which a mask is painted with a soft round brush."""

from __future__ import annotations

from math import ceil, hypot

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRadialGradient,
    QWheelEvent,
    qRgba,
)
from PySide6.QtWidgets import QWidget

from lgt_app import theme
from lgt_app.widgets.spoken import say

from .canvas import CompareCanvas
from .canvas_keys import ARROWS

LEAST_SIZE, LARGEST_SIZE = 0.01, 1.0
_FIRST_SIZE = 0.15
_STEP = 1.2
#: How far the tint hides what is below it where the mask is black.
_TINT = 0.5
#: From the middle to the rim: how much a dab covers.
_PROFILE = ((0.0, 1.0), (0.2, 1.0), (0.5, 0.75), (0.8, 0.2), (1.0, 0.0))
_PAINTING = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)


class BrushLayer(QWidget):
    """Covers the canvas while it is shown; what it does not use goes on to the canvas.

    Attributes
    ----------
    image : QImage
        The mask: grey, of the photo's proportions; white is the whole style, black the photo.
    size_share : float
        Diameter of the brush as a share of the photo's longer side.
    strength : float
        What the brush paints: 0 the photo, 1 the whole style.
    erasing : bool
        Take paint away instead, as the right mouse button does.

    Signals
    -------
    painted(QImage)
        A stroke is done; the new mask.
    changed()
        Size, strength or eraser.
    asked(str)
        A key asked for ``"fill"``, ``"invert"``, ``"clear"`` or ``"leave"``.
    """

    painted = Signal(QImage)
    changed = Signal()
    asked = Signal(str)

    def __init__(self, canvas: CompareCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.image = QImage()
        self._tint = QImage()
        self.size_share, self.strength, self.erasing = _FIRST_SIZE, 0.0, False
        self._hover: QPointF | None = None
        self._last: QPointF | None = None  # of a stroke, in pixels of the mask
        self._taking = self._by_keys = False
        self.tip = ""  # how to paint, read out after what the brush does
        self.changed.connect(self._tell_brush)
        self.hide()

    def set_mask(self, mask: QImage) -> None:
        """Show and paint on another mask; a stroke that is under way ends without a trace."""
        self.image, self._tint, self._last = mask.copy(), QImage(), None
        self.update()

    def set_brush(
        self,
        *,
        size: float | None = None,
        strength: float | None = None,
        erasing: bool | None = None,
    ) -> None:
        """Change the brush; sizes and strengths are kept within their limits."""
        if size is not None:
            self.size_share = min(LARGEST_SIZE, max(LEAST_SIZE, size))
        if strength is not None:
            self.strength = min(1.0, max(0.0, strength))
        self.erasing = strength is None and self.erasing if erasing is None else erasing
        self.changed.emit()
        self.update()

    # --- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._canvas.showing_original and not self.image.isNull():
            for area, target in self._canvas.picture_places():
                painter.setClipRect(area)
                painter.drawImage(target, self._tinted())
        painter.setClipping(False)
        if self._hover is not None and not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = self._radius() * self._screen_per_pixel()
            for colour, width in (("black", 3.0), ("white", 1.2)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(self._hover, radius, radius)
        painter.end()

    def _tinted(self) -> QImage:
        """The accent colour, the denser the weaker the style."""
        if self._tint.isNull():
            accent = QColor(theme.current().accent)
            red, green, blue = accent.red(), accent.green(), accent.blue()
            tint = self.image.copy()
            tint.reinterpretAsFormat(QImage.Format.Format_Indexed8)
            tint.setColorTable(
                [qRgba(red, green, blue, round(_TINT * (255 - level))) for level in range(256)]
            )
            self._tint = tint.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        return self._tint

    def _radius(self) -> float:
        return self.size_share * max(self.image.width(), self.image.height()) / 2

    def _screen_per_pixel(self) -> float:
        _, target = self._canvas.picture_places()[0]
        return target.width() / max(1, self.image.width())

    def _on_mask(self, at: QPointF) -> QPointF:
        """Of a point of the screen, in pixels of the mask."""
        places = self._canvas.picture_places()
        target = next((t for area, t in places if QRectF(area).contains(at)), places[0][1])
        return (at - target.topLeft()) / max(1e-6, self._screen_per_pixel())

    def _stroke_to(self, point: QPointF) -> None:
        """Dabs from the last point to this one, close enough that no gap is seen."""
        last = self._last if self._last is not None else point
        way, radius = point - last, max(0.5, self._radius())
        count = max(1, ceil(hypot(way.x(), way.y()) / max(1.0, radius / 4)))
        level = 255 if self._taking else round(255 * self.strength)
        painter = QPainter(self.image)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(1, count + 1):
            middle = last + way * (index / count)
            gradient = QRadialGradient(middle, radius)
            for at, cover in _PROFILE:
                gradient.setColorAt(at, QColor(level, level, level, round(255 * cover)))
            painter.setBrush(gradient)
            painter.drawEllipse(middle, radius, radius)
        painter.end()
        self._last, self._tint = point, QImage()
        self.update()

    def _begin(self, at: QPointF, *, taking: bool) -> None:
        self._taking = taking or self.erasing
        self._stroke_to(self._on_mask(at))

    def _end(self) -> None:
        self._by_keys = False
        if self._last is not None:
            self._last = None
            self.painted.emit(self.image.copy())

    # --- hands ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in _PAINTING and not self.image.isNull() and self._last is None:
            self.setFocus()
            self._begin(event.position(), taking=event.button() == Qt.MouseButton.RightButton)
        else:  # the middle button moves the picture
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hover = event.position()
        if self._last is not None:
            self._stroke_to(self._on_mask(event.position()))
        elif event.buttons():
            event.ignore()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in _PAINTING:
            self._end()
        else:
            event.ignore()

    def leaveEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the canvas zooms
        else:
            self.set_brush(size=self.size_share * _STEP ** (event.angleDelta().y() / 120.0))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        words = {"f": "fill", "i": "invert", "c": "clear", "\x1b": "leave"}
        text = event.text().lower()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, shift = not held, held == Qt.KeyboardModifier.ShiftModifier
        if event.key() in ARROWS and (plain or shift):
            self._move_by_keys(*ARROWS[event.key()], painting=shift)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move_by_keys(0, 0, painting=True)
        elif text and text in "[]":
            self.set_brush(size=self.size_share * (_STEP if text == "]" else 1 / _STEP))
        elif text.isdecimal():
            self.set_brush(strength=int(text) / 10)
        elif text == "e":
            self.set_brush(erasing=not self.erasing)
        elif text in words:
            self.asked.emit(words[text])
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        super().keyReleaseEvent(event)
        if event.key() == Qt.Key.Key_Shift and self._by_keys:
            self._end()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if self._by_keys:  # the key's release goes elsewhere
            self._end()

    def _move_by_keys(self, across: int, down: int, *, painting: bool) -> None:
        """The brush, from the middle of the canvas at first, by a quarter of its size.

        With Shift held, one stroke from its first arrow to the release; without, a dab.
        """
        step = max(4.0, self._radius() * self._screen_per_pixel() / 2)
        inside = QRectF(self.rect())
        old = self._hover or inside.center()
        new = old + QPointF(across, down) * step
        self._hover = QPointF(
            min(inside.right(), max(inside.left(), new.x())),
            min(inside.bottom(), max(inside.top(), new.y())),
        )
        if painting and not self.image.isNull():
            if self._last is None:
                self._by_keys = True
                self._begin(old, taking=False)
            self._stroke_to(self._on_mask(self._hover))
            if not (across or down):
                self._end()
        self._tell_place()
        self.update()

    # --- what a screen reader is told ----------------------------------------------------------

    def _tell_place(self) -> None:
        if self._hover is not None and not self.image.isNull():
            at = self._on_mask(self._hover)
            across, down = at.x() / self.image.width(), at.y() / self.image.height()
            say(self, self.tr("{:.0f} % across, {:.0f} % down").format(100 * across, 100 * down))

    def brush_words(self) -> str:
        """What the brush does, in words."""
        strength = self.tr("strength {:.0f} %").format(100 * self.strength)
        what = self.tr("eraser") if self.erasing else strength
        return self.tr("Brush: {}, size {:.0f} %").format(what, 100 * self.size_share)

    def _tell_brush(self) -> None:
        self.setAccessibleDescription(f"{self.brush_words()}. {self.tip}")
        if self.hasFocus():
            say(self, self.brush_words())
