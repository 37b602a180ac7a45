"""Plants drawn leaf by leaf: broad-leaved trees, conifers, flowers in a meadow, grass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from .fields import Array, rgb


class Layer:
    """A transparent sheet drawn at twice the size and laid over a picture."""

    def __init__(self, width: int, height: int, ground: str = "404040") -> None:
        self.size = (width, height)
        colour = tuple(int(v * 255) for v in rgb(ground))
        self._sheet = Image.new("RGBA", (width * 2, height * 2), (*colour, 0))
        self._pen = ImageDraw.Draw(self._sheet)

    def dot(self, x: float, y: float, rx: float, ry: float, colour: Array) -> None:
        """A filled ellipse."""
        box = ((x - rx) * 2, (y - ry) * 2, (x + rx) * 2, (y + ry) * 2)
        self._pen.ellipse(box, fill=_ink(colour))

    def line(self, points: Sequence[tuple[float, float]], width: float, colour: Array) -> None:
        """A stroke through points."""
        doubled = [(x * 2, y * 2) for x, y in points]
        self._pen.line(doubled, fill=_ink(colour), width=max(1, round(width * 2)), joint="curve")

    def shape(self, points: Sequence[tuple[float, float]], colour: Array) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * 2, y * 2) for x, y in points], fill=_ink(colour))

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Array) -> None:
        """A filled upright rectangle."""
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)

    def over(self, picture: Array, fade: Array | float = 1.0) -> Array:
        """The picture with the sheet on top."""
        small = np.asarray(self._sheet.resize(self.size, Image.Resampling.BOX), np.float32) / 255
        cover = small[..., 3] * fade
        return picture + (small[..., :3] - picture) * cover[..., None]


def _ink(colour: Array) -> tuple[int, int, int, int]:
    red, green, blue = (int(v) for v in np.clip(colour * 255, 0, 255))
    return red, green, blue, 255


def tree(
    layer: Layer,
    rng: np.random.Generator,
    foot: tuple[float, float],
    tall: float,
    *,
    dark: str = "1f3318",
    bright: str = "a8b84a",
    trunk: str = "3b2c20",
    sun: tuple[float, float] = (-0.6, -0.8),
) -> None:
    """A broad-leaved tree: clumps of leaves around a crown, lit from the sun's side."""
    x, y = foot
    for share in (-0.10, 0.0, 0.09):
        top = (x + share * tall * 1.6, y - tall * 0.62)
        layer.line(
            [(x, y), (x + share * tall * 0.4, y - tall * 0.3), top], tall * 0.035, rgb(trunk)
        )
    clumps = [(0.0, -0.66, 0.27), (-0.2, -0.55, 0.19), (0.21, -0.53, 0.18), (0.06, -0.83, 0.16)]
    clumps += [(-0.12, -0.76, 0.17), (0.14, -0.70, 0.19)]
    leaves = []
    for cx, cy, size in clumps:
        count = int(26 + tall * 0.9)
        angle = rng.uniform(0, 2 * np.pi, count)
        radius = np.sqrt(rng.uniform(0, 1, count))
        dx, dy = np.cos(angle) * radius, np.sin(angle) * radius * 0.85
        facing = dx * sun[0] + dy * sun[1]
        for i in range(count):
            place = (x + (cx + dx[i] * size) * tall, y + (cy + dy[i] * size) * tall)
            high = -(cy + dy[i] * size)
            shade = 0.42 + 0.42 * facing[i] + 0.5 * (high - 0.62) + rng.normal(0, 0.12)
            leaves.append((shade, place))
    leaf = max(0.9, 0.6 + tall * 0.0095)
    for shade, (px, py) in sorted(leaves, key=lambda item: item[0]):
        colour = rgb(dark) + (rgb(bright) - rgb(dark)) * np.clip(shade, 0, 1)
        layer.dot(px, py, leaf * rng.uniform(0.8, 1.9), leaf * rng.uniform(0.6, 1.4), colour)


def conifer(
    layer: Layer,
    rng: np.random.Generator,
    foot: tuple[float, float],
    tall: float,
    *,
    dark: Array,
    bright: Array,
    snow: Array | None = None,
) -> None:
    """A spruce: whorls of drooping branches, lighter towards the left, with snow if asked for."""
    x, y = foot
    layer.line([(x, y), (x, y - tall * 0.5)], max(0.7, tall * 0.016), dark * 0.8)
    layer.line([(x, y), (x, y - tall)], max(0.6, tall * 0.005), dark * 0.8)
    whorls = int(np.clip(tall / 4.5, 7, 40))
    for whorl in range(whorls):
        share = (whorl + 0.5) / whorls
        height = y - tall * (0.06 + 0.93 * (1 - share))
        reach = tall * 0.2 * share**0.9 * rng.uniform(0.7, 1.15) + tall * 0.006
        drop = tall * 0.9 / whorls
        for side in (-1, 1):
            lean = rng.uniform(0.65, 1.15)
            tip = (x + side * reach * lean, height + drop * rng.uniform(0.6, 1.7))
            colour = dark + (bright - dark) * (0.75 if side < 0 else 0.2) * rng.uniform(0.5, 1.25)
            low = (x, height + drop * 1.3)
            teeth = (
                x + side * reach * rng.uniform(0.35, 0.6),
                height + drop * rng.uniform(1.2, 1.9),
            )
            layer.shape([(x, height - drop * 0.9), tip, teeth, low], colour)
            if snow is not None:
                root = (
                    x + side * reach * rng.uniform(0.1, 0.4),
                    height - drop * rng.uniform(0, 0.5),
                )
                back = (x + side * reach * 0.5, height + drop * rng.uniform(0.5, 0.9))
                if rng.random() < 0.85:
                    layer.shape([root, tip, back], snow * (1.0 if side < 0 else 0.84))


def blades(
    layer: Layer,
    rng: np.random.Generator,
    count: int,
    box: tuple[float, float, float, float],
    length: float,
    colours: tuple[str, ...],
) -> None:
    """Blades of grass, small and dense far away (top of the box), long near."""
    left, top, right, bottom = box
    depth = np.sort(rng.uniform(0, 1, count) ** 0.7)
    palette = [rgb(code) for code in colours]
    for share in depth:
        x, y = rng.uniform(left, right), top + (bottom - top) * share
        size = length * (0.15 + 0.85 * share) * rng.uniform(0.6, 1.3)
        bend = rng.normal(0.12, 0.25) * size
        colour = palette[rng.integers(len(palette))] * rng.uniform(0.75, 1.15)
        points = [(x, y), (x + bend * 0.3, y - size * 0.6), (x + bend, y - size)]
        layer.line(points, 0.5 + 1.1 * share, colour)
