"""Stylization of one picture: the photo's own size, guidance 0 the photo."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.config import FlowConfig, InferenceConfig
from lgt_engine.energies import measure_style_targets
from lgt_engine.energies.features import load_feature_network
from lgt_engine.errors import CheckpointError, CodecError, DataError, OutOfMemoryError
from lgt_engine.images import to_image, to_tensor
from lgt_engine.inference import stylizer as stylizer_module
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.inference.working_size import working_size
from lgt_engine.model.base_network import copy_weights, load_base
from lgt_engine.model.checkpoint import ModelDescription
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.ops.crops import resize
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.tools.procedural.styles import style_picture

Open = Callable[..., Stylizer]


@pytest.fixture(scope="module")
def open_model(make_model: Callable[..., Path], codec: Codec) -> Open:
    def open_(**parts: Any) -> Stylizer:
        return Stylizer.open(make_model(**parts), device="cpu", codec=codec)

    return open_


@pytest.fixture(scope="module")
def stylizer(open_model: Open) -> Stylizer:
    return open_model()


@pytest.fixture(scope="module")
def noisy(open_model: Open) -> Stylizer:
    return open_model(flow=FlowConfig(path="noise", noise_start=0.6))


def _same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.tobytes() == other.tobytes()


def _carried(stylizer: Stylizer, x_src: torch.Tensor, settings: StylizeSettings) -> torch.Tensor:
    return stylizer.integrate_latents(x_src, stylizer.resolve_settings(settings))


# --- one picture ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "size", [(64, 64), (65, 64), (64, 71), (67, 93), (101, 66), (64, 200), (230, 64), (127, 129)]
)
def test_the_result_has_the_size_of_the_photo(stylizer: Stylizer, size: tuple[int, int]) -> None:
    result = stylizer.stylize(procedural_picture("scene", size, 1), style="mosaic")
    assert result.size == size
    assert result.mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "1", "LA"])
def test_pictures_of_every_mode_are_taken(
    stylizer: Stylizer, photo: Image.Image, mode: str
) -> None:
    assert stylizer.stylize(photo.convert(mode)).size == photo.size


def test_guidance_zero_is_the_codec_round_trip(
    stylizer: Stylizer, codec: Codec, photo: Image.Image
) -> None:
    assert photo.width % 8 == photo.height % 8 == 0
    expected = to_image(codec.round_trip(to_tensor(photo)[None]))
    for style in stylizer.styles:
        assert _same(stylizer.stylize(photo, style=style, guidance_scale=0), expected)


def test_guidance_zero_is_the_round_trip_at_odd_sizes_too(stylizer: Stylizer, codec: Codec) -> None:
    photo = procedural_picture("scene", (75, 69), 2)
    padded = np.pad(np.array(photo), ((0, 3), (0, 5), (0, 0)), mode="edge")
    pixels = codec.round_trip(to_tensor(Image.fromarray(padded))[None])
    expected = to_image(pixels[..., :69, :75])
    assert _same(stylizer.stylize(photo, guidance_scale=0), expected)


def test_more_guidance_moves_farther(stylizer: Stylizer, codec: Codec, photo: Image.Image) -> None:
    x_src = codec.encode(to_tensor(photo)[None])
    moved = []
    for scale in (0, 0.25, 0.5, 1):
        x_1 = _carried(stylizer, x_src, StylizeSettings("mosaic", None, scale, 1))
        moved.append(float((x_1 - x_src).square().mean()))
    assert moved[0] == 0
    assert moved == sorted(moved)
    assert len(set(moved)) == 4


def test_guidance_scales_the_velocity(stylizer: Stylizer, codec: Codec, photo: Image.Image) -> None:
    """With the null branch the identity, one Euler step up to g = 1 moves g times as far."""
    x_src = codec.encode(to_tensor(photo)[None])
    one = _carried(stylizer, x_src, StylizeSettings("mosaic", None, 1, 1)) - x_src
    half = _carried(stylizer, x_src, StylizeSettings("mosaic", None, 0.5, 1)) - x_src
    torch.testing.assert_close(one, 2 * half, atol=1e-4, rtol=1e-4)


def test_above_one_the_field_is_asked_for_strength_up_to_two(
    stylizer: Stylizer, codec: Codec, photo: Image.Image
) -> None:
    x_src = codec.encode(to_tensor(photo)[None])
    one, half_stronger, two, three = (
        _carried(stylizer, x_src, StylizeSettings("mosaic", None, scale, 1))
        for scale in (1, 1.5, 2, 3)
    )
    changes = [float((x_1 - one).abs().mean()) for x_1 in (half_stronger, two)]
    assert 1e-4 < changes[0] < changes[1]
    # Not extrapolated: twice the velocity would be as far from g = 1 as that from the photo.
    assert changes[1] < 0.5 * float((one - x_src).abs().mean())
    assert torch.equal(two, three)


def test_styles_differ_and_a_blend_is_between_them(
    stylizer: Stylizer, codec: Codec, photo: Image.Image
) -> None:
    x_src = codec.encode(to_tensor(photo)[None])

    def carried(**blend: float) -> torch.Tensor:
        return _carried(stylizer, x_src, StylizeSettings(None, blend, 1, 1))

    hatching, mosaic = carried(hatching=1), carried(mosaic=1)
    assert (hatching - mosaic).abs().mean() > 1e-3
    torch.testing.assert_close(
        carried(hatching=1, mosaic=3), hatching / 4 + 3 * mosaic / 4, atol=1e-4, rtol=1e-4
    )
    # Weights are shares: their sum does not matter, and a weight of 0 is no style at all.
    torch.testing.assert_close(carried(hatching=5, mosaic=5), (hatching + mosaic) / 2)
    assert torch.equal(carried(hatching=0.3, mosaic=0), hatching)


def test_the_first_style_and_the_models_defaults_fill_what_is_not_said(
    open_model: Open, photo: Image.Image
) -> None:
    model = open_model(inference=InferenceConfig(cfg_scale=1.5, num_steps=3))
    settings = model.resolve_settings(StylizeSettings())
    assert (settings.blend, settings.guidance_scale, settings.num_steps) == (
        {"hatching": 1.0},
        1.5,
        3,
    )
    spoken = model.stylize(photo, style="hatching", guidance_scale=1.5, num_steps=3)
    assert _same(model.stylize(photo), spoken)


def test_an_unknown_style_names_the_known_ones(stylizer: Stylizer, photo: Image.Image) -> None:
    with pytest.raises(DataError, match="no style 'ink'") as caught:
        stylizer.stylize(photo, style="ink")
    assert "hatching, mosaic" in caught.value.next_step
    with pytest.raises(DataError, match="'ink', 'wave'"):
        stylizer.stylize(photo, blend={"ink": 1, "mosaic": 1, "wave": 2})


@pytest.mark.parametrize(
    "settings",
    [
        {"guidance_scale": -0.1},
        {"guidance_scale": 11},
        {"guidance_scale": float("nan")},
        {"guidance_scale": float("inf")},
        {"num_steps": 0},
        {"num_steps": 10**6},
        {"blend": {"mosaic": 0.0}},
        {"blend": {"mosaic": -1.0, "hatching": 2.0}},
        {"blend": {"mosaic": float("nan")}},
        {"blend": {"mosaic": float("inf")}},
        {"blend": {"mosaic": 1.0, "hatching": float("nan")}},
        {"max_side": 0},
        {"max_side": -5},
        {"max_side": 7},
        {"seed": -1},
        {"seed": 2**70},
    ],
)
def test_numbers_out_of_range_are_refused_in_words(
    stylizer: Stylizer, photo: Image.Image, settings: dict[str, Any]
) -> None:
    with pytest.raises(DataError):
        stylizer.stylize(photo, **settings)


def test_the_same_seed_gives_the_same_noise_and_another_does_not(
    noisy: Stylizer, photo: Image.Image
) -> None:
    first = noisy.stylize(photo, seed=3)
    assert _same(noisy.stylize(photo, seed=3), first)
    assert not _same(noisy.stylize(photo, seed=4), first)


def test_variation_follows_the_seed_and_without_it_the_seed_is_idle(
    open_model: Open, stylizer: Stylizer, photo: Image.Image
) -> None:
    varied = open_model(flow=FlowConfig(variation=0.5))
    assert not _same(varied.stylize(photo, seed=1), varied.stylize(photo, seed=2))
    assert _same(varied.stylize(photo, seed=1), varied.stylize(photo, seed=1))
    assert _same(stylizer.stylize(photo, seed=1), stylizer.stylize(photo, seed=2))


def test_the_global_random_state_is_left_alone(noisy: Stylizer, photo: Image.Image) -> None:
    before = torch.get_rng_state()
    noisy.stylize(photo, seed=3)
    assert torch.equal(torch.get_rng_state(), before)


def test_moving_the_slider_encodes_the_photo_once_and_changes_nothing(
    open_model: Open, photo: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, kept = open_model(), open_model()
    encode, calls = kept.codec.encode, []
    monkeypatch.setattr(kept.codec, "encode", lambda x: (calls.append(1), encode(x))[1])
    for scale in (0.5, 1.0, 1.5):
        mine = kept.stylize(photo, style="mosaic", guidance_scale=scale)
        fresh._last = None
        assert _same(mine, fresh.stylize(photo, style="mosaic", guidance_scale=scale))
    assert len(calls) <= 4  # `fresh` shares the codec and encodes each time


def test_another_photo_of_the_same_size_is_not_taken_for_the_last(stylizer: Stylizer) -> None:
    one, other = (procedural_picture("scene", (72, 72), seed) for seed in (5, 6))
    first = stylizer.stylize(one)
    stylizer.stylize(other)
    assert _same(stylizer.stylize(one), first)
    assert not _same(stylizer.stylize(other), first)


def test_a_smaller_working_size_keeps_the_size_of_the_result(stylizer: Stylizer) -> None:
    photo = procedural_picture("scene", (200, 136), 3)
    small = stylizer.stylize(photo, max_side=96)
    assert small.size == photo.size
    assert not _same(small, stylizer.stylize(photo))
    assert _same(stylizer.stylize(photo, max_side=400), stylizer.stylize(photo))


def test_strokes_keep_their_size_on_a_large_photo(stylizer: Stylizer) -> None:
    """By default the short side of what is stylized is at most 2.5 training crops of 256."""
    assert working_size(stylizer.description, (4000, 3000)) == 853
    assert working_size(stylizer.description, (3000, 4000)) == 853
    assert working_size(stylizer.description, (6000, 1000)) == 3840
    assert working_size(stylizer.description, (600, 500)) == 600
    photo = procedural_picture("scene", (200, 136), 3)
    small = _with_data(stylizer, image_size=40)
    chosen = small.stylize(photo)
    assert chosen.size == photo.size
    assert _same(chosen, stylizer.stylize(photo, max_side=147))
    assert not _same(chosen, stylizer.stylize(photo))


def _with_data(stylizer: Stylizer, **settings: object) -> Stylizer:
    description = replace(stylizer.description, config={"data": settings})
    return Stylizer(stylizer._network, description, stylizer.codec)


def test_small_photos_are_looked_at_more_closely(stylizer: Stylizer, photo: Image.Image) -> None:
    """Up to the size that large ones are shrunk to; a model from before enlarges none."""
    close = _with_data(stylizer, zoom=2.0)
    assert working_size(close.description, (300, 200)) == 600
    assert working_size(close.description, (600, 500)) == 768
    assert working_size(close.description, (4000, 3000)) == 853
    for strange in (None, "2", math.nan, 0.5, 1e9):
        assert working_size(_with_data(stylizer, zoom=strange).description, (300, 200)) == 300
    large = photo.resize((2 * photo.width, 2 * photo.height), Image.Resampling.LANCZOS)
    inside = to_tensor(stylizer.stylize(large, max_side=max(large.size)))[None]
    made = close.stylize(photo)
    assert made.size == photo.size
    shrunk = to_image(resize(inside, photo.size[::-1]))
    assert np.abs(np.asarray(made, float) - np.asarray(shrunk, float)).max() <= 1
    assert _same(close.stylize(photo, max_side=max(photo.size)), stylizer.stylize(photo))


def test_pixels_are_stylized_as_pictures_are(stylizer: Stylizer, photo: Image.Image) -> None:
    close = _with_data(stylizer, zoom=2.0)
    pixels = to_tensor(photo)[None].repeat(2, 1, 1, 1)
    out = close.stylize_pixels(pixels, StylizeSettings("mosaic", None, 1.0))
    assert out.shape == pixels.shape
    assert torch.allclose(out[0], out[1], atol=1e-4)
    made = close.stylize(photo, style="mosaic", guidance_scale=1.0)
    # The enlarged copy of a picture has 8 bits, and another filter.
    assert np.abs(np.asarray(to_image(out[0]), float) - np.asarray(made, float)).mean() < 4
    still = close.stylize_pixels(pixels, StylizeSettings("mosaic", None, 0.0))
    assert torch.allclose(close.stylize_pixels(pixels, None), still, atol=1e-5)


def test_the_round_trip_is_the_codec_alone_on_every_path(
    stylizer: Stylizer, noisy: Stylizer, photo: Image.Image
) -> None:
    pixels = to_tensor(photo)[None]
    assert torch.equal(noisy.stylize_pixels(pixels, None), stylizer.stylize_pixels(pixels, None))


def test_every_step_count_arrives(stylizer: Stylizer, codec: Codec, photo: Image.Image) -> None:
    x_src = codec.encode(to_tensor(photo)[None])
    for steps in (1, 2, 7):
        x_1 = _carried(stylizer, x_src, StylizeSettings("mosaic", None, 1, steps))
        assert x_1.shape == x_src.shape
        assert bool(x_1.isfinite().all())


def test_no_memory_for_a_picture_ends_in_words(
    stylizer: Stylizer, photo: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(stylizer_module, "carry", refuse)
    with pytest.raises(OutOfMemoryError, match="88×72") as caught:
        stylizer.stylize(photo)
    assert "max_side" in caught.value.next_step


# --- opening ----------------------------------------------------------------------------------


def test_a_run_folder_opens_like_its_model(
    make_model: Callable[..., Path], codec: Codec, photo: Image.Image, stylizer: Stylizer
) -> None:
    opened = Stylizer.open(make_model().parent, codec=codec)
    assert opened.styles == ("hatching", "mosaic")
    assert _same(opened.stylize(photo), stylizer.stylize(photo))


def test_what_is_no_model_is_refused(tmp_path: Path, codec: Codec) -> None:
    (tmp_path / "x.safetensors").write_bytes(b"not a model")
    for path in (tmp_path, tmp_path / "x.safetensors", tmp_path / "absent.safetensors"):
        with pytest.raises(CheckpointError):
            Stylizer.open(path, codec=codec)


def test_a_model_of_a_folder_codec_asks_for_the_folder(make_model: Callable[..., Path]) -> None:
    with pytest.raises(CodecError, match="from a folder") as caught:
        Stylizer.open(make_model())
    assert "--codec" in caught.value.next_step


def test_a_codec_of_other_channels_is_refused(
    make_model: Callable[..., Path], codec: Codec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "latent_channels", 16)
    with pytest.raises(CodecError, match="latent channels"):
        Stylizer.open(make_model(), codec=codec)


def _base_stylizer(manners: tuple[str, ...]) -> Stylizer:
    """The base network with a style of each manner, placed by its encoder alone."""
    base = load_base()
    assert base is not None
    pictures = [to_tensor(style_picture(manner, 256, 1))[None] for manner in manners]
    found = base.encoder(measure_style_targets(load_feature_network(), pictures).statistics)
    network = VelocityField(replace(base.field.shape, num_styles=len(manners)))
    copy_weights(base.field, (), network, manners, dict(zip(manners, found, strict=True)))
    codec = load_codec("builtin")
    description = ModelDescription(
        shape=network.shape,
        styles=manners,
        codec_kind=codec.kind,
        codec_id=codec.codec_id,
        flow=FlowConfig(),
        inference=InferenceConfig(),
        step=0,
    )
    return Stylizer(network.requires_grad_(False).eval(), description, codec)


def test_the_network_finds_no_edge_to_paint_a_frame_along() -> None:
    """The base network: outer cells differ from a far larger margin's no more than inner ones."""
    manners = ("collage", "glass", "print", "tiles")
    base = _base_stylizer(manners)
    x_src = base.codec.encode(to_tensor(procedural_picture("scene", (320, 256), 10_003))[None])
    surrounded = F.pad(x_src, (24,) * 4, mode="reflect")
    ratios = []
    for style in manners:
        settings = StylizeSettings(style=style, guidance_scale=1.0)
        wide = _carried(base, surrounded, settings)[..., 24:-24, 24:-24]
        error = (_carried(base, x_src, settings) - wide).abs().mean((0, 1))
        frame = torch.ones_like(error, dtype=torch.bool)
        frame[3:-3, 3:-3] = False
        ratios.append(float(error[frame].mean() / error[8:-8, 8:-8].mean()))
    # 1.83 with four mirrored cells, 1.29 with eight
    assert sum(ratios) / len(ratios) < 1.2
