"""Small values as they come out of a project file, which anybody may have edited or cut off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_MINUTES = 1e6


def mapping(value: Any) -> dict[str, Any]:
    """``value`` when it holds values by name, or nothing."""
    return value if isinstance(value, dict) else {}


def minutes(value: Any) -> float | None:
    """``value`` when it can be a time of training, or None."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and 0 < value <= MAX_MINUTES else None


def existing_path(value: Any, base: Path) -> Path | None:
    """A file or folder that is there, ``base`` before a relative one; or None."""
    if not isinstance(value, str) or not value:
        return None
    try:
        path = base / value
        return path if path.exists() else None
    except (OSError, ValueError):  # too long for a name, or not one at all
        return None


def stored_path(path: Path | None, base: Path) -> str | None:
    """A path as a project in ``base`` keeps it: the project may be moved."""
    if path is None:
        return None
    return str(path.relative_to(base) if path.is_relative_to(base) else path)


@dataclass(frozen=True)
class RunRecord:
    """What the project remembers of its last run.

    Attributes
    ----------
    folder : str
        Its name.
    finished : bool
        Whether it came to its planned end.
    minutes : float or None
        Its planned time.
    styles : tuple of str or None
        What it was trained on; None where that was not kept.
    """

    folder: str = ""
    finished: bool = False
    minutes: float | None = None
    styles: tuple[str, ...] | None = None

    @classmethod
    def from_json(cls, value: Any) -> RunRecord:
        """From the project file; nonsense gives the defaults."""
        kept = mapping(value)
        folder, styles = kept.get("dir"), kept.get("styles")
        return cls(
            folder if isinstance(folder, str) else "",
            kept.get("finished") is True,
            minutes(kept.get("minutes")),
            tuple(s for s in styles if isinstance(s, str)) if isinstance(styles, list) else None,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for the project file."""
        styles = None if self.styles is None else list(self.styles)
        return {
            "dir": self.folder, "finished": self.finished, "minutes": self.minutes,
            "styles": styles,
        }  # fmt: skip
