"""Fuzzy matching: the letters of a wish, in order, somewhere in a text."""

from __future__ import annotations

_LETTER, _GOOD = 1.0, 4.0
_GAP = 0.1


def match(wish: str, text: str) -> float | None:
    """How well ``text`` answers a wish; None when its letters are not there in this order.

    Letters that begin a word or follow each other count more, letters that lie apart less. Case
    and spaces of the wish do not matter.

    Parameters
    ----------
    wish, text : str

    Returns
    -------
    float or None
        Higher is better; 0 for an empty wish.
    """
    text = text.casefold()
    letters = "".join(wish.casefold().split())
    best: dict[int, float] = {-1: 0.0}  # the best sum of what ends at this place
    for letter in letters:
        ends = {}
        for place, found in enumerate(text):
            if found != letter:
                continue
            before = [value + _step(text, at, place) for at, value in best.items() if at < place]
            if before:
                ends[place] = max(before)
        best = ends
    return max(best.values(), default=None)


def _step(text: str, before: int, place: int) -> float:
    """What a letter at ``place`` is worth when the one of the wish before it is at ``before``."""
    begins_word = place == 0 or not text[place - 1].isalnum()
    worth = _GOOD if begins_word or (before >= 0 and before == place - 1) else _LETTER
    return worth - _GAP * (place - before - 1)
