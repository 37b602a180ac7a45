"""The window in other languages; the code holds the English texts."""

from __future__ import annotations

from pathlib import Path

import lgt_resources
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

#: What a person can choose, and the name of each language in itself; "system" has none.
LANGUAGES = {"system": "", "en": "English", "de": "Deutsch", "fr": "Français"}


def tr(text: str) -> str:
    """``text`` in the window's language, for functions and plain classes.

    A class of Qt calls ``self.tr``, whose context is the class; here the context is empty.
    """
    return QCoreApplication.translate("", text)


def install(app: QCoreApplication, choice: str) -> str:
    """Show the texts of LGT and of Qt itself in a language from now on.

    Parameters
    ----------
    app : QCoreApplication
    choice : str
        A key of :data:`LANGUAGES`.

    Returns
    -------
    str
        The language: "en" where the system's has no translation.
    """
    # A translator that is asked for the system's languages would take the second where the first
    # is English, which needs no file.
    system = QLocale.system().uiLanguages()[:1] or ["en"]
    language = choice if choice != "system" else system[0].replace("_", "-").split("-")[0]
    if language not in LANGUAGES:
        language = "en"
    qt = QLibraryInfo.path(QLibraryInfo.TranslationsPath)  # type: ignore[attr-defined]
    own = str(Path(lgt_resources.__path__[0], "translations"))
    for name, folder in ((f"qtbase_{language}", qt), (f"lgt_{language}", own)):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language
