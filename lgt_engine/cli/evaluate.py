"""``lgt evaluate``: a model's gains and content beside the reference rows."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import torch
from torch import Tensor

from lgt_engine.config import DataConfig
from lgt_engine.config.reading import read_section
from lgt_engine.control import Control
from lgt_engine.errors import ConfigError, DataError, ImageError
from lgt_engine.evaluation import Confusion
from lgt_engine.evaluation.report import (
    EvaluationRow,
    evaluate,
    evaluation_seed,
    format_table,
    rows_to_json,
    style_crops,
)
from lgt_engine.images import centre_crop_square, iter_picture_files, open_picture, to_tensor
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings
from lgt_engine.io.atomic_files import write_atomically
from lgt_engine.model.checkpoint import ModelDescription

from .common import console, number, open_stylizer, shown
from .signals import stop_on_interrupt

_SIZE = 256
_CROPS = 32
_SCALE_KEYS = ("style_scale_min", "style_scale_max", "brush_size")


def evaluate_model(arguments: argparse.Namespace) -> int:
    """Measure and print; returns the exit status."""
    if arguments.json is not None and not arguments.json.parent.is_dir():
        raise DataError(
            f"There is no folder {arguments.json.parent} to write the rows into.",
            next_step="Make it, or give --json a file in a folder that is there.",
        )
    stylizer = open_stylizer(arguments)
    scales = _parse_scales(arguments.guidance)
    photos = _photos(arguments.photos, arguments.limit, stylizer)
    crops = _style_crops(arguments.styles, stylizer)
    control = Control()
    rows: list[EvaluationRow | Confusion] = []

    def round_trip(pixels: Tensor) -> Tensor:
        return stylizer.stylize_pixels(pixels, None)

    def stylize(pixels: Tensor, style: str, guidance_scale: float) -> Tensor:
        settings = StylizeSettings(style, None, guidance_scale, arguments.steps)
        return stylizer.stylize_pixels(pixels, settings)

    console.print(f"{len(photos)} photos of {_SIZE} px, styles {shown(', '.join(crops))}")
    with stop_on_interrupt(control, "Stopping …") as stop:
        rows.extend(
            evaluate(stylize, round_trip, photos, crops, guidance_scales=scales, control=control)
        )
    print(format_table(rows))
    if arguments.json is not None:
        _write(arguments.json, rows_to_json(rows))
    return stop.status


def _parse_scales(text: str) -> tuple[float, ...]:
    items = re.split(r"[;\s]+", text) if re.search(r"[;\s]", text.strip()) else text.split(",")
    try:
        return tuple(number(item) for item in items if item)
    except ValueError as error:
        raise DataError(
            f"--guidance cannot read '{text}'.",
            next_step="Write numbers, for example 0,0.5,1 or 0;0,5;1.",
        ) from error


def _photos(folder: Path, limit: int, stylizer: Stylizer) -> Tensor:
    """``[B, 3, 256, 256]``: centre squares of the first readable photos."""
    found = []
    for path in iter_picture_files(folder):
        try:
            picture = open_picture(path, ground=stylizer.ground)
            found.append(to_tensor(centre_crop_square(picture.image, _SIZE)))
        except ImageError as error:
            console.print(f"Left out: {error}", markup=False)
        if len(found) == limit:
            break
    if not found:
        raise DataError(
            f"There are no usable photos in {folder}.",
            next_step="Give --photos a folder with photos of at least 64 pixels a side.",
        )
    return torch.stack(found)


def _scales(description: ModelDescription) -> tuple[float, float]:
    """Scales of the style crops that the model was trained on: its brush size is its own."""
    kept = description.config.get("data")
    known = {key: kept[key] for key in _SCALE_KEYS if key in kept} if isinstance(kept, dict) else {}
    try:
        return read_section(DataConfig, "data", known).style_scales
    except ConfigError:
        return DataConfig().style_scales


def _style_crops(folder: Path, stylizer: Stylizer) -> dict[str, Tensor]:
    """Judge crops of every style of the model that has a folder here."""
    names, scales = stylizer.styles, _scales(stylizer.description)
    crops = {}
    for name in names:
        pictures = []
        for path in iter_picture_files(folder / name) if (folder / name).is_dir() else ():
            try:
                pictures.append(to_tensor(open_picture(path, ground=stylizer.ground).image))
            except ImageError as error:
                console.print(f"Left out: {error}", markup=False)
        if pictures:
            crops[name] = style_crops(
                pictures, size=_SIZE, count=_CROPS, scales=scales, seed=evaluation_seed(0)
            )
    if not crops:
        raise DataError(
            f"{folder} holds no folder named like a style of the model ({', '.join(names)}).",
            next_step="Give the folder that holds the style folders.",
        )
    return crops


def _write(path: Path, text: str) -> None:
    try:
        write_atomically(path, text)
    except OSError as error:
        raise DataError(
            f"{path} cannot be written ({error.strerror or error}).",
            safe="The table above is complete.",
            next_step="Free some space, or give --json another place.",
        ) from error
