"""The base network that new styles start from, and the encoder that places a style in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from lgt_engine.errors import CheckpointError
from lgt_engine.io.safetensors_tensors import shapes_only

from .checkpoint import FORMAT_VERSION, MODEL_NAME, read_tensors, write_tensors
from .style_encoder import StyleEncoder
from .velocity_field import FieldShape, VelocityField

_KIND = "base"
_PER_STYLE = ("style.weight", "gate", "palette_matrix", "palette_shift")


@dataclass(frozen=True)
class BaseNetwork:
    """A velocity field trained on many styles, with its style encoder.

    Attributes
    ----------
    field : VelocityField
        One style label: the mean of all styles.
    encoder : StyleEncoder
    content_mean, content_covariance : Tensor
        ``[C]`` and ``[C, C]`` of the latents of ordinary photos.
    """

    field: VelocityField
    encoder: StyleEncoder
    content_mean: Tensor
    content_covariance: Tensor


def save_base(path: Path, base: BaseNetwork) -> None:
    """Write a base in half precision.

    Raises
    ------
    CheckpointError
        When the disk refuses.
    """
    tensors = {f"field.{name}": value.half() for name, value in base.field.state_dict().items()}
    tensors |= {f"encoder.{name}": v.half() for name, v in base.encoder.state_dict().items()}
    tensors |= {"content.mean": base.content_mean, "content.covariance": base.content_covariance}
    document = {"format": FORMAT_VERSION, "kind": _KIND, "shape": base.field.shape.to_dict()}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_tensors(path, tensors, document)


def load_base(path: Path | None = None) -> BaseNetwork | None:
    """The base network in ``resources/base``, or of a file; None where there is none.

    Raises
    ------
    CheckpointError
        When the file is damaged or no base.
    """
    if path is None:
        packaged = resources.files("lgt_resources") / "base" / MODEL_NAME
        if not packaged.is_file():
            return None
        with resources.as_file(packaged) as found:
            return load_base(found)
    tensors, document = read_tensors(path)
    if document.get("kind") != _KIND:
        raise CheckpointError(f"{path} is no base network.", next_step="Install LGT again.")
    shape = FieldShape(**document["shape"])
    with shapes_only():
        field, encoder = VelocityField(shape), StyleEncoder(shape.style_dim)
    for module, prefix in ((field, "field."), (encoder, "encoder.")):
        weights = {
            name.removeprefix(prefix): value.float()
            for name, value in tensors.items()
            if name.startswith(prefix)
        }
        module.load_state_dict(weights, assign=True)
        module.requires_grad_(False).eval()
    return BaseNetwork(field, encoder, tensors["content.mean"], tensors["content.covariance"])


def same_sizes(one: FieldShape, other: FieldShape) -> bool:
    """Whether weights can be copied between two shapes: all but styles and noise are equal."""
    changed = {"num_styles": other.num_styles, "noise_channels": other.noise_channels}
    return replace(one, **changed) == other


@torch.no_grad()
def copy_weights(
    source: VelocityField,
    source_styles: tuple[str, ...],
    target: VelocityField,
    target_styles: tuple[str, ...],
    embeddings: Mapping[str, Tensor] | None = None,
) -> None:
    """Copy everything but the styles; styles of the same name keep theirs.

    A target that sees noise which the source does not see ignores it at first, and the other way
    round it is left out.

    Parameters
    ----------
    embeddings : mapping of str to Tensor, optional
        New style → ``[style_dim]``. A style without one starts from the mean of the source's.

    Raises
    ------
    CheckpointError
        When the networks differ in size.
    """
    if not same_sizes(source.shape, target.shape):
        raise CheckpointError(
            "The model to start from has another network size.",
            safe="Nothing was changed.",
            next_step="Use the model section of that run's config, or leave out "
            "checkpoint.start_from.",
        )
    weights = source.state_dict()
    # What the source cannot see it leaves alone.
    unseen = target.stem.in_channels - source.stem.in_channels
    weights["stem.weight"] = F.pad(weights["stem.weight"], (0, 0, 0, 0, 0, unseen))
    rows = {name: index + 1 for index, name in enumerate(source_styles)}
    for key in _PER_STYLE:
        null, mean = weights[key][0], weights[key][1:].mean(0)
        given = (embeddings or {}) if key == "style.weight" else {}
        weights[key] = torch.stack(
            [
                null,
                *(
                    weights[key][rows[name]] if name in rows else given.get(name, mean)
                    for name in target_styles
                ),
            ]
        )
    target.load_state_dict(weights)
