"""Advice about a run in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from lgt_app.translation import tr

from .curves import CurveData, Series

# A style that gained less than this over its last validations stands still.
_STILL = 0.01
_STILL_COUNT = 4


@dataclass(frozen=True)
class Advice:
    """A sentence about the run.

    Attributes
    ----------
    level : {"muted", "good", "warning"}
    text : str
    """

    level: str
    text: str


def describe(curves: CurveData, *, collapsed: bool, learning: bool = True) -> Advice:
    """The most important thing to know now.

    Parameters
    ----------
    curves : CurveData
    collapsed : bool
        The run gives the photo back as it is.
    learning : bool
        Whether steps are made at this moment.
    """
    if collapsed:
        return Advice(
            "warning",
            tr(
                "This run is copying the photo: the style is not being learned. "
                "Stop it, add more pictures of the style or raise “w_style” under Advanced, and "
                "train again."
            ),
        )
    gains = {
        style: series
        for (style, measure), series in curves.validation.items()
        if measure == "style_gain" and len(series)
    }
    if not gains:
        return _before_validation(curves, learning)
    still = [style for style, series in gains.items() if _stands_still(series)]
    if still and len(still) == len(gains):
        return Advice("good", tr("All styles have stopped improving: you can stop here."))
    if still:
        names = ", ".join(still)
        return Advice(
            "good", tr("{} has stopped improving; the other styles have not.").format(names)
        )
    best = max(gains, key=lambda style: gains[style].raw[-1])
    gain = gains[best].raw[-1]
    if gain < 0.01:
        return _before_validation(curves, learning)
    said = tr("{style} has {share} % of its look on test photos.")
    words = said.format(style=best, share=round(100 * gain))
    return Advice("good", tr("Learning: {}").format(words) if learning else words)


def ended_by_itself() -> Advice:
    """Why a run was over before its time."""
    return Advice(
        "good",
        tr("Ended by itself: the pictures have stopped improving. For more, raise the strength."),
    )


def done_after(minutes: int) -> Advice:
    """What to do when a run has come to its end."""
    return Advice("good", tr("Done after {} min. Train longer for finer texture.").format(minutes))


def _before_validation(curves: CurveData, learning: bool) -> Advice:
    if not learning:
        return Advice("muted", "")
    total = curves.losses.get("loss")
    if total is None or len(total) < 20:
        return Advice("muted", tr("Warming up: the first curves say little."))
    if total.smooth[-1] < 0.97 * total.smooth[9]:
        return Advice("good", tr("Learning: the loss is falling."))
    return Advice("muted", tr("Learning has begun."))


def _stands_still(series: Series) -> bool:
    if len(series) < 2 * _STILL_COUNT:
        return False
    before = max(series.raw[:-_STILL_COUNT])
    return max(series.raw[-_STILL_COUNT:]) < before + _STILL
