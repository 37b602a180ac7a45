"""Energies, forward and backward, against the founding forms and against POT."""

from __future__ import annotations

import math
from collections.abc import Callable

import founding
import torch
import torch.nn.functional as F
from timing import Place, Row, median_seconds, relative_spread, saved_mib
from torch import Generator, Tensor

from lgt_engine.energies import (
    PatchScale,
    QuantileBank,
    self_similarity_distance,
    sliced_wasserstein,
)

SHAPE = (48, 4, 32, 32)
_DRAWS = 40

#: (x, y, generator of the draws) → scalar
Energy = Callable[[Tensor, Tensor, Generator], Tensor]


def fields(kind: str, device: torch.device) -> tuple[Tensor, Tensor]:
    """Two sets of fields of unlike contrast: white noise, or correlated over four cells."""
    generator = Generator().manual_seed(5)
    batch, channels, height, width = SHAPE

    def draw(cells: int, scale: float) -> Tensor:
        coarse = torch.randn(batch, channels, cells, cells, generator=generator)
        return scale * F.interpolate(coarse, (height, width), mode="bicubic")

    cells = height if kind == "white" else height // 4
    return draw(cells, 1.0).to(device), draw(cells, 1.3).to(device)


def measure(place: Place) -> list[Row]:
    """All energy rows."""
    white = fields("white", place.device)
    bank = QuantileBank([white[1].cpu()], [PatchScale(0, 3, 192, 64)], Generator().manual_seed(1))
    bank.to(place.device)
    forms: dict[str, Energy] = {
        "LGT default (p 1)": lambda x, y, g: sliced_wasserstein(x, y, generator=g),
        "LGT, 36 directions (p 1)": lambda x, y, g: sliced_wasserstein(
            x, y, num_projections=36, generator=g
        ),
        "LGT, 36 directions (p 2)": lambda x, y, g: sliced_wasserstein(
            x, y, num_projections=36, p=2, generator=g
        ),
        "founding (p 2)": lambda x, y, g: founding.sliced_wasserstein(x, y, g),
        "founding (p 1)": lambda x, y, g: founding.sliced_wasserstein(x, y, g, p=1),
        "founding, all patches (p 2)": lambda x, y, g: founding.sliced_wasserstein(
            x, y, g, patches=None
        ),
    }
    rows = _compare("SWD", {**forms, **_pot()}, place)
    if "POT, all patches (p 2)" not in {row.name for row in rows}:
        rows.append(Row("SWD", "POT, all patches (p 2)", note="left out: POT is not installed"))
    # The cached bank has its target from the style, so one side is left to project and sort.
    style = torch.zeros(1, dtype=torch.long)
    rows += _compare(
        "SWD, one 3×3 scale of the training default",
        {
            "LGT, cached quantiles (p 1)": lambda x, _y, g: bank.energy(x, style, generator=g),
            "founding (p 1)": forms["founding (p 1)"],
        },
        place,
        # Its target is fixed to the white style.
        kinds=("white",),
    )
    ssm: dict[str, Energy] = {
        "LGT, exact": lambda x, s, _g: self_similarity_distance(x, s),
        "founding, N×N": lambda x, s, _g: founding.self_similarity(x, s),
        "founding, 256 samples": _sampled,
    }
    return rows + _compare("SSM", ssm, place)


def _sampled(x: Tensor, s: Tensor, g: Generator) -> Tensor:
    cells = torch.randperm(SHAPE[-1] * SHAPE[-2], generator=g)
    return founding.self_similarity(x, s, cells[: founding.SSM_SAMPLES].to(x.device))


def _compare(
    group: str,
    forms: dict[str, Energy],
    place: Place,
    kinds: tuple[str, ...] = ("white", "correlated"),
) -> list[Row]:
    sets = {kind: fields(kind, place.device) for kind in kinds}
    x, y = sets["white"]
    leaf = x.clone().requires_grad_(True)
    generator = Generator().manual_seed(0)

    def both_ways(form: Energy) -> Callable[[], None]:
        def run() -> None:
            leaf.grad = None
            form(leaf, y, generator).backward()

        return run

    runs = {name: both_ways(form) for name, form in forms.items()}
    seconds = median_seconds(runs, place, settled=True)
    rows = []
    for name, form in forms.items():
        values = {
            "time ms": 1e3 * seconds[name],
            "for backward MiB": saved_mib(lambda form=form: form(leaf, y, generator), (leaf, y)),
        }
        slow = "all patches" in name or "N×N" in name
        draws = 5 if place.quick else (12 if slow else _DRAWS)
        for kind, (a, b) in sets.items():
            spread = relative_spread(lambda g, a=a, b=b, form=form: form(a, b, g), draws)
            values[f"spread, {kind}"] = 0.0 if math.isnan(spread) else spread
        rows.append(Row(group, name, values, f"{list(SHAPE)} float32, {draws} draws"))
    return rows


def _pot() -> dict[str, Energy]:
    try:
        import ot
    except ImportError:
        return {}

    def energy(x: Tensor, y: Tensor, generator: Generator) -> Tensor:
        seed = int(torch.randint(2**31, (1,), generator=generator))
        distance: Tensor = ot.sliced_wasserstein_distance(
            founding.unfold_patches(x),
            founding.unfold_patches(y),
            n_projections=founding.DIRECTIONS,
            seed=seed,
        )
        return distance.square()

    return {"POT, all patches (p 2)": energy}
