"""Model files of tiny networks that visibly move, without any training."""

from __future__ import annotations

import math
from pathlib import Path

import torch

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.energies import measure_style_targets, to_tensors
from lgt_engine.energies.features import load_feature_network
from lgt_engine.images import to_tensor
from lgt_engine.model.checkpoint import ModelDescription, save_model
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.tools.procedural.pictures import procedural_picture


def write_model(
    path: Path, styles: tuple[str, ...], *, measured: bool = True, brush_size: float = 1.0
) -> Path:
    """Write a model for the codec in the package; ``measured`` ones can refine pictures."""
    torch.set_num_threads(1)
    torch.manual_seed(3)
    shape = FieldShape(len(styles), 4, 8, 16, 16, 3)
    field = VelocityField(shape)
    torch.nn.init.normal_(field.out.weight, std=1 / math.sqrt(9 * shape.base_channels))
    codec = load_codec("builtin")
    config = {"data": {"brush_size": brush_size}}
    description = ModelDescription(
        shape, styles, codec.kind, codec.codec_id, step=12, config=config
    )
    kinds = ("hatching", "mosaic", "strokes")
    crops = [to_tensor(procedural_picture(kind, 96, 1))[None] for kind in kinds[: len(styles)]]
    targets = to_tensors(measure_style_targets(load_feature_network(), crops)) if measured else None
    path.parent.mkdir(parents=True, exist_ok=True)
    save_model(path, field.state_dict(), description, targets)
    return path
