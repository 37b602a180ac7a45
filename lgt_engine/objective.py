"""The training objective: one batch in, named loss terms out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from .config import TrainConfig
from .dataset import InMemoryLatentDataset
from .energies import (
    divergence_penalty,
    low_band_distance,
    self_similarity_distance,
    sliced_wasserstein,
    velocity_penalty,
)
from .flow import integrate, start_state
from .network import NULL_STYLE

#: v(x_t [B,C,H,W], t [B], style [B]) → [B,C,H,W]
FieldFunction = Callable[[Tensor, Tensor, Tensor], Tensor]

_COLOUR_DIRECTIONS = 8
_ANCHOR_POOL = 4
_SIMILARITY_POOL = 2
_SIMILARITY_PATCH = 3


@dataclass(frozen=True)
class Batch:
    """What one step sees.

    Attributes
    ----------
    x_src : Tensor
        ``[G·b, C, h, w]`` photos; consecutive b share a target style.
    style : Tensor
        ``[G·b]`` target labels, or ``NULL_STYLE`` where the label was dropped.
    references : Tensor
        ``[G·r, C, h, w]`` real latents of the target styles.
    groups : int
        Number G of styles.
    """

    x_src: Tensor
    style: Tensor
    references: Tensor
    groups: int

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(
            self.x_src.to(device), self.style.to(device), self.references.to(device), self.groups
        )


def drops_labels(config: TrainConfig) -> bool:
    """Whether the null branch has anything to learn.

    On the ``source`` path without variation the null label's target is the identity, which its
    gate holds exactly from the start with zero gradient; dropping labels would only waste samples.
    """
    return config.flow.path == "noise" or config.flow.variation > 0


def choose_groups(config: TrainConfig, batch_size: int, num_styles: int) -> int:
    """Styles a step: as configured, else one for every four photos, dividing the batch."""
    wanted = config.training.styles_per_batch or max(1, batch_size // 4)
    groups = max(1, min(wanted, num_styles, batch_size))
    while batch_size % groups:
        groups -= 1
    return groups


def draw_batch(
    dataset: InMemoryLatentDataset, config: TrainConfig, batch_size: int, generator: Generator
) -> Batch:
    """Draw a batch balanced over styles; a reference is never a sample's own source."""
    num_styles = len(dataset.style_names)
    groups = choose_groups(config, batch_size, num_styles)
    each = batch_size // groups
    sources, references = [], []
    styles = torch.randperm(num_styles, generator=generator)[:groups]
    for style in styles.tolist():
        x_src, pictures = dataset.sample_content(style, each, generator=generator)
        sources.append(x_src)
        if config.loss.references == "source":
            references.append(x_src)
        else:
            references.append(
                dataset.sample_references(
                    style,
                    config.training.references_per_style,
                    exclude_pictures=pictures,
                    generator=generator,
                )
            )
    labels = styles.repeat_interleave(each)
    if drops_labels(config):
        # The first of each group keeps its label, so that no pool of patches is ever empty.
        dropped = torch.rand(len(labels), generator=generator) < config.training.label_drop_prob
        dropped[::each] = False
        labels = torch.where(dropped, NULL_STYLE, labels)
    return Batch(torch.cat(sources), labels, torch.cat(references), groups)


def patch_energy(
    x_1: Tensor, references: Tensor, groups: int, config: TrainConfig, generator: Generator
) -> Tensor:
    """Sliced Wasserstein over all patch sizes and pyramid levels, in units of the style's spread.

    k = 1 carries colour; larger patches use zero-mean filters and so carry texture alone.
    """
    loss = config.loss
    if loss.pooling == "batch":
        groups = 1
    terms = []
    for level in range(loss.pyramid_levels):
        if level:
            x_1, references = F.avg_pool2d(x_1, 2), F.avg_pool2d(references, 2)
        for size in loss.patch_sizes:
            terms.append(
                sliced_wasserstein(
                    x_1,
                    references,
                    patch_size=size,
                    num_projections=_COLOUR_DIRECTIONS if size == 1 else loss.num_projections,
                    groups=groups,
                    max_samples=loss.max_samples,
                    stratified=loss.stratified,
                    generator=generator,
                    zero_mean=size > 1,
                    normalise=True,
                )
            )
    return torch.stack(terms).mean()


