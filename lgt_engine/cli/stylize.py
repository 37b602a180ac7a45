"""``lgt stylize``: one or many pictures, with progress and a list of what failed."""

from __future__ import annotations

import argparse

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..awake import kept_awake
from ..control import Control
from ..errors import DataError
from ..events import BatchFinished, Event, Notice, PictureFailed, PictureStylized
from ..stylizer import StylizeSettings
from ..stylizing_files import StylizeJob, stylize_files
from .common import console, duration, open_stylizer, shown, stop_on_interrupt, time_left

_LEFT = TextColumn("{task.fields[left]}")


def stylize(arguments: argparse.Namespace) -> int:
    """Stylize files; returns the exit status: 2 when a picture failed."""
    job = _job(arguments)
    stylizer = open_stylizer(arguments)
    control = Control()
    failed = 0
    columns = (TextColumn("Stylizing"), BarColumn(), MofNCompleteColumn(), _LEFT)
    live = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    stopping = stop_on_interrupt(control, "Stopping after this picture …")
    with kept_awake("Stylizing pictures"), stopping, live:
        task = live.add_task("", left="")
        for event in stylize_files(stylizer, job, control):
            if isinstance(event, PictureStylized | PictureFailed):
                left = time_left(event.eta_seconds)
                live.update(task, completed=event.done, total=event.total, left=left)
            elif isinstance(event, BatchFinished):
                failed = len(event.failed)
            _tell(event, job)
    if control.stopping:
        return 130
    return 2 if failed else 0


def _job(arguments: argparse.Namespace) -> StylizeJob:
    return StylizeJob(
        inputs=tuple(arguments.inputs),
        out_dir=arguments.out,
        settings=StylizeSettings(
            style=arguments.style,
            blend=parse_blend(arguments.blend),
            guidance_scale=arguments.guidance,
            num_steps=arguments.steps,
            seed=arguments.seed,
            max_side=arguments.max_side,
        ),
        overwrite=arguments.overwrite,
        suffix=f".{arguments.format}" if arguments.format else None,
        shard=parse_shard(arguments.shard),
    )


def _tell(event: Event, job: StylizeJob) -> None:
    """A line for an event."""
    if isinstance(event, PictureStylized):
        console.print(shown(f"{event.target}  {event.seconds:.1f} s"), soft_wrap=True)
    elif isinstance(event, PictureFailed):
        console.print(f"[yellow]left out[/yellow]: {shown(event.reason)}", soft_wrap=True)
    elif isinstance(event, Notice):
        console.print(shown(event.text), soft_wrap=True)
    elif isinstance(event, BatchFinished):
        done = f"{event.done} done, {len(event.failed)} failed"
        console.print(f"{done} in {duration(event.seconds)}; results in {shown(str(job.out_dir))}")


def parse_shard(text: str | None) -> tuple[int, int]:
    """``"2/4"`` → ``(2, 4)``; everything is the first part of one.

    Raises
    ------
    DataError
        When the text is not ``I/N``.
    """
    if text is None:
        return 1, 1
    part, slash, parts = text.partition("/")
    if not (slash and part.strip().isdecimal() and parts.strip().isdecimal()):
        raise DataError(f"--shard cannot read '{text}'.", next_step="Write I/N, for example 2/4.")
    return int(part), int(parts)


def parse_blend(text: str | None) -> dict[str, float] | None:
    """``"ink:2,wave:1"`` → ``{"ink": 2.0, "wave": 1.0}``.

    Raises
    ------
    DataError
        When an item is not ``NAME:WEIGHT``.
    """
    if text is None:
        return None
    blend = {}
    for item in text.split(","):
        name, colon, weight = item.rpartition(":")
        try:
            blend[name.strip()] = float(weight)
        except ValueError:
            colon = ""
        if not colon or not name.strip():
            raise DataError(
                f"--blend cannot read '{item}'.", next_step="Write NAME:WEIGHT,NAME:WEIGHT."
            )
    return blend
