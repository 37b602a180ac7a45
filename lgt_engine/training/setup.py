"""What a training works with."""

from __future__ import annotations

from dataclasses import dataclass

from ..codec import Codec
from ..config import TrainConfig
from ..control import Control
from ..dataset_building import Pictures
from ..devices import Device
from .distributed import Ranks
from .run_folder import RunFolder


@dataclass(frozen=True)
class Setup:
    """What a training works with: its settings, where it runs, and what it learns from.

    ``asked`` is when the person asked for it, by :func:`time.monotonic`; later by the pauses since.
    """

    config: TrainConfig
    control: Control
    folder: RunFolder
    device: Device
    codec: Codec
    pictures: Pictures
    ranks: Ranks
    asked: float
