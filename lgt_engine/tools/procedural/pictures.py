"""Pictures made by rule: training material and test material that owes nothing to anyone.

Every picture is a function of (kind, size, seed) alone. Kinds cover what codecs and stylizers
meet: occlusion edges (dead leaves), smooth light (gradient, scene), texture (noise, hatching),
paint (strokes), tiles (mosaic), lettering (text), and mixtures of these.
"""

from __future__ import annotations

import string
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .fields import (
    Array,
    Colour,
    Rng,
    coloured,
    ink_of,
    noise_field,
    palette,
    ramp_field,
    to_array,
    to_picture,
)
from .marks import tile_cells

_MIN_SIDE = 8


def procedural_picture(kind: str, size: int | tuple[int, int], seed: int) -> Image.Image:
    """Draw one picture.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    size : int or (int, int)
        Side of a square, or (width, height), in pixels, at least 8.
    seed : int
        The same (kind, size, seed) gives the same picture.

    Returns
    -------
    PIL.Image.Image
        Mode RGB.
    """
    if kind not in _PAINTERS:
        raise ValueError(f"unknown kind '{kind}'; kinds are {', '.join(KINDS)}")
    width, height = (size, size) if isinstance(size, int) else size
    if min(width, height) < _MIN_SIDE:
        raise ValueError(f"a picture needs at least {_MIN_SIDE} pixels a side, got {size}")
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    return _PAINTERS[kind](rng, width, height)


def random_picture(size: int | tuple[int, int], seed: int) -> Image.Image:
    """Draw a picture of a kind that the seed chooses; see :func:`procedural_picture`."""
    kind = KINDS[int(np.random.default_rng([seed, 7919]).integers(len(KINDS)))]
    return procedural_picture(kind, size, seed)


# --- kinds --------------------------------------------------------------------------------


def _gradient(rng: Rng, width: int, height: int) -> Image.Image:
    """Smooth light: two colour ramps blended by a third field."""
    one = coloured(rng, ramp_field(rng, width, height), int(rng.integers(2, 6)))
    two = coloured(rng, ramp_field(rng, width, height), int(rng.integers(2, 6)))
    mix = ramp_field(rng, width, height)[..., None]
    return to_picture(one * mix + two * (1.0 - mix))


def _noise(rng: Rng, width: int, height: int) -> Image.Image:
    """Clouds to grain: 1/f noise of a random slope through a colour ramp."""
    field = noise_field(rng, width, height, float(rng.uniform(0.4, 2.2)))
    pixels = coloured(rng, 0.5 + field * rng.uniform(0.12, 0.35), int(rng.integers(2, 6)))
    if rng.random() < 0.5:
        for channel in range(3):
            extra = noise_field(rng, width, height, float(rng.uniform(0.8, 1.8)))
            pixels[..., channel] += rng.uniform(0.01, 0.12) * extra
    return to_picture(pixels)


def _leaf(
    rng: Rng, draw: ImageDraw.ImageDraw, place: tuple[float, float, float], ink: Colour
) -> None:
    """Draw one disc, ellipse, polygon or band at ``place`` (x, y, radius)."""
    x, y, radius = place
    shape = rng.integers(4)
    if shape == 0:
        wide, tall = radius * rng.uniform(0.5, 1.0), radius * rng.uniform(0.5, 1.0)
        draw.ellipse((x - wide, y - tall, x + wide, y + tall), fill=ink)
        return
    corners = int(rng.integers(3, 8))
    angles = np.sort(rng.uniform(0.0, 2.0 * np.pi, corners))
    radii = radius * (np.ones(corners) if shape == 1 else rng.uniform(0.4, 1.3, corners))
    if shape == 3:
        turn = rng.uniform(0.0, np.pi)
        angles = turn + np.array([-0.15, 0.15, np.pi - 0.15, np.pi + 0.15])
        radii = np.full(4, radius * 2.0)
    points = zip(x + radii * np.cos(angles), y + radii * np.sin(angles), strict=True)
    draw.polygon([(float(px), float(py)) for px, py in points], fill=ink)


