"""The first-run state: three clear ways in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lgt_app import theme
from lgt_app.panels.messages import picture_kinds
from lgt_app.state.collection.picture_import import Target, outcome
from lgt_app.state.collection.style_library import Library
from lgt_app.widgets.basics import button, describe, label, show_busy
from lgt_app.widgets.drop_overlay import DropZone, Payload


class _Sketch(QWidget):
    """A small drawing over each way in, in the theme's colours."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._scale = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.grow(1.0)

    def grow(self, scale: float) -> None:
        """Be drawn larger."""
        self._scale = scale
        self.setFixedHeight(round(84 * scale))

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(self._scale, self._scale)
        {"drop": _draw_drop, "folder": _draw_folder, "sample": _draw_sample}[self._kind](
            painter, tokens
        )
        painter.end()


def _draw_drop(painter: QPainter, tokens: theme.Tokens) -> None:
    for turn, place, colour in ((-9, -26, tokens.series[1]), (7, 22, tokens.series[0])):
        painter.save()
        painter.translate(place, -4)
        painter.rotate(turn)
        painter.setPen(QPen(QColor(tokens.raised), 3))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(-27, -25, 54, 46), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 190))
        painter.drawEllipse(QRectF(6, -18, 12, 12))
        painter.setBrush(QColor(255, 255, 255, 120))
        painter.drawPolygon(
            [QPoint(-22, 16), QPoint(-6, -6), QPoint(5, 7), QPoint(12, 0), QPoint(22, 16)]
        )
        painter.restore()
    painter.setPen(QPen(QColor(tokens.accent), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(0, 14, 0, 36)
    painter.drawLine(-7, 29, 0, 36)
    painter.drawLine(7, 29, 0, 36)


def _draw_folder(painter: QPainter, tokens: theme.Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    back = QColor(tokens.series[4])
    painter.setBrush(back.darker(115))
    painter.drawRoundedRect(QRectF(-40, -30, 34, 20), 5, 5)
    painter.drawRoundedRect(QRectF(-40, -23, 80, 52), 5, 5)
    painter.setBrush(QColor(255, 255, 255, 225))
    painter.drawRoundedRect(QRectF(-31, -18, 62, 30), 3, 3)
    painter.setBrush(QColor(tokens.series[0]))
    painter.drawRoundedRect(QRectF(-27, -14, 24, 22), 2, 2)
    painter.setBrush(QColor(tokens.series[2]))
    painter.drawRoundedRect(QRectF(2, -14, 24, 22), 2, 2)
    painter.setBrush(back)
    painter.drawRoundedRect(QRectF(-40, -6, 80, 38), 5, 5)


def _draw_sample(painter: QPainter, tokens: theme.Tokens) -> None:
    painter.setPen(QPen(QColor(tokens.raised), 3))
    painter.setBrush(QColor(tokens.series[0]))
    frame = QRectF(-46, -32, 92, 64)
    painter.drawRoundedRect(frame, 6, 6)
    painter.setClipRect(frame.adjusted(3, 3, -3, -3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring, colour in enumerate((4, 4, 1, 1)):
        painter.setPen(QPen(QColor(tokens.series[colour]), 3.2))
        size = 10 + 11 * ring
        painter.drawArc(QRectF(14 - size, -12 - size, 2 * size, 2 * size), ring * 700, 3900)
    for row in range(4):
        painter.setPen(QPen(QColor(tokens.series[2]), 5))
        painter.drawArc(QRectF(-70 + row * 9, 12 + row * 7, 110, 40), 20 * 16, 130 * 16)


class _Way(QFrame):
    """One way in: a sketch, a title, a sentence and a button; the whole card can be clicked."""

    def __init__(self, kind: str, title: str, words: str, action: QAbstractButton) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = action
        self._sketch = _Sketch(kind)
        column = QVBoxLayout(self)
        column.addWidget(self._sketch)
        heading = label(title, "heading", wrap=True)
        text = label(words, "muted", wrap=True)
        for each in (heading, text):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(each)
        column.addStretch(1)
        column.addWidget(action)
        self.grow(1.0)

    def grow(self, scale: float) -> None:
        """Take more room in a large window."""
        self._sketch.grow(scale)
        column = self.layout()
        assert column is not None
        column.setContentsMargins(*(round(each * scale) for each in (18, 20, 18, 18)))
        column.setSpacing(round(8 * scale))
        # Large letters need more; the hint, unlike the column, counts the card's border.
        self.setMaximumWidth(max(round(300 * scale), self.minimumSizeHint().width()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self._action.click()


class WelcomePanel(QFrame):
    """Shown while a project has neither styles nor photos.

    Signals
    -------
    project_chosen(object)
        Path of a folder that is a project and should be opened as such.
    """

    project_chosen = Signal(object)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePanel")
        self._library = library
        self._progress = QWidget()
        self._words = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._build()
        self._connect()
        self.drop_zone = DropZone(self, self._outcome, self._dropped)

    def _build(self) -> None:
        hero = label(self.tr("Teach LGT a style"), "hero")
        hero.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words = label(
            self.tr(
                "Give it a few pictures you love and some photos. It learns the style on this "
                "computer, and one slider decides how much of it your photos take on."
            ),
            "muted",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setMaximumWidth(560)
        ways = QHBoxLayout()
        ways.setSpacing(16)
        ways.addStretch(1)
        self._ways = (self._drop_way(), self._folder_way(), self._sample_way())
        for way in self._ways:
            ways.addWidget(way, 4)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addStretch(4)
        column.addWidget(hero)
        column.addLayout(_centred(words))
        column.addSpacing(16)
        column.addLayout(ways)
        column.addSpacing(8)
        column.addLayout(_centred(self._build_progress()))
        column.addStretch(5)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        room = min(event.size().width() / 1280, event.size().height() / 720)
        for way in self._ways:
            way.grow(min(1.5, max(1.0, room)))

    def _drop_way(self) -> _Way:
        self.pictures_button = self._button(
            self.tr("Choose style pictures…"), self.tr("Choose pictures of one style"),
            "welcomePicturesButton", self._choose_pictures,
        )  # fmt: skip
        return _Way(
            "drop",
            self.tr("Drop style pictures"),
            self.tr("Drag pictures or folders anywhere onto this window. One folder = one style."),
            self.pictures_button,
        )

    def _folder_way(self) -> _Way:
        self.folder_button = self._button(
            self.tr("Open a folder…"),
            self.tr("Choose a folder of styles, a folder of pictures, or a project"),
            "welcomeFolderButton", self._choose_folder,
        )  # fmt: skip
        return _Way(
            "folder",
            self.tr("Open a folder"),
            self.tr("One folder = one style. Put the photos to stylize in a folder named photos."),
            self.folder_button,
        )

    def _sample_way(self) -> _Way:
        self.sample_button = self._button(
            self.tr("Try the sample"), self.tr("Draw sample styles and photos to play with"),
            "welcomeSampleButton", self._library.importer.draw_sample,
        )  # fmt: skip
        self.sample_button.setProperty("role", "primary")
        return _Way(
            "sample",
            self.tr("Try the sample project"),
            self.tr(
                "Three styles and fourteen photos, drawn for you. You see the first stylized "
                "picture within seconds."
            ),
            self.sample_button,
        )

    def _button(self, text: str, tip: str, name: str, action: Callable[[], object]):  # type: ignore[no-untyped-def]
        made = button(text, tip, name)
        made.setMinimumHeight(34)  # the accented one is taller by itself
        made.clicked.connect(lambda checked=False: action())  # noqa: ARG005
        return made

    def _build_progress(self) -> QWidget:
        describe(
            self._bar, self.tr("Pictures being added"), self.tr("How many are ready"),
            "welcomeProgress",
        )  # fmt: skip
        self._cancel = button(
            self.tr("Cancel"), self.tr("Stop; nothing is kept"), "welcomeCancelButton"
        )
        self._cancel.clicked.connect(self._library.importer.cancel)
        grid = QGridLayout(self._progress)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._words, 0, 0, 1, 2)
        grid.addWidget(self._bar, 1, 0)
        grid.addWidget(self._cancel, 1, 1)
        self._progress.setFixedWidth(440)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the cards do not jump when it appears
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        return self._progress

    def _connect(self) -> None:
        importer = self._library.importer
        importer.busy_changed.connect(self._on_busy)
        importer.progressed.connect(self._on_progress)

    def _on_busy(self, busy: bool) -> None:
        self._progress.setVisible(busy)
        self._words.setText(self.tr("Getting ready…"))
        show_busy(self._bar)
        for each in (self.pictures_button, self.folder_button, self.sample_button):
            each.setEnabled(not busy)

    def _on_progress(self, done: int, total: int, name: str) -> None:
        if done:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self._words.setText(self.tr("{:,} of {:,}: {}").format(done, total, name))

    def _choose_pictures(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Pictures of one style"), "", picture_kinds()
        )
        if names:
            self._library.importer.bring([Path(name) for name in names], Target("styles"))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a folder"))
        if not name:
            return
        if self._library.project.is_project(Path(name)):
            self.project_chosen.emit(Path(name))
        else:
            self._library.importer.bring([Path(name)], Target("styles"))

    def _is_project(self, payload: Payload) -> bool:
        return len(payload.paths) == 1 and self._library.project.is_project(payload.paths[0])

    def _outcome(self, payload: Payload, point: QPoint) -> tuple[str, QRect]:  # noqa: ARG002
        if payload.image is not None:
            return self.tr("New style from this picture"), self.rect()
        if self._is_project(payload):
            return self.tr("Open the project “{}”").format(payload.paths[0].name), self.rect()
        return outcome(payload.paths, Target("styles")), self.rect()

    def _dropped(self, payload: Payload, point: QPoint) -> None:  # noqa: ARG002
        if self._is_project(payload):
            self.project_chosen.emit(payload.paths[0])
        elif payload.paths:
            self._library.importer.bring(payload.paths, Target("styles"))
        elif payload.image is not None:
            self._library.importer.paste(payload.image, Target("styles"))


def _centred(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row
