"""The LGT engine: learn a picture style as a flow over codec latents, on one's own machine.

The public names below are loaded on first use, so that importing the package costs nothing: a
window or a ``--help`` must not wait for torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .system.heap import keep_freed_memory
from .system.openmp import limit_spinning

limit_spinning()  # here, because every program and script of ours comes by before torch
keep_freed_memory()

__version__ = "0.1.0"

_HOMES = {
    "TrainConfig": "config",
    "Trainer": "training.trainer",
    "Stylizer": "inference.stylizer",
    "load_codec": "codec.image_codec",
    "LGTError": "errors",
    "Control": "control",
    "RefineProgress": "events",
    "RefineSettings": "inference.settings",
    "StylizeSettings": "inference.settings",
}

__all__ = [
    "Control",
    "LGTError",
    "RefineProgress",
    "RefineSettings",
    "StylizeSettings",
    "Stylizer",
    "TrainConfig",
    "Trainer",
    "__version__",
    "load_codec",
]

if TYPE_CHECKING:
    from .codec.image_codec import load_codec
    from .config import TrainConfig
    from .control import Control
    from .errors import LGTError
    from .events import RefineProgress
    from .inference.settings import RefineSettings, StylizeSettings
    from .inference.stylizer import Stylizer
    from .training.trainer import Trainer


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
