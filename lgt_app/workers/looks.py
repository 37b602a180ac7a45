"""How a picture is to look, and how long it is refined: plain values that a project keeps."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lgt_app.translation import tr
from lgt_engine.errors import ImageError

if TYPE_CHECKING:
    from PIL import Image

#: 1 is the style as learned; further than this strokes bury the photo.
MAX_GUIDANCE = 2.0


@dataclass(frozen=True)
class Look:
    """How a photo is to look: everything a person can steer.

    Attributes
    ----------
    style : str
    blend : tuple of (str, float)
        Further styles with their weights; the main style has the rest of 1.
    guidance : float
        0 the photo, 1 the style, up to :data:`MAX_GUIDANCE` bolder.
    steps : int or None
        None takes the model's own.
    seed : int
    keep_colours : float
        0 the style's palette, 1 the photo's colours. Mixed in after drawing.
    mask : str
        A PNG file in base64: where the style is strong, white, or absent, black; empty for none. It
        belongs to one photo.
    """

    style: str
    blend: tuple[tuple[str, float], ...] = ()
    guidance: float = 1.0
    steps: int | None = None
    seed: int = 0
    keep_colours: float = 0.0
    mask: str = field(default="", repr=False)

    @property
    def drawn(self) -> Look:
        """What the network or refining has to draw of it: the same for every share of colours."""
        return replace(self, keep_colours=0.0)

    @property
    def mask_word(self) -> str:
        """A short word for the mask; empty without one."""
        return hashlib.sha256(self.mask.encode()).hexdigest()[:8] if self.mask else ""

    def weights(self) -> dict[str, float] | None:
        """Weights of all styles, or None without a blend."""
        others = {name: weight for name, weight in self.blend if weight > 0}
        others.pop(self.style, None)
        if not others:
            return None
        rest = max(0.0, 1.0 - sum(others.values()))
        return {self.style: rest, **others} if rest > 0 else others

    def to_json(self) -> dict[str, Any]:
        """Plain values for the project file; no share of colours and no mask are left out.

        Projects of earlier versions find their refined pictures by these values.
        """
        values = {**vars(self), "blend": [list(pair) for pair in self.blend]}
        if not self.keep_colours:
            del values["keep_colours"]
        if not self.mask:
            del values["mask"]
        return values

    @classmethod
    def from_json(cls, values: Any) -> Look:
        """From the project file, within the limits of today; nonsense gives the defaults."""
        try:
            steps, mask = values.get("steps"), values.get("mask", "")
            base64.b64decode(mask, validate=True)
            return cls(
                str(values.get("style", "")),
                tuple((str(name), float(weight)) for name, weight in values.get("blend", ())),
                min(MAX_GUIDANCE, max(0.0, float(values.get("guidance", 1.0)))),
                int(steps) if steps else None,
                int(values.get("seed", 0)),
                min(1.0, max(0.0, float(values.get("keep_colours", 0.0)))),
                str(mask),
            )
        except (AttributeError, TypeError, ValueError, OverflowError):
            return cls("")


#: Steps by the names that the window gives them.
REFINE_STEPS = {"quick": 12, "good": 25, "best": 60}
#: What the same names meant in projects of earlier versions, all from the network's picture.
_EARLIER_STEPS = {20: "quick", 40: "good", 120: "best"}


@dataclass(frozen=True)
class RefineWish:
    """How a picture is refined.

    Attributes
    ----------
    steps : int
    from_photo : bool
        Begin at the photo in the style's colours, or else at the network's picture.
    """

    steps: int = REFINE_STEPS["good"]
    from_photo: bool = True

    @classmethod
    def from_json(cls, values: Any) -> RefineWish:
        """From a project file or a journal; nonsense gives the defaults."""
        if not isinstance(values, dict):
            return cls()
        steps = values.get("steps")
        if type(steps) is not int or not 1 <= steps <= 1000:
            steps = cls.steps
        return cls(steps, values.get("from_photo") is not False)

    @classmethod
    def from_project(cls, values: Any) -> RefineWish:
        """From a project file, where a menu of an earlier version may have chosen."""
        wish = cls.from_json(values)
        name = _EARLIER_STEPS.get(wish.steps)
        return wish if name is None else cls(REFINE_STEPS[name])


def look_arguments(look: Look) -> dict[str, Any]:
    """A look as the engine's keyword arguments; raises ImageError for a damaged mask."""
    arguments: dict[str, Any] = {
        "guidance_scale": look.guidance, "num_steps": look.steps, "seed": look.seed,
        "keep_colours": look.keep_colours,
    }  # fmt: skip
    if look.mask:
        arguments["mask"] = look_mask(look)
    weights = look.weights()
    if weights is None:
        arguments["style"] = look.style
    else:
        arguments["blend"] = weights
    return arguments


def look_mask(look: Look) -> Image.Image | None:
    """The mask of a look as pixels; raises ImageError when it is damaged."""
    from PIL import Image

    if not look.mask:
        return None
    try:
        image = Image.open(BytesIO(base64.b64decode(look.mask)))
        image.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageError(tr("The mask is damaged."), next_step=tr("Paint it anew.")) from error
    return image
