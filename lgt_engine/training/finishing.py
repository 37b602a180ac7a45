"""What small cuts of many training photos say: the finish of every style, and what it gains."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import torch
from torch import Generator, Tensor

from ..codec import Codec
from ..config import TrainConfig
from ..correction import Correction, Look
from ..crops import resize
from ..dataset import InMemoryLatentDataset
from ..finish import Finish, Knot
from ..flow import integrate, start_state
from ..gradual import Gradual, part
from ..guidance import guided_velocity
from ..metrics import SMALLEST_SIDE, Gains, StyleDistance, StyleJudge, gains
from ..network import VelocityField

#: For two settings of the slider, guidance of the flow, and the part used of the finish that pays.
#: Along the last quarter of the flow texture saturates, and along the last part of the finish too,
#: while structure falls on: half of it has 0.92 to 0.98 of the texture of the best, 0.75 at least
#: 0.98 of what 0.85 has. At 2 it is less where less is gained (:func:`slider_shares`).
_SLIDER = ((1.0, 0.85, 0.5), (2.0, 1.0, 0.75))
#: Bold: guidance of the slider, of the flow, and of the flow for a :data:`_FAINT` style. Texture is
#: from 0.08 less than at 2 (wave) to 0.05 more (Starry Night), structure 0.06 to 0.14 less, and
#: flat places are painted too.
_BOLD = (3.0, 1.5, 1.0)
#: Many photos matter more than large ones. Colour gain of a mosaic on photos held out: 0.64 without
#: a finish, 0.61 with one measured on 10 whole photos of 256 pixels, 0.73 with this. Texture gain
#: of a wave, spread over which photos are asked: 0.28 with 4 whole ones, 0.22 with 12.
_PHOTOS = 48
_SIDE = 80  # pixels of each, of the photo
_AT_ONCE = 8  # decoded together: more would need more memory than a training step
#: Where each is cut: powers of the root of g^3 = g + 1 cover a square evenly.
_STEPS = (0.7548776662466927, 0.5698402909980532)
#: Shares of a finish that are tried.
_TRIED = (0.0, 0.25, 0.5, 0.75, 1.0)
#: Gain in texture that more of a finish must bring, for each unit of share: all of it but where it
#: brings nearly nothing.
_PAYS = 0.03
#: No less than this: with colours alone pictures are dull, whatever is measured.
_LEAST = 0.4
#: Gain in texture that more of the flow must bring, for each unit of it and with three quarters of
#: the finish; most styles have 0.17 to 0.5.
_FLOW_PAYS = 0.15
#: No less than this: on photos never seen wave rises up to 0.75 of the flow (0.46 instead of 0.44
#: with a half), though on these it falls.
_LEAST_FLOW = 0.75
#: A style as near to photos as this gains little whatever is done (picasso 0.12, all others 0.5 and
#: more), and what these photos say of it is mostly which photos they are: it gets so much of the
#: flow, and of the finish for each setting of the slider. On photos never seen picasso has its top
#: at 0.7 of the finish and neither gains nor loses with the flow: the slider rises by the finish.
_FAINT = 0.25
_FAINT_FLOW = 0.6
_FAINT_SHARES = (0.5, 0.7)
#: Half of the way to the style's local contrast, unless all of it is so much nearer here. On photos
#: never seen la_muse has 0.84 of texture gain half of the way and 0.80 with all, rain_princess 0.79
#: and 0.77, Starry Night 0.80 and 0.82; these say 0.82 and 0.80, 0.79 and 0.81, 0.75 and 0.79.
_HALF_WAY = 0.5
_ALL_BRINGS = 0.015
#: Measuring a style takes as long as decoding the photos so often, and correcting them so often: on
#: two cores 18 s where these are 1.7 s and 0.5 s; on a large GPU it is mostly correcting.
_TIMES_DECODED = 6.0
_TIMES_CORRECTED = 16.0
#: A rough finish sees every fourth photo and asks no judge, in a tenth of the time: at guidance
#: 1 sketch, mosaic and wave have 0.65, 0.76 and 0.48 of texture gain with it, 0.66, 0.84 and 0.45
#: with all of them.
_ROUGH_EVERY = 4


@dataclass(frozen=True)
class Measured:
    """One style on training photos.

    Attributes
    ----------
    finish : Finish or None
        None when switched off.
    gains : Gains
        At guidance 1, finished, from what the codec makes of the photos.
    """

    finish: Finish | None
    gains: Gains


def carry(
    network: VelocityField, x_src: Tensor, label: int, guidance: float, config: TrainConfig
) -> Tensor:
    """Latents of photos ``[B, C, h, w]`` carried to a style under a guidance of the flow."""
    flow = config.flow
    start = flow.noise_start if flow.path == "noise" else 0.0
    noise = Generator().manual_seed(0)
    x_0 = start_state(x_src, path=flow.path, variation=flow.variation, t=start, generator=noise)
    return integrate(
        guided_velocity(network, {label: 1.0}, guidance),
        x_0,
        num_steps=config.inference.num_steps,
        t_start=start,
        solver=flow.solver,
    )


class Finisher:
    """Fixed training photos of one run, and the judges of its styles.

    Attributes
    ----------
    seconds : float
        What measuring all styles takes on this machine, about.
    """

    def __init__(
        self,
        dataset: InMemoryLatentDataset,
        codec: Codec,
        config: TrainConfig,
        judges: Mapping[str, StyleJudge],
    ) -> None:
        self._judges = judges
        self._looks = dataset.style_looks if config.inference.finish else {}
        self._names = dataset.style_names
        self._codec = codec
        self._config = config
        count = len(dataset.content_latents)
        chosen = torch.linspace(0, count - 1, min(_PHOTOS, count)).long()
        self._x_src = dataset.content_latents[chosen].to(codec.device)
        begun = time.perf_counter()
        photos = self._decoded(self._x_src)
        decoded = time.perf_counter()
        for look in list(self._looks.values())[:1]:
            Correction.between(photos, look)
        corrected = time.perf_counter()
        each = _TIMES_DECODED * (decoded - begun) + _TIMES_CORRECTED * (corrected - decoded)
        self.seconds = len(judges) * each
        self._baselines = {name: judge.distance(photos) for name, judge in judges.items()}

    @torch.inference_mode()
    def measure(self, network: VelocityField) -> Gradual[dict[str, Measured]]:
        """Style name → what it looks like with the weights as they are now."""
        measured, count = {}, len(self._names)
        for label, name in enumerate(self._names):
            style = self._style(network, label)
            measured[name] = yield from part(style, label / count, (label + 1) / count)
            yield (label + 1) / count
        return measured

    @torch.inference_mode()
    def rough(self, network: VelocityField) -> dict[str, Finish]:
        """Style name → finish for the pictures of the first minutes; empty when switched off."""
        return {
            name: self._rough_style(network, label, self._looks[name])
            for label, name in enumerate(self._names)
            if name in self._looks
        }

    def _rough_style(self, network: VelocityField, label: int, look: Look) -> Finish:
        knots = []
        for guidance, flow, share in _SLIDER:
            used = flow if network.null_is_identity else guidance
            pictures = self._pictures(network, label, used, every=_ROUGH_EVERY)
            whole = Correction.between(pictures, look, _HALF_WAY)
            knots.append(Knot(guidance, used, whole.weakened(share)))
        return Finish(tuple(knots))

    def _style(self, network: VelocityField, label: int) -> Gradual[Measured]:
        name = self._names[label]
        judge, look = self._judges[name], self._looks.get(name)
        before = self._baselines[name]
        if look is None:
            pictures = self._pictures(network, label, 1.0)
            return Measured(None, gains(judge, pictures, pictures, baseline=before))
        ratings = self._rated(network, label, 1.0)
        yield 0.4
        faint = ratings[-1].gain(_TRIED[-2]) < _FAINT
        reach = 1.0
        if network.null_is_identity:
            reach = _FAINT_FLOW if faint else paying_flow(ratings)
        if reach < 1.0:
            ratings = self._rated(network, label, reach)
        yield 0.7
        # Of a faint style these photos say too little: picasso has 0.43 with all, 0.39 with half.
        places = 1.0 if faint else self._places(ratings[-1], look)
        ratings = [self._placed(one, look, places) for one in ratings]
        shares: Sequence[float] = _FAINT_SHARES
        if not faint:
            shares = slider_shares(ratings[-1])
        knots = [
            Knot(guidance, one.flow, one.whole.weakened(share))
            for (guidance, *_), share, one in zip(_SLIDER, shares, ratings, strict=True)
        ]
        yield 0.85
        if network.null_is_identity:
            guidance, flow, faint_flow = _BOLD
            bold = self._rating(network, label, faint_flow if faint else flow)
            whole = self._placed(bold, look, places).whole
            knots.append(Knot(guidance, bold.flow, whole.weakened(shares[-1])))
        finished = knots[0].correction.apply(ratings[0].pictures)
        gained = gains(judge, finished, finished, baseline=before)
        return Measured(Finish(tuple(knots)), gained)

    def _places(self, rating: Rating, look: Look) -> float:
        """How far local contrast goes to the style's: all of the way, or half of it."""
        half, usual = self._placed(rating, look, _HALF_WAY), _TRIED[-2]
        return 1.0 if rating.gain(usual) > half.gain(usual) + _ALL_BRINGS else _HALF_WAY

    @staticmethod
    def _placed(rating: Rating, look: Look, places: float) -> Rating:
        if places == 1.0:
            return rating
        return replace(rating, whole=Correction.between(rating.pictures, look, places))

    def _rated(self, network: VelocityField, label: int, reach: float) -> list[Rating]:
        """The slider's settings with a share of the flow; where ∅ moves too, all of it."""
        flows = [
            reach * flow if network.null_is_identity else guidance for guidance, flow, _ in _SLIDER
        ]
        return [self._rating(network, label, flow) for flow in flows]

    def _rating(self, network: VelocityField, label: int, flow: float) -> Rating:
        name = self._names[label]
        pictures = self._pictures(network, label, flow)
        whole = Correction.between(pictures, self._looks[name])
        return Rating(flow, pictures, whole, self._judges[name], self._baselines[name])

    def _pictures(
        self, network: VelocityField, label: int, guidance: float, *, every: int = 1
    ) -> Tensor:
        x_src = self._x_src[::every]
        return self._decoded(carry(network, x_src, label, guidance, self._config))

    @torch.inference_mode()
    def _decoded(self, latents: Tensor) -> Tensor:
        zoom = self._config.data.zoom
        cells = math.ceil(_SIDE * zoom / self._codec.downsampling)
        cuts = [_cut(x, index, cells) for index, x in enumerate(latents)]
        # Crops of less than 96 pixels leave less than a judge can read: they are shrunk less.
        side = max(SMALLEST_SIDE, round(cuts[0].shape[-1] * self._codec.downsampling / zoom))
        groups = torch.stack(cuts).split(_AT_ONCE)
        return torch.cat([resize(self._codec.decode(some).cpu(), side) for some in groups])


