"""Refine the picture in view: the button beside Export, and what the canvas says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QWidget

from lgt_app.panels.formatting import duration
from lgt_app.state.refine.kept_pictures import Kept
from lgt_app.state.refine.refining import Refining
from lgt_app.state.refine.self_refining import SelfRefining
from lgt_app.translation import tr
from lgt_app.widgets.basics import button, describe, label, show_busy
from lgt_app.widgets.menu import Menu
from lgt_app.workers.looks import REFINE_STEPS

#: From the lower edge of the canvas: above the captions in its corners.
_ABOVE_CAPTIONS = 56
_TOP = 12


def steps_words(steps: int) -> str:
    """For example "Good: 25 steps"."""
    names = {"quick": tr("Quick"), "good": tr("Good"), "best": tr("Best")}
    key = next((key for key, count in REFINE_STEPS.items() if count == steps), "")
    return tr("{}: {} steps").format(names[key], steps) if key else tr("{} steps").format(steps)


def kept_words(kept: Kept) -> str:
    """For example "refined, 25 steps"; tells when it was stopped before its end."""
    if kept.step < kept.total:
        return tr("refined, {} of {} steps").format(kept.step, kept.total)
    return tr("refined, {} steps").format(kept.step)


class RefineButtons(QWidget):
    """Refine, and a menu of how."""

    def __init__(self, refining: Refining, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refining = refining
        self.refine = button(self.tr("Refine"), "", "refineButton")
        self.more = QToolButton()
        self.more.setText("▾")
        tip = self.tr("How many steps, where to start, and whether by itself")
        describe(self.more, self.tr("How to refine"), tip, "refineMenuButton")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._build_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.refine)
        row.addWidget(self.more)
        self.refine.clicked.connect(refining.start)
        refining.changed.connect(self._show)
        self._show()

    def _build_menu(self) -> None:
        menu, group = Menu(parent=self.more), QActionGroup(self)
        self.lengths = {}
        for key, steps in REFINE_STEPS.items():
            action = group.addAction(steps_words(steps))
            action.setCheckable(True)
            action.setObjectName(f"{key}RefineAction")
            action.triggered.connect(lambda _=False, n=steps: self._choose(steps=n))
            self.lengths[steps] = action
            menu.addAction(action)
        menu.addSeparator()
        self.from_network = menu.addAction(self.tr("Start from the network's picture"))
        self.from_network.setObjectName("fromNetworkAction")
        self.from_network.setCheckable(True)
        self.from_network.triggered.connect(lambda on: self._choose(from_photo=not on))
        menu.setToolTipsVisible(True)
        tip = self.tr("Otherwise it starts from the photo, which gives clearer strokes")
        self.from_network.setToolTip(tip)
        menu.aboutToShow.connect(self._show)
        self.more.setMenu(menu)

    def offer(self, automatic: SelfRefining) -> None:
        """Let the menu switch refining by itself on and off."""
        menu = self.more.menu()
        action = menu.addAction(self.tr("Refine by itself when nothing moves"))
        action.setObjectName("selfRefineAction")
        action.setCheckable(True)
        action.setToolTip(
            self.tr("Uses the processor while the picture is at rest; not on battery")
        )
        action.setChecked(automatic.on)
        action.triggered.connect(automatic.set_on)
        automatic.changed.connect(lambda: action.setChecked(automatic.on))

    def _choose(self, **changes: Any) -> None:
        self._refining.set_wish(replace(self._refining.wish, **changes))

    def _show(self) -> None:
        refining, wish = self._refining, self._refining.wish
        for steps, action in self.lengths.items():
            seconds = refining.estimate(steps)
            text = steps_words(steps)
            if seconds is not None:
                text = self.tr("{}, about {}").format(text, duration(seconds))
            action.setText(text)
            action.setChecked(steps == wish.steps)
        self.from_network.setChecked(not wish.from_photo)
        obstacle = refining.obstacle
        if refining.busy:
            obstacle = self.tr("A picture is being refined.")
        tip = self.tr(
            "Make the best picture of this photo in this style: slower, finer than the network's. "
            "{} (Ctrl+R)"
        ).format(steps_words(wish.steps))
        self.refine.setEnabled(not obstacle)
        describe(self.refine, self.tr("Refine"), obstacle or tip)


class RefineNote(QFrame):
    """A note on the canvas: how far refining is, or what became of it."""

    def __init__(self, refining: Refining, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._refining = refining
        describe(self, self.tr("Refining"), self.tr("How far the picture is"), "refineNote")
        self.setToolTip("")
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # the canvas would pan
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.words = label("")
        self.words.setObjectName("refineWords")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedSize(110, 8)
        describe(self.bar, self.tr("Progress"), self.tr("Steps that are done"), "refineProgress")
        self.cancel = button(
            self.tr("Cancel"), self.tr("Stop here; what is reached is kept (Ctrl+R)"),
            "refineCancelButton",
        )  # fmt: skip
        self.turn = button(
            self.tr("Show the refined one"), self.tr("It is kept for this photo and look"),
            "refineTurnButton", role="link",
        )  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(10)
        for each in (self.words, self.bar, self.cancel, self.turn):
            row.addWidget(each)
        self.cancel.clicked.connect(self._on_cancel)
        self.turn.clicked.connect(self._on_turn)
        canvas.installEventFilter(self)
        refining.changed.connect(self._show)
        refining.progressed.connect(self._show)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _on_cancel(self) -> None:
        self._refining.cancel()
        self.cancel.setEnabled(False)
        self.words.setText(self.tr("Stopping after this step…"))
        self._place()

    def _on_turn(self) -> None:
        if self._refining.shown is not None:
            self._refining.show_network()
        else:
            self._refining.show_refined()

    def _show(self) -> None:
        running, kept = self._refining.running, self._refining.kept
        for each in (self.bar, self.cancel):
            each.setVisible(running)
        self.turn.setVisible(not running)
        if running:
            self._show_progress()
        elif kept is not None:
            self._show_kept(kept)
        self.setVisible(running or kept is not None)
        self.setAccessibleDescription(self.words.text())
        self._place()

    def _show_progress(self) -> None:
        seen = self._refining.seen
        if seen is None:
            self.cancel.setEnabled(True)
            show_busy(self.bar)
            self.words.setText(self.tr("Refining: getting ready…"))
            return
        self.bar.setRange(0, seen.total)
        self.bar.setValue(seen.step)
        if not self.cancel.isEnabled():
            return
        text = self.tr("Refining: step {} of {}").format(seen.step, seen.total)
        if seen.eta_seconds:
            text = self.tr("{}, about {} left").format(text, duration(seen.eta_seconds))
        self.words.setText(text)

    def _show_kept(self, kept: Kept) -> None:
        if kept.shown:
            words = kept_words(kept)
            self.words.setText(words[:1].upper() + words[1:])
            self._name_turn(
                self.tr("Back to the network's picture"), self.tr("The refined picture is kept")
            )
        else:
            self.words.setText(self.tr("The network's picture"))
            self._name_turn(
                self.tr("Show the refined one"), self.tr("It is kept for this photo and look")
            )

    def _name_turn(self, text: str, tip: str) -> None:
        self.turn.setText(text)
        describe(self.turn, text, tip)

    def _place(self) -> None:
        canvas = self.parentWidget()
        assert canvas is not None
        self.setMaximumWidth(max(120, canvas.width() - 16))
        self.adjustSize()
        top = max(_TOP, canvas.height() - _ABOVE_CAPTIONS - self.height())
        self.move((canvas.width() - self.width()) // 2, top)
