"""Measure a model beside the rows that need no model, and print both together.

:func:`evaluate` takes callables, not files: the command line, the quality bench and the tests pass
their own. It yields one record for each method and style, so that a table can grow on the screen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import torch
from torch import Tensor

from lgt_engine.control import Control
from lgt_engine.ops.crops import evaluation_seed, resize, style_crops

from . import (
    Confusion,
    ContentJudge,
    Features,
    StyleDistance,
    StyleJudge,
    confusion_matrix,
    contrast_ratio,
    gains,
    gradient_correlation,
    saturation_ratio,
    spearman,
    structure,
)
from .baselines import gaussian_colour_transfer, noop, style_filter

__all__ = [
    "COLOUR_TRANSFER",
    "FILTER",
    "NO_OP",
    "ROUND_TRIP",
    "STYLE_ITSELF",
    "EvaluationRow",
    "StyleBench",
    "evaluate",
    "evaluation_seed",
    "format_table",
    "monotonicity",
    "rows_to_json",
    "style_crops",
    "stylizer_method",
]

NO_OP = "no-op"
ROUND_TRIP = "codec round trip"
COLOUR_TRANSFER = "Gaussian colour transfer"
FILTER = "filter: the style's colours and contrasts"
STYLE_ITSELF = "style against itself"

#: Photos stylized between two looks at ``control``.
_CHUNK = 4

Stylize = Callable[[Tensor, str, float], Tensor]
RoundTrip = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class EvaluationRow:
    """What one method reaches on one style.

    Attributes
    ----------
    method : str
        One of the reference rows, or ``"LGT g=..."``.
    style : str
    guidance_scale : float or None
        None for the reference rows.
    style_gain, colour_gain : float
        0 is the photo, 1 the style (:func:`lgt_engine.evaluation.gains`). As a rule of thumb, a
        style gain of 0.1 is what a filter has, 0.3 is clearly painted, 0.5 is as strong as a
        network trained by hand for one style.
    content : float
        1 is the photo, 0 another photo (:class:`lgt_engine.evaluation.ContentJudge`).
    structure, gradient_correlation : float
        Mean over photos, at most 1.
    contrast_ratio, saturation_ratio : float
        Against the style; 1 is the style's own.
    seconds : float
        To make one picture, on average.
    """

    method: str
    style: str
    guidance_scale: float | None
    style_gain: float
    colour_gain: float
    content: float
    structure: float
    gradient_correlation: float
    contrast_ratio: float
    saturation_ratio: float
    seconds: float


@dataclass(frozen=True)
class StyleBench:
    """One style's judge with everything that its rows share; make it with :meth:`of`."""

    style: str
    photos: Tensor
    crops: Tensor
    judge: StyleJudge
    baseline: StyleDistance
    content: ContentJudge

    @classmethod
    def of(
        cls,
        style: str,
        photos: Tensor,
        crops: Tensor,
        budget: Literal["full", "quick"] = "full",
        *,
        features: Features | None = None,
        content: ContentJudge | None = None,
    ) -> StyleBench:
        """Judge with all the crops given; see :func:`evaluate` for the tensors.

        ``features`` judge in place of the network that training uses; ``content`` saves looking at
        the photos anew for every style.
        """
        judge = StyleJudge(crops, features=features, budget=budget)
        content = content or ContentJudge(photos, features)
        return cls(style, photos, crops, judge, judge.distance(photos), content)

    def row(
        self, method: str, out: Tensor, seconds: float, guidance_scale: float | None = None
    ) -> EvaluationRow:
        """Measure a method's outputs for the photos, made in ``seconds`` altogether."""
        reached = gains(self.judge, self.photos, out, baseline=self.baseline)
        photos, paired = _paired(self.photos, out)
        return EvaluationRow(
            method=method,
            style=self.style,
            guidance_scale=guidance_scale,
            style_gain=reached.style,
            colour_gain=reached.colour,
            content=float(self.content.kept(paired).mean()),
            structure=float(structure(photos, paired).mean()),
            gradient_correlation=float(gradient_correlation(photos, paired).mean()),
            contrast_ratio=contrast_ratio(out, self.crops),
            saturation_ratio=saturation_ratio(out, self.crops),
            seconds=seconds / len(out),
        )


