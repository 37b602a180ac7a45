"""What a style file would add, shown before it is added."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from lgt_app.state import counts
from lgt_app.widgets.basics import Elided, button, label
from lgt_app.workers.export.style_files import StyleFileOffer

_SIDE = 96
_COLUMNS = 4
_SHOWN = 200


class StyleOfferDialog(QDialog):
    """Accepting adds the styles as a project of their own; rejecting leaves nothing."""

    def __init__(self, offer: StyleFileOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("styleOfferDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open style file"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.addStrut(440)
        column.setSpacing(10)
        column.addWidget(label(self.tr("New project with these styles?"), "title"))
        column.addWidget(Elided(offer.name))
        column.addWidget(self._samples(offer), 1)
        self.summary = label(self._summary(offer), "muted", wrap=True)
        column.addWidget(self.summary)
        column.addLayout(self._buttons())

    def _samples(self, offer: StyleFileOffer) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        for index, style in enumerate(offer.styles[:_SHOWN]):
            cell = QVBoxLayout()
            picture = label(self.tr("no sample"), "muted")
            picture.setFixedSize(_SIDE, _SIDE)
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            if style in offer.samples:
                sample = QPixmap(str(offer.samples[style]))
                picture.setPixmap(
                    sample.scaled(
                        _SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation,
                    )
                )  # fmt: skip
                picture.setAccessibleName(style)
            name = Elided(style)
            name.setFixedWidth(_SIDE)
            cell.addWidget(picture)
            cell.addWidget(name)
            grid.addLayout(cell, index // _COLUMNS, index % _COLUMNS)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setMinimumHeight(min(2, 1 + (len(offer.styles) - 1) // _COLUMNS) * (_SIDE + 40))
        return area

    def _summary(self, offer: StyleFileOffer) -> str:
        what = self.tr(
            "A new project with {}, {} as samples and a model of {:.1f} MB (codec {}, {:,} steps)."
        ).format(
            counts.styles(len(offer.styles)),
            counts.pictures(len(offer.samples)),
            offer.megabytes,
            offer.codec,
            offer.step,
        )
        safe = self.tr("Checked: contains no program code. Your own projects stay as they are.")
        return f"{what} {safe}"

    def _buttons(self) -> QHBoxLayout:
        add = button(
            self.tr("Make project"),
            self.tr("Make a project of these styles"),
            "addStyleFileButton",
            role="primary",
        )
        cancel = button(self.tr("Cancel"), self.tr("Leave no trace"), "cancelStyleFileButton")
        add.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(add)
        return row
