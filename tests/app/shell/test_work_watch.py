"""What a person learns who looks elsewhere: progress in the title, a notice, a sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QSystemTrayIcon

from lgt_app.state.training.options import TrainingOptions
from lgt_app.workers.looks import RefineWish

from ..conftest import TINY
from ..hands import action, click, find


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What the system was asked to show or play, of which a test's screen has nothing."""
    heard: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _: None)
    monkeypatch.setattr(
        QSystemTrayIcon,
        "showMessage",
        lambda _, title, text, *__: heard.append(f"{title}: {text}"),
    )
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("beep"))
    return heard


@pytest.fixture
def other_window(qtbot) -> Iterator[Callable[[], None]]:  # type: ignore[no-untyped-def]
    """``other_window()``: a window of another program comes to the front."""
    other = QWindow()

    def show() -> None:
        other.show()
        other.requestActivate()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is None)

    yield show
    other.destroy()


def switch_sound_on(window) -> None:  # type: ignore[no-untyped-def]
    """By the keyboard, in the settings."""
    action(window, "settingsAction").trigger()
    dialog = window.findChild(QDialog, "settingsDialog")
    assert find(dialog, "tellBox").isChecked()
    assert not find(dialog, "soundBox").isChecked()
    QTest.keyClick(find(dialog, "soundBox"), Qt.Key.Key_Space)
    click(dialog, "closeSettingsButton")


def refine_a_little(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    refining = window.controller.workspace.refining
    refining.set_wish(RefineWish(4))
    with qtbot.waitSignal(refining.refined, timeout=60_000):
        click(window, "refineButton")


def test_ended_work_is_told_while_another_window_is_used(
    open_window, modelled: Path, told: list[str], tmp_path: Path, qtbot, other_window
) -> None:
    window = open_window(modelled)
    space = window.controller.workspace
    preview, queue = space.preview, space.exports.queue
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=60_000)
    photo, titles = space.project.photos[0], []
    window.windowTitleChanged.connect(titles.append)
    refine_a_little(window, qtbot)
    assert told == [], "the person looks on"
    switch_sound_on(window)
    other_window()
    space.exports.set_folder(tmp_path)
    queue.add([photo, tmp_path / "gone.jpg"], tmp_path, space.exports.recipe())
    with qtbot.waitSignal(queue.finished, timeout=60_000):
        queue.start()
    assert told == ["beep", "filled: The batch is done: 1 picture. 1 failed."]

    told.clear()
    window.settings.set_value("sound_when_done", False)
    run = space.run
    run.set_options(TrainingOptions("custom", 5.0, {**TINY, "training.max_steps": 6}))
    run.start()
    qtbot.waitUntil(lambda: told != [], timeout=60_000)
    assert told == ["filled: The training is done."]
    qtbot.waitUntil(lambda: window.windowTitle() == "filled – LGT")
    assert any("% – filled – LGT" in title for title in titles)

    told.clear()
    window.settings.set_value("tell_when_done", False)
    window.settings.set_value("sound_when_done", True)
    for style in space.project.styles:
        for picture in space.project.pictures(style):
            picture.write_bytes(b"nothing")
    run.start()
    qtbot.waitUntil(lambda: told != [], timeout=60_000)
    assert told == ["beep"], "switched off, it shows nothing"
