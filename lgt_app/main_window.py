"""The main window: painted at once, furnished right after.

Only what the first paint needs is imported here; even names such as ``Qt`` and ``QEvent``, whose
large enumerations take a tenth of a second to build, wait until the controller needs them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import lgt_resources
from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow

from . import theme
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QMenu

    from .shell.hand_over import Request
    from .shell.project_controller import ProjectController

_SIZE = (1280, 800)
#: At most so many pixels does a system put around a window, besides its title.
_FRAME = 8


class MainWindow(QMainWindow):
    """A frame that passes everything on to its controller.

    Parameters
    ----------
    project_dir : Path, optional
        The project to open; None opens the one that was open last, or a new one.
    build : bool
        Build everything now; otherwise right after the first paint.
    """

    # Set here, because Qt sends events while the window is being made.
    _controller: ProjectController | None = None

    def __init__(self, project_dir: Path | None = None, *, build: bool = True) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("LGT")
        self.setWindowIcon(QIcon(str(Path(lgt_resources.__path__[0], "icons", "lgt.png"))))
        self.settings = Settings(parent=self)
        self.menus: dict[str, QMenu] = {}
        self._project_dir = project_dir
        self._files: list[Path] = []
        self._painted = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_colours(app, self.settings.theme)
        self._restore_geometry()
        if build:
            self.build()

    def _restore_geometry(self) -> None:
        stored = self.settings.geometry("window")
        if stored is None or not self.restoreGeometry(stored):
            room = self.screen().availableGeometry().size()
            title = self.style().pixelMetric(self.style().PixelMetric.PM_TitleBarHeight)
            self.resize(
                min(_SIZE[0], room.width() - 2 * _FRAME),
                min(_SIZE[1], room.height() - 2 * _FRAME - title),
            )

    def build(self) -> None:
        """Build the controller and the menus and open the project, once."""
        if self._controller is not None:
            return
        from .shell.closing import WindowCloser
        from .shell.menu_bar import build_menus
        from .shell.project_controller import ProjectController
        from .widgets.basics import describe

        describe(self, "LGT", self.tr("Learn a picture style and steer it"))
        self.setToolTip("")
        controller = ProjectController(self, self.settings)
        self._leaving = WindowCloser(controller)
        self._leaving.may_close.connect(self.close)
        self._controller = controller
        self.menus = build_menus(self, self._controller)
        self._controller.open_first(self._project_dir)
        self.open_files(())

    @property
    def controller(self) -> ProjectController:
        """What stands on the window; built when it is first asked for."""
        self.build()
        assert self._controller is not None
        return self._controller

    def open_files(self, files: Sequence[Path]) -> None:
        """Open pictures, folders, style files or a project, as soon as a project is open."""
        self._files += files
        if self._files and self._controller is not None and self._controller.workspace is not None:
            from .shell.open_files import open_files

            files, self._files = self._files, []
            open_files(self._controller.workspace, files)

    def take(self, request: Request) -> bool:
        """Whether a later start needs no window of its own: its files are opened here."""
        space = self._controller.workspace if self._controller is not None else None
        if space is None or self._leaving.busy:
            return False
        wanted, opened = request.project, space.project.folder
        if wanted is not None and wanted.resolve() != opened.resolve():
            return False
        from .shell.open_files import raise_window

        raise_window(self)
        self.open_files(request.files)
        return True

    def show_error(self, error: BaseException) -> None:
        """Say what nobody else has caught."""
        if self._controller is not None:
            self._controller.show_error(error)

    def leave(self) -> None:
        """Save what runs and close, without a question."""
        while (box := QApplication.activeModalWidget()) is not None and box.close():
            pass
        if self._controller is None:
            self.close()
        else:
            self._leaving.save_and_close()

    def save_for_shutdown(self) -> None:
        """The system ends the session: everything is on the disk when this returns."""
        if self._controller is not None:
            self._leaving.save_for_shutdown()

    # --- passed on -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, lambda: self.controller.get_ready())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._on_space(event, True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._on_space(event, False):
            super().keyReleaseEvent(event)

    def _on_space(self, event: QKeyEvent, down: bool) -> bool:
        if event.text() != " ":
            return False
        if not event.isAutoRepeat():
            self.controller.hold_original(down)
        return True

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if self._controller is not None and event.type() == event.Type.ActivationChange:
            self._controller.activated(self.isActiveWindow())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self._controller is None or self._leaving.close():
            event.accept()
        else:
            event.ignore()
