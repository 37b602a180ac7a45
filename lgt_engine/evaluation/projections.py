"""Directions, sampling grids and the distance of projected samples, for :mod:`.metrics`."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor


def wasserstein_1d(a: Tensor, b: Tensor) -> Tensor:
    r"""Exact 1-d Wasserstein-1 distances between sorted samples of any counts.

    .. math:: W_1 = \int_0^1 |F_a^{-1}(u) - F_b^{-1}(u)|\,du

    Both quantile functions are step functions, so the integral is a finite sum over the union of
    their steps; for equal counts it is the mean difference of order statistics.

    Parameters
    ----------
    a : Tensor [P, n]
    b : Tensor [P, m]
        Each row sorted in ascending order.

    Returns
    -------
    Tensor [P]
    """
    if a.shape[1] == b.shape[1]:
        return (a - b).abs().mean(dim=1)
    index_a, index_b, weights = _quantile_pieces(a.shape[1], b.shape[1])
    index_a, index_b = index_a.to(a.device), index_b.to(a.device)
    gaps = (a.index_select(1, index_a) - b.index_select(1, index_b)).abs()
    return gaps @ weights.to(gaps)


@lru_cache(maxsize=32)  # a judge meets 8 pairs of counts, of less than 1 MB each
def _quantile_pieces(n: int, m: int) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces of [0, 1] on which both step functions are constant: two indices and the width.

    Levels are counted in units of 1 / (n m), in integers, so that no step is missed by rounding.
    """
    ends = torch.cat([torch.arange(1, n + 1) * m, torch.arange(1, m + 1) * n]).sort().values
    starts = torch.cat([ends.new_zeros(1), ends[:-1]])
    proper = ends > starts  # steps that coincide leave pieces of no width
    starts, ends = starts[proper], ends[proper]
    widths = (ends - starts).double() / (n * m)
    return (starts // m).int(), (starts // n).int(), widths


def orthogonal_directions(dim: int, count: int, generator: torch.Generator) -> Tensor:
    """``count`` unit directions ``[count, dim]``, orthogonal within each group of ``dim``."""
    directions: list[Tensor] = []
    while sum(len(d) for d in directions) < count:
        draw = torch.randn(
            dim, min(dim, count), generator=generator, dtype=torch.float64
        )  # no more columns than are asked for: a basis of 480 channels costs a second
        directions.append(torch.linalg.qr(draw).Q.T)
    return torch.cat(directions)[:count].float().contiguous()


def grid_step(pictures: int, height: int, width: int, max_samples: int) -> tuple[int, int]:
    """Smallest odd steps down and across that leave at most ``max_samples`` positions in all.

    Odd steps visit every phase of an 8x8 cell; the two grow in turn (1,1), (1,3), (3,3), ...
    """
    down, across = 1, 1
    while pictures * (-(-height // down)) * (-(-width // across)) > max_samples:
        if down >= height and across >= width:
            break
        if across <= down:
            across += 2
        else:
            down += 2
    return down, across
