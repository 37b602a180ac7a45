"""The training queue: runs that wait, in an order that can be changed, and what they gave."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lgt_app.panels.formatting import duration
from lgt_app.state.project.project import Project
from lgt_app.state.training.options import TrainingOptions, trainable_styles
from lgt_app.state.training.queue import TrainingQueue
from lgt_app.state.training.queued_runs import QueuedRun, RunResult
from lgt_app.state.training.run import Phase, RunState
from lgt_app.translation import tr
from lgt_app.widgets.basics import button, describe, label, line, open_at
from lgt_app.widgets.queue_table import QueueModel, QueueRow, QueueTable
from lgt_app.widgets.scrolling import Scroll

_STATE_WIDTH = 130
_LOG_WIDTHS = (130, 170)
_STYLES_WIDTH = 220


class TrainingQueueDialog(QDialog):
    """The training queue, in a window of its own beside the main one."""

    def __init__(
        self, project: Project, run: RunState, queue: TrainingQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainingQueueDialog")
        self.setWindowTitle(self.tr("Training queue"))
        open_at(self, 980, 620)
        self._project, self._run, self._queue = project, run, queue
        self._shown: list[QueuedRun] = []
        headers = (self.tr("Styles"), self.tr("State"), self.tr("Settings"))
        self.model = QueueModel(headers, lambda: len(queue.waiting), self._row, self)
        self.table = _table(self.model, self.tr("Waiting runs"), "trainingQueueTable")
        self.table.setToolTip("")
        headers = (self.tr("Styles"), self.tr("Trained"), self.tr("Result"))
        self.log_model = QueueModel(headers, lambda: len(queue.log), self._log_row, self)
        self.log = _table(self.log_model, self.tr("Log of the queue"), "trainingQueueLog")
        self.log.setWordWrap(True)  # why a run failed takes more than a line
        self.log.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_LOG_WIDTHS):
            self.log.setColumnWidth(column, width)
        self.styles = QListWidget()
        self._make_buttons()
        self._build()
        self._connect()
        self._show_styles()
        self._show_settings()
        self._refresh()

    # --- building ------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.add_button = button(
            self.tr("Add current settings"), self.tr("One run that learns these styles together"),
            "queueAddButton", role="primary",
        )  # fmt: skip
        self.each_button = button(
            self.tr("Every style"), self.tr("One run for each of these styles, alone"),
            "queueEachButton",
        )  # fmt: skip
        self.up_button = button(
            self.tr("Move up"), self.tr("Train the selected run sooner (Alt+Up)"), "queueUpButton"
        )
        self.down_button = button(
            self.tr("Move down"), self.tr("Train the selected run later (Alt+Down)"),
            "queueDownButton",
        )  # fmt: skip
        self.remove_button = button(
            self.tr("Remove"), self.tr("Take the selected runs out (Delete)"), "queueRemoveButton"
        )
        self.undo_button = button(
            self.tr("Undo"), self.tr("Put back what was taken out of the list"), "queueUndoButton"
        )
        self.start_button = button(
            self.tr("Start"), self.tr("Train what waits, one run after another"),
            "queueStartButton", role="primary",
        )  # fmt: skip
        self.status = label("", "muted")
        self.status.setObjectName("trainingQueueStatus")

    def _build(self) -> None:
        self._hint = label(
            self.tr("Nothing waits. Choose styles on the right and add a run; runs are trained "
                    "one after another, and one that fails does not stop the next."),
            "muted", wrap=True,
        )  # fmt: skip
        self._hint.setParent(self.table.viewport())
        self._hint.setMargin(20)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        order = QHBoxLayout()
        for each in (self.up_button, self.down_button, self.remove_button, self.undo_button):
            order.addWidget(each)
        order.addStretch(1)
        order.addWidget(self.status)
        order.addWidget(self.start_button)
        left = QVBoxLayout()
        left.setContentsMargins(16, 14, 16, 14)
        left.setSpacing(10)
        left.addWidget(self.table, 3)
        left.addLayout(order)
        left.addWidget(label(self.tr("Log"), "heading"))
        left.addWidget(self.log, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(Scroll(self._right()))

    def _right(self) -> QWidget:
        side = QFrame()
        side.setProperty("role", "panel")
        self._settings = label("", "", wrap=True)
        tip = self.tr("Styles of the next run that is added")
        describe(self.styles, self.tr("Styles"), tip, "queueStyles")
        self.styles.setMinimumHeight(120)
        self.styles.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(side)
        column.setContentsMargins(18, 16, 18, 16)
        column.addStrut(_STYLES_WIDTH)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Add runs"), "heading"))
        column.addWidget(self.styles, 1)
        column.addWidget(line())
        column.addWidget(label(self.tr("Settings"), "heading"))
        column.addWidget(self._settings)
        column.addWidget(label(self.tr("Choose them in the main window."), "muted", wrap=True))
        column.addWidget(line())
        column.addWidget(self.add_button)
        column.addWidget(self.each_button)
        return side

    def _connect(self) -> None:
        queue = self._queue
        self.add_button.clicked.connect(lambda: queue.add(self._chosen()))
        self.each_button.clicked.connect(lambda: queue.add_each(self._chosen()))
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.remove_button.clicked.connect(self._remove)
        self.undo_button.clicked.connect(queue.restore)
        self.start_button.clicked.connect(self._start_or_pause)
        self.table.delete_pressed.connect(self._remove)
        QShortcut(QKeySequence.StandardKey.Undo, self, queue.restore)
        QShortcut(QKeySequence("Alt+Up"), self, lambda: self._move(-1))
        QShortcut(QKeySequence("Alt+Down"), self, lambda: self._move(1))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.styles.itemChanged.connect(lambda _: self._show_buttons())
        queue.changed.connect(self._refresh)
        self._run.options_changed.connect(self._show_settings)
        self._project.styles_changed.connect(self._show_styles)
        self._project.pictures_changed.connect(lambda _: self._show_styles())

    # --- doing ---------------------------------------------------------------------------------

    def _chosen(self) -> list[str]:
        """The styles that are ticked."""
        items = (self.styles.item(row) for row in range(self.styles.count()))
        return [each.text() for each in items if each.checkState() is Qt.CheckState.Checked]

    def _move(self, by: int) -> None:
        rows = self.table.selected_rows()
        if len(rows) == 1:
            self._queue.move(rows[0], by)

    def _remove(self) -> None:
        rows = self.table.selected_rows()
        self._queue.remove(rows)
        if rows and self._queue.waiting:  # the next one is at hand
            self._select([min(rows[0], len(self._queue.waiting) - 1)])

    def _select(self, rows: list[int]) -> None:
        selection, flags = self.table.selectionModel(), QItemSelectionModel.SelectionFlag
        for row in rows:
            selection.select(self.model.index(row, 0), flags.Select | flags.Rows)
        if rows:
            selection.setCurrentIndex(self.model.index(rows[0], 0), flags.NoUpdate)

    def _start_or_pause(self) -> None:
        if self._queue.running and not self._resting:
            self._queue.pause()
        else:
            self._queue.start()

    @property
    def _resting(self) -> bool:
        """Whether the run of the queue that is under way pauses, or will."""
        return self._run.phase is Phase.PAUSED or self._run.pausing

    @property
    def _begun(self) -> bool:
        """Whether a run that waits, or is under way, has begun already."""
        return any(each.run for each in self._queue.waiting)

    # --- showing -------------------------------------------------------------------------------

    def _row(self, row: int) -> QueueRow:
        item: QueuedRun = self._queue.waiting[row]
        names, settings = ", ".join(item.styles), settings_words(item.options)
        if item is self._queue.current:
            words = self.tr("paused") if self._resting else self.tr("training")
            return QueueRow(names, names, "running", words, settings)
        words = self.tr("stopped, goes on") if item.run else self.tr("waiting")
        return QueueRow(names, names, "waiting", words, settings)

    def _log_row(self, row: int) -> QueueRow:
        # The newest first: it is what a person comes to read.
        entry: RunResult = self._queue.log[-1 - row]
        names = ", ".join(entry.styles)
        words = self.tr("{} · {} steps").format(duration(60 * entry.minutes), f"{entry.steps:,}")
        if entry.problem:
            return QueueRow(names, names, "failed", self.tr("failed"), entry.problem)
        folder = self.tr("run {}").format(entry.run)
        return QueueRow(names, f"{names}\n{folder}", "done", words, measures_words(entry))

    def _show_styles(self) -> None:
        rows = range(self.styles.count())
        off = {self.styles.item(row).text() for row in rows} - {*self._chosen()}
        self.styles.clear()
        for name in trainable_styles(self._project):
            item = QListWidgetItem(name, self.styles)
            state = Qt.CheckState.Unchecked if name in off else Qt.CheckState.Checked
            item.setCheckState(state)
        self._show_buttons()

    def _show_settings(self) -> None:
        self._settings.setText(settings_words(self._run.options))

    def _refresh(self) -> None:
        chosen = {id(self._shown[row]) for row in self.table.selected_rows()}
        self._shown = list(self._queue.waiting)
        for model in (self.model, self.log_model):
            model.reset()
        # A selection belongs to runs, wherever they stand now.
        self._select([row for row, item in enumerate(self._shown) if id(item) in chosen])
        self._hint.setVisible(not self._shown)
        self.log.resizeRowsToContents()
        self._show_buttons()

    def _show_buttons(self) -> None:
        queue, rows = self._queue, self.table.selected_rows()
        first = 0 if queue.current is None else 1
        movable = len(rows) == 1 and rows[0] >= first
        self.up_button.setEnabled(movable and rows[0] > first)
        self.down_button.setEnabled(movable and rows[0] < len(queue.waiting) - 1)
        self.remove_button.setEnabled(any(row >= first for row in rows))
        self.undo_button.setVisible(queue.can_restore)
        chosen = bool(self._chosen())
        self.add_button.setEnabled(chosen)
        self.each_button.setEnabled(chosen)
        resume = self.tr("Resume")
        self.start_button.setText(
            (resume if self._resting else self.tr("Pause")) if queue.running
            else resume if self._begun
            else self.tr("Start")
        )  # fmt: skip
        self.start_button.setAccessibleName(self.start_button.text())
        stopping = self._run.phase is Phase.STOPPING
        self.start_button.setEnabled(bool(queue.waiting) and not stopping)
        self.status.setText(self._status())

    def _status(self) -> str:
        queue = self._queue
        if queue.running and queue.current is None:
            return self.tr("begins after the run under way")
        if self._begun and not queue.running:
            return self.tr("paused")
        return ""

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self._hint.setGeometry(self.table.viewport().rect())
        self.log.resizeRowsToContents()


def settings_words(options: TrainingOptions) -> str:
    """Time, brush size and number of advanced settings of a run."""
    parts = [tr("{:g} min").format(options.total_minutes)]
    if options.brush_percent != TrainingOptions.brush_percent:
        parts.append(tr("brush size {} %").format(options.brush_percent))
    if options.advanced:
        parts.append(tr("advanced settings: {}").format(len(options.advanced)))
    return ", ".join(parts)


def measures_words(result: RunResult) -> str:
    """How much of each style, and of the photo's layout, a run reached."""
    said = tr("{style}: style {gain:.2f}, colour {colour:.2f}, content {content:.2f}")
    whole = [
        said.format(
            style=style, gain=found["style_gain"], colour=found["colour_gain"],
            content=found["content"],
        )
        for style, found in result.measures.items()
        if {"style_gain", "colour_gain", "content"} <= found.keys()
    ]  # fmt: skip
    return "; ".join(whole) or tr("not measured")


def _table(model: QueueModel, name: str, object_name: str) -> QueueTable:
    made = QueueTable(model)
    made.setColumnWidth(1, _STATE_WIDTH)
    describe(made, name, "", object_name)
    return made
