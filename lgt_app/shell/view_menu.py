"""What the menu View holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from lgt_app.theme import MODES
from lgt_app.translation import tr
from lgt_app.widgets.menu import Menu
from lgt_app.widgets.pictures.canvas import AFTER, FLICKER, SIDE, SPLIT
from lgt_app.widgets.pictures.canvas_keys import ZOOM_STEP

from .actions import SEPARATOR, MenuEntry

if TYPE_CHECKING:
    from .project_controller import ProjectController
    from .project_view import ProjectView


def _space(controller: ProjectController) -> ProjectView:
    assert controller.workspace is not None
    return controller.workspace


def view_entries(controller: ProjectController) -> list[MenuEntry]:
    """Zoom, photos, ways to compare, full screen."""

    def mode(which: str) -> None:
        _space(controller).preview_panel.set_mode(which)

    return [
        *_zoom_entries(controller),
        SEPARATOR,
        *_photo_entries(controller),
        SEPARATOR,
        MenuEntry("splitAction", tr("S&plit"), "Ctrl+2", "", lambda: mode(SPLIT)),
        MenuEntry("sideAction", tr("Side &by side"), "Ctrl+3", "", lambda: mode(SIDE)),
        MenuEntry("flickerAction", tr("Flic&ker"), "Ctrl+6", "", lambda: mode(FLICKER)),
        MenuEntry("resultAction", tr("&Result only"), "Ctrl+4", "", lambda: mode(AFTER)),
        SEPARATOR,
        *_compare_entries(controller),
        SEPARATOR,
        MenuEntry("fullScreenAction", tr("F&ull screen"), "F11", "", controller.toggle_full_screen),
    ]


def _zoom_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "fitAction",
            tr("&Fit"),
            "Ctrl+0",
            tr("The whole picture"),
            lambda: _space(controller).preview_panel.canvas.fit(),
        ),
        MenuEntry(
            "fullSizeAction",
            tr("&100 %"),
            "Ctrl+1",
            tr("One photo pixel for each screen pixel"),
            lambda: _space(controller).preview_panel.canvas.zoom_to(1.0),
        ),
        MenuEntry(
            "zoomInAction",
            tr("Zoom &in"),
            "Ctrl++",
            "",
            lambda: _space(controller).preview_panel.canvas.zoom_by(ZOOM_STEP),
        ),
        MenuEntry(
            "zoomOutAction",
            tr("Zoom &out"),
            "Ctrl+-",
            "",
            lambda: _space(controller).preview_panel.canvas.zoom_by(1 / ZOOM_STEP),
        ),
    ]


def _photo_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "previousPhotoAction",
            tr("Pre&vious photo"),
            "Ctrl+PgUp",
            "",
            lambda: _space(controller).preview_panel.step_photo(-1),
        ),
        MenuEntry(
            "nextPhotoAction",
            tr("&Next photo"),
            "Ctrl+PgDown",
            "",
            lambda: _space(controller).preview_panel.step_photo(1),
        ),
    ]


def _compare_entries(controller: ProjectController) -> list[MenuEntry]:
    return [
        MenuEntry(
            "comparePhotoAction",
            tr("Compare with the p&hoto"),
            "",
            tr("As ever"),
            lambda: _space(controller).comparison.clear(),
        ),
        MenuEntry(
            "compareResultAction",
            tr("Compare with &this result"),
            "Ctrl+5",
            tr("It stays in the place of the photo while you steer"),
            lambda: _space(controller).compare_with_result(),
        ),
        MenuEntry(
            "compareFileAction",
            tr("Compare with a &picture…"),
            "",
            tr("Any picture file in the place of the photo"),
            lambda: _space(controller).compare_with_file(),
        ),
    ]


def add_theme(controller: ProjectController, menu: QMenu) -> None:
    """Light and dark."""
    names = (tr("&Follow the system"), tr("&Light"), tr("&Dark"))
    themes = Menu(tr("&Theme"), menu)
    group = QActionGroup(themes)
    for mode, name in zip(MODES, names, strict=True):
        action = QAction(name, themes)
        action.setObjectName(f"{mode}ThemeAction")
        action.setCheckable(True)
        action.setChecked(controller.settings.theme == mode)
        action.triggered.connect(lambda _=False, m=mode: controller.settings.set_theme(m))
        group.addAction(action)
        themes.addAction(action)

    def show(mode: str) -> None:
        group.actions()[MODES.index(mode)].setChecked(True)

    controller.settings.theme_changed.connect(show)
    menu.addMenu(themes)
