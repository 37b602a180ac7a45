"""Train the model of the sample's styles that comes with the program.

    python -m lgt_app.sample.training [--steps 450] [--out resources/sample/model.safetensors]

The pictures are those that "Try the sample" draws, every random draw has a fixed seed, and the
length is a number of steps: the same machine makes the same file. Weights are kept in half
precision, as those of the base network are.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from .project import PHOTOS_FOLDER, STYLE_NAMES, STYLES_FOLDER, build_sample_project

_STEPS = 450
_OUT = Path("resources", "sample", "model.safetensors")


def main(arguments: list[str] | None = None) -> None:
    """Draw, train, write."""
    parser = argparse.ArgumentParser(description="Train the model that comes with the sample.")
    parser.add_argument("--steps", type=int, default=_STEPS, help="training steps")
    parser.add_argument("--out", type=Path, default=_OUT, help="the model file")
    parser.add_argument("--device", default="cpu", help="auto, cpu, cuda, xpu or mps")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        model = _train(Path(folder), options.steps, options.device)
        _write(model, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


def _train(folder: Path, steps: int, device: str) -> Path:
    """Path of a model trained on the sample's pictures, in ``folder``."""
    from lgt_engine import TrainConfig, Trainer
    from lgt_engine.events import Finished, StepDone

    for drawn in build_sample_project(folder):
        print(f"drawn {drawn.done}/{drawn.total}", flush=True)
    config = TrainConfig.from_dict(
        {
            "data": {
                "data_root": str(folder / STYLES_FOLDER),
                "style_subdirs": list(STYLE_NAMES),
                "content_subdir": str(folder / PHOTOS_FOLDER),
                "cache_dir": str(folder / "latents"),
            },
            "training": {"max_steps": steps, "max_minutes": None, "device": device},
            "checkpoint": {"save_dir": str(folder / "run")},
        }
    )
    model = Path()
    for event in Trainer(config).run():
        if isinstance(event, StepDone) and event.step % 50 == 0:
            print(f"step {event.step}/{steps}, {event.seconds:.0f} s", flush=True)
        elif isinstance(event, Finished):
            model = event.model_path
    return model


def _write(model: Path, out: Path) -> None:
    from lgt_engine.model.checkpoint import open_model, save_model

    found = open_model(model)
    weights = {name: value.half() for name, value in found.network.state_dict().items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    save_model(out, weights, found.description, found.targets)


if __name__ == "__main__":
    main()
