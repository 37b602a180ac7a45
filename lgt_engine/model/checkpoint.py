"""Weights on disk: atomic, verified, never pickle.

Everything is safetensors with one JSON document in the metadata. A file is written beside its
place, flushed to the disk, read back and compared, and only then put in place; a crash at any
moment leaves the old file or the new one, never half of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import save
from torch import Tensor

from lgt_engine.config import FlowConfig, InferenceConfig, ModelConfig, TrainConfig
from lgt_engine.config.reading import read_section
from lgt_engine.energies.stored_targets import (
    EARLIER_TARGETS,
    TARGETS_PREFIX,
    holds_targets,
    target_shapes,
)
from lgt_engine.errors import CheckpointError, ConfigError
from lgt_engine.io.atomic_files import atomic_file
from lgt_engine.io.safetensors_header import SafetensorsError, SafetensorsHeader, read_header
from lgt_engine.io.safetensors_tensors import names_of_non_finite, read_weights, shapes_only
from lgt_engine.io.untrusted_text import strip_control_characters

from .velocity_field import FieldShape, VelocityField

#: 2 since the velocity field knows a strength.
FORMAT_VERSION = 2
MODEL_NAME = "model.safetensors"
BEST_NAME = "best.safetensors"
STATE_NAME = "state.safetensors"

_METADATA_KEY = "lgt"
_MAX_STYLES = 10_000
_MAX_NAME = 255  # characters; names of folders are no longer
_MAX_STEP = 10**12
#: So many times in a row a model may be replaced while it is read, each time by a whole one.
_REPLACED_WHILE_READ = 4


def write_tensors(path: Path, tensors: Mapping[str, Tensor], document: Mapping[str, Any]) -> None:
    """Write tensors and a JSON document to ``path`` atomically.

    The folder must be there: when it has gone, nothing is written in its old place.

    Raises
    ------
    CheckpointError
        When the disk refuses; what was there before is untouched.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    try:
        with atomic_file(path) as part:
            # Not by save_file: when that is killed it leaves a file under a name of its own.
            data = save(plain, {_METADATA_KEY: json.dumps(document)})
            part.write_bytes(data)
            _verify(part, data)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CheckpointError(
            f"{path} could not be written ({reason}).",
            safe="The previous file, if there was one, is untouched.",
            next_step="Check that its folder is there and that there is space, then resume.",
        ) from error


def _verify(path: Path, expected: bytes) -> None:
    """Read back what was just written; a bad disk must not replace a good file."""
    if path.read_bytes() != expected:
        raise OSError("what was read back differs from what was written")


