"""Train the base network and the style encoder that every new style starts from.

``python -m lgt_engine.tools.base_training --photos DIR --styles DIR --out DIR`` draws styles by
rule (:mod:`lgt_engine.tools.procedural.styles`), takes every picture of ``--styles`` as one more
style, and trains on the perceptual energy: each sample of a batch has a photo and a style picture
of its own, seen at several scales and in changed colours. It writes ``OUT/model.safetensors`` in
half precision, which belongs into ``resources/base``. Started again with the same ``--out``, it
goes on where it stopped.
"""

from __future__ import annotations

import argparse
import functools
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.energies import PerceptualEnergy, low_band_distance, measure_style_targets
from lgt_engine.energies.features import PerceptualFeatures, load_feature_network
from lgt_engine.energies.perceptual import StyleTargets
from lgt_engine.errors import DataError, LGTError
from lgt_engine.images import open_picture, scan_folder, to_tensor
from lgt_engine.io.atomic_files import atomic_file
from lgt_engine.model.base_network import BaseNetwork, copy_weights, load_base, save_base
from lgt_engine.model.checkpoint import (
    FORMAT_VERSION,
    MODEL_NAME,
    STATE_NAME,
    read_tensors,
    write_tensors,
)
from lgt_engine.model.style_encoder import StyleEncoder
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.ops.crops import from_uint8, style_crops, to_uint8
from lgt_engine.ops.gaussian_transport import channel_moments, palette_flow
from lgt_engine.system.devices import autocast_dtype, choose_device

from .procedural.pictures import procedural_picture
from .procedural.styles import MANNERS, style_picture

#: Side of the drawn style pictures; marks are sized for it.
_SIDE = 768
_SCENE = (480, 352)
#: Drawn photos: kinds with the occlusion, light and depth that photos have.
_SCENE_KINDS = ("scene", "dead_leaves", "scene", "mixture")
#: Sides of crops as shares of the short side: of photos and of style pictures.
_PHOTO_SCALES, _STYLE_SCALES = (0.4, 1.0), (0.25, 0.8)
_BETAS = (0.9, 0.99)
_AVERAGE = 0.99
_WARM_UP = 100
_SAVE_EVERY = 100


@dataclass(frozen=True)
class Pool:
    """Crops to draw from: ``[N, 3, S, S]`` uint8, and of photos ``[N, C, h, w]`` latents."""

    photos: Tensor
    latents: Tensor
    styles: Tensor


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, train, export; returns 0, or 2 where something is wrong with the arguments."""
    options = _parse(arguments)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        draw_styles(options.out / "styles", options.hands)
        draw_scenes(options.out / "photos", options.scenes)
        codec = load_codec("builtin").to(options.device)
        pool = make_pool(options, codec)
        for step, loss in train(options, pool, codec):
            if step % 20 == 0:
                print(f"step {step} of {options.steps}  loss {loss:.4f}", flush=True)
    except LGTError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="base_training", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--out", type=Path, required=True, help="work folder; kept for going on")
    add("--photos", type=Path, nargs="*", default=[], help="folders of photos, besides drawn ones")
    add("--styles", type=Path, nargs="*", default=[], help="folders of style pictures, likewise")
    add("--steps", type=int, default=5000, help="updates in all")
    add("--batch", type=int, default=8, help="photos an update")
    add("--rate", type=float, default=7e-4, help="peak learning rate")
    add("--size", type=int, default=256, help="side of the crops in pixels")
    add("--width", type=int, default=64, help="base channels of the network")
    add("--hands", type=int, default=8, help="drawn styles of each manner")
    add("--scenes", type=int, default=30, help="drawn photos")
    add("--start", type=Path, help="a base to begin with")
    add("--device", default=choose_device().torch_device.type)
    return parser.parse_args(arguments)


# --- material ---------------------------------------------------------------------------------


def draw_styles(folder: Path, hands: int) -> None:
    """One picture for each style drawn by rule; those that are there are kept."""
    for manner in MANNERS:
        for hand in range(hands):
            path = folder / f"{manner}-{hand}.png"
            if not path.exists():
                _keep(path, style_picture(manner, _SIDE, hand))


def draw_scenes(folder: Path, count: int) -> None:
    """Pictures that stand for photos; those that are there are kept."""
    for number in range(count):
        path = folder / f"scene-{number:03d}.png"
        if not path.exists():
            kind = _SCENE_KINDS[number % len(_SCENE_KINDS)]
            _keep(path, procedural_picture(kind, _SCENE, 10_000 + number))


def _keep(path: Path, picture: object) -> None:
    """Write whole files only: a picture that is there is a picture that can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path) as part:
        picture.save(part, format="PNG")  # type: ignore[attr-defined]


def make_pool(options: argparse.Namespace, codec: Codec) -> Pool:
    """Crops of all photos and style pictures.

    Raises
    ------
    DataError
        When a folder holds no picture that can be used.
    """
    photos = _crops([options.out / "photos", *options.photos], 8, options.size, _PHOTO_SCALES)
    styles = _crops([options.out / "styles", *options.styles], 8, options.size, _STYLE_SCALES)
    latents = torch.cat([codec.encode(from_uint8(part)).cpu() for part in photos.split(8)])
    return Pool(photos, latents, styles)


