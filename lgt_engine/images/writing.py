"""Saving pictures: whole or not at all, never over an original, with a note of their making."""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from lgt_engine.errors import ImageError
from lgt_engine.io.atomic_files import write_atomically

from . import metadata as image_metadata
from .colour import WHITE, composite_on
from .formats import open_header, open_regular, read_bytes, shown_name, shown_path
from .layered import HIDDEN_LAYER, THUMBNAIL_SIDE, flat_picture, pack_layers
from .metadata import MadeWith

if TYPE_CHECKING:
    from .reading import Picture

#: Suffix → format, and the longest side that the format can hold in pixels.
_FORMATS = {
    ".png": ("PNG", 2**31 - 1),
    ".jpg": ("JPEG", 65_500),
    ".jpeg": ("JPEG", 65_500),
    ".webp": ("WebP", 16_383),
    ".tif": ("TIFF", 2**31 - 1),
    ".tiff": ("TIFF", 2**31 - 1),
    ".ora": ("PNG", 2**31 - 1),  # OpenRaster: PNG pictures in layers
}

#: What the comment of a GIF that LGT made begins with.
GIF_NOTE = b"lgt "

_LONGEST_NAME = 255  # bytes, on every common file system


def save_picture(
    image: Image.Image,
    path: str | os.PathLike[str],
    *,
    source: Picture | None = None,
    made_with: MadeWith | None = None,
    quality: int = 95,
    overwrite: bool = False,
    keep_location: bool = False,
    mask: Image.Image | None = None,
) -> Path:
    """Write a picture; the file appears whole or not at all.

    Parameters
    ----------
    image : PIL.Image.Image
        sRGB pixels; RGB, or RGBA whose alpha then wins over the source's.
    path : path-like
        Ends in .png, .jpg, .jpeg, .webp, .tif, .tiff or .ora. The last one, OpenRaster, holds the
        source as a layer under the picture.
    source : Picture, optional
        The picture this one was made from: its EXIF is kept with orientation 1, and its alpha where
        the format has one (scaled if needed; JPEG gets the ground it was read on). Where it is half
        transparent, the ground is taken out of the colours: nothing shows it twice.
    made_with : mapping, optional
        How it was made (model, style, guidance, …): PNG text ``lgt`` and EXIF UserComment.
    quality : int
        1 to 100, for JPEG and WebP.
    overwrite : bool
        Replace an existing file. The source's own file is never replaced.
    keep_location : bool
        Keep the place where the source was taken; without it only the rest of its EXIF is kept.
    mask : PIL.Image.Image, optional
        Mode L: where the picture is in the style. OpenRaster gets it as a hidden layer on top.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    ImageError
        Unknown suffix, existing file, too large for the format, full disk, folder missing or not
        writable. Nothing is left behind.
    ValueError
        `quality` out of range.
    """
    place = Path(path)
    if not 1 <= quality <= 100:
        raise ValueError(f"quality must be 1 to 100, got {quality}.")
    _check_target(place, image.size, source, overwrite)
    exif = source.exif if source else None
    if not keep_location:
        exif = image_metadata.without_location(exif)
    ground = source.ground if source else WHITE
    whole = with_alpha(image, source)
    data = _encode(whole, place, exif, ground, made_with, quality)
    if place.suffix.lower() == ".ora":
        data = _in_layers(data, whole, place, source, mask)
    _write_whole(place, data)
    return place


def fitting_path(path: Path, ending: str = "") -> Path:
    """``path`` with ``ending`` before its suffix; the stem is shortened to 255 bytes in all."""
    ending += path.suffix
    room = max(1, _LONGEST_NAME - len(os.fsencode(ending)))
    stem = path.stem
    if len(os.fsencode(stem)) > room:
        stem = os.fsencode(stem)[:room].decode("utf-8", "ignore") or "picture"
    return path.with_name(stem + ending)


def read_made_with(path: str | os.PathLike[str]) -> dict[str, str | float | int] | None:
    """How a picture was made, as :func:`save_picture` stored it.

    Parameters
    ----------
    path : path-like
        A picture file.

    Returns
    -------
    dict or None
        None when it says nothing that LGT wrote.

    Raises
    ------
    ImageError
        The file cannot be read, or is not a picture.
    """
    place = Path(path)
    with open_regular(place) as stream:
        image, kind = open_header(flat_picture(stream), place)
        text, comment = image.info.get("lgt"), image.info.get("comment")
        if kind == "GIF" and isinstance(comment, bytes) and comment.startswith(GIF_NOTE):
            text = comment.removeprefix(GIF_NOTE)
        found = image_metadata.made_with_of_text(text)
        if found is not None:
            return found
        raw = read_bytes(place) if kind == "TIFF" else image.info.get("exif")
    return image_metadata.made_with_of_exif(raw if isinstance(raw, bytes) else None)


def is_result(path: Path) -> bool:
    """Whether a file is a picture that LGT made, by what :func:`save_picture` wrote into it."""
    try:
        return read_made_with(path) is not None
    except ImageError:
        return False


def _check_target(
    place: Path, size: tuple[int, int], source: Picture | None, overwrite: bool
) -> None:
    if place.suffix.lower() not in _FORMATS:
        endings = ", ".join(_FORMATS)
        raise ImageError(
            f"{shown_name(place)} cannot be saved: LGT writes {endings}.",
            next_step="Choose a name with one of these endings.",
        )
    check_place(place, source.path if source else None, overwrite)
    kind, longest = _FORMATS[place.suffix.lower()]
    if max(size) > longest:
        raise ImageError(
            f"{shown_name(place)} cannot be saved: {kind} holds at most {longest:,} pixels a side, "
            f"and the picture is {size[0]:,} × {size[1]:,}.",
            next_step="Save it as PNG.",
        )


