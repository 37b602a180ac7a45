"""Some updates of a tiny network in every mode of training, by one process or shared by several.

Run as a program it is one of several processes, where the environment says so as torchrun does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import FlowConfig, LossConfig, TrainConfig, TrainingConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.system.distributed import ProcessGroup, join_process_group
from lgt_engine.training.state import TrainingState
from lgt_engine.training.step import Stepper
from lgt_engine.training.style_references import measure_references

# Pictures are drawn in one mode: they take ten times as long as the rest.
_PICTURES = {"w_perceptual": 1.0, "w_colour": 1.0, "w_layout": 1.0, "w_smooth": 1.0}
_LOSS = LossConfig(
    w_patches=1.0, patch_sizes=(1, 3), pyramid_levels=1, num_projections=36,
    **dict.fromkeys(_PICTURES, 0.0),
)  # fmt: skip
# Features have kinks: large steps let rounding decide on which side of one they land.
_TRAINING = TrainingConfig(
    batch_size=6, warmup_steps=1, learning_rate=1e-6, device="cpu", precision="float32"
)

#: Sections of the configuration that differ from the tiny one above.
MODES: dict[str, dict[str, dict[str, Any]]] = {
    "pictures": {"loss": _PICTURES},
    "latents alone": {},
    "two styles": {"training": {"styles_per_batch": 2}},
    "fewer photos than processes": {"training": {"batch_size": 1}},
    "a batch that does not divide": {"training": {"batch_size": 5, "accumulation": 2}},
    "restarts": {"flow": {"restart_prob": 1.0}},
    "drawn references, sampled": {"loss": {"targets": "drawn", "max_samples": 32}},
    "noise path, several steps": {
        "flow": {"path": "noise", "solver": "heun"},
        "training": {"ode_integration_steps": 3, "use_gradient_checkpointing": True},
    },
    "regularisers": {
        "flow": {"variation": 0.3},
        "loss": {"use_velocity_reg": True, "use_divergence_reg": True},
        "training": {"ode_integration_steps": 2},
    },
}


def numbers(ranks: ProcessGroup) -> dict[str, list[float]]:
    """Losses and gradient norms of three updates in each mode, and a sum over the weights."""
    return {name: _train(mode, ranks) for name, mode in MODES.items()}


def _train(mode: dict[str, dict[str, Any]], ranks: ProcessGroup) -> list[float]:
    config = TrainConfig(
        flow=FlowConfig(**mode.get("flow", {})),
        loss=replace(_LOSS, **mode.get("loss", {})),
        training=replace(_TRAINING, **mode.get("training", {})),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = VelocityField(FieldShape(2, base_channels=8, style_dim=16, time_dim=16))
        torch.nn.init.normal_(network.out.weight, std=0.3)
    batch = config.training.batch_size
    assert isinstance(batch, int)
    state = TrainingState.create(network, config, batch)
    dataset = _dataset()
    references = measure_references(dataset, config, load_codec("builtin"), torch.device("cpu"))
    stepper = Stepper(state, dataset, config, references, ranks)
    found: list[float] = []
    for _ in range(3):
        losses, norm, _rate = stepper.step(0.0)
        found += [*losses.values(), norm]
    return [*found, sum(float(p.detach().abs().sum()) for p in network.parameters())]


def _dataset() -> InMemoryLatentDataset:
    def noise(count: int, seed: int) -> Tensor:
        return torch.randn(count, 4, 8, 8, generator=Generator().manual_seed(seed))

    def pixels(count: int, seed: int) -> Tensor:
        generator = Generator().manual_seed(seed)
        return torch.randint(256, (count, 3, 64, 64), dtype=torch.uint8, generator=generator)

    latents = noise(8, 1)
    latents[:4] += 2
    return InMemoryLatentDataset(
        style_names=("bright", "plain"),
        style_latents=latents,
        style_pixels=pixels(8, 3),
        style_ids=torch.arange(2).repeat_interleave(4),
        style_pictures=torch.arange(8),
        content_latents=noise(12, 2),
        content_pixels=pixels(12, 4),
        content_styles=torch.full((12,), -1),
        content_pictures=torch.arange(100, 112),
        validation_pixels=torch.zeros(1, 3, 64, 64),
        judge_pixels={},
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    with join_process_group() as met:
        numbers(met)
