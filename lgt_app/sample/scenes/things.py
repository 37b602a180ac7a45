"""Sample photos of things and people: still lives, flowers, a portrait."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_app.sample.drawing.fields import Array, blur, film, grid, mix, noise, ramp, rgb, smooth
from lgt_app.sample.drawing.relief import Lamp, Stage, facing_of, wood
from lgt_app.sample.drawing.trees import Layer


def _room(width: int, height: int, table: float, *, wall: tuple[str, str], seed: int) -> Array:
    """A wall with light falling across it, and a wooden table from row `table` on."""
    x, y = grid(width, height)
    fall = np.exp(-((np.hypot(x - 0.2 * width, y - 0.15 * height) / (0.75 * width)) ** 2))
    plaster = 0.03 * noise(seed, x, y, 400, 1.3) + 0.012 * noise(seed + 1, x, y, 300, 0.6)
    picture = mix(
        rgb(wall[0]) + np.zeros((height, width, 3)), rgb(wall[1]), np.clip(fall + plaster * 2, 0, 1)
    )
    planks = wood(x, y, dark="4a2c1a", bright="a9713f", seed=seed + 2, horizon=table - 90)
    planks = (
        planks * (0.55 + 0.75 * np.exp(-(((x - 0.36 * width) / (0.5 * width)) ** 2)))[..., None]
    )
    picture = mix(picture, planks, smooth(table - 1, table + 1, y))
    shade = smooth(table + 26, table, y) * smooth(table - 2, table, y)
    return mix(picture, picture * 0.6, shade).astype(np.float32)


def fruit() -> Image.Image:
    """Apples, oranges, a lemon, grapes and a copper jug by a window."""
    width, height = 672, 504
    stage = Stage(_room(width, height, 300, wall=("2b2f36", "8f8a7c"), seed=101), Lamp())
    _jug(stage)
    x, y = stage.x, stage.y
    streak = noise(111, (x - 300) * 2, y * 0.5, 220, 1.3)
    red = ramp(
        0.5 + 0.22 * streak + 0.002 * (x - 320), ((0, "8e1414"), (0.5, "b8231c"), (1, "d9a33c"))
    )
    stage.ball(322, 300, 52, 50, red, dimple=0.16)
    _stalk(stage, 322, 256)
    stage.ball(462, 322, 55, 54, "e07a12", gloss=0.22, bump=0.30, seed=112)
    stage.ball(545, 356, 50, 48, "e58a1a", gloss=0.22, bump=0.30, seed=113)
    green = ramp(0.5 + 0.2 * noise(114, x * 2, y, 260, 1.3), ((0, "6f8a22"), (1, "c3c552")))
    stage.ball(398, 366, 50, 48, green, dimple=0.16)
    _stalk(stage, 398, 324)
    _grapes(stage)
    stage.ball(300, 418, 56, 36, "e6c22c", gloss=0.3, bump=0.24, seed=115)
    stage.ball(356, 422, 13, 9, "d8b426", gloss=0.2, shadow=False)
    return film(stage.picture, seed=11)


def _jug(stage: Stage) -> None:
    stage.cast(212, 376, 86, 20, 0.7, 10)
    profile = [
        (104, 38),
        (124, 31),
        (158, 31),
        (200, 50),
        (250, 78),
        (300, 88),
        (340, 80),
        (372, 58),
        (380, 52),
    ]
    hammered = 1 + 0.05 * noise(116, stage.x, stage.y, 260, 1.1)
    stage.lathe(212, profile, rgb("b5673a") * hammered[..., None], gloss=0.9, tight=26)
    rim = stage.ellipse(212, 105, 36, 8)
    stage.picture = mix(stage.picture, rgb("3a1d12"), rim)
    inner = stage.ellipse(212, 107, 31, 6)
    stage.picture = mix(stage.picture, rgb("150b08"), inner)
    angle = np.linspace(-1.35, 1.45, 40)
    layer = Layer(stage.width, stage.height, "6a3a20")
    outline = [(246 + 52 * np.cos(a), 196 + 66 * np.sin(a)) for a in angle]
    layer.line(outline, 11, rgb("6b3a20"))
    layer.line([(px - 2.5, py - 2.5) for px, py in outline], 4, rgb("c07a4a"))
    stage.picture = layer.over(stage.picture)


def _stalk(stage: Stage, x: float, y: float) -> None:
    layer = Layer(stage.width, stage.height, "3a2a18")
    layer.line([(x, y + 6), (x + 2, y - 8), (x + 8, y - 18)], 3.4, rgb("3f2d18"))
    layer.line([(x - 1, y + 4), (x + 1, y - 8), (x + 7, y - 18)], 1.0, rgb("8a6a3a"))
    stage.picture = layer.over(stage.picture)


def _grapes(stage: Stage) -> None:
    rng = np.random.default_rng(9)
    stage.cast(172, 432, 92, 22, 0.6, 8)
    for row in range(5):
        for column in range(6 - row):
            cx = 100 + column * 29 + row * 15 + rng.uniform(-5, 5)
            cy = 428 - row * 17 + rng.uniform(-5, 5)
            tint = rgb("4a2350") * rng.uniform(0.8, 1.2) + rgb("201030") * rng.uniform(0, 0.4)
            stage.ball(cx, cy, 17, 17, tint, gloss=0.5, shadow=False)


def bottles() -> Image.Image:
    """Coloured glass and a bowl of lemons on a bright window sill."""
    width, height = 504, 672
    x, y = grid(width, height)
    picture = ramp(y / height, ((0, "cfe0ea"), (0.45, "f1ead8"), (1, "d8c7a6")))
    greens = (0, "5c7d4e"), (0.5, "a9bd86"), (1, "eef0dc")
    garden = np.clip(ramp(0.5 + 0.3 * noise(121, x, y, 420, 1.9), greens), 0, 1)
    picture = mix(picture, blur(garden, 14), 0.75 * smooth(470, 330, y))
    sill = ramp(
        0.5 + 0.05 * noise(122, x * 0.3, y * 2, 300, 1.2) - 0.001 * (y - 470),
        ((0, "b5a88f"), (1, "f0e8d8")),
    )
    picture = mix(picture, sill, smooth(469, 471, y))
    for bar in (166, 338):
        picture = mix(
            picture, rgb("f3efe6") * 0.93, smooth(8, 7, np.abs(x - bar)) * smooth(471, 469, y)
        )
    stage = Stage(picture.astype(np.float32), Lamp((-0.55, -0.5, 0.55), "fff4de", "6a7488"))
    stage.cast(126, 560, 60, 16, 0.35, 9)
    wine = [(176, 19), (196, 18), (200, 16), (280, 17), (318, 44), (345, 55), (548, 56), (566, 50)]
    stage.lathe(126, wine, "2f6b4a", gloss=0.9, tight=70, clear=0.62)
    stage.cast(262, 588, 70, 18, 0.35, 9)
    jar = [(300, 36), (316, 34), (330, 36), (372, 66), (460, 78), (560, 66), (594, 48)]
    stage.lathe(262, jar, "2a5f9e", gloss=0.9, tight=70, clear=0.55)
    stage.picture = mix(stage.picture, rgb("c9dcf0"), 0.55 * stage.ellipse(262, 301, 36, 7))
    stage.cast(398, 606, 96, 20, 0.5, 10)
    for cx, cy in ((352, 528), (404, 514), (450, 530), (384, 546), (428, 552)):
        stage.ball(cx, cy, 36, 28, "e8c21f", gloss=0.3, bump=0.24, seed=123, shadow=False)
    bowl = [(540, 100), (548, 99), (580, 82), (606, 50), (614, 40)]
    glaze = ramp(0.5 + 0.25 * noise(124, x, y * 3, 300, 1.4), ((0, "c9bfae"), (1, "f4eee2")))
    band = smooth(5, 4, np.abs(y - 566))[..., None]
    stage.lathe(400, bowl, glaze * (1 - band) + rgb("35639a") * band, gloss=0.45)
    return film(stage.picture, seed=12, vignette=0.12)


def flowers() -> Image.Image:
    """A bunch of poppies, daisies and cornflowers in a white jug."""
    width, height = 504, 672
    stage = Stage(_room(width, height, 520, wall=("38413f", "9fa58f"), seed=131), Lamp())
    stage.cast(250, 602, 92, 22, 0.7, 11)
    rng = np.random.default_rng(7)
    heads = _bunch(stage, rng)
    jug = [(388, 52), (402, 46), (430, 46), (480, 74), (540, 86), (580, 72), (606, 52)]
    glaze = ramp(0.5 + 0.2 * noise(132, stage.x, stage.y, 260, 1.5), ((0, "d8d3c6"), (1, "f6f2ea")))
    stage.lathe(250, jug, glaze, gloss=0.5)
    for cx, cy, size, kind in sorted(heads, key=lambda head: head[1] + head[2]):
        _flower(stage, rng, (cx, cy), size, kind)
    return film(stage.picture, seed=13)


def _bunch(stage: Stage, rng: np.random.Generator) -> list[tuple[float, float, float, int]]:
    layer = Layer(stage.width, stage.height, "2a3a1c")
    heads = []
    for index in range(25):
        angle = rng.uniform(-1.25, 1.25)
        reach = rng.uniform(60, 285) * (1 - 0.22 * abs(angle))
        cx, cy = 250 + np.sin(angle) * reach * 0.82, 378 - np.cos(angle) * reach
        heads.append((cx, cy, rng.uniform(28, 46), index % 3))
        layer.line(
            [(250 + angle * 22, 400), ((250 + cx) / 2, (390 + cy) / 2 + 18), (cx, cy)],
            3,
            rgb("48602a"),
        )
    for _ in range(150):
        angle, reach = rng.uniform(-1.7, 1.7), rng.uniform(30, 235)
        cx, cy = 250 + np.sin(angle) * reach * 0.8, 390 - np.cos(angle) * reach * 0.9
        turn, size = angle + rng.normal(0, 0.5), rng.uniform(24, 56)
        tip = (cx + np.sin(turn) * size, cy - np.cos(turn) * size)
        wide = (np.cos(turn) * size * 0.18, np.sin(turn) * size * 0.18)
        middle = ((cx + tip[0]) / 2, (cy + tip[1]) / 2)
        tone = rgb("2c4320") + (rgb("7d9446") - rgb("2c4320")) * np.clip(
            rng.uniform(0, 0.6) - 0.4 * np.sin(turn), 0, 1
        )
        sides = [
            (middle[0] + wide[0], middle[1] + wide[1]),
            tip,
            (middle[0] - wide[0], middle[1] - wide[1]),
        ]
        layer.shape([(cx, cy), *sides], tone)
    stage.picture = layer.over(stage.picture)
    return heads


def _flower(
    stage: Stage, rng: np.random.Generator, place: tuple[float, float], size: float, kind: int
) -> None:
    """Petals as a wavy depth map in a small window of the stage."""
    cx, cy = place
    left, right = int(max(cx - size - 3, 0)), int(min(cx + size + 3, stage.width))
    top, bottom = int(max(cy - size - 3, 0)), int(min(cy + size + 3, stage.height))
    window = np.s_[top:bottom, left:right]
    u, v = (stage.x[window] - cx) / size, (stage.y[window] - cy) / (size * rng.uniform(0.72, 0.95))
    radius, angle = np.hypot(u, v), np.arctan2(v, u) + rng.uniform(0, 6)
    petals, depth_of, colours, heart = (
        (5, 0.16, ("7d0f10", "d8301f", "f0653c"), "1c1420"),
        (15, 0.30, ("c9c6d6", "f4f2ee", "ffffff"), "e0a31c"),
        (10, 0.34, ("232f86", "4760c8", "8fa4ee"), "3a2a6a"),
    )[kind]
    wave = np.abs(np.cos(angle * petals / 2))
    border = 1 - depth_of + depth_of * wave**0.6 + 0.03 * np.sin(angle * 7)
    mask = smooth(border, border - 0.06, radius)
    depth = size * (0.40 * radius**1.6 * (0.6 + 0.4 * wave) + 0.10 * wave)
    veins = 0.05 * np.sin(angle * petals * 5) * radius
    tone = np.clip(0.15 + 0.75 * radius + veins + 0.12 * wave, 0, 1)
    albedo = ramp(tone, ((0, colours[0]), (0.55, colours[1]), (1, colours[2])))
    centre = smooth(0.30, 0.22, radius)
    albedo = mix(albedo, rgb(heart) * (1 + 0.3 * np.sin(angle * 21))[..., None], centre)
    lit = stage.lamp.shade(facing_of(depth), albedo, 0.06, 12)
    gloom = blur(mask, 4)[..., None] * 0.45
    under = stage.picture[window] * (1 - gloom)
    stage.picture[window] = mix(under, lit, mask)


def portrait() -> Image.Image:
    """A person in a blue headscarf, turned to the window."""
    width, height = 504, 672
    x, y = grid(width, height)
    fall = np.exp(-((np.hypot(x - 60, y - 160) / 430) ** 2))
    wall = mix(
        rgb("191a1d"), rgb("5d5648"), np.clip(fall + 0.04 * noise(141, x, y, 380, 1.4), 0, 1)
    )
    stage = Stage(wall, Lamp((-0.72, -0.34, 0.62), "ffe9cc", "2c3148", 1.12))
    _shoulders(stage)
    depth, skin = _face_depth(stage)
    facing = facing_of(blur(depth, 1.3))
    blush = np.exp(-(((x - 214) / 30) ** 2) - ((y - 330) / 26) ** 2)
    tone = mix(
        rgb("e0ac86") + 0.02 * noise(142, x, y, 200, 1.0)[..., None], rgb("d9846a"), blush * 0.5
    )
    hollow = np.clip((blur(depth, 9) - depth) / 9, 0, 1)  # less light reaches the hollows
    stage.put(skin, facing, tone * (1 - 0.65 * hollow)[..., None], gloss=0.10, tight=14)
    _features(stage)
    _scarf(stage)
    return film(stage.picture, seed=14, vignette=0.35)


def _bulge(stage: Stage, cx: float, cy: float, rx: float, ry: float, size: float) -> Array:
    """Depth of half an ellipsoid, 0 outside."""
    reach = ((stage.x - cx) / rx) ** 2 + ((stage.y - cy) / ry) ** 2
    return size * np.sqrt(np.clip(1 - reach, 0, 1))


def _soft_max(one: Array, other: Array, soft: float) -> Array:
    share = np.clip(0.5 + 0.5 * (one - other) / soft, 0, 1)
    return other + (one - other) * share + soft * share * (1 - share)


def _face_depth(stage: Stage) -> tuple[Array, Array]:
    x, y = stage.x, stage.y
    head = _bulge(stage, 250, 268, 92, 124, 96)
    jaw = _bulge(stage, 240, 346, 66, 66, 78)
    depth = _soft_max(head, jaw, 22)
    mask = np.maximum(smooth(0, 6, head), smooth(0, 6, jaw))

    def bump(cx: float, cy: float, rx: float, ry: float, size: float) -> Array:
        return size * np.exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2)

    depth = depth + bump(218, 300, 9, 44, 13) * smooth(252, 330, y) + bump(215, 331, 13, 11, 13)
    depth = depth + bump(202, 337, 8, 7, 4) + bump(230, 337, 8, 7, 4)
    depth = depth - bump(183, 282, 22, 14, 10) - bump(259, 282, 25, 14, 11)
    depth = depth + bump(184, 284, 14, 9, 6) + bump(258, 284, 16, 9, 6.5)
    depth = depth + bump(184, 260, 26, 8, 5) + bump(258, 260, 28, 8, 5)
    depth = (
        depth
        + bump(217, 366, 22, 6, 5.0)
        + bump(218, 381, 19, 7, 5.5)
        - bump(217, 373, 22, 2.6, 3.2)
    )
    depth = depth - bump(216, 352, 6, 8, 2.0) - bump(219, 394, 22, 6, 4) + bump(221, 410, 20, 12, 6)
    depth = depth + bump(180, 330, 24, 26, 5) + bump(268, 330, 30, 28, 5)
    return depth, mask


def _features(stage: Stage) -> None:
    x, y = stage.x, stage.y
    layer = Layer(stage.width, stage.height, "2a1a14")
    for cx, wide in ((184, 15), (257, 17)):
        arc = np.linspace(-1, 1, 15)
        lid = [(cx + a * wide, 284 - 8.5 * (1 - a * a) + 1.5 * a) for a in arc]
        low = [(cx + a * wide, 284 + 5.5 * (1 - a * a) + 1.5 * a) for a in arc[::-1]]
        layer.shape(lid + low, rgb("d9cfc6") * (0.92 if cx < 200 else 0.66))
        layer.dot(cx - 2, 283, 6.6, 7.2, rgb("4a3020"))
        layer.dot(cx - 2, 283, 3.2, 3.4, rgb("0d0806"))
        layer.dot(cx - 4.2, 280.5, 1.5, 1.5, rgb("ffffff"))
        layer.line(lid, 2.6, rgb("2a1710"))
        layer.line([(px, py - 6) for px, py in lid], 1.0, rgb("8a5a44") * (1 if cx < 200 else 0.6))
        brow = [
            (cx + a * wide * 1.45, 261 - 6 * (1 - a * a) + (2 if cx > 200 else -1) * a) for a in arc
        ]
        layer.line(brow, 3.2, rgb("6a452f") * (1 if cx < 200 else 0.7))
    stage.picture = layer.over(stage.picture, 0.93)
    half = 24 * (1 - 0.0 * y)
    u = (x - 217) / half
    upper = 361 + 2.4 * np.cos(u * 6.3) + 8 * u**2
    lips = (
        smooth(1.0, 0.9, np.abs(u))
        * smooth(upper - 1, upper + 1, y)
        * smooth(389 - 14 * u**2, 386 - 14 * u**2, y)
    )
    stage.picture = mix(
        stage.picture, stage.picture * np.array([1.02, 0.58, 0.56], np.float32), lips
    )
    parting = np.exp(-(((y - 373 - 1.5 * np.cos(u * 5)) / 1.5) ** 2)) * smooth(1.05, 0.9, np.abs(u))
    stage.picture = mix(stage.picture, rgb("4a1a18"), parting * 0.85)
    for cx in (207, 226):
        hole = stage.ellipse(cx, 341, 4.2, 2.6)
        stage.picture = mix(stage.picture, rgb("4a2018"), blur(hole, 1.0) * 0.75)


def _shoulders(stage: Stage) -> None:
    x, y = stage.x, stage.y
    neck = _bulge(stage, 262, 420, 50, 120, 60)
    stage.put(smooth(0, 5, neck), facing_of(blur(neck, 2)), rgb("c48f6c") * 0.8)
    body = _soft_max(
        _bulge(stage, 250, 690, 230, 232, 150), _bulge(stage, 150, 640, 140, 140, 110), 40
    )
    collar = smooth(
        470, 474, y + 0.004 * (x - 250) ** 2 * 0 - 26 * np.exp(-(((x - 236) / 60) ** 2))
    )
    folds = 7 * np.sin((x - 250) * 0.07 + 2.2 * noise(143, x, y * 0.4, 600, 1.9)) + 4 * noise(
        144, x, y * 0.4, 420, 1.7
    )
    cloth = facing_of(blur(body + folds, 2))
    weave = 1 + 0.04 * noise(145, x, y, 120, 0.5)
    shape = smooth(10, 18, body)
    stage.put(shape * collar, cloth, rgb("8a5a1e") * weave[..., None])
    trim = np.exp(-(((y - 474 - 26 * np.exp(-(((x - 236) / 60) ** 2))) / 7) ** 2)) * shape
    stage.put(trim * smooth(150, 170, x) * smooth(350, 330, x), cloth, rgb("e9e2d2"))


def _scarf(stage: Stage) -> None:
    x, y = stage.x, stage.y
    crown = _bulge(stage, 262, 238, 116, 140, 120)
    side, tail = _bulge(stage, 322, 310, 58, 120, 80), _bulge(stage, 350, 452, 40, 160, 50)
    cloth = _soft_max(_soft_max(crown, side, 30), tail, 20)
    opening = ((x - 222) / (66 - 0.03 * (y - 300))) ** 2 + ((y - 312) / 112) ** 2
    angle = np.arctan2(y - 300, x - 200)
    folds = 5.5 * np.sin(angle * 15 + 1.6 * noise(146, x, y, 700, 2.0)) * smooth(1.0, 1.9, opening)
    folds = folds + 2.5 * noise(147, x, y, 360, 1.7)
    facing = facing_of(blur(cloth + folds, 2.0))
    mask = smooth(0, 8, np.maximum(np.maximum(crown, side), tail)) * smooth(0.99, 1.05, opening)
    stage.picture *= 1 - 0.55 * (blur(mask, 9) * (1 - mask))[..., None]  # its shadow on the face
    band = smooth(1.32, 1.30, opening) * smooth(300, 270, y)
    dye = (
        mix(rgb("2f5a9e"), rgb("d8b25a"), band) * (1 + 0.05 * noise(148, x, y, 110, 0.5))[..., None]
    )
    stage.put(mask, facing, dye, gloss=0.10, tight=16)
