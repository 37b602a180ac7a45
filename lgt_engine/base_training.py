"""Train the base network that every new style starts from.

``python -m lgt_engine.base_training --photos DIR --out DIR --minutes N`` draws styles by rule
(:mod:`lgt_engine.procedural_styles`), adds the style folders of ``--styles`` where given, trains
the default network on all of them at once with the ordinary trainer, and writes
``OUT/model.safetensors`` in half precision. Put into ``resources/base``, every training of the
default sizes starts from it; without it, from scratch. Started again with the same ``--out``, it
goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .checkpoint import MODEL_NAME, STATE_NAME, load_model, save_model
from .cli import main as lgt
from .errors import DataError, LGTError
from .images import scan_folder
from .procedural import procedural_picture
from .procedural_styles import MANNERS, style_picture
from .whole_files import whole_file

#: Side of the drawn pictures; marks are sized for it.
_SIDE = 768
_SCENE = (480, 352)
#: Drawn photos: kinds with the occlusion, light and depth that photos have.
_SCENE_KINDS = ("scene", "dead_leaves", "scene", "mixture")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, train, export; returns the exit status of ``lgt train``."""
    options = _parse(arguments)
    try:
        styles, photos = options.out / "styles", options.out / "photos"
        draw_styles(styles, options.hands, options.pictures)
        for folder in _folders(options.styles):
            _copy(folder, styles / folder.name)
        draw_scenes(photos, options.scenes)
        for folder in options.photos:
            _copy(folder, photos)
        run = options.out / "run"
        status = _train(options, styles, photos, run)
        if (run / MODEL_NAME).exists():
            size = export(run / MODEL_NAME, options.out / MODEL_NAME)
            print(f"{options.out / MODEL_NAME}: {size / 1e6:.1f} MB")
    except LGTError as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="base_training", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="work folder; kept for going on")
    parser.add_argument(
        "--photos", type=Path, nargs="*", default=[], help="folders of photos, besides drawn ones"
    )
    parser.add_argument(
        "--styles", type=Path, nargs="*", default=[], help="folders of style folders, likewise"
    )
    parser.add_argument("--minutes", type=float, default=100.0, help="of training in all")
    parser.add_argument("--hands", type=int, default=5, help="drawn styles of each manner")
    parser.add_argument("--pictures", type=int, default=2, help="pictures of each drawn style")
    parser.add_argument("--scenes", type=int, default=30, help="drawn photos")
    parser.add_argument(
        "--set", dest="overrides", action="append", default=[], metavar="SECTION.KEY=VALUE"
    )
    return parser.parse_args(arguments)


def draw_styles(folder: Path, hands: int, pictures: int) -> None:
    """One folder for each style drawn by rule; those that are there are kept."""
    for manner in MANNERS:
        for hand in range(hands):
            for number in range(pictures):
                path = folder / f"{manner}-{hand}" / f"{number}.png"
                if not path.exists():
                    print(f"drawing {path.parent.name}", flush=True)
                    _keep(path, style_picture(manner, _SIDE, hand, number))


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
    with whole_file(path) as part:
        picture.save(part, format="PNG")  # type: ignore[attr-defined]


def _folders(roots: Sequence[Path]) -> list[Path]:
    return sorted(path for root in roots for path in root.iterdir() if path.is_dir())


def _copy(source: Path, target: Path) -> None:
    """Copy a folder's pictures; the originals are never written to."""
    pictures = scan_folder(source).pictures
    if not pictures:
        raise DataError(f"{source} holds no picture that can be used.", next_step="Check the path.")
    target.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        if not (target / picture.name).exists():
            shutil.copyfile(picture, target / picture.name)


def _train(options: argparse.Namespace, styles: Path, photos: Path, run: Path) -> int:
    """Run ``lgt train`` on everything; many styles a step, few photos of each."""
    config = {
        "data": {
            "data_root": str(styles.resolve()),
            "content_subdir": str(photos.resolve()),
            "crops_per_style": 12,
            "crops_per_photo": 2,
            # 20 × 20 latent cells at the scale of the usual 32 × 32: the same strokes, less area,
            # and so two and a half times the updates.
            "image_size": 160,
            "style_scale_min": 0.22,
            "style_scale_max": 0.63,
            "photo_scale_min": 0.4,
            "cache_dir": str((options.out / "latents").resolve()),
        },
        "training": {
            "batch_size": 12,
            "styles_per_batch": 4,
            "max_minutes": options.minutes,
            # Many styles at once bear a higher rate than one, which may get stuck at it.
            "learning_rate": 6e-4,
            "validate_every_seconds": 1500.0,
            "checkpoint_every_seconds": 60.0,
        },
        # Nobody stylizes with the base, so nothing is measured for the last touch.
        "inference": {"finish": False},
        "checkpoint": {"save_dir": str(run.resolve()), "from_base": False},
    }
    path = options.out / "request.json"
    path.write_text(json.dumps(config, indent=2), encoding="utf-8")
    overrides = [part for item in options.overrides for part in ("--set", item)]
    resume = ["--resume"] if (run / STATE_NAME).exists() else []
    return lgt(["train", "--config", str(path), *resume, *overrides])


def export(model: Path, target: Path) -> int:
    """Write a model in half precision; returns its size in bytes."""
    network, description = load_model(model)
    save_model(target, {k: v.half() for k, v in network.state_dict().items()}, description)
    return target.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
