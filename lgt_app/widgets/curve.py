"""What a plot draws; free of numpy, so that panels may name it before the plot is loaded."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """One curve to draw.

    Attributes
    ----------
    key, name : str
    colour : int
        Index into the theme's series colours.
    steps, raw : array of float
    smooth : array of float or None
        None draws ``raw`` bold with dots, for values that are few.
    """

    key: str
    name: str
    colour: int
    steps: array[float]
    raw: array[float]
    smooth: array[float] | None = None
