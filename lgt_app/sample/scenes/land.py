"""Sample photos of land and sea."""

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
from lgt_app.sample.drawing.terrain import (
    WIDE,
    Eye,
    Sky,
    View,
    draw_sky,
    haze,
    laid,
    look,
    normals,
    reflect,
    sea,
    shadows,
)
from lgt_app.sample.drawing.trees import Layer, blades, conifer, tree


def _ridges(x: Array, z: Array) -> Array:
    """Mountain range: ridged noise, rising with distance."""
    big = sample(tile(11, 2.4), x / 1500 + 0.13, z / 1500 + 0.31)
    ridge = 1 - np.abs(sample(tile(12, 2.25), x / 1100 + 0.4, z / 1100))
    rough = 1 - np.abs(sample(tile(13, 2.0), x / 480, z / 480 + 0.2))
    fine = sample(tile(17, 1.7), x / 330, z / 330)
    rise = smooth(120, 620, z)
    return rise * (
        24 * big + 92 * ridge * (0.6 + 0.4 * rough) + 11 * rough + 2.2 * fine + 34
    ) - 4 * (1 - rise)


def _mountain_colours(view: View, facing: Array, height: Array, sun: Array) -> Array:
    rock = ramp(
        noise(14, view.x, view.z + height * 2, 160, 1.1) * 0.25 + 0.5,
        ((0, "3d3a3c"), (0.5, "6c645e"), (1, "978a7b")),
    )
    grass = ramp(
        noise(15, view.x, view.z, 120, 1.2) * 0.25 + 0.5,
        ((0, "24351c"), (0.5, "3f5126"), (1, "66703a")),
    )
    steep = facing[..., 1]
    surface = mix(rock, grass, smooth(0.52, 0.74, steep) * smooth(58, 22, height))
    snow = smooth(52, 78, height + 9 * noise(16, view.x, view.z, 200, 1.4)) * smooth(
        0.30, 0.5, steep
    )
    surface = mix(surface, rgb("f3f4fa"), snow)
    return surface * (mix(rgb("5d6f9b") * 0.62, rgb("ffe6bf") * 1.22, sun))


def alpine_lake() -> Image.Image:
    """Snowy peaks in low sun over a still lake, spruces on the shore."""
    width, height = WIDE
    eye = Eye(width, height, 285, 560, 6)
    sky = Sky(((0, "3b6aa8"), (0.6, "8fb3d6"), (1, "f2dcc0")), (0.12, 0.42), seed=21, cloud=0.42)
    picture = draw_sky(width, height, eye.horizon, sky)
    view = look(eye, _ridges, near=60, far=1500)
    facing = normals(view, _ridges)
    sunlit = light(facing, (-0.75, 0.42, -0.35)) * shadows(view, _ridges, (-0.75, 0.40, -0.2), 300)
    land = _mountain_colours(view, facing, _ridges(view.x, view.z), np.clip(sunlit * 1.25, 0, 1))
    picture = laid(picture, view, land)
    picture = haze(picture, view, rgb("b9c6d8"), 0.0007)
    layer, rng = Layer(width, height, "1c2a20"), np.random.default_rng(5)
    for x in np.sort(rng.uniform(-10, width + 10, 150)):
        size = 16 + 20 * abs(x / width - 0.52) ** 1.2 * rng.uniform(0.6, 2.4) + rng.uniform(0, 8)
        conifer(layer, rng, (x, 300), size, dark=rgb("16251d"), bright=rgb("5b6a38"))
    picture = layer.over(picture)
    picture = reflect(picture, 300, seed=31, tint="1f3d4d", strength=0.86, rough=0.9)
    front = Layer(width, height, "10180f")
    for x, size in ((30, 310), (92, 235), (-14, 260), (640, 200), (688, 285)):
        conifer(front, rng, (x, 500), size, dark=rgb("0f1a14"), bright=rgb("4a5a2b"))
    return film(front.over(picture), seed=1)


