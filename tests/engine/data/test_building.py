"""From folders to latents: what is used, what is left out and why, and what is cached."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.data.latent_cache import LatentCache
from lgt_engine.errors import Cancelled, DataError
from lgt_engine.events import Event, Notice, Progress
from lgt_engine.tools.procedural.pictures import procedural_picture

Config = Callable[..., TrainConfig]
Result = TypeVar("Result")


class CountingCodec:
    """A codec that counts its work."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self.encoded = 0

    def encode(self, pixels: Tensor) -> Tensor:
        self.encoded += len(pixels)
        return self._codec.encode(pixels)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codec, name)


def _drain(work: Generator[Event, None, Result]) -> tuple[Result, list[Event]]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as stop:
            return stop.value, events


def _build(config: TrainConfig, codec: Any) -> tuple[InMemoryLatentDataset, list[Event]]:
    return _drain(build_dataset(config, codec, Control()))


def _notices(events: list[Event], code: str) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice) and event.code == code]


def test_the_latents_of_all_styles_and_photos_are_there(own_config: Config, codec: Codec) -> None:
    dataset, events = _build(own_config(), codec)
    assert dataset.style_names == ("hatching", "mosaic")
    assert dataset.style_ids.tolist() == [0] * 4 + [1] * 4
    # Two pictures share the four crops of their style; one picture gives all four.
    assert dataset.style_pictures.tolist() == [0, 0, 1, 1, 2, 2, 2, 2]
    assert dataset.style_latents.shape == (8, 4, 8, 8)
    assert dataset.style_latents.dtype == torch.float32
    # Two of the eight photos are held out, the others give two crops each.
    assert dataset.content_latents.shape == (12, 4, 8, 8)
    assert set(dataset.content_styles.tolist()) == {-1}
    assert dataset.validation_pixels.shape == (2, 3, 64, 64)
    assert set(dataset.judge_pixels) == {"hatching", "mosaic"}
    assert not _notices(events, "rejected")
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == list(range(1, 10))


