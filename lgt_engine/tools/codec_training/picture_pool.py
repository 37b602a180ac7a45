"""A pool of pictures with the reference codec's answers, made once and drawn from many times.

The teacher costs more than the student, so each picture is encoded and decoded by it once, whole;
training then takes random crops of picture, latents and decoding on the codec's 8-pixel grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file, save
from torch import Tensor

from lgt_engine.errors import DataError
from lgt_engine.io.atomic_files import write_atomically
from lgt_engine.tools.procedural.pictures import random_picture

FACTOR = 8
_SHARD = 120
_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True)
class PoolItem:
    """One picture and what the teacher makes of it.

    Attributes
    ----------
    pixels : Tensor
        uint8 [3, 8h, 8w].
    latents : Tensor
        fp16 [C, h, w], the teacher's latents.
    decoded : Tensor
        uint8 [3, 8h, 8w], the teacher's decoding of ``latents``.
    """

    pixels: Tensor
    latents: Tensor
    decoded: Tensor


@dataclass(frozen=True)
class Crops:
    """A batch of crops, fp32.

    Attributes
    ----------
    pixels, decoded : Tensor
        [B, 3, 8n, 8n] in [-1, 1].
    latents : Tensor
        [B, C, n, n].
    mask : Tensor
        [B, 1, n, n], 0 where a crop lacks the context that the teacher saw, else 1.
    """

    pixels: Tensor
    latents: Tensor
    decoded: Tensor
    mask: Tensor


def split_photos(folder: Path) -> tuple[list[Path], list[Path]]:
    """List a folder's pictures as (training, held out); every fourth name is held out."""
    if not folder.is_dir():
        raise DataError(
            f"The photos folder '{folder}' does not exist.", next_step="Check the path."
        )
    names = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return [p for i, p in enumerate(names) if i % 4], names[::4]