def _dune_field(x: Array, z: Array) -> Array:
    bend = 30 * sample(tile(41, 2.6), x / 420, z / 420)
    phase = (z + x * 0.45 + bend) / 74
    saw = phase - np.floor(phase)
    crest = np.where(saw < 0.72, saw / 0.72, smooth(1, 0, (saw - 0.72) / 0.28))
    size = 8.5 + 4 * sample(tile(42, 2.6), x / 500, z / 500)
    return crest**1.5 * np.clip(size, 2, 18) + 3 * sample(tile(43, 2.6), x / 800, z / 800)


def dunes() -> Image.Image:
    """Sand dunes in the last light, with ripples and long shadows."""
    width, height = WIDE
    eye = Eye(width, height, 190, 640, 24)
    sky = Sky(
        ((0, "39558f"), (0.55, "c58f86"), (1, "ffcf8f")),
        (0.83, 0.36),
        glow="ffdca0",
        glow_size=0.3,
        cloud=0.36,
        cloud_lit="ffc7a0",
        cloud_shade="8a6f8d",
        seed=44,
    )
    picture = draw_sky(width, height, eye.horizon, sky)
    view = look(eye, _dune_field, near=26, far=1500)
    facing = normals(view, _dune_field)
    ripple = np.sin(view.z * 1.5 + view.x * 1.1 + 2.2 * noise(45, view.x, view.z, 190, 2.2))
    facing[..., 0] += 0.10 * ripple * smooth(150, 20, view.z)
    sun = (0.95, 0.34, -0.12)
    lit = light(facing, sun) * shadows(view, _dune_field, sun, 90, 20)
    sand = ramp(noise(46, view.x, view.z, 260, 1.3) * 0.2 + 0.5, ((0, "b06a3c"), (1, "e0a060")))
    land = sand * mix(rgb("5a4a78") * 0.72, rgb("ffd9a0") * 1.35, np.clip(lit * 1.7, 0, 1))
    picture = laid(picture, view, land)
    picture = haze(picture, view, rgb("f0b98c"), 0.0016)
    return film(picture, seed=2, grain=0.014)


def sunset_sea() -> Image.Image:
    """The sun low over open water, a sailing boat on its path."""
    width, height = WIDE
    eye = Eye(width, height, 262, 520, 9)
    sky = Sky(
        ((0, "2b3f6e"), (0.45, "8a6a90"), (0.8, "f0925c"), (1, "ffd083")),
        (0.62, 0.455),
        glow="ffd68a",
        glow_size=0.22,
        disc=0.030,
        cloud=0.66,
        cloud_lit="ff9f6b",
        cloud_shade="4f4668",
        seed=53,
        cloud_scale=0.8,
    )
    picture = draw_sky(width, height, eye.horizon, sky)
    picture = sea(eye, picture, sun_x=0.62, deep="152a44", glint="ffb765", seed=54)
    layer = Layer(width, height, "221a1c")
    hull = [(236, 292), (318, 292), (308, 306), (248, 306)]
    layer.shape(hull, rgb("2a1d1c"))
    layer.line([(276, 294), (276, 158)], 1.6, rgb("2a1d1c"))
    layer.shape([(279, 168), (279, 284), (322, 284), (300, 232)], rgb("e9b58c"))
    layer.shape([(273, 182), (273, 286), (238, 288), (256, 240)], rgb("b57a68"))
    layer.line([(276, 158), (318, 291)], 0.5, rgb("2a1d1c"))
    picture = layer.over(picture)
    x, y = grid(width, height)
    shade = (
        np.exp(-(((x - 277 - 4 * np.sin(y * 0.5)) / 30) ** 2))
        * smooth(306, 309, y)
        * smooth(392, 310, y)
    )
    picture = mix(picture, rgb("231d2b"), shade * 0.62)
    return film(picture, seed=3)


def _downs(x: Array, z: Array) -> Array:
    return (
        9 * sample(tile(61, 2.3), x / 420, z / 420)
        + 24 * sample(tile(62, 2.4), x / 1100, z / 1100)
        + 12 * smooth(120, 700, z)
    )


