"""One training under way: from a prepared dataset to the last checkpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from ..checkpoint import ModelDescription, describe_model, save_model, shareable_config
from ..config import TrainConfig
from ..devices import Device
from ..errors import CheckpointError, LGTError, is_out_of_memory
from ..events import (
    CheckpointSaved,
    Event,
    Finished,
    Notice,
    Paused,
    PreviewReady,
    Resumed,
    RunStarted,
    StepDone,
    ValidationDone,
)
from ..heap import give_back
from ..memory import field_shape, plan_batch
from ..network import VelocityField, place
from .measuring import at_once, spared
from .previews import event_images, save_sample
from .recovery import Recovery
from .run_folder import MetricsLog, RunFolder, metric_columns
from .saving import Saver, told
from .schedule import Schedule
from .setup import Setup
from .state import TrainingState
from .stepping import NonFiniteLossError, Stepper
from .style_bank import StyleReferences, measure_references
from .validation import Validator, collapse_notice
from .warm_start import REFINING_RATE, begin

_GETTING_READY = "Getting the test photos ready"
#: Seconds between looks for a run folder that is gone.
_LOOK_AGAIN = 0.5


class Session:
    """The state of one running training, between preparation and the last checkpoint."""

    @classmethod
    def prepare(cls, setup: Setup, *, resume: bool) -> Session:
        """Begin with a fresh network and its head start, or as it was saved."""
        config, dataset, device = setup.config, setup.dataset, setup.device
        place = device.torch_device
        references = measure_references(dataset, config, setup.codec, place)
        network = _fresh_network(config, len(dataset.style_names), device)
        started_from = None
        if not resume:  # what a resumed run began with is in its state
            started_from = begin(network, dataset, config, references)
        session = cls(setup, network, references)
        session.started_from = started_from
        if started_from is not None:
            session.state.counters.rate_share = REFINING_RATE
        if resume:
            session.state.load(setup.folder.state, session.fingerprint)
            session.metrics = _kept_measures(setup.folder)
        return session

    def __init__(self, setup: Setup, network: VelocityField, references: StyleReferences) -> None:
        config, dataset, codec, device = setup.config, setup.dataset, setup.codec, setup.device
        self.config = config
        self.control = setup.control
        self.folder = setup.folder
        self.device = device
        self.codec = codec
        self.dataset = dataset
        self.ranks = setup.ranks
        self.styles = dataset.style_names
        self.validator: Validator | None = None
        self.can_look = self.ranks.writes
        batch = plan_batch(config, len(self.styles), device.torch_device.type, device.total_bytes)
        self.started_from: str | None = None
        self.state = TrainingState.create(network, config, batch)
        self.stepper = Stepper(self.state, dataset, config, references, self.ranks)
        self.fingerprint = repr((self.styles, codec.codec_id, network.shape))
        self.saver = Saver(self.folder, self.fingerprint)
        self.recovery = Recovery(self.state, setup)
        self.schedule = Schedule(config)
        self.metrics: dict[str, Any] = {}
        self.collapse_told = False
        self.still = False
        self.last_score = math.inf

    def run(self) -> Generator[Event, None, None]:
        """Train to the end or to a stop; see :class:`lgt_engine.trainer.Trainer`."""
        self.schedule.start(self.state.counters)
        self.recovery.remember()
        yield self._started()
        log = self._open_log()
        try:
            yield from self._loop(log)
        except GeneratorExit:
            self._write()
            raise
        finally:
            self.saver.close()
            if log is not None:
                log.close()

    def _open_log(self) -> MetricsLog | None:
        """The run's metrics and configuration, where this process is the one that writes."""
        if not self.ranks.writes:
            return None
        self.folder.write_config(self.config)
        return MetricsLog(
            self.folder.metrics, metric_columns(self.styles), self.state.counters.step
        )

    def _started(self) -> RunStarted:
        pictures = [
            len(self.dataset.style_pictures[self.dataset.style_ids == label].unique())
            for label in range(len(self.styles))
        ]
        photos = self.dataset.content_pictures[self.dataset.content_styles < 0].unique()
        minutes = self.config.total_minutes
        return RunStarted(
            run_dir=self.folder.path,
            device=self.device.name,
            device_reason=self.device.reason,
            codec=self.codec.kind,
            styles=self.styles,
            pictures_per_style=tuple(pictures),
            photos=len(photos),
            batch_size=self.state.counters.batch_size,
            accumulation=self.state.counters.accumulation,
            parameters=sum(p.numel() for p in self.state.network.parameters()),
            step=self.state.counters.step,
            max_steps=self.config.training.max_steps,
            max_seconds=None if minutes is None else 60 * minutes,
            processes=self.ranks.count,
            started_from=self.started_from,
        )

    def _loop(self, log: MetricsLog | None) -> Generator[Event, None, None]:
        while True:
            yield from self._wait_for_folder(log)
            self._agree()
            if self.control.stopping or self._reason() is not None:
                break
            if self.control.paused:
                yield from self._pause()
                continue
            if self.state.counters.step and self.validator is None and self.can_look:
                yield from self._looks()
                continue
            if self.control.take_preview_request():
                yield from self._preview()
            event = yield from self._step()
            with self.folder.unless_gone():
                if log is not None:
                    log.record(event, self.state.counters.step)
                if event is not None:
                    yield event
                yield from self._save_beside()
                if self.schedule.validation_due(self.state.counters):
                    yield from self._validate(log)
        yield from self._end(log)

    def _wait_for_folder(self, log: MetricsLog | None) -> Iterator[Event]:
        """Hold everything in memory while the run folder is gone: its drive may come back."""
        path = self.folder.path
        if log is None or path.is_dir():
            return
        text = f"The run folder {path} is not there any more. Training waits until it is back; "
        yield Notice("warning", "folder_gone", text + "nothing is lost while LGT runs.")
        while not path.is_dir() and not self.control.stopping:
            time.sleep(_LOOK_AGAIN)
        if path.is_dir():
            log.rewind(self.state.counters.step)  # the file that was open may be gone for good

    def _end(self, log: MetricsLog | None) -> Generator[Event, None, None]:
        """The last checkpoint, then one last look at a run that has come to its end."""
        yield from self._save()
        reason = self._reason()
        unseen = self.state.counters.step != self.schedule.validated_step
        if reason == "done" and unseen and not self.control.stopping:
            measured = yield from self._validate(log)
            if measured:
                yield from self._save()
        if reason is not None:
            yield from self._keep_best()
        self.ranks.wait_for_all()
        yield Finished(
            step=self.state.counters.step,
            seconds=self.state.counters.seconds,
            reason=reason or "stopped",
            model_path=self.folder.model,
        )

    def _agree(self) -> None:
        """All processes share one clock, and stop together."""
        counters = self.state.counters
        seconds, stopping, still = self.ranks.highest(
            counters.seconds, self.control.stopping, self.schedule.stands_still(counters)
        )
        counters.seconds, self.still = seconds, bool(still)
        if stopping and not self.control.stopping:
            self.control.stop()

    def _reason(self) -> str | None:
        """Why the run is over; None while it is not."""
        if self.schedule.finished(self.state.counters):
            return "done"
        return "still" if self.still else None

    def _step(self) -> Generator[Event, None, StepDone | None]:
        """One update; recovers from a full memory and from numbers that are not finite."""
        counters = self.state.counters
        begun = time.monotonic()
        try:
            losses, norm, rate = self.stepper.step(self.schedule.progress(counters))
        except NonFiniteLossError:
            with self._kept_if_given_up():
                notice = self.recovery.roll_back()
            yield notice
            return None
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            with self._kept_if_given_up():
                notice = self.recovery.halve_batch(error, half_applied=self.stepper.half_applied)
            yield notice
            return None
        stood_still = self.schedule.tick(counters, time.monotonic() - begun)
        if stood_still is not None:
            yield stood_still
        self.recovery.went_well()
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
    def _kept_if_given_up(self) -> Iterator[None]:
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
            if self.control.take_preview_request():
                yield from self._preview()
            self.control.wait_while_paused(timeout=1.0)
        yield Resumed(self.state.counters.step)

    def _preview(self) -> Iterator[Event]:
        validator = yield from self._looks()
        if validator is None:
            return
        network = self.state.averaged_network()
        pictures = yield from spared(at_once(lambda: validator.glance(network)), self.control)
        if pictures is not None:
            yield PreviewReady(self.state.counters.step, event_images(pictures))

    def _looks(self) -> Generator[Event, None, Validator | None]:
        """What looks at held-out photos; it takes seconds to make, so a checkpoint comes first."""
        if self.validator is None and self.can_look:
            work = Validator(self.dataset, self.codec, self.config).prepare()
            self.validator = yield from spared(work, self.control, _GETTING_READY)
            if self.validator is not None:
                self.schedule.looks_take(self.state.counters, self.validator.seconds)
            elif not self.control.stopping:
                self.can_look = False  # the memory is too full for it, now and later
        return self.validator

    def _validate(self, log: MetricsLog | None) -> Generator[Event, None, bool]:
        """Look at the held-out photos; whether the look came to its end."""
        validator = yield from self._looks()
        if validator is None or log is None:
            return False
        begun = time.monotonic()
        counters = self.state.counters
        work = validator.run(self.state.averaged_network())
        validation = yield from spared(work, self.control)
        if validation is None:
            self.schedule.validated(counters, time.monotonic() - begun)
            return False
        self.metrics = validation.measures()
        self.last_score = validation.value
        self.schedule.judged(counters, validation.value)
        best = validation.value > counters.best_score
        if best:
            counters.best_score = validation.value
            with told():
                save_model(self.folder.best, self.state.ema, self._description())
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
        if collapsed and not self.collapse_told:
            self.collapse_told = True
            yield collapse_notice(validation, counters.step)
        save_sample(self.folder.samples, counters.step, validation.pictures)
        yield PreviewReady(counters.step, event_images(validation.pictures))
        give_back()
        self.schedule.validated(counters, time.monotonic() - begun)
        return True

    def _keep_best(self) -> Iterator[Event]:
        """The result of a run with patience is its best weights; the state stays the last one.

        Without patience it is the last weights: they depend on no clock.
        """
        if self.config.training.patience_minutes is None or not self.ranks.writes:
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

    def _save(self) -> Iterator[Event]:
        if self.ranks.writes:
            self._write()
            yield CheckpointSaved(self.state.counters.step, self.folder.state)

    def _save_beside(self) -> Iterator[Event]:
        """Checkpoints while training goes on; the first one is waited for, it ends the risk."""
        if not self.ranks.writes:
            return
        if (step := self.saver.finished()) is not None:
            yield CheckpointSaved(step, self.folder.state)
        if self.saver.writing or not self.schedule.checkpoint_due(self.state.counters):
            return
        if self.folder.state.exists():
            self.saver.begin(self.state, self._description())
            self.schedule.saved(self.saver.cost)
        else:
            yield from self._save()

    def _write(self) -> None:
        if self.ranks.writes:
            self.saver.save(self.state, self._description())
            self.schedule.saved(self.saver.cost)


def _fresh_network(config: TrainConfig, num_styles: int, device: Device) -> VelocityField:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.training.seed)
        network = VelocityField(field_shape(config, num_styles))
    place(network, device.torch_device)
    return network


def _kept_measures(folder: RunFolder) -> dict[str, Any]:
    """Measures of the run when it was interrupted, if its model can still be read."""
    try:
        return describe_model(folder.model).metrics
    except CheckpointError:
        return {}
