"""How a run begins: with what its first updates need. The rest is made ready between updates."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import torch

from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.errors import CheckpointError
from lgt_engine.events import Notice, RunStarted
from lgt_engine.model.checkpoint import describe_model
from lgt_engine.model.velocity_field import VelocityField, move_to_device
from lgt_engine.system.devices import Device
from lgt_engine.system.distributed import ProcessGroup
from lgt_engine.validation.validator import Validator

from .context import RunContext
from .memory_plan import field_shape
from .run_folder import RunFolder
from .state import TrainingState

#: Photos that are enough for the first updates, and for the palette of photos.
FIRST_PHOTOS = 12

#: Pieces of work; a piece that is no number is for the run.
Pieces = Generator[float | Notice | Validator | InMemoryLatentDataset | None, None, None]


def begins_early(config: TrainConfig, ranks: ProcessGroup) -> bool:
    """Whether updates begin before everything is ready.

    A run limited by steps alone depends on no clock, and processes that share batches must draw
    from the same pictures.
    """
    return config.total_minutes is not None and not ranks.is_distributed


def not_waited_for(setup: RunContext) -> Pieces:
    """Make ready, in small pieces, what the first updates do not need."""
    if setup.ranks.is_main:  # only this process looks at held-out photos
        dataset = setup.pictures.dataset
        yield (yield from Validator.prepare(dataset, setup.codec, setup.config))
    yield from setup.pictures.rest


def fresh_network(config: TrainConfig, num_styles: int, device: Device) -> VelocityField:
    """A network before its first step, on its device; a function of the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.training.seed)
        network = VelocityField(field_shape(config, num_styles))
    move_to_device(network, device.torch_device)
    return network


def kept_measures(folder: RunFolder) -> dict[str, Any]:
    """Measures of the run when it was interrupted, if its model can still be read."""
    try:
        return describe_model(folder.model).metrics
    except CheckpointError:
        return {}


def started(
    setup: RunContext, state: TrainingState, started_from: str | None, prepared: float
) -> RunStarted:
    """The event that says what will be trained."""
    config, dataset, counters = setup.config, setup.pictures.dataset, state.counters
    pictures = [
        len(dataset.style_pictures[dataset.style_ids == label].unique())
        for label in range(len(dataset.style_names))
    ]
    minutes = config.total_minutes
    return RunStarted(
        run_dir=setup.folder.path,
        device=setup.device.name,
        device_reason=setup.device.reason,
        codec=setup.codec.kind,
        styles=dataset.style_names,
        pictures_per_style=tuple(pictures),
        photos=setup.pictures.photos,
        batch_size=counters.batch_size,
        accumulation=counters.accumulation,
        parameters=sum(p.numel() for p in state.network.parameters()),
        step=counters.step,
        max_steps=config.training.max_steps,
        max_seconds=None if minutes is None else 60 * minutes,
        processes=setup.ranks.count,
        started_from=started_from,
        prepared_seconds=prepared,
    )
