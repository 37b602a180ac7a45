"""The program ``lgt-app``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lgt_engine.errors import LGTError
from lgt_engine.system import user_folders

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from PySide6.QtCore import QObject

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
    options = _parser().parse_args(argv)
    try:
        user_folders.config_dir()
        if options.install_desktop_entry or options.remove_desktop_entry:
            return _desktop_entry(install=options.install_desktop_entry)
    except LGTError as error:
        print(f"lgt-app: {error}", file=sys.stderr)
        return error.exit_code
    if _has_no_display():
        print(
            "lgt-app: there is no display that a window could open on. Start it in a desktop "
            "session, over SSH with ssh -X, or use the command lgt, which needs no window.",
            file=sys.stderr,
        )
        return 2
    return _run(options.files, options.project)


def _has_no_display() -> bool:
    """Whether Qt would end the process because no server for windows is there."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lgt-app", description="Learn a picture style and steer it with one slider."
    )
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE",
        help="photos, folders of style pictures, style files or a project to open; a window that "
        "is open takes them",
    )  # fmt: skip
    parser.add_argument("--project", type=Path, metavar="DIR", help="project folder to open")
    desktop = parser.add_mutually_exclusive_group()
    for name, what in (("install", "write"), ("remove", "remove")):
        words = f"{what} an entry in the menus and “Open with” of a Linux desktop, for this user"
        desktop.add_argument(f"--{name}-desktop-entry", action="store_true", help=words)
    return parser


def _desktop_entry(*, install: bool) -> int:
    from .shell import desktop_entry

    files = desktop_entry.install() if install else desktop_entry.remove()
    for path in files:
        print(f"{'Wrote' if install else 'Removed'} {path}")
    if not files:
        print("There was nothing to remove.")
    return 0


def _run(files: list[Path], project: Path | None) -> int:
    from PySide6.QtCore import QEvent, QTimer

    from .main_window import MainWindow
    from .settings import Settings
    from .shell.application import Application
    from .shell.hand_over import Listener, as_request, hand_over
    from .translation import install

    app = Application(sys.argv[:1])
    app.setApplicationName("LGT")
    app.setDesktopFileName("lgt")
    request = as_request(files, project)
    if hand_over(request):
        return 0
    install(app, Settings().language)
    ended_by: list[int] = []
    window = MainWindow(request.project, build=False)
    window.open_files(request.files)
    catch_all(window)
    wakers = close_on_signals(window, ended_by)
    app.asked.connect(lambda path: window.open_files([path]))
    app.commitDataRequest.connect(lambda _: window.save_for_shutdown())
    window.show()
    listener = Listener(window.take, window)
    QTimer.singleShot(0, listener.listen)
    QTimer.singleShot(0, _start_logging)
    try:
        status = app.exec()
        return 128 + ended_by[0] if ended_by else status
    finally:
        from . import logs

        del wakers

        # Widgets must be gone before the application: Python frees them in any order.
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        logs.stop_logging()


def _start_logging() -> None:
    from . import logs

    logs.start_logging()
    logs.start_crash_log()


def close_on_signals(window: MainWindow, caught: list[int]) -> list[QObject]:
    """Let a signal end the program as it should: what runs is saved, then the window closes.

    Parameters
    ----------
    window : MainWindow
    caught : list of int
        Gets the number of the signal.

    Returns
    -------
    list of QObject
        To be kept as long as signals are to be heard.
    """
    import signal

    from PySide6.QtCore import QSocketNotifier, QTimer

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        signal.signal(number, signal.SIG_DFL)  # a second one ends at once
        caught.append(number)
        QTimer.singleShot(0, window.leave)

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handle)
    if os.name == "posix":
        # Python calls a handler when it runs next; without this Qt would wait for an event first.
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        waker = QSocketNotifier(reading, QSocketNotifier.Type.Read)
        waker.activated.connect(lambda: os.read(reading, 64))
        return [waker]
    ticks = QTimer(interval=250)
    ticks.timeout.connect(lambda: None)
    ticks.start()
    return [ticks]


def catch_all(window: MainWindow) -> None:
    """Show what no event handler has caught; Qt would print it and go on."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            window.show_error(error)

    sys.excepthook = show


if __name__ == "__main__":
    raise SystemExit(main())
