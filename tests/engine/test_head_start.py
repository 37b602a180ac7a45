"""What a run knows before its first step: the affine palette flow of every style."""

from __future__ import annotations

import pytest
import torch
from torch import Generator

from lgt_engine.flow import integrate
from lgt_engine.guidance import guided_velocity
from lgt_engine.network import NULL_STYLE, FieldShape, VelocityField

SHAPE = FieldShape(num_styles=2, base_channels=8, style_dim=16, time_dim=16, kernel_size=3)


def latents(seed: int, mean: float, spread: float) -> torch.Tensor:
    noise = torch.randn(6, 4, 12, 12, generator=Generator().manual_seed(seed))
    return mean + spread * noise * torch.tensor([0.5, 1.0, 2.0, 3.0])[:, None, None]


@pytest.mark.parametrize("num_steps", [1, 2, 5])
def test_palette_flow_carries_mean_and_spread_exactly(num_steps: int) -> None:
    source, target = latents(1, 0.3, 1.0), latents(2, -1.0, 0.6)
    field = VelocityField(SHAPE)
    field.set_palette(1, source, target, num_steps)
    with torch.no_grad():
        x_1 = integrate(guided_velocity(field, {1: 1.0}, 1.0), source, num_steps=num_steps)
    dims = (0, 2, 3)
    torch.testing.assert_close(x_1.mean(dims), target.mean(dims), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(x_1.std(dims), target.std(dims), rtol=1e-4, atol=1e-4)


def test_palette_of_one_style_leaves_the_others_and_the_null_label_still() -> None:
    source, target = latents(1, 0.0, 1.0), latents(2, 1.0, 2.0)
    field = VelocityField(SHAPE)
    field.set_palette(1, source, target, 1)
    for label in (0, NULL_STYLE):
        labels = torch.full((len(source),), label)
        with torch.no_grad():
            velocity = field(source, torch.zeros(len(source)), labels)
        assert not velocity.any()


def test_a_channel_without_spread_stays_finite() -> None:
    field = VelocityField(SHAPE)
    field.set_palette(0, torch.zeros(2, 4, 8, 8), latents(2, 1.0, 2.0), 2)
    assert torch.isfinite(field.palette_matrix).all()
    assert torch.isfinite(field.palette_shift).all()
