"""What a training does when its numbers run away or the memory is full."""

from __future__ import annotations

from lgt_engine.errors import OutOfMemoryError, TrainingError
from lgt_engine.events import Notice
from lgt_engine.system.devices import empty_cache
from lgt_engine.system.distributed import out_of_memory_on_one_process

from .context import RunContext
from .state import Counters, TrainingState

_SNAPSHOT_STEPS = 50
_MAX_ROLLBACKS = 3
_FORGIVEN_AFTER_STEPS = 1000


class Recovery:
    """The last good state of a training, and the ways back to it.

    A way that leads nowhere raises a plain error; the state is then one that can be kept.

    Parameters
    ----------
    state : TrainingState
    setup : RunContext
    """

    def __init__(self, state: TrainingState, setup: RunContext) -> None:
        self._state = state
        self._seed = setup.config.training.seed
        self._device = setup.device.torch_device
        self._folder = setup.folder.path
        self._ranks = setup.ranks

    def remember(self) -> None:
        """The state as it is now is good; to be called before the first step."""
        self._snapshot = self._state.snapshot()

    def step_succeeded(self) -> None:
        """A step is done; now and then remember where."""
        counters = self._state.counters
        if counters.step >= counters.rollback_step + _FORGIVEN_AFTER_STEPS:
            counters.rollbacks = 0
        if counters.step % _SNAPSHOT_STEPS == 0:
            self.remember()

    def roll_back(self) -> Notice:
        """Return to the last good state at half the rate; give up after three times."""
        before = self._state.counters
        failed, rollbacks = before.step, before.rollbacks + 1
        counters = self._return()
        if rollbacks > _MAX_ROLLBACKS:
            raise TrainingError(
                f"Training became unstable at step {failed} and did not recover at lower rates.",
                safe=f"The last good model (step {counters.step}) is kept in {self._folder}.",
                next_step="Lower training.learning_rate, or look for damaged pictures.",
            )
        counters.rollbacks, counters.rate_share = rollbacks, before.rate_share / 2
        counters.rollback_step = failed
        # Other draws than those that failed; still a function of the seed alone.
        self._state.generator.manual_seed(self._seed + 7919 * rollbacks + failed)
        return Notice(
            "warning",
            "non_finite",
            f"The numbers ran away at step {failed}; went back to step {counters.step} and "
            "halved the learning rate.",
        )

    def halve_batch(self, error: BaseException, *, half_applied: bool) -> Notice:
        """Go on with half of the batch; from the last good state after half of an update."""
        if half_applied:
            self._return()
        if self._ranks.is_distributed:
            raise out_of_memory_on_one_process(self._ranks) from error
        counters = self._state.counters
        self._state.optimiser.zero_grad(set_to_none=True)
        empty_cache(self._device)
        if counters.batch_size == 1:
            raise OutOfMemoryError(
                "The device has too little memory even for a batch of one.",
                safe=f"The state of step {counters.step} is kept in {self._folder}.",
                next_step="Close other programs, lower model.base_channels, or use the CPU.",
            ) from error
        counters.batch_size //= 2
        counters.accumulation *= 2
        return Notice(
            "warning",
            "out_of_memory",
            f"The memory was full; going on with batches of {counters.batch_size}, "
            f"{counters.accumulation} added up for each update.",
        )

    def _return(self) -> Counters:
        before = self._state.counters
        self._state.restore(*self._snapshot)
        counters = self._state.counters
        # Time, memory and the best model do not go back.
        counters.seconds, counters.best_score = before.seconds, before.best_score
        counters.batch_size, counters.accumulation = before.batch_size, before.accumulation
        return counters
