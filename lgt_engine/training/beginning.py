"""How a run begins: with what its first updates need. The rest is made ready between updates."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import torch

from ..checkpoint import describe_model
from ..config import TrainConfig
from ..dataset import InMemoryLatentDataset
from ..devices import Device
from ..errors import CheckpointError
from ..events import Notice, RunStarted
from ..memory import field_shape
from ..network import VelocityField, place
from .distributed import Ranks
from .run_folder import RunFolder
from .setup import Setup
from .state import TrainingState
from .validation import Validator

#: Photos that are enough for the first updates, and for the palette of photos.
FIRST_PHOTOS = 12

#: Pieces of work; a piece that is no number is for the run.
Pieces = Generator[float | Notice | Validator | InMemoryLatentDataset | None, None, None]


def begins_early(config: TrainConfig, ranks: Ranks) -> bool:
    """Whether updates begin before everything is ready.

    A run limited by steps alone depends on no clock, and processes that share batches must draw
    from the same pictures.
    """
    return config.total_minutes is not None and not ranks.several


def not_waited_for(setup: Setup) -> Pieces:
    """Make ready, in small pieces, what the first updates do not need."""
    if setup.ranks.writes:  # only this process looks at held-out photos
        dataset = setup.pictures.dataset
        yield (yield from Validator.prepare(dataset, setup.codec, setup.config))
    yield from setup.pictures.rest


def fresh_network(config: TrainConfig, num_styles: int, device: Device) -> VelocityField:
    """A network before its first step, on its device; a function of the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.training.seed)
        network = VelocityField(field_shape(config, num_styles))
    place(network, device.torch_device)
    return network


def kept_measures(folder: RunFolder) -> dict[str, Any]:
    """Measures of the run when it was interrupted, if its model can still be read."""
    try:
        return describe_model(folder.model).metrics
    except CheckpointError:
        return {}


def started(
    setup: Setup, state: TrainingState, started_from: str | None, prepared: float
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