def _dead_leaves(rng: Rng, width: int, height: int) -> Image.Image:
    """Occluding shapes with power-law sizes, softly lit: edges as photos have them."""
    inks = palette(rng, int(rng.integers(4, 12)))
    picture = Image.new("RGB", (width, height), ink_of(rng, inks))
    draw = ImageDraw.Draw(picture)
    side = min(width, height)
    for progress in np.linspace(0.0, 1.0, 140):
        largest = side * (0.45 - 0.3 * progress)
        radius = 2.0 * (largest / 2.0) ** rng.random()
        centre = (rng.uniform(0, width), rng.uniform(0, height), radius)
        _leaf(rng, draw, centre, ink_of(rng, inks))
    pixels = to_array(_soften(rng, picture))
    pixels *= 1.0 + 0.12 * noise_field(rng, width, height, 2.0)[..., None]
    pixels += rng.uniform(0.0, 0.06) * noise_field(rng, width, height, 0.7)[..., None]
    return to_picture(pixels)


def _soften(rng: Rng, picture: Image.Image) -> Image.Image:
    """Blur a little or not at all, as lenses do."""
    radius = float(rng.choice([0.0, 0.0, 0.5, 0.8, 1.3]))
    return picture.filter(ImageFilter.GaussianBlur(radius)) if radius else picture


def _strokes(rng: Rng, width: int, height: int) -> Image.Image:
    """Brush strokes that follow a flow field, taking colours from a hidden ground."""
    ground = _GROUNDS[rng.integers(len(_GROUNDS))](rng, width, height)
    colours = np.asarray(ground)
    angle = noise_field(rng, width, height, 2.0) * rng.uniform(0.3, 1.5) + rng.uniform(0.0, np.pi)
    picture = ground.filter(ImageFilter.GaussianBlur(6))
    draw = ImageDraw.Draw(picture)
    thick = float(rng.uniform(2.0, 7.0)) * min(width, height) / 256.0 + 1.0
    length = thick * rng.uniform(2.0, 6.0)
    count = min(900, int(1.6 * width * height / (thick * length)))
    places = rng.random((count, 2)) * (width, height)
    shades = rng.normal(0.0, rng.uniform(4.0, 28.0), (count, 1)) + rng.normal(0.0, 8.0, (count, 3))
    widths = np.maximum(1.0, thick * rng.uniform(0.5, 1.4, count))
    for (x, y), shade, wide in zip(places, shades, widths, strict=True):
        column, row = int(x), int(y)
        red, green, blue = (int(v) for v in np.clip(colours[row, column] + shade, 0, 255))
        turn = float(angle[row, column])
        dx, dy = length * np.cos(turn) / 2.0, length * np.sin(turn) / 2.0
        bend = (x + 0.25 * dy, y - 0.25 * dx)
        points = [(x - dx, y - dy), bend, (x + dx, y + dy)]
        draw.line(points, fill=(red, green, blue), width=int(wide), joint="curve")
    return _soften(rng, picture)


def _mosaic(rng: Rng, width: int, height: int) -> Image.Image:
    """Tiles (nearest seed of a jittered grid) over a ground, with or without joints."""
    cell = float(rng.uniform(6.0, 28.0)) * max(0.5, min(width, height) / 256.0)
    owner, edge, centres = tile_cells(rng, (width, height), cell, rng.uniform(0.0, 0.45))
    ground = to_array(_GROUNDS[rng.integers(len(_GROUNDS))](rng, width, height))
    rows, columns = np.clip(centres, 0, (height - 1, width - 1)).astype(int).T
    pixels = (ground[rows, columns] + rng.normal(0.0, 0.06, (len(centres), 1)))[owner]
    joint = rng.uniform(0.0, 0.16) * cell
    gap = np.clip(edge - joint, 0.0, 1.0)[..., None]
    return to_picture((pixels * gap + palette(rng, 3)[0] * (1.0 - gap)).astype(np.float32))


