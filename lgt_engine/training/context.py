"""What the parts of a training share: settings, device, codec, data."""

from __future__ import annotations

from dataclasses import dataclass

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import Pictures
from lgt_engine.system.devices import Device
from lgt_engine.system.distributed import ProcessGroup

from .run_folder import RunFolder


@dataclass(frozen=True)
class RunContext:
    """What a training works with: its settings, where it runs, and what it learns from.

    ``asked`` is when the person asked for it, by :func:`time.monotonic`; later by the pauses since.
    """

    config: TrainConfig
    control: Control
    folder: RunFolder
    device: Device
    codec: Codec
    pictures: Pictures
    ranks: ProcessGroup
    asked: float