@dataclass(frozen=True)
class Rating:
    """Pictures under one guidance of the flow, and what a finish makes of them.

    Attributes
    ----------
    flow : float
    pictures : Tensor
        ``[B, 3, H, W]``.
    whole : Correction
        All that they lack.
    judge : StyleJudge
    before : StyleDistance
        Of what they were made from.
    """

    flow: float
    pictures: Tensor
    whole: Correction
    judge: StyleJudge
    before: StyleDistance

    def gain(self, share: float) -> float:
        """Texture gain with a share of the finish."""
        finished = self.whole.weakened(share).apply(self.pictures)
        return gains(self.judge, finished, finished, baseline=self.before).texture


def paying_share(rating: Rating) -> float:
    """How much of a finish is worth its structure.

    Equal spreads are no equal textures: where a network has few marks yet, or a style is as soft as
    photos are, the last part of grain and contrast makes more of what is not the style's.
    """
    worth = [rating.gain(share) - _PAYS * share for share in _TRIED]
    best = max(range(len(worth)), key=worth.__getitem__)
    # The top of the parabola around the best, for a share between those tried.
    middle = min(max(best, 1), len(worth) - 2)
    rise, fall = (high - low for low, high in pairwise(worth[middle - 1 : middle + 2]))
    found = _TRIED[best]
    if rise > fall:
        step = _TRIED[middle] - _TRIED[middle - 1]
        found = _TRIED[middle] + step * (rise + fall) / (2 * (rise - fall))
    return min(1.0, max(_LEAST, found))


