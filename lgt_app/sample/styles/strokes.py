"""The style "Flowing strokes": thick paint laid along swirling currents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from lgt_app.sample.drawing.fields import Array, blur, grid, mix, noise, ramp, rgb, smooth, to_image

SIDE = 640
Plan = tuple[Array, Array]  # colours to paint and the angle of the brush


def _swirls(
    x: Array, y: Array, centres: Sequence[tuple[float, float, float]], base: Array
) -> Array:
    """Angles of a current that winds around centres and follows `base` elsewhere."""
    along, across = np.cos(base), np.sin(base)
    for cx, cy, size in centres:
        dx, dy = x - cx, y - cy
        pull = np.exp(-((np.hypot(dx, dy) / size) ** 2)) * 3
        reach = np.hypot(dx, dy) + 1e-3
        along, across = along - dy / reach * pull, across + dx / reach * pull
    return np.arctan2(across, along)


def _night(x: Array, y: Array) -> Plan:
    stars = [(470, 120, 95), (150, 110, 62), (330, 230, 70), (70, 260, 45), (560, 300, 45)]
    angle = _swirls(x, y, stars, 0.35 * np.sin(x / 90) + 0.25 * noise(201, x, y, 900, 2.2))
    tone = 0.45 + 0.22 * noise(202, x, y, 700, 1.9) - 0.0004 * (y - 200)
    colour = ramp(tone, ((0, "10225e"), (0.35, "1d4aa0"), (0.6, "3f86c4"), (1, "a9d0d8")))
    for cx, cy, size in stars:
        away = np.hypot(x - cx, y - cy)
        ring = 0.55 + 0.45 * np.cos(away / size * 9)
        colour = mix(colour, rgb("f3d868"), np.exp(-((away / size) ** 2) * 1.6) * ring)
        colour = mix(colour, rgb("fff2b0"), smooth(size * 0.3, size * 0.2, away))
    hill = 430 + 46 * np.sin(x / 105) + 26 * np.sin(x / 47 + 1)
    land = ramp(
        0.5 + 0.3 * noise(203, x, y, 420, 1.5), ((0, "0d2a3a"), (0.5, "2f6a5a"), (1, "8aa84a"))
    )
    ground = smooth(-4, 4, y - hill)
    slope = np.arctan(0.44 * np.cos(x / 105) + 0.55 * np.cos(x / 47 + 1) * 0.5) + 0.3
    return mix(colour, land, ground), np.where(ground > 0.5, slope, angle)


def _wheat(x: Array, y: Array) -> Plan:
    angle = _swirls(x, y, [(170, 120, 110), (430, 90, 90), (560, 190, 60)], 0.1 * np.sin(x / 70))
    sky = ramp(
        0.5 + 0.25 * noise(211, x, y, 620, 1.9) - 0.001 * y,
        ((0, "2f7fb8"), (0.5, "7fbdd0"), (1, "eaf0d0")),
    )
    rows = 330 + 24 * np.sin(x / 120)
    tone = 0.55 + 0.20 * noise(212, x, y, 300, 1.4) + 0.12 * np.sin((x + (y - 300) * 1.4) / 26)
    wheat = ramp(tone, ((0, "8f5a1c"), (0.35, "d59a2a"), (0.7, "f2cf52"), (1, "fff0a8")))
    colour, lean = mix(sky, wheat, smooth(-6, 6, y - rows)), 1.35 + 0.35 * np.sin(x / 60 + y / 80)
    cypress = np.abs(x - 505 - 9 * np.sin(y / 33)) / np.maximum(10 + 0.16 * (y - 90), 4)
    tree = smooth(1.05, 0.9, cypress) * smooth(84, 100, y) * smooth(470, 450, y)
    dark = ramp(
        0.5 + 0.3 * noise(213, x * 2, y * 0.5, 240, 1.2),
        ((0, "0f2a22"), (0.6, "2c5a34"), (1, "7f9a3c")),
    )
    colour = mix(colour, dark, tree)
    angle = np.where(y > rows, lean, angle)
    return colour, np.where(tree > 0.5, 1.57 + 0.4 * np.sin(y / 22), angle)


def _sea(x: Array, y: Array) -> Plan:
    curls = [(150, 360, 90), (330, 420, 75), (500, 350, 100), (90, 520, 70), (420, 560, 80)]
    base = 0.4 * np.sin(x / 80 + y / 140)
    angle = _swirls(x, y, curls, base)
    tone = 0.42 + 0.28 * noise(221, x, y, 520, 1.7) + 0.12 * np.sin(y / 21 + 2 * np.sin(x / 60))
    water = ramp(tone, ((0, "0c2f52"), (0.35, "1f6a8c"), (0.65, "5fb0a8"), (1, "f2f3df")))
    for cx, cy, size in curls:
        away = np.hypot(x - cx, y - cy) / size
        water = mix(
            water,
            rgb("f6f4e2"),
            0.8 * np.exp(-((away - 0.75) ** 2) * 26) * smooth(0.1, -0.3, (y - cy) / size),
        )
    sky = ramp(
        y / 250 + 0.10 * noise(222, x, y, 560, 1.9), ((0, "e0894a"), (0.5, "f3c56a"), (1, "f6e6b4"))
    )
    sun = np.hypot(x - 420, y - 130)
    sky = mix(sky, rgb("fff3c0"), smooth(58, 46, sun))
    angle = np.where(y < 245, _swirls(x, y, [(420, 130, 130)], base * 0.5), angle)
    return mix(sky, water, smooth(-5, 5, y - 245 - 8 * np.sin(x / 50))), angle


def _orchard(x: Array, y: Array) -> Plan:
    ground = ramp(
        0.5 + 0.25 * noise(231, x, y * 1.6, 420, 1.5),
        ((0, "3f6a2c"), (0.5, "8fae45"), (1, "e2d27a")),
    )
    sky = ramp(
        0.5 + 0.3 * noise(232, x, y, 640, 1.9), ((0, "5f9fd0"), (0.6, "a9d4e0"), (1, "f2f0dc"))
    )
    colour = mix(sky, ground, smooth(-6, 6, y - 380 - 14 * np.sin(x / 90)))
    crowns = [(150, 220, 120), (400, 190, 135), (570, 260, 90), (290, 300, 78)]
    angle = _swirls(
        x, y, crowns, np.where(y > 380, 0.1 + 0.25 * np.sin(x / 50), 0.3 * np.sin(y / 60))
    )
    for cx, cy, size in crowns:
        trunk = (
            smooth(9, 7, np.abs(x - cx - 10 * np.sin(y / 30)))
            * smooth(cy, cy + 4, y)
            * smooth(cy + size * 1.7, cy + size * 1.6, y)
        )
        colour = mix(colour, rgb("4a3550"), trunk)
        bloom = np.hypot(x - cx, (y - cy) * 1.15) + 20 * noise(233, x, y, 210, 1.1)
        tint = ramp(
            0.5 + 0.35 * noise(234, x, y, 150, 0.9) - 0.002 * (y - cy),
            ((0, "6f7f3a"), (0.35, "d98aa0"), (0.7, "f7d9d8"), (1, "fffaf0")),
        )
        colour = mix(colour, tint, smooth(size, size * 0.82, bloom))
    return colour, angle


def _paint(plan: Plan, seed: int) -> Image.Image:
    """Lay strokes from large to small, then light the ridges that the bristles left."""
    colour, angle = plan
    rng = np.random.default_rng(seed)
    sheet = to_image(blur(colour, 6))
    relief = Image.new("L", sheet.size, 120)
    for width, length, count in ((15, 62, 900), (9, 44, 2600), (6, 30, 3000)):
        starts = rng.uniform(-10, SIDE + 10, (count, 2))
        _strokes(sheet, relief, colour, angle, starts, width, length, rng)
    height = np.asarray(relief, np.float32) / 255
    down, right = np.gradient(blur(height, 0.8))
    lit = np.clip(-right * 0.8 - down * 1.1, -0.25, 0.25)
    painted = np.asarray(sheet, np.float32) / 255
    return to_image(painted * (1 + 1.5 * lit[..., None]) + 0.35 * np.maximum(lit, 0)[..., None])


def _strokes(
    sheet: Image.Image,
    relief: Image.Image,
    colour: Array,
    angle: Array,
    starts: Array,
    width: float,
    length: float,
    rng: np.random.Generator,
) -> None:
    steps = 7
    places, directions = [starts], []
    for _ in range(steps):
        column = np.clip(places[-1][:, 0], 0, SIDE - 1).astype(int)
        row = np.clip(places[-1][:, 1], 0, SIDE - 1).astype(int)
        turn = angle[row, column]
        heading = np.stack([np.cos(turn), np.sin(turn)], 1)
        directions.append(heading)
        places.append(places[-1] + heading * length / steps)
    path = np.stack(places[:-1], 1)
    normal = np.stack(directions, 1)[..., ::-1] * np.array([-1, 1])
    middle = np.clip(path[:, steps // 2], 0, SIDE - 1).astype(int)
    tone = colour[middle[:, 1], middle[:, 0]] * rng.normal(1, 0.07, (len(path), 1)) + rng.normal(
        0, 0.025, (len(path), 3)
    )
    pen, ridge = ImageDraw.Draw(sheet), ImageDraw.Draw(relief)
    bristles = np.linspace(-0.5, 0.5, max(3, int(width / 2)))
    thick = int(np.ceil(width / len(bristles))) + 1
    levels = rng.integers(70, 190, (len(path), len(bristles)))
    tints = rng.normal(1, 0.06, (len(path), len(bristles)))
    for index in range(len(path)):
        for hair, offset in enumerate(bristles):
            line = (path[index] + normal[index] * offset * width).ravel().tolist()
            ink = np.clip(tone[index] * tints[index, hair] * 255, 0, 255).astype(int)
            pen.line(line, fill=tuple(ink.tolist()), width=thick)
            ridge.line(line, fill=int(levels[index, hair]), width=thick)


def _picture(plan: Callable[[Array, Array], Plan], seed: int) -> Image.Image:
    x, y = grid(SIDE, SIDE)
    return _paint(plan(x, y), seed)


def night() -> Image.Image:
    """Stars in a winding sky."""
    return _picture(_night, 1)


def wheat() -> Image.Image:
    """A field of wheat and a cypress."""
    return _picture(_wheat, 2)


def sea() -> Image.Image:
    """Curling waves at sunset."""
    return _picture(_sea, 3)


def orchard() -> Image.Image:
    """Fruit trees in blossom."""
    return _picture(_orchard, 4)