def check_place(place: Path, source: Path | None, overwrite: bool) -> None:
    """Raise ImageError where a result may not go: onto its source, a folder or another file."""
    if source is not None and _same_file(place, source):
        raise ImageError(
            f"{shown_name(place)} is the original picture; LGT never writes over an original.",
            safe="The original is untouched.",
            next_step="Choose another name or folder.",
        )
    if os.path.isdir(place):
        raise ImageError(f"{shown_path(place)} is a folder.", next_step="Choose a file name.")
    if not overwrite and os.path.lexists(place):
        raise ImageError(
            f"{shown_name(place)} already exists.",
            safe="It was left as it is.",
            next_step="Choose another name, or allow it to be replaced.",
        )


def _same_file(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.abspath(one) == os.path.abspath(other)


def with_alpha(image: Image.Image, source: Picture | None) -> Image.Image:
    """A picture as RGB, or RGBA when it or else its source has transparency."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    if source is None or source.alpha is None:
        return rgb
    alpha = source.alpha
    if alpha.size != rgb.size:
        alpha = alpha.resize(rgb.size, Image.Resampling.LANCZOS)
    return composite_on(rgb, alpha, source.ground)


def _encode(
    image: Image.Image,
    place: Path,
    old: bytes | None,
    ground: tuple[int, int, int],
    made_with: MadeWith | None,
    quality: int,
) -> bytes:
    kind, _ = _FORMATS[place.suffix.lower()]
    if kind == "JPEG" and image.mode == "RGBA":
        below = Image.new("RGBA", image.size, ground)
        image = Image.alpha_composite(below, image).convert("RGB")
    try:
        limit = image_metadata.JPEG_EXIF_LIMIT if kind == "JPEG" else None
        exif = image_metadata.build_exif(old, image.size, made_with, limit=limit)
        options = _options(kind, exif, made_with, quality)
        stream = BytesIO()
        image.save(stream, format=kind, **options)
        data = stream.getvalue()
        if kind == "TIFF" and exif is not None:
            data = image_metadata.add_exif_to_tiff(data, exif)
        return data
    except Exception as error:  # Pillow's encoders raise all kinds
        reason = "not enough memory" if isinstance(error, MemoryError) else str(error)
        raise ImageError(
            f"{shown_name(place)} cannot be saved as {kind}: {reason.rstrip('.')}.",
            safe="Nothing was written.",
        ) from error


def _in_layers(
    png: bytes,
    image: Image.Image,
    place: Path,
    source: Picture | None,
    mask: Image.Image | None,
) -> bytes:
    """An OpenRaster file of a picture, which is given as PNG too, over its source."""
    layers = [("Result", png)]
    if mask is not None:
        grey = mask.resize(image.size, Image.Resampling.BICUBIC)
        layers.insert(0, (HIDDEN_LAYER, _encode(grey, place, None, WHITE, None, 100)))
    if source is not None:
        photo = source.image
        if photo.size != image.size:
            photo = photo.resize(image.size, Image.Resampling.LANCZOS)
        below = _encode(with_alpha(photo, source), place, None, source.ground, None, 100)
        layers.append(("Photo", below))
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return pack_layers(layers, png, _encode(small, place, None, WHITE, None, 100), image.size)


def _options(
    kind: str, exif: bytes | None, made_with: MadeWith | None, quality: int
) -> dict[str, Any]:
    """Arguments for Pillow's encoder."""
    options: dict[str, Any] = {"icc_profile": _srgb_bytes()}
    if exif is not None and kind != "TIFF":
        options["exif"] = exif
    if kind in ("JPEG", "WebP"):
        options["quality"] = quality
    if kind == "JPEG":
        options["subsampling"] = 0 if quality >= 90 else 2
    if kind == "TIFF":
        options["compression"] = "tiff_adobe_deflate"
    if kind == "PNG" and made_with is not None:
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Software", image_metadata.SOFTWARE)
        text.add_text("lgt", image_metadata.made_with_to_text(made_with))
        options["pnginfo"] = text
    return options


def _srgb_bytes() -> bytes | None:
    try:
        from PIL import ImageCms

        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    except ImportError:  # Pillow without littlecms; untagged means sRGB
        return None


def _write_whole(place: Path, data: bytes) -> None:
    try:
        write_atomically(place, data)
    except (OSError, ValueError) as error:
        raise not_written(place, error) from error


def not_written(place: Path, error: OSError | ValueError) -> ImageError:
    """The sentence for an error of the file system while a result was written."""
    code = error.errno if isinstance(error, OSError) else None
    folder = shown_path(place.parent)
    reasons = {
        errno.ENOSPC: ("the disk is full", "Free some space and try again."),
        errno.EDQUOT: ("your disk quota is used up", "Free some space and try again."),
        errno.EACCES: (f"{folder} may not be written to", "Choose another folder."),
        errno.EPERM: (f"{folder} may not be written to", "Choose another folder."),
        errno.EROFS: (f"{folder} is on a read-only disk", "Choose another folder."),
        errno.ENOENT: (f"the folder {folder} does not exist", "Create it, or choose another."),
        errno.ENOTDIR: (f"{folder} is not a folder", "Choose another folder."),
        errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
        errno.EFBIG: ("the disk cannot hold a file this large", "Choose another disk."),
    }
    fallback = (getattr(error, "strerror", None) or str(error), "Choose another folder or name.")
    reason, next_step = reasons.get(code or 0, fallback)
    return ImageError(
        f"{shown_name(place)} was not saved: {reason}.",
        safe="Nothing was written.",
        next_step=next_step,
    )
