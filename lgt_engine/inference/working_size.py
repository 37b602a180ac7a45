"""How large the copy of a photo is that a model works on, and how its work is shared out."""

from __future__ import annotations

from lgt_engine.config import DataConfig
from lgt_engine.images import MIN_SIDE
from lgt_engine.model.checkpoint import ModelDescription

#: Short side of the working copy of a photo, in training crops.
_WORK_CROPS = 2.5


def data_setting(description: ModelDescription, name: str) -> object:
    """A setting of the training data; the file may come from anyone."""
    data = description.config.get("data")
    return data.get(name) if isinstance(data, dict) else None


def default_side(description: ModelDescription, size: tuple[int, int]) -> int:
    """See :meth:`lgt_engine.inference.stylizer.Stylizer.working_size`."""
    crop = data_setting(description, "image_size")
    short = _WORK_CROPS * (crop if isinstance(crop, int) else DataConfig().image_size)
    return max(MIN_SIDE, round(max(size) * min(_zoom(description), short / min(size))))


def longer_side(description: ModelDescription, size: tuple[int, int], max_side: int | None) -> int:
    """Of the copy of a picture of a size; ``max_side`` is a person's wish."""
    if max_side is None:
        return default_side(description, size)
    return min(max_side, round(_zoom(description) * max(size)))


def _zoom(description: ModelDescription) -> float:
    """How far a photo is enlarged at most; a model older than the setting enlarges none."""
    zoom = data_setting(description, "zoom")
    return float(zoom) if isinstance(zoom, int | float) and 1 <= zoom <= 4 else 1.0


def progress_shares(work: tuple[int, int], enlarged: tuple[int, int]) -> tuple[float, float, float]:
    """Where encoding, the flow and decoding end, as shares of the whole, from measured times.

    Parameters
    ----------
    work, enlarged : (int, int)
        Sizes of the copy, and of the photo that it is enlarged to; (0, 0) when it is not.
    """
    pixels = work[0] * work[1]
    costs = (2.0 * pixels, 2.5 * pixels, 4.0 * pixels, 1.7 * enlarged[0] * enlarged[1])
    ends = [sum(costs[:count]) / sum(costs) for count in (1, 2, 3)]
    return ends[0], ends[1], ends[2]
