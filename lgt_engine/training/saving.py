"""Checkpoints, written at once or beside the training, which a slow disk then does not hold up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from torch import Tensor

from lgt_engine.errors import CheckpointError, TrainingError
from lgt_engine.model.checkpoint import ModelDescription, save_model, write_tensors

from .run_folder import RunFolder
from .state import TrainingState


class Saver:
    """Writes the checkpoints of one run, one at a time and in order.

    Parameters
    ----------
    folder : RunFolder
    fingerprint : str
        Of the data and settings that must not change under a resumed run.
    targets : mapping of str to Tensor, optional
        What the styles look like, for the model file; see
        :func:`lgt_engine.model.checkpoint.save_model`.

    Attributes
    ----------
    cost : float
        Seconds of computing that the last checkpoint took; waiting for the disk costs nothing.
    """

    def __init__(
        self, folder: RunFolder, fingerprint: str, targets: Mapping[str, Tensor] | None = None
    ) -> None:
        self._folder = folder
        self._targets = targets
        self._fingerprint = fingerprint
        self._threads = ThreadPoolExecutor(1, "checkpoint")
        self._writing: Future[float] | None = None
        self._step = 0
        self._copied = 0.0
        self.cost = 0.0

    def save(self, state: TrainingState, description: ModelDescription) -> None:
        """Write a checkpoint; it is on the disk when this returns.

        Raises
        ------
        TrainingError
            When the disk refuses; the checkpoint before is whole.
        """
        self.wait()
        begun = time.thread_time()
        with told():
            self._write(state.tensors(), self._document(state, description), description)
        self.cost = time.thread_time() - begun

    def begin(self, state: TrainingState, description: ModelDescription) -> None:
        """Write a checkpoint of the state as it is now, while training goes on.

        None may be on its way.
        """
        begun = time.monotonic()
        tensors = state.tensors().items()
        copies = {name: value.detach().to("cpu", copy=True) for name, value in tensors}
        document = self._document(state, description)
        self._step, self._copied = state.counters.step, time.monotonic() - begun
        self._writing = self._threads.submit(self._timed, copies, document, description)

    @property
    def writing(self) -> bool:
        """Whether a checkpoint is on its way to the disk."""
        return self._writing is not None

    def finished(self) -> int | None:
        """The step of a checkpoint that has come to the disk since :meth:`begin`, once.

        Raises
        ------
        TrainingError
            When it could not be written.
        """
        if self._writing is None or not self._writing.done():
            return None
        self.wait()
        return self._step

    def wait(self) -> None:
        """Until nothing is being written; raises as :meth:`finished`."""
        writing, self._writing = self._writing, None
        if writing is not None:
            with told():
                self.cost = self._copied + writing.result()

    def close(self) -> None:
        """Until nothing is being written; never raises."""
        self._threads.shutdown()

    def _document(self, state: TrainingState, description: ModelDescription) -> dict[str, Any]:
        return state.document(self._fingerprint, description.styles)

    def _timed(self, *checkpoint: Any) -> float:
        """Write; returns the seconds of computing."""
        begun = time.thread_time()
        self._write(*checkpoint)
        return time.thread_time() - begun

    def _write(
        self,
        tensors: Mapping[str, Tensor],
        document: Mapping[str, Any],
        description: ModelDescription,
    ) -> None:
        """State first, then the model: whichever is newer on the disk is whole."""
        write_tensors(self._folder.state, tensors, document)
        averaged = {k.removeprefix("ema."): v for k, v in tensors.items() if k.startswith("ema.")}
        save_model(self._folder.model, averaged, description, self._targets)


@contextmanager
def told() -> Iterator[None]:
    """A disk that refuses ends a training, not just a file: CheckpointError → TrainingError."""
    try:
        yield
    except CheckpointError as error:
        raise TrainingError(error.what, safe=error.safe, next_step=error.next_step) from error
