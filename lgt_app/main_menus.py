"""What the menus of the main window hold."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu

from lgt_engine import __version__

from . import logs
from .menus import SEPARATOR, Entry, add_menu, tr
from .panels.help import AboutDialog, LogDialog, ShortcutsDialog
from .theme import MODES
from .widgets.canvas import AFTER, SIDE, SPLIT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from .desk import Desk
    from .workspace import Workspace


def build_menus(window: QMainWindow, desk: Desk) -> dict[str, QMenu]:
    """All menus by name."""
    menus = {
        "file": add_menu(window, tr("&File"), _file_entries(desk)),
        "edit": add_menu(window, tr("&Edit"), _edit_entries(desk)),
        "view": add_menu(window, tr("&View"), _view_entries(desk)),
        "train": add_menu(window, tr("&Train"), _train_entries(desk)),
        "help": add_menu(window, tr("&Help"), _help_entries(desk)),
    }
    _add_recent(desk, menus["file"])
    _add_undo(desk, menus["edit"])
    _add_theme(desk, menus["view"])
    menus["train"].aboutToShow.connect(partial(_update_train, desk))
    return menus


def _space(desk: Desk) -> Workspace:
    assert desk.workspace is not None
    return desk.workspace


def _file_entries(desk: Desk) -> list[Entry]:
    return [
        Entry("newProjectAction", tr("&New project…"), "Ctrl+N", "", desk.new_project),
        Entry("openProjectAction", tr("Open &project…"), "Ctrl+Shift+O", "", desk.ask_project),
        SEPARATOR,
        Entry(
            "openPhotoAction", tr("&Open photos…"), "Ctrl+O", tr("Add photos to the shelf"),
            lambda: _space(desk).ask_photos(),
        ),
        Entry(
            "addStyleAction", tr("&Add a style…"), "Ctrl+Shift+N", tr("A folder of pictures"),
            lambda: _space(desk).ask_style(),
        ),
        Entry(
            "sampleAction", tr("Add the sa&mple"), "", tr("Draw sample styles and photos to try"),
            lambda: _space(desk).draw_sample(),
        ),
        SEPARATOR,
        Entry(
            "openStyleFileAction", tr("Open style &file…"), "",
            tr("Use styles that somebody gave you"),
            lambda: _space(desk).export_bar.open_style_file(),
        ),
        Entry(
            "saveStyleFileAction", tr("Save st&yle file…"), "",
            tr("Give your trained styles to a friend"), lambda: _space(desk).save_style_file(),
        ),
        SEPARATOR,
        *_picture_entries(desk),
        SEPARATOR,
        Entry("settingsAction", tr("&Settings…"), "Ctrl+,", "", desk.show_settings),
        Entry("quitAction", tr("&Quit"), "Ctrl+Q", "", desk.window.close),
    ]  # fmt: skip


def _picture_entries(desk: Desk) -> list[Entry]:
    return [
        Entry(
            "exportAction", tr("&Export picture…"), "Ctrl+E", tr("Save the picture in view"),
            lambda: _space(desk).export_picture(),
        ),
        Entry(
            "refineAction", tr("&Refine picture, or stop"), "Ctrl+R",
            tr("Make the best picture of this photo; slower"),
            lambda: _space(desk).refine_picture(),
        ),
        Entry(
            "exploreAction", tr("E&xplore…"), "", tr("All styles at several strengths"),
            lambda: _space(desk).export_bar.explore(),
        ),
        Entry(
            "batchAction", tr("&Batch…"), "Ctrl+Shift+E",
            tr("Stylize many photos and folders"), lambda: _space(desk).show_batch(),
        ),
    ]  # fmt: skip


def _edit_entries(desk: Desk) -> list[Entry]:
    return [
        Entry(
            "copyAction", tr("&Copy picture"), "Ctrl+C", tr("Copy the stylized picture"),
            lambda: _space(desk).copy_picture(),
        ),
        Entry(
            "pasteAction", tr("&Paste"), "Ctrl+V", tr("Add a picture from the clipboard"),
            lambda: _space(desk).paste(),
        ),
        SEPARATOR,
        Entry(
            "renameAction", tr("&Rename"), "F2", tr("Rename the selected style"),
            lambda: _space(desk).rename_selected(),
        ),
        Entry(
            "deleteAction", tr("&Delete"), "Del", tr("Move what is selected to the trash"),
            lambda: _space(desk).delete_selected(),
        ),
    ]  # fmt: skip


def _view_entries(desk: Desk) -> list[Entry]:
    def mode(which: str) -> None:
        _space(desk).preview_panel.set_mode(which)

    return [
        Entry(
            "fitAction", tr("&Fit"), "Ctrl+0", tr("The whole picture"),
            lambda: _space(desk).preview_panel.canvas.fit(),
        ),
        Entry(
            "fullSizeAction", tr("&100 %"), "Ctrl+1", tr("One photo pixel for each screen pixel"),
            lambda: _space(desk).preview_panel.canvas.zoom_to(1.0),
        ),
        SEPARATOR,
        Entry("splitAction", tr("S&plit"), "Ctrl+2", "", lambda: mode(SPLIT)),
        Entry("sideAction", tr("Side &by side"), "Ctrl+3", "", lambda: mode(SIDE)),
        Entry("resultAction", tr("&Result only"), "Ctrl+4", "", lambda: mode(AFTER)),
        SEPARATOR,
        Entry("fullScreenAction", tr("F&ull screen"), "F11", "", desk.toggle_full_screen),
    ]  # fmt: skip


def _train_entries(desk: Desk) -> list[Entry]:
    return [
        Entry(
            "startPauseAction", tr("&Start or pause"), "Ctrl+Return",
            tr("Begin, pause or go on"),
            lambda: _space(desk).training_panel.start_or_pause(),
        ),
        Entry("stopAction", tr("S&top and save"), "", "", lambda: _space(desk).run.stop()),
        SEPARATOR,
        Entry("advancedAction", tr("&Advanced…"), "", "", lambda: _space(desk).show_advanced()),
    ]  # fmt: skip


def _help_entries(desk: Desk) -> list[Entry]:
    def copy() -> None:
        QGuiApplication.clipboard().setText(logs.diagnostics(desk.device))
        text = tr("Diagnostics copied; they name no folder of yours.")
        desk.tell(text)

    return [
        Entry("shortcutsAction", tr("&Keyboard shortcuts"), "F1", "", lambda: _shortcuts(desk)),
        Entry("logAction", tr("Show the &log"), "", "", lambda: LogDialog(desk.window).open()),
        Entry("diagnosticsAction", tr("&Copy diagnostics"), "", "", copy),
        Entry(
            "saveDiagnosticsAction", tr("Sa&ve diagnostics…"), "",
            tr("Versions, settings and logs in a file for a bug report; no pictures"),
            desk.save_diagnostics,
        ),
        SEPARATOR,
        Entry("aboutAction", tr("&About LGT"), "", "", lambda: _about(desk)),
    ]  # fmt: skip


def _about(desk: Desk) -> None:
    AboutDialog(__version__, desk.window).open()


def _shortcuts(desk: Desk) -> None:
    menus = [
        action.menu() for action in desk.window.menuBar().actions() if action.menu() is not None
    ]
    groups = [(menu.title().replace("&", ""), menu.actions()) for menu in menus]
    extra = [
        (tr("The photo alone"), tr("hold Space")),
        (tr("Move the divider"), "← →"),
        (tr("Zoom"), tr("wheel, + −")),
        (tr("Fit or 100 %"), tr("double click")),
    ]
    ShortcutsDialog(groups, extra, desk.window).open()


def _add_undo(desk: Desk, menu: QMenu) -> None:
    first = menu.actions()[0]
    undo = desk.undo_group.createUndoAction(desk.window, tr("&Undo"))
    redo = desk.undo_group.createRedoAction(desk.window, tr("&Redo"))
    rows = ((undo, "undoAction", "Ctrl+Z"), (redo, "redoAction", "Ctrl+Shift+Z"))
    for action, name, keys in rows:
        action.setObjectName(name)
        action.setShortcut(keys)
        menu.insertAction(first, action)
    menu.insertSeparator(first)


def _add_recent(desk: Desk, menu: QMenu) -> None:
    recent = QMenu(tr("Open &recent"), menu)
    before = menu.actions()[2]
    menu.insertMenu(before, recent)

    def fill() -> None:
        recent.clear()
        now = desk.workspace.project.folder if desk.workspace is not None else None
        for folder in desk.settings.recent_projects():
            if folder == now:
                continue
            action = recent.addAction(folder.name.replace("&", "&&"))
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, at=folder: desk.open_project(at))
        recent.setEnabled(not recent.isEmpty())

    fill()
    menu.aboutToShow.connect(fill)
    desk.settings.recent_changed.connect(fill)


def _add_theme(desk: Desk, menu: QMenu) -> None:
    names = (tr("&Follow the system"), tr("&Light"), tr("&Dark"))
    themes = QMenu(tr("&Theme"), menu)
    group = QActionGroup(themes)
    for mode, name in zip(MODES, names, strict=True):
        action = QAction(name, themes)
        action.setObjectName(f"{mode}ThemeAction")
        action.setCheckable(True)
        action.setChecked(desk.settings.theme == mode)
        action.triggered.connect(lambda _=False, m=mode: desk.settings.set_theme(m))
        group.addAction(action)
        themes.addAction(action)

    def show(mode: str) -> None:
        group.actions()[MODES.index(mode)].setChecked(True)

    desk.settings.theme_changed.connect(show)
    menu.addMenu(themes)


def _update_train(desk: Desk) -> None:
    active = _space(desk).run.phase.active
    for name, on in (("stopAction", active), ("advancedAction", not active)):
        action = desk.window.findChild(QAction, name)
        if action is not None:
            action.setEnabled(on)
