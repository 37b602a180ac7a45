"""Videos through ffmpeg, which the extra ``video`` brings; loaded only when one is opened."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image

from lgt_engine.errors import ImageError

from .formats import shown_name

#: Suffix → ffmpeg's name of the container.
_CONTAINERS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".webm": "webm",
    ".mkv": "matroska",
    ".avi": "avi",
}
VIDEO_SUFFIXES = frozenset(_CONTAINERS)


@dataclass(frozen=True)
class Video:
    """A video that is open; ``count`` is what its length and rate say."""

    size: tuple[int, int]
    fps: float
    count: int
    sound: bool
    pictures: Iterator[Image.Image]


def has_video() -> bool:
    """Whether the extra is installed."""
    from importlib.machinery import PathFinder

    return PathFinder.find_spec("imageio_ffmpeg") is not None


def _ffmpeg(place: Path) -> ModuleType:
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise ImageError(
            f"{shown_name(place)} is a video, and support for videos is not installed.",
            next_step='Type: pip install "lgt-studio[video]"',
        ) from error
    module: ModuleType = imageio_ffmpeg
    return module


@contextmanager
def opened_video(place: Path) -> Iterator[Video]:
    """Open a video; raises ImageError when it cannot be read."""
    reader = _ffmpeg(place).read_frames(str(place.resolve()))
    try:
        try:
            facts: dict[str, Any] = next(reader)
            size, fps = facts["size"], float(facts["fps"])
            count = max(1, round(fps * float(facts["duration"])))
            if fps <= 0:
                raise ValueError
        except Exception as error:  # ffmpeg's words are for its developers
            raise _damaged(place) from error
        yield Video(size, fps, count, bool(facts.get("audio_codec")), _pictures(reader, size))
    finally:
        reader.close()


def _pictures(reader: Iterator[bytes], size: tuple[int, int]) -> Iterator[Image.Image]:
    # ffmpeg gives what it can of a file that is cut off, and then ends.
    with suppress(OSError, RuntimeError):
        for data in reader:
            yield Image.frombytes("RGB", size, data)


def _damaged(place: Path) -> ImageError:
    return ImageError(
        f"{shown_name(place)} is damaged, or a kind of video that cannot be read.",
        next_step="Copy or download it again, or convert it to MP4.",
    )


class VideoWriter:
    """Writes frames of one size at a constant rate.

    Parameters
    ----------
    part : Path
        The file that is written.
    place : Path
        Where it will lie; its suffix says which container.
    size : (int, int)
        An odd side gets one pixel more: the usual compression knows even ones only.
    fps : float
        A frame that is shown longer is written several times.
    quality : int
        1 to 100.
    sound : Path or None
        A video whose sound is taken.
    sound_seconds : float
        For how long there is sound at least, be it silence: no less than the frames will be shown.
    """

    def __init__(
        self,
        part: Path,
        place: Path,
        size: tuple[int, int],
        *,
        fps: float,
        quality: int,
        sound: Path | None,
        sound_seconds: float = 0.0,
    ) -> None:
        self._place, self._part, self._fps = place, part, fps
        self._ffmpeg = _ffmpeg(place)
        suffix = place.suffix.lower()
        more = ["-f", _CONTAINERS[suffix]]
        if sound is not None:
            # Sound that ends before the pictures goes on as silence, or it would cut them off.
            more += ["-af", f"apad=whole_dur={sound_seconds}", "-shortest"]
        self._stream = self._ffmpeg.write_frames(
            str(part.resolve()), size, fps=fps, quality=quality / 10, macro_block_size=2,
            codec="libvpx-vp9" if suffix == ".webm" else "libx264", output_params=more,
            audio_path=str(sound.resolve()) if sound else None, ffmpeg_log_level="error",
        )  # fmt: skip
        self._stream.send(None)
        self._seconds, self._written = 0.0, 0

    def add(self, image: Image.Image, milliseconds: float) -> None:
        """Add a frame; transparent pixels become opaque. Raises OSError when the disk is full."""
        self._seconds += milliseconds / 1000
        times = max(1 if not self._written else 0, round(self._seconds * self._fps) - self._written)
        for _ in range(times):
            self._stream.send(image.convert("RGB").tobytes())
        self._written += times

    def close(self) -> None:
        """End the file; raises OSError when it is not whole."""
        self._stream.close()
        try:
            frames, _ = self._ffmpeg.count_frames_and_secs(str(self._part.resolve()))
        except Exception as error:
            raise OSError(errno.EIO, "ffmpeg could not write it; the disk may be full") from error
        if frames < self._written:
            raise OSError(errno.EIO, "ffmpeg could not write all of it; the disk may be full")

    def give_up(self) -> None:
        """End ffmpeg; the file is of no use."""
        with suppress(Exception):
            self._stream.close()
