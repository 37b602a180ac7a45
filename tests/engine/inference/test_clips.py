"""Whole clips: what is kept of them, that they do not flicker, and how they end."""

from __future__ import annotations

import wave
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from lgt_engine.codec.image_codec import Codec
from lgt_engine.control import Control
from lgt_engine.errors import DataError, ImageError
from lgt_engine.events import BatchFinished, ClipProgress, Event, Notice, PictureStylized
from lgt_engine.images.clip_writing import clip_writer
from lgt_engine.images.clips import is_clip, open_clip
from lgt_engine.images.writing import read_made_with
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.steadying import Steadying, carry, likely_shifts
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.tools.procedural.pictures import procedural_picture

_DURATIONS = (40, 120, 80, 40)


@pytest.fixture(scope="module")
def stylizer(make_model: Callable[..., Path], codec: Codec) -> Stylizer:
    return Stylizer.open(make_model(), device="cpu", codec=codec)


def _pan(step: tuple[int, int], frames: int, side: int = 96) -> list[Image.Image]:
    scene = procedural_picture("scene", 160, 3)
    places = [(step[0] * n, step[1] * n) for n in range(frames)]
    return [scene.crop((x, y, x + side, y + side)) for x, y in places]


def _flicker(frames: list[Image.Image], step: tuple[int, int]) -> float:
    values = [np.asarray(frame, np.float32) for frame in frames]
    (right, down), (height, width) = step, values[0].shape[:2]
    return float(
        np.mean(
            [
                np.abs(one[down:, right:] - two[: height - down, : width - right]).mean()
                for one, two in pairwise(values)
            ]
        )
    )


def _gradient(frame: Image.Image) -> float:
    """Mean strength of the finest differences of a picture."""
    return float(np.mean([np.abs(g).mean() for g in np.gradient(np.asarray(frame, float))[:2]]))


def _gif(path: Path, frames: list[Image.Image], plays: int = 3) -> Path:
    with clip_writer(path, frames[0].size, plays=plays) as writer:
        for number, frame in enumerate(frames):
            writer.add(frame, float(_DURATIONS[number % len(_DURATIONS)]))
    return path


def _job(source: Path, out: Path, suffix: str | None = None) -> StylizeJob:
    return StylizeJob((source,), out, StylizeSettings("mosaic"), suffix=suffix, clips=True)


def test_a_shift_is_found_and_carries_values_along() -> None:
    generator = torch.Generator().manual_seed(1)
    scene = torch.rand(3, 120, 140, generator=generator)
    before, now = scene[:, :100, :120], scene[:, 4:104, 7:127]
    assert likely_shifts(before.mean(0), now.mean(0))[:2] == [(0, 0), (-4, -7)]
    moved, values = carry(before, now, before[:1])
    torch.testing.assert_close(moved[:, :96, :113], now[:, :96, :113])
    torch.testing.assert_close(values[:, :96, :113], now[:1, :96, :113])


@pytest.mark.parametrize("step", [(3, 0), (5, 5)])
def test_a_pan_flickers_at_most_half_as_much_and_is_not_softer(
    stylizer: Stylizer, step: tuple[int, int]
) -> None:
    cuts = _pan(step, 6)
    alone = [stylizer.stylize(cut, style="mosaic") for cut in cuts]
    steadying = Steadying()
    steady = [steadying.steadied(*pair) for pair in zip(cuts, alone, strict=True)]
    assert steady[0].tobytes() == alone[0].tobytes()
    assert _flicker(alone, step) > 1.0, "there is something to take out"
    assert _flicker(steady, step) <= 0.5 * _flicker(alone, step)
    assert _gradient(steady[-1]) == pytest.approx(_gradient(alone[-1]), rel=0.1)


