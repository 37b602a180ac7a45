"""Names that are safe as folders on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(10))}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
MAX_LENGTH = 60


def safe_name(wanted: str, fallback: str = "Style") -> str:
    """``wanted`` without characters that some file system refuses; never empty."""
    name = unicodedata.normalize("NFC", wanted)
    name = _FORBIDDEN.sub(" ", name)
    name = re.sub(r"\s+", " ", name).strip(" .")[:MAX_LENGTH].strip(" .")
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
