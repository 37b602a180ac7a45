"""A whole training run's settings: read, checked, and written back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from lgt_engine.errors import ConfigError, ConfigProblem

from .reading import apply_overrides, read_json, read_settings
from .sections import (
    CheckpointConfig,
    CodecConfig,
    DataConfig,
    FlowConfig,
    InferenceConfig,
    LossConfig,
    ModelConfig,
    TrainingConfig,
)


@dataclass(frozen=True)
class TrainConfig:
    """A whole training run; every key is optional except ``data.data_root``.

    Build it with :meth:`load`, :meth:`from_dict` or the constructors; :meth:`from_dict` reports
    every problem at once.
    """

    data: DataConfig = field(default_factory=DataConfig)
    codec: CodecConfig = field(default_factory=CodecConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    flow: FlowConfig = field(default_factory=FlowConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    inference: InferenceConfig = field(default_factory=InferenceConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)

    #: Minutes of training when neither max_steps nor max_minutes is given.
    DEFAULT_MINUTES: ClassVar[float] = 10.0

    @classmethod
    def load(cls, path: str | Path, overrides: tuple[str, ...] = ()) -> TrainConfig:
        """Read ``config.json``; relative paths in it are relative to its folder.

        Parameters
        ----------
        path : path of the file.
        overrides : tuple of str
            ``section.key=value`` as given to ``--set``; values are JSON or plain text.

        Raises
        ------
        ConfigError
            With every problem at once: unknown keys and the nearest valid ones, ill-typed values,
            values out of range, contradictions.
        """
        values = read_json(Path(path))
        problems = apply_overrides(values, overrides)
        folder = Path(path).resolve().parent
        return cls._read(values, base=folder, source=str(path), problems=problems)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], *, base: Path | None = None) -> TrainConfig:
        """Build from nested plain values; relative paths are relative to ``base``."""
        return cls._read(values, base=base)

    @classmethod
    def _read(
        cls,
        values: Mapping[str, Any],
        *,
        base: Path | None,
        source: str = "the configuration",
        problems: Sequence[ConfigProblem] = (),
    ) -> TrainConfig:
        # The section with a default path is read also where the file leaves it out: that path is
        # relative to the base as well.
        sections = {"checkpoint": {}, **values}
        config = read_settings(cls, sections, base=base, source=source, problems=problems)
        if contradictions := _contradictions(config):
            raise ConfigError(contradictions, source=source)
        return config

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Nested plain JSON values; ``from_dict(to_dict())`` gives an equal config."""
        return {
            section.name: {
                key: _plain(value) for key, value in vars(getattr(self, section.name)).items()
            }
            for section in dataclasses.fields(self)
        }

    @property
    def total_minutes(self) -> float | None:
        """The time limit in force, or None when only steps limit the run."""
        if self.training.max_steps is None and self.training.max_minutes is None:
            return self.DEFAULT_MINUTES
        return self.training.max_minutes


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _contradictions(config: TrainConfig) -> list[ConfigProblem]:
    """Problems that no single value shows."""
    data, codec, batch = config.data, config.codec, config.training.batch_size
    low, high, kernel = data.style_scale_min, data.style_scale_max, config.model.kernel_size
    size, colour = data.image_size, data.background
    largest = size // 8 // 2 ** (config.loss.pyramid_levels - 1)
    found = {
        "data.data_root": data.data_root is None and "is required: the folder of your styles.",
        "data.image_size": size % 32 and f"must be a multiple of 32, not {size}.",
        "data.background": not _has_ground(data)
        and f"must be 'white', 'black' or a colour such as '#ffeecc', not '{colour}'.",
        "data.style_scale_min": low > high
        and f"must not exceed style_scale_max ({high:g}), not {low:g}.",
        "training.batch_size": isinstance(batch, str)
        and batch != "auto"
        and f"must be 'auto' or a whole number, not '{batch}'.",
        "model.kernel_size": kernel and kernel % 2 == 0 and f"must be odd or 0, not {kernel}.",
        "codec.path": codec.kind == "folder"
        and codec.path is None
        and "is required when codec.kind is 'folder'.",
        "loss.patch_sizes": max(config.loss.patch_sizes) > largest
        and f"must fit the coarsest level ({largest} cells at image_size {size}).",
    }
    return [ConfigProblem(key, text) for key, text in found.items() if isinstance(text, str)]


def _has_ground(data: DataConfig) -> bool:
    try:
        return bool(data.ground)
    except ValueError:
        return False
