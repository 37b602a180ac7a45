"""Colours, type sizes and the one stylesheet; light and dark follow the system or the person.

Greys are neutral on purpose: pictures are judged beside them. Where the system asks for high
contrast, its own colours are used, whatever theme was chosen here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import lgt_resources
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from .contrast import contrast_palette, wants_contrast

__all__ = ["MODES", "Tokens", "apply", "apply_colours", "current", "is_still", "wants_contrast"]

#: Properties of the application: the system asks for high contrast; nothing moves by itself.
_CONTRAST, _STILL = "lgtContrast", "lgtStill"

#: The choices a person has, in the order of the menu.
MODES = ("system", "light", "dark")


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme."""

    dark: bool
    window: str
    surface: str
    raised: str
    field: str
    canvas: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    good: str
    warn: str
    bad: str
    info_back: str
    warn_back: str
    bad_back: str
    selection: str
    on_selection: str
    disabled: str
    series: tuple[str, ...]
    contrast: bool = False


LIGHT = Tokens(
    dark=False,
    window="#f3f3f1", surface="#fbfbfa", raised="#ffffff", field="#ffffff", canvas="#e3e3e1",
    border="#d7d7d3", text="#1c1e22", muted="#666b73",
    accent="#2f5fd0", accent_hover="#2650b4", on_accent="#ffffff",
    good="#1f7a46", warn="#8a5a00", bad="#b3261e",
    info_back="#e4ecfc", warn_back="#fbefd3", bad_back="#fbe3e1",
    selection="#e4ecfc", on_selection="#1c1e22", disabled="#666b73",
    series=("#2f5fd0", "#c2571a", "#1f7a46", "#8e44ad", "#b8860b", "#b3261e", "#00838f", "#5d6470"),
)  # fmt: skip

DARK = Tokens(
    dark=True,
    window="#1d1e21", surface="#232528", raised="#2b2d31", field="#191a1d", canvas="#141517",
    border="#3a3d43", text="#e9e9e7", muted="#a0a5ad",
    accent="#5b8cff", accent_hover="#78a1ff", on_accent="#0c1220",
    good="#5cc98b", warn="#e6b450", bad="#ff8a80",
    info_back="#22304d", warn_back="#423618", bad_back="#4a2624",
    selection="#22304d", on_selection="#e9e9e7", disabled="#a0a5ad",
    series=("#6f9bff", "#ff9f5a", "#5cc98b", "#c792ea", "#e6c84f", "#ff8a80", "#4dd0e1", "#aab0bb"),
)  # fmt: skip


def current() -> Tokens:
    """The tokens in force."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if app.property(_CONTRAST):
        return contrast_tokens(app.palette())
    return DARK if app.palette().window().color().lightness() < 128 else LIGHT


def wanted(mode: str) -> Tokens:
    """The tokens for a mode of :data:`MODES`, where the system asks for no high contrast."""
    if mode == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == type(scheme).Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def apply(app: QApplication, mode: str, *, still: bool = False) -> None:
    """Give the whole application a theme; widgets repaint by themselves.

    Parameters
    ----------
    app : QApplication
    mode : str
        One of :data:`MODES`.
    still : bool
        Nothing moves by itself: no busy stripes, no fading menus.
    """
    hints = QGuiApplication.styleHints()
    if mode == "system":
        hints.unsetColorScheme()
    else:  # title bars and native dialogs follow too
        schemes = type(hints.colorScheme())
        hints.setColorScheme(schemes.Dark if mode == "dark" else schemes.Light)
    tokens = _apply_palette(app, mode)
    app.setProperty(_STILL, still)
    if still:
        _end_effects(app)
    sheet = stylesheet(tokens) + ("* { widget-animation-duration: 0; }" if still else "")
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)


def is_still() -> bool:
    """Whether nothing may move by itself: the person or the system asks for that."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    style = app.style()
    return bool(app.property(_STILL)) or not style.styleHint(style.StyleHint.SH_Widget_Animate)


def _end_effects(app: QApplication) -> None:
    from PySide6.QtCore import Qt  # not needed for the first paint

    for effect in Qt.UIEffect:
        if effect.value >= 0:
            app.setEffectEnabled(effect, False)


def _apply_palette(app: QApplication, mode: str) -> Tokens:
    apply_style(app)
    system = contrast_palette(app)
    app.setProperty(_CONTRAST, system is not None)
    tokens = wanted(mode) if system is None else contrast_tokens(system)
    app.setPalette(palette(tokens))
    return tokens


