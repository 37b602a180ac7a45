"""The training run as the window sees it: phase, numbers, words; fed by the training lane."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from lgt_app.state.project.project import Project
from lgt_app.state.project.project_file import ProjectError
from lgt_app.state.project.stored_values import RunRecord
from lgt_app.workers import Job, JobQueues
from lgt_app.workers.training import Plan, PlanRequest, TrainingRequest
from lgt_engine import events
from lgt_engine.errors import ConfigError, DataError, LGTError

from .advice import Advice, describe, done_after, ended_by_itself
from .curves import CurveData
from .options import TrainingOptions, build_config, same_network, trainable_styles
from .status import Clock, Status

if TYPE_CHECKING:
    from lgt_engine.config import TrainConfig

_STATE_FILE = "state.safetensors"


class Phase(Enum):
    """Where the run is; buttons derive from this alone."""

    IDLE = "idle"
    PREPARING = "preparing"
    TRAINING = "training"
    PAUSED = "paused"
    STOPPING = "stopping"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Whether a worker is at it."""
        return self in (Phase.PREPARING, Phase.TRAINING, Phase.PAUSED, Phase.STOPPING)


class RunState(QObject):
    """The project's training.

    Signals
    -------
    phase_changed()
    status_changed()
        At most once per delivered event; panels throttle.
    curves_changed()
    words_changed()
    plan_changed()
    notice(str, str, str)
        Level, code and text of a :class:`lgt_engine.events.Notice`.
    model_saved(object)
        Path of a model that was just written.
    failed(object)
        The exception that ended the run or kept it from beginning.
    idle()
        A run has said its last word; another one may begin.
    """

    phase_changed = Signal()
    status_changed = Signal()
    curves_changed = Signal()
    words_changed = Signal()
    plan_changed = Signal()
    options_changed = Signal()
    notice = Signal(str, str, str)
    model_saved = Signal(object)
    failed = Signal(object)
    idle = Signal()

    def __init__(self, project: Project, lanes: JobQueues, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lanes = lanes
        self._job: Job | None = None
        self._plan_job: Job | None = None
        self._collapsed = False
        self._pausing = False
        self._clock = Clock()
        self.device_wish = "auto"
        self.phase = Phase.IDLE
        self.status = Status()
        self.curves = CurveData()
        self.words = Advice("muted", "")
        self.plan: Plan | None = None
        self.started: Any = None
        self.run_dir: Path | None = None
        self.options = TrainingOptions.from_json(project.value("training"))
        self._load_last_run()

    # --- what can be done now ------------------------------------------------------------------

    @property
    def pausing(self) -> bool:
        """Whether a pause was asked for and has not begun yet."""
        return self._pausing

    @property
    def missing(self) -> str:
        """What keeps training from beginning, in plain words; empty when nothing does."""
        if not trainable_styles(self._project):
            return self.tr("Add a style with at least one picture to train.")
        return ""

    @property
    def resumable(self) -> bool:
        """Whether the last run can go on."""
        return self.run_dir is not None and (self.run_dir / _STATE_FILE).exists()

    @property
    def last_finished(self) -> bool:
        """Whether the last run came to its planned end."""
        return self._recorded().finished

    @property
    def styles(self) -> tuple[str, ...]:
        """What the last run was, or is, trained on."""
        return self._recorded().styles or ()

    @property
    def styles_match(self) -> bool:
        """Whether the last run was trained on the styles that the project has now."""
        trained = self._recorded().styles
        return trained is None or sorted(trained) == trainable_styles(self._project)

    # --- what a person asks for ----------------------------------------------------------------

    def set_options(self, options: TrainingOptions) -> None:
        """Choose quality, minutes and advanced settings."""
        if options != self.options:
            self.options = options
            self._project.set_value("training", options.to_json())
            self.options_changed.emit()
            self.ask_plan()

    def start(self) -> None:
        """Begin a new run; when only the styles have changed it inherits the last model."""
        if not self.phase.active:
            inherit = None if self.styles_match else self._project.model_path()
            self._begin(self._project.new_run_dir(), start_from=inherit)

    def train(self, styles: Sequence[str], options: TrainingOptions, name: str = "") -> Path | None:
        """Begin a run of these styles alone, or go on with that in the run folder ``name``.

        Returns its folder; None when it cannot begin, which is told.
        """
        begun = self._project.runs_dir / name
        resume = bool(name) and (begun / _STATE_FILE).exists()
        run_dir = begun if resume else self._project.new_run_dir()
        self._begin(run_dir, resume=resume, styles=styles, options=options)
        return run_dir if self.phase is Phase.PREPARING else None

    def resume_run(self, extra_minutes: float | None = None) -> None:
        """Go on with the last run; ``extra_minutes`` lengthens a finished one."""
        if self.phase.active or self.run_dir is None or not self.resumable:
            return
        minutes = self._recorded_minutes() + (extra_minutes or 0.0)
        self._begin(self.run_dir, resume=True, minutes=minutes)

    def pause(self) -> None:
        """Wait after the current step, or the picture that is being prepared."""
        if self.phase in (Phase.PREPARING, Phase.TRAINING) and self._job is not None:
            self._pausing = True
            self._job.control.pause()
            self.phase_changed.emit()

    def resume(self) -> None:
        """End a pause."""
        if self._job is not None and (self.phase is Phase.PAUSED or self._pausing):
            self._pausing = False
            self._job.control.resume()
            self.phase_changed.emit()

    def stop(self) -> None:
        """Save and end; shown as stopping at once."""
        if self._job is not None and self.phase.active:
            self._set_phase(Phase.STOPPING)
            self._job.stop()

    def ask_plan(self) -> None:
        """Ask what a run would need; the newest question wins."""
        if self.phase.active or self._plan_job is not None:
            return
        try:
            config = self._config(self._project.new_run_dir())
        except LGTError:
            return  # said when the person presses Train, or on the Advanced page
        request = PlanRequest(config, len(trainable_styles(self._project)))
        self._plan_job = self._lanes.planning.submit(request)
        self._plan_job.event.connect(self._on_plan)
        self._plan_job.finished.connect(self._plan_done)

    # --- inside --------------------------------------------------------------------------------

    def _config(self, run_dir: Path, **more: Any) -> TrainConfig:
        options = more.pop("options", None) or self.options
        return build_config(self._project, options, run_dir, device=self.device_wish, **more)

    def _begin(
        self,
        run_dir: Path,
        *,
        resume: bool = False,
        start_from: Path | None = None,
        styles: Sequence[str] | None = None,
        **choices: Any,
    ) -> None:
        try:
            self._project.check()
            styles = self._present(styles)
            config = self._config(run_dir, styles=styles, **choices)
            if start_from is not None and same_network(config, start_from.parent):
                config = self._config(run_dir, styles=styles, start_from=start_from, **choices)
        except (ConfigError, DataError, ProjectError) as error:
            self.failed.emit(error)
            return
        if run_dir != self.run_dir or not resume:
            self.curves = CurveData.read(run_dir / "metrics.csv")  # none of a new run
            self.status = Status(step=self.curves.last_step)
            self.curves_changed.emit()
        self.run_dir = run_dir
        self._collapsed = False
        self._record(finished=False, minutes=config.training.max_minutes, styles=tuple(styles))
        self._set_phase(Phase.PREPARING)
        request = TrainingRequest(config, resume)
        self._clock = Clock(request.asked, None if resume else config.total_minutes)
        self._job = self._lanes.training.submit(request)
        self._job.event.connect(self._on_event)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_job_finished)

    def _present(self, styles: Sequence[str] | None) -> Sequence[str]:
        """These styles, or all; raises DataError when one has nothing to train on."""
        known = trainable_styles(self._project)
        gone = [name for name in styles or () if name not in known]
        if gone:
            what = self.tr("The style “{}” is gone, or has no pictures.")
            raise DataError(what.format(gone[0]), next_step=self.tr("Add pictures of it."))
        if self.missing:
            raise DataError(self.missing, next_step=self.tr("Drop a folder of pictures."))
        return known if styles is None else styles

    def _recorded(self) -> RunRecord:
        return RunRecord.from_json(self._project.value("run"))

    def _recorded_minutes(self) -> float:
        return self._recorded().minutes or self.options.total_minutes

    def _record(
        self,
        *,
        finished: bool,
        minutes: float | None = None,
        styles: tuple[str, ...] | None = None,
    ) -> None:
        """Remember the run; minutes and styles that are left out stay as they were."""
        assert self.run_dir is not None
        planned = minutes or self._recorded_minutes()
        known = self._recorded().styles or () if styles is None else styles
        record = RunRecord(self.run_dir.name, finished, planned, known)
        self._project.set_value("run", record.to_json())

    def _load_last_run(self) -> None:
        self.run_dir = self._project.current_run()
        if self.run_dir is not None:
            self.curves = CurveData.read(self.run_dir / "metrics.csv")
            self.status = Status(step=self.curves.last_step)
            if self.curves.last_step:
                self.words = describe(self.curves, collapsed=False, learning=False)

    def _set_phase(self, phase: Phase, *, pausing: bool = False) -> None:
        if phase is not self.phase:
            self.phase, self._pausing = phase, pausing
            self.phase_changed.emit()

    # --- events of the engine ------------------------------------------------------------------

    def _on_event(self, event: Any) -> None:
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def _on_notice(self, event: events.Notice) -> None:
        self.notice.emit(event.level, event.code, event.text)

    def _on_progress(self, event: events.Progress) -> None:
        if self.phase is Phase.PREPARING:
            self.status = self._clock.preparing(event)
        else:  # a look at the pictures: how far the run itself is stays in sight
            self.status = replace(self.status, stage=event.stage, stage_seconds=event.eta_seconds)
        self.status_changed.emit()

    def _on_started(self, event: events.RunStarted) -> None:
        self.started = event
        self.curves.cut(event.step)
        self.status = Status(step=event.step, progress=self.status.progress)
        if self.phase is Phase.PREPARING:
            self._set_phase(Phase.TRAINING, pausing=self._pausing)
        self.status_changed.emit()

    def _on_step(self, event: events.StepDone) -> None:
        self.curves.add_losses(event.step, event.losses)
        share = max(event.progress, self.status.progress)
        self.status = Status(
            "", event.step, event.seconds, share, event.eta_seconds, event.steps_per_second
        )
        self.status_changed.emit()
        self.curves_changed.emit()

    def _on_validation(self, event: events.ValidationDone) -> None:
        for score in event.scores:
            self.curves.add_score(event.step, score.style, score.measures())
        self._collapsed = event.collapsed
        self.curves_changed.emit()
        self._say()

    def _on_checkpoint(self, event: events.CheckpointSaved) -> None:
        self._say()
        self.model_saved.emit(event.path.with_name("model.safetensors"))

    def _on_paused(self, event: events.Paused) -> None:  # noqa: ARG002
        if self.phase is not Phase.STOPPING:
            self._set_phase(Phase.PAUSED)
            self._say()

    def _on_resumed(self, event: events.Resumed) -> None:  # noqa: ARG002
        if self.phase is not Phase.STOPPING:
            self._set_phase(Phase.TRAINING)
            self._say()

    def _on_finished(self, event: events.Finished) -> None:
        # A run that ended before its time is lengthened from where it ended.
        minutes = event.seconds / 60 if event.reason == "still" else None
        self._record(finished=event.reason != "stopped", minutes=minutes)
        self._set_phase(Phase.FINISHED)
        self._say(ended_by_itself() if event.reason == "still" else self._after())
        self.model_saved.emit(event.model_path)

    def _on_failed(self, error: object) -> None:
        self._set_phase(Phase.FAILED)
        self.failed.emit(error)

    def _on_job_finished(self, whole: bool) -> None:  # noqa: ARG002
        if self._job is not None and not self._job.done:
            return  # the last word of the run before: a new one was begun as soon as it could be
        self._job = None
        if self.phase.active:  # stopped before there was anything to save
            self._set_phase(Phase.IDLE)
        files = (_STATE_FILE, "model.safetensors")
        if self.run_dir is not None and not any((self.run_dir / name).exists() for name in files):
            shutil.rmtree(self.run_dir, ignore_errors=True)  # nothing was learned in it
            self._load_last_run()
            self.curves_changed.emit()
        self.phase_changed.emit()
        self.idle.emit()

    def _on_plan(self, plan: object) -> None:
        if isinstance(plan, Plan):
            self.plan = plan
            self.plan_changed.emit()

    def _plan_done(self, whole: bool) -> None:  # noqa: ARG002
        self._plan_job = None

    def _after(self) -> Advice | None:
        told = self._collapsed or self.status.seconds < 10
        return None if told else done_after(max(1, round(self.status.seconds / 60)))

    def _say(self, words: Advice | None = None) -> None:
        if words is None:
            learning = self.phase in (Phase.PREPARING, Phase.TRAINING)
            words = describe(self.curves, collapsed=self._collapsed, learning=learning)
        if words != self.words:
            self.words = words
            self.words_changed.emit()


_HANDLERS: dict[type, Callable[[RunState, Any], None]] = {
    events.Notice: RunState._on_notice,
    events.Progress: RunState._on_progress,
    events.RunStarted: RunState._on_started,
    events.StepDone: RunState._on_step,
    events.ValidationDone: RunState._on_validation,
    events.CheckpointSaved: RunState._on_checkpoint,
    events.ModelSaved: lambda run, event: run.model_saved.emit(event.path),
    events.Paused: RunState._on_paused,
    events.Resumed: RunState._on_resumed,
    events.Finished: RunState._on_finished,
}