def test_brush_size_cuts_training_and_judging_crops_alike(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    """The picture carries its own coordinate: the range in a crop is the share that it shows."""
    ramp = np.linspace(0, 255, 256).astype(np.uint8)
    for path in (own_root / "mosaic").iterdir():
        Image.fromarray(np.repeat(np.repeat(ramp[None, :, None], 256, 0), 3, 2)).save(path)
    shown = {}
    for brush in (0.5, 1, 2):
        config = own_config(style_subdirs=["mosaic"], brush_size=brush, style_scale_min=0.35)
        pixels = _build(config, codec)[0].judge_pixels["mosaic"]
        shown[brush] = float((pixels.amax((1, 2, 3)) - pixels.amin((1, 2, 3))).mean())
        assert config.data.style_scales == (0.35 / brush, 1 / brush)
    assert shown[2] == pytest.approx(shown[1] / 2, rel=0.1)
    assert shown[0.5] > 1.2 * shown[1]


def test_zoom_cuts_what_the_codec_sees_closer_and_what_judges_not(
    own_config: Config, own_root: Path, codec: Codec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, for the crops that are encoded, of styles and of photos alike."""
    ramp = np.linspace(0, 255, 256).astype(np.uint8)
    for path in (*(own_root / "mosaic").iterdir(), *(own_root / "photos").iterdir()):
        Image.fromarray(np.repeat(np.repeat(ramp[None, :, None], 256, 0), 3, 2)).save(path)
    encode, seen = codec.encode, {}
    shown: dict[float, list[float]] = {}

    def watched(pixels: torch.Tensor) -> torch.Tensor:
        shown[zoom] += (pixels.amax((1, 2, 3)) - pixels.amin((1, 2, 3))).tolist()
        return encode(pixels)

    monkeypatch.setattr(codec, "encode", watched)
    for zoom in (1.0, 2.0):
        shown[zoom] = []
        config = own_config(style_subdirs=["mosaic"], zoom=zoom)
        seen[zoom] = _build(config, codec)[0].judge_pixels["mosaic"]
    # Equal files are encoded once: four crops of the style, two of a photo.
    assert len(shown[1]) == len(shown[2]) == 6
    for close, wide in zip(sorted(shown[2]), sorted(shown[1]), strict=True):
        assert close == pytest.approx(wide / 2, rel=0.15)
    assert torch.equal(seen[1], seen[2])


def test_a_style_of_one_picture_has_as_many_crops_as_asked_for(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    config = own_config(style_subdirs=["mosaic"], crops_per_style=7)
    dataset, _ = _build(config, codec)
    assert len(list((own_root / "mosaic").iterdir())) == 1
    assert len(dataset.style_latents) == 7
    assert len({latent.numpy().tobytes() for latent in dataset.style_latents}) == 7


def test_every_picture_of_a_large_style_is_used(own_config: Config, codec: Codec) -> None:
    dataset, _ = _build(own_config(crops_per_style=1), codec)
    assert dataset.style_pictures.tolist() == [0, 1, 2]


def test_bad_files_are_told_with_reasons_and_left_out(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    whole = (own_root / "mosaic" / "0.png").read_bytes()
    (own_root / "mosaic" / "text.png").write_text("not a picture")
    (own_root / "mosaic" / "twin.png").write_bytes(whole)
    Image.new("RGB", (32, 32)).save(own_root / "mosaic" / "small.png")
    (own_root / "photos" / "cut.png").write_bytes(
        (own_root / "photos" / "0.png").read_bytes()[:900]
    )
    dataset, events = _build(own_config(), codec)
    told = " ".join(_notices(events, "rejected"))
    for name in ("text.png", "twin.png", "small.png", "cut.png"):
        assert name in told
    assert (dataset.style_ids == 1).sum() == 4
    assert len(dataset.content_latents) == 12


def test_the_first_of_several_frames_is_said(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    frames = [procedural_picture("noise", 80, seed) for seed in range(3)]
    frames[0].save(own_root / "mosaic" / "moving.gif", save_all=True, append_images=frames[1:])
    _, events = _build(own_config(), codec)
    assert "moving.gif" in _notices(events, "first_of_several")[0]


def test_a_style_whose_only_picture_turns_out_damaged_is_an_error_that_names_it(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    """The header is whole, so only reading the pixels shows it."""
    path = own_root / "mosaic" / "0.png"
    path.write_bytes(path.read_bytes()[:-1500])
    with pytest.raises(DataError, match="mosaic"):
        _build(own_config(), codec)


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_without_photos_the_styles_stand_in_mirrored_and_a_warning_says_so(
    own_config: Config, own_root: Path, codec: Codec, how: str
) -> None:
    shutil.rmtree(own_root / "photos")
    if how == "empty":
        (own_root / "photos").mkdir()
    dataset, events = _build(own_config(), codec)
    assert len(_notices(events, "no_photos")) == 1
    torch.testing.assert_close(dataset.content_latents, dataset.style_latents.flip(-1))
    assert dataset.content_styles.tolist() == dataset.style_ids.tolist()
    assert len(dataset.validation_pixels) > 0
    # A source for a style comes from the other style, and shares no picture with its references.
    _, pictures = dataset.sample_content(0, 4)
    assert pictures == frozenset({2})


def test_photos_that_all_turn_out_damaged_count_as_no_photos(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    for path in (own_root / "photos").iterdir():
        path.write_bytes(path.read_bytes()[:-1500])
    dataset, events = _build(own_config(), codec)
    assert len(_notices(events, "no_photos")) == 1
    assert len(_notices(events, "rejected")) == 6
    assert len(dataset.content_latents) == len(dataset.style_latents)


def test_without_photos_and_with_one_style_the_source_is_never_the_reference(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    shutil.rmtree(own_root / "photos")
    dataset, _ = _build(own_config(style_subdirs=["mosaic"]), codec)
    indices, pictures = dataset.sample_content(0, 4)
    sources = dataset.content_latents[indices]
    references = dataset.sample_references(0, 4, exclude_pictures=pictures)
    for source in sources:
        assert not any(torch.equal(source, reference) for reference in references)


def test_validation_photos_are_not_trained_on(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    """Each photo gets one flat colour, so that its latents tell which photo they came from."""
    for number, path in enumerate(sorted((own_root / "photos").iterdir())):
        Image.new("RGB", (80, 72), (20 + 25 * number, 255 - 25 * number, 90)).save(path)
    dataset, _ = _build(own_config(), codec)
    held = codec.encode(dataset.validation_pixels)[..., 4, 4]
    trained = dataset.content_latents[..., 4, 4]
    assert len(held) == 2
    assert torch.cdist(held, trained).min() > 1e-3
    assert len(torch.unique(trained.round(decimals=3), dim=0)) == 6


def test_judge_crops_are_cut_apart_from_training_crops(own_config: Config, codec: Codec) -> None:
    dataset, _ = _build(own_config(), codec)
    judged = codec.encode(dataset.judge_pixels["mosaic"]).flatten(1)
    trained = dataset.style_latents[dataset.style_ids == 1].flatten(1)
    assert torch.cdist(judged, trained).min() > 1e-3


def test_the_cache_gives_equal_latents_without_encoding(own_config: Config, codec: Codec) -> None:
    config = own_config()
    first, _ = _build(config, codec)
    counting = CountingCodec(codec)
    second, _ = _build(config, counting)
    assert counting.encoded == 0
    assert torch.equal(first.style_latents, second.style_latents)
    assert torch.equal(first.content_latents, second.content_latents)
    assert torch.equal(first.validation_pixels, second.validation_pixels)


def test_without_a_cache_the_latents_are_the_same(
    own_config: Config, codec: Codec, tmp_path: Path
) -> None:
    first, _ = _build(own_config(), codec)
    second, _ = _build(own_config(cache_dir=str(tmp_path / "other")), codec)
    assert torch.equal(first.style_latents, second.style_latents)
    assert torch.equal(first.content_latents, second.content_latents)


def test_a_cache_that_cannot_be_written_is_only_slower(
    own_config: Config, codec: Codec, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    dataset, _ = _build(own_config(cache_dir=str(tmp_path / "file")), codec)
    assert len(dataset.style_latents) == 8


def test_a_changed_picture_is_encoded_again_and_only_it(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    config = own_config()
    first, _ = _build(config, codec)
    procedural_picture("strokes", 80, 5).save(own_root / "mosaic" / "0.png")
    counting = CountingCodec(codec)
    second, _ = _build(config, counting)
    assert counting.encoded == 4
    assert torch.equal(first.style_latents[:4], second.style_latents[:4])
    assert not torch.equal(first.style_latents[4:], second.style_latents[4:])


def test_a_renamed_picture_is_found_in_the_cache(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    config = own_config()
    _build(config, codec)
    (own_root / "mosaic" / "0.png").rename(own_root / "mosaic" / "renamed.png")
    counting = CountingCodec(codec)
    _build(config, counting)
    assert counting.encoded == 0


@pytest.mark.parametrize(
    "change",
    [{"image_size": 96}, {"crops_per_style": 6}, {"style_scale_min": 0.5}, {"brush_size": 2}],
)
def test_changed_preprocessing_misses_the_cache(
    own_config: Config, codec: Codec, change: dict[str, Any]
) -> None:
    _build(own_config(), codec)
    counting = CountingCodec(codec)
    _build(own_config(**change), counting)
    assert counting.encoded > 0


def test_another_codec_misses_the_cache(own_config: Config, codec: Codec) -> None:
    config = own_config()
    _build(config, codec)
    counting = CountingCodec(codec)
    counting.codec_id = "another"  # type: ignore[attr-defined]
    _build(config, counting)
    assert counting.encoded == 20


def test_damaged_cache_entries_are_made_again(
    own_config: Config, codec: Codec, tmp_path: Path
) -> None:
    config = own_config()
    first, _ = _build(config, codec)
    entries = sorted((tmp_path / "cache").rglob("*.safetensors"))
    assert len(entries) == 9
    for index, path in enumerate(entries):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * index // len(entries)])
    second, _ = _build(config, codec)
    assert torch.equal(first.style_latents, second.style_latents)
    assert torch.equal(first.content_latents, second.content_latents)
    counting = CountingCodec(codec)
    _build(config, counting)
    assert counting.encoded == 0


def test_a_cache_entry_of_the_wrong_shape_is_made_again(
    own_config: Config, codec: Codec, tmp_path: Path
) -> None:
    config = own_config()
    first, _ = _build(config, codec)
    cache = LatentCache(tmp_path / "cache")
    for path in (tmp_path / "cache").rglob("*.safetensors"):
        cache.write(path, torch.full((1, 4, 3, 3), float("nan")))
    second, _ = _build(config, codec)
    assert torch.equal(first.style_latents, second.style_latents)


def test_a_stop_cancels_the_preparation_and_leaves_no_half_entry(
    own_config: Config, codec: Codec, tmp_path: Path
) -> None:
    control = Control()
    work = build_dataset(own_config(), codec, control)
    assert isinstance(next(work), Progress)
    assert isinstance(next(work), Progress)
    control.stop()
    with pytest.raises(Cancelled):
        next(work)
    assert not list((tmp_path / "cache").rglob("*.part"))


@pytest.mark.parametrize(("background", "light"), [("white", 1.0), ("black", -1.0), ("#f00", None)])
def test_transparent_pictures_train_on_the_background(
    own_config: Config, own_root: Path, codec: Codec, background: str, light: float | None
) -> None:
    shutil.rmtree(own_root / "mosaic")
    (own_root / "mosaic").mkdir()
    Image.new("RGBA", (96, 96), (0, 128, 0, 0)).save(own_root / "mosaic" / "clear.png")
    dataset, _ = _build(own_config(background=background), codec)
    pixels = dataset.judge_pixels["mosaic"]
    expected = torch.full_like(pixels, light or -1.0)
    if light is None:
        expected[:, 0] = 1.0
    torch.testing.assert_close(pixels, expected)
    crops = dataset.style_latents[dataset.style_ids == dataset.style_names.index("mosaic")]
    assert (crops[:1] - codec.encode(expected[:1])).abs().max() < 0.1  # half precision
