"""Stylize many pictures: drop files and folders, watch, pause, retry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from lgt_app.panels.formatting import duration
from lgt_app.panels.messages import picture_kinds
from lgt_app.panels.refine.switch import RefineSwitch
from lgt_app.state.export.exports import Exports
from lgt_app.state.export.journal import QueueItem
from lgt_app.widgets.basics import Elided, button, describe, label, line, open_at
from lgt_app.widgets.drop_overlay import DropZone, Payload
from lgt_app.widgets.queue_table import QueueModel, QueueRow, QueueTable
from lgt_app.widgets.scrolling import Scroll
from lgt_app.workers.export.exporting import Recipe

from .options import ExportOptions

_REFRESH_MS = 120


class BatchDialog(QDialog):
    """The export queue, in a window of its own beside the main one."""

    def __init__(self, exports: Exports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batchDialog")
        self.setWindowTitle(self.tr("Batch"))
        self._exports = exports
        self._queue = exports.queue
        headers = (self.tr("Photo"), self.tr("State"), self.tr("Result"))
        self.model = QueueModel(headers, lambda: len(self._queue.items), self._row, self)
        self.table = QueueTable(self.model)
        self._hint = label(
            self.tr("Drop photos or folders here. They are stylized one after another; your "
                    "originals stay as they are."),
            "muted", wrap=True,
        )  # fmt: skip
        self.options = ExportOptions(exports.options, clips=True)
        waiting = self._queue.tally.waiting
        now = self._queue.waiting_refine if waiting else exports.refining.wish_in_view
        self.refine = RefineSwitch(exports.refining, "batch", now)
        self.skip_done = QCheckBox(self.tr("Skip pictures that are there already"))
        # Many pictures may be done in a moment: the texts follow at a pace one can read.
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._build()
        self._connect()
        self._show_look()
        self._refresh()

    # --- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        tip = self.tr("What will be stylized; Delete removes the selected from the list")
        describe(self.table, self.tr("Queue"), tip, "batchTable")
        self.table.setToolTip("")
        tip = self.tr("Otherwise results that are there already are replaced")
        describe(self.skip_done, self.tr("Skip what is done"), tip, "batchSkipDone")
        self.skip_done.setChecked(True)
        inside = QWidget()
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scroll(inside, sideways=True))
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._left(), 1)
        row.addWidget(Scroll(self._right()))
        open_at(self, max(980, inside.minimumSizeHint().width()), 620)

    def _left(self) -> QVBoxLayout:
        self.add_files_button = button(
            self.tr("Add photos…"), self.tr("Choose photos to stylize"), "batchAddFiles"
        )
        self.add_folder_button = button(
            self.tr("Add folder…"), self.tr("Choose a folder; its sub-folders are read too"),
            "batchAddFolder",
        )  # fmt: skip
        self.add_shelf_button = button(
            self.tr("Add all photos of the project"), self.tr("Everything on the photos shelf"),
            "batchAddShelf",
        )  # fmt: skip
        top = QHBoxLayout()
        for each in (self.add_files_button, self.add_folder_button, self.add_shelf_button):
            top.addWidget(each)
        top.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self._hint.setParent(self.table.viewport())
        self._hint.setMargin(20)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addLayout(self._progress_rows())
        return column

    def _progress_rows(self) -> QVBoxLayout:
        self.progress = QProgressBar(textVisible=False)
        tip = self.tr("Pictures done, of all in the list")
        describe(self.progress, self.tr("Progress of the batch"), tip, "batchProgress")
        self.status = label("", "muted")
        self.status.setObjectName("batchStatus")
        self.start_button = button(
            self.tr("Start"), self.tr("Stylize what waits"), "batchStartButton", role="primary"
        )
        self.retry_button = button(
            self.tr("Retry failed"), self.tr("Try again what failed"), "batchRetryButton"
        )
        self.clear_button = button(
            self.tr("Clear done"), self.tr("Take what is done out of the list"), "batchClearButton"
        )
        self.undo_button = button(
            self.tr("Undo"), self.tr("Put back what was taken out of the list"), "batchUndoButton"
        )
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        for each in (self.undo_button, self.clear_button, self.retry_button, self.start_button):
            row.addWidget(each)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.progress)
        column.addLayout(row)
        return column

    def _right(self) -> QWidget:
        side = QFrame()
        side.setProperty("role", "panel")
        self.look_label = label("", "", wrap=True)
        self.folder_label = Elided("")
        change = button(self.tr("Change…"), self.tr("Choose another folder"), "batchFolderButton")
        change.clicked.connect(self._choose_folder)
        self.open_button = button(
            self.tr("Open folder"), self.tr("Show the results"), "batchOpenButton", role="link"
        )
        self.open_button.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exports.folder)))
        )
        where = QHBoxLayout()
        where.addWidget(self.folder_label, 1)
        where.addWidget(change)
        column = QVBoxLayout(side)
        column.setContentsMargins(18, 16, 18, 16)
        column.addStrut(304)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Look"), "heading"))
        column.addWidget(self.look_label)
        column.addWidget(line())
        column.addWidget(self.refine)
        column.addWidget(line())
        column.addWidget(label(self.tr("Files"), "heading"))
        column.addWidget(self.options)
        column.addWidget(line())
        column.addWidget(label(self.tr("Folder for the results"), "heading"))
        column.addLayout(where)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.skip_done)
        column.addWidget(line())
        self._add_watching(column)
        column.addStretch(1)
        return side

    def _add_watching(self, column: QVBoxLayout) -> None:
        tip = self.tr("Stylize the pictures in a folder, and those that appear there later")
        self.watch_button = button(self.tr("Watch a folder…"), tip, "batchWatchButton")
        self.watch_words = label("", "muted", wrap=True)
        column.addWidget(label(self.tr("New pictures"), "heading"))
        column.addWidget(self.watch_words)
        column.addWidget(self.watch_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        queue = self._queue
        self.add_files_button.clicked.connect(self._choose_files)
        self.add_folder_button.clicked.connect(self._choose_source_folder)
        self.add_shelf_button.clicked.connect(lambda: self.add(self._exports.photos()))
        self.start_button.clicked.connect(self._start_or_pause)
        self.retry_button.clicked.connect(queue.retry_failed)
        self.clear_button.clicked.connect(queue.clear_done)
        self.undo_button.clicked.connect(queue.restore)
        QShortcut(QKeySequence.StandardKey.Undo, self, queue.restore)
        self.table.delete_pressed.connect(self._remove_selected)
        self.options.changed.connect(lambda: self._exports.set_options(self.options.options()))
        self.refine.changed.connect(lambda: queue.refine_waiting(self.refine.wish()))
        self._exports.available_changed.connect(self._show_look)
        self.watch_button.clicked.connect(self._watch_or_stop)
        self._exports.watching.changed.connect(self._show_watching)
        queue.reset.connect(self.model.reset)
        queue.reset.connect(self._refresh)
        queue.item_changed.connect(self.model.refresh)
        queue.state_changed.connect(self._refresh_soon)
        self._timer.timeout.connect(self._refresh)
        self.drop_zone = DropZone(self.table.viewport(), self._outcome, self._dropped)

    # --- doing ---------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Queue files and folders in the current look."""
        if not self._exports.has_model:
            self.status.setText(self.tr("Add a style first; then add photos."))
            return
        skip = self.skip_done.isChecked()
        recipe = self._exports.recipe(self.refine.wish())
        count = self._queue.add(paths, self._exports.folder, recipe, skip_done=skip)
        if not count:
            self.status.setText(self.tr("No pictures were found there."))

    def _start_or_pause(self) -> None:
        if self._queue.running:
            self._queue.pause()
        else:
            self._queue.start()

    def _remove_selected(self) -> None:
        rows = self.table.selected_rows()
        self._queue.remove([self._queue.items[row].id for row in rows])

    def _choose_files(self) -> None:
        title = self.tr("Photos to stylize")
        names, _ = QFileDialog.getOpenFileNames(self, title, "", picture_kinds())
        if names:
            self.add([Path(name) for name in names])

    def _choose_source_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of photos to stylize"))
        if name:
            self.add([Path(name)])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the results"), str(self._exports.folder)
        )
        if name:
            self._exports.set_folder(Path(name))
            self._show_look()

    def _watch_or_stop(self) -> None:
        watching = self._exports.watching
        if watching.folder is not None:
            watching.stop()
            return
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder to watch"))
        if name:
            watching.start(Path(name), self._recipe)

    def _recipe(self) -> Recipe | None:
        """How pictures are made now; None without a style."""
        exports = self._exports
        return exports.recipe(self.refine.wish()) if exports.has_model else None

    def _outcome(self, payload: Payload, point: QPoint) -> tuple[str, QRect]:  # noqa: ARG002
        if not payload.paths:
            return "", QRect()
        if not self._exports.has_model:
            return self.tr("Add a style first"), self.table.viewport().rect()
        style = self._exports.preview.look.style
        return self.tr("Stylize as “{}”").format(style), self.table.viewport().rect()

    def _dropped(self, payload: Payload, point: QPoint) -> None:  # noqa: ARG002
        self.add(payload.paths)

    # --- showing -------------------------------------------------------------------------------

    def _row(self, row: int) -> QueueRow:
        item: QueueItem = self._queue.items[row]
        said = {
            "waiting": self.tr("waiting"),
            "running": self.tr("working: {:.0f} %").format(100 * self._queue.making),
            "failed": self.tr("failed"),
            "done": self.tr("done in {:.1f} s").format(item.seconds),
        }[item.status]
        if item.status == "done" and not item.seconds:
            said = self.tr("was there")
        result = item.reason or item.target.name
        return QueueRow(item.source.name, str(item.source), item.status, said, result)

    def _show_look(self) -> None:
        look = self._exports.preview.look
        if self._exports.has_model:
            style = " + ".join((look.style, *(name for name, weight in look.blend if weight > 0)))
            text = self.tr(
                "{} at strength {:.2f}, as in the preview. Photos that are in the list keep the "
                "look they were added with."
            ).format(style, look.guidance)
            if look.keep_colours:
                kept = self.tr("{:.0f} % of the photo's colours are kept.")
                text = f"{text}\n{kept.format(100 * look.keep_colours)}"
            if look.mask:
                masked = self.tr("Each photo is made with its own mask, if it has one.")
                text = f"{text}\n{masked}"
            if not self._exports.is_trained:
                remark = self.tr("The style is not trained yet: this is a preview of it.")
                text = f"{text}\n{remark}"
        else:
            text = self.tr("There is no style yet.")
        self.look_label.setText(text)
        self.folder_label.set_whole(str(self._exports.folder))
        for each in (self.add_files_button, self.add_folder_button, self.add_shelf_button):
            each.setEnabled(self._exports.has_model)
        self._show_watching()

    def _show_watching(self) -> None:
        watching = self._exports.watching
        if watching.folder is not None:
            text = self.tr("Pictures that appear in “{}” are stylized with what is chosen then.")
            self.watch_words.setText(text.format(watching.folder.name))
        else:
            text = self.tr("Pictures that appear in a folder can be stylized by themselves.")
            self.watch_words.setText(watching.problem or text)
        watches = watching.folder is not None
        self.watch_button.setText(
            self.tr("Stop watching") if watches else self.tr("Watch a folder…")
        )
        self.watch_button.setAccessibleName(self.watch_button.text().rstrip("…"))
        self.watch_button.setEnabled(watches or self._exports.has_model)

    def _refresh_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        queue, tally = self._queue, self._queue.tally
        tried = tally.done + tally.failed
        self.progress.setRange(0, max(1, tally.total))
        self.progress.setValue(tried)
        self._hint.setVisible(not tally.total)
        self.start_button.setText(
            self.tr("Pausing…") if queue.pausing
            else self.tr("Pause") if queue.running
            else self.tr("Resume") if tried and tally.waiting
            else self.tr("Start")
        )  # fmt: skip
        self.start_button.setEnabled(not queue.pausing and bool(tally.waiting + tally.running))
        self.retry_button.setEnabled(tally.failed > 0)
        self.clear_button.setEnabled(tally.done > 0)
        self.undo_button.setVisible(queue.can_restore)
        self.refine.set_pictures(tally.waiting)
        self.status.setText(self._status())

    def _status(self) -> str:
        queue, tally = self._queue, self._queue.tally
        if not tally.total:
            return ""
        parts = [self.tr("{:,} of {:,} done").format(tally.done, tally.total)]
        if tally.failed:
            parts.append(self.tr("{:,} failed").format(tally.failed))
        eta = queue.eta_seconds
        if queue.running and eta is not None:
            parts.append(self.tr("about {} left").format(duration(eta)))
        elif not queue.running and tally.waiting:
            parts.append(self.tr("paused"))
        return " · ".join(parts)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        self._hint.setGeometry(self.table.viewport().rect())

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().showEvent(event)
        self._show_look()
        self._refresh()
        self._hint.setGeometry(self.table.viewport().rect())
