"""Numpy fields that the sample pictures are made of: noise, blur, mixing and the film at the end.

Everything is float32; colours are RGB in [0, 1]; arrays are indexed [row, column].
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

Array = np.ndarray
Colour = Sequence[float] | Array


def rgb(code: str) -> Array:
    """A colour from six hexadecimal digits."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def grid(width: int, height: int) -> tuple[Array, Array]:
    """Column and row coordinates of the pixel centres."""
    columns = np.arange(width, dtype=np.float32) + 0.5
    rows = np.arange(height, dtype=np.float32) + 0.5
    return np.broadcast_to(columns, (height, width)), np.broadcast_to(
        rows[:, None], (height, width)
    )


def smooth(low: Array | float, high: Array | float, values: Array) -> Array:
    """Hermite step from 0 at `low` to 1 at `high`."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(one: Array, other: Array, share: Array | float) -> Array:
    """`one` where share is 0, `other` where it is 1; a 2-d share acts on every channel."""
    share = np.asarray(share, np.float32)
    if share.ndim == 2 and (np.ndim(one) == 3 or np.ndim(other) in (1, 3)):
        share = share[..., None]
    return one + (other - one) * share


def ramp(values: Array, stops: Sequence[tuple[float, str]]) -> Array:
    """Colours along a gradient of (position, colour) stops."""
    places = [place for place, _ in stops]
    colours = np.stack([rgb(code) for _, code in stops])
    channels = [np.interp(values, places, colours[:, i]) for i in range(3)]
    return np.stack(channels, -1).astype(np.float32)


@lru_cache(maxsize=24)
def tile(seed: int, slope: float = 1.7, side: int = 512, low: float = 1.0) -> Array:
    """A seamless square of noise with spectrum 1/f^slope, mean 0 and deviation 1."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.standard_normal((side, side), dtype=np.float32))
    radius = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]) * side
    gain = np.where(radius >= low, np.maximum(radius, 1) ** -slope, 0)
    field = np.fft.irfft2(spectrum * gain, (side, side)).astype(np.float32)
    return field / field.std()


def sample(texture: Array, u: Array, v: Array) -> Array:
    """Bilinear look-up in a seamless tile; one unit of (u, v) spans the whole tile."""
    side = texture.shape[0]
    x, y = np.asarray(u, np.float32) * side, np.asarray(v, np.float32) * side
    left, top = np.floor(x), np.floor(y)
    fx, fy = x - left, y - top
    column, row = left.astype(np.int32) % side, top.astype(np.int32) % side
    # side is a power of two and the tile contiguous: flat indices halve the cost of the look-up
    flat, mask = texture.ravel(), side - 1
    below, right = ((row + 1) & mask) * side, (column + 1) & mask
    row = row * side
    upper = flat[row + column] * (1 - fx) + flat[row + right] * fx
    lower = flat[below + column] * (1 - fx) + flat[below + right] * fx
    return upper * (1 - fy) + lower * fy


def noise(seed: int, x: Array, y: Array, scale: float, slope: float = 1.7) -> Array:
    """Noise at pixel coordinates; `scale` pixels span one tile."""
    return sample(tile(seed, slope), x / scale, y / scale)


def blur(field: Array, sigma: float) -> Array:
    """Gaussian blur with reflected borders, of [H, W] or [H, W, C]."""
    pad = min(int(3 * sigma) + 1, min(field.shape[:2]) - 1)
    margins = [(pad, pad), (pad, pad)] + [(0, 0)] * (field.ndim - 2)
    padded = np.pad(field, margins, mode="reflect")
    height, width = padded.shape[:2]
    wave = np.exp(-2 * (np.pi * sigma * np.fft.fftfreq(height)) ** 2)
    across = np.exp(-2 * (np.pi * sigma * np.fft.rfftfreq(width)) ** 2)
    gain = (wave[:, None] * across[None]).astype(np.float32)
    gain = gain[..., None] if field.ndim == 3 else gain
    spectrum = np.fft.rfft2(padded, axes=(0, 1)) * gain
    result = np.fft.irfft2(spectrum, (height, width), axes=(0, 1)).astype(np.float32)
    return result[pad : height - pad, pad : width - pad]


def polygon(size: tuple[int, int], points: Sequence[tuple[float, float]]) -> Array:
    """Coverage in [0, 1] of a filled polygon, smooth at its border."""
    canvas = Image.new("L", (size[0] * 3, size[1] * 3))
    ImageDraw.Draw(canvas).polygon([(x * 3, y * 3) for x, y in points], fill=255)
    return np.asarray(canvas.resize(size, Image.Resampling.BOX), np.float32) / 255


def light(normals: Array, direction: Colour) -> Array:
    """Cosine between normals and a direction, not below 0."""
    towards = np.asarray(direction, np.float32)
    return np.maximum(normals @ (towards / np.linalg.norm(towards)), 0)


def film(
    picture: Array, *, seed: int = 0, grain: float = 0.012, vignette: float = 0.25
) -> Image.Image:
    """What a lens and a film add: glow, falling light at the corners, a soft shoulder, grain."""
    height, width = picture.shape[:2]
    bright = np.clip(picture - 0.72, 0, 1)
    picture = picture + 0.5 * blur(bright, width / 50)
    x, y = grid(width, height)
    radius = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 2
    picture = picture * (1 - vignette * radius[..., None])
    picture = np.where(picture > 0.8, 0.8 + 0.2 * np.tanh((picture - 0.8) / 0.2), picture)
    rng = np.random.default_rng(seed)
    specks = rng.standard_normal((height, width, 1), dtype=np.float32)
    return to_image(picture + grain * specks)


def to_image(picture: Array) -> Image.Image:
    """RGB in [0, 1] to a Pillow picture."""
    return Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), "RGB")
