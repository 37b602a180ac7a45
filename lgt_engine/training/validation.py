"""Is it learning? Fixed photos, held-out pictures of the style, no pretrained judge.

What is shown and how much of the photo is left comes from photos held out. They are few, and which
few decides what a texture gain reads, so gains are measured on cuts of many training photos
(:mod:`lgt_engine.training.finishing`): a style is learned, not a photo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Generator, Tensor

from ..codec import Codec
from ..config import TrainConfig
from ..crops import enlarged, resize
from ..dataset import InMemoryLatentDataset
from ..energies import sliced_wasserstein
from ..events import Notice, StyleScore
from ..finish import Finish
from ..gradual import Gradual, part
from ..metrics import Gains, StyleJudge, contrast_ratio, structure
from ..network import VelocityField
from .finishing import Finisher, Measured, carry

#: Below this share of the latents' RMS, with an unmoved distance, the flow is the identity.
_STILL_VELOCITY = 0.05
_UNMOVED_DISTANCE = 0.97
#: Validation is not believed before this many updates: an untrained field IS the identity.
_WARM_UP_STEPS = 100


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
    finish : dict of str to Finish
        What the pictures were finished with.
    """

    scores: tuple[StyleScore, ...]
    velocity_ratio: float
    distance_ratio: float
    pictures: dict[str, Tensor]
    finish: dict[str, Finish] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """One number to choose the best weights by: gains, held back by lost structure and haze."""
        values = [
            score.texture_gain
            + 0.5 * score.colour_gain
            - 2.0 * max(0.0, 0.55 - score.structure)
            - 0.5 * max(0.0, 0.8 - score.contrast_ratio)
            for score in self.scores
        ]
        return sum(values) / len(values)

    def measures(self) -> dict[str, dict[str, float]]:
        """Style → measure → value, as a model file keeps them."""
        return {
            score.style: {
                "texture_gain": score.texture_gain,
                "colour_gain": score.colour_gain,
                "structure": score.structure,
                "contrast_ratio": score.contrast_ratio,
            }
            for score in self.scores
        }

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
    """Fixed photos, judges and projections of one run.

    Attributes
    ----------
    seconds : float
        What a look takes on this machine, about.
    """

    def __init__(self, dataset: InMemoryLatentDataset, codec: Codec, config: TrainConfig) -> None:
        self._dataset = dataset
        self._codec = codec
        self._config = config
        # One at a time: together they would need more memory than a training step.
        self._x_src = torch.cat(
            [
                codec.encode(enlarged(one, config.data.zoom, codec.downsampling))
                for one in dataset.validation_pixels.split(1)
            ]
        )
        judges = {
            name: StyleJudge(pixels, budget="quick")
            for name, pixels in dataset.judge_pixels.items()
        }
        self._finisher = Finisher(dataset, codec, config, judges)
        self.seconds = self._finisher.seconds

    def finish(self, network: VelocityField) -> Gradual[dict[str, Finish]]:
        """Style name → finish for the weights as they are now; empty when switched off."""
        measured = yield from self._finisher.measure(network)
        return _finishes(measured)

    def rough_finish(self, network: VelocityField) -> dict[str, Finish]:
        """The same from few photos, in little time."""
        return self._finisher.rough(network)

    @torch.inference_mode()
    def run(self, network: VelocityField) -> Gradual[Validation]:
        """Stylize the validation photos in every style and measure."""
        scores, moved, ratios = [], [], []
        measured = yield from part(self._finisher.measure(network), 0.0, 0.9)
        finish = _finishes(measured)
        pictures = {"": self._dataset.validation_pixels[0]}
        for label, name in enumerate(self._dataset.style_names):
            x_1, out = self._made(network, self._x_src, label, finish.get(name))
            pictures[name] = out[0]
            scores.append(self._score(name, out, measured[name].gains))
            moved.append(_rms(x_1 - self._x_src) / _rms(self._x_src) / _flow(finish.get(name)))
            ratios.append(
                self._distance(x_1, label) / max(self._distance(self._x_src, label), 1e-6)
            )
        count = len(scores)
        return Validation(tuple(scores), sum(moved) / count, sum(ratios) / count, pictures, finish)

    @torch.inference_mode()
    def glance(self, network: VelocityField, finish: Mapping[str, Finish]) -> dict[str, Tensor]:
        """The pictures of :meth:`run` alone; the finish is a rough one where there is none yet."""
        finish = finish or self.rough_finish(network)
        pictures = {"": self._dataset.validation_pixels[0]}
        for label, name in enumerate(self._dataset.style_names):
            _, out = self._made(network, self._x_src[:1], label, finish.get(name))
            pictures[name] = out[0]
        return pictures

    def _made(
        self, network: VelocityField, x_src: Tensor, label: int, finish: Finish | None
    ) -> tuple[Tensor, Tensor]:
        """Latents of photos in a style, and the pictures of them."""
        x_1 = carry(network, x_src, label, _flow(finish), self._config)
        side = self._dataset.validation_pixels.shape[-1]
        out = torch.cat([resize(self._codec.decode(one).cpu(), side) for one in x_1.split(1)])
        return x_1, out if finish is None else finish.at(1.0).apply(out)

    def _score(self, name: str, out: Tensor, gain: Gains) -> StyleScore:
        photos = self._dataset.validation_pixels
        return StyleScore(
            style=name,
            texture_gain=gain.texture,
            colour_gain=gain.colour,
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


def _finishes(measured: Mapping[str, Measured]) -> dict[str, Finish]:
    return {name: one.finish for name, one in measured.items() if one.finish is not None}


def _flow(finish: Finish | None) -> float:
    """The flow's guidance at the slider's 1."""
    return 1.0 if finish is None else finish.flow_at(1.0)


def _rms(x: Tensor) -> float:
    return float(x.square().mean().sqrt())
