"""What the victims do: the real work of engine and window, on tiny data."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from lgt_app.state.export.journal import DONE, Journal, QueueItem
from lgt_app.state.project.project import PHOTOS, Project
from lgt_app.workers.export.exporting import Recipe
from lgt_app.workers.looks import Look
from lgt_engine import events as ev
from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.training.schedule import Schedule
from lgt_engine.training.trainer import Trainer

from .victims import say

torch.set_num_threads(1)
# A checkpoint after every step, which no configuration may ask for.
Schedule.checkpoint_due = lambda _, counters: counters.step > 0  # type: ignore[method-assign]


def train(config: str) -> None:
    """Begin a run or go on with it."""
    settings = TrainConfig.load(Path(config))
    resume = (settings.checkpoint.save_dir / "state.safetensors").exists()
    for event in Trainer(settings, resume=resume).run():
        if isinstance(event, ev.CheckpointSaved):
            say("report", f"saved {event.step}")
        elif isinstance(event, ev.StepDone):
            say("report", f"step {event.step}")


def prepare(config: str) -> None:
    """Fill the latent cache."""
    settings = TrainConfig.load(Path(config))
    codec = load_codec(settings.codec)
    for event in build_dataset(settings, codec, Control()):
        if isinstance(event, ev.Progress):
            say("report", f"prepared {event.done}")


def export(model: str, codec: str, photos: str, out: str) -> dict[str, Any]:
    """Stylize a folder; returns what failed and why."""
    failed = {}
    stylizer = Stylizer.open(model, codec=load_codec("folder", codec))
    job = StylizeJob((Path(photos),), Path(out), StylizeSettings(), overwrite=True)
    for event in stylize_files(stylizer, job):
        if isinstance(event, ev.PictureStylized):
            say("report", f"stylized {event.done}")
        elif isinstance(event, ev.PictureFailed):
            failed[event.source.name] = event.reason
    return {"failed": failed}


def remember(folder: str, length: int) -> None:
    """Keep a value of some length with a project."""
    project = Project(Path(folder))
    project.set_value("words", "x" * length)
    project.save()


def edit(folder: str, pictures: str, seed: int, changes: int) -> dict[str, Any]:
    """Change a project like a person in a hurry: add, delete, rename, undo, keep values, queue."""
    rng = random.Random(seed)
    project = Project(Path(folder))
    journal = Journal(project.folder / "exports.jsonl")
    for number in range(changes):
        _change(project, journal, Path(pictures), rng)
        say("report", f"changed {number + 1}")
    return {"styles": project.styles}


def _change(project: Project, journal: Journal, pictures: Path, rng: random.Random) -> None:
    kind = rng.randrange(8)
    styles = project.styles
    if kind == 0 or not styles:
        project.add_style(rng.choice(("Ink", "Öl", "Wave")), _staged(project, pictures, rng))
    elif kind == 1:
        project.add_all([(rng.choice((PHOTOS, *styles)), "", _staged(project, pictures, rng))])
    elif kind == 2:
        collection = rng.choice((PHOTOS, *styles))
        project.remove_pictures(collection, project.pictures(collection)[:2])
    elif kind == 3:
        project.rename_style(rng.choice(styles), rng.choice(("Pen", "Sea", "Salt")))
    elif kind == 4:
        project.remove_style(rng.choice(styles))
    elif kind == 5:
        project.undo_stack.undo()
    elif kind == 6:
        items = [_item(number) for number in range(1, rng.randrange(2, 5))]
        journal.rewrite(items)
        journal.note(items[0])
    else:
        project.set_value("look", {"guidance": rng.random()})
        project.set_value("counter", project.value("counter", 0) + 1)


def _staged(project: Project, pictures: Path, rng: random.Random) -> list[Path]:
    folder = project.new_incoming_dir()
    folder.mkdir(parents=True)
    chosen = rng.sample(sorted(pictures.iterdir()), 2)
    return [Path(shutil.copy(path, folder / path.name)) for path in chosen]


def _item(number: int) -> QueueItem:
    recipe = Recipe(Path("model.safetensors"), Look("Ink"))
    return QueueItem(number, Path(f"{number}.png"), Path(f"out/{number}.png"), recipe, status=DONE)


TASKS: dict[str, Callable[..., dict[str, Any] | None]] = {
    "train": train,
    "prepare": prepare,
    "export": export,
    "edit": edit,
    "remember": remember,
}
