"""Training as a generator of events; the command line, the window and the tests consume it."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import nullcontext

import torch

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import begin_dataset
from lgt_engine.errors import DataError, is_out_of_memory, out_of_memory_error
from lgt_engine.events import Event, Progress
from lgt_engine.system.busy_threads import adapt_thread_count
from lgt_engine.system.devices import Device, choose_device
from lgt_engine.system.distributed import ProcessGroup, connects
from lgt_engine.system.sleep import keep_awake_during

from .beginning import FIRST_PHOTOS, begins_early
from .context import RunContext
from .loop import TrainingLoop
from .memory_plan import memory_cap
from .run_folder import RunFolder
from .state import as_begun


class Trainer:
    """Trains one run folder.

    Parameters
    ----------
    config : TrainConfig
    control : Control, optional
        Stop and pause requests, polled between steps.
    resume : bool
        Continue the run in ``checkpoint.save_dir``; without it a used folder is refused.
    ranks : ProcessGroup, optional
        The processes that train together; see
        :func:`lgt_engine.system.distributed.join_process_group`.
    asked : float, optional
        When the person asked for it, by :func:`time.monotonic`: ``training.max_minutes`` count
        from then. Now, when left out.

    Examples
    --------
    >>> for event in Trainer(TrainConfig.load("config.json")).run():  # doctest: +SKIP
    ...     print(event)
    """

    def __init__(
        self,
        config: TrainConfig,
        control: Control | None = None,
        *,
        resume: bool = False,
        ranks: ProcessGroup | None = None,
        asked: float | None = None,
    ) -> None:
        self._asked = time.monotonic() if asked is None else asked
        self.config = config
        self.control = control or Control()
        self.ranks = ranks or ProcessGroup()
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
        with folder.locked() if self.ranks.is_main else nullcontext():
            try:
                yield from keep_awake_during(self._run_in(folder), "Training a style")
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                raise out_of_memory_error() from error

    def _run_in(self, folder: RunFolder) -> Generator[Event, None, None]:
        _check_folder(folder, self._resume)
        if self._resume:
            self.config = as_begun(self.config, folder.state)
        device = _choose_device(self.config, self.ranks)
        yield Progress("Loading the codec", 0, 1)
        codec = load_codec(self.config.codec).to(device.torch_device)
        _check_codec(codec, self.config)
        with self.ranks.local_first():
            few = FIRST_PHOTOS if begins_early(self.config, self.ranks) else None
            pictures = yield from begin_dataset(self.config, codec, self.control, few)
        with memory_cap(self.config, device):
            asked = self._asked + self.control.waited  # pauses do not count
            setup = RunContext(
                self.config, self.control, folder, device, codec, pictures, self.ranks, asked
            )
            session = yield from TrainingLoop.prepare(setup, resume=self._resume)
            work = session.run()
            if device.torch_device.type == "cpu" and not self.ranks.is_distributed:
                work = adapt_thread_count(work, self.config)
            yield from work


def load_optimiser() -> None:
    """Load what the first optimiser loads: torch's compiler, a second that no run need wait for."""
    torch.optim.AdamW([torch.zeros(1, requires_grad=True)])


def _choose_device(config: TrainConfig, ranks: ProcessGroup) -> Device:
    device = choose_device(config.training.device, index=ranks.local)
    if ranks.is_distributed and not connects(device.torch_device.type):
        return choose_device("cpu")
    return device


def _check_folder(folder: RunFolder, resume: bool) -> None:
    if resume and not folder.state.exists():
        raise DataError(
            f"There is nothing to resume in {folder.path}.",
            next_step="Train without --resume, or correct checkpoint.save_dir.",
        )
    if not resume and folder.is_used():
        raise DataError(
            f"The run folder {folder.path} already holds a run.",
            safe="It is untouched.",
            next_step="Add --resume to continue it, or choose another checkpoint.save_dir.",
        )


def _check_codec(codec: Codec, config: TrainConfig) -> None:
    if codec.latent_channels != config.model.latent_channels:
        raise DataError(
            f"The codec '{codec.kind}' has {codec.latent_channels} latent channels, "
            f"model.latent_channels says {config.model.latent_channels}.",
            next_step="Make them equal.",
        )
