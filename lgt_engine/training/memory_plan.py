"""Predict the memory of a training step before it runs.

A dry run of one step on the CPU counts every byte that autograd keeps for the backward pass; two
batch sizes give the fixed and the per-sample part. Parameters, gradients, optimiser moments and
averaged weights are added, and a share for the workspace of convolutions and the allocator.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import CheckpointConfig, CodecConfig, DataConfig, TrainConfig
from lgt_engine.energies import DRAWN_AT_ONCE
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.ops.crops import from_uint8
from lgt_engine.system.devices import Device, autocast_dtype, cap_memory

from .objective import Batch, choose_groups, objective
from .step import field_function
from .style_references import (
    StyleReferences,
    build_perceptual_energy,
    build_quantile_bank,
    uses_decoded_pictures,
    uses_quantile_bank,
)

#: Weights, gradient, two Adam moments, averaged weights.
_COPIES_OF_WEIGHTS = 5
#: Convolution workspace, temporaries of the backward pass, fragmentation; measured on CPU peaks.
_WORKSPACE_SHARE = 0.35
_WORKSPACE_BYTES = 200 << 20
#: CPU steps gain nothing from large batches: more updates beat better ones.
CPU_BATCH = 4
#: Largest batch that "auto" plans; the founding target for 8 GB.
MAX_AUTO_BATCH = 48
#: Side of the pictures that are drawn to plan, in pixels; what is kept grows with the area.
_DRY_SIDE = 96
#: Share of a GPU left to the desktop and other programs.
_DESKTOP_SHARE = 0.15


@dataclass(frozen=True)
class MemoryPlan:
    """Predicted peak training memory.

    Attributes
    ----------
    fixed_bytes : int
        Weights, optimiser, averages, workspace: needed at any batch size.
    bytes_per_sample : int
        More for each further photo in the batch.
    """

    fixed_bytes: int
    bytes_per_sample: int

    def peak_bytes(self, batch_size: int) -> int:
        """Predicted peak for a batch size."""
        return self.fixed_bytes + batch_size * self.bytes_per_sample

    def largest_batch(self, budget_bytes: int) -> int:
        """Largest batch within a budget, at least 1."""
        return max(1, (budget_bytes - self.fixed_bytes) // max(self.bytes_per_sample, 1))


def plan_memory(config: TrainConfig, num_styles: int, device_type: str = "cuda") -> MemoryPlan:
    """Predict training memory for a configuration, without a GPU.

    Parameters
    ----------
    config : TrainConfig
    num_styles : int
    device_type : {"cuda", "xpu", "cpu", "mps"}
        Decides the precision that ``auto`` means.
    """
    dtype = autocast_dtype(config.training.precision, torch.device(device_type))
    return _plan(_deciding(config), num_styles, dtype)


def _deciding(config: TrainConfig) -> TrainConfig:
    """The configuration without places and limits of time, which need no memory."""
    endless = replace(config.training, max_steps=None, max_minutes=None, patience_minutes=None)
    data = DataConfig(image_size=config.data.image_size)
    kept = replace(config, data=data, codec=CodecConfig(), training=endless)
    return replace(kept, checkpoint=CheckpointConfig())


@lru_cache(maxsize=32)  # the window asks whenever a style or an option changes
def _plan(config: TrainConfig, num_styles: int, dtype: torch.dtype | None) -> MemoryPlan:
    shape = field_shape(config, num_styles)
    network = VelocityField(shape)
    alone = _latents_alone(config)
    small, large = (_saved_bytes(network, alone, batch, dtype) for batch in (2, 4))
    each = max(1, (large - small) // 2)
    weights = sum(p.numel() * p.element_size() for p in network.parameters())
    fixed = max(0, small - 2 * each) + _COPIES_OF_WEIGHTS * weights + _WORKSPACE_BYTES
    if uses_decoded_pictures(config):
        # Larger batches are drawn in pieces, of which one at a time is in memory.
        drawn = DRAWN_AT_ONCE * _drawn_bytes(network, config, dtype)
        fixed += int(drawn * (1 + _WORKSPACE_SHARE))
    return MemoryPlan(int(fixed), int(each * (1 + _WORKSPACE_SHARE)))


def _latents_alone(config: TrainConfig) -> TrainConfig:
    """The configuration without all that needs drawn pictures."""
    loss = replace(config.loss, w_perceptual=0, w_colour=0, w_layout=0, w_smooth=0)
    return replace(config, loss=loss)


def _drawn_bytes(network: VelocityField, config: TrainConfig, dtype: torch.dtype | None) -> int:
    """What autograd keeps of one drawn picture and its features: measured on a small one."""
    side = min(_DRY_SIDE, config.data.image_size)
    small = replace(config, data=replace(config.data, image_size=side))
    with_pictures, without = (
        _saved_bytes(network, one, 2, dtype) for one in (small, _latents_alone(small))
    )
    return (with_pictures - without) // 2 * config.data.image_size**2 // side**2


def field_shape(config: TrainConfig, num_styles: int) -> FieldShape:
    """The network that a configuration asks for."""
    model = config.model
    return FieldShape(
        num_styles=num_styles,
        latent_channels=model.latent_channels,
        base_channels=model.base_channels,
        style_dim=model.style_dim,
        time_dim=model.time_dim,
        kernel_size=model.kernel_size,
        noise_channels=model.noise_channels,
    )


def memory_budget(config: TrainConfig, total_bytes: int) -> int:
    """Bytes that training may take of a GPU with ``total_bytes``; the rest is the desktop's."""
    room = int(total_bytes * (1 - _DESKTOP_SHARE))
    wished = config.training.max_memory_gib
    return room if wished is None else min(room, int(wished * 2**30))


