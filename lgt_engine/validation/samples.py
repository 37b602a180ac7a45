"""The pictures of a validation, kept in the run folder."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from lgt_engine.errors import ImageError
from lgt_engine.images import save_picture, to_image


def save_sample(folder: Path, step: int, pictures: dict[str, Tensor]) -> None:
    """Keep the photo and its styles side by side as ``step_000123.jpg``.

    A full disk must not end a training run over a sample; the next checkpoint will tell.
    """
    sheet = torch.cat([pixels.cpu() for pixels in pictures.values()], dim=-1)
    try:
        save_picture(to_image(sheet), folder / f"step_{step:06d}.jpg", overwrite=True)
    except ImageError:
        return
