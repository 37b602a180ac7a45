"""Codecs: pixels to latents and back, whatever the size, and clear words when one is missing."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from lgt_engine.codec.download import download
from lgt_engine.codec.image_codec import DOWNLOADS, KINDS, Codec, is_downloaded, load_codec
from lgt_engine.codec.weights import WEIGHTS_NAME
from lgt_engine.config import CodecConfig
from lgt_engine.control import Control
from lgt_engine.errors import CodecError
from lgt_engine.images import to_tensor
from lgt_engine.tools.procedural.pictures import procedural_picture


def _pixels(*sizes: tuple[int, int], kind: str = "scene") -> torch.Tensor:
    return torch.stack([to_tensor(procedural_picture(kind, s, n)) for n, s in enumerate(sizes)])


def _psnr(one: torch.Tensor, other: torch.Tensor) -> float:
    """In decibel, for pixels in [−1, 1], mean over the pictures."""
    error = (one - other).square().flatten(1).mean(1)
    return float((10 * torch.log10(4 / error)).mean())


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(1, 9), st.integers(1, 9))
def test_a_latent_cell_covers_eight_pixels_each_way(
    codec: Codec, batch: int, rows: int, columns: int
) -> None:
    latents = codec.encode(torch.zeros(batch, 3, 8 * rows, 8 * columns))
    assert latents.shape == (batch, 4, rows, columns)
    assert latents.dtype == torch.float32
    pixels = codec.decode(latents)
    assert pixels.shape == (batch, 3, 8 * rows, 8 * columns)
    assert pixels.dtype == torch.float32


def test_a_size_that_is_no_multiple_is_a_clear_error(codec: Codec) -> None:
    with pytest.raises(ValueError, match="multiple of 8"):
        codec.encode(torch.zeros(1, 3, 65, 64))


def test_pictures_come_back_inside_the_range(codec: Codec) -> None:
    pixels = codec.decode(torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(0)) * 50)
    assert pixels.min() >= -1
    assert pixels.max() <= 1


def test_what_comes_out_can_be_trained_on(codec: Codec) -> None:
    """Not an inference tensor, which autograd refuses."""
    latents = codec.encode(_pixels((64, 64)))
    assert not latents.is_inference()
    assert not latents.requires_grad
    (latents * torch.ones(1, requires_grad=True)).sum().backward()


def test_scaling_is_applied_on_the_way_in_and_undone_on_the_way_out(
    codec_folder: Path, tmp_path: Path, codec: Codec
) -> None:
    folder = Path(shutil.copytree(codec_folder, tmp_path / "scaled"))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "scaling_factor": 0.5}))
    scaled = load_codec("folder", folder)
    pixels = _pixels((64, 64))
    torch.testing.assert_close(scaled.encode(pixels), 0.5 * codec.encode(pixels))
    torch.testing.assert_close(scaled.round_trip(pixels), codec.round_trip(pixels))


def test_a_batch_equals_its_pictures_one_by_one(codec: Codec, codec_folder: Path) -> None:
    pixels = _pixels(*[(64, 72)] * 5)
    whole = codec.encode(pixels)
    single = torch.cat([codec.encode(pixels[i : i + 1]) for i in range(5)])
    torch.testing.assert_close(whole, single, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(
        codec.decode(whole),
        torch.cat([codec.decode(z[None]) for z in single]),
        atol=1e-5,
        rtol=1e-5,
    )
    in_parts = load_codec("folder", codec_folder)
    in_parts.pixels_at_once = 3 * 64 * 72  # with the margins: two of five, then one
    torch.testing.assert_close(in_parts.encode(pixels), whole, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("size", [(328, 440), (600, 136), (256, 264)])
def test_pieces_agree_with_the_whole(
    codec: Codec, codec_folder: Path, size: tuple[int, int]
) -> None:
    pieces = load_codec("folder", codec_folder)
    pieces.pixels_at_once, pieces.tile_cells = 256 * 256, 16
    pixels = _pixels(size)
    latents = pieces.encode(pixels)
    torch.testing.assert_close(latents, codec.encode(pixels), atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(pieces.decode(latents), codec.decode(latents), atol=1e-4, rtol=1e-4)


def test_pieces_of_the_builtin_codec_leave_no_seam() -> None:
    """At most 2 of 255 anywhere is asked for; half a step cannot be seen in any file."""
    codec, pixels = load_codec("builtin"), _pixels((192, 104), kind="mixture")
    latents = codec.encode(pixels)
    whole = codec.decode(latents)
    codec.pixels_at_once, codec.tile_cells = 64 * 64, 12
    assert (codec.encode(pixels) - latents).abs().max() < 1e-3
    assert (codec.decode(latents) - whole).abs().max() < 0.5 / 127.5


def test_no_line_is_drawn_along_the_edge_of_a_picture() -> None:
    """Zeros beyond the edge would set the outermost rows off from those beside them."""
    codec, pixels = load_codec("builtin"), _pixels((96, 160), (96, 160), kind="mixture")
    latents = codec.encode(pixels)
    with torch.inference_mode():
        bare = codec._model.decode(latents / codec.scaling).sample.clamp(-1, 1)

    def jump(decoded: torch.Tensor) -> float:
        rows = decoded.mean(1)
        return float(((rows[:, 0] - rows[:, 1]).abs() + (rows[:, -1] - rows[:, -2]).abs()).mean())

    assert jump(codec.decode(latents)) < 0.5 * jump(bare)


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(CodecError, match="no codec 'jpeg'") as caught:
        load_codec("jpeg")
    assert all(kind in caught.value.next_step for kind in KINDS)


def test_a_folder_codec_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CodecError, match="needs a path"):
        load_codec("folder")
    with pytest.raises(CodecError, match="does not exist"):
        load_codec(CodecConfig("folder", tmp_path / "absent"))
    with pytest.raises(CodecError, match="holds no tiny autoencoder"):
        load_codec("folder", tmp_path)


def _without_weights(folder: Path) -> None:
    (folder / WEIGHTS_NAME).unlink()


def _cut_weights(folder: Path) -> None:
    path = folder / WEIGHTS_NAME
    path.write_bytes(path.read_bytes()[:-50])


def _foreign_weights(folder: Path) -> None:
    save_file({"a": torch.ones(2)}, folder / WEIGHTS_NAME)


def _poisoned_weights(folder: Path) -> None:
    weights = load_file(folder / WEIGHTS_NAME)
    next(iter(weights.values())).fill_(float("nan"))
    save_file(weights, folder / WEIGHTS_NAME)


def _config(text: str) -> Any:
    return lambda folder: (folder / "config.json").write_text(text)


@pytest.mark.parametrize(
    "damage",
    [
        _without_weights,
        _cut_weights,
        _foreign_weights,
        _poisoned_weights,
        _config("not json"),
        _config("[]"),
        _config('{"_class_name": "UNet2DModel"}'),
        _config('{"_class_name": "AutoencoderTiny", "latent_channels": "many"}'),
        _config('{"_class_name": "AutoencoderTiny", "encoder_block_out_channels": []}'),
        _config('{"_class_name": "AutoencoderKL"}'),
    ],
)
def test_a_damaged_codec_folder_is_a_codec_error(
    codec_folder: Path, tmp_path: Path, damage: Any
) -> None:
    folder = Path(shutil.copytree(codec_folder, tmp_path / "codec"))
    damage(folder)
    with pytest.raises(CodecError) as caught:
        load_codec("folder", folder)
    assert "codec" in caught.value.what
    assert caught.value.next_step


def test_the_id_follows_the_weights(codec_folder: Path, tmp_path: Path, codec: Codec) -> None:
    assert load_codec("folder", codec_folder).codec_id == codec.codec_id
    folder = Path(shutil.copytree(codec_folder, tmp_path / "codec"))
    weights = load_file(folder / WEIGHTS_NAME)
    next(iter(weights.values())).mul_(1.5)
    save_file(weights, folder / WEIGHTS_NAME)
    assert load_codec("folder", folder).codec_id != codec.codec_id


def test_a_kl_autoencoder_folder_is_a_codec_too(tmp_path: Path) -> None:
    model = AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
    )
    model.save_pretrained(tmp_path)
    codec = load_codec("folder", tmp_path)
    pixels = _pixels((64, 96))
    latents = codec.encode(pixels)
    assert latents.shape == (1, 4, 12, 8)
    assert torch.equal(codec.encode(pixels), latents)  # the mean, not a draw
    assert codec.decode(latents).shape == pixels.shape
    assert codec.scaling == pytest.approx(0.18215)


def test_a_kl_autoencoder_of_the_old_names_loads_whole(tmp_path: Path) -> None:
    """Published ones name their attention in the way of before 2023."""
    model = AutoencoderKL(block_out_channels=(8,), norm_num_groups=4)
    model.save_pretrained(tmp_path)
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    weights = load_file(tmp_path / WEIGHTS_NAME)
    for new, name in old.items():
        weights = {key.replace(new, name): value for key, value in weights.items()}
    save_file(weights, tmp_path / WEIGHTS_NAME)
    latents = load_codec("folder", tmp_path).encode(_pixels((32, 32)))
    torch.testing.assert_close(latents, Codec(model, "folder").encode(_pixels((32, 32))))


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty hub cache and no way to the network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.mark.usefixtures("no_hub")
@pytest.mark.parametrize("kind", DOWNLOADS)
def test_a_codec_that_is_not_here_says_what_to_type_and_fetches_nothing(kind: str) -> None:
    assert not is_downloaded(kind)
    with pytest.raises(CodecError, match="not on this machine yet") as caught:
        load_codec(kind)
    assert f"lgt codec download {kind}" in caught.value.next_step
    assert "builtin" in caught.value.next_step
    assert "MIT" in caught.value.what
    assert "Nothing was downloaded" in caught.value.safe


@pytest.mark.usefixtures("no_hub")
def test_a_download_without_a_network_ends_in_words() -> None:
    with pytest.raises(CodecError, match="could not be downloaded") as caught:
        list(download("taesd", Control()))
    assert "offline" in caught.value.safe


def test_the_builtin_codec_works_offline_with_what_is_installed() -> None:
    installed = pytest.importorskip("lgt_resources", reason="LGT is not installed here")
    if not (resources.files(installed) / "codec" / WEIGHTS_NAME).is_file():
        pytest.skip("this installation was built without the codec's weights")
    codec = load_codec()
    pixels = _pixels((128, 128), (128, 128))
    assert codec.kind == "builtin"
    assert codec.encode(pixels).shape == (2, 4, 16, 16)
    assert _psnr(codec.round_trip(pixels), pixels) > 18


def test_drawing_is_decoding_with_gradients_and_without_limits(codec: Codec) -> None:
    latents = 3 * torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(3))
    pixels = codec.draw(latents.requires_grad_(True))
    assert float(pixels.detach().abs().max()) > 1
    torch.testing.assert_close(pixels.detach().clamp(-1, 1), codec.decode(latents.detach()))
    pixels.sum().backward()
    assert latents.grad is not None
    assert bool((latents.grad.abs().amax(1) > 0).all())


def test_latents_show_no_edges_where_the_picture_has_none() -> None:
    """A plain wall, of which the encoder alone makes cells along the edges that differ."""
    codec = load_codec("builtin")
    wall = torch.tensor([0.2, -0.3, -0.5]).view(1, 3, 1, 1).expand(1, 3, 96, 96)

    def unevenness(latents: torch.Tensor) -> float:
        return float((latents - latents[..., 6:7, 6:7]).abs().max())

    assert unevenness(codec.encode(wall)) < 0.2 * unevenness(codec._encode(wall))
