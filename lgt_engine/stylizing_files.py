"""Stylize many files: one bad file never stops the rest, nothing is overwritten silently."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from .control import Control
from .errors import DataError, LGTError
from .events import BatchFinished, Event, Notice, PictureFailed, PictureStylized
from .heap import give_back
from .images import (
    fitting_path,
    iter_picture_files,
    open_picture,
    save_picture,
    unique_path,
)
from .stylizer import Stylizer, StylizeSettings
from .whole_files import sweep

_WRITABLE = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"})


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
        Replace earlier results instead of choosing a new name.
    suffix : str or None
        File type of the results, for example ``".png"``; None keeps the input's.
    quality : int
        Of JPEG and WebP, 1–100.
    shard : tuple of int
        ``(i, n)``: only the i-th of n parts of the pictures, from 1, so that n processes or
        machines share a folder of any size. The parts follow from the file names alone.
    """

    inputs: tuple[Path, ...]
    out_dir: Path
    settings: StylizeSettings
    overwrite: bool = False
    suffix: str | None = None
    quality: int = 95
    shard: tuple[int, int] = (1, 1)


def stylize_files(
    stylizer: Stylizer, job: StylizeJob, control: Control | None = None
) -> Generator[Event, None, None]:
    """Stylize a batch.

    Yields
    ------
    PictureStylized, PictureFailed, Notice
        One for each file.
    BatchFinished
        Last, also after a stop.

    Raises
    ------
    DataError
        When there is nothing to do, the output folder cannot be made, or the settings do not fit
        the model.
    """
    control = control or Control()
    settings = stylizer.settings_in_force(job.settings)
    everything = list(dict.fromkeys(_expand(job.inputs)))
    files = _share(everything, job.shard)
    if not everything:
        raise DataError(
            f"There are no pictures in {', '.join(map(str, job.inputs))}.",
            next_step="Name picture files, or folders that hold some.",
        )
    _make_folder(job.out_dir)
    sweep(job.out_dir)
    begun = time.monotonic()
    failed: list[tuple[Path, str]] = []
    written = 0
    for done, source in enumerate(files, start=1):
        if control.stopping:
            left = len(files) - done + 1
            yield Notice("warning", "stopped", f"Stopped; {left} pictures were not tried.")
            break
        start = time.monotonic()
        try:
            target = _stylize_one(stylizer, source, job, settings)
        except LGTError as error:
            failed.append((source, error.what))
            yield PictureFailed(source, error.what, done, len(files))
            continue
        written += 1
        now = time.monotonic()
        eta = (now - begun) / done * (len(files) - done)
        yield PictureStylized(source, target, done, len(files), now - start, eta)
    give_back()
    yield BatchFinished(written, tuple(failed), time.monotonic() - begun)


def _expand(inputs: Iterable[Path]) -> Generator[Path, None, None]:
    for path in inputs:
        if path.is_dir():
            yield from iter_picture_files(path)
        else:
            yield path


def _share(files: list[Path], shard: tuple[int, int]) -> list[Path]:
    """The pictures of one shard.

    Pictures whose results would take the same name are in the same shard: of two processes that
    look for a free name at once, one would lose its picture.
    """
    part, parts = shard
    if not 1 <= part <= parts:
        raise DataError(
            f"There is no part {part} of {parts}.", next_step="Parts count from 1, for example 1/4."
        )
    names = sorted({path.stem.casefold() for path in files})
    mine = set(names[part - 1 :: parts])
    return [path for path in files if path.stem.casefold() in mine]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"The output folder {folder} cannot be made ({error.strerror or error}).",
            next_step="Choose another folder.",
        ) from error


def _stylize_one(
    stylizer: Stylizer, source: Path, job: StylizeJob, settings: StylizeSettings
) -> Path:
    picture = open_picture(source, ground=stylizer.ground)
    result = stylizer.stylize(
        picture,
        blend=settings.blend,
        guidance_scale=settings.guidance_scale,
        num_steps=settings.num_steps,
        seed=settings.seed,
        max_side=settings.max_side,
    )
    suffix = job.suffix or (source.suffix.lower() if source.suffix.lower() in _WRITABLE else ".png")
    label = "+".join(settings.blend or ())
    ending = f"-{_safe_name(label)}"
    target = fitting_path(job.out_dir / f"{source.stem}{suffix}", ending)
    return save_picture(
        result,
        target if job.overwrite else unique_path(target),
        source=picture,
        made_with=describe(stylizer, settings),
        quality=job.quality,
        overwrite=job.overwrite,
    )


def describe(stylizer: Stylizer, settings: StylizeSettings) -> dict[str, str | float | int]:
    """How a picture was made, for its metadata."""
    settings = stylizer.settings_in_force(settings)
    blend = settings.blend or {}
    made: dict[str, str | float | int] = {
        "style": " + ".join(
            name if len(blend) == 1 else f"{name} {weight:g}" for name, weight in blend.items()
        ),
        "guidance_scale": settings.guidance_scale or 0.0,
        "num_steps": settings.num_steps or 0,
        "seed": settings.seed,
        "model_step": stylizer.description.step,
        "codec": stylizer.codec.kind,
    }
    if settings.max_side is not None:
        made["max_side"] = settings.max_side
    return made


def _safe_name(text: str) -> str:
    """A style's name as a part of a file name."""
    return "".join(c if c.isalnum() or c in " +-_." else "_" for c in text).strip(" .") or "style"
