"""Look every picture over before training: size, damage, doubles. Headers only, so it is quick."""

from __future__ import annotations

import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lgt_app.translation import tr
from lgt_engine.control import Control
from lgt_engine.errors import ImageError
from lgt_engine.images.formats import MIN_SIDE, kind_of, open_header, open_regular

_TAIL = 1 << 16
_PAUSE = 0.0003


@dataclass(frozen=True)
class Finding:
    """What was found about one picture.

    Attributes
    ----------
    path : Path
    code : str
        ``"unreadable"``, ``"tiny"``, ``"double"`` (in the same collection) or ``"shared"`` (the
        same picture in two styles).
    detail : str
        The reason, the size, or the name of the other picture.
    """

    path: Path
    code: str
    detail: str


@dataclass(frozen=True)
class Inspected:
    """All findings of all collections."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class InspectionRequest:
    """Inspect collections; ``photos`` is the key of the photos shelf."""

    collections: Mapping[str, Sequence[Path]]
    small_side: int
    photos: str = ""

    def __call__(self, control: Control) -> Iterator[Inspected]:
        findings: list[Finding] = []
        by_length: dict[int, list[tuple[str, Path]]] = defaultdict(list)
        for name, paths in self.collections.items():
            for path in paths:
                control.raise_if_stopping()
                # Lets the window's thread have the interpreter at once: this can wait.
                time.sleep(_PAUSE)
                finding = inspect(path, self.small_side)
                if finding is not None:
                    findings.append(finding)
                if finding is None or finding.code == "tiny":
                    by_length[_length(path)].append((name, path))
        for same in by_length.values():
            findings.extend(self._doubles(same, control))
        yield Inspected(tuple(findings))

    def _doubles(self, same: list[tuple[str, Path]], control: Control) -> Iterator[Finding]:
        first: dict[bytes, tuple[str, Path]] = {}
        for name, path in same if len(same) > 1 else ():
            control.raise_if_stopping()
            try:
                with path.open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").digest()
            except OSError:
                continue  # gone meanwhile; the next inspection sees it
            other_name, other = first.setdefault(digest, (name, path))
            if other is path:
                continue
            if other_name == name:
                yield Finding(path, "double", other.name)
            elif self.photos not in (name, other_name):
                yield Finding(path, "shared", other_name)


def inspect(path: Path, small_side: int) -> Finding | None:
    """Whether a picture is readable and large enough, from its header and its last bytes."""
    try:
        with open_regular(path) as stream:
            image, _ = open_header(stream, path)
            width, height = image.size
        if is_cut_off(path):
            return Finding(path, "unreadable", tr("the end of the file is missing"))
    except (ImageError, OSError) as error:
        return Finding(path, "unreadable", str(error))
    if min(width, height) < max(small_side, MIN_SIDE):
        return Finding(path, "tiny", f"{width} × {height}")
    return None


def is_cut_off(path: Path) -> bool:
    """Whether pixels of a JPEG, PNG or WebP file are missing, as after a broken download.

    Only a file without an end mark is decoded: its pixels may be whole all the same.
    """
    if not _lacks_end(path):
        return False
    from lgt_engine.images import open_picture

    try:
        open_picture(path, min_side=1)
    except ImageError:
        return True
    return False


def _lacks_end(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(64)
        length = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, length - _TAIL))
        tail = stream.read()
    kind = kind_of(head)
    if kind == "JPEG":
        return b"\xff\xd9" not in tail
    if kind == "PNG":
        return b"IEND" not in tail
    if kind == "WebP":
        return length < int.from_bytes(head[4:8], "little") + 8
    return False


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
