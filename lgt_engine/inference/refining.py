"""Refine one picture: from a stylizer's settings to latents that descend on the style energy.

A network has one short look at a photo. The latents of a single picture, moved step by step against
the gradient of the same energy, come far closer to the style.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import torch
from PIL import Image
from torch import Tensor

from lgt_engine.codec.image_codec import drawing
from lgt_engine.control import Control
from lgt_engine.errors import CheckpointError
from lgt_engine.events import RefineProgress
from lgt_engine.images import Picture, scaled_to, to_image, to_tensor
from lgt_engine.ops.crops import padded_to_multiple
from lgt_engine.progress import run_to_end
from lgt_engine.time_left import TimeLeftEstimate

from .descent import Descent
from .kept_colours import with_kept_colours
from .settings import RefineSettings, ResolvedSettings
from .upsampling import fit_to_photo
from .working_size import working_size

if TYPE_CHECKING:
    from .stylizer import Stylizer

#: Sides of the copy that is refined, in pixels, at most. Drawing keeps about 3 kB a pixel for the
#: backward pass: 1.2 GB for a copy of 768 by 512. Features see more of a smaller copy at once, and
#: draw whole tiles and contours where a larger one gets texture alone.
LARGEST_SIDE, _SHORT_SIDE = 768, 512


def no_targets() -> CheckpointError:
    """The error for a model that holds no measured styles."""
    return CheckpointError(
        "Pictures cannot be refined with this model: it holds no measures of its styles.",
        safe="Nothing was changed.",
        next_step="Train it for a few more seconds, or give pictures of the style "
        "(--style-picture) instead of the model.",
    )


def refine_picture(
    stylizer: Stylizer,
    picture: Picture,
    settings: ResolvedSettings,
    refine: RefineSettings,
    control: Control,
) -> Iterator[RefineProgress]:
    """See :meth:`~lgt_engine.inference.stylizer.Stylizer.refine`."""
    side = working_size(stylizer.description, picture.size, settings.max_side)
    most = round(_SHORT_SIDE * max(picture.size) / min(picture.size))
    work = scaled_to(picture.image, min(LARGEST_SIDE, most, side))
    x, descent = _begin(stylizer, picture, work, settings, refine)
    total, remaining = refine.steps, TimeLeftEstimate()
    done, energy = 0, None
    moves = descent.run(x, total) if descent.guidance else iter(())
    first: list[tuple[float | None, Tensor]] = [(None, x)]
    for done, (energy, x) in enumerate(chain(first, moves)):
        if control.stopping or done == total:
            break
        shown = refine.picture_every and done % refine.picture_every == 0
        sketch = _sketch(stylizer, x, work, picture, settings) if shown else None
        yield RefineProgress(done, total, sketch, remaining.at(done / total), energy)
    if not descent.guidance:
        done = total  # the photo is all that was asked for
    out = _drawn(stylizer, _masked(stylizer, x, work, picture, settings), work)
    kept = stylizer.kept_share(settings.mask, work.size)
    result = run_to_end(fit_to_photo(out, work, picture.image, settings.keep_colours, kept))
    yield RefineProgress(done, total, result, 0.0, energy)


def _begin(
    stylizer: Stylizer,
    picture: Picture,
    work: Image.Image,
    settings: ResolvedSettings,
    refine: RefineSettings,
) -> tuple[Tensor, Descent]:
    """Latents to start from, and what they descend on."""
    codec, pixels = stylizer.codec, to_tensor(work)[None]
    with torch.inference_mode():
        x_src = run_to_end(stylizer.encoded(pixels, picture))
        start = stylizer.palette_latents if refine.from_photo else stylizer.integrate_latents
        x_0 = start(x_src, settings)
    photo = padded_to_multiple(pixels, codec.downsampling).to(codec.device)
    with torch.inference_mode(False):
        draw = drawing(codec).to(codec.device).draw
    targets = stylizer.targets(settings).to(codec.device)
    return x_0, Descent(
        stylizer.features, draw, photo, targets, settings.guidance_scale, refine.from_photo
    )


def _drawn(stylizer: Stylizer, x: Tensor, work: Image.Image) -> Tensor:
    return stylizer.codec.decode(x)[..., : work.height, : work.width]


def _masked(
    stylizer: Stylizer, x: Tensor, work: Image.Image, picture: Picture, settings: ResolvedSettings
) -> Tensor:
    """Between the photo's latents and ``x``, by the mask in each cell.

    The energy measures whole pictures: a part of one, bent to the statistics of all of it, would be
    exaggerated. So the descent knows no mask.
    """
    mask = stylizer.cells(settings.mask, work.size)
    if mask is None:
        return x
    with torch.inference_mode():
        x_src = run_to_end(stylizer.encoded(to_tensor(work)[None], picture))
        return torch.lerp(x_src, x, mask.to(x))


def _sketch(
    stylizer: Stylizer, x: Tensor, work: Image.Image, picture: Picture, settings: ResolvedSettings
) -> Image.Image:
    """A quick picture of the photo's size on the way; the last one is made with more care."""
    x = _masked(stylizer, x, work, picture, settings)
    out = to_image(_drawn(stylizer, x, work))
    enlarged = out.resize(picture.size, Image.Resampling.BICUBIC)
    return with_kept_colours(enlarged, picture.image, settings.keep_colours)
