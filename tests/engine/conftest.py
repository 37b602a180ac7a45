"""Shared by the engine's tests: a tiny random codec, tiny data, tiny settings, tiny models.

Nothing here needs shipped weights, a network or a GPU.
"""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderTiny
from PIL import Image

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.codec.weights import save_autoencoder_tiny
from lgt_engine.config import FlowConfig, InferenceConfig, LossConfig, TrainConfig
from lgt_engine.control import Control
from lgt_engine.energies import measure_style_targets, to_tensors
from lgt_engine.energies.features import load_feature_network
from lgt_engine.evaluation import StyleDistance
from lgt_engine.events import Event, Finished, StepDone, StyleScore
from lgt_engine.images import to_tensor
from lgt_engine.model.checkpoint import ModelDescription, read_tensors, save_model
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.training.trainer import Trainer
from lgt_engine.validation import validator
from lgt_engine.validation.validator import Validator

TINY_STYLES = ("hatching", "mosaic")

_OF_PICTURES = ("w_perceptual", "w_colour", "w_layout", "w_smooth")

#: Small enough for a step in some milliseconds; a test overrides what it is about.
_TINY: dict[str, dict[str, Any]] = {
    "data": {
        "image_size": 64,
        "crops_per_style": 4,
        "crops_per_photo": 2,
        "validation_photos": 2,
    },
    "codec": {"kind": "folder"},
    "model": {"base_channels": 8, "style_dim": 16, "time_dim": 16, "kernel_size": 3},
    # Latents alone: drawing a picture takes ten times as long as all the rest of such a step.
    "loss": {
        "w_patches": 1.0,
        "patch_sizes": [1, 3],
        "pyramid_levels": 1,
        "num_projections": 36,
        **dict.fromkeys(_OF_PICTURES, 0.0),
    },
    "training": {
        "batch_size": 4,
        "references_per_style": 2,
        "warmup_steps": 1,
        "max_steps": 4,
        "device": "cpu",
        "threads": 1,
        # Far away: what a clock decides must not decide a test.
        "validate_every_seconds": 1e6,
        "checkpoint_every_seconds": 1e6,
    },
}


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Tensors are tiny here: more threads only get in each other's way."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def codec_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diffusers folder of a random AutoencoderTiny whose latents and pictures have a spread."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        model = AutoencoderTiny(
            encoder_block_out_channels=(8, 8, 8, 8),
            decoder_block_out_channels=(8, 8, 8, 8),
            num_encoder_blocks=(1, 1, 1, 1),
            num_decoder_blocks=(1, 1, 1, 1),
        ).eval()
    pictures = [procedural_picture(kind, 64, 1) for kind in ("scene", "mosaic", "noise", "strokes")]
    pixels = torch.stack([torch.from_numpy(np.array(p)).movedim(-1, 0) for p in pictures])
    pixels = pixels.float() / 127.5 - 1
    with torch.no_grad():
        _calibrate(model.encoder.layers[-1], lambda: model.encode(pixels).latents, 0.1, 0.75)
        latents = model.encode(pixels).latents
        _calibrate(
            model.decoder.layers[-1], lambda: (model.decode(latents).sample + 1) / 2, 0.5, 0.2
        )
    folder = tmp_path_factory.mktemp("codec")
    save_autoencoder_tiny(model, folder)
    return folder


def _calibrate(
    layer: torch.nn.Module, run: Callable[[], torch.Tensor], mean: float, std: float
) -> None:
    """Scale the last convolution so that every channel of the output has this mean and std."""
    torch.nn.init.zeros_(layer.bias)
    out = run().transpose(0, 1).flatten(1)
    share = std / out.std(1)
    layer.weight.mul_(share[:, None, None, None])
    layer.bias.copy_(mean - out.mean(1) * share)


@pytest.fixture(scope="session")
def codec(codec_folder: Path) -> Codec:
    """The tiny codec, loaded."""
    return load_codec("folder", codec_folder)


