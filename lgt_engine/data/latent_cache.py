"""Crops and their latents, cached on disk under all that they depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from lgt_engine.errors import CheckpointError, ImageError
from lgt_engine.io.atomic_files import remove_leftovers
from lgt_engine.io.safetensors_header import SafetensorsError, SafetensorsHeader
from lgt_engine.io.safetensors_tensors import names_of_non_finite
from lgt_engine.model.checkpoint import FORMAT_VERSION, read_tensors, write_tensors
from lgt_engine.system import user_folders


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hexadecimal digits.

    Raises
    ------
    ImageError
        When the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImageError(f"{path} cannot be read ({error.strerror or error}).") from error


@dataclass(frozen=True)
class Crops:
    """Square crops of one picture.

    Attributes
    ----------
    pixels : Tensor
        ``[K, 3, S, S]`` uint8.
    latents : Tensor
        ``[K, C, h, w]`` float32.
    """

    pixels: Tensor
    latents: Tensor


class LatentCache:
    """A folder of latents, one file a picture.

    Keys hold everything the latents depend on, so nothing in the cache can be stale and nobody is
    ever asked to clear it. Damaged entries are made again; a cache that cannot be written, or a
    user without a home for one, is no error, only slower next time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        users = user_folders.cache_dir()
        self.folder = folder or (users and users / "latents")
        if self.folder is not None:
            for group in self.folder.glob("??"):  # parts of processes that were killed
                remove_leftovers(group)

    def path(
        self, content_hash: str, preprocessing: Mapping[str, Any], codec_id: str
    ) -> Path | None:
        """Where the latents of one picture belong; None without a cache."""
        if self.folder is None:
            return None
        text = json.dumps([content_hash, dict(preprocessing), codec_id], sort_keys=True)
        key = hashlib.sha256(text.encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.safetensors"

    def read(self, path: Path | None) -> Crops | None:
        """The crops of a picture, or None when absent or damaged."""
        if path is None or not path.is_file():
            return None
        try:
            tensors, _ = read_tensors(path, _check_crops)
        except CheckpointError:
            return None
        return None if any(names_of_non_finite(tensors)) else Crops(**tensors)

    def write(self, path: Path | None, crops: Crops) -> None:
        """Keep crops; a full or read-only disk is silently accepted."""
        if path is None:
            return
        document = {"format": FORMAT_VERSION, "kind": "crops"}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_tensors(path, vars(crops), document)
        except (OSError, CheckpointError):
            return


def _check_crops(header: SafetensorsHeader) -> None:
    kinds = {name: (facts.dtype, len(facts.shape)) for name, facts in header.tensors.items()}
    if kinds != {"pixels": ("U8", 4), "latents": ("F32", 4)}:
        raise SafetensorsError("it holds no crops")
