"""What is printed; what cannot be printed never ends the work."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lgt_engine.cli import main
from lgt_engine.model.checkpoint import read_tensors

from .running import Lgt, command

pytestmark = pytest.mark.timeout(300)  # another process loads torch


def _lgt(*arguments: object, **environment: str) -> dict[str, Any]:
    settings = command(*arguments)
    settings["env"] |= environment
    return settings


@pytest.fixture
def photos(data_root: Path, tmp_path: Path) -> list[Path]:
    return [shutil.copy(data_root / "photos" / "0.png", tmp_path / f"{n}.png") for n in range(3)]


@pytest.fixture
def common(make_model: Callable[..., Path], codec_folder: Path, tmp_path: Path) -> list[object]:
    return ["stylize", "--model", make_model(), "--codec", codec_folder, "--out", tmp_path / "out"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_characters_that_the_output_lacks_become_escapes(
    common: list[object],
    photos: list[Path],
    tmp_path: Path,
    encoding: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named, said = tmp_path / "水墨.png", io.BytesIO()
    photos[0].rename(named)
    for stream in ("stdout", "stderr"):
        narrow = io.TextIOWrapper(said, encoding=encoding, write_through=True)
        monkeypatch.setattr(sys, stream, narrow)
    assert main([str(part) for part in (*common, tmp_path / "gone “x”.png", named)]) == 2
    assert b"Traceback" not in said.getvalue()
    assert b"\\u6c34\\u58a8-" in said.getvalue()
    assert b"1 done, 1 failed" in said.getvalue()
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_when_nobody_reads_any_more_training_saves_and_ends_quietly(
    write_config: Callable[..., Path], tmp_path: Path
) -> None:
    # A look is told at once, a step only every few seconds.
    config = write_config(training={"max_steps": 1_000_000, "validate_every_seconds": 0.1})
    with subprocess.Popen(**_lgt("train", "--config", config, PYTHONUNBUFFERED="1")) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while not process.stdout.readline().startswith("device"):
            assert process.poll() is None
        process.stdout.close()  # as `head` does after its last line
        said = process.stderr.read()
        status = process.wait(timeout=240)
    assert status == 141
    assert said == ""
    _, document = read_tensors(tmp_path / "run" / "state.safetensors")
    assert document["counters"]["step"] >= 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
def test_a_full_disk_under_the_output_costs_lines_and_no_picture(
    common: list[object], photos: list[Path], tmp_path: Path
) -> None:
    with open("/dev/full", "w") as full:
        arguments = {**_lgt(*common, *photos), "stdout": full}
        ran = subprocess.run(**arguments, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_no_output_at_all_is_no_error(
    common: list[object],
    photos: list[Path],
    tmp_path: Path,
    closed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, closed, None)  # as Python has it where the system gave none
    assert main([str(part) for part in (*common, *photos, tmp_path / "gone.png")]) == 2
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize("what", ["info", "plan", "codec"])
def test_no_command_minds_a_reader_that_is_gone(
    what: str,
    make_model: Callable[..., Path],
    write_config: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """As in ``lgt info … | head``, when ``head`` has read what it wants."""
    arguments = {
        "info": lambda: ["info", make_model()],
        "plan": lambda: ["plan", "--config", write_config()],
        "codec": lambda: ["codec", "list"],
    }
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as unread:
        monkeypatch.setattr(sys, "stdout", unread)
        status = main([str(argument) for argument in arguments[what]()])
    assert status in (0, 141)
    assert capfd.readouterr().err == ""


def test_paths_in_a_pipe_are_never_broken(
    common: list[object], photos: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "a rather long name of a folder" / "and another one that is long too"
    common[-1] = deep
    assert main([str(argument) for argument in (*common, photos[0])]) == 0
    *_, picture, done = capfd.readouterr().out.splitlines()
    assert picture.startswith(str(deep))
    assert done.endswith(f"results in {deep}")


def test_codecs_are_listed_with_licence_and_place(
    lgt: Lgt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    ran = lgt("codec", "list")
    assert ran.status == 0
    for said in ("builtin yes", "taesd no", "sd-vae-ft-mse no", "licence MIT", "folder"):
        assert said in ran.out
