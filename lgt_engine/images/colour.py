"""Any Pillow mode to upright sRGB pixels of 8 bits on a ground, with alpha apart."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageColor

from .grey_depths import to_eight_bits

#: EXIF orientation → what makes the picture upright; 1 needs nothing.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


WHITE = (255, 255, 255)


def parse_colour(text: str) -> tuple[int, int, int]:
    """A colour as text, for example ``white`` or ``#ffcc00``, as R, G and B from 0 to 255.

    Raises
    ------
    ValueError
        The text names no opaque colour.
    """
    colour = ImageColor.getrgb(text)
    if len(colour) != 3:
        raise ValueError(f"'{text}' is not opaque.")
    return colour


def normalise(
    image: Image.Image, turn: int, ground: tuple[int, int, int] = WHITE
) -> tuple[Image.Image, Image.Image | None]:
    """RGB in sRGB and alpha, both upright, as images of their own.

    Parameters
    ----------
    image : PIL.Image.Image
        A loaded picture of any mode; its ``info`` may hold a colour profile and transparency.
    turn : int
        EXIF orientation, 1 to 8, to be applied.
    ground : (int, int, int)
        Colour that shows through transparent pixels: what is stored under them is never seen.

    Returns
    -------
    rgb : PIL.Image.Image
        Mode RGB, 8 bits, with an empty ``info``.
    alpha : PIL.Image.Image or None
        Mode L; None when every pixel is opaque.
    """
    icc = image.info.get("icc_profile")
    key = _deep_key(image)
    colours, alpha = _split_alpha(to_eight_bits(image))
    alpha = alpha if key is None else key
    rgb = _to_srgb(colours, icc if isinstance(icc, bytes) else None)
    if alpha is not None and alpha.getextrema() == (255, 255):
        alpha = None
    if alpha is not None:
        rgb = Image.composite(rgb, Image.new("RGB", rgb.size, ground), alpha)
    if turn in TURNS:
        rgb = rgb.transpose(TURNS[turn])
        alpha = alpha.transpose(TURNS[turn]) if alpha is not None else None
    elif rgb is image:
        rgb = image.copy()
    rgb.info = {}
    return rgb, alpha


def composite_on(rgb: Image.Image, alpha: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    """RGBA that looks like ``rgb`` when it lies on ``ground``.

    Parameters
    ----------
    rgb : PIL.Image.Image
        Mode RGB: pixels with the ground in them, where they are half transparent.
    alpha : PIL.Image.Image
        Mode L, of the same size.
    ground : (int, int, int)
        Colour of the ground, which is taken out of the half-transparent pixels.

    Returns
    -------
    PIL.Image.Image
        Mode RGBA.
    """
    import numpy as np

    values, cover = np.array(rgb), np.asarray(alpha)
    soft = (cover > 0) & (cover < 255)
    share = cover[soft][:, None] / np.float32(255)
    own = (values[soft] - (1 - share) * np.array(ground, np.float32)) / share
    values[soft] = np.clip(np.rint(own), 0, 255)
    rgba = Image.fromarray(values)
    rgba.putalpha(alpha)
    return rgba


def scale_key(image: Image.Image) -> None:
    """Bring the transparent colour of a PNG that is not loaded yet to the depth of its pixels.

    The file names it in its own depth, Pillow spreads or cuts the pixels to 8 bits.
    """
    key = image.info.get("transparency")
    tile = getattr(image, "tile", None)
    if not tile or not isinstance(key, int | tuple):
        return
    raw = tile[0].args
    if isinstance(key, int) and raw in ("L;2", "L;4"):
        image.info["transparency"] = min(255, key * {"L;2": 85, "L;4": 17}[raw])
    elif isinstance(key, tuple) and raw == "RGB;16B":
        image.info["transparency"] = tuple(value >> 8 for value in key)


def _deep_key(image: Image.Image) -> Image.Image | None:
    """Alpha of grey of 16 bits with one transparent level; None for every other picture."""
    key = image.info.get("transparency")
    if not image.mode.startswith("I;16") or not isinstance(key, int):
        return None
    import numpy as np

    return Image.fromarray(np.where(np.asarray(image) == key, 0, 255).astype(np.uint8))


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colours in a mode that profiles are made for (L, RGB, CMYK, LAB), and alpha or None."""
    if image.mode == "LA":
        return image.getchannel("L"), image.getchannel("A")
    if image.mode == "La":
        return _split_alpha(image.convert("LA"))
    if image.mode in ("RGBA", "PA", "RGBa") or (
        image.mode in ("1", "L", "P", "RGB") and "transparency" in image.info
    ):
        rgba = image.convert("RGBA")
        return rgba.convert("RGB"), rgba.getchannel("A")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image, None
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    transform = _transform(icc, image.mode)
    if transform is None and icc is not None and image.mode == "RGB":
        # A grey profile on a grey picture that carried a colour key.
        transform = _transform(icc, "L")
        image = image.convert("L") if transform is not None else image
    if transform is None or (image.mode == "RGB" and _changes_nothing(transform)):
        return image if image.mode == "RGB" else image.convert("RGB")
    from PIL import ImageCms

    converted = ImageCms.applyTransform(image, transform)
    return converted if converted is not None else image.convert("RGB")


def _transform(icc: bytes | None, mode: str) -> Any | None:
    """A colour transform to sRGB, or None without a (usable) profile."""
    if icc is None and mode != "LAB":
        return None
    try:
        from PIL import ImageCms

        source = (
            ImageCms.createProfile("LAB") if icc is None else ImageCms.ImageCmsProfile(BytesIO(icc))
        )
        return ImageCms.buildTransform(
            source,
            _srgb_profile(),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except Exception:  # a broken profile, one for another mode, or Pillow without littlecms
        return None


@cache
def _srgb_profile() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")


def _changes_nothing(transform: Any) -> bool:
    """Whether a transform is sRGB to sRGB but for rounding; then the exact pixels are kept.

    Decided by its effect on 729 colours: names of profiles lie (there is a linear "sRGB").
    """
    from PIL import ImageCms

    levels = range(0, 256, 32)
    colours = bytes(c for r in levels for g in levels for b in levels for c in (r, g, b))
    probe = Image.frombytes("RGB", (len(colours) // 3, 1), colours)
    result = ImageCms.applyTransform(probe, transform)
    return result is not None and all(
        abs(a - b) <= 2 for a, b in zip(colours, result.tobytes(), strict=True)
    )
