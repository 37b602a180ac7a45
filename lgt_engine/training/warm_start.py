"""Initialise a network: from a trained one, and with each style's colours."""

from __future__ import annotations

import torch
from torch import Tensor

from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.model.base_network import BaseNetwork, copy_weights, load_base, same_sizes
from lgt_engine.model.checkpoint import load_model
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.ops.gaussian_transport import channel_moments, palette_flow

from .style_references import StyleReferences

#: Share of the learning rate for weights that are trained already.
FINE_TUNING_RATE = 0.5


def warm_start(
    network: VelocityField,
    dataset: InMemoryLatentDataset,
    config: TrainConfig,
    references: StyleReferences,
) -> str | None:
    """Give a fresh network everything that is known before its first step.

    Parameters
    ----------
    network : VelocityField
        Fresh, on its device; one label for each style of ``dataset``.
    dataset : InMemoryLatentDataset
    config : TrainConfig
    references : StyleReferences
        Of ``dataset``.

    Returns
    -------
    str or None
        What it starts from: ``"base"``, the path of ``checkpoint.start_from``, None for nothing.

    Raises
    ------
    CheckpointError
        When ``checkpoint.start_from`` cannot be read or has another size.
    """
    styles, asked = dataset.style_names, config.checkpoint.start_from
    base = matching_base_network(config, network.shape)
    known: tuple[str, ...] = ()
    if asked is not None:
        source, description = load_model(asked)
        known = description.styles
        copy_weights(source, known, network, styles, _embeddings(base, styles, references))
    elif base is not None and config.checkpoint.from_base:
        copy_weights(base.field, (), network, styles, _embeddings(base, styles, references))
    if config.flow.path == "source":
        photos = channel_moments(dataset.content_latents)
        for label, name in enumerate(styles):
            if name not in known:
                pictures = dataset.style_latents[dataset.style_indices[label]]
                steps = config.training.ode_integration_steps
                palette = palette_flow(photos, channel_moments(pictures), steps)
                network.set_palette(label, *palette)
    if asked is not None:
        return str(asked)
    return "base" if base is not None and config.checkpoint.from_base else None


def matching_base_network(config: TrainConfig, shape: FieldShape) -> BaseNetwork | None:
    """The base network, where its sizes, latents and path are those of the configuration."""
    # What latents a codec from a folder makes is not known.
    if config.codec.kind == "folder" or config.flow.path != "source":
        return None
    base = load_base()
    if base is None or not same_sizes(base.field.shape, shape):
        return None
    return base


def _embeddings(
    base: BaseNetwork | None, styles: tuple[str, ...], references: StyleReferences
) -> dict[str, Tensor]:
    """Style → embedding by the base's encoder, where there is one and features are measured."""
    if base is None or references.perceptual is None:
        return {}
    with torch.no_grad():
        found = base.encoder(references.perceptual.targets.statistics.cpu())
    return dict(zip(styles, found, strict=True))
