"""The latents of one picture, moved towards a style: nearer, of the photo's size, and stoppable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image, ImageChops, ImageStat
from torch import Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import FlowConfig
from lgt_engine.control import Control
from lgt_engine.energies import StyleTargets, from_tensors, measure_style_targets, to_tensors
from lgt_engine.energies.features import load_feature_network
from lgt_engine.errors import CheckpointError, DataError, LGTError
from lgt_engine.events import BatchFinished, Notice, PictureFailed, PictureStylized, RefineProgress
from lgt_engine.images import to_tensor
from lgt_engine.images.writing import read_made_with
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.model.checkpoint import open_model, read_tensors, save_model, write_tensors
from lgt_engine.tools.procedural.pictures import procedural_picture


@pytest.fixture(scope="module")
def targets() -> StyleTargets:
    """Hatching and mosaic, the styles of the small models."""
    kinds = ("hatching", "mosaic")
    crops = [to_tensor(procedural_picture(kind, 128, 5))[None] for kind in kinds]
    return measure_style_targets(load_feature_network(), crops)


@pytest.fixture(scope="module")
def stylizer(make_model: Callable[..., Path], codec: Codec) -> Stylizer:
    return Stylizer.open(make_model(measured=True), device="cpu", codec=codec)


def _refined(
    stylizer: Stylizer, photo: Image.Image, steps: int = 4, *, from_photo: bool = False, **look: Any
) -> Image.Image:
    settings = RefineSettings(steps, from_photo, picture_every=0)
    *_, last = stylizer.refine(photo, StylizeSettings(**look), settings)
    assert last.picture is not None
    return last.picture


def _apart(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


# --- the descent ------------------------------------------------------------------------------


@pytest.mark.parametrize("from_photo", [False, True])
@pytest.mark.parametrize("style", ["hatching", "mosaic"])
def test_the_energy_falls(
    stylizer: Stylizer, photo: Image.Image, style: str, from_photo: bool
) -> None:
    events = stylizer.refine(photo, StylizeSettings(style), RefineSettings(12, from_photo))
    energies = [event.energy for event in events if event.energy is not None]
    assert len(energies) == 12
    assert energies[-1] < 0.95 * energies[0]


def test_what_is_told_on_the_way(stylizer: Stylizer, photo: Image.Image) -> None:
    settings = RefineSettings(7, picture_every=3)
    events = list(stylizer.refine(photo, StylizeSettings(), settings))
    assert [event.step for event in events] == list(range(8))
    assert {event.total for event in events} == {7}
    assert [event.step for event in events if event.picture] == [0, 3, 6, 7]
    assert {event.picture.size for event in events if event.picture} == {photo.size}
    assert events[0].eta_seconds is None
    assert events[-1].eta_seconds == 0


@pytest.mark.parametrize("size", [(65, 131), (64, 1200), (1500, 1000)])
def test_the_picture_has_the_size_of_the_photo(stylizer: Stylizer, size: tuple[int, int]) -> None:
    photo = procedural_picture("scene", size, 3)
    settings = RefineSettings(1, picture_every=1)
    events = list(stylizer.refine(photo, StylizeSettings(max_side=160), settings))
    assert [event.picture and event.picture.size for event in events] == [size, size]


def test_it_begins_with_the_networks_picture(stylizer: Stylizer, photo: Image.Image) -> None:
    refine = RefineSettings(1, from_photo=False)
    first = next(stylizer.refine(photo, StylizeSettings(), refine)).picture
    assert first is not None
    assert _apart(first, stylizer.stylize(photo)) < 3
    start = next(stylizer.refine(photo, StylizeSettings(), RefineSettings(1, from_photo=True)))
    assert start.picture is not None
    assert _apart(start.picture, photo) < _apart(first, photo)


def test_the_same_again(make_model: Callable[..., Path], codec: Codec, photo: Image.Image) -> None:
    noisy = Stylizer.open(
        make_model(FlowConfig(variation=0.5), measured=True), device="cpu", codec=codec
    )
    one, again, other = (_refined(noisy, photo, seed=seed) for seed in (1, 1, 2))
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


def test_a_blend_lies_between_its_styles(
    stylizer: Stylizer, photo: Image.Image, targets: StyleTargets
) -> None:
    mixed = targets.mixed([0.25, 0.75])
    torch.testing.assert_close(
        mixed.colours[0], 0.25 * targets.colours[0] + 0.75 * targets.colours[1]
    )
    for found, each in zip(mixed.covariances, targets.covariances, strict=True):
        torch.testing.assert_close(found[0], 0.25 * each[0] + 0.75 * each[1])
    one, half, other = (
        _refined(stylizer, photo, from_photo=True, blend={"hatching": share, "mosaic": 1 - share})
        for share in (1, 0.5, 0)
    )
    assert one.tobytes() == _refined(stylizer, photo, from_photo=True, style="hatching").tobytes()
    assert max(_apart(half, one), _apart(half, other)) < _apart(one, other)


def test_strength_leads_from_the_photo_to_the_style_and_beyond(
    stylizer: Stylizer, photo: Image.Image
) -> None:
    pictures = [
        _refined(stylizer, photo, 5, from_photo=True, guidance_scale=g) for g in (0, 0.3, 1, 2)
    ]
    coded = stylizer.stylize(photo, guidance_scale=0)
    assert _apart(pictures[0], coded) < 1
    changes = [_apart(picture, coded) for picture in pictures]
    assert changes[0] < changes[1] < changes[2]
    assert pictures[2].tobytes() != pictures[3].tobytes()


def test_a_stop_keeps_what_is_reached(stylizer: Stylizer, photo: Image.Image) -> None:
    control, events = Control(), []
    for event in stylizer.refine(photo, StylizeSettings(), RefineSettings(50), control):
        events.append(event)
        if event.step == 3:
            control.stop()
    assert events[-1].step == 4
    assert events[-1].picture is not None
    assert events[-1].picture.tobytes() == _refined_after(4, stylizer, photo).tobytes()


def _refined_after(step: int, stylizer: Stylizer, photo: Image.Image) -> Image.Image:
    for event in stylizer.refine(photo, StylizeSettings(), RefineSettings(50, picture_every=1)):
        if event.step == step:
            assert event.picture is not None
            return event.picture
    raise AssertionError


def test_numbers_out_of_range_are_told_at_once(stylizer: Stylizer, photo: Image.Image) -> None:
    for steps in (0, 1001):
        with pytest.raises(DataError, match="Refining steps must be from 1 to 1000"):
            stylizer.refine(photo, StylizeSettings(), RefineSettings(steps))


def test_it_works_where_gradients_were_switched_off(stylizer: Stylizer, photo: Image.Image) -> None:
    with torch.inference_mode():
        inside = _refined(stylizer, photo)
    assert inside.tobytes() == _refined(stylizer, photo).tobytes()


def test_a_style_that_measures_nothing_is_told(
    make_model: Callable[..., Path],
    codec: Codec,
    photo: Image.Image,
    targets: StyleTargets,
    tmp_path: Path,
) -> None:
    """All features zero: a relative distance to it is no number."""
    found = open_model(make_model())
    nothing = {name: torch.zeros_like(value) for name, value in to_tensors(targets).items()}
    save_model(tmp_path / "m.safetensors", found.network.state_dict(), found.description, nothing)
    stylizer = Stylizer.open(tmp_path / "m.safetensors", codec=codec)
    with pytest.raises(LGTError, match="no number"):
        list(stylizer.refine(photo, StylizeSettings(), RefineSettings(3)))


# --- targets in files -------------------------------------------------------------------------


def test_targets_come_back_from_a_file(
    make_model: Callable[..., Path], targets: StyleTargets
) -> None:
    path = make_model(measured=True)
    stored = open_model(path).targets
    assert stored is not None
    for label in (0, 1):
        found = from_tensors(stored, [label])
        for mine, theirs in zip(found.tensors(), targets.tensors(), strict=True):
            torch.testing.assert_close(mine[0], theirs[label], rtol=2e-3, atol=1e-3)
        assert all(torch.equal(matrix, matrix.mT) for matrix in found.covariances)
    assert sum(value.nbytes for value in stored.values()) < 2 * 900_000


def test_a_training_writes_them(drawn_run: Any, codec: Codec, photo: Image.Image) -> None:
    for name in ("model", "best"):
        stylizer = Stylizer.open(drawn_run.folder / f"{name}.safetensors", codec=codec)
        assert stylizer.can_refine
        assert _refined(stylizer, photo, 1).size == photo.size


def test_a_file_without_them_says_what_to_do(
    make_model: Callable[..., Path], codec: Codec, photo: Image.Image, tmp_path: Path
) -> None:
    stylizer = Stylizer.open(make_model(), codec=codec)
    assert not stylizer.can_refine
    stylizer.stylize(photo)
    with pytest.raises(CheckpointError, match=r"no measures.*Train it for a few more seconds"):
        stylizer.refine(photo, StylizeSettings(), RefineSettings())
    job = StylizeJob((tmp_path,), tmp_path / "out", StylizeSettings(), refine=RefineSettings())
    with pytest.raises(CheckpointError, match="no measures"):
        list(stylize_files(stylizer, job))
    assert not (tmp_path / "out").exists()


def test_a_file_of_an_earlier_version_opens_without_them(
    make_model: Callable[..., Path], codec: Codec, photo: Image.Image, tmp_path: Path
) -> None:
    tensors, document = read_tensors(make_model(measured=True))
    earlier = {n: v for n, v in tensors.items() if not n.startswith("targets.")}
    earlier |= {"targets.moments.0": torch.ones(2, 528), "targets.colours": torch.ones(2, 24, 8)}
    earlier["targets.means.0"] = tensors["targets.means.0"]  # of both kinds: no file of ours
    write_tensors(tmp_path / "m.safetensors", earlier, document)
    stylizer = Stylizer.open(tmp_path / "m.safetensors", codec=codec)
    stylizer.stylize(photo)
    with pytest.raises(CheckpointError, match="no measures"):
        stylizer.refine(photo, StylizeSettings(), RefineSettings())


def _without(name: str, tensors: dict[str, Tensor]) -> None:
    del tensors[name]


def _cut(name: str, tensors: dict[str, Tensor]) -> None:
    tensors[name] = tensors[name][..., :-1].clone()


def _not_finite(name: str, tensors: dict[str, Tensor]) -> None:
    tensors[name].view(-1)[-1] = float("nan")


def _whole_numbers(name: str, tensors: dict[str, Tensor]) -> None:
    tensors[name] = tensors[name].int()


@pytest.mark.parametrize("damage", [_without, _cut, _not_finite, _whole_numbers])
@pytest.mark.parametrize(
    "name", ["targets.means.2", "targets.covariances.3", "targets.colours", "targets.statistics"]
)
def test_damaged_targets_are_refused(
    make_model: Callable[..., Path],
    codec: Codec,
    tmp_path: Path,
    name: str,
    damage: Callable[[str, dict[str, Tensor]], None],
) -> None:
    tensors, document = read_tensors(make_model(measured=True))
    damage(name, tensors)
    write_tensors(tmp_path / "m.safetensors", tensors, document)
    with pytest.raises(CheckpointError):
        Stylizer.open(tmp_path / "m.safetensors", codec=codec)


# --- many files -------------------------------------------------------------------------------


@pytest.fixture
def job(tmp_path: Path) -> StylizeJob:
    for number in range(2):
        (tmp_path / "photos").mkdir(exist_ok=True)
        picture = procedural_picture("scene", (72, 64), number)
        picture.save(tmp_path / "photos" / f"{number}.png")
    refine = RefineSettings(3, from_photo=True)
    return StylizeJob((tmp_path / "photos",), tmp_path / "out", StylizeSettings(), refine=refine)


def test_a_batch_is_refined_picture_by_picture(stylizer: Stylizer, job: StylizeJob) -> None:
    events = list(stylize_files(stylizer, job))
    steps = [event for event in events if isinstance(event, RefineProgress)]
    assert [event.step for event in steps] == [0, 1, 2] * 2
    assert not any(event.picture for event in steps)
    done = [event.target for event in events if isinstance(event, PictureStylized)]
    assert [path.name for path in done] == ["0-hatching-refined.png", "1-hatching-refined.png"]
    made = read_made_with(done[0])
    assert made is not None
    assert (made["refine_steps"], made["refine_from"]) == (3, "photo")
    again = list(stylize_files(stylizer, job))
    assert any(isinstance(event, Notice) and event.code == "skipped" for event in again)
    assert not any(isinstance(event, RefineProgress) for event in again)


def test_a_stopped_batch_leaves_no_half_refined_picture(
    stylizer: Stylizer, job: StylizeJob
) -> None:
    control, events = Control(), []
    for event in stylize_files(stylizer, job, control):
        events.append(event)
        if sum(isinstance(event, RefineProgress) for event in events) == 4:
            control.stop()
    assert not any(isinstance(event, PictureFailed) for event in events)
    assert isinstance(events[-1], BatchFinished)
    assert events[-1].done == 1
    assert [path.name for path in job.out_dir.iterdir()] == ["0-hatching-refined.png"]
