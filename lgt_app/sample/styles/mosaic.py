"""The style "Cut stone": floors of small stones set in mortar."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lgt_app.sample.drawing.fields import Array, grid, mix, noise, ramp, rgb, smooth, to_image

SIDE = 640


def _set_stones(plan: Array, u: Array, v: Array, seed: int, size: float = 10.0) -> Image.Image:
    """Cut a coloured plan into stones along the coordinates (u, v) and light their edges."""
    gu, gv = u / size, v / size
    base_u, base_v = np.floor(gu), np.floor(gv)
    first = np.full(u.shape, 9.0, np.float32)
    second = np.full(u.shape, 9.0, np.float32)
    owner_u, owner_v = base_u.copy(), base_v.copy()
    for du in (-1, 0, 1):
        for dv in (-1, 0, 1):
            cu, cv = base_u + du, base_v + dv
            jitter_u, jitter_v = _hash(cu, cv, seed), _hash(cu, cv, seed + 57)
            # squarish stones: the larger of the two distances, a little rounded
            away_u = np.abs(gu - cu - 0.5 - 0.34 * (jitter_u - 0.5))
            away_v = np.abs(gv - cv - 0.5 - 0.34 * (jitter_v - 0.5))
            away = np.maximum(away_u, away_v) * 0.75 + 0.25 * (away_u + away_v)
            closer = away < first
            second = np.where(closer, first, np.minimum(second, away))
            owner_u, owner_v = np.where(closer, cu, owner_u), np.where(closer, cv, owner_v)
            first = np.where(closer, away, first)
    shade = _hash(owner_u, owner_v, seed + 9)
    gap = second - first
    stone = smooth(0.05, 0.16, gap)
    colour = _colour_of_stones(plan, owner_u, owner_v)
    x, y = grid(u.shape[1], u.shape[0])
    grain = 1 + 0.05 * noise(seed + 3, x, y, 170, 0.6) + 0.03 * noise(seed + 4, x, y, 420, 1.4)
    colour = colour * (0.80 + 0.36 * shade)[..., None] * grain[..., None]
    dome = np.minimum(gap, 0.42)
    down, right = np.gradient(dome)
    colour = colour * (1 + np.clip((-right - 1.2 * down) * 1.5, -0.3, 0.32))[..., None]
    mortar = rgb("7d7263") * (0.72 + 0.10 * noise(seed + 5, x, y, 130, 0.7))[..., None]
    return to_image(mix(mortar, colour, stone))


def _hash(u: Array, v: Array, seed: int) -> Array:
    mixed = np.sin(u * 127.1 + v * 311.7 + seed * 17.13) * 43758.547
    return (mixed - np.floor(mixed)).astype(np.float32)


def _colour_of_stones(plan: Array, owner_u: Array, owner_v: Array) -> Array:
    """The mean colour of the plan under each stone: no stone has two colours."""
    keys = (owner_u - owner_u.min()) * 4096 + (owner_v - owner_v.min())
    _, index = np.unique(keys.astype(np.int64), return_inverse=True)
    index = index.ravel()
    count = np.bincount(index)
    channels = [np.bincount(index, plan[..., i].ravel()) / count for i in range(3)]
    return (
        np.stack([channel[index] for channel in channels], -1)
        .reshape(plan.shape)
        .astype(np.float32)
    )


def _flow(x: Array, y: Array, seed: int, amount: float = 26.0) -> tuple[Array, Array]:
    return x + amount * noise(seed, x, y, 1500, 2.3), y + amount * noise(seed + 1, x, y, 1500, 2.3)


def fish() -> Image.Image:
    """Fish in a sea of greens."""
    x, y = grid(SIDE, SIDE)
    plan = ramp(
        0.5 + 0.25 * noise(301, x, y * 2, 800, 1.8), ((0, "2f5f66"), (0.5, "6f9a8c"), (1, "b9c9ae"))
    )
    wave = np.sin(y / 17 + 2.2 * np.sin(x / 80))
    plan = mix(plan, rgb("e3dfc8"), smooth(0.80, 0.9, wave) * 0.75)
    for cx, cy, size, way, paint in (
        (220, 190, 150, 1, "b8532f"),
        (440, 370, 165, -1, "c9963a"),
        (190, 500, 125, 1, "8a3a34"),
        (520, 120, 92, -1, "d2b06a"),
    ):
        plan = _fish(plan, (x - cx) / size * way, (y - cy) / size, paint)
    edge = np.minimum(np.minimum(x, SIDE - x), np.minimum(y, SIDE - y))
    plan = _border(plan, x, y, edge)
    u, v = _flow(x, y, 302)
    return _set_stones(plan, u, v, 31)


def _fish(plan: Array, u: Array, v: Array, paint: str) -> Array:
    v = v - 0.06 * np.sin(u * 3)
    body = np.abs(v) / (0.30 * np.sqrt(np.clip(1 - (u / 0.86) ** 2, 0, 1)) + 1e-3)
    tail = (np.abs(v) < (-(u + 0.68)) * 0.9) & (u > -1.08)
    fin = (np.abs(u + 0.05 + 0.4 * (v + 0.3)) < 0.24) & (v < -0.22) & (v > -0.44)
    mask = (body < 1) | tail | fin
    tone = np.clip(0.55 - v * 1.5 + 0.14 * np.sin(u * 26) * np.cos(v * 26), 0, 1)
    skin = ramp(tone, ((0, "4a2a24"), (0.4, paint), (1, "efe2c0")))
    plan = mix(plan, skin, mask.astype(np.float32))
    outline = ((body > 0.84) & (body < 1.06) & (np.abs(u) < 0.86)) | (np.abs(u - 0.42) < 0.022) & (
        body < 1
    )
    plan = mix(plan, rgb("2c2724"), outline.astype(np.float32))
    eye = np.hypot(u - 0.60, v + 0.05)
    plan = mix(plan, rgb("f4ecd4"), (eye < 0.075).astype(np.float32))
    return mix(plan, rgb("1c1a1a"), (eye < 0.04).astype(np.float32))


def _border(plan: Array, x: Array, y: Array, edge: Array) -> Array:
    along = np.where(np.minimum(x, SIDE - x) < np.minimum(y, SIDE - y), y, x)
    tooth = np.abs(((along / 40) % 1) - 0.5) * 40
    plan = np.where((edge < 52)[..., None], rgb("e6dcc2"), plan)
    plan = np.where(
        ((edge < 38) & (edge > 12) & (edge - 12 < tooth + 4))[..., None], rgb("9a3f2c"), plan
    )
    plan = np.where(((edge > 42) & (edge < 53) | (edge < 10))[..., None], rgb("2f2b2a"), plan)
    return plan.astype(np.float32)


def guilloche() -> Image.Image:
    """Plaited bands around a rosette."""
    x, y = grid(SIDE, SIDE)
    dx, dy = x - SIDE / 2, y - SIDE / 2
    radius, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    plan = np.broadcast_to(rgb("e9dfc6"), (SIDE, SIDE, 3)).astype(np.float32)
    petal = radius / (72 + 42 * np.abs(np.cos(angle * 4)))
    plan = mix(plan, rgb("a8452e"), (petal < 1).astype(np.float32))
    plan = mix(plan, rgb("d9a24a"), (petal < 0.66).astype(np.float32))
    plan = mix(plan, rgb("33424a"), (radius < 30).astype(np.float32))
    for phase, paint in (
        (0.0, "4f6f74"),
        (np.pi, "b0563a"),
        (np.pi * 0.5, "c99a48"),
        (np.pi * 1.5, "6a7a4a"),
    ):
        strand = radius - 178 - 30 * np.sin(angle * 9 + phase)
        plan = mix(plan, rgb("2b2827"), (np.abs(strand) < 19).astype(np.float32))
        plan = mix(plan, rgb(paint), (np.abs(strand) < 13).astype(np.float32))
        plan = mix(plan, rgb("efe6cf"), (np.abs(strand) < 4).astype(np.float32))
    for low, high, paint in ((238, 250, "2b2827"), (256, 268, "a8452e"), (122, 134, "2b2827")):
        plan = mix(plan, rgb(paint), ((radius > low) & (radius < high)).astype(np.float32))
    corner = (radius > 280) & (np.abs(np.sin(dx / 34)) + np.abs(np.sin(dy / 34)) > 1.25)
    plan = mix(plan, rgb("4f6f74"), corner.astype(np.float32))
    ring = np.maximum(np.round(radius / 10), 1)
    return _set_stones(plan, radius, angle * ring * 10, 32)


def birds() -> Image.Image:
    """Two birds by a bowl under a vine."""
    x, y = grid(SIDE, SIDE)
    plan = ramp(
        0.6 + 0.18 * noise(311, x, y, 700, 1.8), ((0, "cdbb94"), (0.6, "e8dcbc"), (1, "f6efdc"))
    )
    for way in (-1, 1):
        u, v = (x - SIDE / 2 - way * 172) * way / 165, (y - 350) / 165
        plan = _bird(plan, u, v, "3f6a78" if way > 0 else "8a4a38")
    du, dv = (x - 320) / 96, (y - 470) / 96
    bowl = (dv > -0.2) & (np.abs(du) < np.sqrt(np.clip(1 - dv**2, 0, 1)) * 0.95) & (dv < 0.72)
    plan = mix(
        plan,
        ramp(0.5 - du * 0.5, ((0, "6a4a30"), (0.6, "c48a3c"), (1, "f0d080"))),
        bowl.astype(np.float32),
    )
    plan = mix(
        plan, rgb("4f8a90"), ((np.abs(dv + 0.24) < 0.09) & (np.abs(du) < 0.9)).astype(np.float32)
    )
    vine = np.abs(y - 120 - 34 * np.sin(x / 60))
    plan = mix(plan, rgb("4a5230"), (vine < 8).astype(np.float32))
    for index in range(9):
        cx, side = 36 + index * 71, 1 if index % 2 else -1
        cy = 120 + 34 * np.sin(cx / 60) + side * 44
        turn = np.arctan2(y - cy, x - cx)
        leaf = np.hypot(x - cx, y - cy) / (27 + 9 * np.cos(turn * 5))
        plan = mix(
            plan, rgb(("7a8a3c", "55702f", "a8a24a")[index % 3]), (leaf < 1).astype(np.float32)
        )
        for k in range(6):
            gx, gy = cx + 30 + (k % 3 - 1) * 15, cy - side * 66 + (k // 3) * 15
            plan = mix(plan, rgb("6a2f4a"), (np.hypot(x - gx, y - gy) < 9).astype(np.float32))
    edge = np.minimum(np.minimum(x, SIDE - x), np.minimum(y, SIDE - y))
    u, v = _flow(x, y, 312, 32)
    return _set_stones(_border(plan, x, y, edge + 14), u, v, 33)


def _bird(plan: Array, u: Array, v: Array, paint: str) -> Array:
    body = np.hypot(u / 0.62, (v - 0.05 + 0.25 * u) / 0.36)
    head = np.hypot(u + 0.48, v + 0.38) / 0.20
    neck = (np.abs(u + 0.42 - 0.2 * (v + 0.1)) < 0.13) & (v > -0.36) & (v < 0.05)
    tail = (u > 0.40) & (u < 1.12) & (np.abs(v - 0.05 + 0.42 * u - 0.15) < 0.10 + 0.06 * u)
    tone = 0.5 - 0.6 * v + 0.2 * np.sin(u * 18 + v * 24)
    skin = ramp(tone, ((0, "27282c"), (0.45, paint), (1, "e6d6a6")))
    mask = (body < 1) | (head < 1) | neck | tail
    outline = ((body < 1.12) | (head < 1.2) | tail) & ~mask
    plan = mix(plan, rgb("2b2827"), outline.astype(np.float32))
    plan = mix(plan, skin, mask.astype(np.float32))
    wing = np.hypot((u - 0.14) / 0.42, (v - 0.02 + 0.35 * u) / 0.20)
    plan = mix(plan, rgb("d9a24a"), ((wing < 1) & (np.sin(u * 30) > -0.2)).astype(np.float32))
    beak = (u < -0.62) & (u > -0.86) & (np.abs(v + 0.36) < 0.09 * (u + 0.86) / 0.24)
    plan = mix(plan, rgb("c0562f"), beak.astype(np.float32))
    plan = mix(plan, rgb("f6efdc"), (np.hypot(u + 0.52, v + 0.42) < 0.065).astype(np.float32))
    plan = mix(plan, rgb("17181a"), (np.hypot(u + 0.52, v + 0.42) < 0.035).astype(np.float32))
    legs = (np.minimum(np.abs(u - 0.0), np.abs(u + 0.16)) < 0.03) & (v > 0.3) & (v < 0.72)
    return mix(plan, rgb("a8452e"), legs.astype(np.float32))


def hills() -> Image.Image:
    """A sun over terraced hills."""
    x, y = grid(SIDE, SIDE)
    away = np.hypot(x - 430, y - 170)
    rays = np.sin(np.arctan2(y - 170, x - 430) * 14)
    plan = ramp(0.35 + 0.0009 * y + 0.06 * rays, ((0, "4f7f94"), (0.5, "a9c0b4"), (1, "f0dfb4")))
    plan = mix(plan, rgb("e9b64a"), (away < 92 + 10 * rays).astype(np.float32))
    plan = mix(plan, rgb("c25a2e"), (away < 62).astype(np.float32))
    plan = mix(plan, rgb("f2d98a"), (away < 46).astype(np.float32))
    paints = (
        ("6a7f7a", "8fa08a"),
        ("8a8a4a", "b0a85a"),
        ("a8603a", "c88a4a"),
        ("5a6a3a", "7f8f45"),
        ("6a3f30", "8f5a3c"),
    )
    for index, (dark, bright) in enumerate(paints):
        line = 270 + index * 76 + (46 - 4 * index) * np.sin(x / (92 + 11 * index) + index * 1.9)
        below = y - line
        terrace = (np.floor(below / 26) % 2)[..., None]
        land = rgb(dark) * (1 - terrace) + rgb(bright) * terrace
        plan = mix(plan, land, (below > 0).astype(np.float32))
        plan = mix(plan, rgb("2b2827"), (np.abs(below) < 6).astype(np.float32))
    u, v = x, y - 40 * np.sin(x / 110)
    return _set_stones(plan, u, v, 34)
