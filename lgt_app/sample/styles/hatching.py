"""The style "Ink hatching": tone made of pen lines on paper."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_app.sample.drawing.fields import Array, blur, grid, mix, noise, rgb, smooth, to_image


def hatch(source: Image.Image, seed: int, *, side: int = 640, flip: bool = True) -> Image.Image:
    """Hatch a picture's tone: each layer of lines darkens what is darker than its level."""
    width, height = source.size
    scale = side / min(width, height)
    source = source.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    left, top = (source.width - side) // 2, (source.height - side) // 2
    source = source.crop((left, top, left + side, top + side))
    tone = np.asarray(source.convert("L"), np.float32) / 255
    tone = tone[:, ::-1] if flip else tone
    low, high = np.percentile(tone, (2, 97))
    tone = np.clip((tone - low) / (high - low), 0, 1)
    local = blur(tone, 1.6)
    local = np.clip(local + 0.6 * (local - blur(tone, 14)), 0, 1)
    x, y = grid(side, side)
    ink = _contours(blur(tone, 1.1), x, y, seed)
    # coarse tone bends the lines as a hand follows a form
    form = blur(tone, 18) * 46
    for turn, level, pitch in (
        (0.75, 0.76, 6.2),
        (0.62, 0.50, 5.4),
        (-0.72, 0.36, 5.8),
        (1.52, 0.20, 5.0),
        (0.05, 0.09, 4.6),
    ):
        ink = np.maximum(ink, _layer(local, form, (x, y), turn, level, pitch, seed))
        seed += 11
    paper = (
        rgb("f1e8d4")
        * (1 + 0.018 * noise(seed, x, y, 300, 0.9) + 0.02 * noise(seed + 1, x, y, 900, 1.8))[
            ..., None
        ]
    )
    return to_image(mix(paper, rgb("1d1a22"), np.clip(blur(ink, 0.55) * 1.12, 0, 0.96)))


def _layer(
    tone: Array,
    form: Array,
    place: tuple[Array, Array],
    turn: float,
    level: float,
    pitch: float,
    seed: int,
) -> Array:
    x, y = place
    wobble = 1.5 * noise(seed, x, y, 520, 1.8) + 0.35 * noise(seed + 1, x, y, 150, 1.2)
    across = x * np.sin(turn) + y * np.cos(turn) + form + wobble
    along = x * np.cos(turn) - y * np.sin(turn)
    line = np.floor(across / pitch)
    offset = np.abs(across / pitch - line - 0.5) * pitch
    # each line is lifted now and then, at its own places
    gate = noise(seed + 2, along + line * 61, line * 37.7, 700, 1.3)
    dark = smooth(level + 0.06, level - 0.14, tone + 0.05 * gate)
    width = (0.35 + 1.15 * smooth(level, level - 0.5, tone)) * (
        0.85 + 0.25 * noise(seed + 3, along, line * 29.3, 380, 1.4)
    )
    return smooth(width + 0.55, width - 0.45, offset) * dark


def _contours(tone: Array, x: Array, y: Array, seed: int) -> Array:
    """Broken outlines where the tone changes fast."""
    down, right = np.gradient(tone)
    edge = np.hypot(down, right)
    strength = smooth(0.045, 0.10, edge)
    peak = smooth(0.0, 0.012, edge - blur(edge, 2.0))
    return strength * peak * smooth(-1.6, 0.2, noise(seed + 7, x, y, 420, 1.3))
