"""Any Pillow mode to upright sRGB pixels of 8 bits, with alpha apart."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def normalise(image: Image.Image, turn: int) -> tuple[Image.Image, Image.Image | None]:
    """RGB in sRGB and alpha, both upright, as images of their own.

    Parameters
    ----------
    image : PIL.Image.Image
        A loaded picture of any mode; its ``info`` may hold a colour profile and transparency.
    turn : int
        EXIF orientation, 1 to 8, to be applied.

    Returns
    -------
    rgb : PIL.Image.Image
        Mode RGB, 8 bits, with an empty ``info``.
    alpha : PIL.Image.Image or None
        Mode L; None when every pixel is opaque.
    """
    icc = image.info.get("icc_profile")
    colours, alpha = _split_alpha(_to_eight_bits(image))
    rgb = _to_srgb(colours, icc if isinstance(icc, bytes) else None)
    if alpha is not None and alpha.getextrema() == (255, 255):
        alpha = None
    if turn in _TURNS:
        rgb = rgb.transpose(_TURNS[turn])
        alpha = alpha.transpose(_TURNS[turn]) if alpha is not None else None
    elif rgb is image:
        rgb = image.copy()
    rgb.info = {}
    return rgb, alpha


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Modes of more than 8 bits a channel become L, scaled rather than clipped."""
    if image.mode.startswith("I;16"):
        return _scaled(image.convert("I"), 65535)
    if image.mode == "I":
        _, high = image.getextrema()
        return _scaled(image, _full_scale(float(high)))  # type: ignore[arg-type]
    if image.mode == "F":
        import numpy as np

        values = np.asarray(image)
        finite = np.where(np.isfinite(values), values, 0.0)
        high = float(finite.max())
        full = 1.0 if high <= 1.0 else 255.0 if high <= 255.0 else _full_scale(high)
        levels = np.clip(np.rint(finite * (255.0 / full)), 0, 255)
        return Image.fromarray(levels.astype(np.uint8))
    return image


def _full_scale(high: float) -> float:
    # 16-bit PNM arrives in 32-bit mode; anything larger has no scale of its own but its maximum.
    return max(65535.0, high)


def _scaled(image: Image.Image, full: float) -> Image.Image:
    scale = 255.0 / full
    return image.point(lambda value: value * scale + 0.5).convert("L")


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