def slider_shares(rating: Rating) -> list[float]:
    """Shares of a finish for the settings of the slider, so that texture rises from 1 to 2.

    The nearer photos are to a style already, the more of what these say is which photos they are:
    no larger part of what pays is used than is gained. On photos never seen wave (gain 0.56) has
    its top at 0.6 of the finish or at 0.75, as the seed falls; these say at all of it.
    """
    lower, upper = (share for *_, share in _SLIDER)
    gained = rating.gain(_TRIED[-2])
    paying = paying_share(rating)
    return [lower * paying, max(lower, min(upper, gained)) * paying]


def paying_flow(ratings: Sequence[Rating]) -> float:
    """How much of the flow is worth its structure, from two guidances of it."""
    lower, upper = ratings
    share = _TRIED[-2]
    slope = (upper.gain(share) - lower.gain(share)) / (upper.flow - lower.flow)
    return min(1.0, max(_LEAST_FLOW, slope / _FLOW_PAYS))


def _cut(x: Tensor, index: int, cells: int) -> Tensor:
    """A square of a latent ``[C, h, w]``, or all of it where it is smaller."""
    sides = [min(cells, size) for size in x.shape[-2:]]
    top, left = (
        int((index + 1) * step % 1 * (size - side + 1))
        for step, size, side in zip(_STEPS, x.shape[-2:], sides, strict=True)
    )
    return x[:, top : top + sides[0], left : left + sides[1]]
