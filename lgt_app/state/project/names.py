"""Names that are safe as folders on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lgt_app.workers.export.exporting import Recipe
    from lgt_app.workers.looks import Look, RefineWish

_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(10))}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
MAX_LENGTH = 60
_BLENDED_LENGTH = 30


def safe_name(wanted: str, fallback: str = "Style", most: int = MAX_LENGTH) -> str:
    """``wanted`` without characters that some file system refuses; never empty, not too long."""
    name = unicodedata.normalize("NFC", wanted)
    name = _FORBIDDEN.sub(" ", name)
    name = re.sub(r"\s+", " ", name).strip(" .")[:most].strip(" .")
    if not name or name.casefold().split(".")[0] in _RESERVED:
        return fallback if not name else f"{name} {fallback.lower()}"
    return name


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """``wanted``, or ``wanted 2``, ``wanted 3`` …, compared without case."""
    used = {name.casefold() for name in taken}
    if wanted.casefold() not in used:
        return wanted
    number = 2
    while f"{wanted} {number}".casefold() in used:
        number += 1
    return f"{wanted} {number}"


def recipe_name(photo: str, recipe: Recipe) -> str:
    """Name of the picture that a recipe makes of a photo, without its ending."""
    return result_name(photo, recipe.look, recipe.options.max_side, recipe.refine)


def result_name(
    photo: str, look: Look, max_side: int | None, refine: RefineWish | None = None
) -> str:
    """Name of a stylized picture without its ending.

    Two looks, or two sizes, never have the same name: a picture that is there already can be
    skipped by its name. Numbers are written the same on every system.

    Parameters
    ----------
    photo : str
        Name of the photo without its ending.
    look : Look
    max_side : int or None
        Longest side in pixels; None is the photo's own.
    refine : RefineWish or None
        How it is refined, if at all.
    """
    weights = look.weights() or {look.style: 1.0}
    names = [
        safe_name(name) if len(weights) == 1
        else f"{safe_name(name)[:_BLENDED_LENGTH]} {100 * weight:.0f}"
        for name, weight in weights.items()
    ]  # fmt: skip
    parts = [" + ".join(names), f"{look.guidance:.2f}"]
    if look.keep_colours:
        parts.append(f"colours {look.keep_colours:.2f}")
    if look.mask:
        parts.append(f"mask {look.mask_word}")
    if look.steps is not None:
        parts.append(f"{look.steps} steps")
    if look.seed:
        parts.append(f"seed {look.seed}")
    if refine is not None:
        parts.append(f"refined {refine.steps}{'' if refine.from_photo else ' from network'}")
    if max_side is not None:
        parts.append(f"{max_side} px")
    return f"{photo} - {' '.join(parts)}"
