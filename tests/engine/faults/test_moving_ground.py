"""Files that vanish or change while they are read, clocks that jump, numbers that run away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from lgt_engine import events as ev
from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data import building as dataset_building
from lgt_engine.data import picture_encoding
from lgt_engine.errors import DataError, TrainingError
from lgt_engine.images import open_picture
from lgt_engine.inference import batch
from lgt_engine.inference.batch import StylizeJob
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.training.step import Stepper
from lgt_engine.training.trainer import Trainer

from .tally import Tally

Config = Callable[..., TrainConfig]


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest, tally: Tally) -> Iterator[None]:
    """Each test here is one fault."""
    yield
    tally.survived(request.node.originalname.removeprefix("test_").replace("_", " ")[:44])


def _before_reading(
    monkeypatch: pytest.MonkeyPatch, module: Any, change: Callable[[Path], None]
) -> None:
    """Let somebody change each file after it was listed and hashed, before it is opened."""

    def read(path: Path, **options: Any) -> Any:
        change(Path(path))
        return open_picture(path, **options)

    monkeypatch.setattr(module, "open_picture", read)


def _build(config: TrainConfig, codec: Codec) -> tuple[list[ev.Event], Any]:
    building, events = dataset_building.build_dataset(config, codec, Control()), []
    while True:
        try:
            events.append(next(building))
        except StopIteration as end:
            return events, end.value


def test_a_picture_that_vanishes_is_left_out_and_said(
    own_root: Path, tiny_config: Config, codec: Codec, tmp_path: Path, monkeypatch: Any
) -> None:
    def vanish(path: Path) -> None:
        if path.parent.name == "photos" and path.stem in "24":
            path.unlink(missing_ok=True)

    _before_reading(monkeypatch, picture_encoding, vanish)
    config = tiny_config(data={"data_root": str(own_root), "cache_dir": str(tmp_path / "cache")})
    events, dataset = _build(config, codec)
    told = [event.text for event in events if isinstance(event, ev.Notice)]
    assert told
    assert all("does not exist. Check the spelling" in text for text in told)
    assert len(dataset.content_pictures.unique()) >= 4


@pytest.mark.parametrize("what", ["the style", "the data"])
def test_when_all_of_it_vanishes_nothing_is_trained(
    own_root: Path, tiny_config: Config, codec: Codec, tmp_path: Path, monkeypatch: Any, what: str
) -> None:
    def vanish(_: Path) -> None:
        shutil.rmtree(own_root / "mosaic" if what == "the style" else own_root, ignore_errors=True)

    _before_reading(monkeypatch, picture_encoding, vanish)
    config = tiny_config(data={"data_root": str(own_root), "cache_dir": str(tmp_path / "cache")})
    with pytest.raises(DataError, match="could be read") as caught:
        _build(config, codec)
    assert caught.value.next_step


def test_a_picture_replaced_meanwhile_is_cached_as_what_it_is(
    own_root: Path, tiny_config: Config, codec: Codec, tmp_path: Path, monkeypatch: Any
) -> None:
    """Otherwise its latents would be taken for those of the old picture, for good."""
    path = own_root / "mosaic" / "0.png"
    old = path.read_bytes()
    config = tiny_config(data={"data_root": str(own_root), "cache_dir": str(tmp_path / "cache")})

    def replace(opened: Path) -> None:
        if opened == path:
            procedural_picture("strokes", (90, 90), 5).save(path)

    with monkeypatch.context() as patch:
        _before_reading(patch, picture_encoding, replace)
        _, meanwhile = _build(config, codec)
    _, new = _build(config, codec)
    path.write_bytes(old)
    _, again = _build(config, codec)
    fresh = tiny_config(data={"data_root": str(own_root), "cache_dir": str(tmp_path / "fresh")})
    _, expected = _build(fresh, codec)
    assert torch.equal(meanwhile.style_latents, new.style_latents)
    assert torch.equal(again.style_latents, expected.style_latents)
    assert not torch.equal(new.style_latents, expected.style_latents)


def test_photos_that_vanish_or_are_cut_during_a_batch_stop_nothing(
    own_root: Path, make_model: Callable[..., Path], codec: Codec, tmp_path: Path, monkeypatch: Any
) -> None:
    def change(path: Path) -> None:
        if path.stem == "1":
            path.unlink()
        elif path.stem == "2":
            path.write_bytes(path.read_bytes()[:100])

    _before_reading(monkeypatch, batch, change)
    stylizer = Stylizer.open(make_model(), codec=codec)
    job = StylizeJob((own_root / "photos",), tmp_path / "out", StylizeSettings())
    *events, last = batch.stylize_files(stylizer, job)
    reasons = [event.reason for event in events if isinstance(event, ev.PictureFailed)]
    assert (last.done, len(reasons)) == (6, 2)
    assert "does not exist" in reasons[0]
    assert "incomplete" in reasons[1] or "damaged" in reasons[1]


@pytest.mark.usefixtures("quick_validation")
def test_a_clock_that_jumps_changes_no_training(
    tiny_config: Config, finished_run: Any, monkeypatch: Any
) -> None:
    clock = iter(range(10**9, 10**14, 10**8))
    monkeypatch.setattr(time, "time", lambda: (next(clock) * -1) ** 3)
    config = tiny_config(training={"max_steps": 6, "max_minutes": 10.0})
    *_, last = Trainer(config).run()
    assert last.reason == "done"
    assert last.seconds < 600
    mine, _ = read_tensors(config.checkpoint.save_dir / "state.safetensors")
    theirs, _ = read_tensors(finished_run.folder / "state.safetensors")
    assert all(torch.equal(value, theirs[name]) for name, value in mine.items())


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``poison(value, calls)``: the gradient of one weight becomes ``value`` at these calls."""

    def arrange(value: float, calls: Iterator[int] | range) -> None:
        real, bad, count = Stepper._backward, set(calls), [0]

        def backward(self: Stepper, generator: torch.Generator) -> Any:
            terms = real(self, generator)
            count[0] += 1
            if count[0] in bad:
                gradient = self.state.network.out.weight.grad
                assert gradient is not None
                gradient.view(-1)[0] = value
            return terms

        monkeypatch.setattr(Stepper, "_backward", backward)

    return arrange


@pytest.mark.usefixtures("quick_validation")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_gradient_that_is_not_finite_is_never_applied(
    tiny_config: Config, poison: Callable[..., None], value: float
) -> None:
    poison(value, range(3, 4))
    config = tiny_config(training={"max_steps": 4})
    events = list(Trainer(config).run())
    assert [e.code for e in events if isinstance(e, ev.Notice)] == ["non_finite"]
    network, description = load_model(config.checkpoint.save_dir / "model.safetensors")
    assert description.step == 4
    assert all(bool(weight.isfinite().all()) for weight in network.state_dict().values())


@pytest.mark.usefixtures("quick_validation")
def test_gradients_that_never_recover_end_in_words_with_a_good_model(
    tiny_config: Config, poison: Callable[..., None]
) -> None:
    poison(float("inf"), range(3, 10**6))
    config = tiny_config(training={"max_steps": 9})
    with pytest.raises(TrainingError, match="unstable") as caught:
        list(Trainer(config).run())
    assert "last good model" in caught.value.safe
    assert "learning_rate" in caught.value.next_step
    load_model(config.checkpoint.save_dir / "model.safetensors")
    state, _ = read_tensors(config.checkpoint.save_dir / "state.safetensors")
    assert all(bool(value.isfinite().all()) for value in state.values())
