"""One optimiser update: forward, backward, clip, step, average; and what can go wrong in it."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.system.devices import autocast_dtype
from lgt_engine.system.distributed import ProcessGroup

from .objective import FieldFunction, draw_batch, objective
from .state import TrainingState
from .style_references import StyleReferences


class NonFiniteLossError(Exception):
    """The loss or its gradient is NaN or infinite; the step was not applied."""


def field_function(network: VelocityField, config: TrainConfig) -> FieldFunction:
    """The network as the objective calls it, with checkpointing and compilation as configured."""
    network.checkpointing = config.training.use_gradient_checkpointing
    if not config.training.compile:
        return network
    compiled: FieldFunction = torch.compile(network, dynamic=False)
    return compiled


def distributed_field(field: FieldFunction, ranks: ProcessGroup) -> FieldFunction:
    """Each process computes its own rows of the batch; all of them get all rows."""
    if not ranks.is_distributed:
        return field

    def run(*inputs: Tensor) -> Tensor:
        rows = field(*(ranks.split(part) for part in inputs))
        return ranks.gather(rows, len(inputs[0]))

    return run


class Stepper:
    """Performs updates on a :class:`TrainingState`.

    Parameters
    ----------
    state : TrainingState
    dataset : InMemoryLatentDataset
    config : TrainConfig
    references : StyleReferences
        Of the styles of ``dataset``, on the network's device.
    ranks : ProcessGroup, optional
        The processes that share every batch.
    """

    def __init__(
        self,
        state: TrainingState,
        dataset: InMemoryLatentDataset,
        config: TrainConfig,
        references: StyleReferences,
        ranks: ProcessGroup | None = None,
    ) -> None:
        self.state = state
        #: Whether the last step broke off between the first weight and the last average.
        self.half_applied = False
        #: May be replaced by a larger one of the same styles.
        self.dataset = dataset
        self._config = config
        self._ranks = ranks or ProcessGroup()
        self._field = distributed_field(field_function(state.network, config), self._ranks)
        self._device = next(state.network.parameters()).device
        self._references = references
        self._dtype = autocast_dtype(config.training.precision, self._device)

    def step(self, progress: float) -> tuple[dict[str, float], float, float]:
        """One update at ``progress`` ∈ [0, 1] of the schedule.

        Returns
        -------
        losses : dict of str to float
            Means over the accumulated batches.
        grad_norm : float
            Before clipping.
        learning_rate : float

        Raises
        ------
        NonFiniteLossError
            Nothing was applied.
        torch.OutOfMemoryError, MemoryError
            Nothing was applied, unless :attr:`half_applied` says otherwise.
        """
        state, training = self.state, self._config.training
        self.half_applied = False
        rate = state.set_learning_rate(self._config, progress)
        state.network.train()
        state.optimiser.zero_grad(set_to_none=True)
        totals: dict[str, Tensor] = {}
        for _ in range(state.counters.accumulation):
            for name, value in self._backward(state.generator).items():
                totals[name] = totals.get(name, 0) + value / state.counters.accumulation
        self._ranks.sum_gradients(state.network.parameters())
        norm = torch.nn.utils.clip_grad_norm_(state.network.parameters(), training.max_norm)
        # One transfer brings all numbers over, so a GPU waits once a step.
        numbers = torch.stack([*totals.values(), norm.detach().float()]).tolist()
        losses = dict(zip(totals, numbers, strict=False))
        (broken,) = self._ranks.all_reduce_max(not all(math.isfinite(number) for number in numbers))
        if broken:
            state.optimiser.zero_grad(set_to_none=True)
            raise NonFiniteLossError
        self.half_applied = True
        state.optimiser.step()
        state.update_average(training.ema_decay)
        state.counters.step += 1
        self.half_applied = False
        return losses, numbers[-1], rate

    def _backward(self, generator: Generator) -> dict[str, Tensor]:
        """Draw a batch, compute the objective and add its gradient; returns detached terms."""
        batch = draw_batch(
            self.dataset, self._config, self.state.counters.batch_size, generator
        ).to(self._device)
        with torch.autocast(self._device.type, self._dtype, enabled=self._dtype is not None):
            terms = objective(self._field, batch, self._config, generator, self._references)
        (terms["loss"] / self.state.counters.accumulation).backward()
        return {name: value.detach().float() for name, value in terms.items()}
