"""Which file is which kind of picture: recognised by content, opened without decoding.

Pillow's ``Image.open`` is not used: it tries every plugin it has (one of them runs Ghostscript),
and its decompression-bomb limit is global state. The plugin classes are called directly instead,
for a short list of formats.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from lgt_engine.errors import ImageError

from .deep_tiff import open_deep_tiff
from .other_files import other_file_kind
from .repair import open_bare_png

#: Suffixes (lower case) of files that are looked at when a folder is read.
PICTURE_SUFFIXES = (
    frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".bmp"})
    | {".tif", ".tiff", ".mpo", ".ppm", ".pgm", ".pbm", ".pnm", ".jp2", ".j2k", ".jpx"}
    | {".avif", ".heic", ".heif", ".hif"}
)

#: Largest picture that is decoded, in pixels (300 megapixels take 2.7 GB while they are read).
MAX_PIXELS = 300_000_000

#: Shortest side that is accepted, in pixels.
MIN_SIDE = 64

#: Largest file that is read, in bytes.
MAX_FILE_BYTES = 1 << 30

_PLUGINS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "WebP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "PPM": ("PIL.PpmImagePlugin", "PpmImageFile"),
    "JPEG 2000": ("PIL.Jpeg2KImagePlugin", "Jpeg2KImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIC": ("pillow_heif", "HeifImageFile"),
}

_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"BM", "BMP"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
)

_RAW_SUFFIXES = frozenset(
    (".dng", ".nef", ".nrw", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw")
)

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# Pillow's words for files that may well be whole: depths, layouts and compressions it has not.
_UNKNOWN = (
    *("unknown pixel mode", "unknown data organization", "unknown filter category"),
    *("unsupported", "not yet supported", "cannot handle", "unable to determine j2k"),
    *("decoder tiff_", "decoder group", "decoder jpeg", "not available"),
)

_quiet_lock = threading.Lock()


def shown_name(path: Path) -> str:
    """The file's name between quotes, safe to print: no control or direction-changing characters.

    Parameters
    ----------
    path : pathlib.Path
        Any path.

    Returns
    -------
    str
        For example ``“photo.jpg”``; a newline in the name is shown as ``\\n``.
    """
    return f"“{_printable(path.name or str(path))}”"


def shown_path(path: Path) -> str:
    """Like :func:`shown_name`, with the whole path."""
    return f"“{_printable(str(path))}”"


def _printable(text: str) -> str:
    # Zero-width joiners belong to emoji and to several scripts.
    return "".join(
        c if c.isprintable() or c in "\u200c\u200d" else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def kind_of(head: bytes) -> str | None:
    """Name of the picture format that a file begins with, or None.

    Parameters
    ----------
    head : bytes
        The first 64 bytes or more.

    Returns
    -------
    str or None
        ``"JPEG"``, ``"PNG"``, … or None when it is no format that LGT reads.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        brands = {head[8:12]} | {head[i : i + 4] for i in range(16, 64, 4)}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        return "HEIC" if brands & _HEIC_BRANDS else None
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace():
        return "PPM"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def read_bytes(path: Path, *, limit: int = MAX_FILE_BYTES) -> bytes:
    """All bytes of a regular file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    limit : int
        Largest accepted size in bytes.

    Returns
    -------
    bytes
        The content; never empty.

    Raises
    ------
    ImageError
        Missing, a folder, a device or pipe, not permitted, empty, or too large.
    """
    with open_regular(path) as stream:
        try:
            data = stream.read(limit + 1)
        except (OSError, MemoryError) as error:
            raise unreadable(path, error) from error
    if len(data) > limit:
        raise ImageError(
            f"{shown_name(path)} is larger than {limit >> 20:,} MiB.",
            next_step="Make a smaller copy.",
        )
    if not data:
        raise _empty(path)
    return data


def _empty(path: Path) -> ImageError:
    what = f"{shown_name(path)} is empty (0 bytes)."
    return ImageError(what, next_step="Copy or download it again.")


@contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading, with every refusal as an :class:`ImageError`."""
    try:
        # Without O_NONBLOCK a named pipe would wait for a writer for ever.
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise unreadable(path, error) from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise unreadable(path, IsADirectoryError())
        raise ImageError(f"{shown_name(path)} is a device or a pipe, not a picture file.")
    with os.fdopen(descriptor, "rb") as stream:
        yield stream


def unreadable(path: Path, error: BaseException) -> ImageError:
    """The sentence for an error of the file system."""
    if isinstance(error, (IsADirectoryError, PermissionError)) and os.path.isdir(path):
        return ImageError(f"{shown_path(path)} is a folder, not a picture.")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return ImageError(
            f"{shown_path(path)} does not exist.", next_step="Check the spelling and the folder."
        )
    if isinstance(error, PermissionError):
        return ImageError(
            f"{shown_path(path)} may not be read: permission denied.",
            next_step="Allow yourself to read it, or copy it to another folder.",
        )
    if isinstance(error, MemoryError):
        return too_little_memory(path)
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return ImageError(f"{shown_path(path)} does not exist: the name is too long.")
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return ImageError(f"{shown_path(path)} is a link that leads back to itself.")
    reason = getattr(error, "strerror", None) or str(error)
    return ImageError(f"{shown_path(path)} cannot be read: {reason}.")


def too_little_memory(path: Path) -> ImageError:
    """The sentence for a picture that does not fit in memory."""
    return ImageError(
        f"{shown_name(path)} does not fit in this computer's memory.",
        next_step="Close other programs, or make a smaller copy of the picture.",
    )


@contextmanager
def quiet() -> Iterator[None]:
    """No Python warnings from Pillow's header readers (odd tags in TIFF, APNG or EXIF).

    ``warnings.catch_warnings`` swaps process-wide state, hence the lock, and hence its use around
    headers only, where it lasts for microseconds.
    """
    with _quiet_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_header(stream: BinaryIO, path: Path) -> tuple[Image.Image, str]:
    """Open a picture without decoding its pixels.

    Parameters
    ----------
    stream : binary file
        Positioned anywhere; must stay open while the picture is in use.
    path : pathlib.Path
        For messages.

    Returns
    -------
    image : PIL.Image.Image
        Not loaded; ``size``, ``mode`` and ``info`` are known.
    kind : str
        Name of the format.

    Raises
    ------
    ImageError
        Not a picture, damaged header, or a format whose support is not installed.
    """
    stream.seek(0)
    head = stream.read(64)
    kind = kind_of(head)
    if kind is None:
        raise _not_a_picture(path, head)
    if kind == "TIFF" and path.suffix.lower() in _RAW_SUFFIXES:
        # Opened as a TIFF it would be its own thumbnail.
        raise ImageError(
            f"{shown_name(path)} is a camera raw file, which LGT cannot read.",
            next_step="Export it as TIFF, PNG or JPEG from your photo program.",
        )
    module, name = _PLUGINS[kind]
    try:
        plugin = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise _not_installed(path, kind) from error
    stream.seek(0)
    try:
        with quiet():
            return _opened(plugin, stream, kind), kind
    except Image.DecompressionBombError as error:
        raise ImageError(
            f"{shown_name(path)} claims to have far more pixels than a real picture.",
            next_step="Make a smaller copy of it.",
        ) from error
    except Exception as error:  # whatever the bytes: never anything but a sentence
        raise damaged(path, kind, stream, error) from error


def _opened(
    plugin: Callable[[BinaryIO, str], Image.Image], stream: BinaryIO, kind: str
) -> Image.Image:
    try:
        return plugin(stream, "")
    except Exception:  # Pillow's header readers raise all kinds
        if kind not in ("PNG", "TIFF"):
            raise
        stream.seek(0)
        data = stream.read(MAX_FILE_BYTES)
        image = open_bare_png(data) if kind == "PNG" else open_deep_tiff(data)
        if image is None:
            raise
        return image


def _not_installed(path: Path, kind: str) -> ImageError:
    if kind == "HEIC":
        return ImageError(
            f"{shown_name(path)} is a HEIC picture, and support for HEIC is not installed.",
            next_step='Type: pip install "lgt-studio[heif]"',
        )
    what = f"{shown_name(path)} is a {kind} picture, which the installed Pillow cannot read."
    return ImageError(what, next_step="Save it as PNG or JPEG.")


def _not_a_picture(path: Path, head: bytes) -> ImageError:
    if not head:
        return _empty(path)
    foreign = other_file_kind(head)
    if foreign is None:
        return ImageError(f"{shown_name(path)} is not a picture that LGT can read.")
    return ImageError(f"{shown_name(path)} is not a picture that LGT can read: it is {foreign}.")


def damaged(path: Path, kind: str, stream: BinaryIO, error: BaseException) -> ImageError:
    """The sentence for bytes that begin like a picture and do not hold one that can be read."""
    if isinstance(error, MemoryError):
        return too_little_memory(path)
    if any(words in str(error).lower() for words in _UNKNOWN) or (
        kind == "TIFF" and isinstance(error.__context__, KeyError)  # a compression without a name
    ):
        return ImageError(
            f"{shown_name(path)} is a kind of {kind} that LGT cannot read.",
            next_step="Open it in another program and save it as PNG, or as TIFF of 8 or 16 bits.",
        )
    cut = "truncated" in str(error).lower() or isinstance(error, EOFError)
    if cut or _looks_cut(kind, stream):
        return ImageError(
            f"{shown_name(path)} is incomplete: the {kind} file ends before the picture does.",
            next_step="Copy or download it again.",
        )
    return ImageError(
        f"{shown_name(path)} is damaged: its {kind} data cannot be decoded.",
        next_step="Copy or download it again, or open it in another program and save it anew.",
    )


def _looks_cut(kind: str, stream: BinaryIO) -> bool:
    try:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 16))
        tail = stream.read()
        stream.seek(0)
        head = stream.read(16)
    except (OSError, ValueError):  # some plugins close the stream
        return False
    if kind in ("WebP", "BMP"):
        at, extra = (4, 8) if kind == "WebP" else (2, 0)
        return size < int.from_bytes(head[at : at + 4], "little") + extra
    ends = {"PNG": b"IEND", "JPEG": b"\xff\xd9", "GIF": b";"}
    return kind in ends and ends[kind] not in tail


def check_size(
    path: Path, size: tuple[int, int], *, min_side: int = MIN_SIDE, max_pixels: int = MAX_PIXELS
) -> None:
    """Refuse a picture by its width and height alone.

    Parameters
    ----------
    path : pathlib.Path
        For messages.
    size : (int, int)
        Width and height in pixels.
    min_side : int
        Smallest allowed shorter side.
    max_pixels : int
        Largest allowed width × height.

    Raises
    ------
    ImageError
        Too large or too small.
    """
    width, height = size
    shown = f"{shown_name(path)} is {width:,} × {height:,} pixels"
    if width * height > max_pixels:
        found, most = width * height / 1e6, max_pixels / 1e6
        what = f"{shown} ({found:,.0f} megapixels); at most {most:,.0f} megapixels are read."
        raise ImageError(what, next_step="Make a smaller copy of it.")
    if min(width, height) < max(1, min_side):
        what = f"{shown}; the shorter side must have at least {max(1, min_side)}."
        raise ImageError(what, next_step="Use a larger copy of the picture.")
