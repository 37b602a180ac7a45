"""The training objective: one batch in, named loss terms out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import (
    divergence_penalty,
    low_band_distance,
    self_similarity_distance,
    sliced_wasserstein,
    velocity_penalty,
)
from lgt_engine.model.ode import integrate, start_state
from lgt_engine.model.velocity_field import NULL_STYLE

from .style_references import COLOUR_DIRECTIONS, StyleReferences, uses_quantile_bank

#: v(x_t [B,C,H,W], t [B], style [B], strength [B], noise where it sees some) → [B,C,H,W]
FieldFunction = Callable[..., Tensor]

#: Cells pooled by the anchor: light and dark stay where they are over 32 pixels.
_ANCHOR_POOL = 4
#: Share of samples with a strength above 0, which is then drawn from [0, 1].
_STRONG_SHARE = 0.5
#: Weight of the layout at strength 1, as a share of that at strength 0.
_LAYOUT_AT_FULL_STRENGTH = 0.2
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
    targets : Tensor
        ``[G]`` target style of each group, also where labels were dropped.
    photos : Tensor
        ``[G·b, 3, H, W]`` uint8 pixels of ``x_src``.
    strength : Tensor
        ``[G·b]`` in [0, 1]; see :meth:`~lgt_engine.model.velocity_field.VelocityField.forward`.
    """

    x_src: Tensor
    style: Tensor
    references: Tensor
    groups: int
    targets: Tensor
    photos: Tensor
    strength: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(
            self.x_src.to(device),
            self.style.to(device),
            self.references.to(device),
            self.groups,
            self.targets,
            self.photos.to(device),
            self.strength.to(device),
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
    content, references = [], []
    styles = torch.randperm(num_styles, generator=generator)[:groups]
    for style in styles.tolist():
        indices, pictures = dataset.sample_content(style, each, generator=generator)
        content.append(indices)
        if uses_quantile_bank(config) or not config.loss.w_patches:
            references.append(dataset.content_latents[:0])
        else:
            references.append(
                dataset.sample_references(
                    style,
                    config.training.references_per_style,
                    exclude_pictures=pictures,
                    generator=generator,
                )
            )
    labels, strength = _draw_conditions(styles.repeat_interleave(each), config, generator)
    chosen = torch.cat(content)
    return Batch(
        dataset.content_latents[chosen],
        labels,
        torch.cat(references),
        groups,
        styles,
        dataset.content_pixels[chosen],
        strength,
    )


def _draw_conditions(
    labels: Tensor, config: TrainConfig, generator: Generator
) -> tuple[Tensor, Tensor]:
    """Labels, some of them dropped, and the strength of each sample; both ``[B]``."""
    strength = torch.zeros(len(labels))
    if drops_labels(config):
        dropped = torch.rand(len(labels), generator=generator) < config.training.label_drop_prob
        if bool(dropped.all()):
            dropped[0] = False  # the style term needs one sample
        labels = torch.where(dropped, NULL_STYLE, labels)
    else:
        strong = torch.rand(len(labels), generator=generator) < _STRONG_SHARE
        strength = strong * torch.rand(len(labels), generator=generator)
    return labels, strength


def patch_energy(
    x_1: Tensor, references: Tensor, groups: int, config: TrainConfig, generator: Generator
) -> Tensor:
    """Sliced Wasserstein over all patch sizes and pyramid levels, in units of the style's spread.

    k = 1 carries colour; larger patches use zero-mean filters and so carry texture alone.
    """
    loss = config.loss
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
                    num_projections=COLOUR_DIRECTIONS if size == 1 else loss.num_projections,
                    groups=groups,
                    max_samples=loss.max_samples,
                    stratified=loss.stratified,
                    generator=generator,
                    stride=max(1, size // 2),
                    zero_mean=size > 1,
                    normalise=True,
                )
            )
    return torch.stack(terms).mean()


def objective(
    field: FieldFunction,
    batch: Batch,
    config: TrainConfig,
    generator: Generator,
    references: StyleReferences,
) -> dict[str, Tensor]:
    """All loss terms of a batch; ``loss`` is their weighted sum.

    Parameters
    ----------
    field : callable
        The velocity field.
    batch : Batch
    config : TrainConfig
    generator : torch.Generator
        CPU generator of noise, start times and directions.
    references : StyleReferences
        Of the styles; without patches in it, the batch's own references are compared.

    Returns
    -------
    dict of str to Tensor
        Scalars with grad: ``loss``, ``style_swd``, ``content_ssm``, ``content_anchor`` and, where
        they are in use, ``style_perceptual``, ``content_layout``, ``roughness``, ``excess``,
        ``content_transport``, ``null_identity``, ``velocity``, ``divergence``.
    """
    x_1, extra = _integrate(_with_noise(field, batch, config, generator), batch, config, generator)
    kept = batch.style != NULL_STYLE
    terms = _style(x_1, batch, kept, config, generator, references)
    terms.update(_content(x_1[kept], batch.x_src[kept], config, generator))
    if drops_labels(config) and not bool(kept.all()):
        terms["null_identity"] = F.mse_loss(x_1[~kept].float(), batch.x_src[~kept])
    terms.update(extra)
    return {"loss": _weighted_sum(terms, config), **terms}


