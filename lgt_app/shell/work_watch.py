"""What a person learns who looks elsewhere: how far work is, and that it is done."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from lgt_app.settings import Settings
from lgt_app.state import counts
from lgt_app.state.training.run import Phase
from lgt_engine.errors import LGTError

from .open_files import raise_window
from .project_view import ProjectView

_EVERY_MS = 250


class WorkWatch(QObject):
    """Progress in the window's title, and a notice when training, batch or refining ends.

    The notice comes only while no window of the program is in front. The icon that a system wants
    for it is there until the person comes back.
    """

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._space: ProjectView | None = None
        self._training = False
        self._icon: QSystemTrayIcon | None = None
        self._timer = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._timer.timeout.connect(self._show_progress)

    def watch(self, space: ProjectView) -> None:
        """Tell about another project."""
        self._space, self._training = space, False
        run, queue, refining = space.run, space.exports.queue, space.refining
        for signal in (
            run.status_changed, run.phase_changed, queue.state_changed, refining.progressed,
            refining.changed,
        ):  # fmt: skip
            signal.connect(self._show_soon)
        run.phase_changed.connect(self._on_phase)
        run.failed.connect(lambda error: self._tell_failed(self.tr("The training failed"), error))
        space.training_queue.finished.connect(self._on_training_queue)
        queue.finished.connect(self._on_batch)
        queue.failed.connect(lambda error: self._tell_failed(self.tr("The batch stopped"), error))
        refining.refined.connect(lambda: self._tell(self.tr("The picture is refined.")))
        refining.failed.connect(self._on_refining_failed)
        self._show_progress()

    def came_back(self) -> None:
        """The person looks at the window."""
        if self._icon is not None:
            self._icon.hide()

    def share(self) -> float | None:
        """How far what the person waits for is, in [0, 1]; None while nothing runs."""
        if self._space is None:
            return None
        run, queue, refining = self._space.run, self._space.exports.queue, self._space.refining
        if run.phase.active:
            return run.status.progress
        if queue.running:
            return queue.share
        if refining.busy and not refining.by_itself and refining.seen is not None:
            return refining.seen.step / max(1, refining.seen.total)
        return None

    def _show_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _show_progress(self) -> None:
        if self._space is None:
            return
        share = self.share()
        percent = None if share is None else int(100 * min(1.0, max(0.0, share)))
        title = f"{self._space.project.name} – LGT"
        if percent is not None:
            title = f"{percent} % – {title}"
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            app.setBadgeNumber(percent or 0)  # on the dock or task bar of systems that have it

    # --- what ended ----------------------------------------------------------------------------

    def _on_phase(self) -> None:
        assert self._space is not None
        run = self._space.run
        ended = self._training and not run.phase.active
        self._training = run.phase.active
        if ended and run.phase is Phase.FINISHED and not self._space.training_queue.running:
            whole = run.last_finished
            self._tell(
                self.tr("The training is done.") if whole
                else self.tr("The training was stopped and saved.")
            )  # fmt: skip

    def _on_training_queue(self) -> None:
        assert self._space is not None
        done, failed = self._space.training_queue.outcome
        text = self.tr("The training queue is done: {} runs.").format(done + failed)
        if failed:
            text += " " + self.tr("{:,} failed.").format(failed)
        self._tell(text)

    def _on_batch(self) -> None:
        assert self._space is not None
        if self._space.exports.watching.folder is not None:
            return  # each picture would be told
        tally = self._space.exports.queue.tally
        text = self.tr("The batch is done: {}.").format(counts.pictures(tally.done))
        if tally.failed:
            text += " " + self.tr("{:,} failed.").format(tally.failed)
        self._tell(text)

    def _on_refining_failed(self, error: object) -> None:
        assert self._space is not None
        refining = self._space.refining
        if refining.busy and not refining.by_itself:
            self._tell_failed(self.tr("Refining failed"), error)

    def _tell_failed(self, what: str, error: object) -> None:
        reason = error.what if isinstance(error, LGTError) else str(error)
        self._tell(f"{what}: {reason}", QSystemTrayIcon.MessageIcon.Critical)

    def _tell(
        self,
        text: str,
        kind: QSystemTrayIcon.MessageIcon = QSystemTrayIcon.MessageIcon.Information,
    ) -> None:
        if QApplication.activeWindow() is not None or not self._window.isVisible():
            return  # it is seen, or the program ends
        QApplication.alert(self._window)
        if self._settings.sound_when_done:
            QApplication.beep()
        if not self._settings.tell_when_done or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.setToolTip("LGT")
            for clicked in (self._icon.messageClicked, self._icon.activated):
                clicked.connect(lambda *_: raise_window(self._window))
        self._icon.show()
        assert self._space is not None
        self._icon.showMessage(self._space.project.name, text, kind)
