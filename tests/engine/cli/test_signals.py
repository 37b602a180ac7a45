"""Ctrl-C, and every other polite request to end, saves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from lgt_engine.cli.signals import stop_on_interrupt
from lgt_engine.control import Control
from lgt_engine.data import picture_encoding
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.model.checkpoint import load_model, read_tensors
from lgt_engine.training import step

from .running import Lgt, Rows, command

needs_sigint = pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")


@needs_sigint
@pytest.mark.parametrize(
    ("name", "times", "status"),
    [("SIGINT", 1, 130), ("SIGTERM", 1, 143), ("SIGTERM", 3, 143), ("SIGHUP", 2, 143)],
)
def test_a_request_to_end_a_batch_finishes_the_picture_in_hand(
    stylize: Lgt,
    data_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    times: int,
    status: int,
) -> None:
    real, number = Stylizer.stylize, getattr(signal, name)

    def interrupted(self: Stylizer, *args: Any, **kwargs: Any) -> Image.Image:
        for _ in range(times):
            signal.raise_signal(number)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Stylizer, "stylize", interrupted)
    before = signal.getsignal(number)
    ran = stylize(data_root / "photos")
    assert ran.status == status
    assert "Stopping after this picture" in ran.out
    assert "7 pictures were not made" in ran.out
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert signal.getsignal(number) == before


@needs_sigint
def test_a_closed_terminal_is_ignored_where_nohup_asks_for_it() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        control = Control()
        with stop_on_interrupt(control, "") as stop:
            signal.raise_signal(signal.SIGHUP)
        assert not control.stopping
        assert stop.status == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@needs_sigint
def test_a_request_to_end_the_preparation_is_told_by_the_status_too(
    lgt: Lgt, write_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = picture_encoding.hash_file

    def interrupted(path: Path) -> str:
        signal.raise_signal(signal.SIGTERM)
        return real(path)

    monkeypatch.setattr(picture_encoding, "hash_file", interrupted)
    assert lgt("train", "--config", write_config()).status == 143


@needs_sigint
def test_a_second_ctrl_c_interrupts_at_once(
    lgt: Lgt, write_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = step.objective

    def interrupted(*args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return real(*args, **kwargs)

    monkeypatch.setattr(step, "objective", interrupted)
    ran = lgt("train", "--config", write_config())
    assert ran.status == 130
    assert "interrupted" in ran.err


@needs_sigint
@pytest.mark.timeout(300)  # a second process loads torch; a busy machine takes its time
def test_a_request_to_end_during_training_saves_and_resume_goes_on_as_if_nothing_had_happened(
    inhibitor: Callable[[], list[str]],
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
    if sys.platform == "linux":
        told, ended = inhibitor()
        assert "--why=Training a style" in told
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        assert told.endswith(f" {max(1, mine)}"), "it gives way to other programs"
        assert ended == "ended"

    more = f"training.max_steps={stopped + 2}"
    resumed = lgt("train", "--config", config, "--resume", "--set", more)
    assert resumed.status == 0
    assert f"Continuing at step {stopped:,}" in resumed.out
    rows = read_rows(run / "metrics.csv")
    assert [int(row["step"]) for row in rows] == list(range(1, stopped + 3))
    seconds = [float(row["seconds"]) for row in rows]
    assert seconds == sorted(seconds)


@needs_sigint
def test_a_watched_folder_is_stylized_until_ctrl_c(
    stylize: Lgt, data_root: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    first, second = (data_root / "photos" / f"{n}.png" for n in (0, 1))
    shutil.copy(first, folder / "first.png")
    too_early = []

    def bring_second_and_interrupt() -> None:
        data = second.read_bytes()
        with (folder / "second.png").open("wb") as stream:
            for part in (data[:100], data[100:200], data[200:]):
                stream.write(part)
                stream.flush()
                time.sleep(0.3)
                too_early.extend(out.glob("second*"))
        until = time.monotonic() + 60
        while len(list(out.glob("*.png"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    helper = threading.Thread(target=bring_second_and_interrupt)
    helper.start()
    ran = stylize("--steps", "1", "--watch", folder)
    helper.join()
    assert ran.status == 0, ran.err
    assert too_early == [], "half a picture is left alone"
    assert sorted(path.name[:6] for path in out.iterdir()) == ["first-", "second"]
    refused = stylize("--watch", folder, first)
    assert refused.status == 2
    assert "Leave out other photos" in refused.err
    refused = stylize("--watch", out)
    assert "cannot go into the folder" in refused.err
