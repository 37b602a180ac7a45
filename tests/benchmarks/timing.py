"""How the speed benchmark measures: in turn, medians, bytes for backward, spread, peak memory."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Generator, Tensor

from lgt_engine.system.heap import release_freed_memory

MIB = 2**20


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    group : str
        What is compared: rows of one group were measured in turn.
    name : str
        Which form; the first row of a group is ours.
    values : dict of str to float
        Measure with its unit → number; NaN where a form has none.
    note : str
        Shapes and settings, or why the row is missing.
    """

    group: str
    name: str
    values: dict[str, float] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Place:
    """Where and how often to measure."""

    device: torch.device
    repeats: int
    quick: bool

    def wait(self) -> None:
        """Let the device finish what was asked of it."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)


def median_seconds(
    runs: dict[str, Callable[[], object]],
    place: Place,
    repeats: int | None = None,
    *,
    settled: bool = False,
) -> dict[str, float]:
    """Median seconds of each run; all of them in turn, after one unmeasured round.

    With ``settled`` each is run once more, unmeasured, right before: a form of 30 ms took 27 to 54
    after one that leaves caches, freed memory and another library's waiting threads behind.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range((repeats or place.repeats) + 1):
        for name, run in runs.items():
            if settled:
                run()
            place.wait()
            began = time.perf_counter()
            run()
            place.wait()
            if turn:
                times[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def saved_mib(run: Callable[[], Tensor], inputs: Iterable[Tensor]) -> float:
    """MiB of distinct storages that autograd keeps for the backward pass, inputs left out."""
    given = {tensor.untyped_storage().data_ptr() for tensor in inputs}
    kept: dict[int, Tensor] = {}

    def pack(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = run()
    total = sum(t.untyped_storage().nbytes() for at, t in kept.items() if at not in given)
    del result
    return total / MIB


def relative_spread(draw: Callable[[Generator], Tensor], draws: int) -> float:
    """Standard deviation over mean of an estimator's values."""
    with torch.no_grad():
        values = [float(draw(Generator().manual_seed(seed))) for seed in range(draws)]
    return statistics.pstdev(values) / statistics.fmean(values)


def peak_mib(run: Callable[[], object], place: Place) -> float:
    """MiB that a run takes at most beyond what was there before; NaN where the system hides it."""
    gc.collect()
    if place.device.type == "cuda":
        torch.cuda.empty_cache()
        before = torch.cuda.memory_allocated(place.device)
        torch.cuda.reset_peak_memory_stats(place.device)
        run()
        place.wait()
        return (torch.cuda.max_memory_allocated(place.device) - before) / MIB
    marks = Path("/proc/self/clear_refs")
    if not sys.platform.startswith("linux") or not marks.exists():
        run()
        return float("nan")
    release_freed_memory()
    marks.write_text("5")  # forget the highest resident size so far
    before = resident_mib("VmRSS")
    run()
    return resident_mib("VmHWM") - before


def resident_mib(key: str = "VmRSS") -> float:
    """MiB of memory this process holds (``VmRSS``) or held at most (``VmHWM``); Linux."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(key):
            return float(line.split()[1]) / 1024
    return float("nan")


def exponent(sizes: list[float], costs: list[float]) -> float:
    """Slope of log cost over log size: 1 is linear, 0 is constant."""
    x, y = (torch.tensor(values, dtype=torch.float64).log() for values in (sizes, costs))
    x = x - x.mean()
    return float((x * (y - y.mean())).sum() / x.square().sum())


def table(rows: list[Row]) -> str:
    """All rows as text: a group with its columns, each beside its ratio to the group's first."""
    lines: list[str] = []
    groups = list(dict.fromkeys(row.group for row in rows))
    for group in groups:
        members = [row for row in rows if row.group == group]
        columns = list(dict.fromkeys(key for row in members for key in row.values))
        lines.append(f"\n== {group}")
        lines.append(f"{'':36}" + "".join(f"{column:>20}" for column in columns))
        for row in members:
            cells = "".join(f"{_number(row.values.get(column)):>20}" for column in columns)
            lines.append(f"{row.name:36}{cells}  {row.note}".rstrip())
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
