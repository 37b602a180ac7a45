"""A whole training step against the founding configuration, and the race for style gain."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import founding
import torch
from made_up import make_config, make_network, make_stepper, precision_of
from timing import Place, Row, median_seconds, peak_mib
from torch import Generator

from lgt_engine.codec.image_codec import load_codec
from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.data.building import build_dataset
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.events import ValidationDone
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.progress import run_to_end
from lgt_engine.training.trainer import Trainer
from lgt_engine.validation.validator import Validation, Validator

#: (seconds, style gain, content) along a training.
Curve = list[tuple[float, float, float]]

_STYLES = 2
_LOOKS = 10


def measure(place: Place, options: argparse.Namespace) -> list[Row]:
    """Steps, and with ``--gain`` the race."""
    rows = _steps(place)
    if options.gain and options.data:
        rows += _race(place, options.data, options.gain)
    else:
        rows.append(Row("style gain", "race", note="left out: give --data DIR --gain MINUTES"))
    return rows


def _steps(place: Place) -> list[Row]:
    batch = 48 if place.device.type == "cuda" else 8
    ours, plain = (make_config(batch, precision=p) for p in ("auto", "float32"))
    checkpointed = make_config(batch, use_gradient_checkpointing=True)
    runs: dict[str, Callable[[], object]] = {}
    notes: dict[str, str] = {}
    for name, config in {
        "LGT default": ours,
        "LGT in float32": plain,
        "LGT, gradient checkpointing": checkpointed,
    }.items():
        stepper = make_stepper(config, _STYLES, place.device)
        runs[name] = lambda stepper=stepper: stepper.step(0.0)
        notes[name] = f"base 64, 1 step, {precision_of(config, place.device)}"
    runs["founding"] = _founding_step(batch, place.device)
    notes["founding"] = "base 128, 5 steps, checkpointed, float32"
    seconds = median_seconds(runs, place, repeats=2 if place.quick else place.repeats)
    return [
        Row(
            "train step",
            name,
            {
                "step ms": 1e3 * seconds[name],
                "samples / s": batch / seconds[name],
                "times founding": seconds["founding"] / seconds[name],
                "peak MiB": peak_mib(run, place),
            },
            f"[{batch}, 4, 32, 32], {notes[name]}",
        )
        for name, run in runs.items()
    ]


def _founding_step(batch: int, device: torch.device) -> Callable[[], object]:
    network = make_network(make_config(base_channels=founding.BASE_CHANNELS), _STYLES, device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4)
    generator = Generator().manual_seed(0)
    x, y = (torch.randn(batch, 4, 32, 32, generator=generator).to(device) for _ in range(2))
    style = torch.zeros(batch, dtype=torch.long, device=device)
    return lambda: founding.train_step(network, optimiser, x, y, style, generator)


def _race(place: Place, data: Path, minutes: float) -> list[Row]:
    """Both train on the same pictures; who has how much style gain, and when."""
    with tempfile.TemporaryDirectory() as folder:
        config = make_config(48 if place.device.type == "cuda" else 8)
        config = replace(
            config,
            data=replace(config.data, data_root=data.resolve()),
            training=replace(
                config.training,
                max_minutes=minutes / 5,
                device=place.device.type,
                validate_every_seconds=max(1.0, 60 * minutes / 5 / _LOOKS),
            ),
            checkpoint=replace(config.checkpoint, save_dir=Path(folder) / "run"),
        )
        founding_form = _train_founding(place, config, 60 * minutes)
        return _race_rows(_train(config), founding_form)


def _train(config: TrainConfig) -> Curve:
    return [
        (event.seconds, sum(s.style_gain for s in event.scores) / len(event.scores),
         sum(s.content for s in event.scores) / len(event.scores))
        for event in Trainer(config).run()
        if isinstance(event, ValidationDone)
    ]  # fmt: skip


def _race_rows(ours: Curve, theirs: Curve) -> list[Row]:
    last, goal, _ = theirs[-1]
    rows = [
        Row("style gain", f"{name}, at {at[0]:.0f} s", {"style": at[1], "content": at[2]})
        for name, curve in {"LGT default": ours, "founding": theirs}.items()
        for at in curve
    ]
    reached = next((seconds for seconds, gain, _ in ours if gain >= goal), float("nan"))
    share = {"seconds": reached, "share of founding": reached / last}
    return [*rows, Row("time to founding's last style gain", "LGT default", share)]


def _train_founding(place: Place, config: TrainConfig, seconds: float) -> Curve:
    """A training in the founding form."""
    codec = load_codec(config.codec).to(place.device)
    dataset = _dataset(config)
    noise = replace(
        config,
        flow=replace(config.flow, path="noise", noise_start=founding.START),
        inference=replace(config.inference, num_steps=founding.STEPS),
        model=replace(config.model, base_channels=founding.BASE_CHANNELS),
    )
    validator = run_to_end(Validator.prepare(dataset, codec, noise))
    torch.manual_seed(0)
    network = make_network(noise, len(dataset.style_names), place.device)
    torch.nn.init.zeros_(network.out.weight)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4)
    generator = Generator().manual_seed(0)
    curve, spent, looks = [], 0.0, 0
    while spent < seconds:
        began = time.monotonic()
        _founding_update(network, optimiser, dataset, config, generator)
        place.wait()
        spent += time.monotonic() - began
        if spent >= seconds * (looks + 1) / _LOOKS:
            looks += 1
            curve.append((spent, *_scores(run_to_end(validator.run(network.eval())))))
            network.train()
    return curve


def _dataset(config: TrainConfig) -> InMemoryLatentDataset:
    work = build_dataset(config, load_codec(config.codec), Control())
    while True:
        try:
            next(work)
        except StopIteration as stop:
            dataset: InMemoryLatentDataset = stop.value
            return dataset


def _founding_update(
    network: VelocityField,
    optimiser: torch.optim.Optimizer,
    dataset: InMemoryLatentDataset,
    config: TrainConfig,
    generator: Generator,
) -> None:
    """One style at a time: a pool of several would teach their mixture."""
    device = next(network.parameters()).device
    batch = config.training.batch_size
    assert isinstance(batch, int)
    style = int(torch.randint(len(dataset.style_names), (1,), generator=generator))
    indices, _ = dataset.sample_content(style, batch, generator=generator)
    x_src = dataset.content_latents[indices]
    references = dataset.sample_references(style, batch, generator=generator)
    labels = torch.full((batch,), style, device=device)
    founding.train_step(
        network, optimiser, x_src.to(device), references.to(device), labels, generator
    )


def _scores(validation: Validation) -> tuple[float, float]:
    count = len(validation.scores)
    return (
        sum(score.style_gain for score in validation.scores) / count,
        sum(score.content for score in validation.scores) / count,
    )
