"""Predict a style's embedding from statistics of its features.

The encoder is trained together with the base network on many styles. A style that nobody trained is
described by the mean and spread of its perceptual features (Ghiasi et al., 2017, predict a style in
the same way from a network of their own).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lgt_engine.energies.features import NUM_STATISTICS

_HIDDEN = 256


class StyleEncoder(nn.Module):
    """Maps statistics of a style's features to a style embedding.

    Parameters
    ----------
    style_dim : int
        Size of the velocity field's style embedding.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, style_dim: int) -> None:
        super().__init__()
        # Mean and standard deviation of the statistics over the training styles.
        self.register_buffer("centre", torch.zeros(NUM_STATISTICS))
        self.register_buffer("spread", torch.ones(NUM_STATISTICS))
        self.layers = nn.Sequential(
            nn.Linear(NUM_STATISTICS, _HIDDEN), nn.SiLU(), nn.Linear(_HIDDEN, style_dim)
        )

    def forward(self, statistics: Tensor) -> Tensor:
        """Embeddings ``[B, style_dim]`` of statistics ``[B, NUM_STATISTICS]``."""
        # The limit keeps one unusual channel of an unusual picture from deciding alone.
        normal = ((statistics - self.centre) / self.spread).clamp(-4, 4)
        embedding: Tensor = self.layers(normal)
        return embedding
