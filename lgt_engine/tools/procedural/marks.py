"""Marks on paper: tiles, streaks and directions that drawn styles are put together from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .fields import Array, Rng, noise_field, to_array, to_picture

#: Luminance of RGB.
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def ranked(field: Array) -> Array:
    """Values replaced by their approximate ranks in [0, 1]."""
    levels = np.quantile(field, np.linspace(0.0, 1.0, 65))
    levels = levels + np.arange(65) * 1e-6
    result: Array = np.interp(field, levels, np.linspace(0.0, 1.0, 65)).astype(np.float32)
    return result


def blurred(pixels: Array, radius: float) -> Array:
    return to_array(to_picture(pixels).filter(ImageFilter.GaussianBlur(radius)))


def grid_of(side: int) -> tuple[Array, Array]:
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    return y, x


def flow_angle(hand: Rng, rng: Rng, light: Array) -> Array:
    """Direction of strokes: along the motif's edges where it has any, else along a slow field."""
    side = len(light)
    smooth = blurred(np.repeat(light[..., None], 3, -1), side / 48.0)[..., 0]
    down, across = np.gradient(smooth)
    turn = noise_field(rng, side, side, 2.2) * hand.uniform(0.3, 1.3) + hand.uniform(0.0, np.pi)
    pull = hand.uniform(0.0, 1.0) * np.minimum(1.0, np.hypot(down, across) * side / 2.0)
    along = np.arctan2(down, across) + np.pi / 2.0
    # Angles are axial: mix them doubled.
    mixed = (1.0 - pull) * np.exp(2j * turn) + pull * np.exp(2j * along)
    result: Array = (np.angle(mixed) / 2.0).astype(np.float32)
    return result


def drag_along(field: Array, angle: Array, reach: int) -> Array:
    """Average a field ``[H, W]`` or ``[H, W, 3]`` along streamlines of both directions.

    Line integral convolution (Cabral and Leedom, 1993): of white noise it makes bristle marks.
    """
    side = len(angle)
    y, x = grid_of(side)
    step_y, step_x = np.sin(angle), np.cos(angle)
    total = field.astype(np.float32).copy()
    for sign in (1.0, -1.0):
        at_y, at_x = y.copy(), x.copy()
        # Axial angles may flip from one pixel to the next; keep going the way we came.
        last_y, last_x = sign * step_y, sign * step_x
        for _ in range(reach):
            at_y += last_y
            at_x += last_x
            row = np.clip(at_y, 0, side - 1).astype(np.int32)
            column = np.clip(at_x, 0, side - 1).astype(np.int32)
            total += field[row, column]
            dy, dx = step_y[row, column], step_x[row, column]
            keep = np.where(dy * last_y + dx * last_x < 0.0, -1.0, 1.0).astype(np.float32)
            last_y, last_x = dy * keep, dx * keep
    return total / np.float32(2 * reach + 1)


def bristles(rng: Rng, angle: Array, thick: float, reach: int) -> Array:
    """Streaks of a thickness in pixels along a direction field, mean 0 and spread 1."""
    side = len(angle)
    small = max(8, round(side / thick))
    noise = Image.fromarray(rng.standard_normal((small, small), dtype=np.float32))
    field = np.asarray(noise.resize((side, side), Image.Resampling.BICUBIC))
    streaks = drag_along(field, angle, reach)
    streaks -= streaks.mean()
    result: Array = (streaks / (streaks.std() + 1e-6)).astype(np.float32)
    return result


def tile_cells(
    rng: Rng, size: tuple[int, int], cell: float, jitter: float
) -> tuple[NDArray[np.int64], Array, NDArray[np.float64]]:
    """Tiles of a jittered grid: every pixel belongs to the nearest centre.

    Returns
    -------
    owner : [H, W]
        Number of each pixel's tile.
    edge : [H, W]
        How much nearer a pixel is to its own centre than to the next, in pixels; 0 on a joint.
    centres : [tiles, 2]
        Row and column of each tile's centre; some lie outside the picture.
    """
    width, height = size
    rows, columns = int(height / cell) + 3, int(width / cell) + 3
    sy = (np.arange(rows)[:, None] - 0.5 + rng.uniform(-jitter, jitter, (rows, columns))) * cell
    sx = (np.arange(columns)[None] - 0.5 + rng.uniform(-jitter, jitter, (rows, columns))) * cell
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    row, column = (y / cell + 1).astype(int), (x / cell + 1).astype(int)
    best = np.full((height, width), np.inf, np.float32)
    second, owner = best.copy(), np.zeros((height, width), np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = np.clip(row + dy, 0, rows - 1), np.clip(column + dx, 0, columns - 1)
            distance = np.hypot(sy[r, c] - y, sx[r, c] - x).astype(np.float32)
            nearer = distance < best
            second = np.where(nearer, best, np.minimum(second, distance))
            owner = np.where(nearer, r * columns + c, owner)
            best = np.minimum(best, distance)
    return owner, second - best, np.stack([sy.ravel(), sx.ravel()], -1)


def fill_tiles(owner: NDArray[np.int64], pixels: Array) -> Array:
    """Give every tile the mean colour of the pixels it covers."""
    flat, count = owner.ravel(), int(owner.max()) + 1
    weight = np.maximum(np.bincount(flat, minlength=count), 1)
    sums = [np.bincount(flat, pixels[..., i].ravel(), minlength=count) for i in range(3)]
    result: Array = (np.stack(sums, -1) / weight[:, None])[owner].astype(np.float32)
    return result
