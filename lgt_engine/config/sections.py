"""Every setting of a training run, with its meaning, default and allowed values.

The dataclasses below are the single source: reading, validation, the command line's ``--set`` and
the window's Advanced page all follow their fields' metadata.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Where to compute, by torch's names: "cuda" is NVIDIA, or AMD with ROCm; "xpu" Intel; "mps" Apple.
DEVICES = ("auto", "cpu", "cuda", "xpu", "mps")


def setting(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    """A dataclass field with its explanation and its inclusive limits or choices."""
    metadata = {"help": help, "low": low, "high": high, "choices": choices}
    if isinstance(default, list | dict):
        raise TypeError("defaults must be immutable: use a tuple")
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class DataConfig:
    """Where the pictures are and how crops are cut from them."""

    data_root: Path | None = setting(None, "folder with one sub-folder per style (required)")
    style_subdirs: tuple[str, ...] | None = setting(
        None, "which sub-folders are styles; null takes all but the photos"
    )
    content_subdir: str = setting("photos", "sub-folder of the photos, or a path of its own")
    image_size: int = setting(
        192, "side of the training crops in pixels, a multiple of 32", low=64, high=1024
    )
    crops_per_style: int = setting(
        48,
        "crops cut from each style, spread over its pictures (at least one each)",
        low=1,
        high=10000,
    )
    crops_per_photo: int = setting(4, "crops cut from each photo", low=1, high=64)
    style_scale_min: float = setting(
        0.7, "smallest crop of a style picture, share of its short side", low=0.05, high=1
    )
    style_scale_max: float = setting(
        1.0, "largest crop of a style picture, likewise", low=0.05, high=1
    )
    brush_size: float = setting(
        1.0,
        "size of the strokes: 2 cuts style pictures twice as close and paints strokes twice as "
        "large, 0.5 half as large",
        low=0.25,
        high=4,
    )
    photo_scale_min: float = setting(
        0.6, "smallest crop of a photo, share of its short side", low=0.05, high=1
    )
    zoom: float = setting(
        2.0,
        "how closely the codec looks: crops of styles and photos are cut this many times smaller, "
        "and small photos are stylized enlarged by up to this; at 2 it draws lines that are lost "
        "at 1",
        low=1,
        high=4,
    )
    background: str = setting(
        "white",
        "what shows through transparent pictures: 'white', 'black' or a colour such as '#ffeecc'",
    )
    validation_photos: int = setting(
        4, "photos held out of training to measure progress", low=1, high=64
    )
    cache_dir: Path | None = setting(None, "where latents are cached; null is the user's cache")

    @property
    def style_scales(self) -> tuple[float, float]:
        """Range of a style crop's side as a share of the short side, brush size applied."""
        return self.style_scale_min / self.brush_size, self.style_scale_max / self.brush_size

    @property
    def ground(self) -> tuple[int, int, int]:
        """Red, green and blue of the background, 0 to 255."""
        from lgt_engine.images.colour import parse_colour  # not at the top: it loads Pillow

        return parse_colour(self.background)

    @property
    def close_style_scales(self) -> tuple[float, float]:
        """The same as the codec looks: zoom applied too."""
        low, high = self.style_scales
        return low / self.zoom, high / self.zoom

    @property
    def close_photo_scales(self) -> tuple[float, float]:
        """Range of a photo crop's side as a share of the short side, zoom applied."""
        return self.photo_scale_min / self.zoom, 1.0 / self.zoom


@dataclass(frozen=True)
class CodecConfig:
    """The pretrained image codec whose latents are styled."""

    kind: str = setting(
        "builtin",
        "which codec",
        choices=("builtin", "taesd", "sd-vae-ft-mse", "folder"),
    )
    path: Path | None = setting(None, "the codec's folder, for kind 'folder'")


@dataclass(frozen=True)
class ModelConfig:
    """Size of the velocity field."""

    latent_channels: int = setting(4, "channels of the codec's latents", low=1, high=64)
    base_channels: int = setting(64, "width of the network", low=8, high=512)
    style_dim: int = setting(256, "size of the style embedding", low=8, high=2048)
    time_dim: int = setting(256, "size of the time embedding", low=8, high=2048)
    kernel_size: int = setting(5, "side of the style-made kernels, odd; 0 for none", low=0, high=9)
    noise_channels: int = setting(
        4,
        "channels of noise beside the latents, by which marks find irregular places; 0 for none",
        low=0,
        high=64,
    )


@dataclass(frozen=True)
class FlowConfig:
    """The path from the photo to the picture."""

    path: str = setting(
        "source",
        "'source' carries the photo itself, 'noise' starts from a noised photo",
        choices=("source", "noise"),
    )
    variation: float = setting(0.0, "noise added to the photo on the source path", low=0, high=2)
    noise_start: float = setting(
        0.5,
        "noise path: start time at stylization and the smallest one in training",
        low=0.0,
        high=0.99,
    )
    solver: str = setting("euler", "integrator", choices=("euler", "heun"))
    restart_prob: float = setting(
        0.1,
        "source path: share of training steps that start part of the way along the flow, so that "
        "any number of integration steps works later",
        low=0,
        high=1,
    )


