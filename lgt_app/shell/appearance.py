"""The look of the whole application, as the person and the system want it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from lgt_app import theme
from lgt_app.settings import Settings


class Appearance(QObject):
    """Applies the theme now and whenever a wish changes, of the person or of the system."""

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._apply()
        settings.theme_changed.connect(self._apply)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        if hasattr(hints, "accessibility"):  # Qt 6.10 and later
            hints.accessibility().contrastPreferenceChanged.connect(self._apply)

    def _apply(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self._settings.theme, still=self._settings.still)

    def _follow_system(self) -> None:
        # Systems of high contrast have colours of their own below a chosen theme too.
        if self._settings.theme == "system" or theme.current().contrast != theme.wants_contrast():
            self._apply()
