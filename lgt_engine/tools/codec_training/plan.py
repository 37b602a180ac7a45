"""How a part of the student codec is trained, and what a run reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .losses import DecoderWeights


@dataclass(frozen=True)
class CodecTrainingConfig:
    """How a part of the student codec is trained.

    Attributes
    ----------
    teacher, out : Path
        The reference codec's folder; the folder for pools and state.
    photos : Path or None
        Photos to learn from besides procedural pictures; every fourth is held out.
    begin : Path or None
        A codec folder to begin with instead of random weights, see
        :func:`lgt_engine.tools.codec_training.student.grow`.
    part : str
        ``encoder`` or ``decoder``.
    minutes : float
        Wall-clock training time in all, resumed runs included.
    steps : int
        Steps in all, where they end before the minutes; 0 for no limit.
    width, blocks
        Channels, and blocks per stage from the picture's side to the latents' (encoder) or the
        other way (decoder).
    batch, crop : int
        Crops a step and their side in pixels, a multiple of 8.
    rate, adam_rate : float
        See :class:`lgt_engine.tools.codec_training.optimizer.CodecOptimizer`.
    warmup : int
        Steps over which the rates rise.
    cooldown : float
        Last share of the time, in which the rates fall to zero.
    procedural : float
        Share of procedural pictures.
    original : float
        Decoder: share of the photo itself, rather than its teacher's decoding, in the target.
    sharpen : float
        Decoder: how much the target is sharpened. What a student cannot know of a picture it blurs;
        a target that is as much too sharp makes up for it.
    weights : DecoderWeights
        Decoder: weights of the loss's terms.
    own : float
        Decoder: share of steps that decode the student encoder's latents, once it exists.
    variants, pictures : int
        Rounds over the photos, and procedural pictures, in the pools.
    refresh : int
        Steps between two renewals of a picture of the pools; 0 for never.
    validate : float
        Seconds between validations and saves.
    seed : int
        Source of all randomness.
    """

    teacher: Path
    out: Path
    photos: Path | None = None
    begin: Path | None = None
    part: str = "encoder"
    minutes: float = 60.0
    steps: int = 0
    width: int = 64
    blocks: tuple[int, ...] = (0, 3, 3, 4)
    batch: int = 4
    crop: int = 128
    rate: float = 0.008
    adam_rate: float = 1.5e-3
    warmup: int = 100
    cooldown: float = 0.9
    procedural: float = 0.25
    original: float = 0.15
    sharpen: float = 0.0
    weights: DecoderWeights = field(default_factory=DecoderWeights)
    own: float = 0.9
    variants: int = 8
    pictures: int = 600
    refresh: int = 40
    validate: float = 120.0
    seed: int = 0


@dataclass(frozen=True)
class CodecProgress:
    """One record of a run.

    Attributes
    ----------
    stage : str
        ``pool``, ``train``, ``validate`` or ``done``.
    step : int
        Steps taken (pictures made, for ``pool``).
    seconds, remaining : float
        Time trained and time left, wall clock.
    figures : dict of float
        Smoothed losses, or the held-out figures of the averaged weights.
    """

    stage: str
    step: int
    seconds: float
    remaining: float
    figures: dict[str, float]
