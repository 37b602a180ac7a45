"""Messages when a project opens: after a crash, a damaged file, an unfinished run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from lgt_app.state import counts
from lgt_app.state.project.session_mark import saved_step
from lgt_app.state.training.run import RunState
from lgt_app.translation import tr
from lgt_app.widgets.banner import Message

if TYPE_CHECKING:
    from .project_view import ProjectView


def opening_messages(
    space: ProjectView, *, crashed: bool, save_diagnostics: Callable[[], None]
) -> list[Message]:
    """The messages for a project that was just opened, the most important first.

    Parameters
    ----------
    space : ProjectView
    crashed : bool
        The session before did not come to its end.
    save_diagnostics : callable
        For the button after a crash.
    """
    messages = []
    if space.project.restored_from is not None:
        messages.append(_restored(space.project.name, space.project.restored_from))
    resume = _resume(space.run)
    if crashed:
        messages.append(_crashed(space, resume, save_diagnostics))
    elif resume:
        messages.append(
            Message(
                "info",
                tr("The last training was not finished."),
                tr("It can go on exactly where it stopped."),
                actions=resume,
                key="resume",
            )
        )
    return messages


def _resume(run: RunState) -> list[tuple[str, Callable[[], object]]]:
    """The button that goes on with an unfinished training, if there is one."""
    step = saved_step(run.run_dir) if run.run_dir is not None else None
    if step is None or not run.resumable or run.last_finished or not run.styles_match:
        return []
    return [(tr("Resume at step {:,}").format(step), run.resume_run)]


def _crashed(
    space: ProjectView,
    resume: list[tuple[str, Callable[[], object]]],
    save_diagnostics: Callable[[], None],
) -> Message:
    run, tally = space.run, space.exports.queue.tally
    safe = [tr("Your pictures and settings are as you left them.")]
    step = saved_step(run.run_dir) if resume and run.run_dir is not None else None
    if step is not None:
        lost = max(0, run.curves.last_step - step)
        text = tr("The training is saved up to step {:,}").format(step)
        safe.append(text + (tr("; {:,} steps are lost.").format(lost) if lost else "."))
    if tally.waiting:
        waiting = counts.pictures(tally.waiting)
        safe.append(tr("{} still wait in the batch.").format(waiting.capitalize()))
    return Message(
        "info",
        tr("LGT ended unexpectedly the last time."),
        " ".join(safe),
        actions=[*resume, (tr("Save diagnostics…"), save_diagnostics)],
        key="crashed",
    )


def _restored(name: str, backup: Path) -> Message:
    try:
        saved = QDateTime.fromSecsSinceEpoch(int(backup.stat().st_mtime))
        when = QLocale().toString(saved, QLocale.FormatType.ShortFormat)
    except (OSError, OverflowError, ValueError):
        when = "?"
    return Message(
        "warning",
        tr("The project file of “{}” was damaged.").format(name),
        tr(
            "It was opened from its backup of {}. Pictures and trained runs are untouched; check "
            "the order of the styles. The damaged file is kept as project.json.damaged."
        ).format(when),
        key="restored",
    )
