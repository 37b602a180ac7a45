"""Train the built-in codec as a student of a reference codec.

``python -m lgt_engine.tools.codec_training --teacher DIR --photos DIR --out DIR --minutes N``
learns to give the teacher's latents in the first half of the time and to turn latents into pictures
in the second, then writes a diffusers folder. ``--part encoder`` and ``--part decoder`` train one
part alone (the two may run at the same time), ``--part export`` joins them. A run that was stopped
goes on from its state files. The student starts from random weights, or with ``--begin DIR`` from
an earlier student that may have fewer blocks.
"""

from __future__ import annotations

import argparse
import copy
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save
from torch import Tensor, nn

from lgt_engine.codec.weights import load_autoencoder_tiny, save_autoencoder_tiny
from lgt_engine.errors import CodecError, LGTError
from lgt_engine.io.atomic_files import write_atomically

from . import losses
from .optimizer import CodecOptimizer
from .picture_pool import (
    Crops,
    PoolItem,
    build_pools,
    draw_crops,
    held_out_pixels,
    load_pool,
    one_photo,
    one_procedural,
    split_photos,
)
from .plan import CodecProgress, CodecTrainingConfig
from .sharpening import sharpen_decoder
from .student import PARTS, below, channels_last, grow, join, load_part, make_part, read_state

__all__ = ["CodecProgress", "CodecTrainer", "CodecTrainingConfig", "main"]


