"""Real processes killed at random moments: what was saved is whole, and what follows goes on.

A hundred kills, with the table::

    LGT_KILLS=25 pytest tests/engine/faults/test_kills.py

``LGT_FAULT_SEED`` chooses other moments. A victim dies before its n-th change of a file, some
microseconds after it, or somewhere between two reports; the next one goes on where it died.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from lgt_app.state.export.journal import Journal
from lgt_app.state.project.project import Project
from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.data.latent_cache import LatentCache
from lgt_engine.model.checkpoint import load_model, read_document, read_tensors
from lgt_engine.tools.procedural.pictures import procedural_picture

from .conftest import KILLS
from .tally import Tally
from .victims import Victims, deaths

Config = Callable[..., TrainConfig]
Hashes = Callable[[Path], Counter[str]]
Written = Callable[[TrainConfig, Path], Path]

_SEED = int(os.environ.get("LGT_FAULT_SEED", "6"))
_RUN_FILES = {"model", "best", "state", "metrics", "config", "samples", ".lock"}

pytestmark = pytest.mark.timeout(180 + 10 * KILLS)


def test_training_and_checkpoints(
    victims: Victims,
    tally: Tally,
    tiny_config: Config,
    finished_run: Any,
    written: Written,
    hashes: Hashes,
    data_root: Path,
    tmp_path: Path,
    assert_same_run: Callable[[Path, Path], None],
    read_rows: Callable[[Path], list[dict[str, str]]],
) -> None:
    config = tiny_config("killed", training={"max_steps": 6})
    order = written(config, tmp_path / "order.json")
    originals = hashes(data_root)
    folder = config.checkpoint.save_dir
    kills = saved = 0
    for death in deaths(random.Random(_SEED), 40, 10):
        if kills == KILLS:
            break
        end = victims.run("train", death, config=order)
        saved = max(saved, end.last("saved"))
        _look_at_run(folder, saved, read_rows)
        kills += end.killed
        if not end.killed:
            saved = 0
            assert_same_run(finished_run.folder, folder)
            shutil.rmtree(folder)
    victims.run("train", config=order)
    assert_same_run(finished_run.folder, folder)
    assert not list(folder.rglob("*.part")), "leftovers were swept"
    assert hashes(data_root) == originals
    tally.survived("SIGKILL: training", kills)


def _look_at_run(folder: Path, saved: int, read_rows: Callable[[Path], Any]) -> None:
    """Everything that has its name is whole; nothing that was reported as saved is lost."""
    if not folder.exists():
        assert not saved
        return
    names = {path.name for path in folder.iterdir()}
    assert {name.partition(".")[0] or name for name in names if ".part" not in name} <= _RUN_FILES
    for name in ("model", "best"):
        if f"{name}.safetensors" in names:
            load_model(folder / f"{name}.safetensors")
    if saved or "state.safetensors" in names:
        read_tensors(folder / "state.safetensors")
        step = read_document(folder / "state.safetensors")["counters"]["step"]
        # One written beside training may be newer than the last that was reported.
        assert saved <= step, "nothing that was reported is lost"
    if "config.json" in names:
        TrainConfig.load(folder / "config.json")
    if "metrics.csv" in names:
        steps = [row["step"] for row in read_rows(folder / "metrics.csv")]
        assert len(steps) == len(set(steps))


def test_filling_the_latent_cache(
    victims: Victims,
    tally: Tally,
    tiny_config: Config,
    written: Written,
    hashes: Hashes,
    data_root: Path,
    codec: Codec,
    tmp_path: Path,
) -> None:
    config = tiny_config(data={"cache_dir": str(tmp_path / "cache")})
    reference = _dataset(tiny_config(data={"cache_dir": str(tmp_path / "other")}), codec)
    order = written(config, tmp_path / "order.json")
    originals = hashes(data_root)
    cache = LatentCache(tmp_path / "cache")
    kills = 0
    for death in deaths(random.Random(_SEED), 44, 11):
        if kills == KILLS:
            break
        end = victims.run("prepare", death, config=order)
        kills += end.killed
        entries = list((tmp_path / "cache").rglob("*.safetensors"))
        assert all(cache.read(path) is not None for path in entries)
        if not end.killed:
            shutil.rmtree(tmp_path / "cache")
    victims.run("prepare", config=order)
    assert not list((tmp_path / "cache").rglob("*.part"))
    assert torch.equal(_dataset(config, codec), reference)
    assert hashes(data_root) == originals
    tally.survived("SIGKILL: latent cache", kills)


def _dataset(config: TrainConfig, codec: Codec) -> torch.Tensor:
    building = build_dataset(config, codec, Control())
    while True:
        try:
            next(building)
        except StopIteration as end:
            return torch.cat([end.value.style_latents, end.value.content_latents])


def test_exporting_a_folder(
    victims: Victims,
    tally: Tally,
    make_model: Callable[..., Path],
    codec_folder: Path,
    hashes: Hashes,
    tmp_path: Path,
) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    for number, suffix in enumerate(("png", "jpg", "webp", "tif", "png")):
        picture = procedural_picture("scene", (80 + number, 72), number)
        picture.save(photos / f"{number}.{suffix}")
    originals = hashes(photos)
    order = {"model": make_model(), "codec": codec_folder, "photos": photos, "out": out}
    kills = 0
    for death in deaths(random.Random(_SEED), 12, 5):
        if kills == KILLS:
            break
        end = victims.run("export", death, **order)
        kills += end.killed
        for path in out.glob("[!.]*"):
            with Image.open(path) as image:
                image.load()
                assert image.size == (80 + int(path.name[0]), 72)
        assert hashes(photos) == originals
    victims.run("export", **order)
    assert len(list(out.iterdir())) == len(originals), "five results and no leftovers"
    tally.survived("SIGKILL: export", kills)


def test_saving_a_project(victims: Victims, tally: Tally, hashes: Hashes, tmp_path: Path) -> None:
    pictures, folder = tmp_path / "pictures", tmp_path / "project"
    pictures.mkdir()
    for number in range(6):
        procedural_picture("scene", (64, 64), number).save(pictures / f"{number}.png")
    originals = hashes(pictures)
    rng = random.Random(_SEED)
    kills = 0
    for death in deaths(rng, 90, 20):
        if kills == KILLS:
            break
        seed = rng.randrange(10**6)
        before = _kept(folder, hashes)
        end = victims.run("edit", death, folder=folder, pictures=pictures, seed=seed, changes=20)
        kills += end.killed
        project = Project(folder)
        assert project.restored_from is None, "project.json itself is always whole"
        assert before - _kept(folder, hashes) == Counter(), "pictures move, they never vanish"
        assert all(item.target.parent == Path("out") for item in Journal(_queue(folder)).read())
        assert not (folder / "incoming").exists()
        assert not list(folder.glob(".lgt-*"))
    assert hashes(pictures) == originals
    tally.survived("SIGKILL: project", kills)


def _queue(folder: Path) -> Path:
    return folder / "exports.jsonl"


def _kept(folder: Path, hashes: Hashes) -> Counter[str]:
    """The pictures of a project, wherever a person may find them."""
    return sum((hashes(folder / name) for name in ("styles", "photos", "trash")), Counter())
