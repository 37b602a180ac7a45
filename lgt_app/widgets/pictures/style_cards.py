"""Styles as cards: a strip of pictures, the name, the count and a remark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QWidget,
)

from lgt_app import theme
from lgt_app.widgets.basics import plain_tip

from .icon_view import IconView
from .painting import paint_badge, paint_picture, paint_ring, paint_state

Index = QModelIndex | QPersistentModelIndex
CARD_ROLE = Qt.ItemDataRole.UserRole + 1

_STRIP = 66
_PAD = 8


@dataclass(frozen=True)
class StyleCard:
    """What a card shows.

    Attributes
    ----------
    name : str
    count : str
        The number of pictures in words.
    samples : tuple of Path
        Up to four pictures.
    level : str
        ``""``, ``"warning"`` or ``"error"``.
    remark : str
        Shown beside the count.
    state : str
        How far its training is: ``""``, ``"untrained"``, ``"training"``, ``"learned"`` or
        ``"failed"``.
    state_words : str
        The same for people, shown on the pictures.
    """

    name: str
    count: str
    samples: tuple[Path, ...]
    level: str = ""
    remark: str = ""
    state: str = ""
    state_words: str = ""


class StyleCardModel(QAbstractListModel):
    """The cards; editing a name asks for a rename and changes nothing by itself."""

    rename_asked = Signal(str, str)

    def __init__(
        self, thumbnail: Callable[[Path], QImage | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.thumbnail = thumbnail
        self._cards: tuple[StyleCard, ...] = ()

    @property
    def cards(self) -> tuple[StyleCard, ...]:
        """All cards, in order."""
        return self._cards

    def set_cards(self, cards: Sequence[StyleCard]) -> None:
        """Show these; rows stay selected when the names are the same."""
        same = [card.name for card in cards] == [card.name for card in self._cards]
        if same:
            self._cards = tuple(cards)
            if cards:
                self.dataChanged.emit(self.index(0), self.index(len(cards) - 1))
            return
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()

    def row_of(self, name: str) -> int:
        """Row of a style, or -1."""
        return next((row for row, card in enumerate(self._cards) if card.name == name), -1)

    def refresh(self, paths: Iterable[Path]) -> None:
        """Paint cards again that show one of these pictures."""
        new = set(paths)
        for row, card in enumerate(self._cards):
            if not new.isdisjoint(card.samples):
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return card.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (card.name, card.state_words, card.count, card.remark)
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            hint = self.tr("Double-click to see its pictures, F2 to rename")
            parts = (card.name, card.state_words, card.remark, hint)
            return plain_tip("\n".join(part for part in parts if part))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        old = self._cards[index.row()].name
        new = str(value).strip()
        if role == Qt.ItemDataRole.EditRole and new and new != old:
            self.rename_asked.emit(old, new)
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option, index: Index) -> None:  # type: ignore[no-untyped-def]
        tokens = theme.current()
        card: StyleCard = index.data(CARD_ROLE)
        model = index.model()
        assert isinstance(model, StyleCardModel)
        frame: QRect = option.rect.adjusted(3, 3, -3, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._strip(painter, tokens, frame, card, model.thumbnail)
        self._words(painter, tokens, frame, card, option.font)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            paint_ring(painter, tokens, frame, strong=selected)
        painter.restore()

    def _strip(self, painter, tokens, frame: QRect, card: StyleCard, thumbnail) -> None:  # type: ignore[no-untyped-def]
        inner = frame.adjusted(_PAD, _PAD, -_PAD, 0)
        if not card.samples:
            box = QRect(inner.left(), inner.top(), inner.width(), _STRIP)
            painter.setPen(QPen(QColor(tokens.border), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 5, 5)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tr("Drop pictures here"))
            return
        count = min(len(card.samples), 4 if inner.width() >= 200 else 3)
        width = (inner.width() - 4 * (count - 1)) / count
        for place, path in enumerate(card.samples[:count]):
            left = round(inner.left() + place * (width + 4))
            cell = QRect(left, inner.top(), round(width), _STRIP)
            paint_picture(painter, tokens, cell, thumbnail(path))
        if card.state:
            box = QRect(inner.left(), inner.top(), inner.width(), _STRIP)
            paint_state(painter, tokens, box, card.state, card.state_words)

    def _words(self, painter, tokens, frame: QRect, card: StyleCard, base: QFont) -> None:  # type: ignore[no-untyped-def]
        box = name_box(frame, painter.fontMetrics().height())
        bold = QFont(base)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.text))
        name = painter.fontMetrics().elidedText(
            card.name, Qt.TextElideMode.ElideMiddle, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(base)
        line = QRect(box.left(), box.bottom() + 1, box.width(), frame.bottom() - box.bottom() - 7)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, flags, card.count)
        if card.level:
            used = painter.fontMetrics().horizontalAdvance(card.count) + 14
            rest = line.adjusted(used, 0, 0, 0)
            painter.setPen(QColor(tokens.bad if card.level == "error" else tokens.warn))
            metrics = painter.fontMetrics()
            words = metrics.elidedText(card.remark, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, flags, words)
            corner = QPointF(frame.right() - 13, frame.top() + 14)
            paint_badge(painter, tokens, corner, card.level, "!")

    def sizeHint(self, option, index: Index) -> QSize:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        view = self.parent()
        return (
            view.gridSize()
            if isinstance(view, QListView)
            else QSize(180, card_height(option.fontMetrics.height()))
        )

    def createEditor(self, parent: QWidget, option, index: Index) -> QWidget:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        editor = QLineEdit(parent)
        editor.setObjectName("styleNameEditor")
        editor.setAccessibleName(self.tr("Name of the style"))
        editor.setMaxLength(60)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        # The view calls this again whenever its cards change: what is being typed stays.
        if isinstance(editor, QLineEdit) and not editor.text():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option, index: Index) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        box = name_box(option.rect.adjusted(3, 3, -3, -3), option.fontMetrics.height())
        height = editor.sizeHint().height()
        top = box.center().y() - height // 2
        editor.setGeometry(QRect(box.left() - 4, top, box.width() + 8, height))


def name_box(frame: QRect, line: int) -> QRect:
    """Where a card's name stands; ``line`` is the height of a line of text."""
    top = frame.top() + _PAD + _STRIP + 3
    return QRect(frame.left() + _PAD + 2, top, frame.width() - 2 * _PAD - 4, line + 5)


