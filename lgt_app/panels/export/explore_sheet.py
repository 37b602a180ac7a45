"""The explore sheet: every style at several strengths, drawn while you watch."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from lgt_app import theme
from lgt_app.state.export.exports import SHEET_GUIDANCES, SHEET_SIDE, Exports
from lgt_app.widgets.basics import button, describe, label, open_at
from lgt_app.widgets.pictures.canvas_keys import ARROWS
from lgt_app.widgets.spoken import say
from lgt_app.workers.export.exporting import SheetCell
from lgt_app.workers.export.sheet_painting import cell_at, cell_frame, paint_sheet
from lgt_app.workers.qt_images import save_qimage
from lgt_engine.errors import ImageError

#: Of the columns; the first is the photo.
_STRENGTHS = (0.0, *SHEET_GUIDANCES)


class _Sheet(QWidget):
    """Shows a picture as large as fits.

    Signals
    -------
    clicked(QPointF)
        A point of the picture, in its own pixels.
    moved(int, int)
        An arrow asked for the cell so many columns and rows away.
    entered()
        Enter chose the marked cell.
    """

    clicked = Signal(QPointF)
    moved = Signal(int, int)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.mark = QRectF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(480, 260))

    def show_image(self, image: QImage) -> None:
        """Show another picture."""
        self.image = image
        self.update()

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002, N802
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawImage(place, self.image)
        if self.hasFocus():
            scale = place.width() / self.image.width()
            painter.translate(place.topLeft())
            painter.scale(scale, scale)
            painter.setPen(QPen(QColor(theme.current().accent), 3 / scale))
            painter.drawRect(self.mark)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in ARROWS:
            self.moved.emit(*ARROWS[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = self._place()
        if event.button() == Qt.MouseButton.LeftButton and place.contains(event.position()):
            scale = self.image.width() / place.width()
            self.clicked.emit((event.position() - place.topLeft()) * scale)

    def _place(self) -> QRectF:
        """Where the picture stands."""
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), QSizeF(size))
        place.moveCenter(QRectF(self.rect()).center())
        return place


class ExploreDialog(QDialog):
    """Draws the sheet of the photo in view; save or copy it.

    Signals
    -------
    status(str)
        A short success.
    failed(object)
    """

    status = Signal(str)
    failed = Signal(object)

    def __init__(self, exports: Exports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exploreDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Explore"))
        open_at(self, 980, 680)
        self._exports = exports
        self._styles = exports.preview.model_styles
        before = exports.preview.before or QImage(
            SHEET_SIDE, SHEET_SIDE, QImage.Format.Format_RGB32
        )
        side = QSize(SHEET_SIDE, SHEET_SIDE)
        self._photo = before.scaled(
            before.size().scaled(side, Qt.AspectRatioMode.KeepAspectRatio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._cells: dict[tuple[str, float], QImage] = {}
        self.sheet = _Sheet()
        tip = self.tr("Styles down, strength across: click one, or use arrows and Enter")
        describe(self.sheet, self.tr("Explore sheet"), tip, "exploreSheet")
        self.progress = QProgressBar(textVisible=False, maximum=self._total)
        describe(self.progress, self.tr("Progress"), self.tr("Pictures drawn"), "exploreProgress")
        self._build()
        self._at = (0, 0)
        self.sheet.clicked.connect(self._on_clicked)
        self.sheet.moved.connect(self._move)
        self.sheet.entered.connect(lambda: self._use(*self._at))
        self._move(0, 0)
        exports.sheet_cell.connect(self._on_cell)
        exports.sheet_finished.connect(self._on_finished)
        self._paint()
        exports.draw_sheet(self._styles)

    @property
    def _total(self) -> int:
        return len(self._styles) * len(SHEET_GUIDANCES)

    def _build(self) -> None:
        self.save_button = button(
            self.tr("Save…"), self.tr("Save the sheet as one picture"), "exploreSaveButton",
            role="primary",
        )  # fmt: skip
        self.copy_button = button(
            self.tr("Copy"), self.tr("Put the sheet on the clipboard"), "exploreCopyButton"
        )
        close = button(self.tr("Close"), self.tr("Close this window"), "exploreCloseButton")
        self.save_button.clicked.connect(self.save)
        self.copy_button.clicked.connect(self.copy)
        close.clicked.connect(self.reject)
        for each in (self.save_button, self.copy_button):
            each.setEnabled(False)
        row = QHBoxLayout()
        self._hint = label(self.tr("Drawing…"), "muted")
        row.addWidget(self._hint)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        for each in (close, self.copy_button, self.save_button):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.sheet, 1)
        column.addLayout(row)

    def save(self) -> None:
        """Ask for a name and write the sheet."""
        sheet = self.tr("explore")  # not in the f-string, where lupdate sees no texts
        name = f"{self._exports.photo_name} - {sheet}.png"
        start = str(self._exports.folder / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the sheet"), start, self.tr("Pictures (*.png *.jpg *.webp)")
        )
        if not chosen:
            return
        path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.png")
        try:
            save_qimage(self.sheet.image, path, 92)
        except OSError as error:
            what = self.tr("“{}” could not be written: {}.")
            self.failed.emit(
                ImageError(
                    what.format(path.name, error.strerror or error),
                    next_step=self.tr("Choose another folder or name."),
                )
            )
        else:
            self._exports.set_folder(path.parent)
            self.status.emit(self.tr("Saved {}").format(path.name))

    def copy(self) -> None:
        """Put the sheet on the clipboard."""
        QGuiApplication.clipboard().setImage(self.sheet.image)
        self.status.emit(self.tr("Sheet copied."))

    def _on_clicked(self, point: QPointF) -> None:
        cell = cell_at(self._photo.size(), len(self._styles), len(_STRENGTHS), point)
        if cell is not None:
            self._use(*cell)

    def _use(self, row: int, column: int) -> None:
        """Show a cell's style and strength in the preview."""
        self._exports.preview.set_look(style=self._styles[row], guidance=_STRENGTHS[column])
        self.accept()

    def _move(self, across: int, down: int) -> None:
        """Mark another cell, and say which."""
        row = min(len(self._styles) - 1, max(0, self._at[0] + down))
        column = min(len(_STRENGTHS) - 1, max(0, self._at[1] + across))
        self._at = (row, column)
        words = self.tr("{}, strength {:g}").format(self._styles[row], _STRENGTHS[column])
        self.sheet.mark = cell_frame(self._photo.size(), row, column)
        self.sheet.setAccessibleDescription(f"{words}. {self.sheet.toolTip()}")
        say(self.sheet, words)
        self.sheet.update()

    def done(self, result: int) -> None:
        """Close; what is not drawn yet is not needed any more."""
        self._exports.stop_sheet()
        super().done(result)

    def _on_cell(self, cell: SheetCell) -> None:
        self._cells[(cell.style, cell.guidance)] = cell.image
        self.progress.setValue(cell.done)
        self._paint()

    def _on_finished(self, whole: bool) -> None:
        self.progress.hide()
        for each in (self.save_button, self.copy_button):
            each.setEnabled(whole)
        self._hint.setText(
            self.tr("Styles down, strength across: click one to use it.")
            if whole
            else self.tr("Not finished.")
        )

    def _paint(self) -> None:
        image = paint_sheet(
            self._photo, self._styles, SHEET_GUIDANCES, self._cells, self.tr("photo")
        )
        self.sheet.show_image(image)
