"""How a picture is to be made, and what of it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from lgt_engine.config import InferenceConfig
from lgt_engine.errors import DataError
from lgt_engine.images import MIN_SIDE
from lgt_engine.model.guidance import normalise_blend

from .masks import grey_mask

_MAX_STEPS = 1000


@dataclass(frozen=True)
class StylizeSettings:
    """How a picture is made; the defaults of the model fill what is None.

    Attributes
    ----------
    style : str or None
        Style name; the first when None and no blend is given.
    blend : mapping of str to float or None
        Style name → weight ≥ 0 instead of one style; weights are normalised.
    guidance_scale : float or None
        0 the photo (through the codec), 1 the style as learned; above, bolder.
    num_steps : int or None
        Integration steps ≥ 1.
    seed : int
        Of the noise, where the model's path uses noise.
    max_side : int or None
        Work on a copy whose longer side is at most this and scale the result: less is broader
        strokes on a large photo. None chooses the size at which strokes are as large, next to the
        whole photo, as in the style (see
        :func:`lgt_engine.inference.working_size.working_size`).
    keep_colours : float
        0 the style's palette, 1 the photo's colours; lightness is always that of the result.
    mask : PIL.Image.Image or None
        What guidance is multiplied with in each place, from black, the photo, to white; stretched
        over the photo, colours by their luminance. None is white.
    """

    style: str | None = None
    blend: Mapping[str, float] | None = None
    guidance_scale: float | None = None
    num_steps: int | None = None
    seed: int = 0
    max_side: int | None = None
    keep_colours: float = 0.0
    mask: Image.Image | None = field(default=None, repr=False)

    def resolved(self, styles: tuple[str, ...], defaults: InferenceConfig) -> ResolvedSettings:
        """These settings for a model with ``styles``, its defaults filled in.

        Raises
        ------
        DataError
            When a style is unknown or a number is out of range.
        """
        blend = dict(self.blend) if self.blend else {self.style or styles[0]: 1.0}
        unknown = [name for name in blend if name not in styles]
        if unknown:
            raise DataError(
                f"The model has no style {', '.join(map(repr, unknown))}.",
                next_step=f"It has: {', '.join(styles)}.",
            )
        guidance = defaults.cfg_scale if self.guidance_scale is None else self.guidance_scale
        steps = defaults.num_steps if self.num_steps is None else self.num_steps
        if not 0 <= guidance <= 10:
            raise DataError(f"Guidance must be from 0 to 10, not {guidance:g}.")
        _check_steps("Steps", steps)
        try:
            labels = normalise_blend({styles.index(name): share for name, share in blend.items()})
        except ValueError as error:
            text = "The weights of a blend must be at least 0 and not all 0."
            raise DataError(text) from error
        if self.max_side is not None and self.max_side < MIN_SIDE:
            raise DataError(
                f"The largest side must be at least {MIN_SIDE} pixels, not {self.max_side}."
            )
        if not 0 <= self.seed < 2**63:
            raise DataError(f"The seed must be from 0 to 2^63 - 1, not {self.seed}.")
        if not 0 <= self.keep_colours <= 1:
            raise DataError(
                f"The share of the photo's colours must be from 0 to 1, not {self.keep_colours:g}."
            )
        mask = None if self.mask is None else grey_mask(self.mask)
        if mask is not None and mask.getextrema() in ((0, 0), (255, 255)):
            guidance, mask = (guidance if mask.getextrema()[0] else 0.0), None
        return ResolvedSettings(
            blend, labels, float(guidance), int(steps), self.seed, self.max_side,
            self.keep_colours, mask,
        )  # fmt: skip


@dataclass(frozen=True)
class ResolvedSettings:
    """:class:`StylizeSettings` of one model: checked, and nothing is left open.

    Attributes
    ----------
    blend : mapping of str to float
        Style name → weight, as it was asked for.
    labels : mapping of int to float
        Label → weight above 0; the weights sum to 1.
    guidance_scale : float
    num_steps : int
    seed : int
    max_side : int or None
        None is the size that the model was trained for.
    keep_colours : float
        0 to 1.
    mask : PIL.Image.Image or None
        Mode L, neither all white nor all black.
    """

    blend: Mapping[str, float]
    labels: Mapping[int, float]
    guidance_scale: float
    num_steps: int
    seed: int
    max_side: int | None
    keep_colours: float
    mask: Image.Image | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RefineSettings:
    """How the latents of one picture are optimised on the style energy.

    Attributes
    ----------
    steps : int
        1 to 1000.
    from_photo : bool
        Begin with the photo in the colours of the style, or else with the network's picture, whose
        grain stays.
    picture_every : int
        Steps between two pictures on the way; 0 makes the last one only.
    """

    steps: int = 25
    from_photo: bool = True
    picture_every: int = 5

    def check(self) -> None:
        """Raise :class:`~lgt_engine.errors.DataError` when a number is out of range."""
        _check_steps("Refining steps", self.steps)


def _check_steps(name: str, steps: int) -> None:
    if not 1 <= steps <= _MAX_STEPS:
        raise DataError(f"{name} must be from 1 to {_MAX_STEPS}, not {steps}.")
