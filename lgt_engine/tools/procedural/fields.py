"""What procedural pictures are made of: colours that go together, and smooth fields."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float32]
Rng = np.random.Generator
Colour = tuple[int, int, int]


def palette(rng: Rng, count: int) -> Array:
    """Draw colours that go together: a few hues, spread lightness, [count, 3] in [0, 1]."""
    hues = rng.random() + np.array([0.0, rng.uniform(0.03, 0.12), 0.5, rng.uniform(0.25, 0.4)])
    vivid = rng.uniform(0.15, 1.0)
    colours = []
    for lightness in rng.permutation(np.linspace(0.08, 0.95, count)):
        hue = float(hues[rng.integers(4)] + rng.normal(0.0, 0.02)) % 1.0
        saturation = vivid * float(rng.uniform(0.3, 1.0))
        light = float(np.clip(lightness + rng.normal(0.0, 0.08), 0.0, 1.0))
        colours.append(colorsys.hls_to_rgb(hue, light, saturation))
    return np.asarray(colours, dtype=np.float32)


def ink_of(rng: Rng, inks: Array) -> Colour:
    """Pick a palette colour with a little variation, as 8-bit RGB."""
    colour = inks[rng.integers(len(inks))] + rng.normal(0.0, 0.03, 3)
    red, green, blue = (int(v) for v in np.clip(colour * 255.0, 0.0, 255.0))
    return red, green, blue


def noise_field(rng: Rng, width: int, height: int, slope: float) -> Array:
    """Draw 1/f**slope noise, [height, width], mean 0 and spread 1."""
    fy = np.fft.fftfreq(height)[:, None].astype(np.float32)
    fx = np.fft.rfftfreq(width)[None].astype(np.float32)
    radius = np.sqrt(fy * fy + fx * fx)
    radius[0, 0] = 1.0
    spectrum = np.fft.rfft2(rng.standard_normal((height, width), dtype=np.float32))
    field = np.fft.irfft2(spectrum * radius**-slope, s=(height, width)).astype(np.float32)
    field -= field.mean()
    result: Array = field / (field.std() + 1e-6)
    return result


def ramp_field(rng: Rng, width: int, height: int) -> Array:
    """Draw a smooth field in [0, 1]: linear, round or wavy."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height - rng.uniform(0.2, 0.8), x / width - rng.uniform(0.2, 0.8)
    angle = rng.uniform(0.0, 2.0 * np.pi)
    shape = rng.integers(3)
    if shape == 0:
        field = x * np.cos(angle) + y * np.sin(angle)
    elif shape == 1:
        field = np.hypot(x, y)
    else:
        waves = rng.uniform(2.0, 14.0)
        field = np.sin(waves * (x * np.cos(angle) + y * np.sin(angle)))
    low, high = field.min(), field.max()
    result: Array = ((field - low) / (high - low + 1e-6)).astype(np.float32)
    return result


def coloured(rng: Rng, field: Array, colours: int = 4) -> Array:
    """Map a field through a colour ramp of palette colours, [H, W, 3] in [0, 1]."""
    inks = palette(rng, colours)
    if rng.random() < 0.7:
        inks = inks[np.argsort(inks.sum(axis=1))]
    stops = np.linspace(0.0, 1.0, colours)
    ranks = np.clip(field, 0.0, 1.0)
    return np.stack([np.interp(ranks, stops, inks[:, i]) for i in range(3)], -1).astype(np.float32)


def to_picture(pixels: Array) -> Image.Image:
    return Image.fromarray(np.clip(pixels * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8), "RGB")


def to_array(picture: Image.Image) -> Array:
    return np.asarray(picture, dtype=np.float32) / 255.0
