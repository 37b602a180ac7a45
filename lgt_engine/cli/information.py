"""``lgt plan``, ``lgt info`` and ``lgt codec``."""

from __future__ import annotations

import argparse
import re

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from lgt_engine.codec.download import download
from lgt_engine.codec.image_codec import DOWNLOADS, KINDS, is_downloaded
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import find_pictures
from lgt_engine.errors import DataError
from lgt_engine.model.checkpoint import describe_model
from lgt_engine.training.memory_plan import MAX_AUTO_BATCH, plan_memory

from .common import console, number, show_table, shown, time_left
from .signals import stop_on_interrupt

_UNITS = {
    "": 1,
    "b": 1,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
}


def parse_bytes(text: str) -> int:
    """``"8GiB"`` → 8589934592.

    Raises
    ------
    DataError
        When the text is not a size.
    """
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)\s*", text)
    if match is None or match[2].lower() not in _UNITS:
        raise DataError(f"'{text}' is not a size.", next_step="Write for example 8GiB or 6000MiB.")
    return int(number(match[1]) * _UNITS[match[2].lower()])


def plan(arguments: argparse.Namespace) -> int:
    """Print predicted peak memory for some batch sizes and the largest that fits."""
    config = TrainConfig.load(arguments.config, tuple(arguments.overrides))
    budget = parse_bytes(arguments.vram)
    prediction = plan_memory(config, _count_styles(config))
    table = Table("batch", "predicted peak", "fits", box=None)
    for batch in (1, 4, 8, 16, 32, MAX_AUTO_BATCH, 96):
        peak = prediction.peak_bytes(batch)
        table.add_row(str(batch), f"{peak / 2**30:.2f} GiB", "yes" if peak <= budget else "no")
    show_table(table)
    largest = prediction.largest_batch(budget)
    console.print(f"Largest batch within {budget / 2**30:.1f} GiB: {largest}")
    return 0


def _count_styles(config: TrainConfig) -> int:
    search = find_pictures(config.data)
    while True:
        try:
            next(search)
        except StopIteration as stop:
            return len(stop.value.styles)


def info(arguments: argparse.Namespace) -> int:
    """Print what a model file says about itself."""
    path = arguments.model / "model.safetensors" if arguments.model.is_dir() else arguments.model
    model = describe_model(path)
    table = Table.grid(padding=(0, 2))
    rows = [
        ("file", f"{path} ({path.stat().st_size / 2**20:.1f} MiB)"),
        ("styles", ", ".join(model.styles)),
        ("codec", f"{model.codec_kind} ({model.codec_id})"),
        ("steps", f"{model.step:,}"),
        ("path", model.flow.path),
        ("defaults", f"strength {model.inference.cfg_scale:g}, {model.inference.num_steps} steps"),
        ("network", ", ".join(f"{k} {v}" for k, v in model.shape.to_dict().items())),
    ]
    for style, measures in model.metrics.items():
        rows.append((style, ", ".join(f"{k} {v:.2f}" for k, v in measures.items())))
    for name, value in rows:
        table.add_row(f"[bold]{shown(name)}[/bold]", shown(value))
    show_table(table)
    return 0


def list_codecs(_arguments: argparse.Namespace) -> int:
    """Print the codecs, their licences and whether they are here."""
    table = Table("codec", "here", "about", box=None)
    table.add_row("builtin", "yes", "small and fast, comes with the program")
    for kind, (repository, megabytes, licence) in DOWNLOADS.items():
        here = "yes" if is_downloaded(kind) else "no"
        table.add_row(kind, here, f"{repository}, about {megabytes} MB, licence {licence}")
    table.add_row("folder", "-", "your own: set codec.path")
    show_table(table)
    return 0


def download_codec(arguments: argparse.Namespace) -> int:
    """Fetch a codec with progress; Ctrl-C cancels."""
    if arguments.kind not in DOWNLOADS:
        raise DataError(
            f"'{arguments.kind}' cannot be downloaded.",
            next_step=f"Choose one of {', '.join(kind for kind in KINDS if kind in DOWNLOADS)}.",
        )
    repository, megabytes, licence = DOWNLOADS[arguments.kind]
    console.print(f"{repository}, about {megabytes} MB, licence {licence}")
    control = Control()
    left = TextColumn("{task.fields[left]}")
    columns = (TextColumn("Downloading"), BarColumn(), DownloadColumn(), left)
    with stop_on_interrupt(control, "Cancelling …"), Progress(*columns, console=console) as live:
        task = live.add_task("", left="")
        for event in download(arguments.kind, control):
            left_now = time_left(event.eta_seconds)
            live.update(task, completed=event.done, total=event.total, left=left_now)
    console.print(f"Done: set codec.kind to '{arguments.kind}'.")
    return 0
