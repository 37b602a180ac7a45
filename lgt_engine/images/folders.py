"""Folders of pictures: listing them in a stable order, and sorting the usable from the rest."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lgt_engine.errors import ImageError

from .formats import (
    MAX_PIXELS,
    MIN_SIDE,
    PICTURE_SUFFIXES,
    check_size,
    open_header,
    open_regular,
    shown_name,
    shown_path,
    unreadable,
)
from .ignored_files import lgt_folder_kind, visible_names


@dataclass(frozen=True)
class FolderScan:
    """What a folder holds.

    Attributes
    ----------
    pictures : tuple of pathlib.Path
        Usable by their headers, each content once, in natural order.
    rejected : tuple of (pathlib.Path, str)
        Everything else that a person can see there, each with a sentence saying why.
    """

    pictures: tuple[Path, ...]
    rejected: tuple[tuple[Path, str], ...]


def iter_picture_files(folder: str | os.PathLike[str], *, recursive: bool = True) -> Iterator[Path]:
    """Paths of the picture files in a folder, by suffix.

    Parameters
    ----------
    folder : path-like
        The folder.
    recursive : bool
        Look into subfolders too (links to folders are followed, each folder once).

    Yields
    ------
    pathlib.Path
        In natural order, the files of a folder before its subfolders. Hidden files and folders,
        litter of systems, and subfolders that are LGT's own or may not be read, are skipped.

    Raises
    ------
    ImageError
        `folder` itself is missing, is not a folder, or may not be read.
    """
    for path, problem in _walk(Path(folder), recursive=recursive):
        if problem is None and path.suffix.lower() in PICTURE_SUFFIXES:
            yield path


def scan_folder(
    folder: str | os.PathLike[str],
    *,
    recursive: bool = True,
    min_side: int = MIN_SIDE,
    max_pixels: int = MAX_PIXELS,
    check: Callable[[], None] | None = None,
) -> FolderScan:
    """Sort the files of a folder into usable pictures and the rest, reading headers only.

    A file whose header is whole and whose pixels are damaged passes here and is refused by
    :func:`lgt_engine.images.open_picture`.

    Parameters
    ----------
    folder : path-like
        The folder.
    recursive : bool
        Look into subfolders too.
    min_side, max_pixels : int
        Limits as for ``open_picture``.
    check : callable, optional
        Called once for each file; what it raises (``Cancelled``) ends the scan.

    Returns
    -------
    FolderScan
        Pictures, and rejected files with reasons; the second file with the same content is
        rejected with "same picture as …".

    Raises
    ------
    ImageError
        `folder` itself is missing, is not a folder, or may not be read.
    """
    root = Path(folder)
    usable: list[Path] = []
    rejected: list[tuple[Path, str]] = []
    for path, problem in _walk(root, recursive=recursive):
        if check is not None:
            check()
        try:
            if problem is not None:
                raise problem
            check_header(path, min_side=min_side, max_pixels=max_pixels)
            usable.append(path)
        except ImageError as error:
            rejected.append((path, str(error)))
    pictures, doubles = _without_doubles(usable, root, check)
    return FolderScan(tuple(pictures), tuple(rejected + doubles))


def check_header(path: Path, *, min_side: int = MIN_SIDE, max_pixels: int = MAX_PIXELS) -> None:
    """Refuse a file that is no picture or of no usable size; reads its header only.

    Raises
    ------
    ImageError
        With the reason.
    """
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        kind = f"its name ends in {path.suffix}" if path.suffix else "its name has no ending"
        raise ImageError(f"{shown_name(path)} is not a picture file: {kind}.")
    with open_regular(path) as stream:
        image, _ = open_header(stream, path)
        check_size(path, image.size, min_side=min_side, max_pixels=max_pixels)


def _without_doubles(
    paths: list[Path], root: Path, check: Callable[[], None] | None
) -> tuple[list[Path], list[tuple[Path, str]]]:
    # Only files of equal length can be equal: the others are never read.
    by_length: dict[int, list[Path]] = defaultdict(list)
    doubles: dict[Path, str] = {}
    for path in paths:
        try:
            by_length[path.stat().st_size].append(path)
        except OSError as error:
            doubles[path] = str(unreadable(path, error))
    for group in by_length.values():
        first: dict[str, Path] = {}
        for path in group if len(group) > 1 else ():
            if check is not None:
                check()
            try:
                original = first.setdefault(_hash_file(path), path)
            except ImageError as error:
                doubles[path] = str(error)
                continue
            if original is not path:
                other = shown_path(original.relative_to(root))
                doubles[path] = f"{shown_name(path)} is the same picture as {other}."
    return [path for path in paths if path not in doubles], list(doubles.items())


def _hash_file(path: Path) -> str:
    with open_regular(path) as stream:
        try:
            digest = hashlib.sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()
        except OSError as error:
            raise unreadable(path, error) from error


def _walk(root: Path, *, recursive: bool) -> Iterator[tuple[Path, ImageError | None]]:
    """Visible files in order; a subfolder that cannot be listed comes with its error."""
    pending, seen = [root], set()
    while pending:
        folder = pending.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:  # a link that leads back
                continue
            seen.add((status.st_dev, status.st_ino))
            names = visible_names(folder)
        except (OSError, ValueError) as error:
            problem = _folder_problem(folder, error)
            if folder is root:
                raise problem from error
            yield folder, problem
            continue
        below: list[Path] = []
        for name in names:
            path = folder / name
            if os.path.isdir(path):  # unlike Path.is_dir, never raises
                own = lgt_folder_kind(path) if recursive else None
                if own is not None:
                    yield path, ImageError(f"{shown_name(path)} holds {own} of LGT's own.")
                else:
                    below.append(path)
            elif os.path.isfile(path):
                yield path, None
        if recursive:
            pending.extend(reversed(below))


def _folder_problem(folder: Path, error: BaseException) -> ImageError:
    if isinstance(error, NotADirectoryError):
        return ImageError(f"{shown_path(folder)} is a file, not a folder.")
    if isinstance(error, PermissionError):
        return ImageError(
            f"{shown_path(folder)} may not be opened: permission denied.",
            next_step="Allow yourself to read this folder.",
        )
    if isinstance(error, FileNotFoundError):
        return ImageError(
            f"{shown_path(folder)} does not exist.", next_step="Check the spelling and the folder."
        )
    reason = getattr(error, "strerror", None) or str(error)
    return ImageError(f"{shown_path(folder)} cannot be listed: {reason}.")