def green_hills() -> Image.Image:
    """Rolling fields under fair-weather clouds, hedges and trees."""
    width, height = WIDE
    eye = Eye(width, height, 190, 560, 34)
    sky = Sky(
        ((0, "2f6fc0"), (0.7, "9cc6ea"), (1, "e6eef2")),
        (0.15, 0.05),
        glow_size=0.18,
        cloud=0.62,
        cloud_lit="ffffff",
        cloud_shade="9fb0c6",
        seed=64,
    )
    picture = draw_sky(width, height, eye.horizon, sky)
    view = look(eye, _downs, near=16, far=1500)
    facing = normals(view, _downs)
    patch = np.floor(sample(tile(65, 2.3), view.x / 500, view.z / 500) * 2.4)
    palette = ramp(
        (patch * 0.37) % 1, ((0, "6f8f33"), (0.3, "9aa83f"), (0.6, "c8b454"), (1, "4c7a35"))
    )
    rows = np.sin((view.x * np.cos(patch) + view.z * np.sin(patch)) * 1.6) * smooth(260, 40, view.z)
    palette = palette * (1 + 0.07 * rows + 0.06 * noise(66, view.x, view.z, 50, 0.9))[..., None]
    cloud = smooth(0.1, 0.9, sample(tile(67, 2.0), view.x / 700, view.z / 1200))
    lit = light(facing, (-0.7, 0.6, -0.2)) * (1 - 0.55 * cloud)
    land = palette * mix(rgb("4a6a86") * 0.7, rgb("fff3cf") * 1.3, lit)
    picture = haze(laid(picture, view, land), view, rgb("bcd3e6"), 0.0011)
    return film(_wooded(picture, eye), seed=4)


def _wooded(picture: Array, eye: Eye) -> Array:
    layer, rng = Layer(eye.width, eye.height, "2a3a1c"), np.random.default_rng(8)
    places = [(rng.uniform(-260, 260), z) for z in np.geomspace(620, 70, 130)]
    for x, z in places:
        x = x * z / 230 if rng.random() < 0.5 else (round(x / 60) * 60 + z * 0.35) * z / 300
        ground = float(_downs(np.array([x], np.float32), np.array([z], np.float32))[0])
        column = eye.width / 2 + eye.focal * x / z
        row = eye.horizon + eye.focal * (eye.altitude - ground) / z
        if not -30 < column < eye.width + 30:
            continue
        tall = eye.focal * rng.uniform(5, 9) / z
        far = np.clip(z / 900, 0, 0.7)
        dark, bright = ("22381b", "8aa23f") if far < 0.25 else ("40564a", "8ea05c")
        layer.dot(column + tall * 0.25, row, tall * 0.42, tall * 0.07, rgb("3a4f22"))
        tree(layer, rng, (column, row), tall, dark=dark, bright=bright)
    tree(layer, rng, (560, 470), 265, dark="1a2c14", bright="a3b043")
    blades(
        layer, rng, 1500, (0, 440, eye.width, eye.height + 22), 26, ("5f7f2c", "89963a", "41621f")
    )
    return layer.over(picture)


def winter_forest() -> Image.Image:
    """Snowy spruces fading into morning mist."""
    width, height = 504, 672
    x, y = grid(width, height)
    picture = ramp(y / height, ((0, "9fb4cf"), (0.45, "e9dcd4"), (0.62, "f7ecdf"), (1, "dfe6f0")))
    glow = np.exp(-((np.hypot(x - 330, y - 270) / 190) ** 1.5))
    picture = mix(picture, rgb("fff1d2"), glow * 0.8)
    rng = np.random.default_rng(12)
    for depth in range(6):
        near = depth / 5
        layer = Layer(width, height, "8090a0")
        air = rgb("d3d6dc") + (rgb("20313a") - rgb("d3d6dc")) * (0.18 + 0.82 * near)
        base = 400 + 215 * near**1.3
        for place in np.sort(rng.uniform(-30, width + 30, int(26 - 17 * near))):
            if near > 0.7 and 150 < place < 350:
                continue  # leave a clearing to look into
            tall = (120 + 330 * near**1.25) * rng.uniform(0.7, 1.15)
            snow = mix(air, rgb("f4f6fb"), 0.25 + 0.5 * near)
            conifer(
                layer,
                rng,
                (place, base + rng.uniform(-8, 14)),
                tall,
                dark=air,
                bright=air * 1.12,
                snow=snow,
            )
        picture = layer.over(picture)
        bank = smooth(
            base - 26 + 10 * near, base + 34, y + 9 * noise(71 + depth, x, y * 0, 700, 2.0)
        )
        shade = noise(81, x, y * 3, 420, 1.6) * 0.05
        ground = mix(rgb("cfd8e8"), rgb("fbf7f2"), np.clip(0.5 + shade * 6 + glow * 0.5, 0, 1))
        picture = mix(picture, ground, bank * (0.55 + 0.45 * near))
    shadow = np.sin(x * 0.045 + (y - 600) * 0.09 + noise(82, x, y, 300, 1.8)) * smooth(560, 660, y)
    picture = mix(picture, rgb("9fb2d2"), np.clip(shadow, 0, 1) * 0.35)
    return film(picture, seed=5)


