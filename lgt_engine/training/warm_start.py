"""Start a network from what is known before its first step: a trained one, and each palette."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from ..base_network import BaseNetwork, load_base
from ..checkpoint import load_model
from ..config import TrainConfig
from ..dataset import InMemoryLatentDataset
from ..errors import CheckpointError
from ..gaussian_transport import colour_statistics, monge_map
from ..network import FieldShape, VelocityField
from .style_bank import StyleReferences

#: Share of the learning rate for weights that are trained already.
REFINING_RATE = 0.5
#: Added to the variances of a style's latents, so that a flat picture keeps some of the photo.
_LEAST_VARIANCE = 0.01
_PER_STYLE = ("style.weight", "gate", "palette_matrix", "palette_shift")


def begin(
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
    base = fitting_base(config, network.shape)
    known: tuple[str, ...] = ()
    if asked is not None:
        source, description = load_model(asked)
        known = description.styles
        copy_weights(source, known, network, styles, _embeddings(base, styles, references))
    elif base is not None and config.checkpoint.from_base:
        copy_weights(base.field, (), network, styles, _embeddings(base, styles, references))
    if config.flow.path == "source":
        photos = colour_statistics(dataset.content_latents)
        for label, name in enumerate(styles):
            if name not in known:
                pictures = dataset.style_latents[dataset.style_indices[label]]
                steps = config.training.ode_integration_steps
                palette = palette_flow(photos, colour_statistics(pictures), steps)
                network.set_palette(label, *palette)
    if asked is not None:
        return str(asked)
    return "base" if base is not None and config.checkpoint.from_base else None


def fitting_base(config: TrainConfig, shape: FieldShape) -> BaseNetwork | None:
    """The base network, where its sizes, latents and path are those of the configuration."""
    # What latents a codec from a folder makes is not known.
    if config.codec.kind == "folder" or config.flow.path != "source":
        return None
    base = load_base()
    if base is None or replace(base.field.shape, num_styles=shape.num_styles) != shape:
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


@torch.no_grad()
def copy_weights(
    source: VelocityField,
    source_styles: tuple[str, ...],
    target: VelocityField,
    target_styles: tuple[str, ...],
    embeddings: Mapping[str, Tensor] | None = None,
) -> None:
    """Copy everything but the styles; styles of the same name keep theirs.

    Parameters
    ----------
    embeddings : mapping of str to Tensor, optional
        New style → ``[style_dim]``. A style without one starts from the mean of the source's.

    Raises
    ------
    CheckpointError
        When the networks differ in size.
    """
    if replace(source.shape, num_styles=target.shape.num_styles) != target.shape:
        raise CheckpointError(
            "The model to start from has another network size.",
            safe="Nothing was changed.",
            next_step="Use the model section of that run's config, or leave out "
            "checkpoint.start_from.",
        )
    weights = source.state_dict()
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


def palette_flow(
    photos: tuple[Tensor, Tensor], pictures: tuple[Tensor, Tensor], num_steps: int
) -> tuple[Tensor, Tensor]:
    """The affine velocity ``M·x + b`` whose flow carries one Gaussian to another.

    ``num_steps`` Euler steps of it are the optimal transport map T of the Gaussians exactly: with
    P = T^(1/K), M = K·(P − 1), and b follows from the geometric sum of the steps.

    Parameters
    ----------
    photos, pictures : tuple of Tensor
        Mean ``[C]`` and covariance ``[C, C]`` of latents.
    num_steps : int
        Euler steps K of the training flow.

    Returns
    -------
    matrix, shift : Tensor
        ``[C, C]`` and ``[C]`` float32.
    """
    (mean, covariance), (target_mean, target_covariance) = (
        tuple(part.double().cpu() for part in statistics) for statistics in (photos, pictures)
    )
    identity = torch.eye(len(mean), dtype=torch.float64)
    whole = monge_map(covariance + 1e-6 * identity, target_covariance + _LEAST_VARIANCE * identity)
    values, vectors = torch.linalg.eigh(whole)
    step = (vectors * values.clamp_min(0) ** (1 / num_steps)) @ vectors.T
    powers = sum(
        (torch.linalg.matrix_power(step, index) for index in range(num_steps)),
        torch.zeros_like(identity),
    )
    shift = num_steps * torch.linalg.solve(powers, target_mean - whole @ mean)
    return (num_steps * (step - identity)).float(), shift.float()
