"""Encode and decode large pictures in tiles, without seams.

Each piece is computed with a margin of its real neighbourhood, and the margin is thrown away.
Pieces of the built-in codec, cut from a photo, differ from the whole by at most 4.6 steps of 8 bits
with a margin of 4 cells, 0.06 with 8 and 0.0002 with 12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from lgt_engine.progress import ProgressGenerator

#: Width of the margin of a piece, in latent cells.
MARGIN = 12


def in_tiles(
    function: Callable[[Tensor], Tensor], x: Tensor, side: int, cell_in: int, cell_out: int
) -> ProgressGenerator[Tensor]:
    """Apply ``function`` to a picture in pieces; a share after each.

    Parameters
    ----------
    function : callable
        ``[1, C, cell_in·h, cell_in·w]`` → ``[1, D, cell_out·h, cell_out·w]`` for any h and w;
        without global operations such as normalisation over the whole picture.
    x : Tensor
        ``[1, C, cell_in·H, cell_in·W]``.
    side : int
        Of a piece without its margin at most, in cells.
    cell_in, cell_out : int
        Side of a cell in the input and in the output.

    Returns
    -------
    Tensor
        ``[1, D, cell_out·H, cell_out·W]``, on the device that ``function`` answers on.
    """
    rows, columns = x.shape[-2] // cell_in, x.shape[-1] // cell_in
    whole: Tensor | None = None
    spans = [(down, across) for down in _spans(rows, side) for across in _spans(columns, side)]
    for done, ((top, bottom), (left, right)) in enumerate(spans, start=1):
        y, x_ = max(0, top - MARGIN), max(0, left - MARGIN)
        piece = x[
            ...,
            cell_in * y : cell_in * min(rows, bottom + MARGIN),
            cell_in * x_ : cell_in * min(columns, right + MARGIN),
        ]
        made = function(piece)
        if whole is None:
            size = (*made.shape[:-2], cell_out * rows, cell_out * columns)
            whole = torch.empty(size, dtype=made.dtype, device=made.device)
        whole[..., cell_out * top : cell_out * bottom, cell_out * left : cell_out * right] = made[
            ...,
            cell_out * (top - y) : cell_out * (bottom - y),
            cell_out * (left - x_) : cell_out * (right - x_),
        ]
        yield done / len(spans)
    assert whole is not None
    return whole


def _spans(length: int, most: int) -> Iterator[tuple[int, int]]:
    """Nearly equal spans of at most so many cells: a narrow rest would waste its margins."""
    count = -(-length // most)
    for index in range(count):
        yield length * index // count, length * (index + 1) // count
