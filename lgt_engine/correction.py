r"""The last touch: decoded pictures get the colours, strokes, grain and contrast of their style.

Latents of 8×8 pixels lose fine grain, and a distance between sorted patches is content with
pictures a little paler than the style. Both errors are the same for all pictures of a style, so
they are measured once, on training photos, and put right in closed form:

.. math:: y = D(l(c(T x + b)) + k * w), \qquad
    z = y + \sum_i (f_i - \mathrm{id})\left((G_{\sigma_{i-1}} - G_{\sigma_i}) *
    \mathrm{luminance}(y)\right)

with the optimal-transport map between the two colour Gaussians, c that brings the strength of
colours to the style's, and in no picture above that of the style's most colourful one
(:mod:`lgt_engine.chroma`), l that makes places as calm and as busy as the style's are
(:mod:`lgt_engine.local_contrast`), grain from white noise w (:mod:`lgt_engine.grain`), D that draws
all but the finest grain out along the forms (:mod:`lgt_engine.strokes`) and, for each band of a
stack of Gaussian blurs, the function that gives pictures and grain together the style's
distribution of values (:mod:`lgt_engine.band_gains`). Being monotone and the same at every
position, it keeps edges where they are.

References: Pitié and Kokaram, "The linear Monge-Kantorovitch linear colour mapping" (2007); Heeger
and Bergen, "Pyramid-based texture analysis/synthesis" (1995), whose idea of matching bands this is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import torch
from torch import Tensor

from .band_gains import NUM_GAINS, added_by, magnitudes, matching_gains
from .bands import BAND_SIGMAS, bands, blur
from .baselines import colour_statistics, monge_map
from .chroma import (
    ANY_COLOUR,
    NUM_CHROMA_GAINS,
    chromas,
    colourfulness,
    matching_chroma,
    no_more_colourful,
    with_chroma,
)
from .grain import (
    GRAIN_SIGMAS,
    KERNEL_SIDE,
    floors,
    grain_kernel,
    grain_like,
    grain_spreads,
    quiet_shares_of,
    texture_kernel,
)
from .local_contrast import LOCAL_GAINS, local_contrasts, matching_local, with_local
from .metrics import luminance
from .strokes import anisotropy, drawn_out

#: A correction beyond this factor would amplify errors, not style. Measured on six styles: where
#: the limit binds pictures have 0.82 to 0.94 of the paintings' saturation at 1.4, 0.95 to 0.99 at
#: 1.7, up to 1.03 at 2. Colours may shrink without a limit: a pencil has none.
_COLOUR_LIMIT = 1.7
_TINY = 1e-6
#: Seed of the grain that gains are measured with.
_MEASURING = 1
#: Shape of the gains: one row for each band.
GAINS = (len(BAND_SIGMAS), NUM_GAINS)
#: What of a correction is never weakened: colours, and which places are calm. A quarter of the
#: rest has then the texture of three quarters without (Starry Night 0.77 / 0.77, 0.74 / 0.76).
_ALWAYS = ("matrix", "shift", "chroma", "most_colour", "local")
#: Most of a picture that is drawn out; with all of it faces lose their eyes.
_MOST_STROKES = 0.7
#: Grain finer than this, in pixels, is that of paper and canvas, on which strokes lie.
_PAPER = BAND_SIGMAS[1]


@dataclass(frozen=True)
class Look:
    """Colours and local contrast of a set of pictures.

    Attributes
    ----------
    mean : Tensor
        ``[3]`` of RGB, float64.
    covariance : Tensor
        ``[3, 3]`` of RGB, float64.
    chromas : Tensor
        ``[1, Q]`` quantiles of the distance from grey.
    most_colour : Tensor
        ``[]`` mean distance from grey of the most colourful picture.
    local : Tensor
        ``[1, Q]`` quantiles of the local contrast.
    magnitudes : Tensor
        ``[5, Q]`` quantiles of the absolute values of the luminance bands.
    variances : Tensor
        ``[4]`` of the bands that may hold grain.
    texture : Tensor
        ``[K, K]`` kernel with the spectrum of the luminance.
    pure : Tensor
        ``[4]``: what pure grain with that kernel has in quiet places; 0.1 s to find on two cores.
    floors : Tensor
        ``[4]`` shares of the bands that are there even in quiet places.
    anisotropy : float
        How far one orientation prevails around each pixel.
    """

    mean: Tensor
    covariance: Tensor
    chromas: Tensor
    most_colour: Tensor
    local: Tensor
    magnitudes: Tensor
    variances: Tensor
    texture: Tensor
    pure: Tensor
    floors: Tensor
    anisotropy: float

    @classmethod
    def of(cls, pixels: Tensor) -> Look:
        """Measure pictures ``[B, 3, H, W]`` in [−1, 1], pooled."""
        mean, covariance = colour_statistics(pixels)
        light = luminance(pixels)
        split = bands(light)
        texture = texture_kernel(light)
        pure = quiet_shares_of(texture)
        variances, shares = _grainy(split, pure)
        oriented = anisotropy(light)
        return cls(
            mean,
            covariance,
            chromas(pixels),
            colourfulness(pixels).max().cpu(),
            local_contrasts(light),
            magnitudes(split),
            variances,
            texture,
            pure,
            shares,
            oriented,
        )


def _grainy(split: Sequence[Tensor], pure: Tensor) -> tuple[Tensor, Tensor]:
    """Variances and floors ``[4]`` of the bands that may hold grain."""
    fine = split[: len(GRAIN_SIGMAS)]
    return torch.stack([band.var(correction=0) for band in fine]).cpu(), floors(fine, pure)


@dataclass(frozen=True)
class Correction:
    """One touch: a colour map, gains of chroma, of places and of each band, grain, and strokes.

    Attributes
    ----------
    matrix, shift : Tensor
        ``[3, 3]`` and ``[3]``: RGB in [−1, 1] becomes ``matrix @ rgb + shift``.
    gains : Tensor
        ``[5, K]`` factors of the luminance bands, by magnitude (:mod:`lgt_engine.band_gains`).
    grain : Tensor
        ``[K, K]`` symmetric kernel that makes grain of white noise.
    strokes : Tensor
        ``[]``: share of the picture that is drawn out along the forms, in [0, 1].
    chroma : Tensor
        ``[K]`` factors of the distance from grey, by magnitude (:mod:`lgt_engine.chroma`).
    most_colour : Tensor
        ``[]``: the most that the mean distance from grey of a picture may be.
    local : Tensor
        ``[R, K]`` factors of all detail of a place, by how much there is, for each round.
    """

    matrix: Tensor
    shift: Tensor
    gains: Tensor
    grain: Tensor = field(default_factory=lambda: torch.zeros(KERNEL_SIDE, KERNEL_SIDE))
    strokes: Tensor = field(default_factory=lambda: torch.zeros(()))
    chroma: Tensor = field(default_factory=lambda: torch.ones(NUM_CHROMA_GAINS))
    most_colour: Tensor = field(default_factory=lambda: torch.tensor(ANY_COLOUR))
    local: Tensor = field(default_factory=lambda: torch.ones(LOCAL_GAINS))

    @classmethod
    def identity(cls) -> Correction:
        """What changes nothing."""
        return cls(torch.eye(3), torch.zeros(3), torch.ones(GAINS))

    @classmethod
    def between(cls, pixels: Tensor, style: Look, places: float = 1.0) -> Correction:
        """What gives pictures ``[B, 3, H, W]`` the look of a style, as far as the limits allow.

        Parameters
        ----------
        places : float
            How far local contrast goes to the style's, in [0, 1]; bands make good the rest.
        """
        mean, covariance = colour_statistics(pixels)
        noise = _TINY * torch.eye(3, dtype=covariance.dtype)
        full = monge_map(covariance + noise, style.covariance + noise)
        stretches, axes = torch.linalg.eigh(full)
        matrix = (axes * stretches.clamp(0, _COLOUR_LIMIT)) @ axes.T
        shift = style.mean - matrix @ mean
        linear = cls(matrix.float(), shift.float(), torch.ones(GAINS))
        mapped = linear._recolour(pixels)
        chroma = matching_chroma(chromas(mapped), style.chromas)
        recoloured = with_chroma(mapped, chroma)
        local = torch.lerp(torch.ones(LOCAL_GAINS), matching_local(recoloured, style.local), places)
        pictures = with_local(recoloured, local)
        now = _grainy(bands(luminance(pictures)), style.pure)
        missing = grain_spreads((style.variances, style.floors), now)
        grain = grain_kernel(style.texture, missing)
        strokes = _missing_strokes(pictures, grain, style.anisotropy)
        painted = luminance(_painted(pictures, grain, strokes, _MEASURING))
        gains = matching_gains(magnitudes(bands(painted)), style.magnitudes)
        return cls(
            linear.matrix,
            linear.shift,
            gains,
            grain,
            torch.tensor(strokes),
            chroma,
            style.most_colour,
            local,
        )

    def weakened(self, share: float) -> Correction:
        """All of the colours and of the places, a share in [0, 1] of bands, grain and strokes."""
        least = replace(Correction.identity(), **{k: getattr(self, k) for k in _ALWAYS})
        return Correction.mixed([(share, self), (1 - share, least)])

    @classmethod
    def mixed(cls, parts: Sequence[tuple[float, Correction]]) -> Correction:
        """The mean of corrections under weights that sum to 1."""
        return cls(
            *(
                torch.stack([weight * getattr(part, item.name) for weight, part in parts]).sum(0)
                for item in fields(cls)
            )
        )

    def apply(self, pixels: Tensor, seed: int = 0) -> Tensor:
        """Correct pictures ``[B, 3, H, W]``; the seed is the grain's; result in [−1, 1]."""
        placed = with_local(self._recolour(pixels), self.local)
        painted = _painted(placed, self.grain, float(self.strokes), seed)
        light = luminance(painted)
        change = torch.zeros_like(light)
        for gains, band in zip(self.gains, bands(light), strict=True):
            change = change + added_by(band, gains)
        return (painted + change).clamp(-1, 1)

    def _recolour(self, pixels: Tensor) -> Tensor:
        matrix, shift = self.matrix.to(pixels), self.shift.to(pixels)
        mapped = torch.einsum("dc,bchw->bdhw", matrix, pixels) + shift[:, None, None]
        return no_more_colourful(with_chroma(mapped, self.chroma), float(self.most_colour))


def _painted(pictures: Tensor, grain: Tensor, strokes: float, seed: int) -> Tensor:
    """Coloured pictures ``[B, 3, H, W]`` with grain and strokes, not yet of the right contrast."""
    if not grain.any():
        return drawn_out(pictures, luminance(pictures), strokes) if strokes else pictures
    added = grain_like(pictures, grain, seed)
    if not strokes:
        return pictures + added
    coarse = blur(added, _PAPER)
    return drawn_out(pictures + coarse, luminance(pictures), strokes) + (added - coarse)


def _missing_strokes(pictures: Tensor, grain: Tensor, wanted: float) -> float:
    """The share of pictures to draw out until one orientation prevails as far as in the style."""

    def reached(strokes: float) -> float:
        return anisotropy(luminance(_painted(pictures, grain, strokes, _MEASURING)))

    least = reached(0.0)
    if least >= wanted:
        return 0.0
    # Nearly a straight line between the two ends.
    way = (wanted - least) / max(reached(_MOST_STROKES) - least, _TINY)
    return _MOST_STROKES * min(way, 1.0)