def objective(
    field: FieldFunction, batch: Batch, config: TrainConfig, generator: Generator
) -> dict[str, Tensor]:
    """All loss terms of a batch; ``loss`` is their weighted sum.

    Returns
    -------
    dict of str to Tensor
        Scalars with grad: ``loss``, ``style_swd``, ``content_ssm``, ``content_anchor`` and, where
        they are in use, ``content_transport``, ``null_identity``, ``velocity``, ``divergence``.
    """
    x_1, extra = _integrate(field, batch, config, generator)
    kept = batch.style != NULL_STYLE
    terms = _style_and_content(x_1, batch, kept, config, generator)
    if drops_labels(config) and not bool(kept.all()):
        terms["null_identity"] = F.mse_loss(x_1[~kept].float(), batch.x_src[~kept])
    terms.update(extra)
    return {"loss": _weighted_sum(terms, config), **terms}


def _integrate(
    field: FieldFunction, batch: Batch, config: TrainConfig, generator: Generator
) -> tuple[Tensor, dict[str, Tensor]]:
    """Run the flow to x_1 and compute the regularisers at its first state."""
    flow, loss = config.flow, config.loss
    t_start: Tensor | float = 0.0
    if flow.path == "noise":
        draw = torch.rand(len(batch.x_src), generator=generator).to(batch.x_src)
        t_start = flow.noise_start + (1 - flow.noise_start) * draw
    x_0 = start_state(
        batch.x_src, path=flow.path, variation=flow.variation, t=t_start, generator=generator
    )
    extra: dict[str, Tensor] = {}
    first = None
    if loss.use_velocity_reg or loss.use_divergence_reg:
        if loss.use_divergence_reg:
            x_0 = x_0.detach().requires_grad_(True)
        t = torch.as_tensor(t_start, dtype=x_0.dtype, device=x_0.device).expand(len(x_0))
        first = field(x_0, t, batch.style)
        if loss.use_velocity_reg:
            extra["velocity"] = velocity_penalty(first)
        if loss.use_divergence_reg:
            extra["divergence"] = divergence_penalty(first, x_0, generator=generator)
    x_1 = integrate(
        lambda x, t: field(x, t, batch.style),
        x_0,
        num_steps=config.training.ode_integration_steps,
        t_start=t_start,
        solver=flow.solver,
        first_velocity=first,
    )
    return x_1, extra


def _style_and_content(
    x_1: Tensor, batch: Batch, kept: Tensor, config: TrainConfig, generator: Generator
) -> dict[str, Tensor]:
    """Energies of the samples that kept their label."""
    loss = config.loss
    x_src, references = batch.x_src, batch.references
    if loss.references == "source":
        terms = {"style_swd": patch_energy(x_1, references, len(x_1), config, generator)}
    elif bool(kept.all()):
        terms = {"style_swd": patch_energy(x_1, references, batch.groups, config, generator)}
    else:
        terms = {"style_swd": _ragged_patch_energy(x_1, batch, kept, config, generator)}
        x_1, x_src = x_1[kept], x_src[kept]
    terms["content_ssm"] = self_similarity_distance(
        x_1,
        x_src,
        max_spatial_samples=loss.max_spatial_samples,
        generator=generator,
        pool=_SIMILARITY_POOL,
        patch_size=_SIMILARITY_PATCH,
        centred=True,
    )
    terms["content_anchor"] = low_band_distance(x_1, x_src, pool=_ANCHOR_POOL)
    if loss.w_transport:
        terms["content_transport"] = F.mse_loss(x_1.float(), x_src)
    return terms


def _ragged_patch_energy(
    x_1: Tensor, batch: Batch, kept: Tensor, config: TrainConfig, generator: Generator
) -> Tensor:
    """Patch energy when groups kept different numbers of samples: one group after another."""
    if config.loss.pooling == "batch":
        return patch_energy(x_1[kept], batch.references, 1, config, generator)
    parts = zip(
        x_1.chunk(batch.groups),
        kept.chunk(batch.groups),
        batch.references.chunk(batch.groups),
        strict=True,
    )
    return torch.stack(
        [patch_energy(x[keep], reference, 1, config, generator) for x, keep, reference in parts]
    ).mean()


def _weighted_sum(terms: dict[str, Tensor], config: TrainConfig) -> Tensor:
    loss = config.loss
    weights = {
        "style_swd": loss.w_style,
        "content_ssm": loss.w_content * loss.w_similarity,
        "content_anchor": loss.w_content * loss.w_anchor,
        "content_transport": loss.w_content * loss.w_transport,
        "null_identity": loss.w_null,
        "velocity": loss.velocity_reg_weight,
        "divergence": loss.divergence_reg_weight,
    }
    return torch.stack([weights[name] * value for name, value in terms.items()]).sum()
