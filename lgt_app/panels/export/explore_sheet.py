"""The sheet: the photo by the values of any two settings, drawn while you watch."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from lgt_app import theme
from lgt_app.state.export.exports import Exports
from lgt_app.state.export.sheet import BRUSH, RUN, SHEET_SIDE, STRENGTH, STYLE, SheetValue
from lgt_app.widgets.basics import button, describe, label, open_at
from lgt_app.widgets.pictures.canvas_keys import ARROWS
from lgt_app.widgets.scrolling import Scroll
from lgt_app.widgets.spoken import say
from lgt_app.workers.export.sheet import SheetCell
from lgt_app.workers.export.sheet_painting import cell_at, cell_frame, paint_sheet
from lgt_app.workers.qt_images import save_qimage
from lgt_engine.errors import ImageError

from .sheet_axis import AxisBox

_SIDE_WIDTH = 200
#: Values along a side.
_MOST = 12


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
        open_at(self, 1180, 700)
        self._exports = exports
        self._maker = exports.sheet
        before = exports.preview.before or QImage(
            SHEET_SIDE, SHEET_SIDE, QImage.Format.Format_RGB32
        )
        side = QSize(SHEET_SIDE, SHEET_SIDE)
        self._photo = before.scaled(
            before.size().scaled(side, Qt.AspectRatioMode.KeepAspectRatio),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._rows: list[SheetValue] = []
        self._columns: list[SheetValue] = []
        self._cells: dict[tuple[int, int], QImage] = {}
        self._drawing = False
        self.down = AxisBox(self._maker, self.tr("Rows"), STYLE, "exploreRows")
        self.across = AxisBox(self._maker, self.tr("Columns"), STRENGTH, "exploreColumns")
        self.sheet = _Sheet()
        tip = self.tr("Click a picture to use its settings, or use arrows and Enter")
        describe(self.sheet, self.tr("Explore sheet"), tip, "exploreSheet")
        self.progress = QProgressBar(textVisible=False)
        describe(self.progress, self.tr("Progress"), self.tr("Pictures drawn"), "exploreProgress")
        self._build()
        self._at = (0, 0)
        self._connect()
        self._maker.read_runs()
        self._draw()

    def _build(self) -> None:
        self.draw_button = button("", "", "exploreDrawButton")
        self.save_button = button(
            self.tr("Save…"), self.tr("Save the sheet as one picture"), "exploreSaveButton",
            role="primary",
        )  # fmt: skip
        self.copy_button = button(
            self.tr("Copy"), self.tr("Put the sheet on the clipboard"), "exploreCopyButton"
        )
        self._close = button(self.tr("Close"), self.tr("Close this window"), "exploreCloseButton")
        row = QHBoxLayout()
        self._hint = label("", "muted")
        row.addWidget(self._hint)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        for each in (self._close, self.copy_button, self.save_button):
            row.addWidget(each)
        left = QVBoxLayout()
        left.setContentsMargins(16, 14, 16, 14)
        left.setSpacing(10)
        left.addWidget(self.sheet, 1)
        left.addLayout(row)
        side = QFrame()
        side.setProperty("role", "panel")
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.addStrut(_SIDE_WIDTH)
        column.setSpacing(10)
        column.addWidget(self.down, 1)
        column.addWidget(self.across, 1)
        column.addWidget(self.draw_button)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(Scroll(side))

    def _connect(self) -> None:
        self.draw_button.clicked.connect(self._draw_or_cancel)
        self.save_button.clicked.connect(self.save)
        self.copy_button.clicked.connect(self.copy)
        self._close.clicked.connect(self.reject)
        self.sheet.clicked.connect(self._on_clicked)
        self.sheet.moved.connect(self._move)
        self.sheet.entered.connect(lambda: self._use(*self._at))
        for each in (self.down, self.across):
            each.changed.connect(self._show_buttons)
        self._maker.runs_read.connect(self._on_runs)
        self._maker.cell.connect(self._on_cell)
        self._maker.finished.connect(self._on_finished)

    # --- doing ---------------------------------------------------------------------------------

    def _draw_or_cancel(self) -> None:
        if self._drawing:
            self._maker.stop()
        else:
            self._draw()

    def _draw(self) -> None:
        self._rows, self._columns, self._cells = self.down.chosen(), self.across.chosen(), {}
        total = self._maker.draw(self._rows, self._columns)
        self._drawing = total > 0
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(0)
        self._hint.setText(
            self.tr("Drawing…") if total else self.tr("No model can draw these together.")
        )
        self._paint()
        self._move(0, 0)
        self._show_buttons()

    def _on_runs(self) -> None:
        for each in (self.down, self.across):
            if each.axis in (BRUSH, RUN):
                each.fill()

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
        cell = cell_at(self._photo.size(), len(self._rows), 1 + len(self._columns), point)
        if cell is not None:
            self._use(*cell)

    def _use(self, row: int, column: int) -> None:
        """Show a picture's settings in the preview; the first column is the photo."""
        if column > 0 and self._maker.use(self._rows[row], self._columns[column - 1]):
            self.accept()

    def _move(self, across: int, down: int) -> None:
        """Mark another cell, and say which."""
        row = max(0, min(len(self._rows) - 1, self._at[0] + down))
        column = max(0, min(len(self._columns), self._at[1] + across))
        self._at = (row, column)
        labels = [self.tr("Photo"), *(value.label for value in self._columns)]
        words = ", ".join([*(value.label for value in self._rows[row : row + 1]), labels[column]])
        self.sheet.mark = cell_frame(self._photo.size(), row, column)
        self.sheet.setAccessibleDescription(f"{words}. {self.sheet.toolTip()}")
        say(self.sheet, words)
        self.sheet.update()

    def done(self, result: int) -> None:
        """Close; what is not drawn yet is not needed any more."""
        self._maker.stop()
        super().done(result)

    # --- showing -------------------------------------------------------------------------------

    def _on_cell(self, cell: SheetCell) -> None:
        self._cells[(cell.row, cell.column)] = cell.image
        self.progress.setValue(cell.done)
        self._paint()

    def _on_finished(self, whole: bool) -> None:
        self._drawing = False
        self._hint.setText(
            self.tr("Click a picture to use its settings.") if whole else self.tr("Not finished.")
        )
        self._show_buttons()

    def _show_buttons(self) -> None:
        drawing, done = self._drawing, self._drawing is False and bool(self._cells)
        self.progress.setVisible(drawing)
        self.draw_button.setText(self.tr("Cancel") if drawing else self.tr("Draw"))
        self.draw_button.setAccessibleName(self.draw_button.text())
        counts = [len(each.chosen()) for each in (self.down, self.across)]
        fitting = self.down.axis != self.across.axis and all(counts) and max(counts) <= _MOST
        self.draw_button.setEnabled(drawing or fitting)
        self.draw_button.setToolTip(
            self.tr("Draw what is ticked") if fitting
            else self.tr("Two different settings, and one to {n} values of each").format(n=_MOST)
        )  # fmt: skip
        for button_ in (self.save_button, self.copy_button):
            button_.setEnabled(done)

    def _paint(self) -> None:
        rows, columns = ([v.label for v in values] for values in (self._rows, self._columns))
        image = paint_sheet(self._photo, rows, columns, self._cells, self.tr("photo"))
        self.sheet.show_image(image)