def test_equal_frames_stay_equal_and_a_cut_is_the_new_frame() -> None:
    still, other = _pan((0, 0), 1)[0], procedural_picture("mosaic", 96, 5)
    made, made_other = still.rotate(90), other.rotate(180)
    steadying = Steadying()
    results = [steadying.steadied(still, made) for _ in range(3)]
    assert all(result.tobytes() == made.tobytes() for result in results)
    cut = np.asarray(steadying.steadied(other, made_other), np.int16)
    assert np.abs(cut - np.asarray(made_other, np.int16)).mean() < 3


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_a_clip_keeps_durations_plays_and_transparency(
    stylizer: Stylizer, tmp_path: Path, suffix: str
) -> None:
    frames = _pan((3, 0), 4)
    hole = Image.new("L", frames[0].size, 255)
    hole.paste(0, (0, 0, 40, 40))
    for frame in frames:
        frame.putalpha(hole)
    source = _gif(tmp_path / "walk.gif", frames)
    events = list(stylize_files(stylizer, _job(source, tmp_path / "out", suffix)))
    (done,) = [event for event in events if isinstance(event, PictureStylized)]
    shares = [event.share for event in events if isinstance(event, ClipProgress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert done.target.name == f"walk-mosaic{suffix}"
    with Image.open(done.target) as clip:
        read = [(f.convert("RGBA"), f.info["duration"]) for f in ImageSequence.Iterator(clip)]
        assert [duration for _, duration in read] == list(_DURATIONS)
        assert clip.info["loop"] == (2 if suffix == ".gif" else 3)
    for frame, _ in read:
        assert frame.size == frames[0].size
        assert frame.getpixel((5, 5))[3] == 0
        assert frame.getpixel((80, 80))[3] == 255
    made = read_made_with(done.target)
    assert made is not None
    assert made["style"] == "mosaic"
    again = list(stylize_files(stylizer, _job(source, tmp_path / "out", suffix)))
    assert [type(event) for event in again] == [Notice, BatchFinished], "done before"


def test_a_stop_keeps_what_is_done_and_it_is_not_finished(
    stylizer: Stylizer, tmp_path: Path
) -> None:
    source, control = _gif(tmp_path / "walk.gif", _pan((3, 0), 4)), Control()
    events: list[Event] = []
    for event in stylize_files(stylizer, _job(source, tmp_path / "out"), control):
        events.append(event)
        if isinstance(event, ClipProgress) and event.share >= 0.5:
            control.stop()
    (done,) = [event for event in events if isinstance(event, PictureStylized)]
    (notice,) = [event for event in events if isinstance(event, Notice)]
    assert notice.text == "Stopped; walk-mosaic.gif holds the first 2 of 4 frames."
    with open_clip(done.target) as clip:
        assert [frame.milliseconds for frame in clip.frames] == list(_DURATIONS[:2])
    again = list(stylize_files(stylizer, _job(source, tmp_path / "out")))
    assert any(isinstance(event, PictureStylized) for event in again)


def test_a_damaged_clip_is_told_and_keeps_what_can_be_read(
    stylizer: Stylizer, tmp_path: Path
) -> None:
    source = _gif(tmp_path / "walk.gif", _pan((3, 0), 4))
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) * 6 // 10])
    *_, done, notice, _ = stylize_files(stylizer, _job(source, tmp_path / "out"))
    assert notice.text == (
        "walk.gif could not be read to its end; walk-mosaic.gif holds the first 2 of 3 frames."
    )
    with open_clip(done.target) as clip:
        assert len(list(clip.frames)) == 2
    done.target.unlink()
    source.write_bytes(whole[: len(whole) // 10])
    with pytest.raises(ImageError, match="walk"), open_clip(source) as clip:
        next(clip.frames)
    *_, last = stylize_files(stylizer, _job(source, tmp_path / "out"))
    assert isinstance(last, BatchFinished)
    assert last.done == 0
    assert not list((tmp_path / "out").iterdir())


def test_a_clip_is_not_refined_and_a_still_picture_is_no_clip(
    stylizer: Stylizer, tmp_path: Path
) -> None:
    source = _gif(tmp_path / "still.gif", _pan((3, 0), 1))
    assert not is_clip(source)
    job = StylizeJob((source,), tmp_path, StylizeSettings(), refine=RefineSettings(), clips=True)
    with pytest.raises(DataError, match="not refined"):
        list(stylize_files(stylizer, job))


# imageio-ffmpeg leaves the closing of its pipes to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_video_keeps_its_rate(stylizer: Stylizer, tmp_path: Path) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    source = tmp_path / "walk.mp4"
    with clip_writer(source, (96, 96), fps=12.5) as writer:
        for frame in _pan((3, 0), 4):
            writer.add(frame, 80.0)
    (done,) = [
        event
        for event in stylize_files(stylizer, _job(source, tmp_path / "out"))
        if isinstance(event, PictureStylized)
    ]
    assert done.target.name == "walk-mosaic.mp4"
    facts = next(ffmpeg.read_frames(str(done.target)))
    assert facts["fps"] == 12.5
    assert facts["size"] == (96, 96)
    assert ffmpeg.count_frames_and_secs(str(done.target))[0] == 4


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_sound_shorter_or_longer_than_the_pictures_cuts_nothing(
    tmp_path: Path, seconds: float
) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    sound, target = tmp_path / "sound.wav", tmp_path / "walk.mp4"
    with wave.open(str(sound), "wb") as stream:
        stream.setparams((1, 2, 8000, 0, "NONE", ""))
        stream.writeframes(bytes(2 * round(8000 * seconds)))
    with clip_writer(target, (96, 96), fps=10.0, source=sound, sound_seconds=1.6) as writer:
        for frame in _pan((3, 0), 6):
            writer.add(frame, 100.0)
    facts = next(ffmpeg.read_frames(str(target)))
    assert facts["audio_codec"] == "aac"
    assert facts["duration"] < 1.7
    assert ffmpeg.count_frames_and_secs(str(target))[0] == 6
