"""What keys do on the canvas, and what a screen reader is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from lgt_app.translation import tr
from lgt_app.widgets.spoken import say

if TYPE_CHECKING:
    from .canvas import CompareCanvas

ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_DIVIDER_STEP = 0.02
_PAN_STEP = 40
ZOOM_STEP = 1.2


def press(canvas: CompareCanvas, event: QKeyEvent) -> bool:
    """Do what a key asks for; whether it was one of the canvas.

    Arrows move the divider, or the picture where it is enlarged; with Shift always the divider,
    with Ctrl always the picture.
    """
    key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in ARROWS:
        return _arrow(canvas, *ARROWS[key], held)
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return _move_divider(canvas, float(key == Qt.Key.Key_End))
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        canvas.zoom_by(ZOOM_STEP)
    elif key == Qt.Key.Key_Minus:
        canvas.zoom_by(1 / ZOOM_STEP)
    elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        canvas.toggle_zoom()
    else:
        return False
    say(canvas, zoom_words(canvas))
    return True


def _arrow(canvas: CompareCanvas, dx: int, dy: int, held: Qt.KeyboardModifier) -> bool:
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    if dx and (held == shift or (not held and canvas.is_fitted)) and canvas.has_divider:
        return _move_divider(canvas, canvas.divider + _DIVIDER_STEP * dx)
    if dx and not held and canvas.is_fitted and canvas.mode == "flicker":
        canvas.flicker.keep(dx < 0)
        return True
    if held and held != control:
        return False
    canvas.pan_by(QPointF(dx, dy) * -_PAN_STEP)
    return True


def _move_divider(canvas: CompareCanvas, share: float) -> bool:
    if not canvas.has_divider:
        return False
    canvas.set_divider(share)
    say(canvas, divider_words(canvas))
    return True


def divider_words(canvas: CompareCanvas) -> str:
    """Where the divider is."""
    return tr("Divider at {:.0f} %").format(100 * canvas.divider)


def zoom_words(canvas: CompareCanvas) -> str:
    """How large the photo is."""
    return tr("Zoom {:.0f} %").format(100 * canvas.zoom())


def view_words(canvas: CompareCanvas) -> str:
    """What the canvas shows now, in sentences."""
    left, right = canvas.shown_names()
    if not left and not right:
        return canvas.hint
    if left and right:
        words = [tr("At the left: {}").format(left), tr("At the right: {}").format(right)]
        words += [divider_words(canvas)] if canvas.has_divider else []
    else:
        words = [tr("Shown: {}").format(left or right)]
    remark = canvas.badge if right else canvas.hint
    words = [canvas.about, *words, remark, zoom_words(canvas), tr("F1 lists the keys")]
    return ". ".join(each for each in words if each)
