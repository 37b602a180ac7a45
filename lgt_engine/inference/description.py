"""How a picture was made, in words and numbers for its metadata."""

from __future__ import annotations

from .masks import mask_digest
from .settings import RefineSettings, ResolvedSettings
from .stylizer import Stylizer

#: Of a SHA-256, in hexadecimal.
HASH_DIGITS = 16


def describe(
    stylizer: Stylizer, settings: ResolvedSettings, refine: RefineSettings | None = None
) -> dict[str, str | float | int]:
    """How a picture was made, for its metadata."""
    blend = settings.blend
    made: dict[str, str | float | int] = {
        "style": " + ".join(
            name if len(blend) == 1 else f"{name} {weight:g}" for name, weight in blend.items()
        ),
        "guidance_scale": settings.guidance_scale,
        "num_steps": settings.num_steps,
        "seed": settings.seed,
        "model_step": stylizer.description.step,
        "codec": stylizer.codec.kind,
        "model": stylizer.fingerprint[:HASH_DIGITS],
    }
    if settings.max_side is not None:
        made["max_side"] = settings.max_side
    if settings.keep_colours:
        made["keep_colours"] = settings.keep_colours
    if settings.mask is not None:
        made["mask"] = mask_digest(settings.mask)
    if refine is not None:
        made["refine_steps"] = refine.steps
        made["refine_from"] = "photo" if refine.from_photo else "network"
    return made
