"""Pictures made during training, for events and for the samples folder."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ..errors import ImageError
from ..images import save_picture, to_image


def event_images(pictures: dict[str, Tensor]) -> dict[str, Tensor]:
    """``[3, H, W]`` in [−1, 1] → uint8 ``[H, W, 3]`` on the CPU."""
    return {
        name: pixels.clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8).permute(1, 2, 0).cpu()
        for name, pixels in pictures.items()
    }


def save_sample(folder: Path, step: int, pictures: dict[str, Tensor]) -> None:
    """Keep the photo and its styles side by side as ``step_000123.jpg``.

    A full disk must not end a training run over a sample; the next checkpoint will tell.
    """
    sheet = torch.cat([pixels.cpu() for pixels in pictures.values()], dim=-1)
    try:
        save_picture(to_image(sheet), folder / f"step_{step:06d}.jpg", overwrite=True)
    except ImageError:
        return
