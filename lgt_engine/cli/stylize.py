"""``lgt stylize``: one or many pictures, with progress and a list of what failed."""

from __future__ import annotations

import argparse
import glob
import os
import re
from collections.abc import Iterable
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from lgt_engine.control import Control
from lgt_engine.errors import DataError
from lgt_engine.events import (
    BatchFinished,
    ClipProgress,
    Event,
    Notice,
    PictureFailed,
    PictureStylized,
    RefineProgress,
)
from lgt_engine.images import iter_picture_files
from lgt_engine.images.clip_writing import CLIP_SUFFIXES
from lgt_engine.images.ignored_files import natural_key
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.masks import open_mask
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.inference.watching import FolderWatch, stylize_appearing
from lgt_engine.system.sleep import sleep_prevented

from .common import console, duration, number, open_stylizer, shown, time_left
from .signals import INTERRUPTED, stop_on_interrupt

#: Refining steps between two lines where no bar can be drawn.
_STEPS_A_LINE = 10
_CLIP_FORMATS = ("gif", "mp4", "mov", "webm", "mkv")
_LEFT = TextColumn("{task.fields[left]}")
_QUOTED = r"""\s*"([^"]+)"|\s*'([^']+)'"""
_PLAIN = r"\s*([^\s,](?:[^,]*[^\s,])?)"
_WEIGHT = r"[+-]?(?:\d+(?:\.\d*|,\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?"


def stylize(arguments: argparse.Namespace) -> int:
    """Stylize files; returns the exit status: 2 when a picture failed."""
    _check_together(arguments)
    if arguments.watch is not None:
        return _watch(arguments)
    inputs, shard = expand(arguments.inputs), parse_shard(arguments.shard)
    stylizer = _stylizer(arguments)
    job = _job(arguments, inputs, shard, stylizer.styles)
    control = Control()
    failed = 0
    columns = (TextColumn("Stylizing"), BarColumn(), MofNCompleteColumn(), _LEFT)
    live = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    when = "after this picture" if job.refine is None else "without this picture"
    when = "after this frame" if job.clips else when
    stopping = stop_on_interrupt(control, f"Stopping {when} …")
    with sleep_prevented("Stylizing pictures"), stopping as stop, live:
        task = live.add_task("", left="")
        for event in stylize_files(stylizer, job, control):
            if isinstance(event, PictureStylized | PictureFailed):
                left = time_left(event.eta_seconds)
                live.update(task, completed=event.done, total=event.total, left=left)
            elif isinstance(event, RefineProgress):
                live.update(task, left=_refining(event))
            elif isinstance(event, ClipProgress):
                live.update(task, left=_clip(event))
            elif isinstance(event, BatchFinished):
                failed = len(event.failed)
            _tell(event, job)
    return stop.status or (2 if failed else 0)


def _watch(arguments: argparse.Namespace) -> int:
    """Stylize what appears in a folder; Ctrl-C is the usual end."""
    watch = FolderWatch(arguments.watch, arguments.out)
    stylizer = _stylizer(arguments)
    job = _job(arguments, (), (1, 1), stylizer.styles)
    control, failed = Control(), False
    console.print(f"Watching {shown(str(watch.folder))}; Ctrl-C ends it.")
    with stop_on_interrupt(control, "Stopping …") as stop:
        for event in stylize_appearing(stylizer, job, watch, control):
            failed = failed or isinstance(event, PictureFailed)
            if not isinstance(event, BatchFinished):
                _tell(event, job)
    return stop.status if stop.status != INTERRUPTED else 2 if failed else 0


def _check_together(arguments: argparse.Namespace) -> None:
    """Raise DataError for options that mean nothing together."""
    if arguments.watch is not None and (arguments.inputs or arguments.shard):
        raise DataError(
            "--watch takes the pictures that appear in its folder.",
            next_step="Leave out other photos and --shard.",
        )
    if not arguments.inputs and arguments.watch is None:
        raise DataError(
            "No photo was named.",
            next_step="Name files or folders last; between --style-picture and them another "
            "option, such as --out DIR."
            if arguments.style_picture
            else "Name files or folders.",
        )
    if arguments.format in _CLIP_FORMATS and not arguments.clip:
        raise DataError(f"--format {arguments.format} is for clips.", next_step="Add --clip.")
    if arguments.from_network and not _refining_steps(arguments):
        raise DataError("--from-network says where to refine from.", next_step="Add --refine 25.")
    if arguments.style_picture and arguments.codec:
        raise DataError(
            "--style-picture paints with the base network, which has a codec of its own.",
            next_step="Leave out --codec.",
        )


def _stylizer(arguments: argparse.Namespace) -> Stylizer:
    """Of the model, or of one style whose pictures are named after its first file or folder."""
    if arguments.model is not None:
        return open_stylizer(arguments)
    given = expand(arguments.style_picture)
    files = [path for one in given for path in (iter_picture_files(one) if one.is_dir() else [one])]
    name = given[0].name if given[0].is_dir() else given[0].stem
    return Stylizer.from_pictures({name or "style": files}, device=arguments.device)


