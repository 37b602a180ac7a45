"""Style targets as tensors of a model file: half precision, and of symmetric matrices one half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from .features import NUM_STATISTICS, TAP_CHANNELS
from .perceptual import COLOUR_DIRECTIONS, COLOUR_QUANTILES, NUM_LEVELS, StyleTargets

#: What the names of these tensors begin with.
PREFIX = "targets."
_COLOURS, _STATISTICS = f"{PREFIX}colours", f"{PREFIX}statistics"
_CHANNELS = TAP_CHANNELS * NUM_LEVELS


def target_shapes(num_styles: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of :func:`to_tensors`; 0.85 MB a style."""
    shapes: dict[str, tuple[int, ...]] = {
        _moments(index): (num_styles, channels * (channels + 1) // 2)
        for index, channels in enumerate(_CHANNELS)
    }
    shapes[_COLOURS] = (num_styles, COLOUR_DIRECTIONS, COLOUR_QUANTILES)
    shapes[_STATISTICS] = (num_styles, NUM_STATISTICS)
    return shapes


def to_tensors(targets: StyleTargets) -> dict[str, Tensor]:
    """Targets of S styles as float16 CPU tensors with the shapes of :func:`target_shapes`."""
    found = {}
    for index, moments in enumerate(targets.moments):
        rows, columns = torch.triu_indices(moments.shape[1], moments.shape[1])
        found[_moments(index)] = moments[:, rows, columns]
    found |= {_COLOURS: targets.colours, _STATISTICS: targets.statistics}
    return {name: value.detach().half().cpu() for name, value in found.items()}


def from_tensors(tensors: Mapping[str, Tensor], labels: Sequence[int]) -> StyleTargets:
    """Targets of the styles ``labels`` in float32; the inverse of :func:`to_tensors`."""
    chosen = list(labels)
    moments = []
    for index, channels in enumerate(_CHANNELS):
        half = tensors[_moments(index)][chosen].float()
        rows, columns = torch.triu_indices(channels, channels)
        whole = half.new_empty(len(chosen), channels, channels)
        whole[:, rows, columns] = half
        whole[:, columns, rows] = half
        moments.append(whole)
    colours, statistics = (tensors[name][chosen].float() for name in (_COLOURS, _STATISTICS))
    return StyleTargets(tuple(moments), colours, statistics)


def _moments(index: int) -> str:
    return f"{PREFIX}moments.{index}"
