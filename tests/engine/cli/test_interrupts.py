"""Ctrl-C saves."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from lgt_engine.checkpoint import load_model, read_tensors
from lgt_engine.stylizer import Stylizer
from lgt_engine.training import stepping

from .running import Lgt, Rows, command

needs_sigint = pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")


@needs_sigint
def test_ctrl_c_during_a_batch_finishes_the_picture_in_hand(
    stylize: Lgt, data_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Stylizer.stylize

    def interrupted(self: Stylizer, *args: Any, **kwargs: Any) -> Image.Image:
        signal.raise_signal(signal.SIGINT)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Stylizer, "stylize", interrupted)
    before = signal.getsignal(signal.SIGINT)
    ran = stylize(data_root / "photos")
    assert ran.status == 130
    assert "Stopping after this picture" in ran.out
    assert "7 pictures were not tried" in ran.out
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert signal.getsignal(signal.SIGINT) == before


@needs_sigint
def test_a_second_ctrl_c_interrupts_at_once(
    lgt: Lgt, write_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stepping.objective

    def interrupted(*args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return real(*args, **kwargs)

    monkeypatch.setattr(stepping, "objective", interrupted)
    ran = lgt("train", "--config", write_config())
    assert ran.status == 130
    assert "interrupted" in ran.err


@needs_sigint
@pytest.mark.timeout(300)  # a second process loads torch; a busy machine takes its time
def test_ctrl_c_during_training_saves_and_resume_goes_on_as_if_nothing_had_happened(
    write_config: Callable[..., Path],
    lgt: Lgt,
    tmp_path: Path,
    read_rows: Rows,
) -> None:
    run = tmp_path / "run"
    config = write_config(training={"max_steps": 100_000})
    with subprocess.Popen(**command("train", "--config", config)) as process:
        watchdog = threading.Timer(240, process.kill)
        watchdog.start()
        try:
            metrics = run / "metrics.csv"
            while process.poll() is None and not (
                metrics.exists() and metrics.read_text().count("\n") > 3
            ):
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        finally:
            watchdog.cancel()
            process.kill()
    assert process.returncode == 130, err
    assert "Traceback" not in out + err
    assert "Stopped and saved" in out
    _, document = read_tensors(run / "state.safetensors")
    stopped = document["counters"]["step"]
    assert stopped >= 3
    assert load_model(run / "model.safetensors")[1].step == stopped

    more = f"training.max_steps={stopped + 2}"
    resumed = lgt("train", "--config", config, "--resume", "--set", more)
    assert resumed.status == 0
    assert f"Continuing at step {stopped:,}" in resumed.out
    rows = read_rows(run / "metrics.csv")
    assert [int(row["step"]) for row in rows] == list(range(1, stopped + 3))
    seconds = [float(row["seconds"]) for row in rows]
    assert seconds == sorted(seconds)
