"""Files to pixels: upright, sRGB, 8 bits, on a ground; and pixels to tensors.

Everything that concerns picture files is importable from here; saving lives in
:mod:`lgt_engine.images.writing`, folders in :mod:`lgt_engine.images.folders`. Importing this module
does not import torch: the window opens without it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from lgt_engine.errors import ImageError

from . import metadata as image_metadata
from .colour import WHITE, normalise, scale_key
from .formats import MAX_PIXELS, MIN_SIDE, check_size, damaged, open_header, quiet, read_bytes
from .repair import is_filled_up, load_damaged

if TYPE_CHECKING:
    import torch

_SUBFILE, _SMALL_COPY = 0x00FE, 1


@dataclass(frozen=True)
class Picture:
    """A picture as LGT uses it.

    Two pictures are equal when their content hash, path and EXIF are.

    Attributes
    ----------
    image : PIL.Image.Image
        Mode RGB, sRGB, upright. Where it is transparent, its ground shows through.
    alpha : PIL.Image.Image or None
        Mode L of the same size, 255 = opaque; None when every pixel is opaque.
    exif : bytes or None
        EXIF block beginning with ``Exif\\0\\0``, its orientation reset to 1, without thumbnail.
    path : pathlib.Path or None
        The file it came from.
    content_hash : str
        SHA-256 of the file's bytes (of the pixels when there is no file), 64 hexadecimal digits.
    ground : (int, int, int)
        The colour under transparent pixels.
    has_more : bool
        The file holds further frames or pages, which were not read.
    """

    image: Image.Image = field(compare=False, repr=False)
    alpha: Image.Image | None = field(compare=False, repr=False)
    exif: bytes | None = field(repr=False)
    path: Path | None
    content_hash: str
    ground: tuple[int, int, int] = WHITE
    has_more: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, upright."""
        return self.image.size


def open_picture(
    path: str | os.PathLike[str],
    *,
    min_side: int = MIN_SIDE,
    max_pixels: int = MAX_PIXELS,
    ground: tuple[int, int, int] = WHITE,
) -> Picture:
    """Read a picture file.

    The kind is recognised by content, whatever the suffix. EXIF orientation is applied once, a
    colour profile is converted to sRGB (a broken one is ignored), deeper values are scaled to
    8 bits, transparent pixels show the ground, and of an animation the first frame is taken.

    Parameters
    ----------
    path : path-like
        JPEG, PNG, WebP, GIF, TIFF, BMP, PPM, JPEG 2000, AVIF, or HEIC with the extra ``heif``.
    min_side : int
        Smallest accepted shorter side in pixels.
    max_pixels : int
        Largest accepted width × height, decided from the header before anything is decoded.
    ground : (int, int, int)
        Colour under transparent pixels, each part from 0 to 255.

    Returns
    -------
    Picture
        Read in full from one reading of the file; the hash is of those very bytes.

    Raises
    ------
    ImageError
        The only exception, whatever the bytes; its sentence names the file and the reason.
    """
    place = Path(path)
    data = read_bytes(place)
    stream = BytesIO(data)
    image, kind = open_header(stream, place)
    check_size(place, image.size, min_side=min_side, max_pixels=max_pixels)
    try:
        with _silence(kind):
            image = _loaded(image, kind, data)
        exif = _raw_exif(image, data if kind == "TIFF" else None)
        # Pillow has already turned a TIFF, libheif a HEIC (which also says so in its EXIF).
        turn = 1 if kind == "TIFF" else image_metadata.orientation_of(exif)
        rgb, alpha = normalise(image, turn, ground)
        upright = image_metadata.upright_exif(exif)
        with _silence(kind):
            more = _has_more(image)
    except Exception as error:  # whatever the bytes: never anything but a sentence
        raise damaged(place, kind, BytesIO(data), error) from error
    check_size(place, rgb.size, min_side=min_side, max_pixels=max_pixels)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(rgb, alpha, upright, place, digest, ground, more)


def _silence(kind: str) -> AbstractContextManager[None]:
    # Pillow reads a TIFF's tags again while decoding, and warns of odd ones.
    return quiet() if kind == "TIFF" else nullcontext()


def _loaded(image: Image.Image, kind: str, data: bytes) -> Image.Image:
    """The decoded picture; what a file lacks beside its pixels does not matter."""
    try:
        if is_filled_up(kind, data):
            raise EOFError
        scale_key(image)
        image.load()
    except MemoryError:
        raise
    except Exception:  # Pillow's decoders raise all kinds
        salvaged = load_damaged(kind, data)
        if salvaged is None:
            raise
        return salvaged
    return image


def _has_more(image: Image.Image) -> bool:
    """Whether further pictures follow in the file, other than small copies of this one."""
    with suppress(Exception):  # they may be damaged, and nobody asked for them
        if not getattr(image, "is_animated", False):
            return False
        if not hasattr(image, "tag_v2"):
            return True
        image.seek(1)
        return not image.tag_v2.get(_SUBFILE, 0) & _SMALL_COPY
    return False


