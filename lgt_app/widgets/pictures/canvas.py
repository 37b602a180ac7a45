"""Before and after on one canvas: split, side by side, in turns; zoom, pan, hold the original."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lgt_app import theme

from . import canvas_keys
from .canvas_painting import paint_badge, paint_caption, paint_drop, paint_hint, paint_split_line
from .flicker import Flicker

SPLIT, SIDE, AFTER, FLICKER = "split", "side", "after", "flicker"

_GRIP = 9
_ZOOM_MIN, _ZOOM_MAX = 0.05, 16.0
_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class CompareCanvas(QWidget):
    """Shows a photo and its stylized picture, both fitted into the same frame.

    Signals
    -------
    files_dropped(list)
        Paths that were dropped on the canvas.
    zoom_changed(float)
        Screen pixels per photo pixel.
    divider_changed(float)
    """

    files_dropped = Signal(list)
    zoom_changed = Signal(float)
    divider_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.mode = SPLIT
        self.divider = 0.5
        self.about = ""  # what is read out before all else
        self.hint = ""
        self.badge = ""
        self.drop_text = ""
        self._names = ("", "")
        self._other_name = ""
        self._before = QImage()
        self._after = QImage()
        self._other = QImage()
        self._size = QSize()
        self._scaled: dict[tuple[int, int, int], QPixmap] = {}
        self._zoom: float | None = None  # None fits the view
        self._pan = QPointF(0, 0)
        self._grab: str | None = None
        self._last = QPoint()
        self._original = False
        self._dropping = self._by_keyboard = False
        self.flicker = Flicker(self)
        self.flicker.changed.connect(self._show)

    # --- what is shown -------------------------------------------------------------------------

    def set_images(self, before: QImage | None, after: QImage | None, size: QSize) -> None:
        """Both pictures; ``size`` is the photo's own, for 100 %."""
        self._before = before or QImage()
        self._after = after or QImage()
        if size != self._size:
            self._size = size
            self.fit()
        kept = {each.cacheKey() for each in (self._before, self._after, self._other)}
        self._scaled = {key: value for key, value in self._scaled.items() if key[0] in kept}
        self._show()

    def set_other(self, other: QImage | None, name: str) -> None:
        """Compare with this picture instead of the photo, which is seen while a key is held."""
        self._other, self._other_name = other or QImage(), name
        self._show()

    @property
    def _left(self) -> tuple[QImage, str]:
        """What the result is compared with, and its name."""
        other = not self._other.isNull()
        return (self._other, self._other_name) if other else (self._before, self._names[0])

    def set_names(self, before: str, after: str) -> None:
        """Captions in the corners."""
        self._names = (before, after)
        self._show()

    def set_mode(self, mode: str) -> None:
        """One of SPLIT, SIDE, AFTER, FLICKER."""
        self.mode = mode
        self.flicker.run(mode == FLICKER)
        self.fit() if self._zoom is None else self._show()

    def set_hint(self, text: str) -> None:
        """What to do while there is no picture."""
        self.hint = text
        self._show()

    def set_badge(self, text: str) -> None:
        """A remark on the result that must not be missed; empty for none."""
        if text != self.badge:
            self.badge = text
            self._show()

    def set_original(self, on: bool) -> None:
        """Show the photo alone, while a key is held; or hold the one that takes its turn."""
        if self.mode == FLICKER:
            self.flicker.hold(on)
        elif on != self._original:
            self._original = on
            self._show()

    @property
    def showing_original(self) -> bool:
        """Whether the photo alone is shown now."""
        return self._original

    def set_divider(self, share: float) -> None:
        """Where the split is, as a share of the picture's width."""
        self.divider = min(1.0, max(0.0, share))
        self.divider_changed.emit(self.divider)
        self._show()

    def shown_names(self) -> tuple[str, str]:
        """Names of the left and the right picture, "" for one that is not shown."""
        if self._before.isNull() and self._after.isNull():
            return "", ""
        if self._original or self._after.isNull():
            return self._names[0], ""
        if self.flicker.first:
            return self._left[1], ""
        return "" if self.mode in (AFTER, FLICKER) else self._left[1], self._names[1]

    def _show(self) -> None:
        """Paint again, and describe what is shown for a screen reader."""
        self.update()
        words = canvas_keys.view_words(self)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    # --- zoom ----------------------------------------------------------------------------------

    def fit(self) -> None:
        """The whole picture."""
        self._zoom = None
        self._pan = QPointF(0, 0)
        self.zoom_changed.emit(self.zoom())
        self._show()

    def zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        """Screen pixels per photo pixel; the point ``around`` stays where it is."""
        if self._size.isEmpty():
            return
        old = self.zoom()
        new = min(_ZOOM_MAX, max(_ZOOM_MIN, zoom))
        area = QRectF(self._areas()[0])
        around = around or area.center()
        offset = around - area.center() - self._pan
        self._pan = around - area.center() - offset * (new / old)
        self._zoom = new
        self._clamp_pan()
        self.zoom_changed.emit(new)
        self._show()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Enlarge what is seen."""
        self.zoom_to(self.zoom() * factor, around)

    def toggle_zoom(self, around: QPointF | None = None) -> None:
        """From the whole picture to 100 %, from everything else to the whole picture."""
        self.zoom_to(1.0, around) if self.is_fitted else self.fit()

    def pan_by(self, way: QPointF) -> None:
        """Move the picture, in the units of the screen, as far as some of it stays in view."""
        self._pan += way
        self._clamp_pan()
        self._show()

    @property
    def is_fitted(self) -> bool:
        """Whether the whole picture is shown."""
        return self._zoom is None

    @property
    def has_divider(self) -> bool:
        """Whether there is a line between two pictures to be moved."""
        return self.mode == SPLIT and not self._after.isNull()

    def zoom(self) -> float:
        """Screen pixels per photo pixel now."""
        return self._zoom if self._zoom is not None else self._fit_zoom()

    def _shown_size(self) -> QSizeF:
        """Of the photo at this zoom, in the units of Qt: some have several pixels."""
        return QSizeF(self._size) * (self.zoom() / self.devicePixelRatioF())

    def _fit_zoom(self) -> float:
        if self._size.isEmpty():
            return 1.0
        area = self._areas()[0].adjusted(8, 8, -8, -8)
        fit = min(area.width() / self._size.width(), area.height() / self._size.height(), 4.0)
        return max(_ZOOM_MIN, fit * self.devicePixelRatioF())

    def _areas(self) -> list[QRect]:
        whole = self.rect()
        if self.mode != SIDE:
            return [whole]
        half = whole.width() // 2
        return [whole.adjusted(0, 0, half - whole.width(), 0), whole.adjusted(half, 0, 0, 0)]

    def picture_places(self) -> list[tuple[QRect, QRectF]]:
        """Each area that shows a picture, and where all of that picture would lie."""
        alone = self._original or self._after.isNull()
        areas = [self.rect()] if alone else self._areas()
        return [(area, self._target(area)) for area in areas]

    def _target(self, area: QRect) -> QRectF:
        target = QRectF(QPointF(0, 0), self._shown_size())
        target.moveCenter(QRectF(area).center() + self._pan)
        return target

    def _clamp_pan(self) -> None:
        beyond = self._shown_size() - QSizeF(self._areas()[0].size())
        x, y = (max(0.0, each / 2 + 40) for each in beyond.toTuple())
        self._pan = QPointF(min(x, max(-x, self._pan.x())), min(y, max(-y, self._pan.y())))

    # --- painting ------------------------------------------------------------------------------

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        tokens = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.canvas))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._before.isNull() and self._after.isNull():
            paint_hint(painter, tokens, self.rect(), self.hint)
        else:
            self._paint_pictures(painter, tokens)
            if self.badge and not self._original and not self.flicker.first:
                paint_badge(painter, tokens, self.rect(), self.badge)
        if self._dropping:
            paint_drop(painter, tokens, self.rect(), self.drop_text)
        if self._by_keyboard and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_pictures(self, painter: QPainter, tokens: theme.Tokens) -> None:
        areas = self._areas()
        if self._original or self._after.isNull():
            self._paint_one(painter, self._before, areas[0] if len(areas) == 1 else self.rect())
            paint_caption(painter, tokens, self.rect(), self._names[0], left=True)
            if self._after.isNull() and self.hint:
                paint_caption(painter, tokens, self.rect(), self.hint, left=False)
        elif self.mode == SIDE:
            sides = (self._left, (self._after, self._names[1]))
            for area, (image, name) in zip(areas, sides, strict=True):
                self._paint_one(painter, image, area)
                paint_caption(painter, tokens, area, name, left=True)
        else:
            first = self.flicker.first
            image, name = self._left if first else (self._after, self._names[1])
            self._paint_one(painter, image, areas[0])
            if self.mode == SPLIT:
                self._paint_split(painter, tokens)
            else:
                paint_caption(painter, tokens, self.rect(), name, left=first)

    def _paint_split(self, painter: QPainter, tokens: theme.Tokens) -> None:
        target = self._target(self.rect())
        x = target.left() + target.width() * self.divider
        clip = QRectF(target)
        clip.setRight(x)
        left, name = self._left
        painter.fillRect(clip, QColor(tokens.canvas))
        self._paint_one(painter, left, self.rect(), clip)
        paint_split_line(painter, tokens, target, x, float(self.height()))
        paint_caption(painter, tokens, self.rect(), name, left=True)
        paint_caption(painter, tokens, self.rect(), self._names[1], left=False)

    def _paint_one(
        self, painter: QPainter, image: QImage, area: QRect, clip: QRectF | None = None
    ) -> None:
        if image.isNull():
            return
        target = self._target(area)
        painter.save()
        painter.setClipRect(QRectF(area) if clip is None else clip.intersected(QRectF(area)))
        pixels = target.size() * self.devicePixelRatioF()
        if pixels.width() * pixels.height() <= 4_000_000:
            key = (image.cacheKey(), round(pixels.width()), round(pixels.height()))
            if key not in self._scaled:
                self._scaled[key] = self._scale(image, key[1], key[2])
            painter.drawPixmap(target, self._scaled[key], QRectF(self._scaled[key].rect()))
        else:  # only the part in view is scaled
            painter.drawImage(target, image, QRectF(image.rect()))
        painter.restore()

    @staticmethod
    def _scale(image: QImage, width: int, height: int) -> QPixmap:
        keep = Qt.AspectRatioMode.IgnoreAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        return QPixmap.fromImage(image.scaled(max(1, width), max(1, height), keep, smooth))

    # --- hands ---------------------------------------------------------------------------------

    def _near_divider(self, at: QPoint) -> bool:
        if not self.has_divider:
            return False
        target = self._target(self.rect())
        return abs(at.x() - (target.left() + target.width() * self.divider)) <= _GRIP

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            at = event.position().toPoint()
            left = event.button() == Qt.MouseButton.LeftButton
            self._grab = "divider" if left and self._near_divider(at) else "pan"
            self._last = at
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position().toPoint()
        if self._grab == "divider":
            target = self._target(self.rect())
            if target.width() > 0:
                self.set_divider((at.x() - target.left()) / target.width())
        elif self._grab == "pan":
            self.pan_by(QPointF(at - self._last))
            self._last = at
        near = self._grab == "divider" or self._near_divider(at)
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802
        self._grab = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.toggle_zoom(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        notches = event.angleDelta().y() / 120.0
        if notches:
            self.zoom_by(1.2**notches, event.position())
            event.accept()

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in _TAB

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not canvas_keys.press(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        if self._zoom is None:
            self.zoom_changed.emit(self.zoom())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._dropping = True
            self._show()

    def dragLeaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802
        self._dropping = False
        self._show()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._dropping = False
        self._show()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 180)
