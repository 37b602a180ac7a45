"""Make text from files safe to show on a terminal."""

from __future__ import annotations

import unicodedata

# Overrides and isolates turn the text around them; right-to-left letters need none of them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def strip_control_characters(text: str) -> str:
    """``text`` without anything that steers a terminal or turns the reading direction.

    Parameters
    ----------
    text : str
        Anything, for example a style's name out of a file from somebody else.

    Returns
    -------
    str
        Control characters, direction marks and lone surrogates written as escapes: a line feed
        becomes the two characters ``\\n``.
    """
    return "".join(_escaped(c) if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    return character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
