"""The person's training choices, and the engine's configuration made from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lgt_app.state.project import stored_values

if TYPE_CHECKING:
    from lgt_app.state.project.project import Project
    from lgt_engine.config import TrainConfig

#: Minutes of the simple qualities, on whatever device there is.
QUALITY_MINUTES = {"quick": 2.0, "good": 10.0, "best": 40.0}
#: They end sooner when so large a share of those minutes has brought nothing.
_PATIENCE_SHARE = 0.25

#: Smallest and largest brush.
BRUSH_PERCENT = (25, 400)

#: Keys that the window itself decides: they are no part of the Advanced page.
OWN_KEYS = frozenset(
    {
        "data.data_root", "data.style_subdirs", "data.content_subdir", "data.cache_dir",
        "data.brush_size",
        "checkpoint.save_dir", "checkpoint.start_from", "training.max_minutes",
        "training.patience_minutes", "training.device",
    }
)  # fmt: skip


@dataclass(frozen=True)
class TrainingOptions:
    """What the training panel holds.

    Attributes
    ----------
    quality : {"quick", "good", "best", "custom"}
    minutes : float
        For ``"custom"``.
    advanced : dict of str to value
        ``"section.key"`` → value, only what differs from the defaults.
    brush_percent : int
        Size of the strokes, 100 as the engine cuts style pictures by itself.
    """

    quality: str = "quick"
    minutes: float = 5.0
    advanced: Mapping[str, Any] = field(default_factory=dict)
    brush_percent: int = 100

    @property
    def total_minutes(self) -> float:
        """How long a run takes at most."""
        return QUALITY_MINUTES.get(self.quality, self.minutes)

    @property
    def patience_minutes(self) -> float | None:
        """Minutes without gain that end a run; None where the person chose the minutes."""
        minutes = QUALITY_MINUTES.get(self.quality)
        return None if minutes is None else _PATIENCE_SHARE * minutes

    def to_json(self) -> dict[str, Any]:
        """Plain values for the project file."""
        return {
            "quality": self.quality,
            "minutes": self.minutes,
            "advanced": dict(self.advanced),
            "brush_percent": self.brush_percent,
        }

    @classmethod
    def from_json(cls, values: Any) -> TrainingOptions:
        """From the project file; nonsense gives the defaults."""
        if not isinstance(values, dict):
            return cls()
        quality = values.get("quality")
        advanced = values.get("advanced")
        brush = values.get("brush_percent")
        low, high = BRUSH_PERCENT
        return cls(
            quality if quality in (*QUALITY_MINUTES, "custom") else cls.quality,
            stored_values.minutes(values.get("minutes")) or cls.minutes,
            advanced if isinstance(advanced, dict) else {},
            brush if isinstance(brush, int) and low <= brush <= high else cls.brush_percent,
        )

    def with_advanced(self, advanced: Mapping[str, Any]) -> TrainingOptions:
        """The same with other advanced settings."""
        return replace(self, advanced=dict(advanced))


def build_config(
    project: Project,
    options: TrainingOptions,
    run_dir: Path,
    *,
    device: str = "auto",
    styles: Sequence[str] | None = None,
    minutes: float | None = None,
    start_from: Path | None = None,
) -> TrainConfig:
    """The engine's configuration for a run of this project.

    ``styles`` None takes all that can be trained. ``start_from`` is a model whose knowledge a new
    run inherits, so that adding a style to a trained project does not begin at nothing.

    Raises
    ------
    ConfigError
        An advanced setting is not valid; every problem is named.
    """
    from lgt_engine.config import TrainConfig

    values: dict[str, dict[str, Any]] = {
        "data": {
            "data_root": str(project.styles_dir),
            "style_subdirs": trainable_styles(project) if styles is None else list(styles),
            "content_subdir": str(project.photos_dir),
            "brush_size": options.brush_percent / 100,
        },
        "training": {
            "max_minutes": minutes if minutes is not None else options.total_minutes,
            "patience_minutes": options.patience_minutes,
            "device": device,
            "checkpoint_every_seconds": 5.0,
            "validate_every_seconds": 15.0,
        },
        "checkpoint": {
            "save_dir": str(run_dir),
            "start_from": str(start_from) if start_from is not None else None,
        },
    }
    for key, value in options.advanced.items():
        section, _, name = key.partition(".")
        if key not in OWN_KEYS:
            values.setdefault(section, {})[name] = value
    return TrainConfig.from_dict(values)


def trainable_styles(project: Project) -> list[str]:
    """Styles with pictures; sorted, so that their order in the sidebar makes no other run."""
    return sorted(name for name in project.styles if project.pictures(name))


def same_network(config: TrainConfig, run_dir: Path) -> bool:
    """Whether a run was made with the network and codec that ``config`` asks for."""
    try:
        stored_values = json.loads((run_dir / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    wanted = json.loads(json.dumps(config.to_dict()))
    return all(stored_values.get(section) == wanted[section] for section in ("model", "codec"))
