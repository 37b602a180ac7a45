"""The numbers of a run as growing series, raw and smoothed, without numpy."""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Mapping
from pathlib import Path

# Steps after which an old value has half its weight in the smoothed curve.
_HALF_LIFE = 25.0
_FADE = 0.5 ** (1.0 / _HALF_LIFE)

#: Columns of metrics.csv that are no loss; those with a colon are measures of a style.
_NOT_LOSSES = {
    "step", "seconds", "learning_rate", "grad_norm", "velocity_ratio", "distance_ratio",
}  # fmt: skip


class Series:
    """One curve: steps, raw values and their running mean."""

    __slots__ = ("_mean", "_weight", "raw", "smooth", "steps")

    def __init__(self) -> None:
        self.steps = array("d")
        self.raw = array("d")
        self.smooth = array("d")
        self._mean = 0.0
        self._weight = 0.0

    def __len__(self) -> int:
        return len(self.steps)

    def add(self, step: float, value: float) -> None:
        """Append a value; a non-finite one is a gap in the raw curve and no part of the mean."""
        if math.isfinite(value):
            self._mean = _FADE * self._mean + (1.0 - _FADE) * value
            self._weight = _FADE * self._weight + (1.0 - _FADE)
        self.steps.append(step)
        self.raw.append(value if math.isfinite(value) else math.nan)
        # Divided by the weight so far, so that the first values are not drawn towards zero.
        self.smooth.append(self._mean / self._weight if self._weight else math.nan)

    def cut(self, step: float) -> None:
        """Forget what came after ``step``; a resumed run writes it anew."""
        keep = len(self.steps)
        while keep and self.steps[keep - 1] > step:
            keep -= 1
        del self.steps[keep:], self.raw[keep:], self.smooth[keep:]


class CurveData:
    """All series of a run.

    Attributes
    ----------
    losses : dict of str to Series
        ``loss`` and each term.
    validation : dict of (str, str) to Series
        (style, measure) → values of the validations.
    """

    def __init__(self) -> None:
        self.losses: dict[str, Series] = {}
        self.validation: dict[tuple[str, str], Series] = {}

    @property
    def last_step(self) -> int:
        """The newest step of the total loss, 0 before the first."""
        total = self.losses.get("loss")
        return int(total.steps[-1]) if total is not None and len(total) else 0

    def add_losses(self, step: int, losses: Mapping[str, float]) -> None:
        """Append one step."""
        for key, value in losses.items():
            self.losses.setdefault(key, Series()).add(step, value)

    def add_score(self, step: int, style: str, measures: Mapping[str, float]) -> None:
        """Append one validation of a style."""
        for measure, value in measures.items():
            self.validation.setdefault((style, measure), Series()).add(step, value)

    def cut(self, step: int) -> None:
        """Forget what came after ``step``."""
        for series in (*self.losses.values(), *self.validation.values()):
            series.cut(step)

    @classmethod
    def read(cls, path: Path) -> CurveData:
        """From a run's ``metrics.csv``; rows that make no sense are skipped."""
        data = cls()
        try:
            with path.open(newline="", encoding="utf-8") as stream:
                for row in csv.DictReader(stream):
                    data._add_row(row)
        except (OSError, csv.Error, UnicodeDecodeError):
            pass  # a missing or torn file shows no curve; the model itself is not concerned
        return data

    def _add_row(self, row: Mapping[str | None, str | None]) -> None:
        step = _number(row.get("step"))
        if step is None:
            return
        if step <= self.last_step:
            self.cut(int(step) - 1)
        for key, text in row.items():
            value = _number(text)
            if key is None or value is None or key in _NOT_LOSSES:
                continue
            measure, colon, style = key.partition(":")
            if colon:
                self.validation.setdefault((style, measure), Series()).add(step, value)
            else:
                self.losses.setdefault(key, Series()).add(step, value)

    def write_csv(self, path: Path) -> None:
        """All curves in one table: step, kind, name, raw, smoothed."""
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["step", "name", "value", "smoothed"])
            for name, series in self.named():
                for step, raw, smooth in zip(series.steps, series.raw, series.smooth, strict=True):
                    writer.writerow([int(step), name, f"{raw:.6g}", f"{smooth:.6g}"])

    def named(self) -> list[tuple[str, Series]]:
        """Every series with the name it has in tables."""
        scores = [(f"{measure}:{style}", s) for (style, measure), s in self.validation.items()]
        return [*self.losses.items(), *scores]


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