def vary(picture: Image.Image, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a scaled, turned and mildly recoloured copy, uint8 [8h, 8w, 3]."""
    scale = float(np.exp(rng.uniform(np.log(0.5), np.log(1.05))))
    width, height = (max(128, round(side * scale) // FACTOR * FACTOR) for side in picture.size)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, dtype=np.float32) / 255.0
    pixels = np.rot90(pixels, int(rng.integers(4)))
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    if rng.random() < 0.5:
        grey = pixels.mean(axis=2, keepdims=True)
        pixels = grey + (pixels - grey) * rng.uniform(0.5, 1.5)
        pixels = np.clip(pixels, 0.0, 1.0) ** np.exp(rng.uniform(-0.35, 0.35))
        pixels = pixels * rng.uniform(0.85, 1.15, size=3) + rng.uniform(-0.06, 0.06)
    return np.ascontiguousarray(np.clip(pixels * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8))


@torch.inference_mode()
def ask_teacher(teacher: AutoencoderTiny, pixels: NDArray[np.uint8]) -> PoolItem:
    """Encode and decode one picture, uint8 [8h, 8w, 3], with the teacher."""
    kept = torch.from_numpy(pixels).permute(2, 0, 1).contiguous()
    batch = (kept[None].float() / 127.5 - 1.0).contiguous(memory_format=torch.channels_last)
    with torch.autocast(batch.device.type, dtype=torch.bfloat16):
        latents = teacher.encoder(batch).float()
        decoded = teacher.decoder(latents).float()
    shown = ((decoded[0] + 1.0) * 127.5).round().clamp(0, 255).to(torch.uint8)
    return PoolItem(kept, latents[0].half(), shown.contiguous())


def save_pool(items: Sequence[PoolItem], path: Path) -> None:
    """Write items into one safetensors file, replaced in one step."""
    tensors = {}
    for index, item in enumerate(items):
        for name in ("pixels", "latents", "decoded"):
            tensors[f"{name}.{index}"] = getattr(item, name).contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, save(tensors))


def load_pool(path: Path) -> list[PoolItem]:
    """Read the items of one file written by :func:`save_pool`."""
    tensors = load_file(path)
    return [
        PoolItem(tensors[f"pixels.{i}"], tensors[f"latents.{i}"], tensors[f"decoded.{i}"])
        for i in range(len(tensors) // 3)
    ]


def draw_crops(
    pools: Sequence[Sequence[PoolItem]],
    weights: Sequence[float],
    batch: int,
    size: int,
    generator: torch.Generator,
) -> Crops:
    """Draw random crops of ``size`` pixels on the 8-pixel grid.

    Parameters
    ----------
    pools : sequence of sequences of PoolItem
        Kinds of pictures; each crop's kind is drawn with probability ``weights``.
    weights : sequence of float
        One weight a pool.
    batch, size : int
        Crops to draw, and their side in pixels (a multiple of 8).
    generator : torch.Generator
        Source of all randomness.
    """
    n = size // FACTOR
    kinds = torch.multinomial(
        torch.tensor(list(weights)), batch, replacement=True, generator=generator
    )
    parts = [_one_crop(pools[int(kind)], n, generator) for kind in kinds]
    pixels, latents, decoded, mask = (torch.stack(group) for group in zip(*parts, strict=True))
    return Crops(_unit(pixels), latents.float(), _unit(decoded), mask)


def _one_crop(
    pool: Sequence[PoolItem], n: int, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    def pick(high: int) -> int:
        return int(torch.randint(high, (1,), generator=generator))

    item = pool[pick(len(pool))]
    height, width = item.latents.shape[-2:]
    # Reach over the edge and come back, so that the picture's own border is met often enough.
    top, left = (min(max(pick(side - n + 1 + 4) - 2, 0), side - n) for side in (height, width))
    mask = torch.ones(1, n, n)
    # At the picture's own border the teacher met the same padding: there the ring counts.
    mask[:, :1] *= float(top == 0)
    mask[:, -1:] *= float(top == height - n)
    mask[:, :, :1] *= float(left == 0)
    mask[:, :, -1:] *= float(left == width - n)
    rows = slice(top * FACTOR, (top + n) * FACTOR)
    columns = slice(left * FACTOR, (left + n) * FACTOR)
    return (
        item.pixels[:, rows, columns],
        item.latents[:, top : top + n, left : left + n],
        item.decoded[:, rows, columns],
        mask,
    )


def _unit(pixels: Tensor) -> Tensor:
    """uint8 [0, 255] to fp32 [-1, 1], channels last."""
    return (pixels.float() / 127.5 - 1.0).contiguous(memory_format=torch.channels_last)


def one_photo(teacher: AutoencoderTiny, photo: Path, rng: np.random.Generator) -> PoolItem:
    """Vary one photo and ask the teacher."""
    with Image.open(photo) as picture:
        return ask_teacher(teacher, vary(picture, rng))


def one_procedural(teacher: AutoencoderTiny, rng: np.random.Generator) -> PoolItem:
    """Draw one procedural picture of a random kind and size, and ask the teacher."""
    side = int(rng.integers(24, 37)) * FACTOR
    return ask_teacher(teacher, np.array(random_picture(side, int(rng.integers(2**31)))))


def build_pools(
    pools: list[list[PoolItem]],
    teacher: AutoencoderTiny,
    photos: Sequence[Path],
    counts: tuple[int, int],
    folder: Path,
    seed: int,
) -> Iterator[int]:
    """Fill ``pools`` (photos, procedural), reading from ``folder`` what was made before.

    Yields the number of pictures at hand after each file of up to 120 pictures.
    """
    total = 0
    for kind, (name, count) in enumerate(zip(("photo", "procedural"), counts, strict=True)):
        for shard in range(-(-count // _SHARD)):
            path = folder / f"{name}{shard}.safetensors"
            if not path.exists():
                rng = np.random.default_rng([seed, kind, shard])
                order = rng.permutation(max(1, len(photos)))
                wanted = min(_SHARD, count - shard * _SHARD)
                made = [
                    one_procedural(teacher, rng)
                    if kind
                    else one_photo(teacher, photos[order[i % len(photos)]], rng)
                    for i in range(wanted)
                ]
                save_pool(made, path)
            pools[kind].extend(load_pool(path))
            total = len(pools[0]) + len(pools[1])
            yield total


def held_out_pixels(photos: Sequence[Path], side: int = 256, seed: int = 0) -> Tensor:
    """Read pictures to be judged on, fp32 [N, 3, side, side] in [-1, 1].

    Short side scaled to ``side``, then the centre; procedural pictures if there are no photos.
    """
    pictures = [np.array(random_picture(side, seed * 1000 + i + 2**31)) for i in range(8)]
    if photos:
        pictures = []
        for path in photos:
            with Image.open(path) as picture:
                pictures.append(np.array(square(picture.convert("RGB"), side)))
    stack = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return stack.float() / 127.5 - 1.0


def square(picture: Image.Image, side: int) -> Image.Image:
    """Scale the short side to ``side`` (bicubic) and cut out the centre."""
    scale = side / min(picture.size)
    width, height = (max(side, round(length * scale)) for length in picture.size)
    picture = picture.resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - side) // 2, (height - side) // 2
    return picture.crop((left, top, left + side, top + side))
