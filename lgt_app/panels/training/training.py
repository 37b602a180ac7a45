"""Train, pause, stop; how long; on what; how far."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from lgt_app import theme
from lgt_app.panels.formatting import duration, memory, memory_of
from lgt_app.state.project.project import Project
from lgt_app.state.training.options import BRUSH_PERCENT, QUALITY_MINUTES, TrainingOptions
from lgt_app.state.training.queue import TrainingQueue
from lgt_app.state.training.run import Phase, RunState
from lgt_app.widgets.basics import Elided, Segments, button, describe, label, set_role
from lgt_app.widgets.numbers import DecimalBox, WholeBox

from .stages import stage_name

_UPDATE_MS = 200


class TrainingPanel(QFrame):
    """Every button follows the run's phase, never what was clicked.

    Signals
    -------
    advanced_asked()
        The person wants the Advanced page.
    queue_asked()
        The person wants the training queue.
    """

    advanced_asked = Signal()
    queue_asked = Signal()

    def __init__(
        self, project: Project, run: RunState, queue: TrainingQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._run = run
        self._tick = QTimer(self, singleShot=True, interval=_UPDATE_MS)
        self._tick.timeout.connect(self._show_status)
        self._make_controls()
        self._make_links(queue)
        self._build()
        run.phase_changed.connect(self.refresh)
        run.options_changed.connect(self.refresh)
        run.plan_changed.connect(self._show_plan)
        run.status_changed.connect(self._ask_status)
        project.styles_changed.connect(self._on_project_changed)
        project.pictures_changed.connect(self._on_project_changed)
        self.refresh()
        self._show_plan()

    # --- building ------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self.train = button(self.tr("Train"), "", "trainButton", role="primary")
        self.train.clicked.connect(self.start_or_resume)
        self.again = button(
            self.tr("New run"), self.tr("Begin anew; the last run is kept"), "newRunButton"
        )
        self.again.clicked.connect(self._run.start)
        self.pause = button(self.tr("Pause"), "", "pauseButton")
        self.pause.clicked.connect(self._on_pause)
        self.stop = button(
            self.tr("Stop"), self.tr("Save and stop; you can go on later"), "stopButton"
        )
        self.stop.clicked.connect(self._run.stop)
        self._quality = Segments(self._quality_choices(), self.tr("Training time"))
        self._quality.chosen.connect(self._on_quality)
        self._minutes = DecimalBox(decimals=1, minimum=0.1, maximum=6000.0, singleStep=1.0)
        self._minutes.setSuffix(self.tr(" min"))
        self._minutes.setMinimumWidth(110)
        describe(self._minutes, self.tr("Minutes"), self.tr("How long to train"), "minutesSpinBox")
        self._minutes.valueChanged.connect(self._on_minutes)
        self._make_brush()
        self.device = Elided("", "muted")
        describe(self.device, self.tr("Device"), self.tr("Where LGT computes"), "deviceLabel")
        tip = self.tr("Memory that a training step needs")
        self.memory = _bar(self.tr("Memory"), tip, "memoryBar")
        self._memory_words = label("", "muted")
        self.progress = _bar(self.tr("Progress"), self.tr("Share of the run"), "trainProgress")
        self.eta = label("", "muted")
        describe(self.eta, self.tr("Time left"), self.tr("Time left and speed"), "etaLabel")
        self._stage = label("", "heading", wrap=True)
        self._hint = label("", "muted", wrap=True)

    def _make_links(self, queue: TrainingQueue) -> None:
        self._advanced = button(
            self.tr("Advanced…"),
            self.tr("All options of the engine, each with an explanation"),
            "advancedButton",
            role="link",
        )
        self._advanced.clicked.connect(self.advanced_asked)
        tip = self.tr("Training queue: several runs, one after another")
        self._queue = button(self.tr("Queue…"), tip, "trainingQueueButton", role="link")
        self._queue.clicked.connect(self.queue_asked)

        def show() -> None:
            count = len(queue.waiting)
            text = self.tr("Queue ({n})…").format(n=count) if count else self.tr("Queue…")
            self._queue.setText(text)

        queue.changed.connect(show)
        show()

    def _make_brush(self) -> None:
        low, high = BRUSH_PERCENT
        self._brush = WholeBox(minimum=low, maximum=high, singleStep=25)
        self._brush.setSuffix(self.tr(" %"))
        self._brush.setMinimumWidth(110)
        # A number being typed is not yet a wish.
        self._brush.setKeyboardTracking(False)
        tip = self.tr(
            "How large strokes are painted: 200 % looks at the style pictures twice as close, "
            "50 % from twice as far. Applies to the next training."
        )
        describe(self._brush, self.tr("Brush size"), tip, "brushSpinBox")
        self._brush.valueChanged.connect(self._on_brush)
        self._brush_reset = button(
            self.tr("Reset"), self.tr("Back to 100 %"), "brushResetButton", role="link"
        )
        self._brush_reset.setAccessibleName(self.tr("Reset brush size"))
        self._brush_reset.clicked.connect(lambda: self._on_brush(TrainingOptions.brush_percent))

    def _quality_choices(self) -> list[tuple[str, str, str]]:
        words = {
            "quick": (self.tr("Quick"), self.tr("A first impression")),
            "good": (self.tr("Good"), self.tr("A style you can use")),
            "best": (self.tr("Best"), self.tr("As strong as it gets")),
        }
        time = self.tr("{what}: {n:.0f} minutes, fewer when it stops improving")
        choices = [
            (
                key,
                self.tr("{}\n{:.0f} min").format(text, QUALITY_MINUTES[key]),
                time.format(what=tip, n=QUALITY_MINUTES[key]),
            )
            for key, (text, tip) in words.items()
        ]
        own = self.tr("Custom\nminutes")
        return [*choices, ("custom", own, self.tr("Choose the minutes yourself"))]

    def _build(self) -> None:
        title = QHBoxLayout()
        title.addWidget(label(self.tr("Training"), "title"))
        title.addStretch(1)
        title.addWidget(self._queue)
        title.addWidget(self._advanced)
        self._minutes_row = QWidget()
        minutes = QHBoxLayout(self._minutes_row)
        minutes.setContentsMargins(0, 0, 0, 0)
        minutes.addWidget(label(self.tr("Train for")))
        minutes.addWidget(self._minutes)
        minutes.addStretch(1)
        brush = QHBoxLayout()
        brush.addWidget(label(self.tr("Brush size")))
        brush.addWidget(self._brush)
        brush.addWidget(self._brush_reset)
        brush.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.train, 1)
        buttons.addWidget(self.again)
        buttons.addWidget(self.pause, 1)
        buttons.addWidget(self.stop)
        fits = QHBoxLayout()
        fits.addWidget(self.memory, 1)
        fits.addWidget(self._memory_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(title)
        column.addWidget(self._quality)
        column.addWidget(self._minutes_row)
        column.addLayout(brush)
        column.addLayout(buttons)
        column.addWidget(self._hint)
        column.addWidget(self.device)
        column.addLayout(fits)
        column.addWidget(self._stage)
        column.addWidget(self.progress)
        column.addWidget(self.eta)

    # --- what the person does ------------------------------------------------------------------

    def start_or_resume(self) -> None:
        """The one Train button: begin, or go on with the last run."""
        run = self._run
        if not run.resumable or not run.styles_match:
            run.start()
        elif run.last_finished:
            run.resume_run(extra_minutes=run.options.total_minutes)
        else:
            run.resume_run()

    def start_or_pause(self) -> None:
        """One key for beginning, pausing and going on."""
        if self.pause.isVisible() and self.pause.isEnabled():
            self._on_pause()
        elif self.train.isEnabled():
            self.start_or_resume()

    def _on_pause(self) -> None:
        if self._run.phase is Phase.PAUSED or self._run.pausing:
            self._run.resume()
        else:
            self._run.pause()

    def _on_quality(self, key: str) -> None:
        options = self._run.options
        self._run.set_options(replace(options, quality=key))

    def _on_minutes(self, minutes: float) -> None:
        options = self._run.options
        self._run.set_options(replace(options, minutes=minutes))

    def _on_brush(self, percent: int) -> None:
        self._run.set_options(replace(self._run.options, brush_percent=percent))

    def _on_project_changed(self) -> None:
        self.refresh()
        self._run.ask_plan()

    # --- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Derive every control from the run's phase."""
        self._show_buttons()
        self._show_train_text()
        self._show_choices()
        active = self._run.phase.active
        self._hint.setText("" if active else self._hint_words())
        self._hint.setVisible(bool(self._hint.text()))
        self._show_status()

    def _show_buttons(self) -> None:
        run, phase = self._run, self._run.phase
        active = phase.active
        # A button that goes hands the keyboard to the one that comes, not to whatever is next.
        buttons = (self.train, self.again, self.pause, self.stop)
        focused = any(each.hasFocus() for each in buttons)
        self.train.setVisible(not active)
        self.train.setEnabled(not active and not run.missing)
        self.again.setVisible(not active and run.resumable and run.styles_match)
        self.pause.setVisible(active)
        self.pause.setEnabled(active and phase is not Phase.STOPPING)
        self.stop.setVisible(active)
        self.stop.setEnabled(active and phase is not Phase.STOPPING)
        if focused and not any(each.hasFocus() for each in buttons):
            (self.pause if active else self.train).setFocus()
        waiting = phase is Phase.PAUSED or run.pausing
        self.pause.setText(self.tr("Resume") if waiting else self.tr("Pause"))
        self.pause.setToolTip(
            self.tr("Go on (Ctrl+Return)") if waiting else self.tr("Pause (Ctrl+Return)")
        )

    def _show_choices(self) -> None:
        run, active = self._run, self._run.phase.active
        self._quality.setEnabled(not active)
        self._quality.choose(run.options.quality)
        self._minutes.setEnabled(not active)
        self._minutes_row.setVisible(run.options.quality == "custom")
        for box, value in (
            (self._minutes, run.options.minutes),
            (self._brush, run.options.brush_percent),
        ):
            box.blockSignals(True)
            box.setValue(value)  # type: ignore[arg-type]  # each in its own kind of number
            box.blockSignals(False)
        self._brush.setEnabled(not active)
        self._brush_reset.setEnabled(not active)
        self._brush_reset.setVisible(run.options.brush_percent != TrainingOptions.brush_percent)
        changed = len(run.options.advanced)
        text = self.tr("Advanced ({n})…").format(n=changed) if changed else self.tr("Advanced…")
        self._advanced.setText(text)

    def _show_train_text(self) -> None:
        run = self._run
        if not run.resumable or not run.styles_match:
            text, tip = self.tr("Train"), self.tr("Learn the styles (Ctrl+Return)")
        elif run.last_finished:
            minutes = run.options.total_minutes
            more = f"{minutes:g}"
            text = (
                self.tr("Train 1 more minute")
                if minutes == 1
                else self.tr("Train {} more minutes").format(more)
            )
            tip = self.tr("Go on where the last run ended (Ctrl+Return)")
        else:
            step = f"{run.curves.last_step:,}"
            text = self.tr("Continue at step {}").format(step)
            tip = self.tr("Go on where the last run stopped (Ctrl+Return)")
        self.train.setText(text)
        self.train.setAccessibleName(text)
        self.train.setToolTip(tip)

    def _hint_words(self) -> str:
        run = self._run
        if run.missing:
            return run.missing
        if not run.styles_match:
            return self.tr("The styles have changed since the last run: Train learns them all.")
        if not self._project.photos and not run.resumable:
            return self.tr("Tip: a dozen of your own photos makes the result better.")
        return ""

    def _ask_status(self) -> None:
        if not self._tick.isActive():
            self._tick.start()

    def _show_status(self) -> None:
        run, status = self._run, self._run.status
        self._stage.setText(self._stage_words())
        self._stage.setVisible(bool(self._stage.text()))
        shown = run.phase.active
        self.progress.setVisible(shown)
        waiting = run.phase is Phase.PREPARING and not status.stage
        self.progress.setMaximum(0 if waiting and not theme.is_still() else 1000)
        self.progress.setValue(round(1000 * status.progress))
        self.eta.setText(self._eta_words())
        self.eta.setVisible(bool(self.eta.text()))

    def _stage_words(self) -> str:
        run, status = self._run, self._run.status
        step, stage = f"{status.step:,}", stage_name(status.stage)
        words = {
            Phase.IDLE: "",
            Phase.PREPARING: self.tr("{}…").format(stage or self.tr("Getting ready")),
            Phase.TRAINING: self.tr("Step {}").format(step),
            Phase.PAUSED: self.tr("Paused at step {}").format(step),
            Phase.STOPPING: self.tr("Stopping and saving…"),
            Phase.FINISHED: self.tr("Saved at step {}").format(step),
            Phase.FAILED: self.tr("Training ended with a problem"),
        }
        if run.pausing:
            preparing = run.phase is Phase.PREPARING
            return self.tr("Paused while getting ready") if preparing else self.tr("Pausing…")
        if status.stage_seconds is not None and run.phase is Phase.TRAINING:
            left = self.tr("{} left").format(duration(status.stage_seconds))
            return self.tr("{}: {}").format(stage, left)
        return words[run.phase]

    def _eta_words(self) -> str:
        status = self._run.status
        if self._run.phase not in (Phase.PREPARING, Phase.TRAINING, Phase.PAUSED):
            return ""
        parts = []
        if status.eta_seconds is not None:
            parts.append(self.tr("{} left").format(duration(status.eta_seconds)))
        if status.steps_per_second:
            parts.append(self.tr("{:.1f} steps/s").format(status.steps_per_second))
        return " · ".join(parts)

    def set_device(self, name: str, reason: str) -> None:
        """Where the engine computes, and why there."""
        self.device.set_whole(name, f"{name}\n{reason}" if reason else name)
        self.device.setAccessibleName(self.tr("Device: {}").format(name))

    def _show_plan(self) -> None:
        plan = self._run.plan
        known = plan is not None and plan.needed is not None and bool(plan.total)
        self.memory.setVisible(known)
        self._memory_words.setVisible(known)
        if plan is None or plan.needed is None or not plan.total:
            return
        share = plan.needed / plan.total
        self.memory.setValue(min(1000, round(1000 * share)))
        set_role(self.memory, "level", "over" if share > 1 else "tight" if share > 0.85 else "fits")
        pair = (memory(plan.needed), memory(plan.total))
        text = self.tr("Memory: {}, enough") if share <= 1 else self.tr("Memory: {}, too little")
        self._memory_words.setText(text.format(memory_of(plan.needed, plan.total)))
        tip = self.tr("A training step with {n} photos needs about {need} of {total}.")
        tip = tip.format(n=plan.batch_size, need=pair[0], total=pair[1])
        self.memory.setToolTip(tip)
        self._memory_words.setToolTip(tip)


def _bar(name: str, tip: str, object_name: str) -> QProgressBar:
    made = QProgressBar(maximum=1000, textVisible=False)
    made.setFixedHeight(8)
    describe(made, name, tip, object_name)
    return made