@dataclass(frozen=True)
class LossConfig:
    """The energy and its weights."""

    w_style: float = setting(1.0, "weight of all style terms together", low=0)
    w_perceptual: float = setting(
        1.0,
        "weight of the features of drawn pictures inside the style: what a picture looks like to a "
        "network of natural images",
        low=0,
    )
    w_colour: float = setting(
        0.6, "weight of the colours of drawn pictures inside the style", low=0
    )
    w_patches: float = setting(
        0.0,
        "weight of patches of latents inside the style; the settings of patches and references "
        "below act when it is above 0",
        low=0,
    )
    w_content: float = setting(1.0, "weight of all content terms together", low=0)
    w_layout: float = setting(
        0.06, "weight of the layout of drawn pictures' features inside the content", low=0
    )
    w_anchor: float = setting(0.08, "weight of the low-band anchor inside the content", low=0)
    w_similarity: float = setting(0.2, "weight of self-similarity inside the content", low=0)
    w_transport: float = setting(0.0, "weight of |x_1 - x_src|^2 inside the content", low=0)
    w_smooth: float = setting(
        0.05, "weight of the total variation of drawn pictures: flat paint, no grain", low=0
    )
    w_null: float = setting(0.2, "weight of the identity for samples without a label", low=0)
    patch_sizes: tuple[int, ...] = setting((1, 3, 5), "patch sides", low=1, high=9)
    pyramid_levels: int = setting(2, "levels of the patches, each half the size", low=1, high=4)
    num_projections: int = setting(
        64, "projections of each patch size above 1 at each level", low=1, high=4096
    )
    max_samples: int | None = setting(None, "cap on patches per style; null uses all", low=16)
    max_spatial_samples: int | None = setting(
        None, "self-similarity on this many positions; null is exact", low=4
    )
    stratified: bool = setting(True, "evenly spaced patches under max_samples")
    targets: str = setting(
        "cached",
        "'cached' compares with the quantiles of all crops of a style, 'drawn' with a few "
        "references drawn each step",
        choices=("cached", "drawn"),
    )
    use_velocity_reg: bool = setting(False, "penalise the squared velocity")
    velocity_reg_weight: float = setting(0.05, "its weight", low=0)
    use_divergence_reg: bool = setting(False, "penalise the squared divergence of the velocity")
    divergence_reg_weight: float = setting(0.05, "its weight", low=0)


@dataclass(frozen=True)
class TrainingConfig:
    """Optimisation, schedule and resources."""

    batch_size: int | str = setting(
        "auto",
        "photos a step, over all processes; 'auto' plans it from the device's memory",
        low=1,
        high=65536,
    )
    accumulation: int = setting(
        1, "steps whose gradients are summed before an update", low=1, high=65536
    )
    styles_per_batch: int | None = setting(
        None, "styles a step; null is batch_size / 4, at most all", low=1
    )
    references_per_style: int = setting(8, "style crops a style and step", low=1, high=64)
    learning_rate: float = setting(
        1e-3,
        "peak rate of AdamW from scratch; from a trained network, half of it",
        low=1e-7,
        high=1,
    )
    weight_decay: float = setting(0.01, "of AdamW", low=0, high=1)
    warmup_steps: int = setting(30, "steps of linear warm-up", low=0)
    ema_decay: float = setting(0.99, "of the averaged weights that are kept", low=0, high=0.99999)
    label_drop_prob: float = setting(
        0.15,
        "share of samples without a label, where the null branch has something to learn",
        low=0,
        high=0.9,
    )
    ode_integration_steps: int = setting(1, "integration steps in training", low=1, high=32)
    max_steps: int | None = setting(None, "stop after this many steps", low=1)
    max_minutes: float | None = setting(
        None,
        "minutes from the command to the finished model, preparation and saving included; 10 when "
        "max_steps is null too",
        low=0.01,
    )
    patience_minutes: float | None = setting(
        None,
        "stop sooner when the pictures have looked no better for this many minutes, and "
        "keep the weights with which they looked best; null trains to the end",
        low=0.01,
    )
    use_gradient_checkpointing: bool = setting(False, "less memory for about a third more time")
    max_norm: float = setting(1.0, "gradient clipping", low=0.001)
    seed: int = setting(0, "of every random draw", low=0, high=2**32 - 1)
    device: str = setting("auto", "where to compute", choices=DEVICES)
    precision: str = setting(
        "auto",
        "'auto' is bfloat16 where the device computes it natively, else float32",
        choices=("auto", "float32", "bfloat16"),
    )
    max_memory_gib: float | None = setting(
        None, "GPU memory that training may take, in GiB; null leaves 15 % to the desktop", low=0.25
    )
    compile: bool = setting(False, "compile the network (slow start, faster steps)")
    low_priority: bool = setting(
        True, "let other programs have the processor first while this one trains"
    )
    threads: int | None = setting(None, "CPU threads; null lets torch choose", low=1, high=1024)
    validate_every_seconds: float = setting(20.0, "between validations", low=0.1)
    checkpoint_every_seconds: float = setting(
        10.0,
        "between checkpoints, which a crash or power cut loses at most; longer where saving would "
        "take more than 2 % of the time, up to 12",
        low=0.1,
    )


@dataclass(frozen=True)
class InferenceConfig:
    """What a stylization uses when it is not told otherwise."""

    cfg_scale: float = setting(
        1.0, "guidance: 0 the photo, 1 the style, above 1 bolder", low=0, high=10
    )
    num_steps: int = setting(1, "integration steps", low=1, high=100)


@dataclass(frozen=True)
class CheckpointConfig:
    """Where the run is kept."""

    save_dir: Path = setting(Path("runs/first"), "run folder")
    start_from: Path | None = setting(
        None, "a model file whose weights a new run starts from; styles are matched by name"
    )
    from_base: bool = setting(
        True,
        "without start_from, a new run starts from the base network in resources/base, where there "
        "is one of these sizes; false starts from scratch",
    )
