"""Energies: pure functions of latents ``[B, C, H, W]``, always computed in float32."""

from __future__ import annotations

from lgt_engine.ops.full_precision import full_precision

from .anchor import low_band_distance
from .perceptual import (
    DRAWN_AT_ONCE,
    PerceptualEnergy,
    PerceptualTerms,
    StyleTargets,
    measure_style_targets,
)
from .quantile_bank import PatchScale, QuantileBank
from .regularisers import divergence_penalty, velocity_penalty
from .self_similarity import self_similarity_distance
from .sliced import orthogonal_filters, project_patches, sliced_wasserstein, wasserstein_1d
from .stored_targets import from_tensors, target_shapes, to_tensors

__all__ = [
    "DRAWN_AT_ONCE",
    "PatchScale",
    "PerceptualEnergy",
    "PerceptualTerms",
    "QuantileBank",
    "StyleTargets",
    "divergence_penalty",
    "from_tensors",
    "full_precision",
    "low_band_distance",
    "measure_style_targets",
    "orthogonal_filters",
    "project_patches",
    "self_similarity_distance",
    "sliced_wasserstein",
    "target_shapes",
    "to_tensors",
    "velocity_penalty",
    "wasserstein_1d",
]
