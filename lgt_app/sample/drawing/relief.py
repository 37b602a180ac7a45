"""Round things seen from the front: each is a mask, a depth and a colour, lit by one lamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .fields import Array, Colour, blur, grid, mix, noise, polygon, rgb, smooth


@dataclass(frozen=True)
class Lamp:
    """Direction to the light (x right, y down, z to the eye), its colour and the shade's."""

    towards: Colour = (-0.6, -0.55, 0.6)
    warm: str = "fff0d8"
    cool: str = "39425c"
    power: float = 1.15

    def shade(self, facing: Array, albedo: Array, gloss: float = 0.0, tight: float = 40) -> Array:
        """Colours of a surface with normals `facing` and its own colours `albedo`."""
        to = np.asarray(self.towards, np.float32)
        to = to / np.linalg.norm(to)
        lit = np.clip((facing @ to + 0.12) / 1.12, 0, 1)[..., None]
        rim = np.clip(1 - facing[..., 2:], 0, 1) ** 3
        colour = albedo * (rgb(self.cool) * (0.75 + 0.5 * rim) + rgb(self.warm) * self.power * lit)
        half = to + np.array([0, 0, 1], np.float32)
        half = half / np.linalg.norm(half)
        spot = np.clip(facing @ half, 0, 1) ** tight
        return colour + gloss * spot[..., None] * rgb(self.warm)


def facing_of(depth: Array, height: float = 1.0) -> Array:
    """Unit normals of a depth map (larger is nearer)."""
    down, right = np.gradient(depth * height)
    facing = np.stack([-right, -down, np.ones_like(depth)], -1)
    return facing / np.linalg.norm(facing, axis=-1, keepdims=True)


