"""The program ``lgt-app``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lgt_engine import places
from lgt_engine.errors import LGTError

if TYPE_CHECKING:
    from .main_window import MainWindow


def create_main_window(project_dir: Path | None = None) -> MainWindow:
    """The main window, inside an existing QApplication; not shown yet.

    Parameters
    ----------
    project_dir : Path, optional
        The project to open, made when it does not exist; None opens the one that was open last,
        or a new one.
    """
    from .main_window import MainWindow

    return MainWindow(project_dir)


def main(argv: list[str] | None = None) -> int:
    """Run the window; the process's exit status."""
    parser = argparse.ArgumentParser(
        prog="lgt-app", description="Learn a picture style and steer it with one slider."
    )
    parser.add_argument("--project", type=Path, metavar="DIR", help="project folder to open")
    options = parser.parse_args(argv)
    try:
        places.config_dir()
    except LGTError as error:
        print(f"lgt-app: {error}", file=sys.stderr)
        return error.exit_code

    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    from .main_window import MainWindow

    app = QApplication(sys.argv[:1])
    app.setApplicationName("LGT")
    app.setDesktopFileName("lgt")
    window = MainWindow(options.project, furnish=False)
    window.show()
    QTimer.singleShot(0, _start_logging)
    try:
        return app.exec()
    finally:
        from . import logs

        # Widgets must be gone before the application: Python frees them in any order.
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        logs.stop_logging()


def _start_logging() -> None:
    from . import logs

    logs.start_logging()
    logs.start_crash_log()
    sys.excepthook = logs.log_uncaught


if __name__ == "__main__":
    raise SystemExit(main())
