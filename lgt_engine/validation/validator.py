"""Is it learning? Held-out photos and held-out crops of the style."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import sliced_wasserstein
from lgt_engine.evaluation import (
    ContentJudge,
    StyleDistance,
    StyleJudge,
    contrast_ratio,
    gains,
    structure,
)
from lgt_engine.events import Notice, StyleScore
from lgt_engine.model.flow import carry
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.ops.crops import resize, zoom_to_multiple
from lgt_engine.progress import ProgressGenerator

#: Below this share of the latents' RMS, with an unmoved distance, the flow is the identity.
_STILL_VELOCITY = 0.05
_UNMOVED_DISTANCE = 0.97
#: Validation is not believed before this many updates: an untrained field IS the identity.
_WARM_UP_STEPS = 100
#: A look at one style takes about so many times as long as decoding the photos.
_TIMES_DECODED = 2.0
#: Strong hand-trained networks keep 0.3 to 0.6 of a photo; with less it is hard to recognise.
_LEAST_CONTENT = 0.25


@dataclass(frozen=True)
class Validation:
    """One look at the averaged weights.

    Attributes
    ----------
    scores : tuple of StyleScore
    velocity_ratio, distance_ratio : float
        See :class:`lgt_engine.events.ValidationDone`.
    pictures : dict of str to Tensor
        Style name → ``[3, H, W]`` of the first photo; ``""`` is the photo itself.
    """

    scores: tuple[StyleScore, ...]
    velocity_ratio: float
    distance_ratio: float
    pictures: dict[str, Tensor]

    @property
    def value(self) -> float:
        """One number to choose the best weights by: gains, held back by lost content and haze."""
        values = [
            score.style_gain
            + 0.3 * score.colour_gain
            - 2.0 * max(0.0, _LEAST_CONTENT - score.content)
            - 0.5 * max(0.0, 0.8 - score.contrast_ratio)
            for score in self.scores
        ]
        return sum(values) / len(values)

    def measures(self) -> dict[str, dict[str, float]]:
        """Style → measure → value, as a model file keeps them."""
        return {score.style: score.measures() for score in self.scores}

    def row(self) -> dict[str, float]:
        """Column → value, as ``metrics.csv`` keeps them."""
        row = {"velocity_ratio": self.velocity_ratio, "distance_ratio": self.distance_ratio}
        for style, measures in self.measures().items():
            row |= {f"{measure}:{style}": value for measure, value in measures.items()}
        return row

    def collapsed(self, step: int) -> bool:
        """Whether the model copies its input although it had time to learn."""
        still = self.velocity_ratio < _STILL_VELOCITY
        return step >= _WARM_UP_STEPS and still and self.distance_ratio > _UNMOVED_DISTANCE


def collapse_notice(validation: Validation, step: int) -> Notice:
    """Say in plain words that nothing is being learned."""
    return Notice(
        "warning",
        "collapse",
        f"This run is copying the photo (identity): after {step} steps the pictures have moved by "
        f"{100 * validation.velocity_ratio:.1f} % and are as far from the style as before "
        f"({100 * validation.distance_ratio:.0f} %). Nothing is being learned; stop it, check that "
        "the style folders hold the style's pictures and raise loss.w_style.",
    )


class Validator:
    """Fixed photos, judges and projections of one run; made by :meth:`prepare`.

    Attributes
    ----------
    seconds : float
        What a look takes on this machine, about.
    """

    seconds: float
    _x_src: Tensor
    _content: ContentJudge

    def __init__(self, dataset: InMemoryLatentDataset, codec: Codec, config: TrainConfig) -> None:
        self._dataset = dataset
        self._codec = codec
        self._config = config
        self._judges: dict[str, StyleJudge] = {}
        self._baselines: dict[str, StyleDistance] = {}

    @classmethod
    def prepare(
        cls, dataset: InMemoryLatentDataset, codec: Codec, config: TrainConfig
    ) -> ProgressGenerator[Validator]:
        """Encode the photos and measure the styles, one at a time."""
        made = cls(dataset, codec, config)
        photos = dataset.validation_pixels.split(1)
        parts = 2 * (len(photos) + len(dataset.judge_pixels))
        done = itertools.count(1)
        encoded, decoded = [], []
        # One at a time: together they would need more memory than a training step.
        for photo in photos:
            encoded.append(
                codec.encode(zoom_to_multiple(photo, config.data.zoom, codec.downsampling))
            )
            yield next(done) / parts
        made._x_src = torch.cat(encoded)
        made._content = ContentJudge(dataset.validation_pixels)
        made.seconds = 0.0
        # Gains count from what the codec makes of the photos: its own blur is no style.
        for latents in encoded:
            begun = time.perf_counter()
            decoded.append(made._decoded(latents))
            made.seconds += (
                _TIMES_DECODED * len(dataset.judge_pixels) * (time.perf_counter() - begun)
            )
            yield next(done) / parts
        for name, pixels in dataset.judge_pixels.items():
            made._judges[name] = StyleJudge(pixels, budget="quick")
            yield next(done) / parts
            made._baselines[name] = made._judges[name].distance(torch.cat(decoded))
            yield next(done) / parts
        return made

    @torch.inference_mode()
    def run(self, network: VelocityField) -> ProgressGenerator[Validation]:
        """Stylize the validation photos in every style at guidance 1, and measure."""
        names, photos = self._dataset.style_names, self._x_src.split(1)
        scores, moved, ratios = [], 0.0, 0.0
        pictures = {"": self._dataset.validation_pixels[0]}
        for label, name in enumerate(names):
            carried, made = [], []
            for done, photo in enumerate(photos, start=1):
                steps, flow = self._config.inference.num_steps, self._config.flow
                carried.append(carry(network, photo, {label: 1.0}, 1.0, flow=flow, num_steps=steps))
                made.append(self._decoded(carried[-1]))
                yield (label + done / (len(photos) + 1)) / len(names)
            x_1, out = torch.cat(carried), torch.cat(made)
            pictures[name] = out[0]
            scores.append(self._score(name, out))
            moved += _rms(x_1 - self._x_src) / _rms(self._x_src) / len(names)
            before = max(self._distance(self._x_src, label), 1e-6)
            ratios += self._distance(x_1, label) / before / len(names)
            yield (label + 1) / len(names)
        return Validation(tuple(scores), moved, ratios, pictures)

    @torch.inference_mode()
    def _decoded(self, latents: Tensor) -> Tensor:
        """``[B, 3, S, S]`` on the CPU, as large as the photos."""
        side = self._dataset.validation_pixels.shape[-1]
        return resize(self._codec.decode(latents).cpu(), side)

    def _score(self, name: str, out: Tensor) -> StyleScore:
        photos = self._dataset.validation_pixels
        gained = gains(self._judges[name], photos, out, baseline=self._baselines[name])
        return StyleScore(
            style=name,
            style_gain=gained.style,
            colour_gain=gained.colour,
            content=float(self._content.kept(out).mean()),
            structure=float(structure(photos, out).mean()),
            contrast_ratio=contrast_ratio(out, self._dataset.judge_pixels[name]),
        )

    def _distance(self, latents: Tensor, label: int) -> float:
        """Patch distance of latents to a style, with fixed projections."""
        crops = self._dataset.style_latents[self._dataset.style_indices[label][:16]]
        side = crops.shape[-1]
        tiles = latents.unfold(2, side, side).unfold(3, side, side)
        return float(
            sliced_wasserstein(
                tiles.permute(0, 2, 3, 1, 4, 5).flatten(0, 2),
                crops.to(latents.device),
                normalise=True,
                generator=Generator().manual_seed(0),
            )
        )


def _rms(x: Tensor) -> float:
    return float(x.square().mean().sqrt())
