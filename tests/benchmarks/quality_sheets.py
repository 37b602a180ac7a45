"""Pictures of the quality bench: kept outputs, contact sheets, strips of guidance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from lgt_engine.images import open_picture, to_image, to_tensor

_PHOTOS = 4
_TITLE = 22
_GAP = 4


def save_pictures(out: Tensor, folder: Path) -> None:
    """Keep a method's pictures without loss."""
    for number, pixels in enumerate(out):
        to_image(pixels[None]).save(folder / f"{number:02d}.png")


def load_pictures(folder: Path) -> Tensor:
    """The pictures that :func:`save_pictures` kept, ``[B, 3, H, W]``."""
    paths = sorted(folder.glob("[0-9][0-9].png"))
    return torch.stack([to_tensor(open_picture(path).image) for path in paths])


def contact_sheet(style: Path, photos: Tensor, crops: Tensor, out: Path) -> None:
    """``out/sheet-STYLE.jpg``: the style, the photos, and one column for each kept method."""
    columns: dict[str, Tensor] = {style.name: crops[:_PHOTOS], "photo": photos[:_PHOTOS]}
    for folder in sorted(path.parent for path in style.glob("*/record.json")):
        if folder.name not in ("no-op", "codec-round-trip"):
            columns[folder.name.replace("-", " ")] = load_pictures(folder)[:_PHOTOS]
    cells = [[to_image(pixels[None]) for pixels in column] for column in columns.values()]
    sheet = _grid(cells, list(columns))
    sheet.save(out / f"sheet-{style.name}.jpg", quality=90)


def strip(pictures: Sequence[Tensor], path: Path) -> None:
    """One column for each setting, from left to right."""
    cells = [[to_image(pixels[None]) for pixels in column] for column in pictures]
    _grid(cells, [""] * len(cells)).save(path, quality=90)


def _grid(columns: Sequence[Sequence[Image.Image]], titles: Sequence[str]) -> Image.Image:
    width, height = columns[0][0].size
    rows = max(len(column) for column in columns)
    size = (len(columns) * (width + _GAP), _TITLE + rows * (height + _GAP))
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)
    for x, (title, column) in enumerate(zip(titles, columns, strict=True)):
        draw.text((x * (width + _GAP) + 2, 3), title, fill="black", font=font)
        for y, cell in enumerate(column):
            sheet.paste(cell, (x * (width + _GAP), _TITLE + y * (height + _GAP)))
    return sheet
