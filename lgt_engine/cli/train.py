"""``lgt train``: the trainer's events, told on a terminal."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from lgt_engine import events as ev
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import DataError, LGTError
from lgt_engine.system.battery import battery_notice
from lgt_engine.system.distributed import ProcessGroup, join_process_group
from lgt_engine.system.priority import lower_process
from lgt_engine.training.trainer import Trainer

from .common import console, duration, show_table, shown, time_left
from .output import tell_error
from .signals import REQUESTED, stop_on_interrupt

_PLAIN_SECONDS = 5.0
_ENDINGS = {
    "done": "Done",
    "still": "Done, no longer improving,",
    "stopped": "Stopped and saved",
}


def train(arguments: argparse.Namespace) -> int:
    """Run one or several trainings, alone or under torchrun; returns the exit status."""
    with join_process_group() as ranks:
        try:
            if len(arguments.config) > 1:
                return _train_each(arguments, ranks)
            return _train(arguments.config[0], arguments, ranks, _Report())
        except LGTError as error:
            if ranks.first_to_report():
                raise
            return error.exit_code


def _train_each(arguments: argparse.Namespace, ranks: ProcessGroup) -> int:
    """One training after another, whatever becomes of each; a summary at the end."""
    if ranks.is_distributed:
        raise DataError(
            "Several processes train one config at a time.",
            safe="Nothing was started.",
            next_step="Start torchrun once for each config.",
        )
    results: dict[Path, str] = dict.fromkeys(arguments.config, "not begun")
    status = 0
    for path in results:
        console.print(f"[bold]{shown(str(path))}[/bold]")
        report = _Report()
        try:
            ended = _train(path, arguments, ranks, report)
            results[path] = report.summary
        except LGTError as error:
            tell_error(error)
            ended, results[path] = error.exit_code, f"failed: {error.what.splitlines()[0]}"
        status = status or ended
        if ended in REQUESTED:
            break
        arguments.asked = time.monotonic()  # the minutes of the next one count from here
    table = Table("config", "result", box=None)
    for path, words in results.items():
        table.add_row(shown(str(path)), shown(words))
    show_table(table)
    return status


def _train(path: Path, arguments: argparse.Namespace, ranks: ProcessGroup, report: _Report) -> int:
    config = TrainConfig.load(path, tuple(arguments.overrides))
    if config.training.low_priority:
        lower_process()
    control = Control()
    trainer = Trainer(config, control, resume=arguments.resume, ranks=ranks, asked=arguments.asked)
    message = "Stopping after this step and saving …" if ranks.is_main else ""
    with stop_on_interrupt(control, message, launched=ranks.is_distributed) as stop:
        if not ranks.is_main:
            for _ in trainer.run():
                pass
        else:
            with report:
                if (notice := battery_notice()) is not None:
                    report.show(notice)
                for event in trainer.run():
                    report.show(event)
    return stop.status


class _Report:
    """Live line on a terminal; a line every few seconds elsewhere.

    Attributes
    ----------
    summary : str
        How the training ended and what it reached, for a line of a list.
    """

    def __init__(self) -> None:
        self.summary = self._scores = ""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[note]}"),
        )
        self._live = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self._task = self._live.add_task("Starting", total=1.0, note="")
        self._last_plain = 0.0
        self._handlers = {
            ev.Progress: self._preparing,
            ev.RunStarted: self._started,
            ev.StepDone: self._step,
            ev.ValidationDone: self._validated,
            ev.Notice: self._notice,
            ev.Finished: self._finished,
        }

    def __enter__(self) -> _Report:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, event: ev.Event) -> None:
        """Tell one event; those without a line are passed over."""
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)  # type: ignore[operator]

    def _line(self, description: str, share: float, note: str, *, final: bool = False) -> None:
        self._live.update(self._task, description=description, completed=share, note=note)
        now = time.monotonic()
        if not console.is_terminal and (final or now - self._last_plain >= _PLAIN_SECONDS):
            self._last_plain = now
            console.print(f"{description}  {note}")

    def _preparing(self, event: ev.Progress) -> None:
        parts = (f"{event.done} of {event.total}", time_left(event.eta_seconds))
        note = ", ".join(filter(None, parts)) if event.total > 1 else ""
        self._line(
            event.stage, event.done / max(event.total, 1), note, final=event.done == event.total
        )

    def _started(self, event: ev.RunStarted) -> None:
        styles = ", ".join(
            f"{name} ({count} picture{'s' * (count != 1)})"
            for name, count in zip(event.styles, event.pictures_per_style, strict=True)
        )
        batch = f"{event.batch_size} photos"
        if event.accumulation > 1:
            batch += f" × {event.accumulation}"
        if event.processes > 1:
            batch += f", shared by {event.processes} processes"
        limits = []
        if event.max_seconds is not None:
            limits.append(f"{duration(event.max_seconds)} minutes")
        if event.max_steps is not None:
            limits.append(f"{event.max_steps:,} steps")
        start = {None: "scratch", "base": "the base network"}.get(event.started_from)
        table = Table.grid(padding=(0, 2))
        rows = [
            ("device", f"{event.device}: {event.device_reason}"),
            ("codec", event.codec),
            ("styles", styles),
            ("photos", f"{event.photos}"),
            ("network", f"{event.parameters / 1e6:.1f} M parameters, batch of {batch}"),
            ("until", " or ".join(limits)),
            ("run folder", str(event.run_dir)),
            ("preparation", f"{event.prepared_seconds:.0f} seconds"),
        ]
        if not event.step:
            rows.append(("starts from", start or str(event.started_from)))
        for name, value in rows:
            table.add_row(f"[bold]{name}[/bold]", shown(value))
        show_table(table)
        if event.step:
            console.print(f"Continuing at step {event.step:,}.")

    def _step(self, event: ev.StepDone) -> None:
        terms = "  ".join(f"{name} {value:.4f}" for name, value in event.losses.items())
        note = f"{terms}  {event.steps_per_second:.1f} steps/s  {time_left(event.eta_seconds)}"
        self._line(f"step {event.step:,}", event.progress, note)

    def _validated(self, event: ev.ValidationDone) -> None:
        scores = "   ".join(
            f"{score.style}: style {score.style_gain:.2f} colour {score.colour_gain:.2f} "
            f"content {score.content:.2f}"
            for score in event.scores
        )
        self._scores = scores
        mark = "  [green]best so far[/green]" if event.best else ""
        line = f"step {event.step:,}  {duration(event.seconds)}  validation  {shown(scores)}"
        console.print(line + mark)

    def _notice(self, event: ev.Notice) -> None:
        colour = "yellow" if event.level == "warning" else "cyan"
        console.print(f"[{colour}]{event.level}[/{colour}]: {shown(event.text)}")

    def _finished(self, event: ev.Finished) -> None:
        how = f"{_ENDINGS[event.reason]} at step {event.step:,} after {duration(event.seconds)}"
        self.summary = f"{how}   {self._scores}".rstrip()
        console.print(
            f"{how}.\n"
            f"Model: {shown(str(event.model_path))}\n"
            f"Next:  lgt stylize --model {shown(str(event.model_path))} --out stylized PHOTO …"
        )
