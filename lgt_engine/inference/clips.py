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
from lgt_engine.images.clips import open_clip
from lgt_engine.images.writing import with_alpha
from lgt_engine.progress import ProgressGenerator, as_part

from .settings import StylizeSettings
from .steadying import Steadying
from .stylizer import Stylizer


@dataclass(frozen=True)
class ClipMade:
    """What became of a clip: how many frames of how many are in the file.

    A damaged video may end early though nobody stopped it.
    """

    frames: int
    of: int
    stopped: bool


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

    A stop ends the clip after the frame in the making: what is done can be played.

    Raises
    ------
    Cancelled
        Stopped before the first frame was done; there is no file.
    ImageError
        A damaged clip, one without frames, a full disk, a target that may not be; there is no
        file.
    DataError, OutOfMemoryError
        As :meth:`Stylizer.stylize`.
    """
    done, steady = 0, Steadying()
    last: tuple[str, Image.Image] | None = None
    with (
        open_clip(source, ground=stylizer.ground) as clip,
        clip_writer(
            target, _size(clip.size, max_side), source=source, plays=clip.plays, fps=clip.fps,
            sound=clip.sound, made_with=made_with, quality=quality, overwrite=overwrite,
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
            return ClipMade(done, max(done, clip.count), stopped=False)
        if not done:
            raise Cancelled("Stopped, as asked.", safe="Nothing was written.")
        return ClipMade(done, max(done, clip.count), stopped=True)


def _size(size: tuple[int, int], max_side: int | None) -> tuple[int, int]:
    return size if max_side is None else fit_inside(Image.new("L", size), max_side).size


def _shrunk(picture: Picture, side: int) -> Picture:
    alpha = None if picture.alpha is None else fit_inside(picture.alpha, side)
    return replace(picture, image=fit_inside(picture.image, side), alpha=alpha)
