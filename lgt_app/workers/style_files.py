"""Style files: a trained model with a sample of each style, in one safetensors file to give away.

The file is the model file itself with one more metadata entry, so that every program that opens
the model opens the style file too.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from lgt_engine.control import Control
from lgt_engine.errors import CheckpointError

from .thumbnails import read_thumbnail

SAMPLES_KEY = "lgt.samples"
SAMPLE_SIDE = 384
_SAMPLE_QUALITY = 82
_MAX_HEADER = 8 << 20  # what readers accept


@dataclass(frozen=True)
class StyleFileSaved:
    """A style file is on disk."""

    path: Path


@dataclass(frozen=True)
class StyleFileOpened:
    """A project was made from a style file."""

    project: Path
    styles: tuple[str, ...]


@dataclass(frozen=True)
class SaveStyleFile:
    """Write ``model`` with a sample picture of each style to ``target``."""

    model: Path
    target: Path
    samples: Mapping[str, Path]

    def __call__(self, control: Control) -> Iterator[StyleFileSaved]:
        pictures = {name: _encoded(path) for name, path in self.samples.items()}
        control.raise_if_stopping()
        kept = {name: text for name, text in pictures.items() if text}
        part = self.target.with_name(f".{self.target.name}.part")
        try:
            _copy_with_samples(self.model, part, kept)
            os.replace(part, self.target)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise CheckpointError(
                f"“{self.target.name}” could not be written: {error.strerror or error}.",
                safe="The trained model is untouched.",
                todo="Choose another folder, or free some space.",
            ) from error
        yield StyleFileSaved(self.target)


@dataclass(frozen=True)
class OpenStyleFile:
    """Make a project in ``project`` (a new folder) from a style file, checked in full first.

    Attributes
    ----------
    folder_name : callable
        Makes a style's name safe as a folder: the file may come from anyone.
    """

    path: Path
    project: Path
    folder_name: Callable[[str], str]

    def __call__(self, control: Control) -> Iterator[StyleFileOpened]:
        from lgt_engine.checkpoint import load_model

        _, description = load_model(self.path)
        control.raise_if_stopping()
        try:
            run = self.project / "runs" / "001"
            run.mkdir(parents=True)
            shutil.copyfile(self.path, run / "model.safetensors")
            self._write_samples(description.styles)
        except OSError as error:
            shutil.rmtree(self.project, ignore_errors=True)
            raise CheckpointError(
                f"A project for “{self.path.name}” cannot be made: {error.strerror or error}.",
                safe="The style file is untouched.",
                todo="Check that the disk has space.",
            ) from error
        yield StyleFileOpened(self.project, description.styles)

    def _write_samples(self, styles: tuple[str, ...]) -> None:
        samples = read_samples(self.path)
        for style in styles:
            folder = self.project / "styles" / self.folder_name(style)
            folder.mkdir(parents=True, exist_ok=True)
            if style in samples:
                (folder / "Sample.jpg").write_bytes(samples[style])


def read_samples(path: Path) -> dict[str, bytes]:
    """JPEG samples of a style file by style; empty when it has none."""
    try:
        header, _ = _header(path)
        texts = json.loads(header.get("__metadata__", {}).get(SAMPLES_KEY, "{}"))
        return {str(name): base64.b64decode(text) for name, text in texts.items()}
    except (OSError, ValueError, AttributeError, TypeError, binascii.Error):
        return {}  # the model was checked; samples are only an ornament


def _encoded(path: Path) -> str:
    image = read_thumbnail(path, SAMPLE_SIDE).image
    if image is None:
        return ""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", _SAMPLE_QUALITY)
    buffer.close()
    return base64.b64encode(data.data()).decode("ascii")


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """A safetensors file's header and where its data begins."""
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        if length > _MAX_HEADER:
            raise ValueError("the header is too long")
        return json.loads(stream.read(length)), 8 + length


def _copy_with_samples(model: Path, target: Path, samples: Mapping[str, str]) -> None:
    header, start = _header(model)
    metadata = header.setdefault("__metadata__", {})
    room = _MAX_HEADER // 2
    fitting: dict[str, str] = {}
    for name, text in samples.items():
        room -= len(text) + len(name) + 16
        if room > 0:
            fitting[name] = text
    metadata[SAMPLES_KEY] = json.dumps(fitting)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # data stays aligned
    with model.open("rb") as source, target.open("wb") as stream:
        source.seek(start)
        stream.write(struct.pack("<Q", len(text)) + text)
        shutil.copyfileobj(source, stream, 1 << 20)
        stream.flush()
        os.fsync(stream.fileno())
