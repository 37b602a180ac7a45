"""The velocity field v(x, t, style): a small U-Net over codec latents.

The style speaks twice: FiLM (Perez et al., 2018) after every normalisation sets which features are
strong, and depthwise kernels made from the style embedding in the decoder set how strokes run. The
output layer starts at zero, so an untrained field is the identity flow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn
from torch.utils.checkpoint import checkpoint

#: Label of the null condition ∅ (no style); styles count from 0.
NULL_STYLE = -1

#: What convolutions see beyond the edges. With zeros there a network knows where it is, and puts
#: what a crop lacks of its style along the edges, where whole photos have none.
_BEYOND: Literal["replicate"] = "replicate"

_DOWNSAMPLING = 4  # two halvings: latents are padded to a multiple of this


@dataclass(frozen=True)
class FieldShape:
    """Everything needed to build a :class:`VelocityField` again.

    Attributes
    ----------
    num_styles : int
        Styles beside the null label.
    latent_channels : int
        Channels C of the codec's latents.
    base_channels : int
        Width at full latent resolution; doubled at each of the two halvings.
    style_dim, time_dim : int
        Sizes of the style and time embeddings.
    kernel_size : int
        Side of the style-made depthwise kernels in the decoder; 0 leaves them out.
    noise_channels : int
        Channels of noise that the network sees beside the latents. Where a photo is flat it gives
        marks their places; without it they follow a regular pattern.
    """

    num_styles: int
    latent_channels: int = 4
    base_channels: int = 48
    style_dim: int = 256
    time_dim: int = 256
    kernel_size: int = 5
    noise_channels: int = 0

    def to_dict(self) -> dict[str, int]:
        """Plain numbers for a checkpoint's metadata."""
        return asdict(self)


def sinusoidal_embedding(t: Tensor, dim: int) -> Tensor:
    """Sines and cosines of ``t`` ∈ [0, 1]: ``[B]`` → ``[B, dim]`` (Vaswani et al., 2017)."""
    half = dim // 2
    rates = torch.exp(torch.arange(half, device=t.device) * (-math.log(1e3) / max(half - 1, 1)))
    angles = t.float()[:, None] * rates * (2 * math.pi)
    return F.pad(torch.cat([angles.sin(), angles.cos()], dim=1), (0, dim % 2))


def _groups(channels: int) -> int:
    return math.gcd(channels, 8)


