"""Training jobs: the run itself, and the plan before it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lgt_engine.control import Control

if TYPE_CHECKING:
    from lgt_engine.config import TrainConfig


@dataclass(frozen=True)
class TrainingRequest:
    """All that a run needs.

    Attributes
    ----------
    config : TrainConfig
    resume : bool
        Go on in the run folder of ``config`` instead of beginning anew.
    asked : float
        When the person asked for it, by :func:`time.monotonic`: the minutes count from then.
    """

    config: TrainConfig
    resume: bool = False
    asked: float = field(default_factory=time.monotonic)

    def __call__(self, control: Control) -> Iterator[Any]:
        from lgt_engine import Trainer
        from lgt_engine.system.battery import battery_notice
        from lgt_engine.system.priority import lower_thread

        if self.config.training.low_priority:
            lower_thread()
        if (notice := battery_notice()) is not None:
            yield notice
        yield from Trainer(self.config, control, resume=self.resume, asked=self.asked).run()


@dataclass(frozen=True)
class Plan:
    """Where a run would compute and what it would need.

    Attributes
    ----------
    device, reason : str
        For people.
    needed, total : int or None
        Bytes; None where they are not known.
    batch_size : int or None
        Photos a step.
    """

    device: str
    reason: str
    needed: int | None
    total: int | None
    batch_size: int | None


@dataclass(frozen=True)
class PlanRequest:
    """Ask what a run with ``config`` and this many styles needs."""

    config: TrainConfig
    num_styles: int

    def __call__(self, control: Control) -> Iterator[Plan]:
        from lgt_engine.system.devices import choose_device
        from lgt_engine.training.memory_plan import plan_batch, plan_memory

        device = choose_device(self.config.training.device)
        control.raise_if_stopping()
        kind, styles = device.torch_device.type, max(1, self.num_styles)
        batch = plan_batch(self.config, styles, kind, device.total_bytes)
        control.raise_if_stopping()
        needed = plan_memory(self.config, styles, kind).peak_bytes(batch)
        total = device.total_bytes or system_memory()
        yield Plan(device.name, device.reason, needed, total, batch)


def system_memory() -> int | None:
    """Bytes of main memory, None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