def _clip(event: ClipProgress) -> str:
    return f"{event.share:.0%} of the clip  {time_left(event.eta_seconds)}".rstrip()


def _refining(event: RefineProgress) -> str:
    return f"step {event.step} of {event.total}  {time_left(event.eta_seconds)}".rstrip()


def _job(
    arguments: argparse.Namespace,
    inputs: tuple[Path, ...],
    shard: tuple[int, int],
    styles: tuple[str, ...],
) -> StylizeJob:
    steps = _refining_steps(arguments)
    file = _clip_file(arguments, inputs)
    return StylizeJob(
        inputs=inputs,
        out_dir=arguments.out if file is None else file.parent,
        settings=StylizeSettings(
            style=arguments.style,
            blend=parse_blend(arguments.blend, styles),
            guidance_scale=arguments.guidance,
            num_steps=arguments.steps,
            seed=arguments.seed,
            max_side=arguments.max_side,
            keep_colours=arguments.keep_colours,
            mask=open_mask(arguments.mask) if arguments.mask else None,
        ),
        overwrite=arguments.overwrite,
        force=arguments.force,
        keep_location=arguments.keep_location,
        suffix=f".{arguments.format}" if arguments.format else None,
        shard=shard,
        refine=RefineSettings(steps, not arguments.from_network) if steps else None,
        clips=arguments.clip,
        name=None if file is None else file.name,
    )


def _clip_file(arguments: argparse.Namespace, inputs: tuple[Path, ...]) -> Path | None:
    """The file that ``--out`` names for one clip; None where it names a folder."""
    out: Path = arguments.out
    one = len(inputs) == 1 and not inputs[0].is_dir()
    if arguments.clip and one and out.suffix.lower() in CLIP_SUFFIXES and not out.is_dir():
        return out
    return None


def _refining_steps(arguments: argparse.Namespace) -> int:
    """A style that nobody trained looks like itself only when it is refined."""
    if arguments.refine is None:
        return RefineSettings().steps if arguments.style_picture and not arguments.clip else 0
    return int(arguments.refine)


def _tell(event: Event, job: StylizeJob) -> None:
    """A line for an event."""
    if isinstance(event, PictureStylized):
        console.print(shown(f"{event.target}  {event.seconds:.1f} s"))
    elif isinstance(event, PictureFailed):
        console.print(f"[yellow]left out[/yellow]: {shown(event.reason)}")
    elif isinstance(event, RefineProgress) and not console.is_terminal:
        if event.step and event.step % _STEPS_A_LINE == 0:
            console.print(_refining(event))
    elif isinstance(event, Notice):
        console.print(shown(event.text))
    elif isinstance(event, BatchFinished):
        done = f"{event.done} done, {len(event.failed)} failed in {duration(event.seconds)}"
        console.print(f"{done}; results in {shown(str(job.out_dir))}")


def expand(inputs: Iterable[Path]) -> tuple[Path, ...]:
    """Files and folders; a pattern that the shell left as it is becomes what it fits.

    Raises
    ------
    DataError
        When a pattern fits nothing.
    """
    found: list[Path] = []
    for path in inputs:
        if os.path.lexists(path) or not glob.has_magic(str(path)):
            found.append(path)
            continue
        matching = sorted(glob.glob(str(path), recursive=True), key=natural_key)
        if not matching:
            raise DataError(
                f"Nothing is called like {path}.", next_step="Check the folder and the pattern."
            )
        found += map(Path, matching)
    return tuple(found)


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


def parse_blend(text: str | None, styles: Iterable[str]) -> dict[str, float] | None:
    """``"ink:2,wave:1"`` → ``{"ink": 2.0, "wave": 1.0}``.

    Parameters
    ----------
    text : str or None
        Names that hold commas, colons or spaces at their ends may stand in quotes of either kind.
    styles : iterable of str
        The model's own; their names need no quotes, whatever they hold.

    Raises
    ------
    DataError
        When an item is not ``NAME:WEIGHT``.
    """
    if text is None:
        return None
    known = "|".join(re.escape(name) for name in sorted(styles, key=len, reverse=True))
    item = re.compile(rf"(?:({known})|{_QUOTED}|{_PLAIN})\s*:\s*({_WEIGHT})\s*(?:,|$)")
    blend: dict[str, float] = {}
    at = 0
    while at < len(text) or not blend:
        found = item.match(text, at)
        if found is None:
            raise DataError(
                f"--blend cannot read '{text[at:]}'.",
                next_step="Write NAME:WEIGHT,NAME:WEIGHT, a name with commas or colons in quotes.",
            )
        *names, weight = found.groups()
        blend[next(name for name in names if name is not None)] = number(weight)
        at = found.end()
    return blend
