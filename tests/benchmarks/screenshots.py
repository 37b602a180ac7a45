"""A new user's first minutes with the sample project: how long they take, and how they look.

QT_QPA_PLATFORM=offscreen python tests/benchmarks/screenshots.py OUT [--minutes 3]

Starts with an empty home, presses the buttons that a person would press, and writes pictures of
every page in both themes and two sizes. Prints the seconds from the start of the process to the
window, to the sample's pictures, and to the first stylized picture.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

_STARTED = time.monotonic()
_SIZES = ((1280, 800), (1920, 1080))
_THEMES = ("light", "dark")


def main() -> None:
    """Live the story; see the module's own words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=3.0, help="training time")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["LGT_HOME"] = home
        _Visit(options.out, options.minutes).run()


class _Visit:
    """One visit to the window, page by page."""

    def __init__(self, out: Path, minutes: float) -> None:
        from PySide6.QtWidgets import QApplication

        from lgt_app.app import create_main_window

        self.out, self.minutes = out, minutes
        self.app = QApplication(sys.argv[:1])
        self.window = create_main_window(None)
        self.window.resize(*_SIZES[0])
        self.window.show()

    def run(self) -> None:
        """Welcome, library, training, preview, batch, settings."""
        self.wait(lambda: self.window.desk.engine_ready)
        self.told("ready")
        self.shoot("welcome")
        self.press("welcomeSampleButton")
        space = self.window.desk.workspace
        self.wait(lambda: bool(space.project.photos) and not self.intake.busy)
        self.told("sample drawn")
        self.wait(lambda: not self.busy)
        self.shoot("library")
        self.train()
        self.shoot("preview")
        self.batch()
        self.window.desk.show_settings()
        self.shoot("settings", "settingsDialog")
        self.window.findChild(QObject, "settingsDialog").close()
        self.window.close()
        self.wait(lambda: not self.window.isVisible())

    def train(self) -> None:
        """Train, with pictures of the page in the middle."""
        from lgt_app.state.options import TrainingOptions

        space = self.window.desk.workspace
        space.run.set_options(TrainingOptions("custom", self.minutes, {}))
        self.press("trainButton")
        self.wait(lambda: space.preview.after is not None, minutes=5.0)
        self.told(f"first stylized picture (step {space.run.status.step})")
        self.wait(lambda: space.run.status.progress > 0.6, minutes=self.minutes + 5.0)
        self.shoot("training", calm=False)
        self.wait(lambda: not space.run.phase.active, minutes=self.minutes + 5.0)
        space.preview.set_look(style=space.preview.model_styles[1], guidance=1.0)
        self.wait(lambda: not self.busy)

    def batch(self) -> None:
        """Stylize the whole shelf, with pictures of the queue half way."""
        self.window.desk.workspace.show_batch()
        dialog = self.window.findChild(QObject, "batchDialog")
        self.press("batchAddShelf")
        self.press("batchStartButton")
        queue = self.window.desk.workspace.exports.queue
        self.wait(lambda: sum(item.status == "done" for item in queue.items) >= 5)
        self.press("batchStartButton")  # pause
        self.shoot("batch", "batchDialog")
        dialog.close()

    # --- hands and eyes ------------------------------------------------------------------------

    @property
    def intake(self):  # type: ignore[no-untyped-def]
        """What brings pictures in."""
        return self.window.desk.workspace.library_panel.library.intake

    @property
    def busy(self) -> bool:
        """Whether anything is still being drawn."""
        return self.window.desk.workspace.preview.busy or any(
            lane.busy for lane in self.window.desk.lanes.all
        )

    def wait(self, condition: Callable[[], bool], minutes: float = 2.0) -> None:
        """Let the window live until ``condition`` holds."""
        end = time.monotonic() + 60.0 * minutes
        while not condition():
            if time.monotonic() > end:
                raise SystemExit(f"waited {minutes} minutes in vain")
            self.app.processEvents()
            time.sleep(0.002)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def press(self, name: str) -> None:
        """Press a button that is visible and enabled."""
        button = self.window.findChild(QObject, name)
        if not (button.isVisible() and button.isEnabled()):
            raise SystemExit(f"{name} cannot be pressed")
        button.click()

    def told(self, what: str) -> None:
        """Say how long it took from the start of the process."""
        print(f"{time.monotonic() - _STARTED:7.1f} s  {what}", flush=True)

    def shoot(self, page: str, dialog: str | None = None, *, calm: bool = True) -> None:
        """Take the page in both themes and sizes, a dialog in front of its window."""
        for width, height in _SIZES:
            for theme in _THEMES:
                self.window.settings.set_theme(theme)
                self.window.resize(width, height)
                self.rest(0.8)
                if calm:
                    self.wait(lambda: not self.busy)
                self.grab(dialog).save(str(self.out / f"{page}_{theme}_{width}.png"))

    def grab(self, dialog: str | None):  # type: ignore[no-untyped-def]
        """The window's picture, with the dialog in its middle."""
        from PySide6.QtGui import QPainter

        picture = self.window.grab()
        if dialog is not None:
            front = self.window.findChild(QObject, dialog).grab()
            painter = QPainter(picture)
            place = picture.rect().center() - front.rect().center()
            painter.drawPixmap(place, front)
            painter.end()
        return picture


if __name__ == "__main__":
    main()
