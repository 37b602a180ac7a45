"""Several real processes on torch's gloo engine: the same run as one process, and a clean end."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch
from torch import distributed

import lgt_engine
from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.system.distributed import ProcessGroup, join_process_group

Config = Callable[..., TrainConfig]
Train = Callable[..., list[ev.Event]]
Rows = Callable[[Path], list[dict[str, str]]]

pytestmark = [
    pytest.mark.skipif(
        not (distributed.is_available() and distributed.is_gloo_available()),
        reason="this torch is built without gloo",
    ),
    # Starting three interpreters takes a minute where the machine is busy.
    pytest.mark.timeout(600),
]
_COMPARED = 30
_HERE = Path(__file__).parent


def _torchrun(*command: object) -> list[str]:
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    return [*launcher, "--nproc-per-node=2", *map(str, command)]


def _environment() -> dict[str, str]:
    package = str(Path(lgt_engine.__file__).parents[2])
    path = os.pathsep.join([package, os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}


def test_every_mode_of_training_gives_the_numbers_of_one_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """This process is the first of two; both find each other as under torchrun."""
    numbers = runpy.run_path(str(_HERE / "shared_steps.py"))["numbers"]
    alone = numbers(ProcessGroup())
    store = distributed.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    place = {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(store.port),
        "WORLD_SIZE": "2",
        "TORCHELASTIC_USE_AGENT_STORE": "True",
        "TORCHELASTIC_RESTART_COUNT": "0",
    }
    for name, value in {**place, "RANK": "0"}.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, str(_HERE / "shared_steps.py")]
    other = subprocess.Popen(command, env={**_environment(), **place, "RANK": "1"})
    try:
        with join_process_group() as ranks:
            shared = numbers(ranks)
        assert other.wait(timeout=120) == 0
    finally:
        other.kill()
    for mode, expected in alone.items():
        assert shared[mode] == pytest.approx(expected, rel=2e-3, abs=1e-6), mode


@dataclass(frozen=True)
class BrokenRun:
    """A run of two processes, one of which was killed."""

    config: TrainConfig
    status: int
    said: str


@pytest.fixture(scope="module")
def broken_run(make_config: Config, tmp_path_factory: pytest.TempPathFactory) -> BrokenRun:
    """``torchrun … -m lgt_engine train``; process 1 is killed when enough is there to compare."""
    if not sys.platform.startswith("linux"):
        pytest.skip("finds the processes that torchrun started in /proc")
    folder = tmp_path_factory.mktemp("broken")
    config = make_config(
        folder / "run",
        training={
            "max_steps": 100_000,
            "precision": "float32",
            # The loss has kinks: large steps let rounding decide on which side of one they land.
            "learning_rate": 1e-4,
            "checkpoint_every_seconds": 0.1,
        },
    )
    request = folder / "config.json"
    request.write_text(json.dumps(config.to_dict()), encoding="utf-8")
    command = _torchrun("-m", "lgt_engine", "train", "--config", request)
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, env=_environment(), stdout=said, stderr=subprocess.STDOUT
        )
        try:
            _wait_for_steps(process, config.checkpoint.save_dir)
            os.kill(_rank_pid(process.pid, 1), signal.SIGKILL)
            status = process.wait(timeout=120)
        finally:
            process.kill()
        said.seek(0)
        return BrokenRun(config, status, " ".join(said.read().split()))


def _wait_for_steps(process: subprocess.Popen[bytes], run: Path) -> None:
    metrics, state = run / "metrics.csv", run / "state.safetensors"
    while process.poll() is None:
        if state.exists() and len(metrics.read_text(encoding="utf-8").splitlines()) > _COMPARED:
            return
        time.sleep(0.05)


def _rank_pid(launcher: int, rank: int) -> int:
    for child in Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split():
        if f"\0RANK={rank}\0" in Path(f"/proc/{child}/environ").read_text():
            return int(child)
    raise AssertionError("torchrun has no such process")


def test_two_processes_have_the_loss_curve_of_one(
    broken_run: BrokenRun, make_config: Config, train: Train, read_rows: Rows, tmp_path: Path
) -> None:
    # The same limit, and so the same learning rates; stopped when there is enough.
    training = replace(broken_run.config.training, checkpoint_every_seconds=1e6)
    alone = make_config(tmp_path / "alone", training=vars(training))
    train(alone, stop_at=_COMPARED)
    expected = read_rows(alone.checkpoint.save_dir / "metrics.csv")
    shared = read_rows(broken_run.config.checkpoint.save_dir / "metrics.csv")
    assert len(shared) >= len(expected) == _COMPARED
    for mine, theirs in zip(shared, expected, strict=False):
        for key in ("loss", "style_swd", "grad_norm"):
            assert float(mine[key]) == pytest.approx(float(theirs[key]), rel=2e-2), mine["step"]


def test_a_killed_process_ends_the_run_in_words_with_the_last_checkpoint_whole(
    broken_run: BrokenRun,
) -> None:
    assert broken_run.status != 0
    assert "Another process of this run has ended" in broken_run.said
    assert "--resume" in broken_run.said
    assert broken_run.said.count("lgt: ") == 1
    run = broken_run.config.checkpoint.save_dir
    _, document = read_tensors(run / "state.safetensors")
    load_model(run / "model.safetensors")
    assert document["counters"]["step"] > 0


@pytest.mark.usefixtures("quick_validation")
def test_one_process_goes_on_where_two_were(
    broken_run: BrokenRun, make_config: Config, train: Train, read_rows: Rows, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(broken_run.config.checkpoint.save_dir, run)
    _, document = read_tensors(run / "state.safetensors")
    step = document["counters"]["step"]
    config = make_config(run, training=vars(broken_run.config.training))
    events = train(config, resume=True, stop_at=step + 2)
    started = next(event for event in events if isinstance(event, ev.RunStarted))
    assert started.step == step
    rows = read_rows(run / "metrics.csv")
    assert [int(row["step"]) for row in rows] == list(range(1, step + 3))


def test_a_process_by_itself_keeps_every_row_and_value() -> None:
    ranks, x = ProcessGroup(), torch.arange(6.0).view(3, 2)
    assert ranks.split(x) is x
    assert ranks.gather(x, 3) is x
    assert ranks.all_reduce_max(1.0, -2.0) == (1.0, -2.0)
    assert ranks.is_main
    assert ranks.first_to_report()
