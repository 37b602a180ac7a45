"""A clip from its frames: each stylized, steadied and written before the next one is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from lgt_engine.control import Control
from lgt_engine.errors import Cancelled
from lgt_engine.images import Picture, fit_inside
from lgt_engine.images.clip_writing import clip_writer
from lgt_engine.images.clips import Clip, open_clip
from lgt_engine.images.writing import with_alpha
from lgt_engine.progress import ProgressGenerator, as_part

from .settings import StylizeSettings
from .steadying import Steadying
from .stylizer import Stylizer

#: A video that gave so much of its frames was read to its end: their number is an estimate.
_READ_WHOLE = 0.9


@dataclass(frozen=True)
class ClipMade:
    """What became of a clip.

    Attributes
    ----------
    frames, of : int
        How many frames of how many are in the file.
    cut : str
        What is to be said when not all are: it was stopped, or damaged. Empty for a whole clip.
    """

    frames: int
    of: int
    cut: str = ""


def stylize_clip(
    stylizer: Stylizer,
    source: Path,
    target: Path,
    settings: StylizeSettings,
    control: Control,
    *,
    made_with: Mapping[str, str | float | int] | None = None,
    quality: int = 95,
    overwrite: bool = False,
    max_side: int | None = None,
) -> ProgressGenerator[ClipMade]:
    """Stylize a clip frame by frame; yields the share in (0, 1] that is done.

    Durations, rate, the number of plays, transparency and, between videos, sound are kept. All
    frames have the same settings, so seed, noise and tiles are the same in each; what still
    differs is taken out by :class:`~lgt_engine.inference.steadying.Steadying`. A frame equal to
    the last one is not made again. One frame is in memory at a time.

    ``max_side`` shrinks the frames to so many pixels a side.

    A stop ends the clip after the frame in the making, and damage before the frame that cannot be
    read: what is done can be played.

    Raises
    ------
    Cancelled
        Stopped before the first frame was done; there is no file.
    ImageError
        No frame can be read, a full disk, a target that may not be; there is no file.
    DataError, OutOfMemoryError
        As :meth:`Stylizer.stylize`.
    """
    done, steady = 0, Steadying()
    last: tuple[str, Image.Image] | None = None
    with (
        open_clip(source, ground=stylizer.ground) as clip,
        clip_writer(
            target, _size(clip.size, max_side), source=source, plays=clip.plays, fps=clip.fps,
            sound_seconds=_sound_seconds(clip), made_with=made_with, quality=quality,
            overwrite=overwrite,
        ) as writer,
    ):  # fmt: skip
        for frame in clip.frames:
            if control.stopping:
                break
            picture = frame.picture if max_side is None else _shrunk(frame.picture, max_side)
            if last is None or last[0] != picture.content_hash:
                of = max(clip.count, done + 1)
                work = stylizer.stylize_with_progress(picture, settings)
                made = yield from as_part(work, done / of, (done + 0.95) / of)
                last = picture.content_hash, steady.steadied(picture.image, made)
            writer.add(with_alpha(last[1], picture), frame.milliseconds)
            done += 1
            yield done / max(clip.count, done)
        else:
            enough = clip.count if clip.fps is None else _READ_WHOLE * clip.count
            why = "" if done >= enough else f"{source.name} could not be read to its end"
            return _ended(target, done, clip.count, why)
        if not done:
            raise Cancelled("Stopped, as asked.", safe="Nothing was written.")
        return _ended(target, done, clip.count, "Stopped")


def _ended(target: Path, frames: int, count: int, why: str) -> ClipMade:
    of = max(frames, count)
    cut = f"{why}; {target.name} holds the first {frames} of {of} frames." if why else ""
    return ClipMade(frames, of, cut)


def _sound_seconds(clip: Clip) -> float:
    """Length of a clip with sound, and one second: the number of frames is an estimate."""
    return 1 + clip.count / clip.fps if clip.sound and clip.fps else 0.0


def _size(size: tuple[int, int], max_side: int | None) -> tuple[int, int]:
    return size if max_side is None else fit_inside(Image.new("L", size), max_side).size


def _shrunk(picture: Picture, side: int) -> Picture:
    alpha = None if picture.alpha is None else fit_inside(picture.alpha, side)
    return replace(picture, image=fit_inside(picture.image, side), alpha=alpha)