@pytest.fixture(scope="session")
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two styles (one picture, two pictures) and eight photos of 64 to 96 pixels."""
    root = tmp_path_factory.mktemp("data")
    for style, sizes in {"mosaic": [(96, 80)], "hatching": [(80, 96), (72, 72)]}.items():
        (root / style).mkdir()
        for number, size in enumerate(sizes):
            procedural_picture(style, size, number).save(root / style / f"{number}.png")
    (root / "photos").mkdir()
    for number in range(8):
        size = (64 + 4 * number, 92 - 4 * number)
        procedural_picture("scene", size, number).save(root / "photos" / f"{number}.png")
    return root


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One latent cache for all tests that are not about caching."""
    return tmp_path_factory.mktemp("latents")


@pytest.fixture(scope="session")
def make_config(data_root: Path, codec_folder: Path, cache_dir: Path) -> Callable[..., TrainConfig]:
    """``make_config(save_dir, section={key: value})``: the tiny settings with changes."""

    def make(save_dir: Path, **sections: dict[str, Any]) -> TrainConfig:
        values = json.loads(json.dumps(_TINY))
        values["data"] |= {"data_root": str(data_root), "cache_dir": str(cache_dir)}
        values["codec"] |= {"path": str(codec_folder)}
        values["checkpoint"] = {"save_dir": str(save_dir)}
        for name, changes in sections.items():
            values.setdefault(name, {}).update(changes)
        return TrainConfig.from_dict(values)

    return make


@pytest.fixture
def tiny_config(
    make_config: Callable[..., TrainConfig], tmp_path: Path
) -> Callable[..., TrainConfig]:
    """``tiny_config("run", section={key: value})``: a run folder inside ``tmp_path``."""

    def make(name: str = "run", **sections: dict[str, Any]) -> TrainConfig:
        return make_config(tmp_path / name, **sections)

    return make


@pytest.fixture(scope="session")
def with_pictures() -> dict[str, float]:
    """``loss`` of a test whose training draws pictures, as trainings do by default."""
    return {name: getattr(LossConfig(), name) for name in _OF_PICTURES}


@pytest.fixture(scope="session")
def train() -> Callable[..., list[Event]]:
    """``train(config, resume=False, stop_at=None)``: run to the end, or stop after a step."""

    def run(
        config: TrainConfig, *, resume: bool = False, stop_at: int | None = None
    ) -> list[Event]:
        control = Control()
        events = []
        for event in Trainer(config, control, resume=resume).run():
            events.append(event)
            if isinstance(event, StepDone) and event.step == stop_at:
                control.stop()
        assert isinstance(events[-1], Finished)
        return events

    return run


@dataclass(frozen=True)
class FinishedRun:
    """A run that went to its end, for tests that only look."""

    config: TrainConfig
    events: tuple[Event, ...]

    @property
    def folder(self) -> Path:
        """The run folder."""
        return self.config.checkpoint.save_dir


@pytest.fixture(scope="session")
def finished_run(
    make_config: Callable[..., TrainConfig],
    train: Callable[..., list[Event]],
    tmp_path_factory: pytest.TempPathFactory,
) -> FinishedRun:
    """Six steps on the tiny data; do not write into its folder."""
    config = make_config(tmp_path_factory.mktemp("finished") / "run", training={"max_steps": 6})
    return FinishedRun(config, tuple(train(config)))


@pytest.fixture(scope="session")
def drawn_run(
    make_config: Callable[..., TrainConfig],
    train: Callable[..., list[Event]],
    with_pictures: dict[str, float],
    tmp_path_factory: pytest.TempPathFactory,
) -> FinishedRun:
    """Two steps that drew pictures, so that its styles can be refined to."""
    folder = tmp_path_factory.mktemp("drawn") / "run"
    config = make_config(folder, loss=with_pictures, training={"max_steps": 2})
    return FinishedRun(config, tuple(train(config)))


