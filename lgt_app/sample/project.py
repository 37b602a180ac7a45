"""The sample project: every picture is drawn here, so that a new user can begin without any.

Imported only inside workers: it needs numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lgt_resources
from PIL import Image

from lgt_engine.images import save_picture

from .scenes import country, land, things, town
from .styles import hatching, mosaic, strokes

#: Name of the folder of photos, as in every project.
PHOTOS_FOLDER = "photos"

#: Name of the folder of styles.
STYLES_FOLDER = "styles"

#: Names of the styles, in the order in which they are drawn.
STYLE_NAMES = ("Flowing strokes", "Cut stone", "Ink hatching")

_PHOTOS: tuple[tuple[str, Callable[[], Image.Image]], ...] = (
    ("Mountain lake", land.alpine_lake),
    ("Sailing boat", land.sunset_sea),
    ("Portrait", things.portrait),
    ("Harbour", town.harbour),
    ("Fruit and jug", things.fruit),
    ("Balloons", country.balloons),
    ("Street after rain", town.street),
    ("Green hills", land.green_hills),
    ("Flowers", things.flowers),
    ("Lighthouse", land.night_lighthouse),
    ("Poppy meadow", country.poppies),
    ("Winter forest", land.winter_forest),
    ("Bottles and lemons", things.bottles),
    ("Dunes", land.dunes),
)

_DRAWN_STYLES: dict[str, tuple[tuple[str, Callable[[], Image.Image]], ...]] = {
    "Flowing strokes": (
        ("Night", strokes.night),
        ("Wheat", strokes.wheat),
        ("Waves", strokes.sea),
        ("Orchard", strokes.orchard),
    ),
    "Cut stone": (
        ("Fish", mosaic.fish),
        ("Rosette", mosaic.guilloche),
        ("Birds", mosaic.birds),
        ("Hills", mosaic.hills),
    ),
}

# Ink needs a subject: the scenes just drawn, mirrored and hatched anew.
_INKED = ("Harbour", "Fruit and jug", "Mountain lake", "Flowers")


@dataclass(frozen=True)
class PictureDrawn:
    """One picture of the sample project is on disk.

    Attributes
    ----------
    path : Path
    collection : str
        Name of the style; empty for a photo.
    done, total : int
    """

    path: Path
    collection: str
    done: int
    total: int


def trained_sample() -> Path | None:
    """A model of the sample's styles that comes with the program; None where it does not."""
    path = Path(lgt_resources.__path__[0], "sample", "model.safetensors")
    return path if path.is_file() else None


def build_sample_project(folder: Path) -> Iterator[PictureDrawn]:
    """Draw the sample pictures into ``folder/photos`` and ``folder/styles/<name>``.

    Pictures that are there already are kept, so an interrupted drawing goes on where it was.

    Parameters
    ----------
    folder : Path
        Made when missing.

    Yields
    ------
    PictureDrawn
        After each picture; stop iterating to cancel.

    Raises
    ------
    ImageError
        A picture cannot be written.
    """
    plan = list(_plan(folder))
    for index, (path, collection, draw) in enumerate(plan):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            save_picture(draw(), path, quality=94)
        yield PictureDrawn(path, collection, index + 1, len(plan))


def _plan(folder: Path) -> Iterator[tuple[Path, str, Callable[[], Image.Image]]]:
    # A photo and a style first: the first stylized picture needs no more.
    photos, styles = folder / PHOTOS_FOLDER, folder / STYLES_FOLDER
    (name, draw), *others = _PHOTOS
    yield photos / f"{name}.jpg", "", draw
    for style, pictures in _DRAWN_STYLES.items():
        for name, draw in pictures:
            yield styles / style / f"{name}.jpg", style, draw
    for name, draw in others:
        yield photos / f"{name}.jpg", "", draw
    for index, name in enumerate(_INKED):
        source = photos / f"{name}.jpg"
        yield (
            styles / "Ink hatching" / f"{name}.jpg",
            "Ink hatching",
            _inking(source, 401 + 20 * index),
        )


def _inking(source: Path, seed: int) -> Callable[[], Image.Image]:
    def draw() -> Image.Image:
        with Image.open(source) as photo:
            return hatching.hatch(photo.convert("RGB"), seed)

    return draw