def picture_from_pil(image: Image.Image) -> Picture:
    """A picture that never was a file of ours: from the clipboard, or from a test.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode; not changed. Orientation, profile and transparency in its ``info`` are honoured.

    Returns
    -------
    Picture
        With ``path`` None and a hash of size, pixels and alpha.

    Raises
    ------
    ImageError
        No pixels, or pixels that cannot be decoded.
    """
    if min(image.size) < 1:
        raise ImageError("The picture from the clipboard has no pixels.")
    try:
        image.load()
        exif = _raw_exif(image, None)
        rgb, alpha = normalise(image, image_metadata.orientation_of(exif))
        digest = hashlib.sha256(f"pixels {rgb.size}".encode() + rgb.tobytes())
        digest.update(alpha.tobytes() if alpha else b"")
    except Exception as error:  # a lazily opened file may hold anything
        raise ImageError("The picture from the clipboard cannot be decoded.") from error
    return Picture(rgb, alpha, image_metadata.upright_exif(exif), None, digest.hexdigest())


def _raw_exif(image: Image.Image, tiff: bytes | None) -> bytes | None:
    if tiff is not None:
        return tiff  # a TIFF's own first directory is its EXIF
    raw = image.info.get("exif")
    if isinstance(raw, bytes):
        return raw
    hexadecimal = image.info.get("Raw profile type exif")  # ImageMagick's way in PNG
    if isinstance(hexadecimal, str):
        try:
            return bytes.fromhex("".join(hexadecimal.split("\n")[3:]))
        except ValueError:
            return None
    return None


def to_tensor(image: Image.Image, *, size: int | None = None) -> torch.Tensor:
    """Pixels as the network sees them.

    Parameters
    ----------
    image : PIL.Image.Image
        Any size; converted to RGB when it is not.
    size : int, optional
        Crop the centre square and scale it to this many pixels a side first.

    Returns
    -------
    torch.Tensor
        [3, H, W] float32 in [−1, 1], on the CPU.
    """
    import torch

    rgb = image if image.mode == "RGB" else image.convert("RGB")
    if size is not None:
        rgb = centre_crop_square(rgb, size)
    pixels = torch.frombuffer(bytearray(rgb.tobytes()), dtype=torch.uint8)
    planes = pixels.view(rgb.height, rgb.width, 3).permute(2, 0, 1).contiguous()
    return planes.float().div_(127.5).sub_(1.0)


def to_image(tensor: torch.Tensor) -> Image.Image:
    """The inverse of :func:`to_tensor`, exact for 8-bit values.

    Parameters
    ----------
    tensor : torch.Tensor
        [3, H, W] or [1, 3, H, W], any floating dtype and device; values outside [−1, 1] are
        clamped, NaN becomes mid grey.

    Returns
    -------
    PIL.Image.Image
        Mode RGB, W × H.

    Raises
    ------
    ValueError
        Another shape.
    """
    import torch

    planes = tensor.squeeze(0) if tensor.dim() == 4 else tensor
    if planes.dim() != 3 or planes.shape[0] != 3:
        raise ValueError(f"Expected [3, H, W] or [1, 3, H, W], got {list(tensor.shape)}.")
    values = planes.detach().to("cpu", torch.float32).nan_to_num(nan=0.0)
    levels = values.clamp(-1.0, 1.0).add(1.0).mul_(127.5).round_().to(torch.uint8)
    pixels = levels.permute(1, 2, 0).contiguous()
    return Image.frombytes("RGB", (planes.shape[2], planes.shape[1]), pixels.numpy().tobytes())


def fit_inside(image: Image.Image, max_side: int) -> Image.Image:
    """Shrink a picture so that its longer side is at most `max_side`; never enlarge.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode that can be resampled.
    max_side : int
        Pixels, at least 1.

    Returns
    -------
    PIL.Image.Image
        The same object when it already fits.
    """
    longer = max(image.size)
    if longer <= max_side:
        return image
    width, height = (max(1, round(side * max_side / longer)) for side in image.size)
    return _resize(image, (width, height))


def scaled_to(image: Image.Image, longer_side: int) -> Image.Image:
    """Scale a picture, up or down, so that its longer side is exactly `longer_side`.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode that can be resampled.
    longer_side : int
        Pixels, at least 1.

    Returns
    -------
    PIL.Image.Image
        The same object when it already has that size.
    """
    scale = longer_side / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image if (width, height) == image.size else _resize(image, (width, height))


def _resize(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def centre_crop_square(image: Image.Image, size: int) -> Image.Image:
    """The largest centred square, scaled to `size` × `size`.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode that can be resampled.
    size : int
        Pixels, at least 1.

    Returns
    -------
    PIL.Image.Image
        `size` × `size`.
    """
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    box = (left, top, left + side, top + side)
    if side == size:
        return image.crop(box)
    return image.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
