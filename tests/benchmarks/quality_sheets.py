"""Pictures of the quality bench: kept outputs and contact sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from lgt_engine.images import open_picture, to_image

PHOTOS = 6
_TITLE = 20
_GAP = 4

#: Title and cells from left to right; None leaves a cell white.
Row = tuple[str, Sequence[Image.Image | None]]


def save_pictures(out: Tensor, names: Sequence[str], folder: Path) -> None:
    """Keep a method's pictures without loss, under the names of their photos."""
    for name, pixels in zip(names, out, strict=True):
        to_image(pixels[None]).save(folder / f"{name}.png")


def row(title: str, style: Path, names: Sequence[str], folder: Path, size: int) -> Row:
    """The style's picture and what a folder keeps of the first photos."""
    with Image.open(style) as picture:
        cells: list[Image.Image | None] = [picture.convert("RGB")]
    cells[0].thumbnail((size, size))
    for path in (folder / f"{name}.png" for name in names[:PHOTOS]):
        cells.append(open_picture(path).image.convert("RGB") if path.exists() else None)
    return title, cells


def photo_row(photos: Mapping[str, Tensor]) -> Row:
    """The photos themselves."""
    return "photo", [None, *(to_image(p[None]) for p in list(photos.values())[:PHOTOS])]


def sheet(rows: Sequence[Row], size: int, path: Path) -> None:
    """One JPEG with a row for each method or style."""
    width = (1 + PHOTOS) * (size + _GAP)
    picture = Image.new("RGB", (width, len(rows) * (size + _TITLE)), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for number, (title, cells) in enumerate(rows):
        top = number * (size + _TITLE)
        draw.text((2, top + 2), title, fill="black", font=font)
        for column, cell in enumerate(cells):
            if cell is not None:
                picture.paste(cell, (column * (size + _GAP), top + _TITLE))
    picture.save(path, quality=88)
