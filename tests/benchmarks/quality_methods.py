"""Methods of the quality bench: what turns photos into pictures of a style."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import torch
from torch import Generator, Tensor

from lgt_engine import Stylizer, TrainConfig, load_codec
from lgt_engine.baselines import (
    gaussian_colour_transfer,
    latent_adain,
    latent_whitening_colouring,
    noop,
)
from lgt_engine.codec import Codec
from lgt_engine.control import Control
from lgt_engine.dataset import InMemoryLatentDataset
from lgt_engine.dataset_building import build_dataset
from lgt_engine.evaluation import COLOUR_TRANSFER, NO_OP, ROUND_TRIP
from lgt_engine.stylizer import StylizeSettings
from lgt_engine.training.objective import Batch, objective
from lgt_engine.training.style_bank import make_bank


@dataclass(frozen=True)
class Task:
    """A style as training sees it: its latents and the default configuration."""

    config: TrainConfig
    dataset: InMemoryLatentDataset


#: photos ``[B, 3, H, W]`` and the style → pictures of that shape.
Method = Callable[[Tensor, Task], Tensor]

_CHUNK = 4
_OPTIMISER_STEPS = 250
_OPTIMISER_RATE = 0.05


@lru_cache(maxsize=1)
def codec() -> Codec:
    """The codec that training uses by default."""
    return load_codec("builtin")


def timed(make: Method, photos: Tensor, data: Mapping[str, object]) -> tuple[Tensor, float]:
    """Pictures and the seconds taken; reading and encoding the style does not count."""
    plain = {k: str(v) if isinstance(v, Path) else v for k, v in data.items()}
    # These rows know no zoom: they take photos as they are, and so the style's latents.
    task = _task(TrainConfig.from_dict({"data": {**plain, "zoom": 1}}))
    begun = time.perf_counter()
    out = make(photos, task)
    return out, time.perf_counter() - begun


def stylized(
    model: Path, photos: Tensor, *, guidance_scale: float | None = None
) -> tuple[Tensor, float]:
    """Pictures of a trained model's first style, and the seconds taken."""
    stylizer = Stylizer.open(model, device="cpu")
    settings = StylizeSettings(guidance_scale=guidance_scale)
    begun = time.perf_counter()
    parts = [stylizer.stylize_pixels(part, settings) for part in photos.split(_CHUNK)]
    return torch.cat(parts), time.perf_counter() - begun


@lru_cache(maxsize=1)
def _task(config: TrainConfig) -> Task:
    building = build_dataset(config, codec(), Control())
    while True:
        try:
            next(building)
        except StopIteration as end:
            return Task(config, end.value)


def _encoded(photos: Tensor) -> Tensor:
    return torch.cat([codec().encode(part) for part in photos.split(_CHUNK)])


def _decoded(latents: Tensor) -> Tensor:
    return torch.cat([codec().decode(part) for part in latents.split(_CHUNK)])


def optimised(photos: Tensor, task: Task, drawn: bool) -> Tensor:
    """Descend the training objective on each photo's own latents: no network, no sharing.

    ``drawn`` adds what our training adds to patches of latents: those of the decoder's features and
    of the brightness of what is drawn.
    """
    x_src = _encoded(photos)
    bank = make_bank(task.dataset, task.config, codec() if drawn else None)
    moved = torch.zeros_like(x_src, requires_grad=True)
    optimiser = torch.optim.Adam([moved], lr=_OPTIMISER_RATE)
    labels = torch.zeros(len(x_src), dtype=torch.long)
    # As many groups as photos: each one's patches are matched by themselves.
    batch = Batch(x_src, labels, x_src[:0], len(x_src), labels)
    generator = Generator().manual_seed(0)

    def field(x: Tensor, t: Tensor, style: Tensor) -> Tensor:
        del x, t, style
        return moved  # one Euler step of this velocity arrives at x_src + moved

    for _ in range(_OPTIMISER_STEPS):
        optimiser.zero_grad()
        objective(field, batch, task.config, generator, bank)["loss"].backward()
        optimiser.step()
    return _decoded(x_src + moved.detach())


UNTRAINED: dict[str, Method] = {
    NO_OP: lambda photos, _: noop(photos),
    ROUND_TRIP: lambda photos, _: _decoded(_encoded(photos)),
    COLOUR_TRANSFER: lambda photos, task: gaussian_colour_transfer(
        photos, _decoded(task.dataset.style_latents[::4])
    ),
    "latent AdaIN": lambda photos, task: _decoded(
        latent_adain(_encoded(photos), task.dataset.style_latents)
    ),
    "latent whitening-colouring": lambda photos, task: _decoded(
        latent_whitening_colouring(_encoded(photos), task.dataset.style_latents)
    ),
    "latents optimised per picture": partial(optimised, drawn=False),
    "whole energy per picture": partial(optimised, drawn=True),
}
