"""Weights on disk: atomic, verified, never pickle.

Everything is safetensors with one JSON document in the metadata. A file is written beside its
place, flushed to the disk, read back and compared, and only then put in place; a crash at any
moment leaves the old file or the new one, never half of one.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from .config import FlowConfig, InferenceConfig, ModelConfig, TrainConfig
from .config_reading import read_section
from .errors import CheckpointError, ConfigError
from .network import FieldShape, VelocityField

FORMAT_VERSION = 1
MODEL_NAME = "model.safetensors"
BEST_NAME = "best.safetensors"
STATE_NAME = "state.safetensors"

_METADATA_KEY = "lgt"
_MAX_HEADER_BYTES = 8 << 20
_MAX_STYLES = 10_000


def write_tensors(path: Path, tensors: Mapping[str, Tensor], document: Mapping[str, Any]) -> None:
    """Write tensors and a JSON document to ``path`` atomically.

    Raises
    ------
    CheckpointError
        When the disk refuses; what was there before is untouched.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        os.close(handle)
        temporary = Path(name)
        save_file(plain, temporary, metadata={_METADATA_KEY: json.dumps(document)})
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        _verify(temporary, plain)
        temporary.chmod(0o644)
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CheckpointError(
            f"{path} could not be written ({reason}).",
            safe="The previous file, if there was one, is untouched.",
            todo="Free some space or choose another folder, then resume.",
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _verify(path: Path, expected: Mapping[str, Tensor]) -> None:
    """Read back what was just written; a bad disk must not replace a good file."""
    written = load_file(path)
    same = written.keys() == expected.keys() and all(
        torch.equal(
            written[name].reshape(-1).view(torch.uint8), tensor.reshape(-1).view(torch.uint8)
        )
        for name, tensor in expected.items()
    )
    if not same:
        raise OSError("what was read back differs from what was written")


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors and JSON document of a file written by :func:`write_tensors`.

    Raises
    ------
    CheckpointError
        When the file is missing, damaged, foreign, or of a newer format.
    """
    document = read_document(path)
    try:
        return load_file(path), document
    except (OSError, SafetensorError, ValueError) as error:
        raise _damaged(path, str(error)) from error


def read_document(path: Path) -> dict[str, Any]:
    """The JSON document alone, without reading any weight."""
    _check_header_size(path)
    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(_METADATA_KEY)
    except (OSError, SafetensorError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    try:
        document = json.loads(text or "")
        version = document["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "it holds no LGT description") from error
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise CheckpointError(
            f"{path} is of format {version}; this program reads up to {FORMAT_VERSION}.",
            safe="The file is untouched.",
            todo="Update LGT to open it.",
        )
    return dict(document)


def _check_header_size(path: Path) -> None:
    """Refuse absurd headers before any parser allocates for them."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be read ({error.strerror or error}).",
            todo="Check the path and its permissions.",
        ) from error
    if len(start) < 8 or struct.unpack("<Q", start)[0] > min(_MAX_HEADER_BYTES, size):
        raise _damaged(path, "its header is not that of a safetensors file")


def _damaged(path: Path, reason: str) -> CheckpointError:
    return CheckpointError(
        f"{path} is not a whole LGT file: {reason}.",
        safe="The file is untouched.",
        todo="Use another copy; a run folder also keeps best.safetensors.",
    )


@dataclass(frozen=True)
class ModelDescription:
    """What a model file says about itself.

    Attributes
    ----------
    styles : tuple of str
        Names in label order.
    codec_kind, codec_id : str
        The codec whose latents the model was trained on.
    flow, inference : settings that stylization follows.
    step : int
        Updates behind these weights.
    metrics : dict
        Last validation: style → measure → value.
    config : dict
        The training configuration without any personal path.
    """

    shape: FieldShape
    styles: tuple[str, ...]
    codec_kind: str
    codec_id: str
    flow: FlowConfig = field(default_factory=FlowConfig)
    inference: InferenceConfig = field(default_factory=InferenceConfig)
    step: int = 0
    metrics: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    def to_document(self) -> dict[str, Any]:
        """Plain JSON values for a file's metadata."""
        return {
            "format": FORMAT_VERSION,
            "kind": "model",
            "shape": self.shape.to_dict(),
            "styles": list(self.styles),
            "codec": {"kind": self.codec_kind, "id": self.codec_id},
            "flow": vars(self.flow),
            "inference": vars(self.inference),
            "step": self.step,
            "metrics": self.metrics,
            "config": self.config,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> ModelDescription:
        """The inverse of :meth:`to_document`.

        Raises
        ------
        KeyError, TypeError, ValueError, ConfigError
            When it is not one, or holds values that no configuration may hold.
        """
        sizes = dict(document["shape"])
        shape = FieldShape(
            sizes.pop("num_styles"), **vars(read_section(ModelConfig, "shape", sizes))
        )
        if shape.kernel_size and shape.kernel_size % 2 == 0:
            raise ValueError("its kernels have an even side")
        styles = tuple(str(name) for name in document["styles"])
        if not 0 < len(styles) == shape.num_styles <= _MAX_STYLES:
            raise ValueError("its style names do not match its weights")
        return cls(
            shape=shape,
            styles=styles,
            codec_kind=str(document["codec"]["kind"]),
            codec_id=str(document["codec"]["id"]),
            flow=read_section(FlowConfig, "flow", document["flow"]),
            inference=read_section(InferenceConfig, "inference", document["inference"]),
            step=int(document["step"]),
            metrics=dict(document["metrics"]),
            config=dict(document["config"]),
        )


def shareable_config(config: TrainConfig) -> dict[str, Any]:
    """The configuration without paths, so that a model can be given to a friend."""
    sections = config.to_dict()
    for section, key in (
        ("data", "data_root"),
        ("data", "cache_dir"),
        ("data", "content_subdir"),
        ("codec", "path"),
        ("checkpoint", "save_dir"),
        ("checkpoint", "start_from"),
    ):
        sections[section].pop(key)
    return sections


def save_model(path: Path, weights: Mapping[str, Tensor], description: ModelDescription) -> None:
    """Write a model file; see :func:`write_tensors`."""
    write_tensors(path, weights, description.to_document())


def describe_model(path: Path) -> ModelDescription:
    """What a model file says about itself, without reading its weights.

    Raises
    ------
    CheckpointError
    """
    document = read_document(path)
    try:
        if document.get("kind") != "model":
            raise ValueError("it is not a model")
        return ModelDescription.from_document(document)
    except ConfigError as error:
        raise _damaged(path, "; ".join(map(str, error.problems)).rstrip(".")) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, str(error)) from error


def load_model(path: Path) -> tuple[VelocityField, ModelDescription]:
    """Build the velocity field of a model file, checked shape by shape before it is used.

    Raises
    ------
    CheckpointError
        When the file is damaged, foreign, newer, of other shapes than it says, or holds NaN.
    """
    description = describe_model(path)
    with torch.device("meta"):
        network = VelocityField(description.shape)
    expected = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    try:
        with safe_open(path, framework="pt") as file:
            found = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if found != expected:
        raise _damaged(path, "its weights are not of the shapes it describes")
    weights, _ = read_tensors(path)
    if not all(bool(torch.isfinite(value).all()) for value in weights.values()):
        raise _damaged(path, "its weights hold numbers that are not finite")
    network.load_state_dict({key: value.float() for key, value in weights.items()}, assign=True)
    return network.requires_grad_(False).eval(), description
