"""Disks that are full or read-only: told in words, what was there is whole, no rubbish is left.

On a small file system of its own where the system lets the tests mount one, and everywhere with a
limit on the length of files in a process of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lgt_app.state.project.project import Project
from lgt_app.state.project.project_file import ProjectError, read_project
from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.errors import DataError, LGTError, TrainingError
from lgt_engine.events import Finished, PictureFailed
from lgt_engine.images import save_picture
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.model.checkpoint import load_model, read_document
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.training.trainer import Trainer

from .tally import Tally
from .victims import Victims

Config = Callable[..., TrainConfig]
Train = Callable[..., Any]

#: What is left free, in KiB: nothing, a part of a file, a file and not the next.
_ROOM = (0, 8, 48, 160)
TOO_LARGE = "file too large: training, export, project"


def _mount(*arguments: object) -> bool:
    command = ["mount", *map(str, arguments)]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not sys.platform.startswith("linux"):
        pytest.skip("mounts a file system as Linux does")
    if not _mount("-t", "tmpfs", "-o", "size=8m", "lgt-test", place):
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True, timeout=20)


def _fill(disk: Path, room: int) -> None:
    """Leave so many KiB free."""
    (disk / "filler").unlink(missing_ok=True)
    free = shutil.disk_usage(disk).free - 1024 * room
    (disk / "filler").write_bytes(bytes(max(0, free)))


def _words(error: LGTError, tally: Tally, kind: str) -> None:
    assert error.safe
    assert error.next_step
    tally.survived(kind)
    tally.says(kind, re.sub(r"/\S*/", "…/", str(error)))


@pytest.mark.usefixtures("quick_validation")
def test_training_on_a_disk_that_fills_up(
    disk: Path, tally: Tally, make_config: Config, train: Train
) -> None:
    config = make_config(disk / "run")
    folder = config.checkpoint.save_dir
    train(config, stop_at=2)
    before = (folder / "state.safetensors").read_bytes()
    for room in _ROOM:
        _fill(disk, room)
        with pytest.raises(TrainingError, match="No space left") as caught:
            list(Trainer(config, resume=True).run())
        _words(caught.value, tally, "disk full: training")
        assert (folder / "state.safetensors").read_bytes() == before
        load_model(folder / "model.safetensors")
        assert not list(folder.glob(".lgt-*"))
    (disk / "filler").unlink()
    assert isinstance(train(config, resume=True)[-1], Finished)


@pytest.mark.usefixtures("quick_validation")
def test_a_full_cache_costs_time_and_no_training(
    disk: Path, tally: Tally, tiny_config: Config, train: Train
) -> None:
    _fill(disk, 0)
    (disk / "cache").mkdir()
    config = tiny_config(data={"cache_dir": str(disk / "cache")}, training={"max_steps": 1})
    assert isinstance(train(config)[-1], Finished)
    assert not [path for path in (disk / "cache").rglob("*") if path.is_file()]
    tally.survived("disk full: latent cache")


def test_an_export_to_a_full_disk(
    disk: Path, tally: Tally, make_model: Callable[..., Path], codec: Codec, tmp_path: Path
) -> None:
    photos = _photos(tmp_path / "photos")
    stylizer = Stylizer.open(make_model(), codec=codec)
    job = StylizeJob((photos,), disk / "out", StylizeSettings())
    sentences = set()
    for room in _ROOM:
        _fill(disk, room)
        *events, last = stylize_files(stylizer, job)
        reasons = [event.reason for event in events if isinstance(event, PictureFailed)]
        assert all("the disk is full" in reason for reason in reasons)
        sentences |= set(reasons)
        results = list((disk / "out").iterdir())
        assert len(results) == last.done == 3 - len(reasons)
        for path in results:
            with Image.open(path) as image:
                image.load()
        shutil.rmtree(disk / "out")
    assert sentences
    tally.survived("disk full: export", len(_ROOM))
    tally.says("disk full: export", min(sentences))


def test_a_project_on_a_full_disk(disk: Path, tally: Tally) -> None:
    project = Project(disk / "project")
    project.set_value("words", "old")
    for room in (0, 8):
        _fill(disk, room)
        told: list[ProjectError] = []
        project.failed.connect(told.append)
        project.set_value("words", "x" * 20_000 + str(room))
        project.failed.disconnect(told.append)
        assert [type(error) for error in told] == [ProjectError]
        with pytest.raises(ProjectError, match="No space left") as caught:
            project.save()
        _words(caught.value, tally, "disk full: project")
        stored = read_project(disk / "project")
        assert (stored.values["words"], stored.restored_from) == ("old", None)
        assert not list(project.folder.glob(".lgt-*"))
    (disk / "filler").unlink()
    project.set_value("words", "new")
    assert Project(disk / "project").value("words") == "new"


@pytest.mark.usefixtures("quick_validation")
def test_a_read_only_disk(
    disk: Path,
    tally: Tally,
    make_config: Config,
    train: Train,
    data_root: Path,
    codec_folder: Path,
    make_model: Callable[..., Path],
    codec: Codec,
) -> None:
    """Pictures, codec and model may lie on one; results may not."""
    data = Path(shutil.copytree(data_root, disk / "data"))
    here = Path(shutil.copytree(codec_folder, disk / "codec"))
    model = make_model(folder=disk)
    Project(disk / "project")
    assert _mount("-o", "remount,ro", disk)
    config = make_config(
        disk.parent / "run",
        data={"data_root": str(data), "cache_dir": str(disk / "cache")},
        codec={"path": str(here)},
        training={"max_steps": 1},
    )
    assert isinstance(train(config)[-1], Finished)
    with pytest.raises(DataError, match="Read-only") as no_run:
        list(Trainer(make_config(disk / "run")).run())
    stylizer = Stylizer.open(model, codec=load_codec("folder", here))
    with pytest.raises(DataError, match="Read-only"):
        list(stylize_files(stylizer, StylizeJob((data,), disk / "out", StylizeSettings())))
    *events, _ = stylize_files(stylizer, StylizeJob((data,), disk, StylizeSettings()))
    reasons = [e.reason for e in events if isinstance(e, PictureFailed)]
    assert reasons, "nothing can be written there"
    assert all("ead-only" in reason for reason in reasons), reasons
    with pytest.raises(ProjectError, match="Read-only") as no_project:
        Project(disk / "project")
    _words(no_project.value, tally, "read-only disk: project")
    _words(no_run.value, tally, "read-only disk: training")
    assert stylizer.codec.codec_id == codec.codec_id


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user"
)
def test_folders_without_permission(tmp_path: Path, make_config: Config) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    with pytest.raises(DataError, match="denied"):
        list(Trainer(make_config(closed / "run")).run())
    with pytest.raises(ProjectError):
        Project(closed / "project")
    with pytest.raises(LGTError, match="may not be written"):
        save_picture(Image.new("RGB", (64, 64)), closed / "a.png")
    closed.chmod(0o700)


def _photos(folder: Path) -> Path:
    folder.mkdir()
    for number in range(3):
        procedural_picture("noise", (160, 120), number).save(folder / f"{number}.png")
    return folder


# --- everywhere: no file may grow beyond a limit -----------------------------------------------


def test_files_of_a_training_that_may_not_grow(
    victims: Victims,
    tally: Tally,
    tiny_config: Config,
    train: Train,
    written: Callable[[TrainConfig, Path], Path],
    tmp_path: Path,
) -> None:
    config = tiny_config(training={"max_steps": 3})
    folder = config.checkpoint.save_dir
    train(config, stop_at=1)
    order = {"config": written(config, tmp_path / "order.json")}
    before = (folder / "state.safetensors").read_bytes()
    for limit in (10, 5_000, len(before) - 1_000):
        said = victims.run("train", limit=limit, **order).result
        assert said is not None
        assert said["error"] == "TrainingError", said
        assert "File too large" in said["what"]
        assert said["safe"]
        assert said["next_step"]
        assert (folder / "state.safetensors").read_bytes() == before
        assert not list(folder.rglob("*.part"))
    assert read_document(folder / "state.safetensors")["counters"]["step"] == 1
    tally.survived(TOO_LARGE, 3)


def test_pictures_and_projects_that_may_not_grow(
    victims: Victims,
    tally: Tally,
    make_model: Callable[..., Path],
    codec_folder: Path,
    hashes: Callable[[Path], Counter[str]],
    tmp_path: Path,
) -> None:
    photos = _photos(tmp_path / "photos")
    originals = hashes(photos)
    order = {"model": make_model(), "codec": codec_folder, "photos": photos}
    order["out"] = tmp_path / "out"
    said = victims.run("export", limit=900, **order).result
    assert said is not None
    assert {"a file this large" in reason for reason in said["failed"].values()} == {True}
    assert len(said["failed"]) == 3
    assert not list((tmp_path / "out").iterdir())
    assert hashes(photos) == originals

    place = tmp_path / "project"
    Project(place).set_value("words", "old")
    said = victims.run("remember", limit=4_000, folder=place, length=9_000).result
    assert said is not None
    assert said["error"] == "ProjectError"
    assert "File too large" in said["what"]
    again = Project(place)
    assert (again.value("words"), again.restored_from) == ("old", None)
    tally.survived(TOO_LARGE, 2)