@pytest.fixture(scope="session")
def read_rows() -> Callable[[Path], list[dict[str, str]]]:
    """The rows of a metrics.csv."""

    def read(path: Path) -> list[dict[str, str]]:
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def assert_same_run(
    read_rows: Callable[[Path], list[dict[str, str]]],
) -> Callable[[Path, Path], None]:
    """``assert_same_run(one, other)``: equal bit for bit in all but the clock."""

    def compare(one: Path, other: Path) -> None:
        for name in ("state.safetensors", "model.safetensors", "best.safetensors"):
            mine, my_document = read_tensors(one / name)
            theirs, their_document = read_tensors(other / name)
            assert mine.keys() == theirs.keys()
            for key, value in mine.items():
                assert torch.equal(value, theirs[key]), f"{name}: {key}"
            for document in (my_document, their_document):
                document.get("counters", {}).pop("seconds", None)
                document.get("config", {}).pop("checkpoint", None)
            assert my_document == their_document
        first, second = read_rows(one / "metrics.csv"), read_rows(other / "metrics.csv")
        for row in (*first, *second):
            row.pop("seconds")
        assert first == second

    return compare


def _random_field(shape: FieldShape, seed: int) -> VelocityField:
    """A velocity field that moves: a fresh one is the identity by design."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        field = VelocityField(shape)
        torch.nn.init.normal_(field.out.weight, std=1 / math.sqrt(9 * shape.base_channels))
        for name, parameter in field.named_parameters():
            if "kernels" in name or name.startswith("strength.2"):
                torch.nn.init.normal_(parameter, std=0.02)
    return field.requires_grad_(False).eval()


def _measured_styles() -> dict[str, torch.Tensor]:
    crops = [to_tensor(procedural_picture(style, 128, 5))[None] for style in TINY_STYLES]
    return to_tensors(measure_style_targets(load_feature_network(), crops))


@pytest.fixture(scope="session")
def make_model(codec: Codec, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """``make_model(flow=…, inference=…)`` writes a model file whose styles visibly move.

    ``measured`` adds what its styles look like, as training does.
    """

    def make(
        flow: FlowConfig | None = None,
        inference: InferenceConfig | None = None,
        *,
        folder: Path | None = None,
        measured: bool = False,
    ) -> Path:
        shape = FieldShape(len(TINY_STYLES), 4, 8, 16, 16, 3)
        description = ModelDescription(
            shape=shape,
            styles=TINY_STYLES,
            codec_kind=codec.kind,
            codec_id=codec.codec_id,
            flow=flow or FlowConfig(),
            inference=inference or InferenceConfig(),
            step=12,
        )
        path = (folder or tmp_path_factory.mktemp("model")) / "model.safetensors"
        targets = _measured_styles() if measured else None
        save_model(path, _random_field(shape, 3).state_dict(), description, targets)
        return path

    return make


@pytest.fixture(scope="session")
def photo() -> Image.Image:
    """A small photo that no run trains on."""
    return procedural_picture("scene", (88, 72), 99)


@pytest.fixture
def slow_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that every look at it moves on by half a second, however fast the machine."""
    clock = [0.0]

    def monotonic() -> float:
        clock[0] += 0.5
        return clock[0]

    monkeypatch.setattr("lgt_engine.training.loop.time.monotonic", monotonic)
    # Nor is the first look later on slow ones.
    monkeypatch.setattr(validator, "_TIMES_DECODED", 0.0)


@pytest.fixture
def quick_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation without judges, for tests of training that measure nothing."""

    def score(_validator: Any, name: str, *_: Any) -> StyleScore:
        return StyleScore(name, 0.0, 0.0, 1.0, 1.0, 1.0)

    monkeypatch.setattr(Validator, "_score", score)
    monkeypatch.setattr(validator, "StyleJudge", lambda _pixels, **_: _NoJudge())


class _NoJudge:
    def distance(self, _pixels: torch.Tensor) -> StyleDistance:
        return StyleDistance(0.0, 0.0)


@pytest.fixture
def own_root(data_root: Path, tmp_path: Path) -> Path:
    """A copy of the data that a test may change."""
    return Path(shutil.copytree(data_root, tmp_path / "data"))


@pytest.fixture
def own_config(
    tiny_config: Callable[..., TrainConfig], own_root: Path, tmp_path: Path
) -> Callable[..., TrainConfig]:
    """Settings on the copy, with a cache of its own."""

    def make(**data: Any) -> TrainConfig:
        values = {"data_root": str(own_root), "cache_dir": str(tmp_path / "cache"), **data}
        return tiny_config(data=values)

    return make