def _hatching(rng: Rng, width: int, height: int) -> Image.Image:
    """Pen work: crossing families of lines whose density follows a tone field."""
    paper, ink = palette(rng, 2)
    if rng.random() < 0.6:
        paper, ink = np.array([[0.96, 0.94, 0.9], [0.1, 0.1, 0.12]], dtype=np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    tone = np.clip(0.5 + 0.3 * noise_field(rng, width, height, 2.0), 0.0, 1.0)
    wobble = noise_field(rng, width, height, 2.2)
    dark = np.zeros((height, width), np.float32)
    for family in range(int(rng.integers(1, 4))):
        turn, period = rng.uniform(0.0, np.pi), rng.uniform(3.0, 14.0)
        phase = (x * np.cos(turn) + y * np.sin(turn) + 2.0 * wobble) * (2.0 * np.pi / period)
        threshold = np.cos(np.pi * np.clip(tone * 1.1 - 0.25 * family, 0.0, 0.9))
        dark = np.maximum(dark, np.clip((np.sin(phase) - threshold) * period * 0.3, 0.0, 1.0))
    return to_picture((paper + (ink - paper) * dark[..., None]).astype(np.float32))


def _text(rng: Rng, width: int, height: int) -> Image.Image:
    """Lettering of several sizes on a quiet ground."""
    if rng.random() < 0.5:
        picture = Image.new("RGB", (width, height), ink_of(rng, palette(rng, 3)))
    else:
        picture = _gradient(rng, width, height)
    draw = ImageDraw.Draw(picture)
    letters = np.array(list(string.ascii_letters + string.digits + "  .,!?&"))
    for _ in range(int(rng.integers(3, 12))):
        points = float(rng.uniform(8.0, 8.0 + min(width, height) / 5.0))
        words = "".join(rng.choice(letters, int(rng.integers(3, 24))))
        place = (float(rng.uniform(-20, width * 0.7)), float(rng.uniform(-5, height * 0.95)))
        draw.text(place, words, fill=ink_of(rng, palette(rng, 4)), font=_font(points))
    return picture


def _font(points: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Load Pillow's own font at the nearest of a few sizes (loading is slow)."""
    nearest = min((9, 12, 16, 22, 32, 46, 64), key=lambda size: abs(size - points))
    if nearest not in _fonts:
        _fonts[nearest] = ImageFont.load_default(nearest)
    return _fonts[nearest]


_fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}


def _scene(rng: Rng, width: int, height: int) -> Image.Image:
    """A landscape: sky, sun, clouds, hills in haze, water or meadow, a few things on it."""
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    horizon = float(rng.uniform(0.35, 0.65))
    zenith, low = _sky_colours(rng)
    pixels = (zenith + (low - zenith) * np.clip(y / horizon, 0.0, 1.0)[..., None]) * np.ones(
        (1, width, 1), np.float32
    )
    cloud = np.clip(noise_field(rng, width, height, 1.9) * 0.5 - rng.uniform(-0.2, 0.5), 0.0, 1.0)
    pixels += (0.97 - pixels) * (cloud * np.clip(1.4 - y / horizon, 0.0, 1.0))[..., None]
    texture = noise_field(rng, width, height, float(rng.uniform(0.8, 1.3)))
    ground = palette(rng, 6)[:, None, None] * 0.8
    layers = int(rng.integers(2, 5))
    for layer in range(layers):
        near = (layer + 1.0) / layers
        edge = horizon + 0.25 * near**2 - _ridge(rng, width, 0.16 * (1.2 - near))
        inside = np.clip((y - edge) * height, 0.0, 1.0)[..., None]
        colour = ground[layer] + (low - ground[layer]) * 0.75 * (1.0 - near)
        lit = colour * (1.0 + (0.05 + 0.2 * near) * texture[..., None])
        pixels += (lit - pixels) * inside
    picture = to_picture(pixels.astype(np.float32))
    _furnish(rng, picture, horizon)
    return _grain(rng, picture)


def _sky_colours(rng: Rng) -> tuple[Array, Array]:
    """Pick the colours of the zenith and of the horizon, RGB in [0, 1]."""
    skies = [
        ((0.22, 0.45, 0.80), (0.78, 0.87, 0.94)),
        ((0.10, 0.14, 0.32), (0.95, 0.55, 0.30)),
        ((0.55, 0.60, 0.66), (0.82, 0.83, 0.84)),
        ((0.40, 0.55, 0.78), (0.98, 0.85, 0.68)),
        ((0.03, 0.05, 0.14), (0.16, 0.20, 0.36)),
    ]
    zenith, low = skies[rng.integers(len(skies))]
    shift = rng.normal(0.0, 0.04, 3)
    pair = (np.array([zenith, low]) + shift).astype(np.float32)
    return pair[0], pair[1]


def _ridge(rng: Rng, width: int, tall: float) -> Array:
    """Draw a hill line, [1, width], heights in units of the picture's height."""
    steps = np.cumsum(rng.normal(0.0, 1.0, width))
    smooth = np.convolve(np.pad(steps, 8, mode="edge"), np.ones(17) / 17.0, mode="valid")
    smooth = smooth - smooth.min()
    result: Array = (tall * smooth / (smooth.max() + 1e-6)).astype(np.float32)[None]
    return result


def _furnish(rng: Rng, picture: Image.Image, horizon: float) -> None:
    """Put trees, houses or stones on the ground, larger when nearer."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    inks = palette(rng, 6) * np.float32(rng.uniform(0.5, 1.0))
    for depth in np.sort(rng.uniform(0.05, 1.0, int(rng.integers(3, 14)))):
        foot = height * (horizon + (1.02 - horizon) * depth)
        x, tall = rng.uniform(0, width), height * (0.03 + 0.3 * depth) * rng.uniform(0.5, 1.0)
        if rng.random() < 0.55:
            draw.rectangle((x - tall * 0.04, foot - tall, x + tall * 0.04, foot), fill=(62, 45, 32))
            for _ in range(14):
                at = rng.normal((x, foot - tall), (tall * 0.22, tall * 0.2))
                radius = tall * float(rng.uniform(0.06, 0.18))
                box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
                draw.ellipse(box, fill=ink_of(rng, inks))
        else:
            wall, wide = ink_of(rng, inks), tall * float(rng.uniform(0.4, 0.9))
            draw.rectangle((x - wide, foot - tall * 0.7, x + wide, foot), fill=wall)
            roof = [(x - wide * 1.1, foot - tall * 0.7), (x, foot - tall * 1.1)]
            draw.polygon([*roof, (x + wide * 1.1, foot - tall * 0.7)], fill=ink_of(rng, inks))


def _grain(rng: Rng, picture: Image.Image) -> Image.Image:
    """Soften and add a little sensor noise."""
    pixels = to_array(_soften(rng, picture))
    noise = rng.standard_normal(pixels.shape[:2], dtype=np.float32)[..., None]
    return to_picture(pixels + np.float32(rng.uniform(0.0, 0.025)) * noise)


def _mixture(rng: Rng, width: int, height: int) -> Image.Image:
    """Two kinds, blended by a field or cut along one."""
    one, two = (_GROUNDS[i](rng, width, height) for i in rng.integers(len(_GROUNDS), size=2))
    field = noise_field(rng, width, height, 2.0)
    sharp = float(rng.choice([1.0, 20.0]))
    mix = np.clip(0.5 + field * sharp, 0.0, 1.0)[..., None]
    return to_picture(to_array(one) * mix + to_array(two) * (1.0 - mix))


_GROUNDS: tuple[Callable[[Rng, int, int], Image.Image], ...] = (
    _gradient,
    _noise,
    _dead_leaves,
    _scene,
)

_PAINTERS: dict[str, Callable[[Rng, int, int], Image.Image]] = {
    "dead_leaves": _dead_leaves,
    "gradient": _gradient,
    "noise": _noise,
    "strokes": _strokes,
    "text": _text,
    "mosaic": _mosaic,
    "hatching": _hatching,
    "scene": _scene,
    "mixture": _mixture,
}

#: Names of the kinds of picture.
KINDS: tuple[str, ...] = tuple(_PAINTERS)
