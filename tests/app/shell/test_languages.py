"""Every text of the window is marked, translated and has room."""

from __future__ import annotations

import ast
import builtins
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QPushButton

import lgt_app
from lgt_app.translation import LANGUAGES, install

from ..hands import action, find
from .test_layout import faults

_TRANSLATED = sorted(set(LANGUAGES) - {"system", "en"})
#: Where the sources lie, which are not installed.
_FOLDER = Path(__file__).parents[3] / "resources" / "translations"
_SOURCES = sorted(Path(lgt_app.__path__[0]).rglob("*.py"))

#: Which arguments of these calls a person reads: their places, or their names.
_READ: dict[str, tuple[int | str, ...]] = {
    **dict.fromkeys(("setText", "setToolTip", "setStatusTip", "setWindowTitle", "setTitle"), (0,)),
    **dict.fromkeys(("setPlaceholderText", "setInformativeText", "setPlainText"), (0,)),
    **dict.fromkeys(("setAccessibleName", "setAccessibleDescription", "set_whole"), (0, 1)),
    **dict.fromkeys(("setPrefix", "setSuffix", "setSpecialValueText", "emit", "tell"), (0,)),
    **dict.fromkeys(("addAction", "addMenu", "addButton", "addRow", "addItem", "addItems"), (0,)),
    **dict.fromkeys(("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton"), (0,)),
    **dict.fromkeys(("QAction", "QMenu", "QGroupBox", "label", "Elided"), (0,)),
    **dict.fromkeys(("getOpenFileName", "getOpenFileNames", "getSaveFileName"), (1, 3)),
    "createUndoAction": (1,),
    "createRedoAction": (1,),
    "getExistingDirectory": (1,),
    "button": (0, 1),
    "describe": (1, 2),
    "MenuEntry": (1, 3),
    "Message": (1, 2),
}

#: Names, which are the same in every language; keys of messages, which nobody reads.
_NAMES = {"LGT", "export"}


def _calls(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Calls with the name of what is called and the class around them."""

    def walk(node: ast.AST, around: str) -> Iterator[tuple[ast.Call, str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield child, getattr(child.func, "attr", getattr(child.func, "id", "")), around
            inner = child.name if isinstance(child, ast.ClassDef) else around
            yield from walk(child, inner)

    yield from walk(ast.parse(path.read_text("utf-8")), "")


def _literals(node: ast.AST) -> Iterator[str]:
    """Words in an argument that no call of ``tr`` made."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr != "tr":
            yield from _literals(node.func.value)  # "…".format()
    elif isinstance(node, ast.JoinedStr | ast.BinOp | ast.Tuple | ast.List):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _arguments(call: ast.Call, name: str) -> Iterator[ast.AST]:
    error = name.endswith("Error") and not hasattr(builtins, name)
    places = (0, "safe", "next_step") if error else _READ.get(name, ())
    for place, argument in enumerate(call.args):
        if place in places:
            yield argument
    for keyword in call.keywords:
        if keyword.arg in places:
            yield keyword.value


def test_every_text_that_a_person_reads_is_marked() -> None:
    unmarked = [
        f"{path.name}:{call.lineno}: {text!r}"
        for path in _SOURCES
        for call, name, _ in _calls(path)
        for argument in _arguments(call, name)
        for text in _literals(argument)
        if re.search("[A-Za-z]{2}", text) and text not in _NAMES
    ]
    assert not unmarked, "not in tr(…): " + "\n".join(unmarked)


def _marked() -> set[tuple[str, str]]:
    """Context and text as Qt looks them up: the class for ``self.tr``, none for ``tr``."""
    found = set()
    for path in _SOURCES:
        for call, name, around in _calls(path):
            if name == "tr" and path.name != "translation.py":
                text = call.args[0]
                assert isinstance(text, ast.Constant), f"{path.name}:{call.lineno}: no plain text"
                found.add((around if isinstance(call.func, ast.Attribute) else "", text.value))
    return found


def _holes(text: str) -> list[str]:
    """Placeholders, those without a name by their number."""
    held, number = [], 0
    for hole in re.findall(r"%n|\{[^{}]*\}", text):
        name, colon, how = hole.strip("{}").partition(":")
        if not name:
            name, number = str(number), number + 1
        held.append(name + colon + how)
    return sorted(held)


@pytest.mark.parametrize("language", _TRANSLATED)
def test_every_marked_text_is_translated(language: str) -> None:
    shipped = QTranslator()
    assert shipped.load(f"lgt_{language}", str(_FOLDER))
    known = set()
    for context in ElementTree.parse(_FOLDER / f"lgt_{language}.ts").iter("context"):
        for message in context.iter("message"):
            around, text = context.findtext("name") or "", message.findtext("source") or ""
            known.add((around, text))
            translation = message.find("translation")
            assert translation is not None
            assert translation.get("type") is None, f"{language}, {text!r}: unfinished"
            forms = [each.text or "" for each in translation.iter("numerusform")]
            for form in forms or [translation.text or ""]:
                assert _holes(form) == _holes(text), f"{language}, {text!r}: {form!r}"
            first = shipped.translate(around, text, "", 1 if forms else -1)
            assert first == (forms or [translation.text])[0], f"{text!r}: run pyside6-lrelease"
    assert known == _marked(), "run pyside6-lupdate, see CONTRIBUTING.md"


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[object]:
    """Show a language in this test alone."""
    yield lambda language: install(qapp, language)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.parametrize(
    ("language", "menu", "train"), [("de", "&Datei", "Trainieren"), ("fr", "&Fichier", "Entraîner")]
)
def test_the_window_speaks_another_language_and_nothing_is_cut(
    open_window, modelled: Path, speak, qtbot, language: str, menu: str, train: str
) -> None:
    assert speak(language) == language
    window = open_window(modelled)
    preview = window.controller.workspace.preview
    qtbot.waitUntil(lambda: preview.after is not None and not preview.busy, timeout=30_000)
    assert window.menus["file"].title() == menu
    button = find(window, "trainButton")
    assert isinstance(button, QPushButton)
    assert button.text() == train
    qtbot.waitUntil(lambda: not faults(window))
    action(window, "settingsAction").trigger()
    dialog = find(window, "settingsDialog")
    assert not faults(dialog)
    box = find(dialog, "languageBox")
    chosen = list(LANGUAGES).index("en")
    box.setFocus()
    box.setCurrentIndex(chosen)
    box.activated.emit(chosen)
    assert window.settings.language == "en", "kept for the next start"
    qtbot.waitUntil(lambda: dialog.language_note.isVisible())
    assert not faults(dialog)
    dialog.close()
