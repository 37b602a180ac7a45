"""Quantiles of each style's patches along fixed projections, measured once.

Comparing a handful of photos with a handful of reference crops mostly measures which crops were
drawn: at 3×3 patches of a painting, four photos against eight crops, photo and style differ by
0.18 where style against itself already reads 0.13. The quantiles of ALL crops of a style along a
bank of fixed orthogonal directions remove the noise of the references, and only one side is left
to sort in each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lgt_engine.ops.full_precision import full_precision

from .sliced import match_quantiles, orthogonal_filters, project_patches, subsample

_QUANTILES = 1024
_MIN_SPREAD = 1e-4


@dataclass(frozen=True)
class PatchScale:
    """One patch size at one level of the average-pooled pyramid.

    Attributes
    ----------
    level : int
        Halvings before patches are taken.
    patch_size : int
        Side in cells of that level. 1 carries colour; larger patches use zero-mean filters.
    bank_size : int
        Directions kept.
    num_projections : int
        Directions used in a step, at most ``bank_size``.
    weight : float
        Of this scale in the mean.
    """

    level: int
    patch_size: int
    bank_size: int
    num_projections: int
    weight: float = 1.0

    @property
    def stride(self) -> int:
        """Grid step: dense enough that a small batch fills its quantiles."""
        return max(1, self.patch_size // 2)


@dataclass
class _Measured:
    """Filters ``[N, C, k, k]``, quantiles ``[S, N, Q]`` and spreads ``[S, N, 1]`` of one scale."""

    scale: PatchScale
    filters: Tensor
    quantiles: Tensor
    spread: Tensor


class QuantileBank:
    """Quantiles of every style along fixed directions, at several scales.

    Parameters
    ----------
    styles : sequence of Tensor
        For each style ``[N, C, h, w]`` latents.
    scales : sequence of Scale
        In order of their levels.
    generator : torch.Generator
        CPU generator of the directions.
    """

    def __init__(
        self, styles: Sequence[Tensor], scales: Sequence[PatchScale], generator: Generator
    ) -> None:
        self._measured = [_measure(scale, styles, generator) for scale in scales]

    def to(self, device: torch.device) -> QuantileBank:
        """Move to a device; returns self."""
        for item in self._measured:
            item.filters = item.filters.to(device)
            item.quantiles = item.quantiles.to(device)
            item.spread = item.spread.to(device)
        return self

    def energy(
        self,
        x: Tensor,
        styles: Tensor,
        *,
        max_samples: int | None = None,
        stratified: bool = True,
        generator: Generator | None = None,
    ) -> Tensor:
        """Weighted mean over scales of the sliced W_1 distance of each group to its style.

        Parameters
        ----------
        x : Tensor
            ``[G·b, C, h, w]``; consecutive b pictures are pooled.
        styles : Tensor
            ``[G]`` style of each group.
        max_samples, stratified
            As in :func:`lgt_engine.energies.sliced_wasserstein`.
        generator : torch.Generator, optional
            CPU generator of the directions used and of the samples.

        Returns
        -------
        Tensor
            Scalar ≥ 0, in units of the style's own spread along each direction.
        """
        terms, weights, level = [], [], 0
        for item in self._measured:
            while level < item.scale.level:
                x, level = F.avg_pool2d(x, 2), level + 1
            terms.append(_distance(x, styles, item, max_samples, stratified, generator))
            weights.append(item.scale.weight)
        shares = torch.tensor(weights, device=x.device)
        return (torch.stack(terms) * shares).sum() / shares.sum()


def _measure(scale: PatchScale, styles: Sequence[Tensor], generator: Generator) -> _Measured:
    """Project and sort all patches of every style once."""
    filters = orthogonal_filters(
        scale.bank_size,
        styles[0].shape[1],
        scale.patch_size,
        zero_mean=scale.patch_size > 1,
        generator=generator,
    )
    quantiles, spreads = [], []
    for maps in styles:
        for _ in range(scale.level):
            maps = F.avg_pool2d(maps, 2)
        projected = project_patches(maps, filters, stride=scale.stride)[0]
        quantiles.append(match_quantiles(projected.sort(dim=-1).values, _QUANTILES))
        spreads.append(projected.std(-1, keepdim=True).clamp_min(_MIN_SPREAD))
    return _Measured(scale, filters, torch.stack(quantiles), torch.stack(spreads))


@full_precision
def _distance(
    x: Tensor,
    styles: Tensor,
    item: _Measured,
    max_samples: int | None,
    stratified: bool,
    generator: Generator | None,
) -> Tensor:
    """Mean |quantile difference| along a run of neighbouring directions of the bank.

    Neighbours come from the same orthogonal basis, which is what keeps the spread small.
    """
    scale, total = item.scale, len(item.filters)
    start = int(torch.randint(total, (1,), generator=generator))
    chosen = (torch.arange(scale.num_projections) + start) % total
    chosen = chosen.to(x.device)
    projected = project_patches(
        x, item.filters[chosen].to(x.dtype), groups=len(styles), stride=scale.stride
    )
    if max_samples is not None:
        projected = subsample(projected, max_samples, stratified, generator)
    ordered = projected.sort(dim=-1).values
    styles = styles.to(x.device)[:, None]
    target = match_quantiles(item.quantiles[styles, chosen], ordered.shape[-1])
    return ((ordered - target).abs() / item.spread[styles, chosen]).mean()
