"""Close the window: a running training is saved first."""

from __future__ import annotations

import logging
from contextlib import suppress

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from lgt_app.panels.close_question import CloseQuestion
from lgt_app.state.project.project_file import ProjectError
from lgt_app.state.training.run import Phase
from lgt_app.widgets.banner import Message

from .project_controller import ProjectController

_LOG = logging.getLogger(__name__)
#: A system that shuts down gives a program about this long.
_SHUTDOWN_MS = 20_000


class WindowCloser(QObject):
    """Ends the window, at once or as soon as the training is saved.

    Signals
    -------
    may_close()
        The training is saved; the window was asked to close and may now.
    """

    may_close = Signal()

    def __init__(self, controller: ProjectController) -> None:
        super().__init__(controller)
        self._controller = controller
        self._saving = self._closed = False
        controller.phase_changed.connect(self._on_phase)

    @property
    def busy(self) -> bool:
        """Whether the window closes, or will when the training is saved."""
        return self._saving or self._closed

    def close(self) -> bool:
        """End everything; False when a training runs: the person is asked."""
        controller, space = self._controller, self._controller.workspace
        if space is not None and space.run.phase.active:
            if not self._saving:
                CloseQuestion(self.save_and_close, controller.window).open()
            return False
        self._closed = True
        controller.settings.set_geometry("window", controller.window.saveGeometry())
        if space is not None:
            controller.settings.set_geometry("columns", space.splitter.saveState())
        controller.end()
        controller.window.hide()  # a worker may need a moment to come to an end
        if not controller.lanes.close():
            _LOG.warning("a worker did not end in time")
        if space is not None:
            with suppress(ProjectError):  # said when it first happened
                space.project.save()
        controller.leave_project()
        controller.settings.sync()
        return True

    def save_and_close(self) -> None:
        """Save what runs, then close without a question."""
        space = self._controller.workspace
        if space is None or not space.run.phase.active:
            self.may_close.emit()
            return
        if self._saving:
            return
        self._saving = True
        self._controller.banner.show_message(
            Message("info", self.tr("Saving the training…"), self.tr("LGT closes by itself then."))
        )
        space.run.stop()

    def save_for_shutdown(self) -> None:
        """The system ends the session: everything is on the disk when this returns."""
        space = self._controller.workspace
        if space is None:
            return
        if space.run.phase.active:
            self._saving = True
            loop = QEventLoop()
            space.run.phase_changed.connect(loop.quit)
            patience = QTimer(singleShot=True, interval=_SHUTDOWN_MS)
            patience.timeout.connect(loop.quit)
            patience.start()
            space.run.stop()
            while space.run.phase is Phase.STOPPING and patience.isActive():
                loop.exec()
        with suppress(ProjectError):
            space.project.save()

    def _on_phase(self) -> None:
        space = self._controller.workspace
        if self._saving and space is not None and not space.run.phase.active:
            QTimer.singleShot(0, self.may_close.emit)
