"""Start a network from another one: the same sizes, other styles."""

from __future__ import annotations

import torch

from ..errors import CheckpointError
from ..network import VelocityField


@torch.no_grad()
def copy_weights(
    source: VelocityField,
    source_styles: tuple[str, ...],
    target: VelocityField,
    target_styles: tuple[str, ...],
) -> None:
    """Copy everything but the styles; styles of the same name keep theirs.

    A new style starts from the mean of the source's styles, which already is a picture style,
    rather than from noise.

    Raises
    ------
    CheckpointError
        When the networks differ in size.
    """
    weights = source.state_dict()
    wanted = {name: value.shape for name, value in target.state_dict().items()}
    per_style = ("style.weight", "gate", "palette_matrix", "palette_shift")
    if any(
        name not in weights
        or weights[name].shape[1:] != shape[1:]
        or (name not in per_style and weights[name].shape != shape)
        for name, shape in wanted.items()
    ):
        raise CheckpointError(
            "The model to start from has another network size.",
            safe="Nothing was changed.",
            todo="Use the model section of that run's config, or leave out checkpoint.start_from.",
        )
    rows = {"": 0} | {name: index + 1 for index, name in enumerate(source_styles)}
    for name in per_style:
        known = weights[name]
        mean = known[1:].mean(0)
        weights[name] = torch.stack(
            [known[rows[style]] if style in rows else mean for style in ("", *target_styles)]
        )
    target.load_state_dict(weights)
