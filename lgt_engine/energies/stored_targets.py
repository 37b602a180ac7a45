"""Style targets as tensors of a model file: half precision, and of symmetric matrices one half."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import torch
from torch import Tensor

from .features import NUM_STATISTICS, TAP_CHANNELS
from .perceptual import COLOUR_DIRECTIONS, COLOUR_QUANTILES, NUM_LEVELS, StyleTargets

#: What the names of these tensors begin with.
TARGETS_PREFIX = "targets."
#: A tensor of files of earlier versions, whose targets cannot be compared with today's features.
EARLIER_TARGETS = f"{TARGETS_PREFIX}moments.0"
_COLOURS, _STATISTICS = f"{TARGETS_PREFIX}colours", f"{TARGETS_PREFIX}statistics"
_CHANNELS = TAP_CHANNELS * NUM_LEVELS


def target_shapes(num_styles: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of :func:`to_tensors`; 0.86 MB a style."""
    shapes: dict[str, tuple[int, ...]] = {}
    for index, channels in enumerate(_CHANNELS):
        shapes[_mean(index)] = (num_styles, channels)
        shapes[_covariance(index)] = (num_styles, channels * (channels + 1) // 2)
    shapes[_COLOURS] = (num_styles, COLOUR_DIRECTIONS, COLOUR_QUANTILES)
    shapes[_STATISTICS] = (num_styles, NUM_STATISTICS)
    return shapes


def holds_targets(names: Collection[str]) -> bool:
    """Whether a file with tensors of these names holds targets of today's kind."""
    return _mean(0) in names


def to_tensors(targets: StyleTargets) -> dict[str, Tensor]:
    """Targets of S styles as float16 CPU tensors with the shapes of :func:`target_shapes`."""
    found = {_mean(index): mean for index, mean in enumerate(targets.means)}
    for index, covariance in enumerate(targets.covariances):
        rows, columns = torch.triu_indices(covariance.shape[1], covariance.shape[1])
        found[_covariance(index)] = covariance[:, rows, columns]
    found |= {_COLOURS: targets.colours, _STATISTICS: targets.statistics}
    return {name: value.detach().half().cpu() for name, value in found.items()}


def from_tensors(tensors: Mapping[str, Tensor], labels: Sequence[int]) -> StyleTargets:
    """Targets of the styles ``labels`` in float32; the inverse of :func:`to_tensors`."""
    chosen = {name: tensors[name][list(labels)].float() for name in target_shapes(0)}
    covariances = []
    for index, channels in enumerate(_CHANNELS):
        half = chosen[_covariance(index)]
        rows, columns = torch.triu_indices(channels, channels)
        whole = half.new_empty(len(half), channels, channels)
        whole[:, rows, columns] = half
        whole[:, columns, rows] = half
        covariances.append(whole)
    means = tuple(chosen[_mean(index)] for index in range(len(_CHANNELS)))
    return StyleTargets(means, tuple(covariances), chosen[_COLOURS], chosen[_STATISTICS])


def _mean(index: int) -> str:
    return f"{TARGETS_PREFIX}means.{index}"


def _covariance(index: int) -> str:
    return f"{TARGETS_PREFIX}covariances.{index}"
