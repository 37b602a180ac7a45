"""What the menus of the main window hold."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from lgt_app import logs
from lgt_app.panels.command_palette import CommandPalette
from lgt_app.panels.help import AboutDialog, LogDialog, ShortcutsDialog
from lgt_app.translation import tr
from lgt_app.widgets.menu import Menu
from lgt_engine import __version__

from .actions import SEPARATOR, MenuEntry, add_menu
from .view_menu import add_theme, view_entries

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from .project_controller import ProjectController
    from .project_view import ProjectView


def build_menus(window: QMainWindow, controller: ProjectController) -> dict[str, QMenu]:
    """All menus by name."""
    menus = {
        "file": add_menu(window, tr("&File"), _file_entries(controller)),
        "edit": add_menu(window, tr("&Edit"), _edit_entries(controller)),
        "view": add_menu(window, tr("&View"), view_entries(controller)),
        "train": add_menu(window, tr("&Train"), _train_entries(controller)),
        "help": add_menu(window, tr("&Help"), _help_entries(controller)),
    }
    _add_recent(controller, menus["file"])
    _add_undo(controller, menus["edit"])
    add_theme(controller, menus["view"])
    menus["train"].aboutToShow.connect(partial(_update_train, controller))
    return menus


def _space(controller: ProjectController) -> ProjectView:
    assert controller.workspace is not None
    return controller.workspace


def _file_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry("newProjectAction", tr("&New project…"), "Ctrl+N", "", controller.new_project),
        MenuEntry(
            "openProjectAction", tr("Open &project…"), "Ctrl+Shift+O", "", controller.ask_project
        ),
        SEPARATOR,
        *_opening_entries(controller),
        SEPARATOR,
        *_picture_entries(controller),
        SEPARATOR,
        MenuEntry("settingsAction", tr("&Settings…"), "Ctrl+,", "", controller.show_settings),
        MenuEntry("quitAction", tr("&Quit"), "Ctrl+Q", "", controller.window.close),
    ]


def _opening_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "openPhotoAction",
            tr("&Open photos…"),
            "Ctrl+O",
            tr("Add photos to the shelf"),
            lambda: _space(controller).ask_photos(),
        ),
        MenuEntry(
            "addStyleAction",
            tr("&Add a style…"),
            "Ctrl+Shift+N",
            tr("A folder of pictures"),
            lambda: _space(controller).ask_style(),
        ),
        MenuEntry(
            "sampleAction",
            tr("Add the sa&mple"),
            "",
            tr("Draw sample styles and photos to try"),
            lambda: _space(controller).draw_sample(),
        ),
        SEPARATOR,
        MenuEntry(
            "openStyleFileAction",
            tr("Open style &file…"),
            "",
            tr("Use styles that somebody gave you"),
            lambda: _space(controller).export_bar.open_style_file(),
        ),
        MenuEntry(
            "saveStyleFileAction",
            tr("Save st&yle file…"),
            "",
            tr("Give your trained styles to a friend"),
            lambda: _space(controller).save_style_file(),
        ),
    ]


def _picture_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "exportAction",
            tr("&Export picture…"),
            "Ctrl+E",
            tr("Save the picture in view"),
            lambda: _space(controller).export_picture(),
        ),
        MenuEntry(
            "refineAction",
            tr("&Refine picture, or stop"),
            "Ctrl+R",
            tr("Make the best picture of this photo; slower"),
            lambda: _space(controller).refine_picture(),
        ),
        MenuEntry(
            "exploreAction",
            tr("E&xplore…"),
            "",
            tr("All styles at several strengths, or any two settings"),
            lambda: _space(controller).export_bar.explore(),
        ),
        MenuEntry(
            "batchAction",
            tr("&Batch…"),
            "Ctrl+Shift+E",
            tr("Stylize many photos and folders"),
            lambda: _space(controller).show_batch(),
        ),
    ]


def _edit_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "copyAction",
            tr("&Copy picture"),
            "Ctrl+C",
            tr("Copy the stylized picture"),
            lambda: _space(controller).copy_picture(),
        ),
        MenuEntry(
            "pasteAction",
            tr("&Paste"),
            "Ctrl+V",
            tr("Add a picture from the clipboard"),
            lambda: _space(controller).paste(),
        ),
        SEPARATOR,
        MenuEntry(
            "renameAction",
            tr("&Rename"),
            "F2",
            tr("Rename the selected style"),
            lambda: _space(controller).rename_selected(),
        ),
        MenuEntry(
            "deleteAction",
            tr("&Delete"),
            "Del",
            tr("Move what is selected to the trash"),
            lambda: _space(controller).delete_selected(),
        ),
        SEPARATOR,
        *_mask_entries(controller),
    ]


def _mask_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "brushAction",
            tr("Paint a &mask, or stop"),
            "B",
            tr("Where the style is strong, weak or absent"),
            lambda: _space(controller).brush.toggle(),
        ),
        MenuEntry(
            "loadMaskAction",
            tr("&Load mask…"),
            "",
            tr("Any picture: white the style, black the photo"),
            lambda: _space(controller).brush.ask_load(),
        ),
        MenuEntry(
            "saveMaskAction",
            tr("Sa&ve mask…"),
            "",
            tr("Write the mask of this photo as a grey picture"),
            lambda: _space(controller).brush.ask_save(),
        ),
    ]


def _train_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "startPauseAction",
            tr("&Start or pause"),
            "Ctrl+Return",
            tr("Begin, pause or go on"),
            lambda: _space(controller).training_panel.start_or_pause(),
        ),
        MenuEntry(
            "stopAction", tr("S&top and save"), "", "", lambda: _space(controller).run.stop()
        ),
        SEPARATOR,
        MenuEntry(
            "trainingQueueAction",
            tr("Training &queue…"),
            "",
            tr("Several runs, one after another"),
            lambda: _space(controller).show_training_queue(),
        ),
        MenuEntry(
            "trainEveryStyleAction",
            tr("Train &every style of this project for 3 minutes"),
            "",
            tr("One run for each style, one after another"),
            lambda: _space(controller).train_every_style(),
        ),
        SEPARATOR,
        MenuEntry(
            "advancedAction", tr("&Advanced…"), "", "", lambda: _space(controller).show_advanced()
        ),
    ]


def _help_entries(controller: ProjectController) -> list[MenuEntry]:
    def copy() -> None:
        QGuiApplication.clipboard().setText(logs.diagnostics(controller.device))
        text = tr("Diagnostics copied; they name no folder of yours.")
        controller.tell(text)

    return [
        MenuEntry(
            "shortcutsAction", tr("&Keyboard shortcuts"), "F1", "", lambda: _shortcuts(controller)
        ),
        MenuEntry(
            "commandsAction",
            tr("Co&mmands…"),
            "Ctrl+Shift+P",
            tr("Find any menu entry by a few letters"),
            lambda: CommandPalette(controller.window).open(),
        ),
        MenuEntry(
            "logAction", tr("Show the &log"), "", "", lambda: LogDialog(controller.window).open()
        ),
        MenuEntry("diagnosticsAction", tr("&Copy diagnostics"), "", "", copy),
        MenuEntry(
            "saveDiagnosticsAction",
            tr("Sa&ve diagnostics…"),
            "",
            tr("Versions, settings and logs in a file for a bug report; no pictures"),
            controller.save_diagnostics,
        ),
        SEPARATOR,
        MenuEntry("aboutAction", tr("&About LGT"), "", "", lambda: _about(controller)),
    ]


def _about(controller: ProjectController) -> None:
    AboutDialog(__version__, controller.window).open()


def _shortcuts(controller: ProjectController) -> None:
    menus = [
        menu
        for action in controller.window.menuBar().actions()
        if isinstance(menu := action.menu(), QMenu)
    ]
    groups = [(menu.title().replace("&", ""), menu.actions()) for menu in menus]
    extra = [
        (tr("The photo alone"), tr("hold Space")),
        (tr("Move the divider"), "← →"),
        (tr("Move the divider, enlarged"), tr("Shift+← →")),
        (tr("Divider at an edge"), tr("Home, End")),
        (tr("Move the picture, enlarged"), tr("arrows, Ctrl+arrows")),
        (tr("Zoom"), tr("wheel, + −")),
        (tr("Fit or 100 %"), tr("double click, Enter")),
        (tr("Brush: move"), tr("arrows")),
        (tr("Brush: paint"), tr("Enter, Shift+arrows")),
        (tr("Brush: size"), tr("[ ], wheel")),
        (tr("Brush: strength"), tr("0 to 9")),
        (tr("Brush: eraser, fill, invert, clear"), "E F I C"),
    ]
    ShortcutsDialog(groups, extra, controller.window).open()


def _add_undo(controller: ProjectController, menu: QMenu) -> None:
    first = menu.actions()[0]
    undo = controller.undo_group.createUndoAction(controller.window, tr("&Undo"))
    redo = controller.undo_group.createRedoAction(controller.window, tr("&Redo"))
    rows = ((undo, "undoAction", "Ctrl+Z"), (redo, "redoAction", "Ctrl+Shift+Z"))
    for action, name, keys in rows:
        action.setObjectName(name)
        action.setShortcut(keys)
        menu.insertAction(first, action)
    menu.insertSeparator(first)


def _add_recent(controller: ProjectController, menu: QMenu) -> None:
    recent = Menu(tr("Open &recent"), menu)
    before = menu.actions()[2]
    menu.insertMenu(before, recent)

    def fill() -> None:
        recent.clear()
        now = controller.workspace.project.folder if controller.workspace is not None else None
        for folder in controller.settings.recent_projects():
            if folder == now:
                continue
            action = recent.addAction(folder.name.replace("&", "&&"))
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, at=folder: controller.open_project(at))
        recent.setEnabled(not recent.isEmpty())

    fill()
    menu.aboutToShow.connect(fill)
    controller.settings.recent_changed.connect(fill)


def _update_train(controller: ProjectController) -> None:
    active = _space(controller).run.phase.active
    for name, on in (("stopAction", active), ("advancedAction", not active)):
        action = controller.window.findChild(QAction, name)
        if action is not None:
            action.setEnabled(on)