class Stage:
    """A picture that round things are put into, from back to front."""

    def __init__(self, picture: Array, lamp: Lamp) -> None:
        self.picture = picture.astype(np.float32)
        self.lamp = lamp
        self.height, self.width = picture.shape[:2]
        self.x, self.y = grid(self.width, self.height)

    def put(
        self, mask: Array, facing: Array, albedo: Array, *, gloss: float = 0.0, tight: float = 40
    ) -> None:
        """Lay a lit surface over the picture."""
        self.picture = mix(self.picture, self.lamp.shade(facing, albedo, gloss, tight), mask)

    def window(self, cx: float, cy: float, rx: float, ry: float) -> tuple[slice, slice]:
        """The part of the picture within reach of a point: most things are small."""
        left, right = max(int(cx - rx), 0), min(int(cx + rx) + 1, self.width)
        top, bottom = max(int(cy - ry), 0), min(int(cy + ry) + 1, self.height)
        return np.s_[top : max(bottom, top + 1), left : max(right, left + 1)]

    def cast(
        self, cx: float, cy: float, rx: float, ry: float, strength: float = 0.6, soft: float = 7
    ) -> None:
        """A soft shadow on the ground: an ellipse leaning away from the light, dark at contact."""
        lean = -self.lamp.towards[0] * rx * 0.7
        part = self.window(cx, cy, rx * 2.2 + 3 * soft, ry * 1.3 + 3 * soft)
        x, y = self.x[part], self.y[part]
        for shift, size, weight in ((0.0, 0.86, 0.5), (1.0, 1.15, 1.0)):
            across = (x - cx - lean * shift) / (rx * size)
            spot = (across**2 + ((y - cy) / (ry * size)) ** 2 < 1).astype(np.float32)
            shade = blur(spot, soft * (0.4 + 0.6 * shift)) * strength * weight
            self.picture[part] *= 1 - shade[..., None] * np.array([1, 0.96, 0.88], np.float32)

    def ball(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        albedo: Array | str,
        *,
        gloss: float = 0.35,
        dimple: float = 0.0,
        bump: float = 0.0,
        seed: int = 1,
        shadow: bool = True,
    ) -> None:
        """A fruit: an ellipsoid, with a dimple for the stalk or a pitted skin if wanted."""
        if shadow:
            self.cast(cx, cy + ry * 0.86, rx * 1.02, ry * 0.30)
        part = self.window(cx, cy, rx * 1.1 + 2, ry * 1.3 + 2)
        x, y = self.x[part], self.y[part]
        u, v = (x - cx) / rx, (y - cy) / ry
        if dimple:
            v = v - dimple * np.exp(-((u / 0.28) ** 2)) * smooth(0.4, -0.8, v)
        reach = u**2 + v**2
        facing = np.stack([u, v, np.sqrt(np.clip(1 - reach, 0, 1))], -1)
        facing = facing / np.maximum(np.linalg.norm(facing, axis=-1, keepdims=True), 1e-3)
        if bump:
            facing = facing + facing_of(noise(seed, x, y, 150, 0.9), bump) * np.array(
                [1, 1, 0], np.float32
            )
            facing = facing / np.linalg.norm(facing, axis=-1, keepdims=True)
        colours = rgb(albedo) if isinstance(albedo, str) else albedo
        colours = colours[part] if colours.ndim == 3 else colours
        edge = 1.6 / min(rx, ry)
        lit = self.lamp.shade(facing, colours, gloss)
        self.picture[part] = mix(self.picture[part], lit, smooth(1 + edge, 1 - edge, reach))

    def lathe(
        self,
        cx: float,
        profile: Sequence[tuple[float, float]],
        albedo: Array | str,
        *,
        gloss: float = 0.5,
        tight: float = 60,
        clear: float = 0.0,
    ) -> Array:
        """A turned thing (jug, vase, bottle) from (row, radius) pairs; returns its mask."""
        rows = np.array([row for row, _ in profile], np.float32)
        radii = np.array([radius for _, radius in profile], np.float32)
        fine = np.interp(self.y[:, 0], rows, radii).astype(np.float32)
        fine = blur(np.repeat(fine[:, None], 8, 1), 8.0)[:, :1]  # no facets
        slope = np.gradient(fine[:, 0])[:, None]
        u = (self.x - cx) / np.maximum(fine, 1)
        depth = np.sqrt(np.clip(1 - u**2, 0, 1))
        facing = np.stack([u, -slope * np.ones_like(u), depth], -1)
        facing = facing / np.linalg.norm(facing, axis=-1, keepdims=True)
        mask = smooth(1 + 0.8 / np.maximum(fine, 4).max(), 1 - 0.04, np.abs(u))
        sag = depth * fine * 0.14  # the foot and the rim are circles seen from a little above
        inside = smooth(-1, 1, self.y - rows[0]) * smooth(
            1, -1, self.y - rows[-1] - sag + 0.14 * radii[-1] * 0
        )
        mask = mask * inside
        albedo = rgb(albedo) if isinstance(albedo, str) else albedo
        self.put(mask * (1 - clear * depth), facing, albedo, gloss=gloss, tight=tight)
        return mask

    def ellipse(self, cx: float, cy: float, rx: float, ry: float) -> Array:
        """Coverage of a flat ellipse."""
        reach = np.hypot((self.x - cx) / rx, (self.y - cy) / ry)
        return smooth(1 + 1 / min(rx, ry), 1 - 1 / min(rx, ry), reach)

    def patch(self, points: list[tuple[float, float]]) -> Array:
        """Coverage of a polygon."""
        return polygon((self.width, self.height), points)


def wood(x: Array, y: Array, *, dark: str, bright: str, seed: int, horizon: float) -> Array:
    """A plank table seen in perspective."""
    depth = 120 / np.maximum(y - horizon, 4)
    across = (x - x.shape[1] / 2) * depth / 90
    plank = np.floor(across / 0.9)
    grain = noise(seed, across * 60 + plank * 171, depth * 40, 700, 1.2)
    rings = np.sin(
        across * 22 + 2.4 * noise(seed + 1, across * 40, depth * 14, 300, 1.8) + plank * 2
    )
    tone = 0.5 + 0.16 * grain + 0.10 * rings + 0.10 * np.sin(plank * 7.3)
    gap = smooth(0.0, 0.03, np.abs(across / 0.9 - np.round(across / 0.9)))
    colour = rgb(dark) + (rgb(bright) - rgb(dark)) * np.clip(tone, 0, 1)[..., None]
    return colour * (0.45 + 0.55 * gap)[..., None]
