"""Sample photos of places: a harbour, a street after rain."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_app.sample.drawing.fields import Array, blur, film, grid, mix, noise, ramp, rgb, smooth
from lgt_app.sample.drawing.terrain import WIDE, Sky, draw_sky, reflect
from lgt_app.sample.drawing.trees import Layer


def harbour() -> Image.Image:
    """Painted houses on a quay, boats at anchor, everything twice in the water."""
    width, height = WIDE
    sky = Sky(
        ((0, "3f78b8"), (0.6, "a6c8e4"), (1, "f3e7d2")),
        (0.1, 0.2),
        glow_size=0.3,
        cloud=0.6,
        seed=151,
    )
    picture = draw_sky(width, height, 300, sky)
    x, y = grid(width, height)
    hill = 190 + 26 * noise(152, x, y * 0, 900, 2.2) + 30 * np.cos(x / 190)
    wood = ramp(
        0.5 + 0.25 * noise(153, x, y, 190, 1.0) - 0.006 * (y - hill), ((0, "35503a"), (1, "8fa060"))
    )
    picture = mix(picture, mix(wood, rgb("b4c4cc"), 0.35), smooth(0, 2, y - hill))
    layer, rng = Layer(width, height, "7a6a58"), np.random.default_rng(15)
    _houses(layer, rng, width)
    picture = layer.over(picture)
    wear = noise(154, x, y * 0.7, 260, 1.1) * smooth(120, 200, y) * 0.02
    stones = ramp(0.5 + 0.3 * noise(155, x, y * 3, 240, 1.0), ((0, "5b544c"), (1, "a39a88")))
    picture = mix(picture * (1 + wear[..., None] * 2), stones, smooth(303, 305, y))
    picture = reflect(picture, 322, seed=156, tint="1e3f4a", strength=0.82, rough=1.3)
    front = Layer(width, height, "40352c")
    for place, size, paint in ((150, 1.0, "b53a2a"), (398, 1.25, "2f6a8f"), (560, 0.85, "e0d3b0")):
        _boat(front, place, 378 + 26 * size, size, paint)
    picture = _boat_reflections(front.over(picture))
    return film(picture, seed=21)


def _houses(layer: Layer, rng: np.random.Generator, width: int) -> None:
    paints = (
        "d9a441", "c45a3f", "e8d9b8", "7fa3ad", "d98a6a", "9fb07a", "efe6d2", "b8574e", "e3bd6a",
    )  # fmt: skip
    left, index = -14.0, 0
    while left < width:
        wide, tall = rng.uniform(50, 76), rng.uniform(92, 150)
        paint = rgb(paints[index % len(paints)])
        top, right = 306 - tall, left + wide
        layer.box(left, 306, right, top, paint * 0.94)
        layer.box(right - wide * 0.13, 306, right, top, paint * 0.72)
        ridge = top - rng.uniform(16, 30)
        tiles = rgb("9a4a34") * rng.uniform(0.8, 1.15)
        layer.shape([(left - 3, top + 2), (left + wide * 0.5, ridge), (right + 3, top + 2)], tiles)
        layer.shape(
            [(left + wide * 0.5, ridge), (right + 3, top + 2), (left + wide * 0.62, top + 2)],
            tiles * 0.72,
        )
        layer.shape(
            [
                (left + 8, top + 1),
                (left + 8, ridge - 4),
                (left + 16, ridge - 4),
                (left + 16, top - 4),
            ],
            rgb("7d5a48"),
        )
        floors, columns = int(tall // 32), int(wide // 18)
        for floor in range(floors):
            for column in range(columns):
                cx = left + (column + 0.5) * wide * 0.88 / columns
                _window(layer, cx, top + 12 + floor * 31, floor == floors - 1, rng)
        left, index = right, index + 1


def _window(layer: Layer, cx: float, top: float, ground: bool, rng: np.random.Generator) -> None:
    tall = 24 if ground else 17
    layer.box(cx - 5.6, top - 1.6, cx + 5.6, top + tall + 1.6, rgb("f1ebdd") * 0.95)
    glass = rgb("2c3f4e") + rng.uniform(0, 0.25) * rgb("9ab4c4")
    layer.box(cx - 4, top, cx + 4, top + tall, glass)
    layer.box(cx - 4, top, cx + 4, top + 2.4, glass * 0.5)
    layer.line([(cx, top), (cx, top + tall)], 1.0, rgb("e9e2d2"))
    if not ground and rng.random() < 0.6:
        shutter = rgb(("3f6b5a", "5a7f9a", "8a4a3a")[int(rng.integers(3))])
        for side in (-9.2, 5.9):
            layer.box(cx + side, top, cx + side + 3.4, top + tall, shutter)


def _boat(layer: Layer, cx: float, y: float, size: float, paint: str) -> None:
    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(cx + px * size, y + py * size) for px, py in points]

    layer.shape(at([(-62, -18), (58, -22), (46, 6), (-48, 6)]), rgb(paint))
    layer.shape(at([(-62, -18), (58, -22), (56, -17), (-60, -13)]), rgb("f4efe2"))
    layer.shape(at([(-50, 1), (49, 0), (46, 6), (-48, 6)]), rgb(paint) * 0.55)
    layer.shape(at([(-18, -18), (22, -19), (20, -40), (-14, -40)]), rgb("ece6d6"))
    layer.shape(at([(-12, -36), (2, -36), (2, -27), (-12, -27)]), rgb("31495a"))
    layer.shape(at([(6, -36), (17, -36), (17, -27), (6, -27)]), rgb("31495a"))
    layer.shape(at([(-18, -40), (24, -40), (24, -43), (-18, -43)]), rgb(paint) * 0.8)
    layer.line(at([(-26, -18), (-26, -112)]), 1.8 * size, rgb("5a4030"))
    layer.line(at([(-26, -110), (56, -22)]), 0.6, rgb("40342c"))
    layer.line(at([(-26, -110), (-60, -18)]), 0.6, rgb("40342c"))
    layer.line(at([(-26, -50), (20, -62)]), 1.2 * size, rgb("6a4c38"))


def _boat_reflections(picture: Array) -> Array:
    for cx, foot, size in ((150, 410, 1.0), (398, 417, 1.25), (560, 405, 0.85)):
        for row in range(int(foot), min(int(foot + 46 * size), picture.shape[0])):
            shift = round(2.5 * np.sin(row * 0.9) + 1.4 * np.sin(row * 0.37))
            left, right = int(cx - 60 * size), min(int(cx + 58 * size), picture.shape[1] - 4)
            source = picture[int(2 * foot - row), left:right]
            share = 0.62 * (1 - (row - foot) / (46 * size))
            target = picture[row, left + shift : right + shift]
            target += (source * 0.75 - target) * share
    return picture


def street() -> Image.Image:
    """A narrow street after rain, lamps lit, the sky still light."""
    width, height = 504, 672
    x, y = grid(width, height)
    vanish_x, vanish_y = 268.0, 372.0
    sky = Sky(
        ((0, "24365f"), (0.6, "6c6f9a"), (1, "f0b48a")),
        (0.53, 0.54),
        glow="ffd2a0",
        glow_size=0.3,
        cloud=0.55,
        cloud_lit="e59f86",
        cloud_shade="4a4c70",
        seed=161,
    )
    picture = draw_sky(width, height, vanish_y, sky)
    u, v = x - vanish_x, y - vanish_y
    for side, wall in ((-1, 150.0), (1, 165.0)):
        along = wall * 4.2 / np.maximum(side * u, 1.0)
        up = -v * along / 520 * 1.25
        mask = smooth(0, 1.2, side * u - 26) * (up > -1.35)
        house = np.floor(along / 5.2)
        top = 6.2 + 1.7 * np.sin(house * 2.3 + side)
        mask = mask * smooth(top + 0.05, top - 0.05, up)
        picture = mix(picture, _facade(along, up, house, side), mask)
    tower = _far_tower(width, height).over(picture)
    gap = smooth(30, 28, np.abs(u + 2)) * (v < 8)
    picture = mix(picture, tower, gap)
    return film(_wet_ground(_lamps(picture, x, y), x, y, vanish_x, vanish_y), seed=22, grain=0.016)


def _far_tower(width: int, height: int) -> Layer:
    layer = Layer(width, height, "2a2430")
    roof = [(236, 378), (236, 318), (252, 318), (252, 286), (262, 262), (272, 286)]
    layer.shape([*roof, (272, 322), (300, 322), (300, 378)], rgb("5e5470"))
    layer.line([(262, 262), (262, 246)], 1, rgb("5e5470"))
    return layer


def _facade(along: Array, up: Array, house: Array, side: int) -> Array:
    pick = (np.sin(house * 12.7 + side * 3.1) * 43.7) % 1
    paint = ramp(
        pick, ((0, "a8674a"), (0.3, "c9a06a"), (0.55, "8d7a7a"), (0.8, "b98570"), (1, "d2b88a"))
    )
    stain = noise(162, along * 30, up * 40, 260, 1.3)
    paint = paint * (0.62 + 0.07 * stain + 0.035 * np.clip(up, 0, 6))[..., None]
    cell_x, cell_y = (along / 1.3) % 1, ((up + 0.35) / 1.75) % 1
    frame = (
        smooth(0.20, 0.22, cell_x)
        * smooth(0.80, 0.78, cell_x)
        * smooth(0.26, 0.28, cell_y)
        * smooth(0.86, 0.84, cell_y)
    )
    glass = (
        smooth(0.26, 0.28, cell_x)
        * smooth(0.74, 0.72, cell_x)
        * smooth(0.31, 0.33, cell_y)
        * smooth(0.82, 0.80, cell_y)
    )
    cross = smooth(0.035, 0.02, np.abs(cell_x - 0.5)) + smooth(0.03, 0.015, np.abs(cell_y - 0.62))
    number = np.floor(along / 1.3) * 7.1 + np.floor((up + 0.35) / 1.75) * 3.7 + side
    lit = ((np.sin(number) * 91.7) % 1 > 0.6).astype(np.float32)
    pane = mix(
        rgb("26304a") + np.zeros_like(paint), rgb("ffc873") * 1.12, lit * (0.8 + 0.2 * cell_y)
    )
    paint = mix(paint, rgb("d8cdb8") * 0.62, frame)
    paint = mix(paint, pane, glass * (1 - np.clip(cross, 0, 1) * 0.8))
    base = smooth(-0.25, -0.3, up)
    paint = mix(paint, paint * 0.55, base)
    far = 1 - np.exp(-along * 0.022)
    return mix(paint, rgb("c08f86"), far.astype(np.float32))


def _lamps(picture: Array, x: Array, y: Array) -> Array:
    layer = Layer(picture.shape[1], picture.shape[0], "1c1a22")
    lamps = ((92, 210, 1.0), (178, 296, 0.5), (428, 196, 1.05), (346, 292, 0.52))
    for cx, cy, size in lamps:
        away = -1 if cx < 268 else 1
        layer.line(
            [(cx + away * 40 * size, cy + 6 * size), (cx, cy - 14 * size)],
            2.4 * size,
            rgb("16141a"),
        )
        layer.shape(
            [
                (cx - 9 * size, cy - 12 * size),
                (cx + 9 * size, cy - 12 * size),
                (cx + 6 * size, cy + 12 * size),
                (cx - 6 * size, cy + 12 * size),
            ],
            rgb("ffe9b0"),
        )
        layer.shape(
            [
                (cx - 11 * size, cy - 12 * size),
                (cx + 11 * size, cy - 12 * size),
                (cx, cy - 22 * size),
            ],
            rgb("16141a"),
        )
    picture = layer.over(picture)
    for cx, cy, size in lamps:
        glow = np.exp(-np.hypot(x - cx, y - cy) / (30 * size))
        wide = np.exp(-np.hypot(x - cx, y - cy) / (120 * size))
        picture = picture + rgb("ffb85a") * (0.62 * glow + 0.26 * wide)[..., None]
    return picture


def _wet_ground(picture: Array, x: Array, y: Array, vanish_x: float, vanish_y: float) -> Array:
    height, width = picture.shape[:2]
    below = np.maximum(y - vanish_y, 1)
    depth = 150 / below
    across = (x - vanish_x) * depth / 150
    ground = smooth(0, 2, y - vanish_y - 4) * smooth(1.62, 1.58, np.abs(across + 0.03))
    row, column = depth * 9, across * 7
    shift = column + 0.5 * (np.floor(row) % 2)
    edge = np.minimum(np.abs(shift - np.round(shift)), np.abs(row - np.round(row)))
    cobble = smooth(0.02, 0.2, edge)
    stone = (np.sin(np.floor(row) * 12.9 + np.floor(shift + 0.5) * 78.2) * 43.7) % 1
    colour = ramp(stone * 0.6 + 0.3 * cobble, ((0, "17181f"), (1, "5b5560")))
    wet = smooth(-0.6, 1.2, noise(163, across * 150, depth * 300, 420, 1.8))
    jitter = (1 - cobble) * 3 + 5 * noise(164, across * 160, depth * 420, 160, 1.0) * 0.6
    source = np.clip(2 * vanish_y - y * 1.0 + 6 + jitter, 0, height - 1).astype(np.int32)
    sway = np.clip(x + 2 * noise(165, across * 200, depth * 400, 160, 1.0), 0, width - 1).astype(
        np.int32
    )
    mirror = blur(picture, 3.0)[source, sway]
    colour = mix(colour, mirror, (0.30 + 0.36 * wet) * (0.4 + 0.6 * cobble))
    return mix(picture, colour, ground)
