"""A file for a bug report: versions, settings, counts, logs; no picture and no personal path."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from lgt_app import logs, paths
from lgt_app.settings import Settings
from lgt_app.translation import tr
from lgt_engine.errors import LGTError
from lgt_engine.io.atomic_files import write_atomically

if TYPE_CHECKING:
    from .project_view import ProjectView

#: Settings of a run that name folders or styles of the person.
_PERSONAL = frozenset(
    {"data_root", "style_subdirs", "content_subdir", "cache_dir", "path", "save_dir", "start_from"}
)
_LAST_ROWS = 20


def report(device: str, settings: Settings, space: ProjectView | None) -> str:
    """All of it as text."""
    parts = [
        ("Program", logs.versions(device)),
        ("Settings", _settings(settings)),
        ("Project", _project(space) if space is not None else "none is open"),
        ("Last crash of the program itself", logs.read_crash() or "none"),
        *((f"Log {name}", text) for name, text in logs.read_all()),
    ]
    text = "\n\n".join(f"== {title}\n{text.strip()}" for title, text in parts)
    return logs.without_home(text) + "\n"


def ask_and_save(window: QWidget, text: str) -> Path | None:
    """Write a report where the person chooses; None when no place was chosen.

    Raises
    ------
    LGTError
    """
    start = str(Path.home() / "lgt-diagnostics.txt")
    name, _ = QFileDialog.getSaveFileName(window, tr("Save diagnostics"), start, tr("Text (*.txt)"))
    if not name:
        return None
    try:
        write_atomically(Path(name), text)
    except OSError as error:
        what = tr("“{}” could not be written: {}.")
        raise LGTError(
            what.format(Path(name).name, error.strerror or error),
            safe=tr("Nothing was written."),
            next_step=tr("Choose another folder."),
        ) from error
    return Path(name)


def _settings(settings: Settings) -> str:
    try:
        free = f"{shutil.disk_usage(paths.data_dir().anchor).free / 2**30:.0f} GiB"
    except OSError:
        free = "unknown"
    rows = {
        "theme": settings.theme,
        "device": settings.device,
        "follow training": settings.follow_training,
        "free disk": free,
    }
    return "\n".join(f"{name}: {value}" for name, value in rows.items())


def _project(space: ProjectView) -> str:
    project, run, tally = space.project, space.run, space.exports.queue.tally
    rows: dict[str, Any] = {
        "styles": len(project.styles),
        "pictures of styles": [len(project.pictures(name)) for name in project.styles],
        "photos": len(project.photos),
        "runs": len(project.runs()),
        "training": run.options.to_json(),
        "phase": run.phase.value,
        "last step": run.curves.last_step,
        "export queue": vars(tally),
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in rows.items()]
    if run.run_dir is not None:
        lines += ["", "settings of the last run:", _config(run.run_dir / "config.json")]
        lines += ["", "its last steps:", _tail(run.run_dir / "metrics.csv")]
    return "\n".join(lines)


def _config(path: Path) -> str:
    try:
        sections = json.loads(path.read_text(encoding="utf-8"))
        kept = {
            section: {key: value for key, value in values.items() if key not in _PERSONAL}
            for section, values in sections.items()
        }
        return json.dumps(kept)
    except (OSError, ValueError, AttributeError, RecursionError):
        return "cannot be read"


def _tail(path: Path) -> str:
    """The plain columns of the newest rows; those behind are named after styles."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "cannot be read"
    head = lines[0].split(",") if lines else []
    plain = sum(1 for name in head if ":" not in name)
    rows = [lines[0], *lines[1:][-_LAST_ROWS:]] if lines else []
    return "\n".join(",".join(row.split(",")[:plain]) for row in rows)
