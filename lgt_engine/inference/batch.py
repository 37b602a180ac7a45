"""Stylize many files; one bad file does not stop the others."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from lgt_engine.control import Control
from lgt_engine.data.latent_cache import hash_file
from lgt_engine.errors import Cancelled, DataError, ImageError, LGTError
from lgt_engine.events import (
    BatchFinished,
    ClipProgress,
    Event,
    Notice,
    PictureFailed,
    PictureStylized,
    RefineProgress,
)
from lgt_engine.images import (
    Picture,
    fitting_path,
    is_result,
    iter_picture_files,
    open_picture,
    read_made_with,
    save_picture,
)
from lgt_engine.images.clip_writing import CLIP_SUFFIXES
from lgt_engine.images.clips import frame_count, is_clip
from lgt_engine.io.atomic_files import remove_leftovers
from lgt_engine.system.heap import release_freed_memory
from lgt_engine.time_left import TimeLeftEstimate

from .clips import stylize_clip
from .description import HASH_DIGITS, describe
from .output_paths import make_folder, plan_targets
from .refining import no_targets
from .settings import RefineSettings, StylizeSettings
from .stylizer import Stylizer

_WRITABLE = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".ora"})


@dataclass(frozen=True)
class StylizeJob:
    """A whole batch as one request.

    Attributes
    ----------
    inputs : tuple of Path
        Files, and folders that are searched for pictures.
    out_dir : Path
        Made when it does not exist.
    settings : StylizeSettings
    overwrite : bool
        Replace earlier results, and nothing else, instead of choosing a new name.
    force : bool
        Make what is done and unchanged once more.
    keep_location : bool
        Keep the place where a photo was taken in its result.
    suffix : str or None
        File type of the results, for example ``".png"``; None keeps the input's, and ``".ora"``
        holds photo and result as layers.
    quality : int
        Of JPEG and WebP, 1–100.
    shard : tuple of int
        ``(i, n)``: only the i-th of n parts of the pictures, from 1, so that n processes or
        machines share a folder of any size. The parts follow from the file names alone.
    refine : RefineSettings or None
        Refine every picture.
    clips : bool
        Make clips of pictures that move and of videos, instead of pictures of their first frame.
        Clips are not refined.
    name : str or None
        Name of the result, of one input.
    """

    inputs: tuple[Path, ...]
    out_dir: Path
    settings: StylizeSettings
    overwrite: bool = False
    force: bool = False
    keep_location: bool = False
    suffix: str | None = None
    quality: int = 95
    shard: tuple[int, int] = (1, 1)
    refine: RefineSettings | None = None
    clips: bool = False
    name: str | None = None


@dataclass(frozen=True)
class _Item:
    """One picture and where its result goes.

    ``replaces`` something there, which for a ``finished`` one is the result that it would have.
    """

    source: Path
    target: Path
    replaces: bool
    finished: bool


def stylize_files(
    stylizer: Stylizer, job: StylizeJob, control: Control | None = None
) -> Generator[Event, None, None]:
    """Stylize a batch.

    Results keep the sub-folders of their photos. What was made before from the same photo in the
    same way is left as it is, and pictures that LGT made are no photos unless they are named.

    Yields
    ------
    RefineProgress
        After each step of a picture that is refined, without pictures.
    ClipProgress
        Several times for each frame of a clip.
    PictureStylized, PictureFailed, Notice
        One for each file.
    BatchFinished
        Last, also after a stop.

    Raises
    ------
    DataError
        When there is nothing to do, the output folder cannot be made, or the settings do not fit
        the model.
    CheckpointError
        When pictures are to be refined and the model holds no measured styles.
    """
    control = control or Control()
    batch = _Batch(stylizer, job)
    found, results = _find(job)
    mine = _share(found, job.shard)
    make_folder(job.out_dir)
    items = batch.plan(mine)
    waiting = [item for item in items if job.force or not item.finished]
    for folder in {item.target.parent for item in waiting}:
        remove_leftovers(folder)
    yield from _left_out(results, len(items) - len(waiting))
    yield from _made(batch, waiting, control)


def _made(
    batch: _Batch, waiting: Sequence[_Item], control: Control
) -> Generator[Event, None, None]:
    """Make the pictures, until a stop."""
    begun, remaining = time.monotonic(), TimeLeftEstimate()
    failed: list[tuple[Path, str]] = []
    written = 0
    for done, item in enumerate(waiting, start=1):
        start, share = time.monotonic(), done / len(waiting)
        try:
            control.raise_if_stopping()
            notice = yield from batch.stylize(item, control)
        except Cancelled:
            left = len(waiting) - done + 1
            yield Notice("warning", "stopped", f"Stopped; {left} pictures were not made.")
            break
        except LGTError as error:
            failed.append((item.source, str(error)))
            yield PictureFailed(item.source, str(error), done, len(waiting), remaining.at(share))
            continue
        written += 1
        took = time.monotonic() - start
        yield PictureStylized(
            item.source, item.target, done, len(waiting), took, remaining.at(share)
        )
        if notice is not None:
            yield notice
    release_freed_memory()
    yield BatchFinished(written, tuple(failed), time.monotonic() - begun)


def _find(job: StylizeJob) -> tuple[dict[Path, Path], int]:
    """Pictures with the sub-folder of their results, and how many results were left out."""
    found: dict[Path, Path] = {}
    results = 0
    for given in job.inputs:
        if not given.is_dir():
            found.setdefault(given, Path())
            continue
        for path in iter_picture_files(given):
            if _is_output(path, given, job.out_dir):
                continue
            if is_result(path):
                results += 1
            else:
                found.setdefault(path, path.parent.relative_to(given))
    if not found:
        where = ", ".join(map(str, job.inputs))
        if results:
            raise DataError(
                f"All pictures in {where} were made by LGT.",
                next_step="Name the files themselves to stylize them once more.",
            )
        raise DataError(
            f"There are no pictures in {where}.",
            next_step="Name picture files, or folders that hold some.",
        )
    return found, results


def _is_output(path: Path, given: Path, out_dir: Path) -> bool:
    """Whether a picture lies in an output folder below the folder that was given."""
    out, root = out_dir.resolve(), given.resolve()
    return out != root and out.is_relative_to(root) and path.resolve().is_relative_to(out)


def _left_out(results: int, finished: int) -> Iterator[Notice]:
    if results:
        text = f"Left out, made by LGT: {results}. Name the files to stylize them once more."
        yield Notice("info", "results", text)
    if finished:
        text = f"Skipped, done before and unchanged: {finished}. --force makes them anew."
        yield Notice("info", "skipped", text)


class _Batch:
    """Plans and makes the pictures of one job."""

    def __init__(self, stylizer: Stylizer, job: StylizeJob) -> None:
        self._stylizer = stylizer
        self._job = job
        self._settings = stylizer.resolve_settings(job.settings)
        self._finished: set[Path] = set()
        if job.clips and job.refine is not None:
            raise DataError(
                "Clips are not refined: it would take half a minute for each frame.",
                next_step="Leave out refining.",
            )
        if job.refine is not None:
            job.refine.check()
            if not stylizer.can_refine:
                raise no_targets()
        self._made_with = describe(stylizer, self._settings, job.refine)
        if job.keep_location:
            self._made_with["location"] = "kept"

    def plan(self, found: Mapping[Path, Path]) -> list[_Item]:
        """Where every result goes; nothing is written yet."""
        wanted = [(source, self._wanted(source, inside)) for source, inside in found.items()]
        targets = plan_targets(wanted, usable=self._may_write)
        return [
            _Item(source, target, os.path.lexists(target), target in self._finished)
            for (source, _), target in zip(wanted, targets, strict=True)
        ]

    def _wanted(self, source: Path, inside: Path) -> Path:
        if self._job.name is not None:
            return self._job.out_dir / self._job.name
        suffix = self._job.suffix or source.suffix.lower()
        writable = _WRITABLE
        if self._makes_clip(source):
            writable = CLIP_SUFFIXES
            suffix = suffix if suffix in writable else source.suffix.lower()
        place = self._job.out_dir / inside / source.stem
        ending = f"-{_safe_name('+'.join(self._settings.blend))}"
        if self._job.refine is not None:
            ending += "-refined"
        return fitting_path(
            place.with_name(place.name + (suffix if suffix in writable else ".png")), ending
        )

    def _makes_clip(self, source: Path) -> bool:
        return self._job.clips and is_clip(source)

    def _may_write(self, source: Path, target: Path) -> bool:
        """Whether nothing is there, or a result that is this one or is to be replaced."""
        if not os.path.lexists(target):
            return True
        if self._is_of(source, target):
            self._finished.add(target)
            return True
        return self._job.overwrite and is_result(target)

    def _is_of(self, source: Path, target: Path) -> bool:
        """Whether a result was made from these very bytes in the way that is asked for."""
        try:
            kept = read_made_with(target)
            if kept is None or kept != self._made(hash_file(source)):
                return False
            # A clip that was stopped can be played, and is not finished.
            return not self._makes_clip(source) or frame_count(target) >= frame_count(source)
        except ImageError:
            return False

    def _made(self, content_hash: str) -> dict[str, str | float | int]:
        return {**self._made_with, "source": content_hash[:HASH_DIGITS]}

    def stylize(self, item: _Item, control: Control) -> Generator[Event, None, Notice | None]:
        """Make one picture or clip; what is to be said of it beside that it is done.

        Raises
        ------
        Cancelled
            When it was to be refined and ``control`` stopped that half-way.
        """
        if self._makes_clip(item.source):
            return (yield from self._clip(item, control))
        picture = open_picture(item.source, ground=self._stylizer.ground)
        if self._job.refine is None:
            result = self._stylizer.stylize(picture, **vars(self._job.settings))
        else:
            result = yield from self._refined(picture, self._job.refine, control)
        make_folder(item.target.parent)
        save_picture(
            result,
            item.target,
            source=picture,
            made_with=self._made(picture.content_hash),
            quality=self._job.quality,
            overwrite=item.replaces,
            keep_location=self._job.keep_location,
            mask=self._settings.mask,
        )
        if not picture.has_more:
            return None
        text = f"{item.source.name} holds several pictures; the first one was stylized."
        if is_clip(item.source):
            text += " --clip makes a clip of all of them."
        return Notice("info", "first_of_several", text)

    def _clip(self, item: _Item, control: Control) -> Generator[Event, None, Notice | None]:
        make_folder(item.target.parent)
        remaining = TimeLeftEstimate()
        work = stylize_clip(
            self._stylizer, item.source, item.target, self._job.settings, control,
            made_with=self._made(hash_file(item.source)), quality=self._job.quality,
            overwrite=item.replaces,
        )  # fmt: skip
        while True:
            try:
                share = next(work)
            except StopIteration as end:
                made = end.value
                break
            yield ClipProgress(item.source, share, remaining.at(share))
        return Notice("warning", "clip_cut", made.cut) if made.cut else None

    def _refined(
        self, picture: Picture, refine: RefineSettings, control: Control
    ) -> Generator[RefineProgress, None, Image.Image]:
        quietly = replace(refine, picture_every=0)
        for event in self._stylizer.refine(picture, self._job.settings, quietly, control):
            control.raise_if_stopping()
            if event.picture is not None:
                return event.picture
            yield event
        raise AssertionError("the last event holds the picture")


def _share(found: dict[Path, Path], shard: tuple[int, int]) -> dict[Path, Path]:
    """The pictures of one shard.

    Pictures whose results would take the same name are in the same shard: of two processes that
    look for a free name at once, one would lose its picture.
    """
    part, parts = shard
    if not 1 <= part <= parts:
        raise DataError(
            f"There is no part {part} of {parts}.", next_step="Parts count from 1, for example 1/4."
        )
    names = sorted({path.stem.casefold() for path in found})
    mine = set(names[part - 1 :: parts])
    return {path: inside for path, inside in found.items() if path.stem.casefold() in mine}


def _safe_name(text: str) -> str:
    """A style's name as a part of a file name."""
    return "".join(c if c.isalnum() or c in " +-_." else "_" for c in text).strip(" .") or "style"