@contextmanager
def memory_cap(config: TrainConfig, device: Device) -> Iterator[None]:
    """Hold the process to :func:`memory_budget` on a GPU whose memory torch can cap.

    What would pass it is an out-of-memory error of this process, which makes training go on with
    smaller batches, and never a desktop that runs out.
    """
    place, total = device.torch_device, device.total_bytes
    if total is None or not cap_memory(place, memory_budget(config, total) / total):
        yield
        return
    try:
        yield
    finally:
        cap_memory(place, 1.0)


def plan_batch(
    config: TrainConfig, num_styles: int, device_type: str, total_bytes: int | None
) -> int:
    """The batch size in force: as configured, or planned for the device."""
    if isinstance(config.training.batch_size, int):
        return config.training.batch_size
    if device_type == "cpu" or total_bytes is None:
        return CPU_BATCH
    plan = plan_memory(config, num_styles, device_type)
    largest = plan.largest_batch(memory_budget(config, total_bytes))
    return max(1, min(MAX_AUTO_BATCH, largest // 4 * 4 if largest >= 4 else largest))


def _saved_bytes(
    network: VelocityField, config: TrainConfig, batch: int, dtype: torch.dtype | None
) -> int:
    """Bytes of distinct storages that autograd saves in one forward pass."""
    side = config.data.image_size
    cells = side // 8
    generator = Generator().manual_seed(0)
    size = (batch, network.shape.latent_channels, cells, cells)
    groups = choose_groups(config, batch, network.shape.num_styles)
    sample = Batch(
        x_src=torch.randn(size, generator=generator),
        style=torch.zeros(batch, dtype=torch.long),
        references=torch.randn(size, generator=generator),
        groups=groups,
        targets=torch.zeros(groups, dtype=torch.long),
        photos=torch.zeros((batch, 3, side, side), dtype=torch.uint8),
        strength=torch.zeros(batch),
    )
    field = field_function(network, config)
    references = _dry_references(config, sample)
    with _counting() as saved, torch.autocast("cpu", dtype, enabled=dtype is not None):
        objective(field, sample, config, generator, references)
    kept = sum(saved.values())
    if config.training.use_gradient_checkpointing:
        with torch.autocast("cpu", dtype, enabled=dtype is not None):
            kept += _largest_block_bytes(network, sample)
    return kept


def _dry_references(config: TrainConfig, sample: Batch) -> StyleReferences:
    """References as training has them; the built-in codec stands in for one from a folder."""
    patches = (
        build_quantile_bank([sample.references], config) if uses_quantile_bank(config) else None
    )
    perceptual = None
    if uses_decoded_pictures(config):
        pixels = from_uint8(sample.photos[:1])
        perceptual = build_perceptual_energy([pixels], load_codec("builtin"), torch.device("cpu"))
    return StyleReferences(patches, perceptual)


def _largest_block_bytes(network: VelocityField, sample: Batch) -> int:
    """What the backward pass makes anew at a time, at most: the activations of one block."""
    marks = [0]
    with _counting() as saved:

        def mark(*_: object) -> None:
            marks.append(sum(saved.values()))

        handles = [block.register_forward_hook(mark) for block in network.blocks()]
        network.checkpointing = False
        network(sample.x_src, torch.zeros(len(sample.x_src)), sample.style, sample.strength)
        network.checkpointing = True
    for handle in handles:
        handle.remove()
    return max(after - before for before, after in pairwise(marks))


@contextmanager
def _counting() -> Iterator[dict[int, int]]:
    """Collect address → bytes of every tensor storage saved for backward."""
    saved: dict[int, int] = {}
    alive: list[Tensor] = []  # keeps addresses from being reused

    def pack(tensor: Tensor) -> Tensor:
        # Not the tensor itself: it knows the graph that would hold it, and such a ring of C++
        # objects is never freed.
        kept = tensor.detach()
        alive.append(kept)
        storage = kept.untyped_storage()
        saved[storage.data_ptr()] = storage.nbytes()
        return kept

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        yield saved
    alive.clear()