class _Modulated(nn.Module):
    """GroupNorm whose scale and shift come from the condition (FiLM), then SiLU."""

    def __init__(self, channels: int, condition_dim: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(_groups(channels), channels, affine=False)
        self.film = nn.Linear(condition_dim, 2 * channels)
        nn.init.normal_(self.film.weight, std=0.02)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        return F.silu(torch.addcmul(shift, self.norm(x), 1 + scale))


class _DynamicDepthwise(nn.Module):
    """Adds a depthwise convolution whose kernels are made from the condition; starts at zero."""

    def __init__(self, channels: int, condition_dim: int, kernel_size: int) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.kernels = nn.Linear(condition_dim, channels * kernel_size**2)
        nn.init.zeros_(self.kernels.weight)
        nn.init.zeros_(self.kernels.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        size = self.kernel_size
        kernels = self.kernels(condition).view(batch * channels, 1, size, size)
        # One grouped convolution applies every sample's own kernels. Contiguous on purpose: with
        # as many groups as channels, channels_last is the slow layout.
        flat = x.reshape(1, batch * channels, height, width)
        flat = F.pad(flat, (size // 2,) * 4, mode=_BEYOND)
        out = F.conv2d(flat, kernels.to(flat.dtype), groups=batch * channels)
        return x + out.view(batch, channels, height, width)


class _Block(nn.Module):
    """Residual block: modulated 3×3 convolutions, with style-made kernels when asked for."""

    def __init__(self, channels: int, condition_dim: int, kernel_size: int = 0) -> None:
        super().__init__()
        self.first = _Modulated(channels, condition_dim)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, padding_mode=_BEYOND)
        self.dynamic = (
            _DynamicDepthwise(channels, condition_dim, kernel_size) if kernel_size else None
        )
        self.second = _Modulated(channels, condition_dim)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, padding_mode=_BEYOND)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        h = self.conv1(self.first(x, condition))
        if self.dynamic is not None:
            h = self.dynamic(h, condition)
        out: Tensor = x + self.conv2(self.second(h, condition))
        return out


class VelocityField(nn.Module):
    """U-Net velocity field with a label for every style and one for none.

    Parameters
    ----------
    shape : FieldShape
        Sizes; see there.

    Attributes
    ----------
    checkpointing : bool
        Keep only what enters each block for the backward pass, and compute the block again there:
        a fraction of the memory for about a third more time (Chen et al., 2016).
    """

    def __init__(self, shape: FieldShape) -> None:
        super().__init__()
        self.shape = shape
        self.checkpointing = False
        width, dim = shape.base_channels, shape.style_dim
        self.time = nn.Sequential(nn.Linear(shape.time_dim, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.style = nn.Embedding(shape.num_styles + 1, dim)
        # Starts at zero: a fresh field is the same at every strength.
        self.strength = nn.Sequential(nn.Linear(1, dim), nn.SiLU(), nn.Linear(dim, dim))
        for parameter in self.strength[2].parameters():
            nn.init.zeros_(parameter)
        self.condition = nn.Sequential(nn.SiLU(), nn.Linear(dim, dim), nn.SiLU())
        # The null label's gate starts at zero: the untrained null branch IS the identity, and on
        # the `source` path, where the identity is its target, it has no gradient and stays so.
        gate = torch.ones(shape.num_styles + 1)
        gate[0] = 0
        self.gate = nn.Parameter(gate)
        # An affine velocity M·x + b of each label: palette and contrast, known in closed form
        # before training (see set_palette), so that the U-Net can spend its time on texture.
        channels = shape.latent_channels
        self.palette_matrix = nn.Parameter(torch.zeros(shape.num_styles + 1, channels, channels))
        self.palette_shift = nn.Parameter(torch.zeros(shape.num_styles + 1, channels))

        seen = shape.latent_channels + shape.noise_channels
        self.stem = nn.Conv2d(seen, width, 3, padding=1, padding_mode=_BEYOND)
        self.encoder0 = _Block(width, dim)
        self.down0 = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1, padding_mode=_BEYOND)
        self.encoder1 = _Block(2 * width, dim)
        self.down1 = nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1, padding_mode=_BEYOND)
        self.middle0 = _Block(4 * width, dim)
        self.middle1 = _Block(4 * width, dim)
        self.up1 = nn.Conv2d(4 * width, 2 * width, 3, padding=1, padding_mode=_BEYOND)
        self.decoder1 = _Block(2 * width, dim, shape.kernel_size)
        self.up0 = nn.Conv2d(2 * width, width, 3, padding=1, padding_mode=_BEYOND)
        self.decoder0 = _Block(width, dim, shape.kernel_size)
        self.decoder0b = _Block(width, dim, shape.kernel_size)
        self.last = _Modulated(width, dim)
        self.out = nn.Conv2d(width, shape.latent_channels, 3, padding=1, padding_mode=_BEYOND)
        for parameter in self.out.parameters():
            nn.init.zeros_(parameter)

    @property
    def null_is_identity(self) -> bool:
        """Whether the null branch's velocity is exactly zero, so that guidance can skip it."""
        return bool(self.gate[0].detach() == 0)

    def forward(
        self,
        x_t: Tensor,
        t: Tensor,
        style: Tensor,
        strength: Tensor | None = None,
        noise: Tensor | None = None,
    ) -> Tensor:
        """Velocity at ``x_t``.

        Parameters
        ----------
        x_t : Tensor
            ``[B, C, H, W]`` scaled latents; any H and W from 1.
        t : Tensor
            ``[B]`` times in [0, 1].
        style : Tensor
            ``[B]`` integer labels in [0, num_styles), or :data:`NULL_STYLE`.
        strength : Tensor, optional
            ``[B]`` in [0, 1]: 0 keeps as much of the photo as usual, 1 trades content for style.
            None is 0.
        noise : Tensor, optional
            ``[B, noise_channels, H, W]`` of :meth:`draw_noise`, the same in all steps of a flow.
            None is zeros.

        Returns
        -------
        Tensor
            ``[B, C, H, W]``.
        """
        label = style + 1
        palette = self.palette_matrix[label], self.palette_shift[label]
        velocity = self.velocity(x_t, t, self.style(label), palette, strength, noise)
        return velocity * self.gate[label][:, None, None, None]

    def velocity(
        self,
        x_t: Tensor,
        t: Tensor,
        embedding: Tensor,
        palette: tuple[Tensor, Tensor],
        strength: Tensor | None = None,
        noise: Tensor | None = None,
    ) -> Tensor:
        """Velocity for styles given by their numbers instead of a label; see :meth:`forward`.

        Parameters
        ----------
        embedding : Tensor
            ``[B, style_dim]``.
        palette : tuple of Tensor
            Matrix ``[B, C, C]`` and shift ``[B, C]`` of the affine part.
        """
        height, width = x_t.shape[-2:]
        embedded = self.time(sinusoidal_embedding(t, self.shape.time_dim).to(x_t.dtype))
        condition = embedded + embedding
        if strength is not None:
            condition = condition + self.strength(strength[:, None].to(x_t.dtype))
        condition = self.condition(condition)
        seen = x_t
        if channels := self.shape.noise_channels:
            if noise is None:
                noise = x_t.new_zeros(len(x_t), channels, height, width)
            seen = torch.cat([x_t, noise.to(x_t)], dim=1)
        h = _smoothed(self._unet(_pad_to_multiple(seen), condition)[..., :height, :width])
        matrix, shift = palette
        return h + torch.einsum("bdc,bchw->bdhw", matrix, x_t) + shift[:, :, None, None]

    @torch.no_grad()
    def set_palette(self, style: int, matrix: Tensor, shift: Tensor) -> None:
        """Set the affine part ``M·x + b`` of a style's velocity.

        Parameters
        ----------
        style : int
            Label ≥ 0.
        matrix, shift : Tensor
            ``[C, C]`` and ``[C]``.
        """
        self.palette_matrix[style + 1] = matrix
        self.palette_shift[style + 1] = shift

    def palette(self, blend: Mapping[int, float]) -> tuple[Tensor, Tensor]:
        """Affine part ``M·x + b`` of a blend's velocity: ``[C, C]`` and ``[C]``.

        Parameters
        ----------
        blend : mapping of int to float
            Label ≥ 0 → weight; weights sum to 1.
        """
        rows = torch.tensor(list(blend), device=self.gate.device) + 1
        shares = self.gate.new_tensor(list(blend.values())) * self.gate[rows]
        matrix = torch.einsum("s,sdc->dc", shares, self.palette_matrix[rows])
        return matrix, torch.einsum("s,sc->c", shares, self.palette_shift[rows])

    def draw_noise(self, x: Tensor, generator: Generator) -> Tensor | None:
        """Noise for states like ``x`` ``[B, C, H, W]`` by a CPU generator; None where it sees none.

        Every row gets the same: pictures of one seed, and the frames of a clip, belong together.
        """
        if not self.shape.noise_channels:
            return None
        shape = (1, self.shape.noise_channels, *x.shape[-2:])
        return torch.randn(shape, generator=generator).to(x).expand(len(x), -1, -1, -1)

    def blocks(self) -> list[nn.Module]:
        """The blocks, of which the backward pass recomputes one at a time when checkpointing."""
        return [module for module in self.children() if isinstance(module, _Block)]

    def _unet(self, x: Tensor, condition: Tensor) -> Tensor:
        skip0 = self._run(self.encoder0, self.stem(x), condition)
        skip1 = self._run(self.encoder1, self.down0(skip0), condition)
        h = self._run(self.middle0, self.down1(skip1), condition)
        h = self._run(self.middle1, h, condition)
        h = self._run(self._rise1, h, skip1, condition)
        h = self._run(self._rise0, h, skip0, condition)
        h = self._run(self.decoder0b, h, condition)
        return self._run(self._leave, h, condition)

    def _run(self, part: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
        """Call a part of the network, to be computed again in the backward pass if so asked."""
        if not (self.checkpointing and torch.is_grad_enabled()):
            return part(*inputs)
        # No part draws random numbers, so none need be kept.
        out: Tensor = checkpoint(part, *inputs, use_reentrant=False, preserve_rng_state=False)
        return out

    def _rise1(self, h: Tensor, skip: Tensor, condition: Tensor) -> Tensor:
        out: Tensor = self.decoder1(self.up1(_doubled(h)) + skip, condition)
        return out

    def _rise0(self, h: Tensor, skip: Tensor, condition: Tensor) -> Tensor:
        out: Tensor = self.decoder0(self.up0(_doubled(h)) + skip, condition)
        return out

    def _leave(self, h: Tensor, condition: Tensor) -> Tensor:
        out: Tensor = self.out(self.last(h, condition))
        return out


def _doubled(h: Tensor) -> Tensor:
    # Nearest neighbours repeat every coarse cell: a grid of 2 and 4 cells shows on flat areas.
    return F.interpolate(h, scale_factor=2.0, mode="bilinear", align_corners=False)


def _smoothed(v: Tensor) -> Tensor:
    """A 3×3 binomial average of ``[B, C, H, W]``.

    Without it, textures settle on the finest pattern that latents can hold, where every second cell
    differs, and a decoder draws that as a regular weave.
    """
    channels = v.shape[1]
    line = torch.tensor([0.25, 0.5, 0.25], dtype=v.dtype, device=v.device)
    kernel = (line[:, None] * line).expand(channels, 1, 3, 3)
    return F.conv2d(F.pad(v, (1, 1, 1, 1), mode=_BEYOND), kernel, groups=channels)


def move_to_device(network: VelocityField, device: torch.device) -> VelocityField:
    """Move a network; channels_last pays on CUDA and costs on a CPU (measured 0.8× there)."""
    network.to(device)
    if device.type == "cuda":
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def _pad_to_multiple(x: Tensor) -> Tensor:
    bottom = -x.shape[-2] % _DOWNSAMPLING
    right = -x.shape[-1] % _DOWNSAMPLING
    return F.pad(x, (0, right, 0, bottom), mode="replicate") if bottom or right else x
