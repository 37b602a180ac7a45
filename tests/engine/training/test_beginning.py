"""A run limited by minutes begins with a few photos; the rest arrives between updates."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data import picture_encoding
from lgt_engine.data.building import Pictures, begin_dataset, build_dataset
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.errors import Cancelled
from lgt_engine.model.checkpoint import describe_model
from lgt_engine.progress import run_to_end
from lgt_engine.system.distributed import ProcessGroup
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.training import beginning
from lgt_engine.training.beginning import FIRST_PHOTOS
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]

_PREPARING = "Preparing pictures"


def _begin(config: TrainConfig, codec: Codec, control: Control | None = None) -> Pictures:
    return run_to_end(begin_dataset(config, codec, control or Control(), 2))


def _crops(dataset: InMemoryLatentDataset) -> set[bytes]:
    return {latent.numpy().tobytes() for latent in dataset.content_latents}


def test_a_few_photos_are_enough_to_begin_and_the_rest_makes_it_whole(
    own_config: Config, codec: Codec
) -> None:
    pictures = _begin(own_config(), codec)
    whole = run_to_end(build_dataset(own_config(), codec, Control()))
    first = _crops(pictures.dataset)
    assert pictures.photos == 6
    assert len(first) == 4  # two crops of two photos
    assert torch.equal(pictures.dataset.style_latents, whole.style_latents)
    grown = [found for found in pictures.rest if isinstance(found, InMemoryLatentDataset)]
    sizes = [len(dataset.content_latents) for dataset in grown]
    assert sizes == sorted(sizes)
    assert _crops(grown[-1]) == _crops(whole)
    assert first < _crops(grown[-1])


def test_photos_that_cannot_be_read_are_told_when_their_turn_comes(
    own_config: Config, own_root: Path, codec: Codec
) -> None:
    for path in (own_root / "photos").iterdir():
        path.write_bytes(path.read_bytes()[:900])
    whole = own_root / "photos" / "whole.png"
    (own_root / "mosaic" / "0.png").rename(whole)
    (own_root / "mosaic" / "1.png").write_bytes((own_root / "hatching" / "0.png").read_bytes())
    pictures = _begin(own_config(), codec)
    kinds = {*pictures.dataset.content_styles.tolist()}
    told = [found for found in pictures.rest if isinstance(found, ev.Notice)]
    assert kinds == {-1}  # the one that can be read was found, however late its name comes
    assert all(notice.code == "rejected" for notice in told)


def test_a_stop_ends_the_work_between_two_photos(own_config: Config, codec: Codec) -> None:
    control = Control()
    pictures = _begin(own_config(), codec, control)
    next(pictures.rest)
    control.stop()
    with pytest.raises(Cancelled):
        next(pictures.rest)


def _minutes(tiny_config: Config, name: str = "run", **more: object) -> TrainConfig:
    return tiny_config(name, training={"max_minutes": 5, "max_steps": 4, **more})


@pytest.fixture
def many_photos(own_root: Path, tmp_path: Path) -> dict[str, str]:
    """``data`` of a run with more photos than it begins with."""
    for number in range(8, FIRST_PHOTOS + 4):
        picture = procedural_picture("scene", 64, number)
        picture.save(own_root / "photos" / f"{number}.png")
    return {"data_root": str(own_root), "cache_dir": str(tmp_path / "cache")}


def test_the_first_picture_can_be_made_before_the_first_update(
    tiny_config: Config, many_photos: dict[str, str]
) -> None:
    training = {"max_minutes": 5, "max_steps": 4}
    config, before = tiny_config(data=many_photos, training=training), []
    work = Trainer(config, Control()).run()
    for event in work:
        before.append(event)
        if isinstance(event, ev.ModelSaved):
            break
    assert describe_model(config.checkpoint.save_dir / "model.safetensors").step == 0
    assert not any(isinstance(event, ev.StepDone) for event in before)
    (started,) = (event for event in before if isinstance(event, ev.RunStarted))
    assert started.photos == FIRST_PHOTOS + 2, "two of them are held out"
    rest = list(work)
    assert isinstance(rest[-1], ev.Finished)
    assert any(isinstance(event, ev.ValidationDone) for event in rest)
    assert describe_model(config.checkpoint.save_dir / "model.safetensors").step == 4


def test_a_run_that_ended_before_its_first_update_can_be_begun_again(
    tiny_config: Config,
) -> None:
    cut_off, again = _minutes(tiny_config).checkpoint.save_dir, _minutes(tiny_config, "again")
    work = Trainer(_minutes(tiny_config), Control()).run()
    next(event for event in work if isinstance(event, ev.ModelSaved))
    again.checkpoint.save_dir.mkdir(parents=True)
    shutil.copy(cut_off / "model.safetensors", again.checkpoint.save_dir)
    work.close()
    assert isinstance(list(Trainer(again, Control()).run())[-1], ev.Finished)


def test_a_stop_while_a_late_photo_is_read_saves_the_run(
    tiny_config: Config, many_photos: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config(data=many_photos, training={"max_minutes": 5, "max_steps": 100_000})
    control, steps = Control(), 0
    real = picture_encoding.open_picture

    def read(*args: Any, **more: Any) -> Any:
        if steps:
            control.stop()
        return real(*args, **more)

    monkeypatch.setattr(picture_encoding, "open_picture", read)
    for event in Trainer(config, control).run():
        steps += isinstance(event, ev.StepDone)
    assert isinstance(event, ev.Finished)
    assert event.reason == "stopped"
    assert event.step == describe_model(event.model_path).step > 0


def test_a_pause_while_preparing_does_not_count(tiny_config: Config) -> None:
    control, begun = Control(), time.monotonic()
    for event in Trainer(_minutes(tiny_config), control).run():
        if isinstance(event, ev.Progress) and (event.stage, event.done) == (_PREPARING, 1):
            control.pause()
            threading.Timer(1.5, control.resume).start()
        if isinstance(event, ev.RunStarted):
            assert event.prepared_seconds < time.monotonic() - begun - 1.4
            control.stop()


def test_what_preparation_took_is_said_from_the_wish_on(tiny_config: Config) -> None:
    ticks = 100.0
    work = Trainer(_minutes(tiny_config), Control(), asked=time.monotonic() - ticks).run()
    started = next(event for event in work if isinstance(event, ev.RunStarted))
    work.close()
    assert ticks <= started.prepared_seconds < ticks + 60


def _stop_in(config: TrainConfig, stage: str) -> None:
    control = Control()
    for event in Trainer(config, control).run():
        assert isinstance(event, ev.Progress)
        if event.stage.startswith(stage):
            control.stop()


@pytest.mark.parametrize("stage", ["Loading the codec", _PREPARING, "Looking at"])
def test_a_stop_while_preparing_leaves_nothing_behind(
    tiny_config: Config, with_pictures: dict[str, float], stage: str
) -> None:
    config = tiny_config(loss=with_pictures, training={"max_minutes": 5, "max_steps": 4})
    with pytest.raises(Cancelled):
        _stop_in(config, stage)
    assert not (config.checkpoint.save_dir / "model.safetensors").exists()


def test_a_run_of_steps_waits_for_everything(tiny_config: Config) -> None:
    assert not beginning.begins_early(tiny_config(), ProcessGroup())
    assert beginning.begins_early(_minutes(tiny_config), ProcessGroup())
