"""Data and networks for timing: made up, of real sizes."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.model.velocity_field import VelocityField, move_to_device
from lgt_engine.system.devices import autocast_dtype
from lgt_engine.training.memory_plan import field_shape
from lgt_engine.training.state import TrainingState
from lgt_engine.training.step import Stepper
from lgt_engine.training.style_references import measure_references


def make_config(
    batch: int = 8,
    *,
    base_channels: int = 64,
    image_size: int = 256,
    precision: str = "auto",
    **training: object,
) -> TrainConfig:
    """The default configuration with these changes."""
    config = TrainConfig()
    return replace(
        config,
        data=replace(config.data, image_size=image_size),
        model=replace(config.model, base_channels=base_channels),
        training=replace(config.training, batch_size=batch, precision=precision, **training),
    )


def make_network(config: TrainConfig, styles: int, device: torch.device) -> VelocityField:
    """A network of the configuration's size that moves: a fresh one is the identity."""
    torch.manual_seed(0)
    network = VelocityField(field_shape(config, styles))
    torch.nn.init.normal_(network.out.weight, std=0.3 / math.sqrt(9 * config.model.base_channels))
    return move_to_device(network, device)


def make_dataset(styles: int, cells: int) -> InMemoryLatentDataset:
    """Noise in place of latents and pixels: 48 crops a style, 64 of photos."""
    generator = Generator().manual_seed(0)

    def draw(count: int) -> Tensor:
        return torch.randn(count, 4, cells, cells, generator=generator)

    def pixels(count: int) -> Tensor:
        side = 8 * cells
        return torch.randint(256, (count, 3, side, side), dtype=torch.uint8, generator=generator)

    return InMemoryLatentDataset(
        style_names=tuple(f"style {number}" for number in range(styles)),
        style_latents=draw(48 * styles),
        style_pixels=pixels(48 * styles),
        style_ids=torch.arange(styles).repeat_interleave(48),
        style_pictures=torch.arange(48 * styles),
        content_latents=draw(64),
        content_pixels=pixels(64),
        content_styles=torch.full((64,), -1),
        content_pictures=torch.arange(10**6, 10**6 + 64),
        validation_pixels=torch.zeros(1, 3, 8 * cells, 8 * cells),
        judge_pixels={},
    )


def make_stepper(config: TrainConfig, styles: int, device: torch.device) -> Stepper:
    """A training ready for its first update."""
    network = make_network(config, styles, device)
    batch = config.training.batch_size
    assert isinstance(batch, int)
    state = TrainingState.create(network, config, batch)
    dataset = make_dataset(styles, config.data.image_size // 8)
    codec = load_codec("builtin").to(device)
    return Stepper(state, dataset, config, measure_references(dataset, config, codec, device))


def precision_of(config: TrainConfig, device: torch.device) -> str:
    """What ``auto`` means here, in words."""
    dtype = autocast_dtype(config.training.precision, device)
    return "float32" if dtype is None else str(dtype).removeprefix("torch.")