def _crops(folders: Sequence[Path], each: int, size: int, scales: tuple[float, float]) -> Tensor:
    found = []
    for folder in folders:
        pictures = scan_folder(folder).pictures if folder.is_dir() else ()
        if not pictures:
            raise DataError(f"{folder} holds no picture that can be used.")
        for number, path in enumerate(pictures):
            pixels = to_tensor(open_picture(path).image)
            cut = style_crops(pixels, size=size, count=each, scales=scales, seed=number)
            cut[1::2] = cut[1::2].flip(-1)
            found.append(to_uint8(cut))
    return torch.cat(found)


def recoloured(pixels: Tensor, generator: Generator) -> Tensor:
    """Pictures with another hue, saturation and tone.

    Parameters
    ----------
    pixels : Tensor
        ``[B, 3, H, W]`` in [−1, 1].
    generator : torch.Generator
        CPU generator.
    """
    count = len(pixels)
    draw = torch.rand(3, count, generator=generator).to(pixels.device)
    turn, saturation = 2 * math.pi * draw[0], 0.4 + 1.2 * draw[1]
    tone = (draw[2] - 0.5).exp()[:, None, None, None]
    # Rotation about the grey axis of RGB by Rodrigues' formula.
    grey = torch.full((3, 3), 1 / 3, device=pixels.device)
    across = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=pixels.device) / 3**0.5
    flat = torch.eye(3, device=pixels.device) - grey
    cosine, sine = (saturation * f(turn) for f in (torch.cos, torch.sin))
    matrix = grey + cosine[:, None, None] * flat + sine[:, None, None] * across
    light = ((pixels + 1) / 2).clamp(0, 1) ** tone
    return torch.einsum("bdc,bchw->bdhw", matrix, light).clamp(0, 1) * 2 - 1