class CodecTrainer:
    """Trains one part; ``run`` yields :class:`CodecProgress` and may be stopped at any record."""

    def __init__(self, config: CodecTrainingConfig) -> None:
        if config.part not in PARTS:
            raise CodecError(f"Unknown part '{config.part}'.", next_step=f"Use one of {PARTS}.")
        self.config = config
        self.generator = torch.Generator().manual_seed(config.seed)
        torch.manual_seed(config.seed)
        self.student = make_part(config.part, config.width, config.blocks)
        if config.begin is not None:
            grow(
                self.student,
                getattr(load_autoencoder_tiny(config.begin, AutoencoderTiny), config.part),
            )
        self.average = copy.deepcopy(self.student).requires_grad_(False)
        self.optimizer = CodecOptimizer(
            self.student.named_parameters(), config.rate, config.adam_rate
        )
        self.step, self.seconds = 0, 0.0
        self.smooth: dict[str, float] = {}
        self.spread = 1.0
        self.path = config.out / f"{config.part}.state.safetensors"
        self._own: tuple[float, nn.Module] | None = None

    def run(self) -> Iterator[CodecProgress]:
        """Train until the time is over, resuming the state file if there is one."""
        config = self.config
        if self.path.exists():
            self.resume()
        teacher = load_autoencoder_tiny(config.teacher, AutoencoderTiny)
        channels_last(teacher)
        train, held_out = split_photos(config.photos) if config.photos else ([], [])
        pools: list[list[PoolItem]] = [[], []]
        wanted = (config.variants * len(train), config.pictures)
        for made in build_pools(pools, teacher, train, wanted, config.out / "pool", config.seed):
            yield CodecProgress("pool", made, 0.0, config.minutes * 60.0, {})
        self.spread = float(
            torch.cat([i.latents.flatten() for p in pools for i in p]).float().std()
        )
        checks = self._checks(teacher, held_out)
        try:
            yield from self._train(pools, teacher, train, checks)
        except (GeneratorExit, KeyboardInterrupt):
            self.save()
            raise
        self.save()
        yield self._record("done", self._judge(*checks))

    def _train(
        self,
        pools: list[list[PoolItem]],
        teacher: AutoencoderTiny,
        photos: Sequence[Path],
        checks: tuple[Tensor, Tensor, Tensor],
    ) -> Iterator[CodecProgress]:
        config = self.config
        last = shown = time.monotonic()
        saved = self.seconds
        while self._progress() < 1.0:
            if config.refresh and self.step and self.step % config.refresh == 0:
                self._renew(pools, teacher, photos)
            self._train_step(pools)
            now = time.monotonic()
            self.seconds, last = self.seconds + now - last, now
            if self.seconds - saved > config.validate:
                saved = self.seconds
                self.save()
                yield self._record("validate", self._judge(*checks))
                last = time.monotonic()
            elif now - shown > 5.0:
                shown = now
                yield self._record("train", dict(self.smooth))

    def _record(self, stage: str, figures: dict[str, float]) -> CodecProgress:
        left = max(0.0, self.config.minutes * 60.0 - self.seconds)
        return CodecProgress(stage, self.step, self.seconds, left, figures)

    def _train_step(self, pools: Sequence[Sequence[PoolItem]]) -> None:
        config = self.config
        shares = [1.0 - config.procedural, config.procedural]
        shares = [share if pool else 0.0 for share, pool in zip(shares, pools, strict=True)]
        crops = draw_crops(pools, shares, config.batch, config.crop, self.generator)
        is_encoder = config.part == "encoder"
        terms = self._encoder_terms(crops) if is_encoder else self._decoder_terms(crops)
        self.student.zero_grad(set_to_none=True)
        loss = torch.stack(list(terms.values())).sum()
        torch.autograd.backward(loss)
        norm = torch.nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        if bool(torch.isfinite(norm)):  # one bad batch must not spoil the weights
            self.optimizer.step(self._factor())
        self.step += 1
        # The average forgets quickly at first, when the weights are still far off.
        decay = min(0.999, 1.0 - 1.0 / (self.step / 5.0 + 1.0))
        with torch.no_grad():
            pairs = zip(self.average.parameters(), self.student.parameters(), strict=True)
            for mean, now in pairs:
                mean.lerp_(now, 1.0 - decay)
        for name, value in terms.items():
            number = float(value.detach())
            self.smooth[name] = 0.98 * self.smooth.get(name, number) + 0.02 * number

    def _factor(self) -> float:
        """Warm up, hold, and fall to zero over the last share of the time."""
        left = max(0.0, 1.0 - self._progress()) / self.config.cooldown
        return min(1.0, (self.step + 1) / self.config.warmup, left)

    def _progress(self) -> float:
        """Share of the run that is over, 1 at its end."""
        by_steps = self.step / self.config.steps if self.config.steps else 0.0
        return max(by_steps, self.seconds / (self.config.minutes * 60.0))

    def _encoder_terms(self, crops: Crops) -> dict[str, Tensor]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            latents = self.student(crops.pixels)
        return {"latents": losses.encoder_loss(latents, crops.latents, crops.mask, self.spread)}

    def _decoder_terms(self, crops: Crops) -> dict[str, Tensor]:
        latents = crops.latents
        own = self._own_encoder()
        if own is not None and float(torch.rand((), generator=self.generator)) < self.config.own:
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                # Where the crop lacks context, the student's latents are wrong; the teacher's stay.
                latents = torch.lerp(latents, own(crops.pixels).float(), crops.mask)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            pixels = self.student(latents).float()
        target = torch.lerp(crops.decoded, crops.pixels, self.config.original)
        target = losses.sharpened(target, self.config.sharpen)
        # Where a crop lacks context nothing can be asked; at the picture's own border it can, and
        # must: a decoder never trained there draws a grey frame.
        known = torch.nn.functional.interpolate(crops.mask, scale_factor=8)
        return losses.decoder_loss(
            torch.lerp(target, pixels, known),
            target,
            torch.lerp(target, crops.decoded, known),
            self.config.weights,
        )

    def _own_encoder(self) -> nn.Module | None:
        """The student encoder being trained beside this decoder, reloaded when it is saved."""
        path = self.config.out / "encoder.state.safetensors"
        if self.config.own <= 0.0 or not path.exists():
            return None
        changed = path.stat().st_mtime
        if self._own is None or self._own[0] != changed:
            self._own = (changed, load_part(path))
        return self._own[1]

    def _renew(
        self, pools: list[list[PoolItem]], teacher: AutoencoderTiny, photos: Sequence[Path]
    ) -> None:
        """Replace one picture of a pool by a new one, so that the student never sees the last."""
        part = PARTS.index(self.config.part)
        rng = np.random.default_rng([self.config.seed, 17, self.step, part])
        if pools[0] and rng.random() > self.config.procedural:
            photo = photos[int(rng.integers(len(photos)))]
            pools[0][int(rng.integers(len(pools[0])))] = one_photo(teacher, photo, rng)
        elif pools[1]:
            pools[1][int(rng.integers(len(pools[1])))] = one_procedural(teacher, rng)

    @torch.inference_mode()
    def _checks(
        self, teacher: AutoencoderTiny, photos: Sequence[Path]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Held-out pixels, the teacher's latents and its decodings; at most 12 pictures."""
        pixels = held_out_pixels(photos[:12], seed=self.config.seed)
        latents = torch.cat([teacher.encoder(each[None]) for each in pixels])
        decoded = torch.cat([teacher.decoder(each[None]).clamp(-1.0, 1.0) for each in latents])
        return pixels, latents, decoded

    @torch.inference_mode()
    def _judge(self, pixels: Tensor, latents: Tensor, decoded: Tensor) -> dict[str, float]:
        """Figures of the averaged weights on held-out pictures."""
        if self.config.part == "encoder":
            ours = torch.cat([self.average(each[None]) for each in pixels])
            return {"latent error": losses.latent_error(ours, latents)}
        ours = torch.cat([self.average(each[None]) for each in latents]).clamp(-1.0, 1.0)
        sharp = losses.gradient_energy(ours).mean() / losses.gradient_energy(decoded).mean()
        figures = {
            "psnr": float(losses.psnr(ours, pixels).mean()),
            "reference psnr": float(losses.psnr(decoded, pixels).mean()),
            "gradient energy": float(sharp),
        }
        own = self._own_encoder()
        if own is not None:
            trip = torch.cat([self.average(own(each[None])) for each in pixels]).clamp(-1.0, 1.0)
            energy = losses.gradient_energy(trip).mean() / losses.gradient_energy(decoded).mean()
            figures |= {
                "round trip psnr": float(losses.psnr(trip, pixels).mean()),
                "round trip energy": float(energy),
            }
        return figures

    def save(self) -> None:
        """Write all that resuming needs into one file, replaced in one step."""
        tensors = {f"student.{k}": v.contiguous() for k, v in self.student.state_dict().items()}
        tensors |= {f"average.{k}": v.contiguous() for k, v in self.average.state_dict().items()}
        tensors |= {f"optimizer.{k}": v.contiguous() for k, v in self.optimizer.state.items()}
        tensors["generator"] = self.generator.get_state()
        about: dict[str, object] = {"step": self.step, "seconds": self.seconds}
        about |= {"smooth": self.smooth, "config": _plain(self.config)}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, save(tensors, {"about": json.dumps(about)}))

    def resume(self) -> None:
        """Go on from the state file; the network's shape must be the same."""
        about, tensors = read_state(self.path)
        shape = (about["config"]["width"], tuple(about["config"]["blocks"]))
        if shape != (self.config.width, self.config.blocks):
            raise CodecError(
                f"'{self.path}' holds another network (width {shape[0]}, blocks {shape[1]}).",
                safe="It was left as it is.",
                next_step="Give the same --width and --blocks, or another --out.",
            )
        self.student.load_state_dict(below(tensors, "student."))
        self.average.load_state_dict(below(tensors, "average."))
        self.optimizer.state = below(tensors, "optimizer.")
        self.generator.set_state(tensors["generator"])
        self.step, self.seconds = int(about["step"]), float(about["seconds"])
        self.smooth = dict(about["smooth"])


