"""A training step beside programs that keep cores busy: ours, its parts, and torch's own way.

Every number comes from a process of its own, because OpenMP reads its variables when it is loaded.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process that trains loads lgt_engine before these load torch
    from timing import Place, Row

#: The wait of GNU and of LLVM and Intel threads where nobody sets it.
_USUAL_WAIT = {"GOMP_SPINCOUNT": "300000", "KMP_BLOCKTIME": "200"}
_WARM_UP = 3
_BUSY = (0, 1, 2)


def measure(place: Place) -> list[Row]:
    """Updates a second of the default training step, quiet and beside one and two busy cores."""
    from timing import Row

    from lgt_engine.training.memory_plan import CPU_BATCH

    seconds = 6.0 if place.quick else 25.0
    forms: dict[str, tuple[dict[str, str], list[str]]] = {
        "LGT: short waits, thread watch": ({}, ["--watch"]),
        "the same giving way (low_priority)": ({}, ["--watch", "--low-priority"]),
        "torch's own waits": (_USUAL_WAIT, []),
    }
    values: dict[str, dict[str, float]] = {name: {} for name in forms}
    for count in _BUSY:
        with _busy_programs(count):
            for name, (variables, options) in forms.items():
                rate = _rate(variables, [*options, "--seconds", str(seconds)])
                found = values[name]
                found[f"updates / s, {count} busy"] = rate
                if count:
                    found[f"of quiet, {count} busy"] = rate / found["updates / s, 0 busy"]
    note = f"batch of {CPU_BATCH} at 256 px, {os.cpu_count()} cores, {seconds:g} s each"
    return [Row("beside busy programs", name, found, note) for name, found in values.items()]


@contextmanager
def _busy_programs(count: int) -> Iterator[None]:
    command = [sys.executable, "-c", "while True: pass"]
    programs = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def _rate(variables: dict[str, str], options: list[str]) -> float:
    """Updates a second of one process with these variables and no others about threads."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "GOMP_", "KMP_"))}
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), *options],
        env={**mine, **variables}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def _train() -> None:
    """In a process of its own: prints updates a second."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--watch", action="store_true")
    parser.add_argument("--low-priority", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from lgt_engine.system.priority import lower_process

    if options.low_priority:
        lower_process()
    import torch
    from made_up import make_config, make_stepper

    from lgt_engine.system.busy_threads import ThreadCountControl
    from lgt_engine.training.memory_plan import CPU_BATCH

    watch = ThreadCountControl(torch.get_num_threads(), torch.set_num_threads)
    stepper, count = make_stepper(make_config(CPU_BATCH), 2, torch.device("cpu")), 0
    for _ in range(_WARM_UP):
        stepper.step(0.0)
    began = last = time.monotonic()
    while last - began < options.seconds:
        stepper.step(0.0)
        now = time.monotonic()
        if options.watch:
            watch.took(now - last)
        last, count = now, count + 1
    print(count / (last - began))


if __name__ == "__main__":
    _train()