def night_lighthouse() -> Image.Image:
    """A lighthouse on a headland in moonlight."""
    width, height = 504, 672
    eye = Eye(width, height, 430, 520, 9)
    sky = Sky(
        ((0, "0c1730"), (0.6, "24406b"), (1, "6f86a0")),
        (0.24, 0.22),
        glow="dfe8ff",
        glow_size=0.16,
        disc=0.047,
        cloud=0.5,
        cloud_lit="a9b9d6",
        cloud_shade="22304d",
        seed=92,
    )
    picture = draw_sky(width, height, eye.horizon, sky)
    rng = np.random.default_rng(3)
    for _ in range(160):
        row, column = int(rng.uniform(0, 330)), int(rng.uniform(0, width))
        picture[row, column] += rng.uniform(0.1, 0.6)
    picture = sea(eye, picture, sun_x=0.24, deep="0b1a30", glint="a9bfe6", seed=93)
    x, y = grid(width, height)
    edge = 300 + 190 * smooth(430, 150, x) + 16 * noise(94, x, y * 0, 330, 1.5)
    cliff = smooth(0, 3, y - edge) * smooth(
        190, 260, x + 0.35 * (y - 430) + 20 * noise(95, x, y, 260, 1.4)
    )
    face = 0.22 + 0.16 * noise(96, x * 1.5, y * 0.5, 330, 1.2) + 0.3 * smooth(26, 0, y - edge)
    picture = mix(picture, ramp(face, ((0, "0d121c"), (0.5, "3a4a50"), (1, "7f9078"))), cliff)
    return film(_lighthouse(picture, x, y), seed=6, grain=0.018)


def _lighthouse(picture: Array, x: Array, y: Array) -> Array:
    centre, top, foot = 385.0, 118.0, 322.0
    radius = 15 + 9 * (y - top) / (foot - top)
    across = (x - centre) / radius
    body = smooth(1.03, 0.97, np.abs(across)) * smooth(top - 1, top, y) * smooth(foot, foot - 1, y)
    shade = np.clip(
        0.28 + 0.75 * np.sqrt(np.clip(1 - (across + 0.55) ** 2 / 2.2, 0, 1)) - 0.3, 0.12, 1
    )
    bands = (np.floor((y - top) / 41) % 2)[..., None]
    picture = mix(
        picture, (rgb("e8ecf2") * (1 - bands) + rgb("a83a33") * bands) * shade[..., None], body
    )
    layer = Layer(x.shape[1], x.shape[0], "101018")
    layer.box(365, 118, 405, 112, rgb("20242e"))
    layer.box(374, 112, 396, 88, rgb("fff0b8"))
    for column in (374, 385, 396):
        layer.line([(column, 112), (column, 88)], 1.2, rgb("20242e"))
    layer.shape([(370, 88), (400, 88), (385, 70)], rgb("7d2b28"))
    for column in (383, 386):
        layer.box(column - 3, 205, column + 3, 190, rgb("1a1c26"))
    picture = layer.over(picture)
    away, side = 385 - x, y - 100 - (385 - x) * 0.16
    beam = np.exp(-((side / (4 + away * 0.10)) ** 2)) * smooth(0, 30, away) * np.exp(-away / 330)
    glow = np.exp(-np.hypot(x - 385, y - 100) / 26)
    return picture + rgb("ffe9b0") * (0.55 * np.maximum(beam, 0) + 0.9 * glow)[..., None]
