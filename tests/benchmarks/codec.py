"""Measure the built-in codec against a reference codec, side by side.

``python tests/benchmarks/codec.py --reference DIR --photos DIR [--json FILE]``

Quality is measured on every fourth photo of the folder (the ones that training holds out), short
side scaled to 256 pixels and cut to the centre. Times are medians of interleaved runs in fp32, the
best memory layout of each network.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lgt_engine.codec.weights import load_autoencoder_tiny
from lgt_engine.tools.codec_training import losses
from lgt_engine.tools.codec_training.picture_pool import held_out_pixels, split_photos

BUILTIN = Path(__file__).resolve().parents[2] / "resources" / "codec"
DECODE_SHAPES = ((1, 4, 32, 32), (4, 4, 32, 32), (1, 4, 64, 64))
ENCODE_SHAPES = ((1, 3, 256, 256), (4, 3, 256, 256))


@torch.inference_mode()
def measure_quality(
    ours: AutoencoderTiny, reference: AutoencoderTiny, pixels: Tensor
) -> dict[str, float]:
    """Compare both codecs on pictures, fp32 [N, 3, H, W] in [-1, 1]."""
    theirs = torch.cat([reference.encoder(each[None]) for each in pixels])
    latents = torch.cat([ours.encoder(each[None]) for each in pixels])
    trips = {
        "reference": _decode(reference, theirs),
        "own": _decode(ours, latents),
        "own decoder on reference latents": _decode(ours, theirs),
        "reference decoder on own latents": _decode(reference, latents),
    }
    figures = {
        "photos": float(len(pixels)),
        "latent error (RMS / reference std)": losses.latent_error(latents, theirs),
        "latent error (RMS / reference std within channels)": float(
            (latents - theirs).square().mean().sqrt() / theirs.var((0, 2, 3)).mean().sqrt()
        ),
    }
    energy = losses.gradient_energy(trips["reference"]).mean()
    for name, trip in trips.items():
        figures[f"PSNR, {name} (dB)"] = float(losses.psnr(trip, pixels).mean())
        figures[f"gradient energy / reference, {name}"] = float(
            losses.gradient_energy(trip).mean() / energy
        )
    return figures


def _decode(codec: AutoencoderTiny, latents: Tensor) -> Tensor:
    return torch.cat([codec.decoder(each[None]).clamp(-1.0, 1.0) for each in latents])


def measure_speed(
    ours: AutoencoderTiny, reference: AutoencoderTiny, rounds: int
) -> dict[str, float]:
    """Time both codecs; how many times as fast ours is, and its milliseconds."""
    figures: dict[str, float] = {}
    jobs = [("decoder", shape) for shape in DECODE_SHAPES]
    jobs += [("encoder", shape) for shape in ENCODE_SHAPES]
    for part, shape in jobs:
        mine, theirs = (
            min(times)
            for times in _medians([getattr(ours, part), getattr(reference, part)], shape, rounds)
        )
        label = f"{part} {'x'.join(map(str, shape))}"
        figures[f"{label}: times as fast"] = theirs / mine
        figures[f"{label}: own ms"] = mine * 1e3
        figures[f"{label}: reference ms"] = theirs * 1e3
    return figures


@torch.inference_mode()
def _medians(
    networks: list[torch.nn.Module], shape: tuple[int, ...], rounds: int
) -> list[list[float]]:
    """Median seconds of each network in each memory layout, all interleaved."""
    layouts = (torch.contiguous_format, torch.channels_last)
    result: list[list[float]] = [[] for _ in networks]
    for layout in layouts:
        x = torch.randn(shape, generator=torch.Generator().manual_seed(0)).to(memory_format=layout)
        runs: list[Callable[[], Tensor]] = []
        for network in networks:
            moved = network.to(memory_format=layout)  # type: ignore[call-overload]
            runs.append(lambda moved=moved, x=x: moved(x))  # type: ignore[misc]
        times: list[list[float]] = [[] for _ in networks]
        for turn in range(rounds + 1):
            for index, run in enumerate(runs):
                began = time.perf_counter()
                run()
                if turn:
                    times[index].append(time.perf_counter() - began)
        for index, values in enumerate(times):
            result[index].append(statistics.median(values))
    return result


def sizes(codec: AutoencoderTiny, folder: Path) -> dict[str, float]:
    """Parameters in millions and the weights' size on disk in MB (10**6 bytes)."""
    figures = {
        f"{part} parameters (millions)": sum(p.numel() for p in getattr(codec, part).parameters())
        / 1e6
        for part in ("encoder", "decoder")
    }
    files = folder.glob("*.safetensors")
    return figures | {"weights on disk (MB)": sum(f.stat().st_size for f in files) / 1e6}


def main() -> None:
    """Measure, print a table, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--codec", type=Path, default=BUILTIN, help="default: the built-in one")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--all", action="store_true", help="also the photos used in training")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    ours, reference = load_autoencoder_tiny(options.codec), load_autoencoder_tiny(options.reference)
    train, held_out = split_photos(options.photos)
    paths = sorted([*train, *held_out]) if options.all else held_out
    figures = measure_quality(ours, reference, held_out_pixels(paths))
    figures |= measure_speed(ours, reference, options.rounds)
    figures |= sizes(ours, options.codec)
    for name, value in figures.items():
        print(f"{name:<60}{value:>10.3f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
