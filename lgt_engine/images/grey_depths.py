"""Grey of any depth to 8 bits, as bits, sample format and direction of the file say."""

from __future__ import annotations

from typing import Any

from PIL import Image

_BITS, _DIRECTION, _FORMAT = 0x0102, 0x0106, 0x0153
_WHITE_IS_ZERO, _SIGNED = 0, 2


def to_eight_bits(image: Image.Image) -> Image.Image:
    """A picture whose grey has more than 8 bits, or signed ones, as mode L; others as they are.

    Parameters
    ----------
    image : PIL.Image.Image
        Loaded, of any mode. Of a TIFF its tags say how many bits there are, whether they have a
        sign and whether 0 is white.

    Returns
    -------
    PIL.Image.Image
        Black is 0 and white is the largest value of the depth; values outside are clipped, and
        never make the others darker. Floating-point values have white at 1, or at 255 or 65535
        when most of them are larger.
    """
    tags = getattr(image, "tag_v2", {})
    bits, signed = _first(tags.get(_BITS)), _first(tags.get(_FORMAT)) == _SIGNED
    if image.mode.startswith("I;16"):
        values, full = _values(image), 4095.0 if bits == 12 else 65535.0
    elif image.mode == "I":
        values, full = _integers(image, bits, signed)
    elif image.mode == "F":
        import numpy as np

        values = np.clip(np.nan_to_num(_values(image), nan=0.0), 0.0, 65535.0)
        full = _full_of_floats(values)
    elif image.mode == "L" and signed:
        import numpy as np

        values, full = np.asarray(image).view(np.int8).astype(np.float32), 127.0
    else:
        return image
    inverted = tags.get(_DIRECTION) == _WHITE_IS_ZERO
    return _levels(full - values if inverted else values, full)


def levels_of(samples: Any, sample: str) -> Any:
    """Samples of any shape as uint8 levels, by the rules of :func:`to_eight_bits`.

    Parameters
    ----------
    samples : numpy.ndarray
    sample : str
        Kind and bytes of the samples in the file: ``"f4"``, ``"u2"``, ``"i1"`` …
    """
    import numpy as np

    if sample[0] != "f":
        return _clipped(samples.astype(np.float64), float(np.iinfo(sample).max))
    values = np.clip(np.nan_to_num(samples.astype(np.float32), nan=0.0), 0.0, 65535.0)
    return _clipped(values, _full_of_floats(values))


def _first(value: object) -> object:
    return value[0] if isinstance(value, tuple) and value else value


def _values(image: Image.Image) -> Any:
    import numpy as np

    return np.asarray(image).astype(np.float32)


def _integers(image: Image.Image, bits: object, signed: bool) -> tuple[Any, float]:
    import numpy as np

    if bits == 32 and not signed:  # Pillow has no mode for these and wraps the upper half
        return np.asarray(image).view(np.uint32).astype(np.float32), 2.0**32 - 1
    if signed:
        return _values(image), 2.0**31 - 1 if bits == 32 else 2.0**15 - 1
    return _values(image), 65535.0


def _full_of_floats(values: Any) -> float:
    import numpy as np

    lit = values[values > 0]
    middle = float(np.median(lit)) if lit.size else 0.0
    return 1.0 if middle <= 1.0 else 255.0 if middle <= 255.0 else 65535.0


def _levels(values: Any, full: float) -> Image.Image:
    return Image.fromarray(_clipped(values, full))


def _clipped(values: Any, full: float) -> Any:
    import numpy as np

    return np.rint(np.clip(values, 0, full) * np.float32(255.0 / full)).astype(np.uint8)
