"""Land in perspective: height fields seen from a point, skies and water."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .fields import Array, Colour, blur, grid, mix, noise, ramp, rgb, sample, smooth, tile

HeightField = Callable[[Array, Array], Array]

#: Width and height of a landscape.
WIDE = (672, 504)


@dataclass(frozen=True)
class Eye:
    """Where the land is seen from: picture size, horizon row, focal length, height above 0."""

    width: int
    height: int
    horizon: float
    focal: float
    altitude: float


@dataclass(frozen=True)
class View:
    """What each pixel shows: distance (infinite for sky) and place on the ground."""

    distance: Array
    x: Array
    z: Array

    @property
    def land(self) -> Array:
        """Where there is land."""
        return np.isfinite(self.distance)


def look(eye: Eye, ground: HeightField, *, near: float, far: float, slices: int = 420) -> View:
    """Find the first piece of ground behind every pixel."""
    depths = np.geomspace(near, far, slices, dtype=np.float32)
    columns = np.arange(eye.width, dtype=np.float32) + 0.5 - eye.width / 2
    across = depths[:, None] * columns[None] / eye.focal
    heights = ground(across, np.broadcast_to(depths[:, None], across.shape))
    rows = eye.horizon + eye.focal * (eye.altitude - heights) / depths[:, None]
    highest = np.minimum.accumulate(rows, axis=0)
    wanted = np.arange(eye.height, dtype=np.float32) + 0.5
    distance = np.full((eye.height, eye.width), np.inf, np.float32)
    for column in range(eye.width):
        seen = highest[:, column]
        first = np.searchsorted(-seen, -wanted)
        hit = first < slices
        after = np.minimum(first, slices - 1)
        before = np.maximum(after - 1, 0)
        drop = np.maximum(seen[before] - seen[after], 1e-4)
        share = np.clip((seen[before] - wanted) / drop, 0, 1)
        depth = depths[before] + (depths[after] - depths[before]) * share
        distance[hit, column] = depth[hit]
    flat = np.where(np.isfinite(distance), distance, 1)
    return View(distance, flat * columns[None] / eye.focal, flat)


def normals(view: View, ground: HeightField, *, detail: float = 0.004) -> Array:
    """Unit normals (x right, y up, z away) with detail that fades with distance."""
    step = np.maximum(view.z * detail, 0.02)
    here = ground(view.x, view.z)
    slope_x = (ground(view.x + step, view.z) - here) / step
    slope_z = (ground(view.x, view.z + step) - here) / step
    facing = np.stack([-slope_x, np.ones_like(slope_x), -slope_z], -1)
    return facing / np.linalg.norm(facing, axis=-1, keepdims=True)


def shadows(view: View, ground: HeightField, sun: Colour, reach: float, steps: int = 12) -> Array:
    """1 in sunlight, 0 in the shade of other land; soft."""
    part = np.s_[::2, ::2]  # shade is soft: half the resolution is enough
    x, z = view.x[part], view.z[part]
    base = ground(x, z)
    clear = np.ones_like(x)
    flat = float(np.hypot(sun[0], sun[2]))
    for step in np.geomspace(reach / 60, reach, steps):
        there = ground(x + sun[0] / flat * step, z + sun[2] / flat * step)
        gap = (base + sun[1] / flat * step - there) / step
        clear = np.minimum(clear, np.clip(gap * 6 + 0.6, 0, 1))
    full = np.repeat(np.repeat(clear, 2, 0), 2, 1)[: view.x.shape[0], : view.x.shape[1]]
    return blur(full, 1.2)


def laid(picture: Array, view: View, land: Array) -> Array:
    """The picture with the land in front of what is behind it."""
    return mix(picture, land, view.land.astype(np.float32))


def haze(picture: Array, view: View, colour: Colour, thickness: float) -> Array:
    """Air between the eye and the land."""
    share = np.where(view.land, 1 - np.exp(-view.z * thickness), 0)
    return mix(picture, np.asarray(colour, np.float32), share.astype(np.float32))


@dataclass(frozen=True)
class Sky:
    """A sky: gradient stops from the zenith (0) to the horizon (1), the sun and the clouds."""

    stops: tuple[tuple[float, str], ...]
    sun: tuple[float, float]
    glow: str = "fff0d0"
    glow_size: float = 0.25
    disc: float = 0.0
    cloud: float = 0.5
    cloud_lit: str = "fff6ea"
    cloud_shade: str = "8d97ab"
    seed: int = 1
    cloud_scale: float = 1.0


def draw_sky(width: int, height: int, horizon: float, sky: Sky) -> Array:
    """Paint the sky down to the horizon row (below it, the horizon's colour goes on)."""
    x, y = grid(width, height)
    fall = np.clip(y / horizon, 0, 1)
    picture = ramp(fall, sky.stops)
    sun_x, sun_y = sky.sun[0] * width, sky.sun[1] * height
    away = np.hypot(x - sun_x, (y - sun_y) * 1.15) / width
    halo = np.exp(-((away / sky.glow_size) ** 1.2))
    picture = mix(picture, rgb(sky.glow), halo * 0.75)
    # clouds lie on a plane above: their texture shrinks towards the horizon
    rise = np.maximum(horizon - y, 0) / horizon + 0.10
    u, v = (x - width / 2) / width / rise * 0.28, 0.24 / rise
    texture = tile(sky.seed, 1.75)
    scale = sky.cloud_scale
    density = sample(texture, u * scale, v * scale)
    density = density + 0.35 * sample(texture, u * scale * 3.7, v * scale * 3.7)
    cover = smooth(1 - 1.6 * sky.cloud, 2.6 - 1.6 * sky.cloud, density)
    lean = np.sign(sun_x - x) * 0.012
    towards = sample(texture, (u + lean) * scale, (v - 0.015) * scale)
    lit = smooth(-0.5, 0.7, density - towards * 1.35 + 0.5)
    body = mix(rgb(sky.cloud_shade) + np.zeros_like(picture), rgb(sky.cloud_lit), lit)
    body = mix(body, rgb(sky.glow), halo * 0.7)
    cover = cover * smooth(0.02, 0.22, rise - 0.10) * 0.95
    picture = mix(picture, body, cover)
    if sky.disc:
        picture = mix(picture, rgb("fffdf0") * 1.4, smooth(sky.disc, sky.disc * 0.8, away))
    return picture


def reflect(
    picture: Array, shore: int, *, seed: int, tint: str, strength: float = 0.8, rough: float = 1.0
) -> Array:
    """Replace everything below row `shore` by rippled water that mirrors what is above it."""
    height, width = picture.shape[:2]
    x, y = grid(width, height - shore)
    depth = 1 / (y / height * 3 + 0.05)  # perspective: far water is near the shore
    u, v = (x - width / 2) / width * depth * 0.35, depth
    ripple = sample(tile(seed, 1.35), u * 0.9, v * 0.62)
    fine = sample(tile(seed + 1, 1.1), u * 2.1, v * 1.4)
    lift = rough * (ripple * 5 + fine * 3) * (0.25 + y / (height - shore))
    row = np.clip(shore - 1 - y * 0.96 + lift, 0, shore - 1)
    column = np.clip(x + rough * fine * 1.6, 0, width - 1).astype(np.int32)
    mirror = _rows(picture, row, column)
    share = strength * (1 - 0.42 * y / (height - shore)) - 0.05 * np.maximum(-ripple, 0) * rough
    water = mix(rgb(tint) + np.zeros_like(mirror), mirror, np.clip(share, 0, 1))
    result = picture.copy()
    result[shore:] = water
    return result


def _rows(picture: Array, row: Array, column: Array) -> Array:
    top = np.floor(row).astype(np.int32)
    below = np.minimum(top + 1, picture.shape[0] - 1)
    return mix(picture[top, column], picture[below, column], row - top)


def sea(
    eye: Eye, sky: Array, *, sun_x: float, deep: str, glint: str, seed: int, chop: float = 1.0
) -> Array:
    """Open water up to the horizon, with waves, the sky's light and the sun's path."""
    height, width = eye.height, eye.width
    start = int(eye.horizon)
    x, y = grid(width, height - start)
    depth = eye.focal * eye.altitude / (y + 1.5)
    world_x = (x - width / 2) * depth / eye.focal
    swell = noise(seed, world_x * 0.8, depth, 90, 1.5) + 0.6 * noise(
        seed + 1, world_x, depth, 31, 1.3
    )
    slope = np.gradient(swell, axis=0) * smooth(0, 40, y) * chop
    tilt = swell * 0.5 + np.clip(slope * 4, -2, 2)
    fresnel = np.clip(0.62 - 0.42 * y / (height - start) + 0.17 * tilt, 0.08, 0.95)
    mirror = np.clip(start - 2 - y * 0.8 - tilt * 12, 0, start - 1).astype(np.int32)
    columns = np.broadcast_to(np.arange(width), mirror.shape)
    water = mix(
        rgb(deep) + np.zeros((height - start, width, 3), np.float32), sky[mirror, columns], fresnel
    )
    spread = width * (0.035 + 0.10 * y / (height - start))
    path = np.exp(-(((x - sun_x * width) / spread) ** 2))
    sparkle = smooth(0.35, 1.5, tilt + 0.9 * noise(seed + 2, x * 0.6, y * 2.2, 160, 0.8))
    water = water + rgb(glint) * (path * (0.16 + 1.1 * sparkle))[..., None]
    result = sky.copy()
    result[start:] = water
    return result
