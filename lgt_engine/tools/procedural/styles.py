"""Pictures in styles made by rule: what the base network learns from.

A manner repaints a ground the way a medium would: tiles, oil, ink, print, wash, thread. The seed
of a style fixes its palette, its scale and how strongly it keeps the ground's colours, so that one
(manner, seed) is one style and two seeds of a manner are two styles. Marks are sized for pictures
of about 768 pixels, cut and shrunk to 256 as real paintings are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from .fields import Array, Rng, noise_field, palette, to_array, to_picture
from .marks import (
    LUMA,
    blurred,
    bristles,
    drag_along,
    fill_tiles,
    flow_angle,
    grid_of,
    ranked,
    tile_cells,
)
from .pictures import procedural_picture

_GROUND_KINDS = ("scene", "dead_leaves", "mixture", "scene")


def style_picture(manner: str, size: int, seed: int, number: int = 0) -> Image.Image:
    """Draw one picture of a style.

    Parameters
    ----------
    manner : str
        One of :data:`MANNERS`.
    size : int
        Side in pixels, at least 64.
    seed : int
        Which style of that manner: palette, scale of the marks, strength.
    number : int
        Which picture of that style: another motif in the same hand.

    Returns
    -------
    PIL.Image.Image
        Mode RGB, a function of the four arguments alone.
    """
    if manner not in _PAINTERS:
        raise ValueError(f"unknown manner '{manner}'; manners are {', '.join(MANNERS)}")
    if size < 64:
        raise ValueError(f"a style picture needs at least 64 pixels a side, got {size}")
    hand = np.random.default_rng([seed, MANNERS.index(manner)])
    rng = np.random.default_rng([seed, MANNERS.index(manner), number])
    kind = _GROUND_KINDS[int(rng.integers(len(_GROUND_KINDS)))]
    ground = to_array(procedural_picture(kind, size, int(rng.integers(1 << 31))))
    toned = _tone(hand, ground)
    return to_picture(_PAINTERS[manner](hand, rng, toned).astype(np.float32))


def _tone(hand: Rng, ground: Array) -> Array:
    """Give a ground the style's palette: a ramp over its ranked luminance, mixed with itself."""
    ramp = palette(hand, 6)
    ramp = ramp[np.argsort(ramp @ LUMA)]
    share, stretch = hand.uniform(0.4, 1.0), hand.uniform(0.0, 0.9)
    light = ground @ LUMA
    ranks = ranked(light)
    light = light * (1.0 - stretch) + ranks * stretch
    stops = np.linspace(0.0, 1.0, len(ramp))
    mapped = np.stack([np.interp(light, stops, ramp[:, i]) for i in range(3)], -1)
    return (ground * (1.0 - share) + mapped * share).astype(np.float32)


# --- manners ------------------------------------------------------------------------------


