"""What a run knows before its first step: the affine palette flow of every style."""

from __future__ import annotations

import pytest
import torch
from torch import Generator

from lgt_engine.model.velocity_field import NULL_STYLE, FieldShape, VelocityField
from lgt_engine.ops.gaussian_transport import channel_moments, palette_flow

SHAPE = FieldShape(num_styles=2, base_channels=8, style_dim=16, time_dim=16, kernel_size=3)


def latents(seed: int, mean: float, spread: float) -> torch.Tensor:
    noise = torch.randn(6, 4, 12, 12, generator=Generator().manual_seed(seed))
    return mean + spread * noise * torch.tensor([0.5, 1.0, 2.0, 3.0])[:, None, None]


def flow_between(photos: torch.Tensor, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return palette_flow(channel_moments(photos), channel_moments(pictures), 2)


def test_palette_of_one_style_leaves_the_others_and_the_null_label_still() -> None:
    source = latents(1, 0.0, 1.0)
    field = VelocityField(SHAPE)
    field.set_palette(1, *flow_between(source, latents(2, 1.0, 2.0)))
    for label in (0, NULL_STYLE):
        labels = torch.full((len(source),), label)
        with torch.no_grad():
            velocity = field(source, torch.zeros(len(source)), labels)
        assert not velocity.any()


@pytest.mark.parametrize("flat_side", ["photos", "pictures"])
def test_latents_without_spread_leave_the_palette_finite(flat_side: str) -> None:
    flat, other = torch.zeros(2, 4, 8, 8), latents(2, 1.0, 2.0)
    photos, pictures = (flat, other) if flat_side == "photos" else (other, flat)
    for part in flow_between(photos, pictures):
        assert torch.isfinite(part).all()
