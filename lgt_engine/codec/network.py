"""The network of a tiny codec, as diffusers' ``AutoencoderTiny`` is usually configured.

Names of weights, numbers and configuration are those of diffusers, which trains such codecs
(:mod:`lgt_engine.tools.codec_training.command`) and is loaded for any other kind. Importing it
takes as long as torch does, and every start of a program that stylizes would wait for it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn


class TinyAutoencoder(nn.Module):
    """A convolutional autoencoder of pictures; parameters as ``diffusers.AutoencoderTiny``.

    Parameters
    ----------
    in_channels, out_channels, latent_channels : int
    encoder_block_out_channels, decoder_block_out_channels : tuple of int
        Width of each stage.
    num_encoder_blocks, num_decoder_blocks : tuple of int
        Residual blocks in each stage.
    act_fn, upsample_fn : str
    upsampling_scaling_factor : int
        :meth:`fits` says which values of these three are built here.
    latent_magnitude, latent_shift, force_upcast, scaling_factor, shift_factor
        Kept in :attr:`config`.

    Raises
    ------
    ValueError
        When widths and blocks do not have the same number of stages.
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        encoder_block_out_channels: tuple[int, ...] = (64, 64, 64, 64),
        decoder_block_out_channels: tuple[int, ...] = (64, 64, 64, 64),
        act_fn: str = "relu",
        upsample_fn: str = "nearest",
        latent_channels: int = 4,
        upsampling_scaling_factor: int = 2,
        num_encoder_blocks: tuple[int, ...] = (1, 3, 3, 3),
        num_decoder_blocks: tuple[int, ...] = (3, 3, 3, 1),
        latent_magnitude: int = 3,
        latent_shift: float = 0.5,
        force_upcast: bool = False,
        scaling_factor: float = 1.0,
        shift_factor: float = 0.0,
    ) -> None:
        settings = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        super().__init__()
        self.config = SimpleNamespace(**settings)
        self.encoder = _Encoder(
            in_channels, latent_channels, encoder_block_out_channels, num_encoder_blocks
        )
        self.decoder = _Decoder(
            latent_channels, out_channels, decoder_block_out_channels, num_decoder_blocks
        )

    @staticmethod
    def fits(config: dict[str, Any]) -> bool:
        """Whether a network of this configuration is built here; all published codecs are."""
        usual = {"act_fn": "relu", "upsample_fn": "nearest", "upsampling_scaling_factor": 2}
        return all(config.get(key, value) == value for key, value in usual.items())

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def encode(self, x: Tensor) -> SimpleNamespace:
        """Pixels ``[B, 3, 8h, 8w]`` in [−1, 1] → ``.latents`` ``[B, C, h, w]``."""
        return SimpleNamespace(latents=self.encoder(x))

    def decode(self, x: Tensor) -> SimpleNamespace:
        """Latents ``[B, C, h, w]`` → ``.sample``, pixels ``[B, 3, 8h, 8w]`` around [−1, 1]."""
        return SimpleNamespace(sample=self.decoder(x))


class _Block(nn.Module):
    """Three convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        first, second, third = (nn.Conv2d(width, width, 3, padding=1) for _ in range(3))
        self.conv = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.conv(x) + x)


class _Encoder(nn.Module):
    """Pixels in [−1, 1] → latents."""

    def __init__(
        self, into: int, out: int, widths: tuple[int, ...], blocks: tuple[int, ...]
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for width, count in zip(widths, blocks, strict=True):
            if not layers:
                layers.append(nn.Conv2d(into, width, 3, padding=1))
            else:
                layers.append(nn.Conv2d(width, width, 3, padding=1, stride=2, bias=False))
            layers += [_Block(width) for _ in range(count)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], out, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        latents: Tensor = self.layers(x.add(1).div(2))
        return latents


class _Decoder(nn.Module):
    """Latents → pixels around [−1, 1]."""

    def __init__(
        self, into: int, out: int, widths: tuple[int, ...], blocks: tuple[int, ...]
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(into, widths[0], 3, padding=1), nn.ReLU()]
        for stage, (width, count) in enumerate(zip(widths, blocks, strict=True), start=1):
            layers += [_Block(width) for _ in range(count)]
            if stage < len(widths):
                layers.append(nn.Upsample(scale_factor=2, mode="nearest"))
                layers.append(nn.Conv2d(width, width, 3, padding=1, bias=False))
            else:
                layers.append(nn.Conv2d(width, out, 3, padding=1))
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        pixels: Tensor = self.layers(torch.tanh(x / 3) * 3)
        return pixels.mul(2).sub(1)
