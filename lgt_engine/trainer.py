"""Training as a generator of events; the command line, the window and the tests consume it."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from .checkpoint import ModelDescription, load_model, save_model, shareable_config
from .codec import Codec, load_codec
from .config import TrainConfig
from .control import Control
from .dataset import InMemoryLatentDataset
from .dataset_building import build_dataset
from .devices import Device, choose_device
from .errors import CheckpointError, DataError, OutOfMemoryError, TrainingError
from .events import (
    CheckpointSaved,
    Event,
    Finished,
    Notice,
    Paused,
    PreviewReady,
    Progress,
    Resumed,
    RunStarted,
    StepDone,
    ValidationDone,
)
from .memory import field_shape, plan_batch
from .network import VelocityField, place
from .training.previews import event_images, save_sample
from .training.run_folder import MetricsLog, RunFolder
from .training.schedule import Schedule
from .training.state import TrainingState
from .training.stepping import NonFiniteLossError, Stepper, is_out_of_memory
from .training.validation import Validation, Validator
from .training.warm_start import copy_weights

_SNAPSHOT_STEPS = 50
_MAX_ROLLBACKS = 3
_FORGIVEN_AFTER_STEPS = 1000


class Trainer:
    """Trains one run folder.

    Parameters
    ----------
    config : TrainConfig
    control : Control, optional
        Stop, pause and preview requests, polled between steps.
    resume : bool
        Continue the run in ``checkpoint.save_dir``; without it a used folder is refused.

    Examples
    --------
    >>> for event in Trainer(TrainConfig.load("config.json")).run():  # doctest: +SKIP
    ...     print(event)
    """

    def __init__(
        self, config: TrainConfig, control: Control | None = None, *, resume: bool = False
    ) -> None:
        self.config = config
        self.control = control or Control()
        self._resume = resume

    def run(self) -> Generator[Event, None, None]:
        """Prepare, train, validate, save.

        A stop request (or closing the generator) saves and ends; the run can be resumed.

        Yields
        ------
        Event
            See :mod:`lgt_engine.events`; :class:`~lgt_engine.events.Finished` is the last.

        Raises
        ------
        LGTError
            With what happened, what is safe and what to do.
        """
        if self.config.training.threads is not None:
            torch.set_num_threads(self.config.training.threads)
        folder = RunFolder(self.config.checkpoint.save_dir)
        _check_folder(folder, self._resume)
        device = choose_device(self.config.training.device)
        yield Progress("Loading the codec", 0, 1)
        codec = load_codec(self.config.codec).to(device.torch_device)
        _check_codec(codec, self.config)
        dataset = yield from build_dataset(self.config, codec, self.control)
        session = _Session(self.config, self.control, folder, device, codec, dataset)
        yield from session.run(resume=self._resume)


def _check_folder(folder: RunFolder, resume: bool) -> None:
    if resume and not folder.state.exists():
        raise DataError(
            f"There is nothing to resume in {folder.path}.",
            todo="Train without --resume, or correct checkpoint.save_dir.",
        )
    if not resume and folder.is_used():
        raise DataError(
            f"The run folder {folder.path} already holds a run.",
            safe="It is untouched.",
            todo="Add --resume to continue it, or choose another checkpoint.save_dir.",
        )


def _check_codec(codec: Codec, config: TrainConfig) -> None:
    if codec.latent_channels != config.model.latent_channels:
        raise DataError(
            f"The codec '{codec.kind}' has {codec.latent_channels} latent channels, "
            f"model.latent_channels says {config.model.latent_channels}.",
            todo="Make them equal.",
        )


class _Session:
    """The state of one running training, between preparation and the last checkpoint."""

    def __init__(
        self,
        config: TrainConfig,
        control: Control,
        folder: RunFolder,
        device: Device,
        codec: Codec,
        dataset: InMemoryLatentDataset,
    ) -> None:
        self.config = config
        self.control = control
        self.folder = folder
        self.device = device
        self.codec = codec
        self.dataset = dataset
        self.styles = dataset.style_names
        self.validator = Validator(dataset, codec, config)
        batch = plan_batch(config, len(self.styles), device.torch_device.type, device.total_bytes)
        self.state = TrainingState.create(self._new_network(), config, batch)
        self.stepper = Stepper(self.state, dataset, config)
        self.fingerprint = repr((self.styles, codec.codec_id, self.state.network.shape))
        self.schedule = Schedule(config)
        self.metrics: dict[str, Any] = {}
        self.collapse_told = False

    def _new_network(self) -> VelocityField:
        shape = field_shape(self.config, len(self.styles))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.config.training.seed)
            network = VelocityField(shape)
        known: tuple[str, ...] = ()
        start = self.config.checkpoint.start_from
        if start is not None:
            source, description = load_model(start)
            known = description.styles
            copy_weights(source, known, network, self.styles)
        for label, name in enumerate(self.styles):
            if name not in known and self.config.flow.path == "source":
                network.set_palette(
                    label,
                    self.dataset.content_latents,
                    self.dataset.style_latents[self.dataset.style_indices[label]],
                    self.config.training.ode_integration_steps,
                )
        return place(network, self.device.torch_device)

    def run(self, *, resume: bool) -> Generator[Event, None, None]:
        if resume:
            self.state.load(self.folder.state, self.fingerprint)
        self.schedule.start(self.state.counters)
        self.snapshot = self.state.snapshot()
        self.folder.write_config(self.config)
        yield self._started()
        log = MetricsLog(self.folder.metrics, self._columns(), self.state.counters.step)
        try:
            yield from self._loop(log)
        except GeneratorExit:
            self._save()
            raise
        finally:
            log.close()

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
        )

    def _columns(self) -> tuple[str, ...]:
        terms = (
            "loss",
            "style_swd",
            "content_ssm",
            "content_anchor",
            "content_transport",
            "null_identity",
            "velocity",
            "divergence",
            "learning_rate",
            "grad_norm",
        )
        measures = ("texture_gain", "colour_gain", "structure", "contrast_ratio")
        scores = tuple(f"{measure}:{style}" for style in self.styles for measure in measures)
        return (*terms, "velocity_ratio", "distance_ratio", *scores)

    def _loop(self, log: MetricsLog) -> Generator[Event, None, None]:
        counters = self.state.counters
        while not self.schedule.finished(self.state.counters):
            if self.control.stopping:
                break
            if self.control.paused:
                yield from self._pause(log)
                continue
            if self.control.take_preview_request():
                yield self._preview()
            event = yield from self._step()
            counters = self.state.counters
            if event is not None:
                log.write(
                    {
                        "step": event.step,
                        "seconds": round(event.seconds, 3),
                        **event.losses,
                        "learning_rate": event.learning_rate,
                        "grad_norm": event.grad_norm,
                    }
                )
                yield event
            else:
                log.rewind(counters.step)
            if self.schedule.validation_due(counters):
                yield from self._validate(log)
            if self.schedule.checkpoint_due(counters):
                log.flush()
                yield self._save()
        done = self.schedule.finished(self.state.counters)
        if done and counters.step != self.schedule.validated_step:
            yield from self._validate(log)
        yield self._save()
        yield Finished(
            step=self.state.counters.step,
            seconds=self.state.counters.seconds,
            reason="done" if done else "stopped",
            model_path=self.folder.model,
        )

    def _step(self) -> Generator[Event, None, StepDone | None]:
        """One update; recovers from a full memory and from numbers that are not finite."""
        counters = self.state.counters
        begun = time.monotonic()
        try:
            losses, norm, rate = self.stepper.step(self.schedule.progress(counters))
        except NonFiniteLossError:
            yield self._roll_back()
            return None
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            yield self._halve_batch(error)
            return None
        self.schedule.tick(counters, time.monotonic() - begun)
        if counters.step % _SNAPSHOT_STEPS == 0:
            if counters.step - self.snapshot[1]["step"] >= _FORGIVEN_AFTER_STEPS:
                counters.rollbacks = 0
            self.snapshot = self.state.snapshot()
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

    def _roll_back(self) -> Notice:
        """Return to the last good state at half the rate; give up after three times."""
        before = self.state.counters
        failed, rollbacks = before.step, before.rollbacks + 1
        self.state.restore(*self.snapshot)
        counters = self.state.counters
        # Time, memory and the best model do not go back.
        counters.seconds, counters.best_score = before.seconds, before.best_score
        counters.batch_size, counters.accumulation = before.batch_size, before.accumulation
        if rollbacks > _MAX_ROLLBACKS:
            self._save()
            raise TrainingError(
                f"Training became unstable at step {failed} and did not recover at lower rates.",
                safe=f"The last good model (step {counters.step}) is kept in {self.folder.path}.",
                todo="Lower training.learning_rate, or look for damaged pictures.",
            )
        counters.rollbacks, counters.rate_share = rollbacks, before.rate_share / 2
        # Other draws than those that failed; still a function of the seed alone.
        self.state.generator.manual_seed(self.config.training.seed + 7919 * rollbacks + failed)
        return Notice(
            "warning",
            "non_finite",
            f"The numbers ran away at step {failed}; went back to step {counters.step} and "
            "halved the learning rate.",
        )

    def _halve_batch(self, error: BaseException) -> Notice:
        counters = self.state.counters
        self.state.optimiser.zero_grad(set_to_none=True)
        if self.device.torch_device.type == "cuda":
            torch.cuda.empty_cache()
        if counters.batch_size == 1:
            self._save()
            raise OutOfMemoryError(
                "The device has too little memory even for a batch of one.",
                safe=f"The state of step {counters.step} is kept in {self.folder.path}.",
                todo="Close other programs, lower model.base_channels, or use the CPU.",
            ) from error
        counters.batch_size //= 2
        counters.accumulation *= 2
        return Notice(
            "warning",
            "out_of_memory",
            f"The memory was full; going on with batches of {counters.batch_size}, "
            f"{counters.accumulation} added up for each update.",
        )

    def _pause(self, log: MetricsLog) -> Iterator[Event]:
        log.flush()
        yield self._save()
        yield Paused(self.state.counters.step)
        while self.control.paused:
            if self.control.take_preview_request():
                yield self._preview()
            self.control.wait_while_paused(timeout=1.0)
        yield Resumed(self.state.counters.step)

    def _preview(self) -> PreviewReady:
        validation = self.validator.run(self.state.averaged_network())
        return PreviewReady(self.state.counters.step, event_images(validation.pictures))

    def _validate(self, log: MetricsLog) -> Iterator[Event]:
        begun = time.monotonic()
        counters = self.state.counters
        validation = self.validator.run(self.state.averaged_network())
        self.metrics = _measures(validation)
        best = validation.value > counters.best_score
        if best:
            counters.best_score = validation.value
            with _told():
                save_model(self.folder.best, self.state.ema, self._description())
        log.amend(_row(validation))
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
            yield _collapse_notice(validation, counters.step)
        save_sample(self.folder.samples, counters.step, validation.pictures)
        yield PreviewReady(counters.step, event_images(validation.pictures))
        self.schedule.validated(counters, time.monotonic() - begun)

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

    def _save(self) -> CheckpointSaved:
        """State first, then the model: whichever is newer on the disk is whole."""
        with _told():
            self.state.save(self.folder.state, self.fingerprint, self.styles)
            save_model(self.folder.model, self.state.ema, self._description())
        self.schedule.saved()
        return CheckpointSaved(self.state.counters.step, self.folder.state)


@contextmanager
def _told() -> Iterator[None]:
    """A disk that refuses ends a training, not just a file."""
    try:
        yield
    except CheckpointError as error:
        raise TrainingError(error.what, safe=error.safe, todo=error.todo) from error


def _measures(validation: Validation) -> dict[str, Any]:
    return {
        score.style: {
            "texture_gain": score.texture_gain,
            "colour_gain": score.colour_gain,
            "structure": score.structure,
            "contrast_ratio": score.contrast_ratio,
        }
        for score in validation.scores
    }


def _row(validation: Validation) -> dict[str, float]:
    row = {"velocity_ratio": validation.velocity_ratio, "distance_ratio": validation.distance_ratio}
    for style, measures in _measures(validation).items():
        row |= {f"{measure}:{style}": value for measure, value in measures.items()}
    return row


def _collapse_notice(validation: Validation, step: int) -> Notice:
    return Notice(
        "warning",
        "collapse",
        f"This run is copying the photo (identity): after {step} steps the pictures have moved by "
        f"{100 * validation.velocity_ratio:.1f} % and are as far from the style as before "
        f"({100 * validation.distance_ratio:.0f} %). Nothing is being learned; stop it, check that "
        "the style folders hold the style's pictures and raise loss.w_style.",
    )
