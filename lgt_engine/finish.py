"""What a slider's setting means for a style: how much of the flow, and which correction after it.

Both are measured (:mod:`lgt_engine.training.finishing`) and kept in the model file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch

from .chroma import ANY_COLOUR, NUM_CHROMA_GAINS
from .correction import GAINS, Correction
from .grain import KERNEL_SIDE
from .local_contrast import LOCAL_GAINS

#: No number of a correction within the limits is as large.
_LARGEST = 16.0
#: Flow for each unit of guidance beyond the last knot, where the correction fits less and less: a
#: quarter beyond 2 leaves a mosaic 0.67 of 0.88 of its texture, a half 0.52.
_PACE_BEYOND = 0.25


@dataclass(frozen=True)
class Knot:
    """What a slider's setting means for one style.

    Attributes
    ----------
    guidance : float
        The setting, > 0.
    flow : float
        Guidance of the flow there, > 0: 1 is all that was learned.
    correction : Correction
        Of the decoded pictures.
    """

    guidance: float
    flow: float
    correction: Correction


@dataclass(frozen=True)
class Finish:
    """How one style answers the slider: nothing at guidance 0, measured settings above.

    Attributes
    ----------
    knots : tuple of Knot
        In rising order of guidance. Between two, flow and correction are interpolated; beyond the
        last the flow goes on, at a quarter of the pace of guidance, and the correction stays.
    """

    knots: tuple[Knot, ...]

    def at(self, guidance: float) -> Correction:
        """The correction at a guidance ≥ 0."""
        low, high, share = self._between(guidance)
        return Correction.mixed([(1 - share, low.correction), (share, high.correction)])

    def flow_at(self, guidance: float) -> float:
        """The guidance of the flow at a guidance ≥ 0 of the slider."""
        low, high, share = self._between(guidance)
        beyond = max(0.0, guidance - high.guidance)
        return low.flow + share * (high.flow - low.flow) + _PACE_BEYOND * beyond

    def _between(self, guidance: float) -> tuple[Knot, Knot, float]:
        """The knots around a guidance, and how far it is from the first to the second."""
        low = Knot(0.0, 0.0, Correction.identity())
        for high in self.knots:
            if guidance <= high.guidance:
                return low, high, (guidance - low.guidance) / (high.guidance - low.guidance)
            low = high
        return low, low, 1.0

    def to_document(self) -> list[dict[str, Any]]:
        """Plain JSON values."""
        return [
            {"guidance": knot.guidance, "flow": knot.flow, **_written(knot.correction)}
            for knot in self.knots
        ]

    @classmethod
    def from_document(cls, values: Any) -> Finish:
        """The inverse of :meth:`to_document`.

        Raises
        ------
        KeyError, TypeError, ValueError
            When it is not one; the file may come from anyone.
        """
        if not isinstance(values, list) or not 0 < len(values) <= 16:
            raise ValueError("its finish cannot be read")
        knots = tuple(_read_knot(item) for item in values)
        for rising in ([knot.guidance for knot in knots], [knot.flow for knot in knots]):
            if not all(a < b < math.inf for a, b in pairwise([0.0, *rising])):
                raise ValueError("its finish is out of order")
        return cls(knots)


def finish_of_blend(
    finishes: Mapping[str, Finish], blend: Mapping[str, float], guidance: float
) -> Correction | None:
    """The correction of a blend of styles; a style without a finish counts as identity.

    Parameters
    ----------
    finishes : mapping of style name to Finish
    blend : mapping of style name to weight ≥ 0, not all zero
    guidance : float

    Returns
    -------
    Correction or None
        None where there is nothing to do.
    """
    total = sum(blend.values())
    if guidance == 0 or not any(name in finishes for name in blend):
        return None
    parts = [
        (
            weight / total,
            finishes[name].at(guidance) if name in finishes else Correction.identity(),
        )
        for name, weight in blend.items()
    ]
    return Correction.mixed(parts)


def _written(correction: Correction) -> dict[str, list[float]]:
    values = {name: value.tolist() for name, value in vars(correction).items()}
    # The kernel is symmetric: half of it says all, and five digits are more than can be seen.
    half = correction.grain.flatten()[: KERNEL_SIDE**2 // 2 + 1]
    return values | {"grain": [float(f"{value:.5g}") for value in half.tolist()]}


def _read_knot(item: Mapping[str, Any]) -> Knot:
    guidance = float(item["guidance"])
    # In an older model the slider is the flow's guidance.
    flow = float(item.get("flow", guidance))
    if not flow <= _LARGEST:
        raise ValueError("the flow of its finish cannot be")
    return Knot(guidance, flow, _read_correction(item))


def _read_correction(item: Mapping[str, Any]) -> Correction:
    half = KERNEL_SIDE**2 // 2 + 1
    shapes = {
        "matrix": (3, 3),
        "shift": (3,),
        "gains": GAINS,
        "grain": (half,),
        "strokes": (),
        "chroma": (NUM_CHROMA_GAINS,),
        "most_colour": (),
        "local": LOCAL_GAINS,
    }
    older = {
        "grain": [0.0] * half,
        "strokes": 0.0,
        "chroma": [1.0] * NUM_CHROMA_GAINS,
        "most_colour": ANY_COLOUR,
        "local": torch.ones(LOCAL_GAINS).tolist(),
    }
    values = {**older, **item}
    found = {name: torch.tensor(values[name], dtype=torch.float32) for name in shapes}
    if found["gains"].shape == (4,):  # an older model has one for each of four bands
        found["gains"] = torch.nn.functional.pad(found["gains"], (0, 1), value=1.0)
        found["gains"] = found["gains"][:, None].expand(GAINS)
    for name, shape in shapes.items():
        # A comparison with NaN is false, so this refuses it too.
        if tuple(found[name].shape) != shape or not bool((found[name].abs() <= _LARGEST).all()):
            raise ValueError(f"the {name} of its finish cannot be")
    if not 0 <= float(found["strokes"]) <= 1:
        raise ValueError("the strokes of its finish cannot be")
    if not bool((found["local"] >= 0).all()):
        raise ValueError("the local contrast of its finish cannot be")
    if not float(found["most_colour"]) >= 0:
        raise ValueError("the most_colour of its finish cannot be")
    whole = torch.cat([found["grain"], found["grain"][:-1].flip(0)])
    return Correction(**{**found, "grain": whole.view(KERNEL_SIDE, KERNEL_SIDE)})
