"""A new user's first minutes with the sample project: how long they take, and how they look.

QT_QPA_PLATFORM=offscreen python tests/benchmarks/screenshots.py OUT [--minutes 3]

Starts with an empty home, presses the buttons that a person would press, and writes pictures of
every page in both themes and two sizes. Prints the seconds from the start of the process to the
window, to the first stylized picture, and to the sample's last picture.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from PySide6.QtGui import QPainter, QPixmap
from visit import Visit, told

_SIZES = ((1280, 800), (1920, 1080))
_THEMES = ("light", "dark")


def main() -> None:
    """Welcome, library, training, preview, batch, settings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=3.0, help="training time")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["LGT_HOME"] = home
        visit = Visit()
        told("ready")
        shoot(visit, options.out / "welcome")
        visit.press("welcomeSampleButton")
        visit.wait(lambda: visit.space.preview.after is not None, minutes=10.0)
        told("first stylized picture")
        visit.wait(lambda: not visit.space.pictures_panel.picture_library.importer.busy)
        told("sample drawn")
        visit.wait(lambda: not visit.busy)
        shoot(visit, options.out / "library")
        refine(visit, options.out)
        train(visit, options.minutes, options.out / "training")
        shoot(visit, options.out / "preview")
        batch(visit, options.out / "batch")
        visit.window.controller.show_settings()
        shoot(visit, options.out / "settings", "settingsDialog")
        visit.find("settingsDialog").close()
        visit.leave()


def refine(visit: Visit, out: Path) -> None:
    """Refine the photo in view: under way, cancelled, undone."""
    refining = visit.space.refining
    visit.press("refineButton")
    visit.wait(lambda: refining.view is not None and refining.seen.step > 2, minutes=10.0)
    shoot(visit, out / "refining", calm=False)
    if refining.busy:
        visit.press("refineCancelButton")
    visit.wait(lambda: not refining.busy, minutes=10.0)
    shoot(visit, out / "cancelled")
    visit.space.project.undo_stack.undo()
    shoot(visit, out / "undone")


def train(visit: Visit, minutes: float, out: Path) -> None:
    """Train, with pictures of the page in the middle."""
    run, preview = visit.space.run, visit.space.preview
    visit.begin_training(minutes)
    visit.wait(lambda: run.status.progress > 0.6, minutes=minutes + 5.0)
    shoot(visit, out, calm=False)
    visit.wait(lambda: not run.phase.active, minutes=minutes + 5.0)
    preview.set_look(style=preview.model_styles[1], guidance=1.0)
    visit.wait(lambda: not visit.busy)


def batch(visit: Visit, out: Path) -> None:
    """Stylize the whole shelf, with pictures of the queue half way."""
    visit.space.show_batch()
    visit.press("batchAddShelf")
    visit.press("batchStartButton")
    queue = visit.space.exports.queue
    visit.wait(lambda: queue.tally.done >= 5)
    visit.press("batchStartButton")  # pause
    shoot(visit, out, "batchDialog")
    visit.find("batchDialog").close()


def shoot(visit: Visit, out: Path, dialog: str | None = None, *, calm: bool = True) -> None:
    """Take the page in both themes and sizes, a dialog in front of its window."""
    for width, height in _SIZES:
        for theme in _THEMES:
            visit.window.settings.set_theme(theme)
            visit.window.resize(width, height)
            visit.rest(0.8)
            if calm:
                visit.wait(lambda: not visit.busy)
            grab(visit, dialog).save(f"{out}_{theme}_{width}.png")


def grab(visit: Visit, dialog: str | None) -> QPixmap:
    """The window's picture, with the dialog in its middle."""
    picture = visit.window.grab()
    if dialog is not None:
        front = visit.find(dialog).grab()
        painter = QPainter(picture)
        painter.drawPixmap(picture.rect().center() - front.rect().center(), front)
        painter.end()
    return picture


if __name__ == "__main__":
    main()