def read_tensors(
    path: Path, check: Callable[[SafetensorsHeader], None] | None = None
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors and JSON document of a file written by :func:`write_tensors`.

    Parameters
    ----------
    check : callable, optional
        Looks at the header before anything is allocated; raises ``SafetensorsError`` when it names
        other tensors than it should.

    Raises
    ------
    CheckpointError
        When the file is missing, damaged, foreign, or of a newer format.
    """
    header = _read_header(path)
    document = _document_of(path, header)
    try:
        if check is not None:
            check(header)
        return read_weights(path, header), document
    except SafetensorsError as error:
        raise _damaged(path, str(error)) from error
    except (OSError, MemoryError) as error:
        raise _unreadable(path, error) from error


def read_document(path: Path) -> dict[str, Any]:
    """The JSON document alone, without reading any weight."""
    return _document_of(path, _read_header(path))


def _read_header(path: Path) -> SafetensorsHeader:
    try:
        return read_header(path)
    except SafetensorsError as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _document_of(path: Path, header: SafetensorsHeader) -> dict[str, Any]:
    try:
        document = json.loads(header.metadata.get(_METADATA_KEY, ""))
        version = document["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "it holds no LGT description") from error
    if type(version) is not int or version > FORMAT_VERSION:
        raise CheckpointError(
            f"{path} is of format {str(version)[:40]}; this program reads up to {FORMAT_VERSION}.",
            safe="The file is untouched.",
            next_step="Update LGT to open it.",
        )
    if version < FORMAT_VERSION:
        raise CheckpointError(
            f"{path} was made by an earlier version of LGT, whose networks this one cannot run.",
            safe="The file is untouched.",
            next_step="Train its styles again; that takes minutes.",
        )
    return dict(document)


def _unreadable(path: Path, error: OSError | MemoryError) -> CheckpointError:
    reason = "it does not fit in this computer's memory"
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
    return CheckpointError(
        f"{path} cannot be read ({reason}).", next_step="Check the path and its permissions."
    )


def _damaged(path: Path, reason: str) -> CheckpointError:
    return CheckpointError(
        f"{path} is not a whole LGT file: {reason}.",
        safe="The file is untouched.",
        next_step="Use another copy; a run folder also keeps best.safetensors.",
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
    metrics: dict[str, dict[str, float]] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def trained(self) -> bool:
        """Whether any training is behind these weights; else pictures are a preview."""
        return self.step > 0

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
        # A field of an earlier version sees no noise.
        sizes = {"noise_channels": 0, **document["shape"]}
        shape = FieldShape(
            sizes.pop("num_styles"), **vars(read_section(ModelConfig, "shape", sizes))
        )
        if shape.kernel_size and shape.kernel_size % 2 == 0:
            raise ValueError("its kernels have an even side")
        styles = _style_names(document["styles"])
        if len(styles) != shape.num_styles:
            raise ValueError("its style names do not match its weights")
        step = document["step"]
        if type(step) is not int or not 0 <= step <= _MAX_STEP:
            raise ValueError("its number of steps cannot be")
        return cls(
            shape=shape,
            styles=styles,
            codec_kind=strip_control_characters(str(document["codec"]["kind"]))[:_MAX_NAME],
            codec_id=strip_control_characters(str(document["codec"]["id"]))[:_MAX_NAME],
            flow=read_section(FlowConfig, "flow", document["flow"]),
            inference=read_section(InferenceConfig, "inference", document["inference"]),
            step=step,
            metrics=_measures(document["metrics"]),
            config=dict(document["config"]),
        )


def _style_names(values: Any) -> tuple[str, ...]:
    """Names that can be shown, typed and told apart; the file may come from anyone."""
    if not isinstance(values, list) or not 0 < len(values) <= _MAX_STYLES:
        raise ValueError("it names no styles, or far too many")
    if not all(isinstance(name, str) and 0 < len(name) <= _MAX_NAME for name in values):
        raise ValueError("it has a style without a name, or with an endless one")
    names = tuple(strip_control_characters(name) for name in values)
    if len(set(names)) != len(names):
        raise ValueError("two of its styles have the same name")
    return names


def _measures(values: Any) -> dict[str, dict[str, float]]:
    """Style → measure → number; what is no number is left out."""
    if not isinstance(values, dict):
        raise ValueError("its measures cannot be read")
    return {
        strip_control_characters(style): {
            strip_control_characters(name): float(value)
            for name, value in measures.items()
            if isinstance(value, float | int) and abs(value) < 1e9
        }
        for style, measures in values.items()
        if isinstance(measures, dict)
    }


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


def save_model(
    path: Path,
    weights: Mapping[str, Tensor],
    description: ModelDescription,
    targets: Mapping[str, Tensor] | None = None,
) -> None:
    """Write a model file; see :func:`write_tensors`.

    ``targets`` are the measured styles as :func:`lgt_engine.energies.to_tensors` makes them.
    """
    write_tensors(path, {**weights, **(targets or {})}, description.to_document())


def describe_model(path: Path) -> ModelDescription:
    """What a model file says about itself, without reading its weights.

    Raises
    ------
    CheckpointError
    """
    return _describe(path, read_document(path))


def _describe(path: Path, document: dict[str, Any]) -> ModelDescription:
    try:
        if document.get("kind") != "model":
            raise ValueError("it is not a model")
        return ModelDescription.from_document(document)
    except ConfigError as error:
        raise _damaged(path, "; ".join(map(str, error.problems)).rstrip(".")) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, str(error)) from error


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds.

    Attributes
    ----------
    network : VelocityField
    description : ModelDescription
    targets : dict of str to Tensor or None
        The measured styles as they are stored; None in files of trainings without drawn pictures,
        and of earlier versions.
    """

    network: VelocityField
    description: ModelDescription
    targets: dict[str, Tensor] | None


def load_model(path: Path) -> tuple[VelocityField, ModelDescription]:
    """Network and description of :func:`open_model`."""
    found = open_model(path)
    return found.network, found.description


def open_model(path: Path) -> ModelFile:
    """Read a model file, checked shape by shape before any of it is used.

    A training replaces its model every few seconds: a file that was replaced while it was read is
    read again.

    Raises
    ------
    CheckpointError
        When the file is damaged, foreign, newer, of other shapes than it says, or holds NaN.
    """
    for _ in range(_REPLACED_WHILE_READ):
        before = _identity(path)
        try:
            return _open_model(path)
        except CheckpointError:
            if _identity(path) == before:
                raise
    return _open_model(path)


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _open_model(path: Path) -> ModelFile:
    described = read_document(path)
    description = _describe(path, described)
    with shapes_only():
        network = VelocityField(description.shape)
    shapes = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    measured = target_shapes(description.shape.num_styles)

    def check(header: SafetensorsHeader) -> None:
        if EARLIER_TARGETS in header.tensors:
            weights = {n: f for n, f in header.tensors.items() if not n.startswith(TARGETS_PREFIX)}
            replace(header, tensors=weights).require_weights(shapes)
        else:
            has_targets = not measured.keys().isdisjoint(header.tensors)
            header.require_weights({**shapes, **measured} if has_targets else shapes)

    tensors, document = read_tensors(path, check)
    if document != described:
        raise _damaged(path, "it was changed while it was read")
    if any(names_of_non_finite(tensors)):
        raise _damaged(path, "its weights hold numbers that are not finite")
    weights = {name: tensors[name].float() for name in shapes}
    network.load_state_dict(weights, assign=True)
    known = EARLIER_TARGETS not in tensors and holds_targets(tensors)
    targets = {name: tensors[name] for name in measured} if known else None
    return ModelFile(network.requires_grad_(False).eval(), description, targets)