def _with_noise(
    field: FieldFunction, batch: Batch, config: TrainConfig, generator: Generator
) -> FieldFunction:
    """The field with one draw of the noise that it sees, for all states of the batch's flow."""
    if not (channels := config.model.noise_channels):
        return field
    count, _, height, width = batch.x_src.shape
    noise = torch.randn(count, channels, height, width, generator=generator).to(batch.x_src)
    return lambda *inputs: field(*inputs, noise)


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
    if flow.path == "source":
        x_0, t_start = _restart(field, x_0, batch, config, generator)
    extra: dict[str, Tensor] = {}
    first = None
    if loss.use_velocity_reg or loss.use_divergence_reg:
        if loss.use_divergence_reg:
            x_0 = x_0.detach().requires_grad_(True)
        t = torch.as_tensor(t_start, dtype=x_0.dtype, device=x_0.device).expand(len(x_0))
        first = field(x_0, t, batch.style, batch.strength)
        if loss.use_velocity_reg:
            extra["velocity"] = velocity_penalty(first)
        if loss.use_divergence_reg:
            extra["divergence"] = divergence_penalty(first, x_0, generator=generator)
    x_1 = integrate(
        lambda x, t: field(x, t, batch.style, batch.strength),
        x_0,
        num_steps=config.training.ode_integration_steps,
        t_start=t_start,
        solver=flow.solver,
        first_velocity=first,
    )
    return x_1, extra


def _restart(
    field: FieldFunction, x_0: Tensor, batch: Batch, config: TrainConfig, generator: Generator
) -> tuple[Tensor, Tensor | float]:
    """Now and then, start from a state part of the way along the present flow.

    The field would otherwise only ever see the states of its own number of steps, and two steps
    of a field trained with one would be worse than one. The state is a constant: the gradient
    teaches the rest of the way, at the price of one forward pass.
    """
    if float(torch.rand(1, generator=generator)) >= config.flow.restart_prob:
        return x_0, 0.0
    t = torch.rand(len(x_0), generator=generator).to(x_0)
    with torch.no_grad():
        velocity = field(x_0, torch.zeros_like(t), batch.style, batch.strength)
    # Autocast keeps the half-precision copies of the weights it just made without gradients.
    torch.clear_autocast_cache()
    return (x_0 + t[:, None, None, None] * velocity).detach(), t


def _style(
    x_1: Tensor,
    batch: Batch,
    kept: Tensor,
    config: TrainConfig,
    generator: Generator,
    references: StyleReferences,
) -> dict[str, Tensor]:
    """Energies of drawn pictures and of patches of latents, of the samples that kept their label.

    ``style_swd`` gathers the sliced Wasserstein distances: colours of pictures, patches of latents.
    """
    loss, terms = config.loss, {}
    swd = torch.zeros((), device=x_1.device)
    if references.perceptual is not None:
        drawn = references.perceptual(x_1[kept], batch.photos[kept], batch.style[kept])
        softer = _LAYOUT_AT_FULL_STRENGTH ** batch.strength[kept]
        terms["style_perceptual"] = drawn.style.mean()
        terms["content_layout"] = (softer * drawn.layout).mean()
        terms["roughness"], terms["excess"] = drawn.roughness.mean(), drawn.excess.mean()
        swd = swd + loss.w_colour * drawn.colour.mean()
    if loss.w_patches:
        patches = _patch_distance(x_1, batch, kept, config, generator, references)
        swd = swd + loss.w_patches * patches
    return {"style_swd": swd, **terms}


def _content(
    x_1: Tensor, x_src: Tensor, config: TrainConfig, generator: Generator
) -> dict[str, Tensor]:
    """What latents keep of their photo."""
    terms = {
        "content_ssm": self_similarity_distance(
            x_1,
            x_src,
            max_spatial_samples=config.loss.max_spatial_samples,
            generator=generator,
            pool=_SIMILARITY_POOL,
            patch_size=_SIMILARITY_PATCH,
            centred=True,
        ),
        "content_anchor": low_band_distance(x_1, x_src, pool=_ANCHOR_POOL),
    }
    if config.loss.w_transport:
        terms["content_transport"] = F.mse_loss(x_1.float(), x_src)
    return terms


def _patch_distance(
    x_1: Tensor,
    batch: Batch,
    kept: Tensor,
    config: TrainConfig,
    generator: Generator,
    measured: StyleReferences,
) -> Tensor:
    """Distance of each group's labelled samples to its target style, in patches of latents."""
    bank = measured.patches

    def energy(x: Tensor, targets: Tensor, references: Tensor, groups: int) -> Tensor:
        if bank is None:
            return patch_energy(x, references, groups, config, generator)
        return bank.energy(
            x,
            targets,
            max_samples=config.loss.max_samples,
            stratified=config.loss.stratified,
            generator=generator,
        )

    if bool(kept.all()):
        return energy(x_1[kept], batch.targets, batch.references, batch.groups)
    # Dropped labels leave groups of different sizes: one group after another.
    parts = zip(
        x_1.chunk(batch.groups),
        kept.chunk(batch.groups),
        batch.targets.split(1),
        _chunks(batch.references, batch.groups),
        strict=True,
    )
    return torch.stack(
        [
            energy(x[keep], target, references, 1)
            for x, keep, target, references in parts
            if bool(keep.any())
        ]
    ).mean()


def _chunks(x: Tensor, count: int) -> list[Tensor]:
    """``count`` equal parts of the batch, also of an empty one."""
    return list(x.split(len(x) // count)) if len(x) else [x] * count


def _weighted_sum(terms: dict[str, Tensor], config: TrainConfig) -> Tensor:
    loss = config.loss
    weights = {
        "style_swd": loss.w_style,
        "style_perceptual": loss.w_style * loss.w_perceptual,
        "content_layout": loss.w_content * loss.w_layout,
        "roughness": loss.w_smooth,
        "excess": 1.0,
        "content_ssm": loss.w_content * loss.w_similarity,
        "content_anchor": loss.w_content * loss.w_anchor,
        "content_transport": loss.w_content * loss.w_transport,
        "null_identity": loss.w_null,
        "velocity": loss.velocity_reg_weight,
        "divergence": loss.divergence_reg_weight,
    }
    return torch.stack([weights[name] * value for name, value in terms.items()]).sum()
