"""What the person chose, kept in one readable file; nothing here is needed to open a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from . import paths
from .theme import MODES
from .translation import LANGUAGES

_RECENT_MAX = 8


class Settings(QObject):
    """The window's settings.

    Signals
    -------
    theme_changed(str)
        One of :data:`lgt_app.theme.MODES`; also when motion was switched off or on.
    recent_changed()
        The list of recent projects.
    """

    theme_changed = Signal(str)
    recent_changed = Signal()

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings(
            str(path or paths.config_dir() / "window.ini"), QSettings.Format.IniFormat
        )

    def value(self, key: str, default: Any = None) -> Any:
        """A stored value; an ill-typed one gives the default."""
        value: Any = self._store.value(key, default)
        if isinstance(default, bool):
            return str(value).lower() in ("true", "1")
        if isinstance(default, int):
            try:
                return int(value)
            except (TypeError, ValueError):
                return default
        return value

    def set_value(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._store.setValue(key, value)

    def geometry(self, key: str) -> QByteArray | None:
        """A saved window geometry or splitter state."""
        value = self._store.value(f"geometry/{key}")
        return value if isinstance(value, QByteArray) else None

    def set_geometry(self, key: str, state: QByteArray) -> None:
        """Keep a window geometry or splitter state."""
        self._store.setValue(f"geometry/{key}", state)

    @property
    def theme(self) -> str:
        """The theme mode."""
        mode = str(self.value("theme", "system"))
        return mode if mode in MODES else "system"

    def set_theme(self, mode: str) -> None:
        """Choose a theme mode."""
        if mode != self.theme:
            self.set_value("theme", mode)
            self.theme_changed.emit(mode)

    @property
    def still(self) -> bool:
        """Whether nothing may move by itself."""
        return bool(self.value("still", False))

    def set_still(self, on: bool) -> None:
        """Switch motion off or on."""
        self.set_value("still", on)
        self.theme_changed.emit(self.theme)

    @property
    def language(self) -> str:
        """The chosen language, a key of :data:`lgt_app.translation.LANGUAGES`."""
        chosen = str(self.value("language", "system"))
        return chosen if chosen in LANGUAGES else "system"

    @property
    def device(self) -> str:
        """Where to compute: one of :data:`lgt_engine.config.sections.DEVICES`."""
        return str(self.value("device", "auto"))

    @property
    def follow_training(self) -> bool:
        """Whether the preview follows the newest weights during training."""
        return bool(self.value("follow_training", True))

    @property
    def refine_by_itself(self) -> bool:
        """Whether the picture in view is refined without being asked for."""
        return bool(self.value("refine_by_itself", True))

    @property
    def tell_when_done(self) -> bool:
        """Whether the system tells of ended work while another program is in front."""
        return bool(self.value("tell_when_done", True))

    @property
    def sound_when_done(self) -> bool:
        """Whether there is a sound then."""
        return bool(self.value("sound_when_done", False))

    def recent_projects(self) -> list[Path]:
        """Recently opened projects that are there now, newest first."""
        from .state.project.project_file import is_project  # not needed for the first paint

        return [path for path in self.known_projects() if is_project(path)]

    def known_projects(self) -> list[Path]:
        """The same with those that are not there: their drive may come back."""
        stored = self._store.value("recent") or []
        names = [stored] if isinstance(stored, str) else list(stored)
        return [Path(name) for name in names]

    def add_recent(self, folder: Path) -> None:
        """Put a project first in the list."""
        folder = folder.absolute()
        rest = [path for path in self.known_projects() if path != folder]
        self._store.setValue("recent", [str(path) for path in (folder, *rest)][:_RECENT_MAX])
        self.recent_changed.emit()

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()
