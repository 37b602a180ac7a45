"""A head start from other styles: drawn styles, the base's script, and how a new run begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Generator

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import (
    CheckpointConfig,
    CodecConfig,
    FlowConfig,
    ModelConfig,
    TrainConfig,
    TrainingConfig,
)
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import measure_style_targets
from lgt_engine.energies.features import load_feature_network
from lgt_engine.errors import CheckpointError
from lgt_engine.model import base_network
from lgt_engine.model.base_network import BaseNetwork, load_base, save_base
from lgt_engine.model.checkpoint import MODEL_NAME, ModelDescription, save_model
from lgt_engine.model.style_encoder import StyleEncoder
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.ops.crops import from_uint8
from lgt_engine.ops.gaussian_transport import channel_moments, palette_flow
from lgt_engine.tools import base_training
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.tools.procedural.styles import MANNERS, style_picture
from lgt_engine.training.style_references import measure_references
from lgt_engine.training.warm_start import matching_base_network, warm_start

SIZES = {"base_channels": 8, "style_dim": 16, "time_dim": 16, "kernel_size": 3}
SHAPE = FieldShape(num_styles=2, **SIZES)
CONFIG = TrainConfig(
    model=ModelConfig(**SIZES),
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


def test_the_script_draws_trains_exports_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_training, "MANNERS", ("oil", "tiles"))
    monkeypatch.setattr(base_training, "_SIDE", 96)
    monkeypatch.setattr(base_training, "_SCENE", (96, 80))
    given = tmp_path / "ink"
    given.mkdir()
    procedural_picture("hatching", 80, 0).save(given / "ink.png")
    out = tmp_path / "out"

    def run(steps: int, folder: Path = out) -> BaseNetwork:
        numbers = ["--hands", "1", "--scenes", "2", "--batch", "2", "--size", "64", "--width", "8"]
        arguments = ["--out", str(folder), "--styles", str(given), "--steps", str(steps)]
        with torch.random.fork_rng():
            torch.manual_seed(0)
            assert base_training.main([*arguments, *numbers, "--device", "cpu"]) == 0
        made = load_base(folder / MODEL_NAME)
        assert made is not None
        return made

    first = run(2)
    drawn = (out / "styles" / "oil-0.png").stat().st_mtime_ns
    assert first.field.out.weight.abs().max() > 0
    assert first.content_covariance.shape == (4, 4)
    second = run(3)
    assert (out / "styles" / "oil-0.png").stat().st_mtime_ns == drawn
    assert not torch.equal(first.field.out.weight, second.field.out.weight)


def test_a_folder_without_pictures_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    arguments = ["--out", str(tmp_path / "out"), "--hands", "0", "--scenes", "0"]
    assert base_training.main([*arguments, "--photos", str(tmp_path / "empty")]) == 2
    assert "holds no picture" in capsys.readouterr().err


def test_recolouring_keeps_grey_grey_and_turns_hues() -> None:
    grey = torch.linspace(-1, 1, 16).view(1, 1, 4, 4).expand(32, 3, 4, 4).contiguous()
    found = base_training.recoloured(grey, Generator().manual_seed(0))
    torch.testing.assert_close(found, found[:, :1].expand_as(found), rtol=0, atol=1e-5)
    red = torch.tensor([0.8, -0.8, -0.8]).view(1, 3, 1, 1).expand(32, 3, 4, 4)
    turned = base_training.recoloured(red, Generator().manual_seed(0))
    changed = (turned - red).abs().amax((1, 2, 3)) > 1e-3
    assert int(changed.sum()) > 28


# --- how a run begins -------------------------------------------------------------------------


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BaseNetwork]:
    """Puts a base of small sizes where the program looks for its own."""

    def make() -> BaseNetwork:
        with resources.as_file(resources.files("lgt_resources") / "codec") as codec:
            (tmp_path / "codec").symlink_to(codec)
        monkeypatch.setattr(base_network.resources, "files", lambda _: tmp_path)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            field = VelocityField(replace(SHAPE, num_styles=1))
            torch.nn.init.normal_(field.out.weight, std=0.1)
            made = BaseNetwork(field, StyleEncoder(SHAPE.style_dim), torch.zeros(4), torch.eye(4))
        save_base(tmp_path / "base" / MODEL_NAME, made)
        return made

    return make


def test_a_base_comes_back_as_it_was_saved(ship: Callable[..., BaseNetwork]) -> None:
    made, found = ship(), load_base()
    assert found is not None
    assert found.field.shape == made.field.shape
    for name, value in made.field.state_dict().items():
        torch.testing.assert_close(found.field.state_dict()[name], value, atol=1e-3, rtol=1e-3)
    assert torch.equal(found.content_covariance, made.content_covariance)


def test_a_model_is_no_base(tmp_path: Path) -> None:
    description = ModelDescription(SHAPE, ("a", "b"), "builtin", "builtin-0")
    save_model(tmp_path / "m.safetensors", VelocityField(SHAPE).state_dict(), description)
    with pytest.raises(CheckpointError, match="no base"):
        load_base(tmp_path / "m.safetensors")


@pytest.mark.parametrize(
    "change",
    [
        {"codec": CodecConfig("folder", Path("elsewhere"))},
        {"flow": FlowConfig(path="noise")},
        {"model": ModelConfig(**(SIZES | {"base_channels": 16}))},
    ],
)
def test_a_base_of_another_kind_is_left_alone(
    ship: Callable[..., BaseNetwork], change: dict[str, Any]
) -> None:
    ship()
    config = replace(CONFIG, **change)
    assert matching_base_network(CONFIG, SHAPE) is not None
    assert (
        matching_base_network(config, replace(SHAPE, base_channels=config.model.base_channels))
        is None
    )


def begun(config: TrainConfig, name: str = "new") -> tuple[VelocityField, str | None]:
    dataset = _dataset(name)
    codec = load_codec("builtin")
    references = measure_references(dataset, config, codec, torch.device("cpu"))
    network = VelocityField(replace(SHAPE, num_styles=1))
    return network, warm_start(network, dataset, config, references)


def test_a_new_style_begins_where_the_encoder_places_it(ship: Callable[..., BaseNetwork]) -> None:
    base = ship()
    network, source = begun(CONFIG)
    assert source == "base"
    torch.testing.assert_close(network.stem.weight, base.field.stem.weight, atol=1e-3, rtol=1e-3)
    pixels = from_uint8(_dataset("new").style_pixels)
    read = measure_style_targets(load_feature_network(), [pixels]).statistics
    expected = base.encoder(read)[0]
    torch.testing.assert_close(network.style.weight[1], expected, atol=1e-2, rtol=1e-2)


def test_from_scratch_only_the_palette_is_known(ship: Callable[..., BaseNetwork]) -> None:
    ship()
    network, source = begun(replace(CONFIG, checkpoint=CheckpointConfig(from_base=False)))
    assert source is None
    assert network.out.weight.abs().max() == 0
    assert network.palette_matrix[1].abs().max() > 0


def test_a_model_that_is_asked_for_comes_before_the_base_and_keeps_its_styles(
    ship: Callable[..., BaseNetwork], tmp_path: Path
) -> None:
    ship()
    mine = VelocityField(replace(SHAPE, num_styles=1))
    description = ModelDescription(mine.shape, ("mine",), "builtin", "builtin-0")
    path = tmp_path / "mine.safetensors"
    save_model(path, mine.state_dict(), description)
    config = replace(CONFIG, checkpoint=CheckpointConfig(start_from=path))
    kept, source = begun(config, "mine")
    assert source == str(path)
    assert torch.equal(kept.style.weight, mine.style.weight)
    assert kept.palette_matrix.abs().max() == 0
    added, _ = begun(config, "new")
    assert torch.equal(added.stem.weight, mine.stem.weight)
    assert not torch.equal(added.style.weight[1], mine.style.weight[1])
    assert added.palette_matrix[1].abs().max() > 0


@pytest.mark.parametrize("num_steps", [1, 2, 5])
def test_the_palette_flow_carries_one_gaussian_to_the_other(num_steps: int) -> None:
    draw = Generator().manual_seed(0)
    photos, pictures = (
        torch.einsum("dc,bchw->bdhw", torch.randn(4, 4, generator=draw), noise) + shift
        for noise, shift in (
            (torch.randn(4, 4, 32, 32, generator=draw), 0.5),
            (torch.randn(4, 4, 32, 32, generator=draw), -1.0),
        )
    )
    matrix, shift = palette_flow(channel_moments(photos), channel_moments(pictures), num_steps)
    x = photos
    for _ in range(num_steps):
        velocity = torch.einsum("dc,bchw->bdhw", matrix, x) + shift[:, None, None]
        x = x + velocity / num_steps
    for found, wanted in zip(channel_moments(x), channel_moments(pictures), strict=True):
        torch.testing.assert_close(found, wanted, rtol=0.05, atol=0.05)


def _dataset(name: str) -> InMemoryLatentDataset:
    draw = Generator().manual_seed(3)
    latents = torch.randn(4, 4, 8, 8, generator=draw)
    pixels = torch.randint(256, (4, 3, 64, 64), generator=draw).to(torch.uint8)
    return InMemoryLatentDataset(
        style_names=(name,),
        style_latents=1.5 * latents,
        style_pixels=pixels,
        style_ids=torch.zeros(4, dtype=torch.long),
        style_pictures=torch.arange(4),
        content_latents=latents,
        content_pixels=pixels,
        content_styles=torch.full((4,), -1),
        content_pictures=100 + torch.arange(4),
        validation_pixels=torch.zeros(1, 3, 64, 64),
        judge_pixels={},
    )