def contrast_tokens(system: QPalette) -> Tokens:
    """Tokens of a palette of high contrast: its colours alone, no greys, every border seen."""
    back, text = system.window().color().name(), system.windowText().color().name()
    chosen, on_chosen = system.highlight().color().name(), system.highlightedText().color().name()
    faint = system.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    usual = DARK if system.window().color().lightness() < 128 else LIGHT
    return replace(
        usual,
        window=back, surface=back, raised=back, field=back, canvas=back,
        border=text, text=text, muted=text,
        accent=chosen, accent_hover=chosen, on_accent=on_chosen,
        good=text, warn=text, bad=text, info_back=back, warn_back=back, bad_back=back,
        selection=chosen, on_selection=on_chosen, disabled=faint, contrast=True,
    )  # fmt: skip


def apply_style(app: QApplication) -> None:
    """Fusion, the same on every system."""
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")


def apply_colours(app: QApplication, mode: str) -> None:
    """The colours alone, for a first paint; :func:`apply` follows."""
    _apply_palette(app, mode)


def palette(tokens: Tokens) -> QPalette:
    """A whole palette, so that nothing is left at Fusion's own greys."""
    role = QPalette.ColorRole
    result = QPalette()
    colours = {
        role.Window: tokens.window, role.WindowText: tokens.text, role.Base: tokens.field,
        role.AlternateBase: tokens.surface, role.Text: tokens.text, role.Button: tokens.raised,
        role.ButtonText: tokens.text, role.BrightText: tokens.bad, role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent, role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text, role.PlaceholderText: tokens.muted,
        role.Link: tokens.accent, role.LinkVisited: tokens.accent, role.Light: tokens.raised,
        role.Midlight: tokens.surface, role.Mid: tokens.border, role.Dark: tokens.border,
        role.Shadow: "#000000", role.Accent: tokens.accent,
    }  # fmt: skip
    for which, colour in colours.items():
        result.setColor(which, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        faint = QColor(tokens.disabled)
        faint.setAlpha(255 if tokens.contrast else 140)
        result.setColor(disabled, which, faint)
    result.setColor(disabled, role.Highlight, QColor(tokens.border))
    return result


def stylesheet(tokens: Tokens) -> str:
    """The stylesheet; roles are dynamic properties: ``widget.setProperty("role", "title")``."""
    icons = Path(lgt_resources.__path__[0], "icons").as_posix()
    base = QApplication.font().pointSizeF()
    base = base if base > 0 else _USUAL_POINTS
    sizes = {"title": f"{base * 1.65:.1f}pt", "hero": f"{base * 2.4:.1f}pt"}
    sheet = _SHEET + (_CONTRAST_SHEET if tokens.contrast else "")
    sizes["check_back"] = tokens.window if tokens.dark else tokens.accent  # the check is white
    return sheet.format(icons=icons, **sizes, **vars(tokens))


#: Where the system's font has its size in pixels.
_USUAL_POINTS = 9.0

_SHEET = """
QMainWindow, QDialog {{ background: {window}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QLabel[role="title"] {{ font-size: {title}; font-weight: 600; }}
QLabel[role="hero"] {{ font-size: {hero}; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; }}
QFrame[role="panel"] {{ background: {surface}; border: 0; }}
QFrame[role="card"] {{
    background: {raised}; border: 1px solid {border}; border-radius: 8px;
}}
QFrame[role="line"] {{ background: {border}; max-height: 1px; border: 0; }}

QPushButton, QToolButton {{
    background: {raised}; border: 1px solid {border}; border-radius: 6px; padding: 5px 12px;
}}
QToolButton {{ padding: 3px 8px 4px; }} /* as high as a push button */
QPushButton:hover, QToolButton:hover {{ border-color: {accent}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {window}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ background: {surface}; color: {disabled}; }}
QPushButton[role="primary"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 600;
    padding: 7px 18px;
}}
QPushButton[role="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 1px solid {text}; }}
QPushButton[role="primary"]:disabled {{
    background: {border}; color: {disabled}; border: 1px solid {border};
}}
QPushButton[role="link"], QToolButton[role="link"] {{
    background: transparent; border: 1px solid transparent; color: {accent}; padding: 3px 4px;
}}
QPushButton[role="link"]:hover, QToolButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus, QToolButton[role="link"]:focus {{ border: 1px solid {accent}; }}
QToolButton[role="chip"] {{
    background: transparent; border: 1px solid transparent; padding: 2px 3px;
}}
QToolButton[role="chip"]:hover, QToolButton[role="chip"]:focus {{ border-color: {border}; }}
QPushButton[role="segment"] {{ padding: 5px 8px; }}
QPushButton[role="segment"]:checked, QToolButton[role="segment"]:checked {{
    background: {selection}; border-color: {accent}; color: {on_selection}; font-weight: 600;
}}
QToolButton::menu-indicator {{ image: none; width: 0; }}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {field}; border: 1px solid {border}; border-radius: 6px; padding: 5px 6px;
}}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
    image: url({icons}/down.png); width: 12px; height: 12px;
}}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{
    image: url({icons}/up.png); width: 12px; height: 12px;
}}
QSpinBox::up-button, QDoubleSpinBox::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button {{
    background: transparent; border: 0; width: 18px;
}}
QComboBox QAbstractItemView {{
    background: {raised}; border: 1px solid {border}; selection-background-color: {selection};
    selection-color: {on_selection}; padding: 3px;
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
    border-color: {accent};
}}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {{
    background: {surface}; color: {disabled};
}}
QPlainTextEdit, QTextEdit {{
    background: {field}; border: 1px solid {border}; border-radius: 6px;
}}
QSlider::groove:horizontal {{ background: {border}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    background: {accent}; border: 2px solid {surface}; width: 14px; height: 14px;
    margin: -7px 0; border-radius: 9px;
}}
QSlider::handle:horizontal:focus {{ border-color: {text}; }}
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{
    background: {border};
}}
QProgressBar {{
    background: {window}; border: 1px solid {border}; border-radius: 4px; min-height: 6px;
    text-align: center;
}}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QProgressBar[level="tight"]::chunk {{ background: {warn}; }}
QProgressBar[level="over"]::chunk {{ background: {bad}; }}

QFrame[banner="info"] {{ background: {info_back}; border: 0; border-radius: 8px; }}
QFrame[banner="warning"] {{ background: {warn_back}; border: 0; border-radius: 8px; }}
QFrame[banner="error"] {{ background: {bad_back}; border: 0; border-radius: 8px; }}

QCheckBox::indicator, QListWidget::indicator {{
    width: 16px; height: 16px; border: 1px solid {muted}; border-radius: 4px; background: {field};
}}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url({icons}/check.png);
}}
QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border-color: {accent}; }}
QCheckBox {{ spacing: 8px; }}
QListWidget::item {{ padding: 6px 8px; border-radius: 5px; }}
QTreeWidget::item {{ padding: 0 8px; }}
QListWidget::item:selected, QTreeWidget::item:selected {{
    background: {selection}; color: {on_selection};
}}

QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QListView, QTreeView, QTableView {{
    background: {field}; border: 1px solid {border}; border-radius: 6px; outline: 0;
}}
QListView:focus, QTreeView:focus, QTableView:focus {{ border-color: {accent}; }}
QHeaderView::section {{
    background: {surface}; border: 0; border-bottom: 1px solid {border}; padding: 5px 6px;
}}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{
    background: transparent; padding: 7px 12px; border: 0; border-bottom: 2px solid transparent;
    color: {muted};
}}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; font-weight: 600; }}
QTabBar::tab:hover {{ color: {text}; }}
QMenuBar {{ background: {window}; border-bottom: 1px solid {border}; padding: 1px 4px; }}
QMenuBar::item {{ padding: 5px 9px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {selection}; color: {on_selection}; }}
QMenu {{ background: {raised}; border: 1px solid {border}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {on_selection}; }}
QMenu::item:disabled, QMenu::item:disabled:selected {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 5px 8px; }}
QStatusBar {{ border-top: 1px solid {border}; }}
QStatusBar::item {{ border: 0; }}
"""

#: Where everything has the same background, borders say what belongs together and what has focus.
_CONTRAST_SHEET = """
QFrame[banner], QFrame[role="panel"] {{ border: 1px solid {border}; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QComboBox:focus,
QAbstractSpinBox:focus, QAbstractItemView:focus {{ border: 2px solid {accent}; }}
QCheckBox::indicator:checked {{ background: {check_back}; border: 2px solid {accent}; }}
QPushButton[role="primary"]:disabled {{
    background: {window}; color: {disabled}; border: 1px solid {disabled};
}}
QMenu::item:disabled:selected {{
    background: {window}; color: {disabled}; border: 1px solid {accent};
}}
"""
