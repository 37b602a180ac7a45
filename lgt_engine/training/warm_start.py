"""Start a network from another one: the same sizes, other styles."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from importlib import resources

import torch
from torch import Tensor

from ..checkpoint import MODEL_NAME, ModelDescription, load_model
from ..config import TrainConfig
from ..control import Control
from ..dataset import InMemoryLatentDataset
from ..devices import autocast_dtype
from ..energies import PatchBank
from ..errors import CheckpointError
from ..events import Event, Progress
from ..network import FieldShape, VelocityField
from ..remaining import Remaining
from .distributed import Ranks
from .objective import Batch, objective


@dataclass(frozen=True)
class Round:
    """Trials of so many of the best labels so far, on so many photos of at most so many cells."""

    labels: int | None
    photos: int
    side: int


_ROUNDS = (Round(None, 4, 16), Round(6, 8, 32))
#: Share of a base's strokes that new styles begin with. With all of them a network paints over the
#: photo from its first step and stays there: less texture at equal structure after three minutes.
_FIRST_STROKES = 0.3
#: Share of the learning rate for weights that know how to paint: with all of it texture of photos
#: never seen falls after the first minute (sketch without a finish: 0.63, 0.53 after three).
REFINING_RATE = 0.5
_PER_STYLE = ("style.weight", "gate", "palette_matrix", "palette_shift")


def begin(
    network: VelocityField,
    dataset: InMemoryLatentDataset,
    config: TrainConfig,
    bank: PatchBank | None,
    ranks: Ranks,
    control: Control,
) -> Generator[Event, None, str | None]:
    """Give a fresh network everything that is known before its first step.

    Where all styles are new, they begin with a share of the strokes of what they start from.

    Parameters
    ----------
    network : VelocityField
        Fresh, on its device; one label for each style of ``dataset``.
    bank : PatchBank or None
        Of ``dataset``, where the configuration uses one.
    ranks : Ranks
        Processes that train together: all of them begin alike.

    Yields
    ------
    Event
        Progress of the choice for each new style.

    Returns
    -------
    str or None
        What it starts from: ``"base"``, the path of ``checkpoint.start_from``, None for nothing.

    Raises
    ------
    CheckpointError
        When ``checkpoint.start_from`` cannot be read or has another size.
    Cancelled
    """
    styles = dataset.style_names
    start = starting_model(config, network.shape)
    known: tuple[str, ...] = ()
    if start is not None:
        source, known = start[0].to(next(network.parameters()).device), start[1].styles
        _check_sizes(source, network)
        nearest: dict[str, int | None] = {}
        for label, name in enumerate(styles):
            if name not in known:
                trials = nearest_label(source, dataset, label, config, bank, control)
                nearest[name] = yield from trials
        copy_weights(source, known, network, styles, _agreed(nearest, ranks))
        if not set(known) & set(styles):
            soften(network)
    if config.flow.path == "source":
        for label, name in enumerate(styles):
            if name not in known:
                set_palette(network, label, dataset, label, config)
    if start is None:
        return None
    asked = config.checkpoint.start_from
    return "base" if asked is None else str(asked)


def _agreed(nearest: dict[str, int | None], ranks: Ranks) -> dict[str, int | None]:
    """One choice for all processes: rounding may decide a close race differently on each."""
    choices = [-1 if label is None else label for label in nearest.values()]
    agreed = ranks.highest(*choices) if choices else ()
    return {
        name: int(label) if label >= 0 else None
        for name, label in zip(nearest, agreed, strict=True)
    }


def starting_model(
    config: TrainConfig, shape: FieldShape
) -> tuple[VelocityField, ModelDescription] | None:
    """The model that a new run starts from; None from scratch.

    That is ``checkpoint.start_from`` or, without it, the base network in ``resources/base``, where
    there is one, its sizes are the wanted ones and it was trained on latents and a path of the
    same kind.

    Raises
    ------
    CheckpointError
        When ``checkpoint.start_from`` cannot be read.
    """
    if config.checkpoint.start_from is not None:
        return load_model(config.checkpoint.start_from)
    # What latents a codec from a folder makes is not known.
    if not config.checkpoint.from_base or config.codec.kind == "folder":
        return None
    base = resources.files("lgt_resources") / "base" / MODEL_NAME
    if not base.is_file():
        return None
    with resources.as_file(base) as path:
        network, description = load_model(path)
    fits = replace(description.shape, num_styles=shape.num_styles) == shape
    return (network, description) if fits and description.flow.path == config.flow.path else None


@torch.no_grad()
def copy_weights(
    source: VelocityField,
    source_styles: tuple[str, ...],
    target: VelocityField,
    target_styles: tuple[str, ...],
    nearest: Mapping[str, int | None] | None = None,
) -> None:
    """Copy everything but the styles; styles of the same name keep theirs.

    Parameters
    ----------
    nearest : mapping of str to int or None, optional
        New style → label of the source that it starts from. Without one it starts from the mean
        of the source's styles, which already is a picture style, rather than from noise.

    Raises
    ------
    CheckpointError
        When the networks differ in size.
    """
    _check_sizes(source, target)
    weights = source.state_dict()
    rows = {"": 0} | {name: index + 1 for index, name in enumerate(source_styles)}
    for name, label in (nearest or {}).items():
        if label is not None:
            rows.setdefault(name, label + 1)
    for name in _PER_STYLE:
        known = weights[name]
        mean = known[1:].mean(0)
        weights[name] = torch.stack(
            [known[rows[style]] if style in rows else mean for style in ("", *target_styles)]
        )
    target.load_state_dict(weights)


@torch.no_grad()
def soften(network: VelocityField) -> None:
    """Leave a share of what the U-Net adds; what it sees, and every palette, stay as they are."""
    for parameter in network.out.parameters():
        parameter.mul_(_FIRST_STROKES)


def _check_sizes(source: VelocityField, target: VelocityField) -> None:
    if replace(source.shape, num_styles=target.shape.num_styles) != target.shape:
        raise CheckpointError(
            "The model to start from has another network size.",
            safe="Nothing was changed.",
            next_step="Use the model section of that run's config, or leave out "
            "checkpoint.start_from.",
        )


def nearest_label(
    source: VelocityField,
    dataset: InMemoryLatentDataset,
    style: int,
    config: TrainConfig,
    bank: PatchBank | None,
    control: Control,
) -> Generator[Event, None, int | None]:
    """The label of ``source`` that does best at a new style before any training.

    Every label is tried with the new style's own palette on the middle of a few photos, and so is
    their mean; the best are tried again on more, and whole ones. The objective itself judges, with
    equal draws for all.

    Parameters
    ----------
    source : VelocityField
        On the device to compute on.
    style : int
        Label of the new style in ``dataset``.
    bank : PatchBank or None
        Of ``dataset``; None compares with references drawn from it.

    Yields
    ------
    Event
        Progress.

    Returns
    -------
    int or None
        None where the mean of all does best.
    """
    device = next(source.parameters()).device
    shape = replace(source.shape, num_styles=source.shape.num_styles + 1)
    trial = VelocityField(shape).to(device)
    names = tuple(map(str, range(shape.num_styles)))
    copy_weights(source, names[:-1], trial, names)
    for label in range(shape.num_styles):
        set_palette(trial, label, dataset, style, config)
    dtype = autocast_dtype(config.training.precision, device)
    quiet = replace(config, flow=replace(config.flow, restart_prob=0.0))

    def loss(label: int, tried: Round) -> float:
        batch = _trial_batch(dataset, style, label, tried, config).to(device)
        draws = torch.Generator().manual_seed(config.training.seed)
        with torch.no_grad(), torch.autocast(device.type, dtype, enabled=dtype is not None):
            return float(objective(trial, batch, quiet, draws, bank)["loss"])

    ranked = list(range(shape.num_styles))
    stage = f"Choosing what “{dataset.style_names[style]}” starts from"
    for tried in _ROUNDS:
        chosen, losses, remaining = ranked[: tried.labels], {}, Remaining()
        for done, label in enumerate(chosen):
            control.raise_if_stopping()
            yield Progress(stage, done, len(chosen), remaining.at(done / len(chosen)))
            losses[label] = loss(label, tried)
        ranked = sorted(losses, key=losses.__getitem__)
    return ranked[0] if ranked[0] < source.shape.num_styles else None


def _trial_batch(
    dataset: InMemoryLatentDataset, style: int, label: int, tried: Round, config: TrainConfig
) -> Batch:
    """The same photos and references for every label."""
    generator = torch.Generator().manual_seed(config.training.seed)
    x_src, pictures = dataset.sample_content(style, tried.photos, generator=generator)
    top, left = (max(0, size - tried.side) // 2 for size in x_src.shape[-2:])
    x_src = x_src[..., top : top + tried.side, left : left + tried.side]
    references = dataset.sample_references(
        style,
        config.training.references_per_style,
        exclude_pictures=pictures,
        generator=generator,
    )
    labels = torch.full((len(x_src),), label)
    return Batch(x_src, labels, references, 1, torch.tensor([style]))


def set_palette(
    network: VelocityField,
    label: int,
    dataset: InMemoryLatentDataset,
    style: int,
    config: TrainConfig,
) -> None:
    """Give a label of ``network`` the palette flow of a style of ``dataset``."""
    target: Tensor = dataset.style_latents[dataset.style_indices[style]]
    network.set_palette(
        label, dataset.content_latents, target, config.training.ode_integration_steps
    )
