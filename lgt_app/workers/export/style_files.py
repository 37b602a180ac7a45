"""Style files: a trained model with a sample of each style, in one safetensors file to give away.

The file is the model file itself with one more metadata entry, so that every program that opens
the model opens the style file too.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from lgt_app.translation import tr
from lgt_app.workers.collection.thumbnails import read_thumbnail
from lgt_engine.control import Control
from lgt_engine.errors import CheckpointError, ImageError
from lgt_engine.io.atomic_files import atomic_file, remove_leftovers, temporary_name
from lgt_engine.io.safetensors_header import MAX_HEADER_BYTES, read_header

SAMPLES_KEY = "lgt.samples"
SAMPLE_SIDE = 384
_SAMPLE_QUALITY = 82
_ADOPTED_QUALITY = 92
_MAX_SAMPLE_PIXELS = 1024 * 1024
_MAX_FILE = 4 << 30


@dataclass(frozen=True)
class StyleFileSaved:
    """A style file is on disk."""

    path: Path


@dataclass(frozen=True)
class StyleFileOffer:
    """A style file was copied and checked; this is what opening it would add.

    Attributes
    ----------
    name : str
        Of the file.
    folder : Path
        A whole project, hidden until it is adopted.
    styles : tuple of str
    samples : mapping of str to Path
        Style → its sample picture in ``folder``, where it has one.
    codec : str
    step : int
        Steps of training behind it.
    megabytes : float
    """

    name: str
    folder: Path
    styles: tuple[str, ...]
    samples: Mapping[str, Path]
    codec: str
    step: int
    megabytes: float


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
        try:
            with atomic_file(self.target) as part:
                _copy_with_samples(self.model, part, kept)
        except OSError as error:
            raise CheckpointError(
                tr("“{}” could not be written: {}.").format(
                    self.target.name, error.strerror or error
                ),
                safe=tr("The trained model is untouched."),
                next_step=tr("Choose another folder, or free some space."),
            ) from error
        yield StyleFileSaved(self.target)


@dataclass(frozen=True)
class CheckStyleFile:
    """Copy a style file and check the copy in full: what it would add, before it is added.

    Attributes
    ----------
    projects : Path
        Where projects are kept; the copy waits there under a hidden name.
    folder_name : callable
        Makes a style's name safe as a folder and unlike those taken: the file may come from anyone.
    """

    path: Path
    projects: Path
    folder_name: Callable[[str, Iterable[str]], str]

    def __call__(self, control: Control) -> Iterator[StyleFileOffer]:
        folder = self.projects / temporary_name()
        whole = False
        try:
            remove_leftovers(self.projects)  # copies that nobody answered for, left by a crash
            model = folder / "runs" / "001" / "model.safetensors"
            model.parent.mkdir(parents=True)
            _copy(self.path, model)
            control.raise_if_stopping()
            offer = self._offer(folder, model)
            whole = True
        except OSError as error:
            raise CheckpointError(
                tr("A project for “{}” cannot be made: {}.").format(
                    self.path.name, error.strerror or error
                ),
                safe=tr("The style file is untouched."),
                next_step=tr("Check that the disk has space."),
            ) from error
        finally:
            if not whole:
                shutil.rmtree(folder, ignore_errors=True)
        yield offer

    def _offer(self, folder: Path, model: Path) -> StyleFileOffer:
        from lgt_engine.model.checkpoint import load_model

        try:
            _, description = load_model(model)
        except CheckpointError as error:  # named by the file that the person chose
            what = error.what.replace(str(model), f"“{self.path.name}”")
            raise CheckpointError(what, safe=error.safe, next_step=_ask_again()) from error
        samples = read_samples(model)
        written: dict[str, Path] = {}
        taken: list[str] = []
        for style in description.styles:
            taken.append(self.folder_name(style, taken))
            home = folder / "styles" / taken[-1]
            home.mkdir(parents=True)
            if style in samples and _write_sample(samples[style], home / "Sample.jpg"):
                written[style] = home / "Sample.jpg"
        return StyleFileOffer(
            self.path.name, folder, description.styles, written, description.codec_kind,
            description.step, model.stat().st_size / 1e6,
        )  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    """Copy a regular file of a believable size."""
    if not source.is_file() and source.exists():
        raise CheckpointError(tr("“{}” is not a file.").format(source.name), next_step=_ask_again())
    if source.stat().st_size > _MAX_FILE:
        raise CheckpointError(
            tr("“{}” is far larger than any style file.").format(source.name),
            safe=tr("Nothing was changed."),
            next_step=_ask_again(),
        )
    shutil.copyfile(source, target)


def _write_sample(data: bytes, target: Path) -> bool:
    """Write a sample anew from its pixels, so that nothing else in it comes along."""
    from lgt_engine.images import open_picture

    raw = target.with_suffix(".raw")
    try:
        raw.write_bytes(data)
        image = open_picture(raw, min_side=1, max_pixels=_MAX_SAMPLE_PIXELS).image
        image.save(target, "JPEG", quality=_ADOPTED_QUALITY)
    except ImageError:
        return False  # the model was checked; samples are only an ornament
    finally:
        raw.unlink(missing_ok=True)
    return True


def adopt(offer: StyleFileOffer, project: Path) -> None:
    """Make the checked copy a project.

    Raises
    ------
    CheckpointError
    """
    try:
        os.rename(offer.folder, project)
    except OSError as error:
        raise CheckpointError(
            tr("The project “{}” cannot be made: {}.").format(
                project.name, error.strerror or error
            ),
            safe=tr("The style file is untouched."),
            next_step=tr("Open the style file again."),
        ) from error


def discard(offer: StyleFileOffer) -> None:
    """Throw the checked copy away."""
    shutil.rmtree(offer.folder, ignore_errors=True)


def read_samples(path: Path) -> dict[str, bytes]:
    """Samples of a style file by style, as they are stored; empty when it has none."""
    try:
        texts = json.loads(read_header(path).metadata.get(SAMPLES_KEY, "{}"))
        return {str(name): base64.b64decode(text) for name, text in texts.items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _encoded(path: Path) -> str:
    image = read_thumbnail(path, SAMPLE_SIDE).image
    if image is None:
        return ""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", _SAMPLE_QUALITY)  # type: ignore[call-overload]  # takes text
    buffer.close()
    return base64.b64encode(data.data()).decode("ascii")


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """A safetensors file's header and where its data begins."""
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        if length > MAX_HEADER_BYTES:
            raise ValueError(tr("the header is too long"))
        return json.loads(stream.read(length)), 8 + length


def _copy_with_samples(model: Path, target: Path, samples: Mapping[str, str]) -> None:
    header, start = _header(model)
    metadata = header.setdefault("__metadata__", {})
    room = MAX_HEADER_BYTES // 2
    fitting: dict[str, str] = {}
    for name, text in samples.items():
        room -= len(text) + len(name) + 16
        if room > 0:
            fitting[name] = text
    metadata[SAMPLES_KEY] = json.dumps(fitting)
    packed = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    packed += b" " * (-len(packed) % 8)  # data stays aligned
    with model.open("rb") as source, target.open("wb") as stream:
        source.seek(start)
        stream.write(struct.pack("<Q", len(packed)) + packed)
        shutil.copyfileobj(source, stream, 1 << 20)


def _ask_again() -> str:
    return tr("Ask for the file again; it may have been damaged on its way.")
