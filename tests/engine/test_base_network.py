"""A head start from other styles: drawn styles, the base's script, and how a new run begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Generator, Tensor

from lgt_engine import base_training
from lgt_engine.checkpoint import MODEL_NAME, ModelDescription, load_model, save_model
from lgt_engine.config import (
    CheckpointConfig,
    CodecConfig,
    FlowConfig,
    LossConfig,
    ModelConfig,
    TrainConfig,
    TrainingConfig,
)
from lgt_engine.control import Control
from lgt_engine.dataset import InMemoryLatentDataset
from lgt_engine.energies import PatchBank
from lgt_engine.errors import Cancelled
from lgt_engine.events import Progress
from lgt_engine.network import FieldShape, VelocityField, sinusoidal_embedding
from lgt_engine.procedural import procedural_picture
from lgt_engine.procedural_styles import MANNERS, style_picture
from lgt_engine.training import warm_start
from lgt_engine.training.distributed import Ranks
from lgt_engine.training.style_bank import make_bank
from lgt_engine.training.warm_start import begin, nearest_label, starting_model

SIZES = {"base_channels": 8, "style_dim": 16, "time_dim": 16, "kernel_size": 3}
SHAPE = FieldShape(num_styles=2, **SIZES)
CONFIG = TrainConfig(
    model=ModelConfig(**SIZES),
    loss=LossConfig(patch_sizes=(1, 3), pyramid_levels=1, num_projections=8),
    training=TrainingConfig(device="cpu", precision="float32"),
)


# --- drawn styles -----------------------------------------------------------------------------


@pytest.mark.parametrize("manner", MANNERS)
def test_a_style_is_a_hand_and_its_pictures_are_motifs(manner: str) -> None:
    one = style_picture(manner, 96, 1, 0)
    assert one.size == (96, 96)
    assert one.tobytes() == style_picture(manner, 96, 1, 0).tobytes()
    motif, hand = style_picture(manner, 96, 1, 1), style_picture(manner, 96, 2, 0)
    assert one.tobytes() != motif.tobytes()
    assert one.tobytes() != hand.tobytes()
    assert max(np.asarray(picture).std() for picture in (one, motif, hand)) > 10


def test_impossible_styles_are_named() -> None:
    with pytest.raises(ValueError, match="unknown manner 'fresco'"):
        style_picture("fresco", 96, 0)
    with pytest.raises(ValueError, match="at least 64"):
        style_picture("oil", 32, 0)


# --- the script -------------------------------------------------------------------------------


def test_the_script_draws_trains_and_exports_and_goes_on(
    codec_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_training, "MANNERS", ("oil", "tiles"))
    monkeypatch.setattr(base_training, "_SIDE", 96)
    monkeypatch.setattr(base_training, "_SCENE", (96, 80))
    given = tmp_path / "given" / "ink"
    given.mkdir(parents=True)
    procedural_picture("hatching", 80, 0).save(given / "ink.png")
    small = {
        "data.image_size": 64,
        "data.style_scale_min": 0.4,
        "codec.kind": "folder",
        "codec.path": str(codec_folder),
        "loss.pyramid_levels": 1,
        "loss.patch_sizes": [1, 3],
        "training.batch_size": 3,
        "training.styles_per_batch": 3,
        "training.threads": 1,
        **{f"model.{key}": value for key, value in SIZES.items()},
    }
    out = tmp_path / "out"

    def run(steps: int) -> int:
        settings = {**small, "training.max_steps": steps}
        sets = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
        numbers = ["--hands", "1", "--pictures", "1", "--scenes", "5", "--minutes", "9"]
        return base_training.main(
            ["--out", str(out), "--styles", str(given.parent), *numbers, *sets]
        )

    assert run(2) == 0
    drawn = (out / "styles" / "oil-0" / "0.png").stat().st_mtime_ns
    network, description = load_model(out / MODEL_NAME)
    assert description.styles == ("ink", "oil-0", "tiles-0")
    assert description.step == 2
    trained, _ = load_model(out / "run" / MODEL_NAME)
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, trained.state_dict()[name], atol=1e-3, rtol=1e-3)
    assert (out / MODEL_NAME).stat().st_size < 0.7 * (out / "run" / MODEL_NAME).stat().st_size
    assert run(3) == 0
    assert load_model(out / MODEL_NAME)[1].step == 3
    assert (out / "styles" / "oil-0" / "0.png").stat().st_mtime_ns == drawn


def test_a_folder_without_pictures_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    arguments = ["--out", str(tmp_path / "out"), "--hands", "0", "--scenes", "0"]
    assert base_training.main([*arguments, "--photos", str(tmp_path / "empty")]) == 2
    assert "holds no picture" in capsys.readouterr().err


# --- how a run begins -------------------------------------------------------------------------


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., VelocityField]:
    """``ship(flow=…)`` puts a base of two styles where the program looks for its own."""

    def make(flow: FlowConfig | None = None) -> VelocityField:
        monkeypatch.setattr(warm_start.resources, "files", lambda _: tmp_path)
        field = VelocityField(SHAPE)
        description = ModelDescription(
            SHAPE, ("a", "b"), "builtin", "builtin-0", flow=flow or FlowConfig()
        )
        (tmp_path / "base").mkdir(exist_ok=True)
        save_model(tmp_path / "base" / MODEL_NAME, field.state_dict(), description)
        return field

    return make


def test_a_run_of_the_same_sizes_starts_from_the_base(ship: Callable[..., Any]) -> None:
    field = ship()
    found = starting_model(CONFIG, replace(SHAPE, num_styles=5))
    assert found is not None
    assert torch.equal(found[0].stem.weight, field.stem.weight)


@pytest.mark.parametrize(
    "change",
    [
        {"checkpoint": CheckpointConfig(from_base=False)},
        {"codec": CodecConfig("folder", Path("elsewhere"))},
        {"flow": FlowConfig(path="noise")},
    ],
)
def test_a_base_of_another_kind_is_left_alone(
    ship: Callable[..., Any], change: dict[str, Any]
) -> None:
    ship()
    assert starting_model(replace(CONFIG, **change), SHAPE) is None


def test_a_base_of_another_size_is_left_alone(ship: Callable[..., Any]) -> None:
    ship()
    assert starting_model(CONFIG, replace(SHAPE, base_channels=16)) is None


def test_without_a_base_a_run_starts_from_scratch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_start.resources, "files", lambda _: tmp_path)
    assert starting_model(CONFIG, SHAPE) is None


def test_a_model_that_is_asked_for_comes_before_the_base(
    ship: Callable[..., Any], tmp_path: Path
) -> None:
    ship()
    mine = VelocityField(SHAPE)
    description = ModelDescription(SHAPE, ("mine", "too"), "builtin", "builtin-0")
    save_model(tmp_path / "mine.safetensors", mine.state_dict(), description)
    asked = replace(CONFIG, checkpoint=CheckpointConfig(start_from=tmp_path / "mine.safetensors"))
    found = starting_model(asked, SHAPE)
    assert found is not None
    assert found[1].styles == ("mine", "too")


@pytest.mark.parametrize(("name", "share"), [("new", 0.3), ("mine", 1.0)])
def test_new_styles_begin_with_a_share_of_the_strokes_and_known_ones_with_all(
    name: str, share: float, tmp_path: Path
) -> None:
    latents = torch.randn(12, 4, 16, 16, generator=Generator().manual_seed(3))
    dataset = replace(_dataset(photos=latents, style=latents), style_names=(name,))
    mine = VelocityField(replace(SHAPE, num_styles=1))
    torch.nn.init.normal_(mine.out.weight, generator=Generator().manual_seed(1))
    description = ModelDescription(mine.shape, ("mine",), "builtin", "builtin-0")
    save_model(tmp_path / "mine.safetensors", mine.state_dict(), description)
    config = replace(CONFIG, checkpoint=CheckpointConfig(start_from=tmp_path / "mine.safetensors"))
    network = VelocityField(mine.shape)
    for _ in begin(network, dataset, config, make_bank(dataset, config), Ranks(), Control()):
        pass
    x, t, label = latents[:2], torch.zeros(2), torch.zeros(2, dtype=torch.long)
    condition = mine.condition(mine.time(sinusoidal_embedding(t, 16)) + mine.style(label + 1))
    with torch.no_grad():
        before, after = mine._unet(x, condition), network._unet(x, condition)
    assert before.abs().mean() > 0.01
    torch.testing.assert_close(after, share * before)


def test_a_new_style_begins_as_the_label_that_does_best() -> None:
    """The new style looks like the photos themselves: the label that moves nothing is best."""
    latents = torch.randn(12, 4, 16, 16, generator=Generator().manual_seed(3))
    dataset = _dataset(photos=latents, style=latents)
    source = VelocityField(replace(SHAPE, num_styles=3))
    torch.nn.init.normal_(source.out.weight, generator=Generator().manual_seed(1))
    for still in range(3):
        with torch.no_grad():
            source.gate[:] = torch.tensor([0.0, 1.0, 1.0, 1.0])
            source.gate[still + 1] = 0.0
        assert _chosen(source, dataset, CONFIG, make_bank(dataset, CONFIG)) == still
    drawn = replace(CONFIG, loss=replace(CONFIG.loss, targets="drawn"))
    assert _chosen(source, dataset, drawn, None) == 2


def test_the_mean_of_all_labels_is_tried_too() -> None:
    """Two labels that push in opposite directions: between them lies standing still."""
    latents = torch.randn(12, 4, 16, 16, generator=Generator().manual_seed(3))
    dataset = _dataset(photos=latents, style=latents)
    source = VelocityField(SHAPE)
    torch.nn.init.ones_(source.out.bias)
    with torch.no_grad():
        source.gate[:] = torch.tensor([0.0, 1.0, -1.0])
    assert _chosen(source, dataset, CONFIG, make_bank(dataset, CONFIG)) is None


def test_the_choice_says_how_far_it_is_and_can_be_stopped() -> None:
    latents = torch.randn(12, 4, 16, 16, generator=Generator().manual_seed(3))
    dataset, control = _dataset(photos=latents, style=latents), Control()
    trials = nearest_label(VelocityField(SHAPE), dataset, 0, CONFIG, None, control)
    first, second = next(trials), next(trials)
    assert isinstance(first, Progress)
    assert "“new”" in first.stage
    assert (first.done, first.total) == (0, 3)
    assert second.done == 1
    control.stop()
    with pytest.raises(Cancelled):
        next(trials)


def _chosen(
    source: VelocityField,
    dataset: InMemoryLatentDataset,
    config: TrainConfig,
    bank: PatchBank | None,
) -> int | None:
    trials = nearest_label(source, dataset, 0, config, bank, Control())
    while True:
        try:
            next(trials)
        except StopIteration as end:
            return end.value


def _dataset(photos: Tensor, style: Tensor) -> InMemoryLatentDataset:
    return InMemoryLatentDataset(
        style_names=("new",),
        style_latents=style,
        style_ids=torch.zeros(len(style), dtype=torch.long),
        style_pictures=torch.arange(len(style)),
        content_latents=photos,
        content_styles=torch.full((len(photos),), -1),
        content_pictures=100 + torch.arange(len(photos)),
        validation_pixels=torch.zeros(1, 3, 64, 64),
        judge_pixels={},
    )
