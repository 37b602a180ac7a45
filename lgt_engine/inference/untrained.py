"""A style without training: the base network, told by its encoder and by statistics what to paint.

The pictures are cut as training cuts them. The style encoder turns the spread of their features
into an embedding, the palette follows in closed form, and what they look like is measured, so that
a picture can be refined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import FlowConfig, InferenceConfig, TrainConfig
from lgt_engine.energies import StyleTargets, measure_style_targets, to_tensors
from lgt_engine.energies.features import load_feature_network
from lgt_engine.errors import CheckpointError, DataError
from lgt_engine.images import open_picture, picture_from_pil, to_tensor
from lgt_engine.model.base_network import copy_weights, load_base
from lgt_engine.model.checkpoint import ModelDescription, ModelFile, shareable_config
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.ops.crops import style_crops
from lgt_engine.ops.gaussian_transport import channel_moments, palette_flow

_CROPS = 16
_PALETTE_CROPS = 6
#: Styles whose measures are kept, the oldest first: a preview that gets one style more, or other
#: pictures of one style, need not measure the others again.
_KEPT_STYLES = 16


@dataclass(frozen=True)
class _Measures:
    """What the pictures of one style look like, and mean and covariance of their latents."""

    targets: StyleTargets
    latents: tuple[Tensor, Tensor]


_measured: dict[str, _Measures] = {}


def model_from_pictures(
    styles: Mapping[str, Sequence[Path | Image.Image]],
    codec: Codec,
    check: Callable[[], None] | None = None,
) -> ModelFile:
    """What a model file of these styles would hold before its first step of training.

    Parameters
    ----------
    styles : mapping of str to sequence of Path or PIL.Image.Image
        Name → pictures of the style.
    codec : Codec
        The built-in one.
    check : callable, optional
        Called before each crop is measured; may raise to end the work.

    Raises
    ------
    DataError
        When there is no style, or a style without pictures.
    ImageError
        When a picture cannot be read.
    CheckpointError
        When the base network is missing or damaged.
    """
    base = load_base()
    if base is None:
        raise CheckpointError(
            "The base network, which paints styles that nobody trained, is not installed.",
            next_step="Install LGT again, or train the style.",
        )
    config, names = TrainConfig(), tuple(styles)
    crops = [_crops(name, pictures, config) for name, pictures in styles.items()]
    if not crops:
        raise DataError("No style was given.", next_step="Name at least one picture of a style.")
    measures = [_measure(pixels, codec, check) for pixels in crops]
    targets = reduce(StyleTargets.beside, (each.targets for each in measures))
    network = VelocityField(replace(base.field.shape, num_styles=len(names)))
    with torch.no_grad():
        embeddings = base.encoder(targets.statistics)
    copy_weights(base.field, (), network, names, dict(zip(names, embeddings, strict=True)))
    steps = config.training.ode_integration_steps
    for label, each in enumerate(measures):
        photos = base.content_mean, base.content_covariance
        network.set_palette(label, *palette_flow(photos, each.latents, steps))
    description = ModelDescription(
        shape=network.shape,
        styles=names,
        codec_kind=codec.kind,
        codec_id=codec.codec_id,
        flow=FlowConfig(),
        inference=InferenceConfig(num_steps=steps),
        config=shareable_config(config),
    )
    return ModelFile(network.requires_grad_(False).eval(), description, to_tensors(targets))


def _measure(crops: Tensor, codec: Codec, check: Callable[[], None] | None) -> _Measures:
    key = hashlib.sha256(codec.codec_id.encode() + crops.numpy().tobytes()).hexdigest()
    made = _measured.pop(key, None)
    if made is None:
        features = load_feature_network().to(codec.device)
        targets = measure_style_targets(features, [crops.to(codec.device)], check)
        latents = channel_moments(codec.encode(crops[:_PALETTE_CROPS]))
        made = _Measures(targets.to(torch.device("cpu")), latents)
    _measured[key] = made
    while len(_measured) > _KEPT_STYLES:
        del _measured[next(iter(_measured))]
    return made


def _crops(name: str, pictures: Sequence[Path | Image.Image], config: TrainConfig) -> Tensor:
    if not pictures:
        raise DataError(f"The style '{name}' has no pictures.", next_step="Give at least one.")
    opened = [
        picture_from_pil(picture) if isinstance(picture, Image.Image) else open_picture(picture)
        for picture in pictures
    ]
    return style_crops(
        [to_tensor(picture.image) for picture in opened],
        size=config.data.image_size,
        count=max(_CROPS, len(opened)),
        scales=config.data.close_style_scales,
    )