def _plain(config: CodecTrainingConfig) -> dict[str, object]:
    return {
        name: str(value) if isinstance(value, Path) else value
        for name, value in asdict(config).items()
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lgt_engine.tools.codec_training", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for pools and state")
    parser.add_argument("--part", choices=["both", *PARTS, "export"], default="both")
    parser.add_argument("--to", type=Path, help="the codec folder to write; default: OUT/codec")
    parser.add_argument("--crisp", type=float, default=0.0, help="sharpen the exported decoder")
    parser.add_argument("--teacher", type=Path, help="folder of the reference codec")
    parser.add_argument("--photos", type=Path, help="folder of photos; every fourth is held out")
    parser.add_argument("--begin", type=Path, help="codec folder to begin with; default: random")
    parser.add_argument("--blocks", type=_blocks, help="blocks per stage, for example 0,2,3,4")
    parser.add_argument("--threads", type=int, default=0, help="processor threads; 0 for all")
    defaults = CodecTrainingConfig(Path(), Path())
    for name, value in asdict(defaults).items():
        if isinstance(value, (int, float)):
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(value))
    return parser


def _blocks(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _line(record: CodecProgress) -> str:
    """One line of plain words."""
    if record.stage == "pool":
        return f"{record.step} pictures answered by the teacher"
    figures = ", ".join(f"{name} {value:.4f}" for name, value in record.figures.items())
    held = "" if record.stage == "train" else "held out: "
    left = f"{record.remaining / 60.0:.1f} min left"
    return f"step {record.step}, {record.seconds / 60.0:.1f} min, {left} | {held}{figures}"


def _interrupt(_number: int, _frame: object) -> None:
    """Turn a request to end into the interruption that saves first."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; see the module's own words."""
    options = vars(_parser().parse_args(arguments))
    part, to, threads = options.pop("part"), options.pop("to"), options.pop("threads")
    crisp = options.pop("crisp")
    before = signal.signal(signal.SIGTERM, _interrupt)
    if threads:
        torch.set_num_threads(threads)
    try:
        if part != "export":
            _train(options, PARTS if part == "both" else (part,))
        if part in ("both", "export"):
            folder = to or options["out"] / "codec"
            export(options["out"], folder, crisp)
            print(f"The codec is in {folder}.")
    except LGTError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped. The last save is whole; the same command goes on from it.", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def export(out: Path, folder: Path, crisp: float = 0.0) -> None:
    """Write the codec trained in ``out`` as a diffusers folder with fp16 weights.

    ``crisp`` sharpens the decoder, see
    :func:`lgt_engine.tools.codec_training.sharpening.sharpen_decoder`.
    """
    model = join(out)
    if crisp:
        shards = sorted((out / "pool").glob("photo*.safetensors"))
        sharpen_decoder(model, [item for shard in shards for item in load_pool(shard)], crisp)
    save_autoencoder_tiny(model, folder)


def _train(options: dict[str, Any], parts: Sequence[str]) -> None:
    """Train the parts one after the other; they share the minutes and the steps."""
    if options["teacher"] is None:
        raise CodecError("There is no teacher.", next_step="Give --teacher DIR.")
    given = {name: value for name, value in options.items() if value is not None}
    for part in parts:
        shape: dict[str, Any] = {"width": 48, "blocks": (4, 4, 3, 0)} if part == "decoder" else {}
        config = CodecTrainingConfig(**(shape | given), part=part)
        config = replace(config, minutes=config.minutes / len(parts))
        for record in CodecTrainer(config).run():
            print(f"{part}: {_line(record)}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