def _oil(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Thick paint: colours dragged along the strokes, bristle marks and lit ridges."""
    thick, reach = hand.uniform(4.0, 16.0), int(hand.integers(10, 30))
    relief, streak = hand.uniform(0.02, 0.09), hand.uniform(0.04, 0.16)
    angle = flow_angle(hand, rng, ground @ LUMA)
    colour = drag_along(blurred(ground, thick / 3.0), angle, reach // 2)
    marks = bristles(rng, angle, thick, reach)
    lit = np.gradient(marks)[0] * thick * relief
    painted: Array = colour + (streak * marks + lit)[..., None]
    return painted


def _dabs(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Separate short strokes laid over one another, each of one colour."""
    side = len(ground)
    thick, ratio = hand.uniform(5.0, 20.0), hand.uniform(1.5, 5.0)
    spread = hand.uniform(0.03, 0.12)
    angle = flow_angle(hand, rng, ground @ LUMA)
    picture = to_picture(blurred(ground, thick))
    draw = ImageDraw.Draw(picture)
    count = min(6000, int(2.2 * side * side / (thick * thick * ratio)))
    for x, y in rng.random((count, 2)) * side:
        row, column = int(y), int(x)
        paint = ground[row, column] + rng.normal(0.0, spread) + rng.normal(0.0, spread / 2.0, 3)
        turn, long = float(angle[row, column]), thick * ratio * rng.uniform(0.6, 1.3) / 2.0
        dx, dy = long * np.cos(turn), long * np.sin(turn)
        points = [(x - dx, y - dy), (x + 0.2 * dy, y - 0.2 * dx), (x + dx, y + dy)]
        fill = tuple(int(v) for v in np.clip(paint * 255.0, 0.0, 255.0))
        draw.line(points, fill=fill, width=max(1, int(thick * rng.uniform(0.6, 1.2))))
    return to_array(picture)


def _tiles(hand: Rng, rng: Rng, ground: Array) -> Array:
    """A mosaic: small stones of one colour each, with joints."""
    cell, jitter = hand.uniform(14.0, 42.0), hand.uniform(0.05, 0.42)
    joint, uneven = hand.uniform(0.05, 0.2) * cell, hand.uniform(0.03, 0.14)
    mortar = palette(hand, 2)[0]
    owner, edge, _ = tile_cells(rng, (len(ground),) * 2, cell, jitter)
    shade = rng.normal(0.0, uneven, int(owner.max()) + 1).astype(np.float32)[owner]
    stones = fill_tiles(owner, ground) + shade[..., None]
    gap = np.clip((edge - joint) / 2.0, 0.0, 1.0)[..., None]
    painted: Array = stones * gap + mortar * (1.0 - gap)
    return painted


def _glass(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Stained glass: large saturated panes that glow, in dark leads."""
    cell, lead = hand.uniform(45.0, 110.0), hand.uniform(4.0, 11.0)
    owner, edge, _ = tile_cells(rng, (len(ground),) * 2, cell, 0.45)
    panes = fill_tiles(owner, ground)
    grey = panes @ LUMA
    vivid = grey[..., None] + (panes - grey[..., None]) * hand.uniform(1.3, 2.2)
    glow = 0.75 + 0.5 * np.clip(edge / cell, 0.0, 1.0)
    dust = 1.0 + 0.08 * noise_field(rng, len(ground), len(ground), 1.4)
    dusted = (vivid * (glow * dust)[..., None]).astype(np.float32)
    gap = np.clip((edge - lead) / 2.0, 0.0, 1.0)[..., None]
    painted: Array = dusted * gap + 0.06 * (1.0 - gap)
    return painted


def _facets(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Planes cut by straight lines, each shaded across, as in cubist pictures."""
    side = len(ground)
    lines, shade = int(hand.integers(9, 22)), hand.uniform(0.12, 0.4)
    y, x = grid_of(side)
    code = np.zeros((side, side), np.int64)
    edge = np.full((side, side), np.inf, np.float32)
    for _ in range(lines):
        turn = rng.uniform(0.0, np.pi)
        at_y, at_x = rng.uniform(0.0, side, 2)
        across = ((x - at_x) * np.cos(turn) + (y - at_y) * np.sin(turn)).astype(np.float32)
        bend = 3.0 * noise_field(rng, side, side, 2.4)
        code = code * 31 + (across + bend > 0.0)
        edge = np.minimum(edge, np.abs(across + bend))
    owner = np.unique(code, return_inverse=True)[1].reshape(code.shape)
    planes = fill_tiles(owner, blurred(ground, 3.0)) * 0.6 + blurred(ground, 10.0) * 0.4
    dark = np.exp(-edge / hand.uniform(6.0, 24.0)) * (1.0 - 2.0 * (code % 2))
    line = np.clip(edge / hand.uniform(1.0, 3.0), 0.0, 1.0)
    painted: Array = (planes - (shade * dark)[..., None]) * (0.25 + 0.75 * line)[..., None]
    return painted


def _points(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Pointillism: round touches of purer colours, on a light ground."""
    side = len(ground)
    radius, pure = hand.uniform(3.5, 11.0), hand.uniform(0.04, 0.16)
    paper = 0.6 * blurred(ground, 2.0 * radius) + 0.4 * palette(hand, 2)[1]
    picture = to_picture(paper.astype(np.float32))
    draw = ImageDraw.Draw(picture)
    count = min(14_000, int(0.9 * side * side / (radius * radius * 2.0)))
    for x, y in rng.random((count, 2)) * side:
        paint = ground[int(y), int(x)] + rng.normal(0.0, pure, 3)
        size = radius * rng.uniform(0.6, 1.2)
        fill = tuple(int(v) for v in np.clip(paint * 255.0, 0.0, 255.0))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=fill)
    return to_array(picture)


def _halftone(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Print screens: dots that grow with darkness, one screen for each of a few inks."""
    del rng
    side = len(ground)
    period, soft = hand.uniform(12.0, 26.0), hand.uniform(2.0, 5.0)
    y, x = grid_of(side)
    paper = np.array([0.97, 0.95, 0.9], np.float32)
    inks = np.array([[0.0, 0.6, 0.85], [0.9, 0.1, 0.5], [0.98, 0.87, 0.1], [0.1, 0.1, 0.12]])
    chosen = inks if hand.random() < 0.5 else inks[3:]
    result = np.repeat(np.repeat(paper[None, None], side, 0), side, 1)
    for number, ink in enumerate(chosen.astype(np.float32)):
        turn = np.deg2rad(15.0 + 30.0 * number) + hand.uniform(-0.1, 0.1)
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        screen = 0.25 * (np.cos(2 * np.pi * u / period) + np.cos(2 * np.pi * v / period)) + 0.5
        lack = 1.0 - (ground @ LUMA if len(chosen) == 1 else ground[..., min(number, 2)])
        if number == 3:
            lack = 1.0 - ground.max(axis=-1)
        cover = np.clip((lack - 1.0 + screen) * soft + 0.5, 0.0, 1.0)[..., None]
        result = result * (1.0 - cover) + result * ink * cover
    return result


def _engraving(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Woodcut and engraving: lines that swell with darkness and bend with the motif."""
    side = len(ground)
    period, bend = hand.uniform(9.0, 22.0), hand.uniform(0.0, 30.0)
    paper, ink = palette(hand, 2)
    if hand.random() < 0.6:
        paper, ink = np.array([[0.95, 0.92, 0.84], [0.08, 0.07, 0.09]], np.float32)
    light = ranked(blurred(ground, 2.0) @ LUMA)
    y, x = grid_of(side)
    dark = np.zeros((side, side), np.float32)
    for family in range(int(hand.integers(1, 3))):
        turn = hand.uniform(0.0, np.pi)
        relief = blurred(ground, side / 40.0) @ LUMA + 0.1 * noise_field(rng, side, side, 2.4)
        phase = (x * np.cos(turn) + y * np.sin(turn) + bend * relief * 2.0) * (2 * np.pi / period)
        cover = (0.5 + 0.5 * np.sin(phase)) - (light * 1.15 - 0.08 + 0.2 * family)
        dark = np.maximum(dark, np.clip(cover * period * 0.25 + 0.5, 0.0, 1.0))
    painted: Array = paper + (ink - paper) * dark[..., None]
    return painted


def _graphite(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Pencil: strokes over paper grain, denser in the dark, with drawn outlines."""
    side = len(ground)
    thick, strength = hand.uniform(2.5, 6.0), hand.uniform(0.15, 0.4)
    paper, lead = np.array([[0.96, 0.95, 0.92], [0.18, 0.18, 0.2]], np.float32)
    if hand.random() < 0.4:
        lead = palette(hand, 4)[0] * 0.6
    light = blurred(ground, 2.0) @ LUMA
    turn = hand.uniform(0.0, np.pi)
    angle = (turn + 0.25 * noise_field(rng, side, side, 2.0)).astype(np.float32)
    marks = bristles(rng, angle, thick, int(hand.integers(16, 40)))
    grain = noise_field(rng, side, side, 0.3)
    down, across = np.gradient(light)
    outline = np.clip(np.hypot(down, across) * 18.0, 0.0, 1.0)
    cover = (1.0 - light) * 0.75 + strength * marks * (1.1 - light) + 0.06 * grain + 0.6 * outline
    painted: Array = paper + (lead - paper) * np.clip(cover, 0.0, 1.0)[..., None]
    return painted


def _print(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Colour woodblock: a few flat inks, dark outlines, lines that follow the shapes."""
    side = len(ground)
    flats, line = int(hand.integers(4, 8)), hand.uniform(2.0, 5.0)
    inks = palette(hand, flats)
    inks = inks[np.argsort(inks @ LUMA)]
    light = ranked(blurred(ground, 5.0) @ LUMA + 0.05 * noise_field(rng, side, side, 2.0))
    level = np.minimum((light * flats).astype(int), flats - 1)
    inside = light * flats - level
    slope = np.hypot(*np.gradient(light * flats)) + 1e-4
    border = np.minimum(inside, 1.0 - inside) / slope
    result = inks[level] * (1.0 + 0.03 * noise_field(rng, side, side, 0.8))[..., None]
    dark = np.clip(1.5 - border / line, 0.0, 1.0)
    contours = np.clip(1.2 - np.abs((inside * 4.0) % 1.0 - 0.5) / slope / 4.0 / line, 0.0, 1.0)
    dark = np.maximum(dark, contours * hand.uniform(0.0, 0.8) * (level % 2 == 0))
    painted: Array = result + (inks[0] * 0.3 - result) * dark[..., None]
    return painted


def _wash(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Watercolour: pools of paint with dark rims, grain, white paper shining through."""
    side = len(ground)
    levels, rim = hand.uniform(3.0, 6.0), hand.uniform(0.1, 0.3)
    soft = blurred(ground, hand.uniform(3.0, 9.0))
    warp = noise_field(rng, side, side, 1.8)
    light = soft @ LUMA + 0.06 * warp
    steps = light * levels
    stair = (np.floor(steps) + np.clip((steps % 1.0 - 0.5) * 2.0 + 0.5, 0.0, 1.0)) / levels
    edges = np.exp(-np.abs(steps % 1.0 - 0.5) * hand.uniform(4.0, 12.0))
    grain = noise_field(rng, side, side, 0.6) * hand.uniform(0.02, 0.06)
    shift = (stair - light - rim * edges * 0.5 + grain)[..., None]
    pale = hand.uniform(0.0, 0.35)
    painted: Array = (soft + shift) * (1.0 - pale) + pale
    return painted


def _scribble(hand: Rng, rng: Rng, ground: Array) -> Array:
    """One long nervous line after another, coloured by what it crosses."""
    side = len(ground)
    width, wander = int(hand.integers(2, 6)), hand.uniform(0.4, 1.1)
    picture = to_picture((0.35 * ground + 0.65 * palette(hand, 3)[2]).astype(np.float32))
    draw = ImageDraw.Draw(picture)
    light = ground @ LUMA
    for _ in range(int(90 * 6 / width) * 2):
        y, x = rng.uniform(0.0, side, 2)
        turn = rng.uniform(0.0, 2.0 * np.pi)
        points = [(x, y)]
        for _ in range(40):
            turn += rng.normal(0.0, wander)
            x = float(np.clip(x + 14.0 * np.cos(turn), 0.0, side - 1))
            y = float(np.clip(y + 14.0 * np.sin(turn), 0.0, side - 1))
            points.append((x, y))
        at = points[len(points) // 2]
        paint = ground[int(at[1]), int(at[0])] * (0.4 + 0.6 * light[int(at[1]), int(at[0])])
        fill = tuple(int(v) for v in np.clip(paint * 255.0, 0.0, 255.0))
        draw.line(points, fill=fill, width=width, joint="curve")
    return to_array(picture)


def _crayon(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Wax and pastel: paint that only takes on the teeth of a coarse paper."""
    side = len(ground)
    tooth, reach = hand.uniform(4.0, 11.0), int(hand.integers(2, 14))
    angle = np.full((side, side), hand.uniform(0.0, np.pi), np.float32)
    grain = bristles(rng, angle, tooth, reach)
    paper = palette(hand, 2)[0]
    soft = blurred(ground, 3.0)
    reach_of_paint = np.abs(soft - paper).mean(axis=-1) * 3.0 - hand.uniform(0.0, 0.6)
    cover = np.clip((grain + reach_of_paint) * hand.uniform(0.5, 1.5) + 0.5, 0.0, 1.0)
    painted: Array = paper + (soft - paper) * cover[..., None]
    return painted


def _threads(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Tapestry and embroidery: every cell a slanted stitch of one colour, lit across."""
    side = len(ground)
    cell = hand.uniform(14.0, 32.0)
    y, x = grid_of(side)
    row, column = (y / cell).astype(np.int64), (x / cell).astype(np.int64)
    count = int(side / cell) + 1
    stitches = fill_tiles(row * count + column, ground)
    shade = rng.normal(0.0, 0.05, count * count).astype(np.float32)[row * count + column]
    u, v = y / cell % 1.0 - 0.5, x / cell % 1.0 - 0.5
    slant = np.where((row + column) % 2 == 0, 1.0, -1.0 if hand.random() < 0.5 else 1.0)
    across = np.abs(u + slant * v)
    strand = 1.0 + hand.uniform(0.1, 0.35) * np.cos(2 * np.pi * 2.0 * (u + slant * v))
    dark = np.clip((0.72 - across) * 5.0, 0.25, 1.0)
    painted: Array = (stitches + shade[..., None]) * (strand * dark)[..., None]
    return painted


def _collage(hand: Rng, rng: Rng, ground: Array) -> Array:
    """Cut paper: large flat shapes with a soft shadow along one side and a paper's grain."""
    side = len(ground)
    cell, depth = hand.uniform(30.0, 80.0), hand.uniform(0.3, 0.7)
    owner, edge, _ = tile_cells(rng, (side,) * 2, cell, 0.48)
    order = rng.permutation(int(owner.max()) + 1).astype(np.float32)[owner]
    flat = fill_tiles(owner, ground)
    reach = max(2, int(cell / 8))
    higher = np.roll(order, (reach, reach), (0, 1)) > order
    shadow = blurred(np.repeat(higher[..., None].astype(np.float32), 3, -1), reach / 2.0)[..., :1]
    paper = 1.0 + 0.05 * noise_field(rng, side, side, 0.5)[..., None]
    white = np.clip(1.0 - edge / 3.0, 0.0, 1.0)[..., None] * hand.uniform(0.0, 0.8)
    painted: Array = (flat * paper * (1.0 - depth * shadow)) * (1.0 - white) + white
    return painted


_PAINTERS: dict[str, Callable[[Rng, Rng, Array], Array]] = {
    "oil": _oil,
    "dabs": _dabs,
    "tiles": _tiles,
    "glass": _glass,
    "facets": _facets,
    "points": _points,
    "halftone": _halftone,
    "engraving": _engraving,
    "graphite": _graphite,
    "print": _print,
    "wash": _wash,
    "scribble": _scribble,
    "crayon": _crayon,
    "threads": _threads,
    "collage": _collage,
}

#: Names of the manners.
MANNERS: tuple[str, ...] = tuple(_PAINTERS)