def card_height(line: int) -> int:
    """Height of a card: the pictures and two lines of text."""
    return 86 + 2 * (line + 5)


class StyleCards(IconView):
    """Cards in as many columns as fit.

    Signals
    -------
    chosen(str)
        Name of the style that became current; empty for none.
    opened(str)
        A card was double-clicked or entered.
    delete_pressed(str)
        Delete was pressed on a card.
    """

    chosen = Signal(str)
    opened = Signal(str)
    delete_pressed = Signal(str)

    def __init__(self, model: StyleCardModel, parent: QWidget | None = None) -> None:
        super().__init__(model, _Delegate(), parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.activated.connect(lambda index: self.opened.emit(index.data()))
        self.selectionModel().currentChanged.connect(self._on_current)

    def card_model(self) -> StyleCardModel:
        """The model, with its type."""
        model = self.model()
        assert isinstance(model, StyleCardModel)
        return model

    def current(self) -> str:
        """Name of the current style, or empty."""
        index = self.currentIndex()
        return str(index.data()) if index.isValid() else ""

    def choose(self, name: str) -> None:
        """Make a style current."""
        row = self.card_model().row_of(name)
        if row >= 0:
            self.setCurrentIndex(self.card_model().index(row))

    def rename(self, name: str) -> None:
        """Open the name's editor on a card."""
        row = self.card_model().row_of(name)
        if row >= 0:
            index = self.card_model().index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def style_at(self, point) -> tuple[str, QRect]:  # type: ignore[no-untyped-def]
        """Name and place of the card under a point of the viewport, or empty."""
        index = self.indexAt(point)
        return (str(index.data()), self.visualRect(index)) if index.isValid() else ("", QRect())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current():
            self.delete_pressed.emit(self.current())
            return
        super().keyPressEvent(event)

    def cell_size(self, width: int) -> QSize:
        width = max(120, width)
        return QSize(width // max(1, width // 220), card_height(self.fontMetrics().height()))

    def _on_current(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data()) if index.isValid() else "")
