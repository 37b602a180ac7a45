"""Flicker of a pan over a photo, frame by frame and steadied, and the seconds that it takes.

    python tests/benchmarks/flicker.py --photo FILE [--style NAME] [--side 320]

A photo is moved by whole pixels, so what every pixel should show in the next frame is known and
nothing has to be warped: flicker is the mean difference of two frames where they show the same, in
levels of 255. The same is measured for a clip that stands still, where it must be 0.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from lgt_engine.images import fit_inside, open_picture
from lgt_engine.inference.steadying import Steadying
from lgt_engine.inference.stylizer import Stylizer

_SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "model.safetensors"


def pan(photo: Image.Image, step: tuple[int, int], frames: int) -> list[Image.Image]:
    """Cuts of a photo, each ``step`` pixels (right, down) further than the last."""
    right, down = step
    width, height = photo.width - right * (frames - 1), photo.height - down * (frames - 1)
    places = [(right * n, down * n) for n in range(frames)]
    return [photo.crop((x, y, x + width, y + height)) for x, y in places]


def flicker(frames: Sequence[Image.Image], step: tuple[int, int]) -> float:
    """Mean difference of each two frames of a pan where they show the same, in levels."""
    right, down = step
    values = [np.asarray(frame, np.float32) for frame in frames]
    height, width = values[0].shape[:2]
    differences = [
        np.abs(one[down:, right:] - other[: height - down, : width - right]).mean()
        for one, other in pairwise(values)
    ]
    return float(np.mean(differences))


def _sharpness(frame: Image.Image) -> float:
    return float(np.abs(np.diff(np.asarray(frame.convert("L"), np.float32))).mean())


def _measure(
    stylizer: Stylizer, style: str, photo: Image.Image, arguments: argparse.Namespace
) -> Iterator[str]:
    frames = arguments.frames
    for name, step in (("3 px", (3, 0)), ("5 px diagonal", (5, 5)), ("still", (0, 0))):
        cuts = pan(photo, step, frames)
        begun = time.monotonic()
        alone = [stylizer.stylize(cut, style=style, max_side=arguments.side) for cut in cuts]
        network = (time.monotonic() - begun) / frames
        steadying, begun = Steadying(), time.monotonic()
        steady = [steadying.steadied(*pair) for pair in zip(cuts, alone, strict=True)]
        filtering = (time.monotonic() - begun) / frames
        kept = _sharpness(steady[-1]) / _sharpness(alone[-1])
        yield (
            f"{style}, {name}, {cuts[0].size}: {flicker(alone, step):.3f} → "
            f"{flicker(steady, step):.3f} levels; {network:.2f} + {filtering:.2f} s a frame; "
            f"gradient of the last frame {kept:.2f} of that alone"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=_SAMPLE)
    parser.add_argument("--style", help="default: every style of the model")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--side", type=int, help="shrink the photo, and work at that size")
    arguments = parser.parse_args()
    stylizer = Stylizer.open(arguments.model, device="cpu")
    photo = open_picture(arguments.photo).image
    photo = fit_inside(photo, arguments.side) if arguments.side else photo
    for style in [arguments.style] if arguments.style else stylizer.styles:
        for text in _measure(stylizer, style, photo, arguments):
            print(text, flush=True)


if __name__ == "__main__":
    main()