def stylizer_method(guidance_scale: float) -> str:
    """Name of LGT's row at a guidance scale."""
    return f"LGT g={guidance_scale:g}"


def evaluate(
    stylize: Stylize,
    round_trip: RoundTrip,
    photos: Tensor,
    style_crops: Mapping[str, Tensor],
    *,
    guidance_scales: Sequence[float] = (1.0,),
    control: Control | None = None,
    budget: Literal["full", "quick"] = "full",
) -> Iterator[EvaluationRow | Confusion]:
    """Measure every style at every guidance scale, between the reference rows.

    Parameters
    ----------
    stylize : callable
        ``(photos [B, 3, H, W], style name, guidance scale) -> pixels [B, 3, H, W]``.
    round_trip : callable
        The codec's encode and decode, ``[B, 3, H, W] -> [B, 3, H, W]``.
    photos : Tensor [B, 3, H, W]
        Photos that training never saw.
    style_crops : mapping of str to Tensor [N, 3, S, S]
        Crops of each style cut with :func:`evaluation_seed`. The first half judges; the second half
        is the row "style against itself", the ceiling. 32 or more keep the ceiling's noise small.
    guidance_scales : sequence of float
    control : Control, optional
        Polled between rows and every few photos; a stop ends the evaluation with the rows so far.
    budget : {"full", "quick"}
        Of the judges; see :class:`lgt_engine.evaluation.StyleJudge`.

    Yields
    ------
    EvaluationRow
        Style by style: the reference rows, then LGT's.
    Confusion
        Last, where there are two styles or more: at the guidance scale nearest to 1.
    """
    scale_of_record = min(guidance_scales, key=lambda g: abs(g - 1.0), default=None)
    judges: dict[str, StyleJudge] = {}
    outputs: dict[str, Tensor] = {}
    restored, restoring = _timed(round_trip, photos, control)
    content = ContentJudge(photos)
    for style, crops in style_crops.items():
        if restored is None:
            return
        first, second = _halves(crops)
        bench = StyleBench.of(style, photos, first, budget, content=content)
        judges[style] = bench.judge
        yield bench.row(NO_OP, noop(photos), 0.0)
        yield bench.row(ROUND_TRIP, restored, restoring)
        yield from _recoloured(bench)
        if second is not None:
            yield bench.row(STYLE_ITSELF, second, 0.0)
        for scale in guidance_scales:

            def make(part: Tensor, style: str = style, scale: float = scale) -> Tensor:
                return stylize(part, style, scale)

            out, seconds = _timed(make, photos, control)
            if out is None:
                return
            if scale == scale_of_record:
                outputs[style] = out
            yield bench.row(stylizer_method(scale), out, seconds, scale)
    if len(outputs) > 1:
        yield confusion_matrix(judges, outputs)


def _recoloured(bench: StyleBench) -> Iterator[EvaluationRow]:
    for method, make in ((COLOUR_TRANSFER, gaussian_colour_transfer), (FILTER, style_filter)):
        begun = time.perf_counter()
        out = make(bench.photos, bench.crops)
        yield bench.row(method, out, time.perf_counter() - begun)


def _timed(
    make: Callable[[Tensor], Tensor], photos: Tensor, control: Control | None
) -> tuple[Tensor | None, float]:
    """Outputs for all photos, a few at a time, and the seconds taken; None when stopped."""
    parts: list[Tensor] = []
    seconds = 0.0
    for start in range(0, len(photos), _CHUNK):
        if control is not None:
            control.wait_while_paused()
            if control.stopping:
                return None, seconds
        begun = time.perf_counter()
        with torch.no_grad():
            parts.append(make(photos[start : start + _CHUNK]).to(photos))
        seconds += time.perf_counter() - begun
    return torch.cat(parts), seconds


