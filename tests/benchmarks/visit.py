"""A visit to the window by a script: press what a person would press, wait as a person would."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from lgt_app.app import create_main_window
from lgt_app.settings import Settings
from lgt_app.state.training.options import TrainingOptions

_LOOK_MS = 5

#: When this process began to count.
STARTED = time.monotonic()


class Visit:
    """The window on an empty home; set ``LGT_HOME`` before.

    Parameters
    ----------
    project : Path, optional
        The project to open; a new one when None.
    refine_by_itself : bool
        Whether pictures are refined without being asked for, as in a new user's window.
    """

    def __init__(self, project: Path | None = None, *, refine_by_itself: bool = False) -> None:
        self.app = QApplication(sys.argv[:1])
        Settings().set_value("refine_by_itself", refine_by_itself)
        self.window = create_main_window(project)
        self.window.resize(1280, 800)
        self.window.show()
        self.wait(lambda: self.window.controller.engine_ready)

    @property
    def space(self):  # type: ignore[no-untyped-def]
        """The open project's workspace."""
        return self.window.controller.workspace

    @property
    def busy(self) -> bool:
        """Whether anything is still being drawn."""
        return self.space.preview.busy or any(
            lane.busy for lane in self.window.controller.lanes.all
        )

    def find(self, name: str):  # type: ignore[no-untyped-def]
        """The widget with this object name."""
        return self.window.findChild(QObject, name)

    def wait(self, condition: Callable[[], bool], minutes: float = 3.0) -> None:
        """Let the window live until ``condition`` holds.

        A real event loop: without one, what is deleted later is never deleted.
        """
        end = time.monotonic() + 60.0 * minutes
        loop, look = QEventLoop(), QTimer(interval=_LOOK_MS)
        look.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
        look.start()
        if not condition():
            loop.exec()
        look.stop()
        if not condition():
            raise SystemExit(f"waited {minutes} minutes in vain")

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, seconds)

    def press(self, name: str) -> None:
        """Press a button that is visible and enabled."""
        button = self.find(name)
        if not (button.isVisible() and button.isEnabled()):
            raise SystemExit(f"{name} cannot be pressed")
        button.click()

    def draw_sample(self) -> None:
        """Press "Try the sample" and wait for its pictures."""
        self.press("welcomeSampleButton")
        importer = self.space.pictures_panel.picture_library.importer
        self.wait(lambda: bool(self.space.project.photos) and not importer.busy)

    def begin_training(self, minutes: float) -> None:
        """Press Train, with all settings but the time as they come."""
        self.space.run.set_options(TrainingOptions("custom", minutes, {}))
        self.press("trainButton")

    def leave(self) -> None:
        """Stop what runs and close."""
        if self.space.run.phase.active:
            self.space.run.stop()
            self.wait(lambda: not self.space.run.phase.active)
        self.window.close()
        self.wait(lambda: not self.window.isVisible())


def told(what: str) -> None:
    """Say how long it took from the start of the process."""
    print(f"{time.monotonic() - STARTED:7.1f} s  {what}", flush=True)
