"""The memory plan against bytes counted here, and its own arithmetic."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.config import DataConfig, LossConfig, ModelConfig, TrainConfig, TrainingConfig
from lgt_engine.energies import DRAWN_AT_ONCE
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.system.devices import Device
from lgt_engine.training.memory_plan import (
    CPU_BATCH,
    MAX_AUTO_BATCH,
    MemoryPlan,
    field_shape,
    memory_budget,
    memory_cap,
    plan_batch,
    plan_memory,
)
from lgt_engine.training.objective import Batch, objective
from lgt_engine.training.step import field_function
from lgt_engine.training.style_references import StyleReferences

GIB = 1 << 30
WORKSPACE_SHARE = 1.35
DESKTOP_LEAVES = 0.85


#: Patches of latents; nothing is drawn.
LATENTS_ALONE = LossConfig(
    w_perceptual=0,
    w_colour=0,
    w_layout=0,
    w_smooth=0,
    w_patches=1,
    patch_sizes=(1, 3),
    num_projections=16,
    targets="drawn",
)


def make_config(*, precision: str = "float32", **training: object) -> TrainConfig:
    return TrainConfig(
        data=DataConfig(image_size=128),
        model=ModelConfig(base_channels=16, style_dim=16, time_dim=16),
        loss=LATENTS_ALONE,
        training=TrainingConfig(precision=precision, **training),
    )


def counted_bytes(config: TrainConfig, batch: int) -> int:
    """Bytes of the distinct storages that one forward pass leaves for backward."""
    network = VelocityField(field_shape(config, 2))
    parameters = {p.untyped_storage().data_ptr() for p in network.parameters()}
    kept: dict[int, Tensor] = {}

    def pack(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    latents = torch.randn(batch, 4, 16, 16, generator=Generator().manual_seed(0))
    photos = torch.zeros(batch, 3, 128, 128, dtype=torch.uint8)
    label, strength = torch.zeros(batch, dtype=torch.long), torch.zeros(batch)
    sample = Batch(latents, label, latents, 1, torch.tensor([0]), photos, strength)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        draw = Generator().manual_seed(0)
        objective(field_function(network, config), sample, config, draw, StyleReferences())
    return sum(t.untyped_storage().nbytes() for at, t in kept.items() if at not in parameters)


def test_bytes_for_backward_grow_linearly_with_the_batch_and_as_planned() -> None:
    config = make_config()
    four, eight, sixteen = (counted_bytes(config, batch) for batch in (4, 8, 16))
    assert sixteen - eight == pytest.approx(2 * (eight - four), rel=0.02)
    planned = plan_memory(config, 2, "cpu").bytes_per_sample
    assert planned == pytest.approx(WORKSPACE_SHARE * (sixteen - four) / 12, rel=0.05)


def test_plan_holds_the_weights_five_times() -> None:
    config = make_config()
    network = VelocityField(field_shape(config, 2))
    weights = sum(p.numel() * p.element_size() for p in network.parameters())
    large = replace(config, model=replace(config.model, base_channels=64))
    large_network = VelocityField(field_shape(large, 2))
    large_weights = sum(p.numel() * p.element_size() for p in large_network.parameters())
    grown = plan_memory(large, 2, "cpu").fixed_bytes - plan_memory(config, 2, "cpu").fixed_bytes
    assert grown >= 5 * (large_weights - weights)
    assert grown < 8 * (large_weights - weights)


def plan_with(**training: object) -> MemoryPlan:
    return plan_memory(make_config(**training), 2, "cpu")


def test_checkpointing_lowers_the_plan_even_with_one_step() -> None:
    plain = plan_with(ode_integration_steps=1).bytes_per_sample
    assert plan_with(use_gradient_checkpointing=True).bytes_per_sample < 0.6 * plain
    four = plan_with(ode_integration_steps=4).bytes_per_sample
    checkpointed = plan_with(ode_integration_steps=4, use_gradient_checkpointing=True)
    assert checkpointed.bytes_per_sample < 0.4 * four


def test_checkpointing_keeps_the_recomputed_block_in_the_plan() -> None:
    # One step more keeps what enters each block, and never another recomputed block.
    kept = [
        plan_with(ode_integration_steps=n, use_gradient_checkpointing=True).bytes_per_sample
        for n in (1, 2, 3)
    ]
    assert kept[2] - kept[1] == pytest.approx(kept[1] - kept[0], rel=0.05)
    config = make_config(use_gradient_checkpointing=True)
    without_block = WORKSPACE_SHARE * (counted_bytes(config, 8) - counted_bytes(config, 4)) / 4
    assert kept[0] > 1.3 * without_block


def test_half_precision_takes_less() -> None:
    half = plan_with(precision="bfloat16").bytes_per_sample
    assert half < 0.8 * plan_with(precision="float32").bytes_per_sample


def test_auto_precision_is_half_on_cuda() -> None:
    cuda = plan_memory(make_config(precision="auto"), 2, "cuda").bytes_per_sample
    assert cuda == plan_with(precision="bfloat16").bytes_per_sample


@given(fixed=st.integers(0, 4 * GIB), each=st.integers(1, GIB), budget=st.integers(0, 64 * GIB))
@settings(deadline=None, max_examples=60)
def test_largest_batch_fits_and_one_more_does_not(fixed: int, each: int, budget: int) -> None:
    plan = MemoryPlan(fixed, each)
    largest = plan.largest_batch(budget)
    assert largest >= 1
    assert largest == 1 or plan.peak_bytes(largest) <= budget
    assert plan.peak_bytes(largest + 1) > budget


def test_a_configured_batch_is_taken_as_it_is() -> None:
    assert plan_batch(make_config(batch_size=37), 2, "cuda", 8 * GIB) == 37


def test_a_cpu_gets_the_small_batch() -> None:
    assert plan_batch(make_config(), 2, "cpu", None) == CPU_BATCH


@pytest.mark.parametrize(
    ("room_for", "planned"), [(0, 1), (3, 3), (4, 4), (22, 20), (47, 44), (1000, MAX_AUTO_BATCH)]
)
def test_auto_batch_fills_what_the_desktop_leaves_in_steps_of_four(
    room_for: int, planned: int
) -> None:
    config = make_config()
    plan = plan_memory(config, 2, "cuda")
    total = int((plan.fixed_bytes + (room_for + 0.5) * plan.bytes_per_sample) / DESKTOP_LEAVES)
    assert plan_batch(config, 2, "cuda", total) == planned


def test_a_budget_lowers_the_batch_and_caps_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_config(max_memory_gib=1.0)
    assert memory_budget(config, 8 * GIB) == GIB
    assert memory_budget(config, GIB) == int(DESKTOP_LEAVES * GIB)
    assert memory_budget(make_config(), 8 * GIB) == int(DESKTOP_LEAVES * 8 * GIB)
    wide = TrainConfig(training=TrainingConfig(max_memory_gib=1.0))
    planned = plan_batch(wide, 2, "cuda", 8 * GIB)
    assert 4 < planned < plan_batch(TrainConfig(), 2, "cuda", 8 * GIB)
    assert plan_memory(wide, 2, "cuda").peak_bytes(planned) <= GIB

    caps: list[float] = []
    monkeypatch.setattr(
        torch.cuda, "set_per_process_memory_fraction", lambda share, _device: caps.append(share)
    )
    with memory_cap(config, Device(torch.device("cuda", 0), "a GPU", "", 8 * GIB)):
        assert caps == [1 / 8]
    assert caps == [1 / 8, 1.0]
    with memory_cap(config, Device(torch.device("cpu"), "the CPU", "")):
        assert len(caps) == 2


def test_the_founding_batch_fits_eight_gigabytes_with_room_to_spare() -> None:
    config = TrainConfig()
    assert plan_batch(config, 6, "cuda", 8 * GIB) == 48
    assert plan_memory(config, 6, "cuda").peak_bytes(48) < 6 * GIB


def test_pictures_drawn_at_once_are_in_the_plan_whatever_the_batch() -> None:
    drawing = replace(make_config(), loss=LossConfig())
    plain, drawn = plan_memory(make_config(), 2, "cpu"), plan_memory(drawing, 2, "cpu")
    one_layer = 48 * 128 * 128 * 4  # of the decoder at full size: 48 wide, float32
    more = [drawn.peak_bytes(batch) - plain.peak_bytes(batch) for batch in (8, 48)]
    assert more[0] > WORKSPACE_SHARE * DRAWN_AT_ONCE * one_layer
    assert more[1] < 1.1 * more[0]


def test_what_a_plan_has_tried_is_freed() -> None:
    def with_a_graph() -> int:
        gc.collect()
        kinds = (Tensor, torch.nn.Parameter)
        found = (thing for thing in gc.get_objects() if type(thing) in kinds)
        return sum(tensor.grad_fn is not None for tensor in found)

    before = with_a_graph()
    plan_memory(TrainConfig(data=DataConfig(image_size=64)), num_styles=2, device_type="cpu")
    assert with_a_graph() == before