def _halves(crops: Tensor) -> tuple[Tensor, Tensor | None]:
    """Judge and judged. Not odd and even: several pictures of a style take turns in the crops."""
    if len(crops) < 2:
        return crops, None
    middle = (len(crops) + 1) // 2
    return crops[:middle], crops[middle:]


def _paired(photos: Tensor, out: Tensor) -> tuple[Tensor, Tensor]:
    """Photos and outputs of one shape; only style crops, of any number and size, need a change."""
    if photos.shape == out.shape:
        return photos, out
    count = min(len(photos), len(out))
    return photos[:count], resize(out[:count], (photos.shape[-2], photos.shape[-1]))


def monotonicity(rows: Iterable[EvaluationRow | Confusion]) -> dict[str, float]:
    """Spearman's correlation of guidance and style gain, for styles of three scales or more."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if isinstance(row, EvaluationRow) and row.guidance_scale is not None:
            points.setdefault(row.style, []).append((row.guidance_scale, row.style_gain))
    return {
        style: spearman([scale for scale, _ in found], [gain for _, gain in found])
        for style, found in points.items()
        if len(found) >= 3
    }


def rows_to_json(rows: Iterable[EvaluationRow | Confusion]) -> str:
    """The records as JSON text: ``rows``, ``monotonicity`` by style, and ``confusion`` or null."""
    records = list(rows)
    confusion = next((r for r in records if isinstance(r, Confusion)), None)
    document = {
        "rows": [asdict(r) for r in records if isinstance(r, EvaluationRow)],
        "monotonicity": monotonicity(records),
        "confusion": None
        if confusion is None
        else {**asdict(confusion), "nearest": confusion.nearest},
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


#: Measure → its short name at the head of a column.
HEADINGS = {
    "style_gain": "style",
    "colour_gain": "colour",
    "content": "content",
    "structure": "structure",
    "gradient_correlation": "edges",
    "contrast_ratio": "contrast",
    "saturation_ratio": "saturation",
    "seconds": "s/picture",
}


def format_table(rows: Iterable[EvaluationRow | Confusion]) -> str:
    """The records as an aligned plain-text table, the confusion of styles at its end."""
    records = list(rows)
    measured = [r for r in records if isinstance(r, EvaluationRow)]
    blocks = [
        _block(style, [r for r in measured if r.style == style])
        for style in dict.fromkeys(r.style for r in measured)
    ]
    if len(blocks) > 1:
        blocks.append(_block("mean over styles", _means(measured)))
    trends = [f"  {style}: {value:.3f}" for style, value in monotonicity(records).items()]
    if trends:
        blocks.append("\n".join(["style gain rises with guidance (Spearman)", *trends]))
    blocks += [_confusion_block(r) for r in records if isinstance(r, Confusion)]
    return "\n\n".join(blocks)


def _block(title: str, rows: list[EvaluationRow]) -> str:
    lines = [[title, *HEADINGS.values()]]
    lines += [[f"  {r.method}", *(f"{getattr(r, f):.2f}" for f in HEADINGS)] for r in rows]
    return _aligned(lines)


def _means(rows: list[EvaluationRow]) -> list[EvaluationRow]:
    """One row for each method that every style has: the mean over styles."""
    styles = {r.style for r in rows}
    means = []
    for method in dict.fromkeys(r.method for r in rows):
        same = [r for r in rows if r.method == method]
        if len({r.style for r in same}) < len(styles):
            continue
        values = {f: sum(getattr(r, f) for r in same) / len(same) for f in HEADINGS}
        means.append(EvaluationRow(method, "", same[0].guidance_scale, **values))
    return means


def _confusion_block(confusion: Confusion) -> str:
    lines = [["outputs of, distance to", *confusion.names, "nearest"]]
    for name, values in zip(confusion.outputs, confusion.matrix, strict=True):
        nearest = confusion.nearest[name]
        verdict = nearest if nearest == name else f"{nearest} (!)"
        lines.append([f"  {name}", *(f"{value:.2f}" for value in values), verdict])
    return _aligned(lines)


def _aligned(lines: list[list[str]]) -> str:
    """Columns of equal width, the first to the left and the numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