class Styles:
    """What style crops look like, each in its own colours and in others; measured once, at need.

    Parameters
    ----------
    crops : Tensor
        ``[N, 3, S, S]`` uint8.
    photos : tuple of Tensor
        Mean and covariance of the photos' latents.
    """

    def __init__(
        self,
        crops: Tensor,
        photos: tuple[Tensor, Tensor],
        features: PerceptualFeatures,
        codec: Codec,
    ) -> None:
        self._crops, self._photos = crops, photos
        self._features, self._codec = features, codec
        self._device = next(features.parameters()).device
        self._measured: dict[int, tuple[StyleTargets, tuple[Tensor, Tensor]]] = {}

    def __len__(self) -> int:
        return 2 * len(self._crops)

    def batch(self, chosen: Tensor) -> tuple[StyleTargets, tuple[Tensor, Tensor]]:
        """Targets and palettes of the styles ``chosen``, ``[B]`` numbers below the length."""
        measured = [self._of(number) for number in chosen.tolist()]
        each = (one.each(lambda x: x.to(self._device).float()) for one, _ in measured)
        targets = functools.reduce(StyleTargets.beside, each)
        matrix, shift = (torch.stack(part) for part in zip(*(p for _, p in measured), strict=True))
        return targets, (matrix.to(self._device), shift.to(self._device))

    @torch.no_grad()
    def _of(self, number: int) -> tuple[StyleTargets, tuple[Tensor, Tensor]]:
        if number not in self._measured:
            pixels = from_uint8(self._crops[number // 2, None]).to(self._device)
            if number % 2:
                pixels = recoloured(pixels, Generator().manual_seed(number))
            targets = measure_style_targets(self._features, [pixels])
            # Half a million numbers a style: half precision halves the memory of thousands.
            targets = targets.each(lambda x: x.half().cpu())
            flow = palette_flow(self._photos, channel_moments(self._codec.encode(pixels)), 1)
            self._measured[number] = targets, flow
        return self._measured[number]


# --- training ---------------------------------------------------------------------------------


def train(options: argparse.Namespace, pool: Pool, codec: Codec) -> Iterator[tuple[int, float]]:
    """Train from where the work folder stands to the last step; yields step and loss."""
    state = _State(options, pool, codec)
    state.load()
    while state.step < options.steps:
        loss = state.update(pool)
        if state.step % _SAVE_EVERY == 0 or state.step == options.steps:
            state.save()
        yield state.step, loss


class _State:
    """Network, encoder, their averages and the optimiser."""

    def __init__(self, options: argparse.Namespace, pool: Pool, codec: Codec) -> None:
        self.options, self.step, self.draw = options, 0, codec.draw
        self.device = torch.device(options.device)
        self.features = load_feature_network().to(self.device)
        noise = TrainConfig().model.noise_channels
        shape = FieldShape(1, base_channels=options.width, noise_channels=noise)
        self.field = VelocityField(shape)
        self.encoder = StyleEncoder(self.field.shape.style_dim)
        if options.start is not None and (base := load_base(options.start)) is not None:
            copy_weights(base.field, ("",), self.field, ("",))
            self.encoder.load_state_dict(base.encoder.state_dict())
        else:
            self._centre(pool)
        self.modules = torch.nn.ModuleDict({"field": self.field, "encoder": self.encoder})
        self.modules.to(self.device).requires_grad_(True)
        self.average = {k: v.detach().clone() for k, v in self.modules.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.modules.parameters(), lr=options.rate, betas=_BETAS, weight_decay=1e-4
        )
        self.photos = channel_moments(pool.latents)
        self.styles = Styles(pool.styles, self.photos, self.features, codec)
        self.loss = TrainConfig().loss

    @torch.no_grad()
    def _centre(self, pool: Pool) -> None:
        """The mean and spread of what the encoder reads, over some of the styles."""
        crops = pool.styles[:: max(1, len(pool.styles) // 512)].split(1)
        pixels = [from_uint8(crop).to(self.device) for crop in crops]
        read = measure_style_targets(self.features, pixels).statistics.cpu()
        self.encoder.centre.copy_(read.mean(0))
        self.encoder.spread.copy_(read.std(0) + 1e-3)

    def update(self, pool: Pool) -> float:
        """One update on a batch of its own photos and styles; returns the loss."""
        options, generator = self.options, Generator().manual_seed(self.step)
        warm = min(1.0, (self.step + 1) / _WARM_UP)
        cosine = 0.5 + 0.5 * math.cos(math.pi * self.step / options.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = options.rate * warm * max(cosine, 0.02)
        loss = self._objective(pool, generator)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.modules.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        for name, value in self.modules.state_dict().items():
            self.average[name].lerp_(value, 1 - min(_AVERAGE, (1 + self.step) / (10 + self.step)))
        return loss.item()

    def _objective(self, pool: Pool, generator: Generator) -> Tensor:
        count = self.options.batch
        chosen = torch.randint(len(pool.photos), (count,), generator=generator)
        styled = torch.randint(len(self.styles), (count,), generator=generator)
        x_src, photos = pool.latents[chosen].to(self.device), pool.photos[chosen].to(self.device)
        size = (count, self.field.shape.noise_channels, *x_src.shape[2:])
        noise = torch.randn(size, generator=generator).to(x_src)
        dtype, weights = autocast_dtype("auto", self.device), self.loss
        strength = torch.rand(count, generator=generator)
        strength = (strength * (torch.rand(count, generator=generator) < 0.5)).to(self.device)
        targets, palette = self.styles.batch(styled)
        with torch.autocast(self.device.type, dtype, enabled=dtype is not None):
            embedding = self.encoder(targets.statistics)
            start = torch.zeros(count, device=self.device)
            x_1 = x_src + self.field.velocity(x_src, start, embedding, palette, strength, noise)
            energy = PerceptualEnergy(self.features, targets, self.draw)
            found = energy(x_1, photos, torch.arange(count, device=self.device))
        layout = (0.2**strength * found.layout).mean()
        anchor = low_band_distance(x_1, x_src)
        style = found.style.mean() + weights.w_colour * found.colour.mean()
        content = weights.w_layout * layout + weights.w_anchor * anchor
        return style + content + weights.w_smooth * found.roughness.mean() + found.excess.mean()

    # --- files

    def load(self) -> None:
        """Go on from the work folder, where there is a state."""
        path = self.options.out / STATE_NAME
        if not path.exists():
            return
        tensors, document = read_tensors(path)
        self.step = int(document["step"])
        moments = self.optimiser.state_dict()
        moments["state"] = {}
        for name, value in tensors.items():
            kind, _, rest = name.partition(".")
            if kind == "average":
                self.average[rest].copy_(value)
            elif kind == "optimiser":
                index, _, key = rest.partition(".")
                moments["state"].setdefault(int(index), {})[key] = value
        live = {k.removeprefix("live."): v for k, v in tensors.items() if k.startswith("live.")}
        self.modules.load_state_dict(live)
        self.optimiser.load_state_dict(moments)

    def save(self) -> None:
        """The state to go on from, and the averaged base."""
        tensors = {f"live.{name}": value for name, value in self.modules.state_dict().items()}
        tensors |= {f"average.{name}": value for name, value in self.average.items()}
        for index, moments in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{index}.{key}": value for key, value in moments.items()}
        document = {"format": FORMAT_VERSION, "kind": "base state", "step": self.step}
        write_tensors(self.options.out / STATE_NAME, tensors, document)
        save_base(self.options.out / MODEL_NAME, self._base())

    def _base(self) -> BaseNetwork:
        """The averaged weights; the one label is the style in the middle of all."""
        field, encoder = VelocityField(self.field.shape), StyleEncoder(self.field.shape.style_dim)
        for module, prefix in ((field, "field."), (encoder, "encoder.")):
            module.load_state_dict(
                {
                    name.removeprefix(prefix): value.cpu()
                    for name, value in self.average.items()
                    if name.startswith(prefix)
                }
            )
        with torch.no_grad():
            field.style.weight[1] = encoder(encoder.centre[None])[0]
        mean, covariance = (part.float() for part in self.photos)
        return BaseNetwork(field, encoder, mean, covariance)


if __name__ == "__main__":
    sys.exit(main())
