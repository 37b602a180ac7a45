"""How the cost grows: batch, latents, steps, styles, pictures; with the fitted exponent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from made_up import make_config, make_stepper
from timing import Place, Row, exponent, median_seconds

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.tools.procedural.pictures import procedural_picture


def measure(place: Place) -> list[Row]:
    """One group for each thing that grows."""
    steps = {
        "batch": [4, 8, 16, 32],
        "picture side px": [128, 256, 512],
        "integration steps": [1, 2, 4],
        "styles": [1, 2, 4, 8],
    }
    rows = []
    for name, sizes in steps.items():
        few = sizes[:3] if place.quick else sizes
        rows += _grow(
            f"train step by {name}",
            {size: _step(name, size, place) for size in few},
            place,
            "1 is linear in the batch; latents grow with the side squared"
            if name == "picture side px"
            else "",
        )
    return rows + _dataset(place)


def _step(name: str, size: int, place: Place) -> Callable[[], object]:
    config, styles = make_config(8), 2
    if name == "batch":
        config = make_config(size)
    elif name == "picture side px":
        config = make_config(4, image_size=size)
    elif name == "integration steps":
        config = make_config(8, ode_integration_steps=size)
    else:
        styles = size
    stepper = make_stepper(config, styles, place.device)
    return lambda: stepper.step(0.0)


def _grow(
    group: str, runs: dict[int, Callable[[], object]], place: Place, note: str = ""
) -> list[Row]:
    named = {str(size): run for size, run in runs.items()}
    seconds = median_seconds(named, place, repeats=2 if place.quick else 3)
    rows = [Row(group, name, {"time ms": 1e3 * value}) for name, value in seconds.items()]
    slope = exponent([float(size) for size in runs], list(seconds.values()))
    return [*rows, Row(group, "fitted exponent", {"exponent": slope}, note)]


def _dataset(place: Place) -> list[Row]:
    """Reading, cutting and encoding a style's pictures, nothing cached."""
    codec = load_codec().to(place.device)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        runs = {}
        for count in (4, 8, 16):
            place_of = root / str(count)
            (place_of / "ink").mkdir(parents=True)
            (place_of / "photos").mkdir()
            for number in range(count):
                picture = procedural_picture("strokes", (256, 256), number).resize((640, 480))
                picture.save(place_of / "ink" / f"{number}.png")
                picture.save(place_of / "photos" / f"{number}.png")
            runs[count] = lambda place_of=place_of: _build(place_of, root, codec)
        return _grow("dataset by pictures, of a style and as photos", runs, place)


def _build(data: Path, root: Path, codec: object) -> None:
    from dataclasses import replace

    config = make_config()
    with tempfile.TemporaryDirectory(dir=root) as cache:
        config = replace(
            config,
            data=replace(config.data, data_root=data, cache_dir=Path(cache), crops_per_style=48),
        )
        for _ in build_dataset(config, codec, Control()):  # type: ignore[arg-type]
            pass
