"""Short clips to frames, one at a time: GIF, WebP and PNG that move, and videos."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image

from lgt_engine.errors import ImageError

from . import metadata as image_metadata
from .colour import WHITE, normalise
from .formats import check_size, damaged, kind_of, open_header, open_regular, shown_name
from .reading import Picture
from .video import VIDEO_SUFFIXES, opened_video

#: Picture formats that can move.
_MOVING = frozenset({"GIF", "WebP", "PNG"})


@dataclass(frozen=True)
class Frame:
    """One frame of a clip, and for how long it is shown."""

    picture: Picture
    milliseconds: float


@dataclass(frozen=True)
class Clip:
    """A clip that is open.

    Attributes
    ----------
    path : Path
    size : (int, int)
        Width and height in pixels.
    count : int
        Frames; of a video as its length and rate say, which can be off by some.
    plays : int
        How often it is shown; 0 is for ever.
    fps : float or None
        Frames a second of a video.
    sound : bool
    frames : iterator of Frame
        Reads the file; a frame is not kept when the next one is asked for.
    """

    path: Path
    size: tuple[int, int]
    count: int
    plays: int
    fps: float | None
    sound: bool
    frames: Iterator[Frame]


def is_clip(path: Path) -> bool:
    """Whether a file is a video by its name, or a picture that moves by its header."""
    if path.suffix.lower() in VIDEO_SUFFIXES:
        return True
    try:
        with open_regular(path) as stream:
            if kind_of(stream.read(64)) not in _MOVING:
                return False
            image, _ = open_header(stream, path)
            return bool(getattr(image, "is_animated", False))
    except (ImageError, OSError, EOFError, ValueError, SyntaxError):  # told by whoever opens it
        return False


@contextmanager
def open_clip(
    path: str | os.PathLike[str], *, ground: tuple[int, int, int] = WHITE
) -> Iterator[Clip]:
    """Open a clip for reading.

    Its frames are as :func:`lgt_engine.images.open_picture` reads a picture: upright, sRGB, on a
    ground, with alpha apart.

    Parameters
    ----------
    path : path-like
        GIF, WebP, PNG, or with the extra ``video`` MP4, MOV, WebM, MKV, M4V or AVI.
    ground : (int, int, int)
        Colour under transparent pixels.

    Raises
    ------
    ImageError
        No clip, too large, a video without the extra, or damaged so that not even its first frame
        can be read. A clip that is damaged further on ends there.
    """
    place = Path(path)
    if place.suffix.lower() in VIDEO_SUFFIXES:
        with open_regular(place), opened_video(place) as video:
            check_size(place, video.size)
            shown = _video_frames(place, video.pictures, 1000 / video.fps, ground)
            yield Clip(place, video.size, video.count, 0, video.fps, video.sound, shown)
        return
    with open_regular(place) as stream:
        image, kind = open_header(stream, place)
        check_size(place, image.size)
        try:
            first = int(bool(getattr(image, "default_image", False)))  # shown instead of the clip
            count = getattr(image, "n_frames", 1) - first
        except Exception as error:  # Pillow's readers raise all kinds
            raise damaged(place, kind, stream, error) from error
        if kind not in _MOVING or count < 1:
            raise ImageError(
                f"{shown_name(place)} has no frames.", next_step="Choose a GIF, WebP, PNG or video."
            )
        plays = _plays(kind, image)

        def frames() -> Iterator[Frame]:
            for number in range(first, first + count):
                try:
                    yield _frame(place, image, number, ground)
                except Exception as error:
                    if number > first:
                        return
                    raise damaged(place, kind, stream, error) from error

        yield Clip(place, image.size, count, plays, None, False, frames())


def frame_count(path: Path) -> int:
    """Frames of a clip; raises ImageError when it is none."""
    with open_clip(path) as clip:
        return clip.count


def _plays(kind: str, image: Image.Image) -> int:
    loop = image.info.get("loop")
    if kind != "GIF":
        return loop if isinstance(loop, int) else 0
    if not isinstance(loop, int):
        return 1
    return loop + 1 if loop else 0  # a GIF counts repetitions


def _frame(place: Path, image: Image.Image, number: int, ground: tuple[int, int, int]) -> Frame:
    image.seek(number)
    image.load()
    exif = image.info.get("exif")
    turn = image_metadata.orientation_of(exif if isinstance(exif, bytes) else None)
    rgb, alpha = normalise(image, turn, ground)
    duration = image.info.get("duration", 0)
    shown = float(duration) if isinstance(duration, int | float) and duration > 0 else 0.0
    return Frame(_picture(place, rgb, alpha, ground), shown)


def _video_frames(
    place: Path, pictures: Iterator[Image.Image], milliseconds: float, ground: tuple[int, int, int]
) -> Iterator[Frame]:
    empty = True
    for rgb in pictures:
        empty = False
        yield Frame(_picture(place, rgb, None, ground), milliseconds)
    if empty:
        raise ImageError(
            f"{shown_name(place)} has no frames that can be read.",
            next_step="Copy or download it again.",
        )


def _picture(
    place: Path, rgb: Image.Image, alpha: Image.Image | None, ground: tuple[int, int, int]
) -> Picture:
    digest = sha256(rgb.tobytes() + (alpha.tobytes() if alpha else b"")).hexdigest()
    return Picture(rgb, alpha, None, place, digest, ground)
