"""What work reports: frozen, picklable records that a generator yields.

The command line, the window and the tests are three consumers of the same events. They hold plain
values and finished pictures, so that no event keeps a graph or device memory alive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True)
class Notice(Event):
    """Something a person should know.

    Attributes
    ----------
    level : {"info", "warning"}
    code : str
        Stable identifier, for example ``"collapse"``, ``"out_of_memory"``, ``"no_photos"``.
    text : str
        Plain words: what happened and what is being done or can be done.
    """

    level: str
    code: str
    text: str


@dataclass(frozen=True)
class Progress(Event):
    """Preparation or a batch under way.

    Attributes
    ----------
    stage : str
        What is being done, in plain words.
    done, total : int
        Items.
    eta_seconds : float or None
        Expected remaining time; None while unknown. In all events it never grows; see
        :class:`lgt_engine.time_left.TimeLeftEstimate`.
    """

    stage: str
    done: int
    total: int
    eta_seconds: float | None = None


@dataclass(frozen=True)
class RefineProgress(Event):
    """The latents of one picture are being optimised.

    Attributes
    ----------
    step, total : int
        Steps done and asked for. The last event of a picture has fewer done where it was stopped or
        could go no further.
    picture : PIL.Image.Image or None
        RGB, of exactly the photo's size; after every few steps, and always in the last event.
    eta_seconds : float or None
        As in :class:`Progress`.
    energy : float or None
        What is being minimised, before the newest step; None before the first.
    """

    step: int
    total: int
    picture: Image | None = field(default=None, repr=False)
    eta_seconds: float | None = None
    energy: float | None = None


@dataclass(frozen=True)
class RunStarted(Event):
    """Training is about to begin (or to continue, when ``step`` > 0).

    ``started_from`` names what a new run starts from, ``"base"`` or a model file; None is from
    scratch, or a run that continues. ``prepared_seconds`` is what went by since it was asked for.
    """

    run_dir: Path
    device: str
    device_reason: str
    codec: str
    styles: tuple[str, ...]
    pictures_per_style: tuple[int, ...]
    photos: int
    batch_size: int
    accumulation: int
    parameters: int
    step: int
    max_steps: int | None
    max_seconds: float | None
    processes: int = 1
    started_from: str | None = None
    prepared_seconds: float = 0.0


@dataclass(frozen=True)
class StepDone(Event):
    """One optimiser update.

    Attributes
    ----------
    step : int
        Updates done so far, from 1.
    seconds : float
        Training time so far, pauses and preparation left out.
    losses : dict of str to float
        ``loss``, ``style_swd``, ``content_ssm`` and one key for each further term.
    learning_rate, grad_norm : float
    progress : float
        Share of the run in [0, 1].
    eta_seconds : float or None
    """

    step: int
    seconds: float
    losses: dict[str, float]
    learning_rate: float
    grad_norm: float
    progress: float
    eta_seconds: float | None
    steps_per_second: float


@dataclass(frozen=True)
class StyleScore(Event):
    """Validation of one style; see :mod:`lgt_engine.evaluation`."""

    style: str
    style_gain: float
    colour_gain: float
    content: float
    structure: float
    contrast_ratio: float

    def measures(self) -> dict[str, float]:
        """Measure → value."""
        return {name: value for name, value in vars(self).items() if name != "style"}


@dataclass(frozen=True)
class ValidationDone(Event):
    """Validation with the averaged weights.

    All scores are those of photos held out.

    Attributes
    ----------
    scores : tuple of StyleScore
    velocity_ratio : float
        RMS of x_1 − x_src over the RMS of x_src.
    distance_ratio : float
        SWD(x_1, style) / SWD(x_src, style), mean over styles; 1 when nothing was learned.
    collapsed : bool
        The model is the identity after warm-up.
    best : bool
        These are the best weights so far; they are kept apart.
    """

    step: int
    seconds: float
    scores: tuple[StyleScore, ...]
    velocity_ratio: float
    distance_ratio: float
    collapsed: bool
    best: bool


@dataclass(frozen=True)
class CheckpointSaved(Event):
    """State and model are on disk, whole and verified."""

    step: int
    path: Path


@dataclass(frozen=True)
class ModelSaved(Event):
    """The model file holds newer weights to look at; a resumed run begins at the checkpoint."""

    step: int
    path: Path


@dataclass(frozen=True)
class Paused(Event):
    """Training waits; weights stay in memory."""

    step: int


@dataclass(frozen=True)
class Resumed(Event):
    """Training goes on after a pause."""

    step: int


@dataclass(frozen=True)
class Finished(Event):
    """The run is over and saved.

    Attributes
    ----------
    reason : {"done", "still", "stopped"}
        ``still`` when it stopped improving before its time, ``stopped`` when the person asked for
        it. A run can be resumed after either.
    """

    step: int
    seconds: float
    reason: str
    model_path: Path


@dataclass(frozen=True)
class ClipProgress(Event):
    """A part of one clip is done; ``share`` in (0, 1]."""

    source: Path
    share: float
    eta_seconds: float | None


@dataclass(frozen=True)
class PictureStylized(Event):
    """One picture of a batch is written."""

    source: Path
    target: Path
    done: int
    total: int
    seconds: float
    eta_seconds: float | None


@dataclass(frozen=True)
class PictureFailed(Event):
    """One picture of a batch could not be done; the others go on."""

    source: Path
    reason: str
    done: int
    total: int
    eta_seconds: float | None = None


@dataclass(frozen=True)
class BatchFinished(Event):
    """All pictures of a batch were tried."""

    done: int
    failed: tuple[tuple[Path, str], ...]
    seconds: float
