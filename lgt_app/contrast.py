"""Whether the system asks for high contrast, and in which colours."""

from __future__ import annotations

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

#: Least ratio of text to its background in a palette of high contrast (WCAG 2, AAA).
_LEAST_RATIO = 7.0


def system_palette(app: QApplication) -> QPalette:
    """The palette that the system has, whatever the application has set."""
    ours = app.palette()
    app.setPalette(QPalette())
    theirs = QPalette(app.palette())
    app.setPalette(ours)
    return theirs


def wants_contrast() -> bool:
    """Whether the system asks for high contrast now."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return contrast_palette(app) is not None


def contrast_palette(app: QApplication) -> QPalette | None:
    """The palette of high contrast that the system asks for, or None."""
    system = system_palette(app)
    if is_contrast(system):
        return system
    hints = QGuiApplication.styleHints()  # a name of its own: it owns what accessibility() gives
    if not hasattr(hints, "accessibility"):  # Qt before 6.10
        return None
    preference = hints.accessibility().contrastPreference()
    if preference != type(preference).HighContrast:
        return None
    dark = system.window().color().lightness() < 128
    role = QPalette.ColorRole
    for which in (role.Window, role.Base, role.Button):
        system.setColor(which, QColor("black" if dark else "white"))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        system.setColor(which, QColor("white" if dark else "black"))
    system.setColor(role.Highlight, QColor("#ffd500" if dark else "#00308f"))
    system.setColor(role.HighlightedText, QColor("black" if dark else "white"))
    return system


def is_contrast(system: QPalette) -> bool:
    """Whether a system's palette is one of high contrast.

    Those have one colour behind everything, and text at a ratio of 7 or more to it; usual palettes
    have fields that differ from the window.
    """
    window = system.window().color()
    same = all(each.color().rgb() == window.rgb() for each in (system.base(), system.button()))
    return same and contrast_ratio(system.windowText().color(), window) >= _LEAST_RATIO


def contrast_ratio(one: QColor, other: QColor) -> float:
    """Of two colours, from 1 to 21, as WCAG 2 defines it."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)
