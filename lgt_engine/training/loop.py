"""The training loop: steps, validations, checkpoints, pauses, the end."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import to_tensors
from lgt_engine.errors import Cancelled, CheckpointError, LGTError, is_out_of_memory
from lgt_engine.events import (
    CheckpointSaved,
    Event,
    Finished,
    ModelSaved,
    Notice,
    Paused,
    Progress,
    Resumed,
    StepDone,
    ValidationDone,
)
from lgt_engine.model.checkpoint import ModelDescription, save_model, shareable_config
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.system.heap import release_freed_memory
from lgt_engine.validation.reporting import interruptible, memory_was_full
from lgt_engine.validation.samples import save_sample
from lgt_engine.validation.validator import Validator, collapse_notice

from .beginning import begins_early, fresh_network, kept_measures, not_waited_for, started
from .context import RunContext
from .memory_plan import plan_batch
from .recovery import Recovery
from .run_folder import MetricsLog, metric_columns
from .saving import Saver, told
from .schedule import Schedule
from .state import TrainingState, run_fingerprint
from .step import NonFiniteLossError, Stepper
from .style_references import StyleReferences, measure_references
from .warm_start import FINE_TUNING_RATE, warm_start

#: Of the time of updates, for what was not waited for before the first one.
_SHARE_BESIDE_UPDATES = 0.3
_GETTING_READY = "Getting the test photos ready"


class TrainingLoop:
    """The state of one running training, between preparation and the last checkpoint."""

    @classmethod
    def prepare(cls, setup: RunContext, *, resume: bool) -> Generator[Event, None, TrainingLoop]:
        """Begin with a fresh network and its head start, or as it was saved.

        Raises
        ------
        Cancelled
            When a stop was asked for.
        """
        config, dataset, device = setup.config, setup.pictures.dataset, setup.device
        check = setup.control.raise_if_stopping
        yield Progress("Looking at the styles", 0, 1)
        references = measure_references(dataset, config, setup.codec, device.torch_device, check)
        network = fresh_network(config, len(dataset.style_names), device)
        started_from = None
        if not resume:  # what a resumed run began with is in its state
            started_from = warm_start(network, dataset, config, references)
        session = cls(setup, network, references)
        session.started_from = started_from
        if started_from is not None:
            session.state.counters.rate_share = FINE_TUNING_RATE
        if resume:
            session.state.load(setup.folder.state, session.fingerprint)
            session.metrics = kept_measures(setup.folder)
        return session

    def __init__(
        self, setup: RunContext, network: VelocityField, references: StyleReferences
    ) -> None:
        config, device = setup.config, setup.device
        dataset, codec = setup.pictures.dataset, setup.codec
        self.config = config
        self.setup = setup
        self.control = setup.control
        self.folder = setup.folder
        self.codec = codec
        self.ranks = setup.ranks
        self.styles = dataset.style_names
        self.validator: Validator | None = None
        batch = plan_batch(config, len(self.styles), device.torch_device.type, device.total_bytes)
        self.started_from: str | None = None
        self.state = TrainingState.create(network, config, batch)
        measured = references.perceptual
        self.targets = None if measured is None else to_tensors(measured.targets)
        self.stepper = Stepper(self.state, dataset, config, references, self.ranks)
        self.fingerprint = run_fingerprint(self.styles, codec.codec_id, network.shape)
        self.saver = Saver(self.folder, self.fingerprint, self.targets)
        self.recovery = Recovery(self.state, setup)
        self.schedule = Schedule(config)
        self.early = begins_early(config, self.ranks)
        self.waiting = self._make_ready()
        self.metrics: dict[str, Any] = {}
        self.collapse_reported = False
        self.last_score = math.inf
        # What all processes agreed on before this step; the reason is empty while it goes on.
        self.progress, self.reason = 0.0, ""

    def run(self) -> Generator[Event, None, None]:
        """Train to the end or to a stop; see :class:`lgt_engine.training.trainer.Trainer`."""
        self.schedule.start(self.state.counters, self.setup.asked)
        self.recovery.remember()
        yield started(self.setup, self.state, self.started_from, self.schedule.prepared)
        log = self._open_log()
        try:
            if self.early and not self.state.counters.step:
                with self.folder.unless_gone():
                    yield from self._show()
            yield from self._loop(log)
        except GeneratorExit:
            self._write()
            raise
        finally:
            self.saver.close()
            if log is not None:
                log.close()

    def _make_ready(self) -> Iterator[Notice | Progress | None]:
        """What the first updates do not wait for, in small pieces."""
        for piece in not_waited_for(self.setup):
            if isinstance(piece, Validator):
                self.validator = piece
                self.schedule.can_look(piece.seconds)
            elif isinstance(piece, InMemoryLatentDataset):
                self.stepper.dataset = piece
            if isinstance(piece, float) and not self.early:
                yield Progress(_GETTING_READY, round(100 * piece), 100)
            else:
                yield piece if isinstance(piece, Notice) else None

    def _beside_updates(self) -> Iterator[Event]:
        """Some of what was not waited for; all of it where no minutes are running."""
        if self.schedule.finished(self.state.counters):
            return
        share = _SHARE_BESIDE_UPDATES * self.schedule.step_seconds
        end = time.monotonic() + share if self.early else math.inf
        yield from self._meanwhile(lambda: time.monotonic() >= end or self.control.paused)

    def _meanwhile(self, enough: Callable[[], bool]) -> Iterator[Event]:
        """Go on with what was not waited for, until it is enough, all is ready or a stop comes."""
        try:
            while not self.control.stopping:
                event = next(self.waiting)
                if event is not None:
                    yield event
                if enough():
                    break
        except (StopIteration, Cancelled):
            pass  # all is ready, or the run ends
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            yield memory_was_full()
        self.schedule.passed(self.state.counters)

    def _open_log(self) -> MetricsLog | None:
        """The run's metrics and configuration, where this process is the one that writes."""
        if not self.ranks.is_main:
            return None
        self.folder.write_config(self.config)
        columns = metric_columns(self.styles)
        return MetricsLog(self.folder.metrics, columns, self.state.counters.step)

    def _loop(self, log: MetricsLog | None) -> Generator[Event, None, None]:
        while True:
            yield from self._wait_for_folder(log)
            self._agree()
            if self.control.stopping or self.reason:
                break
            if self.control.paused:
                yield from self._pause()
                continue
            self.schedule.passed(self.state.counters)
            event = yield from self._step()
            with self.folder.unless_gone():
                if log is not None:
                    log.record(event, self.state.counters.step)
                if event is not None:
                    yield event
                yield from self._save_beside()
                yield from self._beside_updates()
                if self.schedule.validation_due(self.state.counters):
                    yield from self._validate(log)
                if self.early and not self.saver.writing and self.schedule.showing_due():
                    yield from self._show()
        yield from self._end(log)

    def _wait_for_folder(self, log: MetricsLog | None) -> Iterator[Event]:
        """Hold everything in memory while the run folder is gone."""
        if log is None or self.folder.path.is_dir():
            return
        self.schedule.passed(self.state.counters)
        yield from self.folder.come_back(self.control)
        self.schedule.go_on()
        if self.folder.path.is_dir():
            log.rewind(self.state.counters.step)  # the file that was open may be gone for good

    def _end(self, log: MetricsLog | None) -> Generator[Event, None, None]:
        """The last checkpoint, then one last look at a run that has come to its end."""
        counters, reason = self.state.counters, self.reason
        if reason == "done":
            self.schedule.used_up(counters)
        yield from self._save()
        if reason == "done" and self.validator is None and self.schedule.much_left(counters):
            yield from self._meanwhile(lambda: self.validator is not None)
        seconds = self.schedule.time_for_last_look(counters)
        unseen = counters.step != self.schedule.validated_step
        if reason == "done" and unseen and seconds > 0 and not self.control.stopping:
            measured = yield from self._validate(log, time.monotonic() + seconds)
            if measured:
                yield from self._save()
        if reason:
            yield from self._keep_best()
        self.ranks.barrier()
        yield Finished(
            step=counters.step,
            seconds=self.schedule.seconds_told(counters),
            reason=reason or "stopped",
            model_path=self.folder.model,
        )

    def _agree(self) -> None:
        """All processes share one clock, and stop together."""
        counters, schedule = self.state.counters, self.schedule
        counters.seconds, self.progress, over, still, stopping = self.ranks.all_reduce_max(
            counters.seconds,
            schedule.progress(counters),
            schedule.finished(counters),
            schedule.has_converged(counters),
            self.control.stopping,
        )
        self.reason = "done" if over else "still" if still else ""
        if stopping and not self.control.stopping:
            self.control.stop()

    def _step(self) -> Generator[Event, None, StepDone | None]:
        """One update; recovers from a full memory and from numbers that are not finite."""
        counters = self.state.counters
        try:
            losses, norm, rate = self.stepper.step(self.progress)
        except NonFiniteLossError:
            with self._saved_before_raising():
                notice = self.recovery.roll_back()
            yield notice
            return None
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            with self._saved_before_raising():
                notice = self.recovery.halve_batch(error, half_applied=self.stepper.half_applied)
            yield notice
            return None
        stood_still = self.schedule.tick(counters)
        if stood_still is not None:
            yield stood_still
        self.recovery.step_succeeded()
        return StepDone(
            step=counters.step,
            seconds=counters.seconds,
            losses=losses,
            learning_rate=rate,
            grad_norm=norm,
            progress=self.schedule.progress(counters),
            eta_seconds=self.schedule.eta(counters),
            steps_per_second=self.schedule.steps_per_second,
        )

    @contextmanager
    def _saved_before_raising(self) -> Iterator[None]:
        try:
            yield
        except LGTError:
            self._write()
            raise

    def _pause(self) -> Iterator[Event]:
        with self.folder.unless_gone():
            yield from self._save()
        yield Paused(self.state.counters.step)
        while self.control.paused:
            self.control.wait_while_paused(timeout=1.0)
        self.schedule.go_on()
        yield Resumed(self.state.counters.step)

    def _validate(
        self, log: MetricsLog | None, until: float = math.inf
    ) -> Generator[Event, None, bool]:
        """Look at the held-out photos; whether the look came to its end."""
        if self.validator is None or log is None:
            return False
        counters = self.state.counters
        work = self.validator.run(self.state.averaged_network())
        validation = yield from interruptible(work, self.control, until)
        if validation is None:
            self.schedule.validated(counters)
            return False
        self.metrics = validation.measures()
        self.last_score = validation.value
        self.schedule.judged(counters, validation.value)
        best = validation.value > counters.best_score
        if best:
            counters.best_score = validation.value
            with told():
                self._save_model(self.folder.best)
        log.amend(validation.row())
        collapsed = validation.collapsed(counters.step)
        yield ValidationDone(
            step=counters.step,
            seconds=counters.seconds,
            scores=validation.scores,
            velocity_ratio=validation.velocity_ratio,
            distance_ratio=validation.distance_ratio,
            collapsed=collapsed,
            best=best,
        )
        if collapsed and not self.collapse_reported:
            self.collapse_reported = True
            yield collapse_notice(validation, counters.step)
        save_sample(self.folder.samples, counters.step, validation.pictures)
        release_freed_memory()
        self.schedule.validated(counters)
        return True

    def _keep_best(self) -> Iterator[Event]:
        """The result of a run with patience is its best weights; the state stays the last one.

        Without patience it is the last weights: they depend on no clock.
        """
        if self.config.training.patience_minutes is None or not self.ranks.is_main:
            return
        if self.last_score >= self.state.counters.best_score or not self.folder.best.exists():
            return
        try:
            step = self.folder.keep_best()
        except CheckpointError:  # somebody's hand in the folder; the last weights are there
            return
        text = f"The result is as of step {step}: the pictures have looked no better since."
        yield Notice("info", "best_kept", text)

    def _description(self) -> ModelDescription:
        return ModelDescription(
            shape=self.state.network.shape,
            styles=self.styles,
            codec_kind=self.codec.kind,
            codec_id=self.codec.codec_id,
            flow=self.config.flow,
            inference=self.config.inference,
            step=self.state.counters.step,
            metrics=self.metrics,
            config=shareable_config(self.config),
        )

    def _show(self) -> Iterator[Event]:
        """The newest weights for people who look on; not while the saver writes that file too."""
        with told():
            self._save_model(self.folder.model)
        self.schedule.shown(self.state.counters)
        yield ModelSaved(self.state.counters.step, self.folder.model)

    def _save(self) -> Iterator[Event]:
        if self.ranks.is_main:
            self._write()
            yield CheckpointSaved(self.state.counters.step, self.folder.state)

    def _save_beside(self) -> Iterator[Event]:
        """Checkpoints while training goes on; the first one is waited for, it ends the risk."""
        if (step := self.saver.finished()) is not None:
            yield CheckpointSaved(step, self.folder.state)
        due = self.ranks.is_main and self.schedule.checkpoint_due(self.state.counters)
        if self.saver.writing or not due:
            return
        if self.folder.state.exists():
            self.saver.begin(self.state, self._description())
            self.schedule.saved(self.state.counters, self.saver.cost, waited=False)
        else:
            yield from self._save()

    def _write(self) -> None:
        if self.ranks.is_main:
            self.schedule.passed(self.state.counters)
            self.saver.save(self.state, self._description())
            self.schedule.saved(self.state.counters, self.saver.cost, waited=True)

    def _save_model(self, path: Path) -> None:
        save_model(path, self.state.ema, self._description(), self.targets)
