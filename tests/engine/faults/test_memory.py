"""Memory that runs out at the n-th operation of torch, wherever that is: told, and nothing lost.

More moments::

    LGT_KILLS=25 pytest tests/engine/faults/test_memory.py
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode

from lgt_engine import events as ev
from lgt_engine.cli import main
from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.errors import OutOfMemoryError
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.settings import RefineSettings
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.training.state import TrainingState
from lgt_engine.training.trainer import Trainer

from .conftest import KILLS
from .tally import Tally

_SEED = int(os.environ.get("LGT_FAULT_SEED", "6"))

pytestmark = pytest.mark.timeout(180 + 10 * KILLS)


class _Scarcity(TorchDispatchMode):
    """Counts operations; at some of them there is no memory."""

    def __init__(self, at: range, error: Callable[[], Exception]) -> None:
        super().__init__()
        self.count = 0
        self._at = at
        self._error = error

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        del types
        self.count += 1
        if self.count in self._at:
            raise self._error()
        return func(*args, **(kwargs or {}))


_ERRORS: tuple[Callable[[], Exception], ...] = (
    MemoryError,
    lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    lambda: RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 9 bytes"),
    lambda: RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
)


@contextmanager
def _scarce(at: range, error: Callable[[], Exception] = MemoryError) -> Iterator[_Scarcity]:
    with _Scarcity(at, error) as scarcity:
        yield scarcity


def _moments(rng: random.Random, operations: int, count: int) -> Iterator[tuple[range, Any]]:
    """Where memory is missing: for one operation, for a while, or for good."""
    for _ in range(count):
        start = rng.randint(1, operations)
        length = rng.choice((1, 1, 3, 50, operations))
        yield range(start, start + length), rng.choice(_ERRORS)


@pytest.mark.usefixtures("quick_validation")
def test_training(tiny_config: Callable[..., TrainConfig], tally: Tally) -> None:
    config = tiny_config("scarce", training={"max_steps": 3})
    folder = config.checkpoint.save_dir
    with _scarce(range(0)) as counted:
        list(Trainer(config).run())
    shutil.rmtree(folder)
    ends: Counter[str] = Counter()
    for at, error in _moments(random.Random(_SEED), counted.count, 2 * KILLS):
        told = _train_in(config, at, error)
        ends["went on" if told is None else "told"] += 1
        if told is not None:
            assert told.safe
            assert told.next_step
            tally.says("memory full in training", str(told))
        _look_at_run(folder)
        if (folder / "model.safetensors").exists():
            list(Trainer(config, resume=True).run())
            _look_at_run(folder)
            shutil.rmtree(folder)
    assert sum(ends.values()) == 2 * KILLS
    tally.survived("memory full at an operation: training", 2 * KILLS)


def _train_in(config: TrainConfig, at: range, error: Any) -> OutOfMemoryError | None:
    """Train with too little memory; what it says when it cannot go on."""
    resume = (config.checkpoint.save_dir / "state.safetensors").exists()
    try:
        with _scarce(at, error):
            events = list(Trainer(config, resume=resume).run())
    except OutOfMemoryError as told:
        return told
    assert isinstance(events[-1], ev.Finished)
    return None


def _look_at_run(folder: Path) -> None:
    assert not list(folder.rglob("*.part"))
    for name in ("model", "best"):
        if (folder / f"{name}.safetensors").exists():
            load_model(folder / f"{name}.safetensors")
    if (folder / "state.safetensors").exists():
        tensors, _ = read_tensors(folder / "state.safetensors")
        assert all(bool(value.isfinite().all()) for value in tensors.values())


@pytest.mark.usefixtures("quick_validation")
@pytest.mark.parametrize("where", ["step", "update_average"])
def test_a_step_that_was_half_applied_is_taken_back(
    tiny_config: Callable[..., TrainConfig],
    monkeypatch: pytest.MonkeyPatch,
    read_rows: Callable[[Path], list[dict[str, str]]],
    where: str,
) -> None:
    """The weights had moved and the averages had not, or the other way round."""
    owner = TrainingState if where == "update_average" else torch.optim.AdamW
    real, calls = getattr(owner, where), [0]

    def scarce(self: Any, *args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            if where == "step":
                self.state[self.param_groups[0]["params"][0]].pop("exp_avg")
            raise MemoryError
        return real(self, *args, **kwargs)

    monkeypatch.setattr(owner, where, scarce)
    config = tiny_config(training={"max_steps": 4})
    events = list(Trainer(config).run())
    assert [e.code for e in events if isinstance(e, ev.Notice)] == ["out_of_memory"]
    assert [e.step for e in events if isinstance(e, ev.StepDone)] == [1, 1, 2, 3, 4]
    rows = read_rows(config.checkpoint.save_dir / "metrics.csv")
    assert [row["step"] for row in rows] == ["1", "2", "3", "4"]
    _look_at_run(config.checkpoint.save_dir)


def test_judging_without_memory_ends_no_training(
    tiny_config: Callable[..., TrainConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lgt_engine.validation.validator import Validator

    def scarce(*_: object) -> Iterator[float]:
        yield 0.5
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(Validator, "run", scarce)
    config = tiny_config(training={"max_steps": 2})
    events = list(Trainer(config).run())
    assert [e.code for e in events if isinstance(e, ev.Notice)] == ["out_of_memory_judging"]
    assert isinstance(events[-1], ev.Finished)
    load_model(config.checkpoint.save_dir / "model.safetensors")


@pytest.mark.parametrize("refine", [None, RefineSettings(2)])
def test_stylizing(
    tally: Tally,
    make_model: Callable[..., Path],
    codec: Codec,
    photo: Image.Image,
    tmp_path: Path,
    refine: RefineSettings | None,
) -> None:
    stylizer = Stylizer.open(make_model(measured=True), codec=codec)
    (tmp_path / "photos").mkdir()
    for number in range(2):
        photo.rotate(number).save(tmp_path / "photos" / f"{number}.png")
    job = StylizeJob((tmp_path / "photos",), tmp_path / "out", StylizeSettings(), refine=refine)
    with _scarce(range(0)) as counted:
        list(stylize_files(stylizer, job))
    shutil.rmtree(tmp_path / "out")
    failed, done = 0, 0
    for at, error in _moments(random.Random(_SEED), counted.count, 2 * KILLS):
        with _scarce(at, error):
            *events, last = stylize_files(stylizer, job)
        for event in events:
            if isinstance(event, ev.PictureFailed):
                failed += 1
                assert "too large for this device's memory" in event.reason
                tally.says("memory full in stylizing", event.reason)
        assert last.done + len(last.failed) == 2, "the batch goes on"
        results = list((tmp_path / "out").iterdir())
        assert len(results) == last.done
        for path in results:
            with Image.open(path) as image:
                image.load()
        done += last.done
        shutil.rmtree(tmp_path / "out")
    assert failed
    assert done
    tally.survived("memory full at an operation: stylizing", 2 * KILLS)


def test_the_command_line_says_it_in_words(
    tiny_config: Callable[..., TrainConfig],
    written: Callable[[TrainConfig, Path], Path],
    make_model: Callable[..., Path],
    codec_folder: Path,
    photo: Image.Image,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    photo.save(tmp_path / "photo.png")
    model = make_model()
    commands = (
        ["train", "--config", written(tiny_config(), tmp_path / "order.json")],
        ["stylize", "--model", model, "--codec", codec_folder, "--out", tmp_path / "out",
         tmp_path / "photo.png"],
        ["info", model],
    )  # fmt: skip
    for command in commands:
        with _scarce(range(1, 10**9), _ERRORS[2]) as scarcity:
            status = main([str(part) for part in command])
        told = "".join(capsys.readouterr())
        assert status in (2, 3) or not scarcity.count
        assert "Traceback" not in told
        if scarcity.count:
            assert "memory" in told
