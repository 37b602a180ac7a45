"""Pictures of a run as latents: cut into crops and encoded, or found in the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.images import open_picture, to_tensor
from lgt_engine.ops.crops import style_crops, to_uint8
from lgt_engine.system.devices import autocast_dtype

from .latent_cache import Crops, LatentCache, hash_file

#: The label of photos.
PHOTO = -1
#: Crops encoded between two looks at whether to stop: a third of a second on one core.
_ENCODED_AT_ONCE = 4


@dataclass(frozen=True)
class Source:
    """One picture and what it is for: a style's label, or :data:`PHOTO`."""

    path: Path
    style: int


@dataclass(frozen=True)
class Encoded:
    """The crops of one picture, and the hash of its bytes."""

    style: int
    content_hash: str
    crops: Crops
    first_of_several: bool = False


class PictureEncoder:
    """Crops of pictures as latents, from the cache where possible.

    Parameters
    ----------
    sources : iterable of Source
        All pictures of the run: how many a style has decides how many crops each gives.
    config : TrainConfig
    codec : Codec
    control : Control
        Asked every few crops whether to stop.
    """

    def __init__(
        self, sources: Iterable[Source], config: TrainConfig, codec: Codec, control: Control
    ) -> None:
        self._per_style = Counter(source.style for source in sources)
        self._data = config.data
        self._codec = codec
        self._control = control
        self._cache = LatentCache(config.data.cache_dir)
        # Where the device multiplies bfloat16 natively this halves the wait before the first step;
        # latents move by 1 % of their spread, the built-in encoder itself errs by a third.
        self._dtype = autocast_dtype(config.training.precision, codec.device)

    def encode(self, source: Source) -> Encoded:
        """The crops of one picture.

        Raises
        ------
        ImageError
            When it cannot be read.
        Cancelled
            When a stop was asked for.
        """
        self._control.raise_if_stopping()
        data, codec = self._data, self._codec
        content_hash = hash_file(source.path)
        count, scales = self._cut(source.style)
        preprocessing = {
            "version": 3,
            "ground": data.ground,
            "size": data.image_size,
            "count": count,
            "scales": scales,
            "mirror": source.style == PHOTO,
            "precision": str(self._dtype),
        }
        path = self._cache.path(content_hash, preprocessing, codec.codec_id)
        crops, several = self._cache.read(path), False
        cells = data.image_size // codec.downsampling
        expected = (count, codec.latent_channels, cells, cells)
        if crops is None or crops.latents.shape != expected:
            picture = open_picture(source.path, ground=data.ground)
            several = picture.has_more
            if picture.content_hash != content_hash:  # replaced between the two readings
                content_hash = picture.content_hash
                path = self._cache.path(content_hash, preprocessing, codec.codec_id)
            # Crops follow from the picture's own bytes, so the cache serves every run and seed.
            seed = int(content_hash[:8], 16)
            pixels = to_tensor(picture.image)
            cut = style_crops(pixels, size=data.image_size, count=count, scales=scales, seed=seed)
            if source.style == PHOTO:
                cut[1::2] = cut[1::2].flip(-1)
            crops = Crops(to_uint8(cut), self._latents(cut))
            self._cache.write(path, crops)
        return Encoded(source.style, content_hash, crops, several)

    def _cut(self, style: int) -> tuple[int, tuple[float, float]]:
        """How many crops of a picture, and the range of their sides."""
        if style == PHOTO:
            return self._data.crops_per_photo, self._data.close_photo_scales
        count = max(1, -(-self._data.crops_per_style // self._per_style[style]))
        return count, self._data.close_style_scales

    def _latents(self, crops: Tensor) -> Tensor:
        parts = []
        enabled = self._dtype is not None
        for some in crops.split(_ENCODED_AT_ONCE):
            self._control.raise_if_stopping()
            with torch.autocast(self._codec.device.type, self._dtype, enabled=enabled):
                parts.append(self._codec.encode(some).cpu())
        return torch.cat(parts)
