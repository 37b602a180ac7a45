"""Memory over a long run: many training steps, many pictures; what grows by the step is a leak."""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from made_up import make_config, make_stepper
from speed_pictures import photo, write_model
from timing import MIB, Place, Row, resident_mib

from lgt_engine.images import save_picture
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.system.heap import release_freed_memory

_LOOKS = 20
_PICTURES_A_STEP = 1 / 20


def measure(place: Place, options: argparse.Namespace) -> list[Row]:
    """``--leak STEPS`` training steps, and one picture for every twenty of them."""
    config = make_config(4, base_channels=16, image_size=128)
    stepper = make_stepper(config, 2, place.device)
    rows = _watch("training step", lambda: stepper.step(0.0), options.leak, place)
    with tempfile.TemporaryDirectory() as folder:
        stylizer = Stylizer.open(write_model(Path(folder)), device=place.device.type)
        number = [0]

        def stylize() -> None:
            number[0] += 1
            side = 128 + 8 * (number[0] % 17)
            result = stylizer.stylize(photo((side, 256)))
            save_picture(result, Path(folder) / "result.png", overwrite=True)

        rows += _watch("picture", stylize, max(40, int(options.leak * _PICTURES_A_STEP)), place)
    return rows


def _watch(name: str, run: Callable[[], object], count: int, place: Place) -> list[Row]:
    """Memory at regular looks after a warm-up of a tenth, and its slope."""
    for _ in range(max(10, count // 10)):
        run()
    at, held = [], []
    for number in range(count):
        if number % max(1, count // _LOOKS) == 0:
            gc.collect()
            at.append(float(number))
            held.append(_held_mib(place))
        run()
    x = torch.tensor(at, dtype=torch.float64)
    y = torch.tensor(held, dtype=torch.float64)
    x, centred = x - x.mean(), y - y.mean()
    slope = float((x * centred).sum() / x.square().sum())
    return [
        Row(
            "leak test",
            f"{count} × {name}",
            {
                "first MiB": held[0],
                "last MiB": held[-1],
                "highest MiB": max(held),
                "KiB / step": 1024 * slope,
            },
        )
    ]


def _held_mib(place: Place) -> float:
    if place.device.type == "cuda":
        return torch.cuda.memory_allocated(place.device) / MIB
    release_freed_memory()
    return resident_mib()
