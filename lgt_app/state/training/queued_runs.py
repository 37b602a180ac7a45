"""Runs that wait in the training queue, and what runs of it gave: values that a project keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lgt_app.state.project.stored_values import mapping

from .options import TrainingOptions


@dataclass(frozen=True)
class QueuedRun:
    """A run to come.

    Attributes
    ----------
    styles : tuple of str
    options : TrainingOptions
        As they were when it was added.
    run : str
        Name of its run folder; empty until it has begun.
    """

    styles: tuple[str, ...]
    options: TrainingOptions
    run: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the project file."""
        return {
            "styles": list(self.styles), "options": self.options.to_json(), "run": self.run,
        }  # fmt: skip

    @classmethod
    def from_json(cls, value: Any) -> QueuedRun | None:
        """From the project file; None for nonsense."""
        kept = mapping(value)
        styles = _names(kept.get("styles"))
        options = TrainingOptions.from_json(kept.get("options"))
        return cls(styles, options, _name(kept.get("run"))) if styles else None


@dataclass(frozen=True)
class RunResult:
    """What a run of the queue gave.

    Attributes
    ----------
    styles : tuple of str
    run : str
        Name of its run folder; empty when there is none.
    minutes : float
        Minutes that it took.
    steps : int
    measures : dict of str to dict of str to float
        Style → measure → value of the last validation.
    problem : str
        Why it failed; empty when it did not.
    """

    styles: tuple[str, ...]
    run: str = ""
    minutes: float = 0.0
    steps: int = 0
    measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the project file."""
        return {**asdict(self), "styles": list(self.styles)}

    @classmethod
    def from_json(cls, value: Any) -> RunResult | None:
        """From the project file; None for nonsense."""
        kept = mapping(value)
        styles = _names(kept.get("styles"))
        if not styles:
            return None
        measures = {
            str(style): {str(name): float(x) for name, x in mapping(found).items() if _number(x)}
            for style, found in mapping(kept.get("measures")).items()
        }
        minutes, steps = (_positive(kept.get(key)) for key in ("minutes", "steps"))
        problem = str(kept.get("problem", ""))
        return cls(styles, _name(kept.get("run")), minutes, int(steps), measures, problem)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(x for x in value if isinstance(x, str)) if isinstance(value, list) else ()


def _name(value: Any) -> str:
    """The name of a folder beside the others, or nothing."""
    plain = isinstance(value, str) and value.isalnum()
    return value if plain else ""


def _positive(value: Any) -> float:
    return float(value) if _number(value) and value > 0 else 0.0


def _number(value: Any) -> bool:
    """Whether it is a number of a size that a run can have; JSON knows NaN and 1e999 too."""
    return type(value) in (int, float) and abs(value) < 1e12
