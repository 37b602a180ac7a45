"""How much memory a training step takes, known before it runs.

A dry run of one step on the CPU counts every byte that autograd keeps for the backward pass; two
batch sizes give the fixed and the per-sample part. Parameters, gradients, optimiser moments and
averaged weights are added, and a share for the workspace of convolutions and the allocator.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Generator, Tensor

from .codec import load_codec
from .config import TrainConfig
from .devices import Device, autocast_dtype
from .energies import PatchBank
from .network import FieldShape, VelocityField
from .training.objective import Batch, choose_groups, objective
from .training.stepping import field_function
from .training.style_bank import measure_styles, uses_bank

#: Weights, gradient, two Adam moments, averaged weights.
_COPIES_OF_WEIGHTS = 5
#: Convolution workspace, temporaries of the backward pass, fragmentation; measured on CPU peaks.
_WORKSPACE_SHARE = 0.35
_WORKSPACE_BYTES = 200 << 20
#: CPU steps gain nothing from large batches: more updates beat better ones.
CPU_BATCH = 8
#: Largest batch that "auto" plans; the founding target for 8 GB.
MAX_AUTO_BATCH = 48
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
    device_type : {"cuda", "cpu", "mps"}
        Decides the precision that ``auto`` means.
    """
    dtype = autocast_dtype(config.training.precision, torch.device(device_type))
    shape = field_shape(config, num_styles)
    network = VelocityField(shape)
    small = _saved_bytes(network, config, 2, dtype)
    large = _saved_bytes(network, config, 4, dtype)
    each = max(1, (large - small) // 2)
    weights = sum(p.numel() * p.element_size() for p in network.parameters())
    fixed = max(0, small - 2 * each) + _COPIES_OF_WEIGHTS * weights + _WORKSPACE_BYTES
    return MemoryPlan(int(fixed), int(each * (1 + _WORKSPACE_SHARE)))


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
    )


def memory_budget(config: TrainConfig, total_bytes: int) -> int:
    """Bytes that training may take of a GPU with ``total_bytes``; the rest is the desktop's."""
    room = int(total_bytes * (1 - _DESKTOP_SHARE))
    wished = config.training.max_memory_gib
    return room if wished is None else min(room, int(wished * 2**30))


@contextmanager
def memory_cap(config: TrainConfig, device: Device) -> Iterator[None]:
    """Hold the process to :func:`memory_budget` on a CUDA device.

    What would pass it is an out-of-memory error of this process, which makes training go on with
    smaller batches, and never a desktop that runs out.
    """
    place, total = device.torch_device, device.total_bytes
    if place.type != "cuda" or total is None:
        yield
        return
    torch.cuda.set_per_process_memory_fraction(memory_budget(config, total) / total, place)
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, place)


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
    cells = config.data.image_size // 8
    generator = Generator().manual_seed(0)
    size = (batch, network.shape.latent_channels, cells, cells)
    groups = choose_groups(config, batch, network.shape.num_styles)
    sample = Batch(
        x_src=torch.randn(size, generator=generator),
        style=torch.zeros(batch, dtype=torch.long),
        references=torch.randn(size, generator=generator),
        groups=groups,
        targets=torch.zeros(groups, dtype=torch.long),
    )
    field = field_function(network, config)
    bank = _dry_bank(config, sample.references) if uses_bank(config) else None
    with _counting() as saved, torch.autocast("cpu", dtype, enabled=dtype is not None):
        objective(field, sample, config, generator, bank)
    kept = sum(saved.values())
    if config.training.use_gradient_checkpointing:
        with torch.autocast("cpu", dtype, enabled=dtype is not None):
            kept += _largest_block_bytes(network, sample)
    return kept


def _dry_bank(config: TrainConfig, latents: Tensor) -> PatchBank:
    """A bank as training has it; the built-in codec stands in for all with a tiny decoder."""
    tiny = config.codec.kind != "sd-vae-ft-mse" and config.model.latent_channels == 4
    used = config.loss.w_features or config.loss.w_pixels
    codec = load_codec("builtin") if tiny and used else None
    side = config.data.image_size
    luminance = torch.randn(1, 1, side, side, generator=Generator().manual_seed(1))
    return measure_styles([latents], [luminance], config, codec)


def _largest_block_bytes(network: VelocityField, sample: Batch) -> int:
    """What the backward pass makes anew at a time, at most: the activations of one block."""
    marks = [0]
    with _counting() as saved:

        def mark(*_: object) -> None:
            marks.append(sum(saved.values()))

        handles = [block.register_forward_hook(mark) for block in network.blocks()]
        network.checkpointing = False
        network(sample.x_src, torch.zeros(len(sample.x_src)), sample.style)
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
        alive.append(tensor)
        storage = tensor.untyped_storage()
        saved[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        yield saved
    alive.clear()
