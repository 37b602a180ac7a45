"""Settings of a training run: their meaning, defaults, limits, and how they are read."""

from .sections import (
    CheckpointConfig,
    CodecConfig,
    DataConfig,
    FlowConfig,
    InferenceConfig,
    LossConfig,
    ModelConfig,
    TrainingConfig,
    setting,
)
from .train_config import TrainConfig

__all__ = [
    "CheckpointConfig",
    "CodecConfig",
    "DataConfig",
    "FlowConfig",
    "InferenceConfig",
    "LossConfig",
    "ModelConfig",
    "TrainConfig",
    "TrainingConfig",
    "setting",
]
