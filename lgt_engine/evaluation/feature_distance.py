"""What a network sees in a picture's luminance: its look, and what lies where in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor

from lgt_engine.energies.features import CONTENT_TAP, load_feature_network, normalised_features

from .pixel_metrics import ONE_STEP, full_precision, luminance

#: Pixels ``[B, 3, H, W]`` in [−1, 1] → feature maps ``[B, C, h, w]``, from fine to coarse.
Features = Callable[[Tensor], list[Tensor]]

#: Pictures with a shorter side cannot be judged, in pixels: one position of the coarsest tap.
SMALLEST_SIDE = 16


@lru_cache(maxsize=4)
def default_features(device: torch.device) -> Features:
    """:func:`lgt_engine.energies.features.load_feature_network` on a device."""
    return load_feature_network().to(device)


def tones(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean of the luminance of pictures and its spread within them, each one number."""
    values = luminance(pixels.float())
    return values.mean(), values.var(dim=(1, 2, 3), correction=0).mean().sqrt()


def match_tones(pixels: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """Luminance three times, ``[B, 3, H, W]``, each picture with this mean and spread."""
    if min(pixels.shape[-2:]) < SMALLEST_SIDE:
        raise ValueError(f"pictures to judge must be at least {SMALLEST_SIDE} pixels a side")
    values = luminance(pixels.float())
    own = values.std(dim=(1, 2, 3), correction=0, keepdim=True).clamp_min(ONE_STEP)
    moved = (values - values.mean(dim=(1, 2, 3), keepdim=True)) * (spread / own) + mean
    return moved.expand(-1, 3, -1, -1)


class ContentJudge:
    """How much of each photo's layout pictures keep.

    .. math:: 1 - \\frac{\\|L(\\mathrm{out}) - L(\\mathrm{photo})\\|^2}
        {\\langle\\|L(\\mathrm{other\\ photo}) - L(\\mathrm{photo})\\|^2\\rangle}

    L: features of the luminance at one tap, without each channel's mean and spread. The other photo
    is the next one, of a single photo its own half turn; the mean over photos is the unit for all,
    so that two photos that are alike do no harm.

    Parameters
    ----------
    photos : Tensor [B, 3, H, W]
        Pixels in ``[-1, 1]``.
    features : callable, optional
        :func:`lgt_engine.energies.features.load_feature_network` when left out.
    tap : int
        Which of the feature maps carries the layout.
    """

    def __init__(
        self, photos: Tensor, features: Features | None = None, *, tap: int = CONTENT_TAP
    ) -> None:
        self._features = features or default_features(photos.device)
        self._tap = tap
        self._photos = photos
        with torch.no_grad(), full_precision(photos.device):
            self._layouts = [self._layout(one, one) for one in photos.split(1)]
            turned = self._layout(photos[:1].flip(-1, -2), photos[:1])
            others = [*self._layouts[1:], self._layouts[0]] if len(photos) > 1 else [turned]
            pairs = zip(self._layouts, others, strict=True)
            unit = torch.stack([_distance(one, other) for one, other in pairs]).mean()
        self._unit = unit.clamp_min(1e-6)

    def kept(self, out: Tensor) -> Tensor:
        """Content of pictures of the photos, or of the first of them, ``[b, 3, H, W]``.

        Returns
        -------
        Tensor [b]
            1 for the photo itself, about 0 for another photo; negative where less is kept.
        """
        photos = self._photos[: len(out)]
        if out.shape != photos.shape:
            raise ValueError(f"{list(photos.shape)} expected, not {list(out.shape)}")
        with torch.no_grad(), full_precision(out.device):
            parts = zip(out.split(1), photos.split(1), self._layouts, strict=False)
            lost = [_distance(self._layout(one, photo), known) for one, photo, known in parts]
            return 1.0 - torch.stack(lost) / self._unit

    def _layout(self, pixels: Tensor, photo: Tensor) -> Tensor:
        return normalised_features(self._features(match_tones(pixels, *tones(photo)))[self._tap])


def _distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).square().mean()
