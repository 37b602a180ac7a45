"""Many photos at once: a batch that never stops at one, and what it says of each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from lgt_engine.codec.image_codec import Codec
from lgt_engine.control import Control
from lgt_engine.errors import DataError
from lgt_engine.events import BatchFinished, Event, Notice, PictureFailed, PictureStylized
from lgt_engine.images.writing import read_made_with
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings


@pytest.fixture(scope="module")
def stylizer(make_model: Callable[..., Path], codec: Codec) -> Stylizer:
    return Stylizer.open(make_model(), device="cpu", codec=codec)


@pytest.fixture
def photos(data_root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        shutil.copy(data_root / "photos" / f"{number}.png", folder)
    return folder


def _job(out: Path, *inputs: Path, **settings: Any) -> StylizeJob:
    options = {
        key: settings.pop(key)
        for key in ("overwrite", "force", "keep_location", "suffix", "shard")
        if key in settings
    }
    return StylizeJob(inputs, out, StylizeSettings(**settings), **options)


def _work(stylizer: Stylizer, job: StylizeJob) -> list[Event]:
    return list(stylize_files(stylizer, job))


def test_a_folder_is_stylized_file_by_file(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    events = _work(stylizer, _job(tmp_path / "deep" / "out", photos, style="mosaic"))
    done = [event for event in events if isinstance(event, PictureStylized)]
    assert [(event.done, event.total) for event in done] == [(1, 3), (2, 3), (3, 3)]
    assert done[-1].eta_seconds == 0
    assert [event.target.name for event in done] == [f"{n}-mosaic.png" for n in range(3)]
    for event in done:
        with Image.open(event.target) as result, Image.open(event.source) as source:
            assert result.size == source.size
    assert isinstance(events[-1], BatchFinished)
    assert (events[-1].done, events[-1].failed) == (3, ())


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".ora"])
def test_a_result_says_how_it_was_made(
    stylizer: Stylizer, photos: Path, tmp_path: Path, suffix: str
) -> None:
    job = _job(
        tmp_path / "out",
        photos / "0.png",
        blend={"hatching": 1, "mosaic": 3},
        guidance_scale=0.5,
        num_steps=3,
        seed=11,
        suffix=suffix,
    )
    (event, _) = _work(stylizer, job)
    assert isinstance(event, PictureStylized)
    assert event.target.suffix == suffix
    assert [type(again) for again in _work(stylizer, job)] == [Notice, BatchFinished]
    made = read_made_with(event.target)
    assert made is not None
    assert [len(str(made.pop(key))) for key in ("model", "source")] == [16, 16]
    assert made == {
        "style": "hatching 1 + mosaic 3",
        "guidance_scale": 0.5,
        "num_steps": 3,
        "seed": 11,
        "model_step": 12,
        "codec": "folder",
    }


def test_nothing_is_overwritten_unless_asked_for(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    job = _job(out, photos / "0.png", style="mosaic")
    (first, _) = _work(stylizer, job)
    kept = (out / "0-mosaic.png").read_bytes()
    (second, _) = _work(stylizer, _job(out, photos / "0.png", style="mosaic", guidance_scale=2))
    assert isinstance(first, PictureStylized)
    assert isinstance(second, PictureStylized)
    assert second.target.name == "0-mosaic (2).png"
    assert (out / "0-mosaic.png").read_bytes() == kept
    changed = _job(out, photos / "0.png", style="mosaic", guidance_scale=2, overwrite=True)
    (third, _) = _work(stylizer, changed)
    assert isinstance(third, PictureStylized)
    assert third.target == out / "0-mosaic.png"
    assert third.target.read_bytes() != kept


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_photos_of_one_name_have_a_result_each_in_their_own_folder(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    trip = tmp_path / "trip"
    for number, day in enumerate(("day 1", "day 2")):
        (trip / day).mkdir(parents=True)
        shutil.copy(photos / f"{number}.png", trip / day / "IMG.png")
        with Image.open(photos / "2.png") as picture:
            picture.save(trip / day / "img.jpg")
    job = _job(tmp_path / "out", trip, style="mosaic", suffix=".png", overwrite=True)
    events = _work(stylizer, job)
    targets = [event.target for event in events if isinstance(event, PictureStylized)]
    assert [str(path.relative_to(tmp_path / "out")) for path in targets] == [
        "day 1/img-mosaic.png",
        "day 1/IMG-mosaic (2).png",
        "day 2/img-mosaic.png",
        "day 2/IMG-mosaic (2).png",
    ]
    assert all(path.exists() for path in targets)
    flat = _work(stylizer, _job(tmp_path / "flat", *sorted(trip.rglob("*.png")), overwrite=True))
    assert isinstance(flat[-1], BatchFinished)
    assert len(list((tmp_path / "flat").iterdir())) == flat[-1].done == 2


@pytest.mark.parametrize("named", [False, True])
def test_an_original_that_is_called_like_a_result_is_never_replaced(
    stylizer: Stylizer, photos: Path, named: bool
) -> None:
    shutil.copy(photos / "1.png", photos / "0-mosaic.png")
    before = _tree(photos)
    inputs = (photos / "0.png",) if named else (photos,)
    _work(stylizer, _job(photos, *inputs, style="mosaic", overwrite=True))
    after = _tree(photos)
    assert {name: after[name] for name in before} == before
    assert "0-mosaic (2).png" in after


def test_a_batch_run_again_does_what_is_new_or_changed_and_nothing_else(
    stylizer: Stylizer, photos: Path
) -> None:
    out = photos / "out"
    (photos / "more").mkdir()
    shutil.copy(photos / "1.png", photos / "more" / "1.png")
    for name in ("0.png", "a.jpg"):  # without EXIF and with it
        with Image.open(photos / "0.png") as picture:
            picture.save(photos / name)
    _work(stylizer, _job(out, photos, style="mosaic"))
    first = _tree(photos)
    again = _work(stylizer, _job(out, photos, style="mosaic"))
    assert [type(event) for event in again] == [Notice, BatchFinished]
    assert "unchanged: 5" in again[0].text
    assert _tree(photos) == first
    shutil.copy(photos / "2.png", photos / "0.png")
    changed = _work(stylizer, _job(out, photos, style="mosaic"))
    assert [e.target.name for e in changed if isinstance(e, PictureStylized)] == [
        "0-mosaic (2).png"
    ]
    replaced = _work(stylizer, _job(out, photos, style="mosaic", guidance_scale=2, overwrite=True))
    assert sum(isinstance(event, PictureStylized) for event in replaced) == 5
    names = set(_tree(out))
    forced = _work(
        stylizer, _job(out, photos, style="mosaic", guidance_scale=2, force=True, overwrite=True)
    )
    assert sum(isinstance(event, PictureStylized) for event in forced) == 5
    assert set(_tree(out)) == names


def test_kept_colours_are_told_and_are_another_result(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    jobs = [_job(out, photos / "0.png", keep_colours=share) for share in (0.0, 0.5)]
    made = [event for job in (*jobs, *jobs) for event in _work(stylizer, job)]
    targets = [event.target for event in made if isinstance(event, PictureStylized)]
    assert [path.name for path in targets] == ["0-hatching.png", "0-hatching (2).png"]
    told = [read_made_with(path) or {} for path in targets]
    assert [each.get("keep_colours") for each in told] == [None, 0.5], "0 is told as ever"


def test_another_model_of_as_many_steps_makes_other_results(
    stylizer: Stylizer, photos: Path, tmp_path: Path, make_model: Callable[..., Path], codec: Codec
) -> None:
    out = tmp_path / "out"
    _work(stylizer, _job(out, photos / "0.png", style="mosaic"))
    other = Stylizer.open(make_model(), device="cpu", codec=codec)
    for value in other._network.parameters():
        value.data += 0.01
    events = _work(other, _job(out, photos / "0.png", style="mosaic"))
    assert [e.target.name for e in events if isinstance(e, PictureStylized)] == ["0-mosaic (2).png"]


def test_results_are_stylized_again_only_when_they_are_named(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    _work(stylizer, _job(out, photos, style="mosaic"))
    with pytest.raises(DataError, match="made by LGT"):
        _work(stylizer, _job(tmp_path / "twice", out, style="mosaic"))
    events = _work(stylizer, _job(tmp_path / "twice", out / "0-mosaic.png", style="mosaic"))
    assert sum(isinstance(event, PictureStylized) for event in events) == 1


def test_the_first_of_several_frames_is_said(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    frames = [Image.new("RGB", (80, 80), (30 * n, 0, 0)) for n in range(4)]
    frames[0].save(photos / "moving.gif", save_all=True, append_images=frames[1:])
    events = _work(stylizer, _job(tmp_path / "out", photos))
    said = [event.text for event in events if isinstance(event, Notice)]
    assert said == [
        "moving.gif holds several pictures; the first one was stylized. --clip makes a clip of all "
        "of them."
    ]


def test_the_place_of_a_photo_is_kept_only_when_asked_for(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    with Image.open(photos / "0.png") as picture:
        picture.save(photos / "0.png", exif=exif)
    for kept in (False, True):
        job = _job(tmp_path / "out", photos / "0.png", keep_location=kept)
        (event, _) = _work(stylizer, job)
        assert isinstance(event, PictureStylized)
        with Image.open(event.target) as image:
            assert image.getexif()[ExifTags.Base.Make] == "Camera"
            assert bool(image.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == kept


def test_the_photos_themselves_are_never_touched(stylizer: Stylizer, photos: Path) -> None:
    before = {path: path.read_bytes() for path in photos.iterdir()}
    _work(stylizer, _job(photos, photos, style="mosaic", overwrite=True))
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(list(photos.iterdir())) == 6


def test_bad_files_are_told_and_the_others_done(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    (photos / "1.png").write_bytes((photos / "1.png").read_bytes()[:200])
    (photos / "text.jpg").write_text("not a picture")
    events = _work(stylizer, _job(tmp_path / "out", photos, photos / "absent.png"))
    failed = [event for event in events if isinstance(event, PictureFailed)]
    assert [event.source.name for event in failed] == ["1.png", "text.jpg", "absent.png"]
    assert all(event.source.name in event.reason for event in failed)
    assert "Copy or download it again." in failed[0].reason, "the next step belongs to it"
    assert sum(isinstance(event, PictureStylized) for event in events) == 2
    assert isinstance(events[-1], BatchFinished)
    assert events[-1].done == 2
    assert [path.name for path, _ in events[-1].failed] == ["1.png", "text.jpg", "absent.png"]


def test_a_file_named_twice_is_done_once(stylizer: Stylizer, photos: Path, tmp_path: Path) -> None:
    events = _work(stylizer, _job(tmp_path / "out", photos / "0.png", photos, photos / "0.png"))
    assert sum(isinstance(event, PictureStylized) for event in events) == 3


def test_shards_do_every_picture_once_and_like_names_together(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    (photos / "more").mkdir()
    for name in ("0.png", "2.png"):
        shutil.copy(photos / name, photos / "more" / name)
    done: list[list[Path]] = []
    for part in (1, 2, 3, 4):
        events = _work(stylizer, _job(tmp_path / "out", photos, shard=(part, 4)))
        assert isinstance(events[-1], BatchFinished)
        done.append([event.source for event in events if isinstance(event, PictureStylized)])
    every = sorted(path for path in photos.rglob("*.png"))
    assert sorted(path for part in done for path in part) == every
    assert len(list((tmp_path / "out").rglob("*.png"))) == len(every)
    for part in done:
        others = {path.name for other in done if other is not part for path in other}
        assert others.isdisjoint(path.name for path in part)
    assert max(map(len, done)) <= 2


@pytest.mark.parametrize("shard", [(0, 2), (3, 2), (1, 0)])
def test_a_shard_that_does_not_exist_is_an_error_before_any_work(
    stylizer: Stylizer, photos: Path, tmp_path: Path, shard: tuple[int, int]
) -> None:
    with pytest.raises(DataError, match="no part"):
        _work(stylizer, _job(tmp_path / "out", photos, shard=shard))
    assert not (tmp_path / "out").exists()


def test_a_stop_ends_the_batch_after_the_picture_in_hand(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    control = Control()
    events = []
    for event in stylize_files(stylizer, _job(tmp_path / "out", photos), control):
        events.append(event)
        if isinstance(event, PictureStylized):
            control.stop()
    assert [type(event) for event in events] == [PictureStylized, Notice, BatchFinished]
    assert "2 pictures" in events[1].text
    assert events[-1].done == 1
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_stop_after_the_last_picture_counts_it(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    control = Control()
    events = []
    for event in stylize_files(stylizer, _job(tmp_path / "out", photos / "0.png"), control):
        events.append(event)
        control.stop()
    assert isinstance(events[-1], BatchFinished)
    assert events[-1].done == 1


def test_nothing_to_do_and_an_impossible_folder_are_errors_before_any_work(
    stylizer: Stylizer, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no pictures"):
        _work(stylizer, _job(tmp_path / "out", tmp_path / "empty"))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="cannot be made"):
        _work(stylizer, _job(tmp_path / "file" / "out", photos))
    with pytest.raises(DataError, match="no style"):
        _work(stylizer, _job(tmp_path / "out", photos, style="ink"))
    assert not (tmp_path / "out").exists()
