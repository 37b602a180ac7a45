"""Sample photos of open country: balloons over a valley, a meadow of poppies."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_app.sample.drawing.fields import (
    Array,
    film,
    grid,
    light,
    mix,
    noise,
    ramp,
    rgb,
    sample,
    smooth,
    tile,
)
from lgt_app.sample.drawing.relief import Lamp, Stage
from lgt_app.sample.drawing.terrain import WIDE, Eye, Sky, View, draw_sky, haze, laid, look, normals
from lgt_app.sample.drawing.trees import Layer, blades, tree


def _valley(x: Array, z: Array) -> Array:
    broad = sample(tile(171, 2.3), x / 900, z / 900)
    return 30 * broad + 9 * sample(tile(172, 1.9), x / 300, z / 300)


def _valley_colours(view: View, level: Array) -> Array:
    soil = ramp(
        0.5 + 0.012 * level + 0.12 * noise(174, view.x, view.z, 260, 1.3),
        ((0, "4f6a35"), (0.5, "8b9450"), (1, "b9955c")),
    )
    woods = smooth(0.3, 0.6, noise(175, view.x, view.z, 600, 1.6))
    trees = rgb("2f4a2c") * (1 + 0.3 * noise(176, view.x, view.z, 60, 0.8))[..., None]
    lit = light(normals(view, _valley), (0.8, 0.42, 0.2))
    return mix(soil, trees, woods) * mix(rgb("5a6f94") * 0.8, rgb("ffe2b0") * 1.35, lit)


def balloons() -> Image.Image:
    """Hot-air balloons over a misty valley in the morning."""
    width, height = WIDE
    eye = Eye(width, height, 300, 560, 95)
    sky = Sky(
        ((0, "3d74bd"), (0.6, "a9cde8"), (1, "ffe3bd")),
        (0.86, 0.42),
        glow="ffe9c0",
        glow_size=0.34,
        cloud=0.5,
        seed=173,
    )
    picture = draw_sky(width, height, eye.horizon, sky)
    view = look(eye, _valley, near=90, far=2600)
    level = _valley(view.x, view.z)
    picture = laid(picture, view, _valley_colours(view, level))
    mist = np.where(view.land, smooth(4, -34, level) * smooth(100, 500, view.z) * 0.75, 0).astype(
        np.float32
    )
    picture = haze(mix(picture, rgb("f7ead6"), mist), view, rgb("f2d9bf"), 0.00075)
    stage = Stage(picture, Lamp((0.72, -0.42, 0.5), "ffedd0", "4a5a7c", 1.1))
    for cx, cy, size, paints in (
        (520, 236, 26, ("f0c040", "3c6fb0")),
        (128, 250, 20, ("e9e2d0", "b8433a")),
        (612, 128, 40, ("2f7f73", "f2e3c0")),
        (330, 152, 54, ("d9542f", "f4c95a")),
        (196, 318, 78, ("7a2f5c", "f0a04a")),
        (426, 210, 15, ("f3efe0", "444f88")),
    ):
        _balloon(stage, cx, cy - 60, size, paints)
    return film(stage.picture, seed=23)


def _balloon(stage: Stage, cx: float, cy: float, size: float, paints: tuple[str, str]) -> None:
    part = stage.window(cx, cy + size * 0.5, size * 1.2 + 3, size * 2.2 + 3)
    x, y = stage.x[part], stage.y[part]
    v = (y - cy) / size
    radius = np.where(
        v < 0,
        np.sqrt(np.clip(1 - v**2, 0, 1)),
        np.clip(1 - 0.74 * np.clip(v / 1.35, 0, 1) ** 1.75, 0.02, 1),
    )
    u = (x - cx) / (size * np.maximum(radius, 0.02))
    body = (
        smooth(1 + 1 / size, 1 - 1 / size, np.abs(u))
        * smooth(-1 - 1 / size, -1 + 1 / size, v)
        * smooth(1.36, 1.34, v)
    )
    gore = np.arcsin(np.clip(u, -1, 1)) / np.pi * 14
    depth = np.sqrt(np.clip(1 - u**2, 0, 1)) * radius
    puff = 0.25 * np.sin((gore - np.floor(gore) - 0.5) * np.pi)
    facing = np.stack(
        [np.clip(u * radius + puff * 0.5, -1, 1), np.clip(v * 0.9, -1, 0.6), depth + 0.05], -1
    )
    facing = facing / np.linalg.norm(facing, axis=-1, keepdims=True)
    stripe = (np.floor(gore) % 2).astype(np.float32)
    colours = mix(rgb(paints[0]) + np.zeros((*u.shape, 3), np.float32), rgb(paints[1]), stripe)
    band = smooth(0.10, 0.07, np.abs(v - 0.35))
    colours = mix(colours, rgb(paints[1]) * 0.75, band * (1 - stripe))
    stage.picture[part] = mix(
        stage.picture[part], stage.lamp.shade(facing, colours, 0.12, 18), body
    )
    _basket(stage, cx, cy, size)


def _basket(stage: Stage, cx: float, cy: float, size: float) -> None:
    layer = Layer(stage.width, stage.height, "40301c")
    low, basket = cy + size * 1.34, cy + size * 1.72
    for side in (-1, 1):
        layer.line(
            [(cx + side * size * 0.24, low), (cx + side * size * 0.13, basket)],
            max(0.5, size * 0.012),
            rgb("4a3a2a"),
        )
    half = size * 0.14
    layer.shape(
        [
            (cx - half, basket),
            (cx + half, basket),
            (cx + half * 0.85, basket + half * 1.6),
            (cx - half * 0.85, basket + half * 1.6),
        ],
        rgb("7a5430"),
    )
    stage.picture = layer.over(stage.picture)


def poppies() -> Image.Image:
    """A meadow of poppies with a row of trees and a white house."""
    width, height = WIDE
    sky = Sky(
        ((0, "4f8cce"), (0.7, "b4d4ec"), (1, "eef2ee")),
        (0.8, 0.1),
        glow_size=0.25,
        cloud=0.64,
        cloud_lit="ffffff",
        cloud_shade="a8b8cc",
        seed=181,
    )
    picture = draw_sky(width, height, 222, sky)
    x, y = grid(width, height)
    hill = 196 + 10 * noise(182, x, y * 0, 900, 2.2)
    picture = mix(
        picture,
        ramp(0.5 + 0.2 * noise(183, x, y, 160, 1.2), ((0, "6f8f86"), (1, "a4b78e"))),
        smooth(0, 2, y - hill),
    )
    field = ramp(
        (y - 222) / 280 + 0.05 * noise(184, x, y * 4, 400, 1.2),
        ((0, "b9b862"), (0.3, "8fa047"), (1, "4c6a2a")),
    )
    picture = mix(picture, field, smooth(0, 2, y - 222 - 3 * noise(185, x, y * 0, 500, 1.8)))
    layer, rng = Layer(width, height, "3f5a2a"), np.random.default_rng(18)
    _house_and_trees(layer, rng)
    blades(
        layer,
        rng,
        4200,
        (-10, 232, width + 10, height + 26),
        34,
        ("6f8f36", "93a548", "4c6f28", "b5b062"),
    )
    _poppy_heads(layer, rng, width, height)
    return film(layer.over(picture), seed=24, vignette=0.18)


def _house_and_trees(layer: Layer, rng: np.random.Generator) -> None:
    layer.box(452, 226, 512, 196, rgb("efe6d4"))
    layer.box(498, 226, 512, 196, rgb("bfae9a"))
    layer.shape([(446, 198), (462, 178), (503, 178), (518, 198)], rgb("a8543c"))
    for cx in (464, 480):
        layer.box(cx, 204, cx + 6, 213, rgb("40505c"))
    for cx in (30, 66, 96, 148, 180, 236, 284, 330, 392, 428, 540, 575, 618, 650):
        tree(
            layer,
            rng,
            (cx, 230 + rng.uniform(-3, 4)),
            rng.uniform(38, 74),
            dark="2c4426",
            bright="93a452",
            sun=(0.6, -0.8),
        )


def _poppy_heads(layer: Layer, rng: np.random.Generator, width: int, height: int) -> None:
    for share in np.sort(rng.uniform(0, 1, 620) ** 0.75):
        cx, cy = rng.uniform(-10, width + 10), 234 + (height - 224) * share**1.25
        if np.sin(cx * 0.011 + share * 7) + 0.5 * np.sin(cx * 0.03) < -0.45:
            continue  # drifts, not an even spread
        size = 1.0 + 10.5 * share**1.4
        tone = rng.uniform(0.8, 1.1)
        layer.line([(cx, cy + size * 2.4), (cx, cy)], 0.4 + share, rgb("5c7030"))
        layer.dot(cx, cy, size, size * 0.66, rgb("a81c12") * tone)
        layer.dot(
            cx + size * 0.22, cy - size * 0.16, size * 0.72, size * 0.46, rgb("e23a20") * tone
        )
        layer.dot(cx + size * 0.34, cy - size * 0.26, size * 0.4, size * 0.22, rgb("ff7a4c") * tone)
        if size > 4:
            layer.dot(cx - size * 0.08, cy + size * 0.02, size * 0.18, size * 0.14, rgb("241414"))
