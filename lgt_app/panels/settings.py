"""The settings dialog; every choice takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from lgt_app import paths
from lgt_app.settings import Settings
from lgt_app.theme import MODES
from lgt_app.translation import LANGUAGES
from lgt_app.widgets.basics import Elided, button, describe, label, line
from lgt_app.widgets.scrolling import fill_dialog
from lgt_engine.config.sections import DEVICES


class SettingsDialog(QDialog):
    """Look, computing, what is told, folders."""

    def __init__(self, settings: Settings, device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStrut(476)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Look"), "title"))
        column.addLayout(self._look())
        column.addWidget(line())
        column.addWidget(label(self.tr("Computing"), "title"))
        column.addLayout(self._computing(device))
        column.addWidget(line())
        column.addWidget(label(self.tr("When work is done"), "title"))
        column.addLayout(self._when_done())
        column.addWidget(line())
        column.addWidget(label(self.tr("Folders"), "title"))
        column.addLayout(self._folders())
        column.addStretch(1)
        close = button(self.tr("Close"), self.tr("Close the settings"), "closeSettingsButton")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        fill_dialog(self, inside, foot)

    def _look(self) -> QFormLayout:
        self.theme_box = QComboBox()
        names = (self.tr("Follow the system"), self.tr("Light"), self.tr("Dark"))
        for mode, name in zip(MODES, names, strict=True):
            self.theme_box.addItem(name, mode)
        self._show_theme()
        self._settings.theme_changed.connect(self._show_theme)
        describe(self.theme_box, self.tr("Theme"), self.tr("Light or dark"), "themeBox")
        self.theme_box.activated.connect(
            lambda index: self._settings.set_theme(self.theme_box.itemData(index))
        )
        form = self._form()
        form.addRow(self.tr("Theme"), self.theme_box)
        form.addRow(self.tr("Language"), self._language())
        form.addRow("", self.language_note)
        tip = self.tr("No stripes that move while LGT works, no fading menus")
        still = self._switch("still", self._settings.still, self.tr("Less motion"), tip, "stillBox")
        still.toggled.connect(self._settings.set_still)
        form.addRow("", still)
        return form

    def _language(self) -> QComboBox:
        self.language_box = QComboBox()
        for key, name in LANGUAGES.items():
            self.language_box.addItem(name or self.tr("Follow the system"), key)
        shown = self._settings.language
        self.language_box.setCurrentIndex(list(LANGUAGES).index(shown))
        when = self.tr("Used from the next start of LGT on.")
        describe(self.language_box, self.tr("Language"), when, "languageBox")
        self.language_note = label(when, "muted")
        self.language_box.activated.connect(self._choose_language)
        return self.language_box

    def _choose_language(self, index: int) -> None:
        self._settings.set_value("language", self.language_box.itemData(index))

    def _show_theme(self) -> None:
        self.theme_box.setCurrentIndex(MODES.index(self._settings.theme))

    def _computing(self, device: str) -> QFormLayout:
        self.device_box = QComboBox()
        names = {
            "auto": self.tr("Choose the fastest"),
            "cpu": self.tr("Processor (CPU)"),
            "cuda": self.tr("NVIDIA or AMD card (CUDA, ROCm)"),
            "xpu": self.tr("Intel GPU (XPU)"),
            "mps": self.tr("Apple GPU"),
        }
        for key in DEVICES:
            self.device_box.addItem(names[key], key)
        chosen = self._settings.device
        self.device_box.setCurrentIndex(DEVICES.index(chosen) if chosen in DEVICES else 0)
        describe(self.device_box, self.tr("Device"), self.tr("Where to compute"), "deviceBox")
        self.device_box.activated.connect(
            lambda index: self._settings.set_value("device", self.device_box.itemData(index))
        )
        follow = self._switch(
            "follow_training", self._settings.follow_training,
            self.tr("The preview follows the training"),
            self.tr("Make the preview anew whenever the training has saved"), "followBox",
        )  # fmt: skip
        form = self._form()
        form.addRow(self.tr("Device"), self.device_box)
        form.addRow("", label(self.tr("Found: {}").format(device), "muted", wrap=True))
        form.addRow("", follow)
        return form

    def _when_done(self) -> QVBoxLayout:
        tip = self.tr("A training, a batch or refining ended or failed, and another window is used")
        tell = self._switch(
            "tell_when_done", self._settings.tell_when_done, self.tr("Show a notification"), tip,
            "tellBox",
        )  # fmt: skip
        sound = self._switch(
            "sound_when_done", self._settings.sound_when_done, self.tr("Play a sound"), tip,
            "soundBox",
        )  # fmt: skip
        column = QVBoxLayout()
        column.addWidget(label(self.tr("While LGT is not in front:"), "muted"))
        column.addWidget(tell)
        column.addWidget(sound)
        return column

    def _switch(self, key: str, on: bool, text: str, tip: str, name: str) -> QCheckBox:
        made = QCheckBox(text)
        describe(made, text, tip, name)
        made.setChecked(on)
        made.toggled.connect(lambda on: self._settings.set_value(key, on))
        return made

    def _folders(self) -> QVBoxLayout:
        column = QVBoxLayout()
        for name, folder in (
            (self.tr("Projects"), paths.projects_dir()),
            (self.tr("Settings"), paths.config_dir()),
            (self.tr("Cache"), paths.cache_dir()),
            (self.tr("Logs"), paths.log_dir()),
        ):
            row = QHBoxLayout()
            row.addWidget(label(name))
            row.addWidget(Elided(str(folder), "muted"), 1)
            show = button(self.tr("Open"), self.tr("Open this folder"), role="link")
            show.setAccessibleName(self.tr("Open the folder of {}").format(name))
            show.clicked.connect(lambda _=False, at=folder: open_folder(at))
            row.addWidget(show)
            column.addLayout(row)
        return column

    @staticmethod
    def _form() -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        return form


def open_folder(folder: object) -> None:
    """Show a folder in the system's file manager."""
    from pathlib import Path

    path = Path(str(folder))
    path.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
