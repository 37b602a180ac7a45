"""How large the copy of a photo is that a model works on, and how its work is shared out."""

from __future__ import annotations

from lgt_engine.images import MIN_SIDE
from lgt_engine.model.checkpoint import ModelDescription

#: Short side of the working copy of a photo, in training crops.
_WORK_CROPS = 2.5
#: Side of the crops of models that do not say it.
_CROP = 256


def data_setting(description: ModelDescription, name: str) -> object:
    """A setting of the training data; the file may come from anyone."""
    data = description.config.get("data")
    return data.get(name) if isinstance(data, dict) else None


def working_size(
    description: ModelDescription, size: tuple[int, int], max_side: int | None = None
) -> int:
    """Longer side of the copy that a picture of a size is stylized as.

    With the default zoom training sees photos with a short side of two to three and a third
    crops. A copy of two and a half is like them, and its strokes are as large next to the
    photo as in the style next to the picture. A small photo is enlarged by at most the zoom.

    ``max_side`` is a person's wish instead, in pixels.
    """
    zoom, longer = _zoom(description), max(size)
    if max_side is not None:
        return min(max_side, round(zoom * longer))
    crop = data_setting(description, "image_size")
    short = _WORK_CROPS * (crop if isinstance(crop, int) else _CROP)
    return max(MIN_SIDE, round(longer * min(zoom, short / min(size))))


def _zoom(description: ModelDescription) -> float:
    """How far a photo is enlarged at most; a model older than the setting enlarges none."""
    zoom = data_setting(description, "zoom")
    return float(zoom) if isinstance(zoom, int | float) and 1 <= zoom <= 4 else 1.0
