"""The quality bench: what a style gains for each minute of training, beside what costs nothing.

    python tests/benchmarks/quality.py --styles DIR --photos DIR --out DIR --quick
    python tests/benchmarks/quality.py --styles DIR --photos DIR --out DIR \\
        --minutes 1,3,10 --seeds 0,1,2

``--styles`` holds one folder per style, ``--photos`` photos; some of them, spread over the folder,
are held out of every training and judge all rows. Each style is a training of its own; each run is
the real command line in a process of its own. What is done is kept in ``--out``, so the bench can
be interrupted and started again; ``--rows`` trains some of the three forms only, and shows what is
kept of the others; ``--known`` takes the rows of another day's ``quality.json``. It prints a table
and writes ``quality.json`` and, for each style, ``sheet-STYLE.jpg`` and a strip of guidance,
``guidance-STYLE.jpg``.

``--quick`` takes three styles, one minute, one seed and six photos: under half an hour on two
cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import quality_methods as methods
import quality_sheets as sheets
import torch
from command import train_once
from torch import Tensor

from lgt_engine.checkpoint import MODEL_NAME
from lgt_engine.evaluation import HEADINGS, EvaluationRow, StyleBench, judge_seed, style_crops
from lgt_engine.images import (
    centre_crop_square,
    iter_picture_files,
    open_picture,
    scan_folder,
    to_tensor,
)
from lgt_engine.metrics import confusion_matrix, spearman

SIZE = 256
JUDGE_CROPS = 16
RECORD = "record.json"
SLIDER = "slider.json"
GUIDANCE = tuple(round(0.25 * index, 2) for index in range(9))

#: The founding document's recipe: noise path, one pool, one similarity term, guidance 2.
FOUNDING = (
    "data.zoom=1",
    "flow.path=noise",
    "loss.pooling=batch",
    "loss.targets=drawn",
    "loss.patch_sizes=[3]",
    "loss.pyramid_levels=1",
    "loss.max_samples=8192",
    "loss.max_spatial_samples=256",
    "loss.w_anchor=0",
    "loss.w_similarity=1",
    "training.ode_integration_steps=2",
    "inference.cfg_scale=2",
    "inference.num_steps=4",
    "checkpoint.from_base=false",
)
DEFAULT = "LGT from the base"
TRAINED = {
    "founding form": FOUNDING,
    "LGT from scratch": ("checkpoint.from_base=false",),
    DEFAULT: (),
}
#: Rows of the models that another row trains: their names, and the guidance of their pictures.
AGAIN = {
    "LGT from scratch": {"LGT from scratch at 2": 2.0},
    DEFAULT: {"LGT from the base at 2": 2.0},
}


@dataclass(frozen=True)
class Record:
    """One line of the bench: a method at one style, for one budget and seed where it trains."""

    row: EvaluationRow
    minutes: float | None = None
    seed: int | None = None
    train_seconds: float | None = None
    peak_bytes: int | None = None


#: Pictures, the seconds they took, and what else a :class:`Record` keeps of a training.
Made = tuple[Tensor, float, dict[str, Any]]


@dataclass(frozen=True)
class Material:
    """What all rows of a style share."""

    style: str
    bench: StyleBench
    held_out: Tensor
    data: dict[str, object]
    folder: Path
    known: dict[str, Record]


def main() -> None:
    """Run what is missing, then print and write everything."""
    options = _parse()
    held_out, training = _split(options)
    records: list[Record] = []
    materials = []
    for style in options.styles_chosen:
        material = _material(style, options, held_out, training)
        materials.append(material)
        for record in _records(material, options):
            records.append(record)
            print(_line(record), flush=True)
        sheets.contact_sheet(material.folder, held_out, material.bench.crops, options.out)
    document: dict[str, Any] = {"rows": [asdict(record) for record in records]}
    sliders = {m.style: _slider(m, options) for m in materials}
    document["slider"] = {style: slider for style, slider in sliders.items() if slider}
    document["nearest"] = _nearest(materials, options)
    table = _table(records)
    print(f"\n{table}\n")
    for style, slider in document["slider"].items():
        print(f"{style}: texture over guidance 0 … 2, Spearman {slider['spearman']:.3f}")
        print(f"  texture {slider['texture_gain']}\n  structure {slider['structure']}")
    print("nearest style:", document["nearest"])
    (options.out / "quality.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    (options.out / "quality.txt").write_text(table + "\n", encoding="utf-8")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", help="names of the styles to measure; all by default")
    parser.add_argument("--minutes", default="1,3", help="training budgets")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--held-out", type=int, default=12, help="photos that judge")
    parser.add_argument("--judge-photos", type=Path, help="folder of photos that judge instead")
    parser.add_argument("--rows", nargs="*", choices=list(TRAINED), default=list(TRAINED))
    parser.add_argument("--known", type=Path, help="quality.json of the same folders to go on from")
    parser.add_argument("--threads", type=int, help="CPU threads of a training")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    names = sorted(path.name for path in options.styles.iterdir() if path.is_dir())
    if options.quick:
        names, options.minutes, options.seeds, options.held_out = names[:3], "1", "0", 6
    options.styles_chosen = options.only or names
    options.minutes = [float(item) for item in options.minutes.split(",")]
    options.seeds = [int(item) for item in options.seeds.split(",")]
    options.known = json.loads(options.known.read_text(encoding="utf-8")) if options.known else {}
    return options


def _split(options: argparse.Namespace) -> tuple[Tensor, list[Path]]:
    """Held-out photos as pixels ``[B, 3, S, S]``, and the paths of all others."""
    paths = list(scan_folder(options.photos).pictures)
    if options.judge_photos:
        chosen = set(scan_folder(options.judge_photos).pictures)
        known = {path.name for path in chosen}
        paths = [path for path in paths if path.name not in known]
    else:
        step = len(paths) / options.held_out
        chosen = {paths[int(index * step)] for index in range(options.held_out)}
    pixels = [
        to_tensor(centre_crop_square(open_picture(path).image, SIZE)) for path in sorted(chosen)
    ]
    return torch.stack(pixels), [path for path in paths if path not in chosen]


def _material(
    style: str, options: argparse.Namespace, held_out: Tensor, training: list[Path]
) -> Material:
    photos = options.out / "photos"
    photos.mkdir(parents=True, exist_ok=True)
    for path in training:
        copy = photos / path.name
        if not copy.exists():
            copy.write_bytes(path.read_bytes())
    pictures = [
        to_tensor(open_picture(path).image) for path in iter_picture_files(options.styles / style)
    ]
    # As `lgt evaluate` cuts them, so that the numbers of the two can stand side by side.
    crops = style_crops(pictures, size=SIZE, count=2 * JUDGE_CROPS, seed=judge_seed(0))
    return Material(
        style,
        StyleBench.of(style, held_out, crops[:JUDGE_CROPS]),
        held_out,
        {
            "data_root": options.styles.resolve(),
            "style_subdirs": [style],
            "content_subdir": str(photos.resolve()),
            "cache_dir": str((options.out / "latents").resolve()),
        },
        options.out / style,
        _known(style, options),
    )


def _known(style: str, options: argparse.Namespace) -> dict[str, Record]:
    records = (_read(dict(values)) for values in options.known.get("rows", ()))
    return {_key(record): record for record in records if record.row.style == style}


def _key(record: Record) -> str:
    if record.minutes is None or record.seed is None:
        return record.row.method
    return _run_name(record.row.method, record.minutes, record.seed)


def _records(material: Material, options: argparse.Namespace) -> Iterator[Record]:
    for name, method in methods.UNTRAINED.items():
        yield _kept(material, name, partial(_untrained, material, method))
    for minutes in options.minutes:
        for name in TRAINED:
            for seed in options.seeds:
                key = _run_name(name, minutes, seed)
                if name in options.rows or _is_there(material, key):
                    make = partial(_trained, material, name, minutes, seed, options.threads)
                    record = _kept(material, key, make)
                    yield replace(record, minutes=minutes, seed=seed)
                    yield from _again(material, name, record, minutes, seed)


def _again(
    material: Material, name: str, record: Record, minutes: float, seed: int
) -> Iterator[Record]:
    """The same model's other pictures, where it is on this disk or the row is known."""
    model = _folder(material, _run_name(name, minutes, seed)) / MODEL_NAME
    training = {k: getattr(record, k) for k in ("train_seconds", "peak_bytes")}

    def made(scale: float) -> Made:
        return *methods.stylized(model, material.held_out, guidance_scale=scale), training

    for called, scale in AGAIN.get(name, {}).items():
        key = _run_name(called, minutes, seed)
        if model.exists() or _is_there(material, key):
            yield replace(_kept(material, key, partial(made, scale)), minutes=minutes, seed=seed)


def _run_name(name: str, minutes: float, seed: int) -> str:
    return f"{name}, {minutes:g} min, seed {seed}"


def _folder(material: Material, key: str) -> Path:
    return material.folder / key.replace(" ", "-").replace(",", "")


def _is_there(material: Material, key: str) -> bool:
    return key in material.known or (_folder(material, key) / RECORD).exists()


def _read(values: dict[str, Any]) -> Record:
    return Record(EvaluationRow(**values.pop("row")), **values)


def _kept(material: Material, key: str, make: Callable[[], Made]) -> Record:
    """A record from the disk or of those known, or made now and put there with its pictures."""
    folder = _folder(material, key)
    path = folder / RECORD
    if path.exists():
        return _read(json.loads(path.read_text(encoding="utf-8")))
    if key in material.known:
        return material.known[key]
    out, seconds, extra = make()
    record = Record(material.bench.row(key.partition(", ")[0], out, seconds), **extra)
    folder.mkdir(parents=True, exist_ok=True)
    sheets.save_pictures(out, folder)
    path.write_text(json.dumps(asdict(record)), encoding="utf-8")
    return record


def _untrained(material: Material, method: methods.Method) -> Made:
    out, seconds = methods.timed(method, material.held_out, material.data)
    return out, seconds, {}


def _trained(material: Material, name: str, minutes: float, seed: int, threads: int | None) -> Made:
    run = _folder(material, _run_name(name, minutes, seed))
    settings = (*TRAINED[name], f"training.max_minutes={minutes}", f"training.seed={seed}")
    if threads is not None:
        settings = (*settings, f"training.threads={threads}")
    train_once(run, material.data, settings)
    out, seconds = methods.stylized(run / MODEL_NAME, material.held_out)
    peak = json.loads((run / "peak.json").read_text(encoding="utf-8"))["peak_bytes"]
    return out, seconds, {"train_seconds": 60 * minutes, "peak_bytes": peak}


def _best_run(material: Material, options: argparse.Namespace) -> Path:
    """The run of the default with the largest budget that there is, and the first seed."""
    runs = [
        _folder(material, _run_name(DEFAULT, minutes, options.seeds[0]))
        for minutes in sorted(options.minutes, reverse=True)
    ]
    return next((run for run in runs if (run / RECORD).exists()), runs[0])


def _slider(material: Material, options: argparse.Namespace) -> dict[str, Any]:
    """What the best run's pictures measure over guidance; draws the strip."""
    rows, strip = [], []
    run = _best_run(material, options)
    model, kept = run / MODEL_NAME, run / SLIDER
    if kept.exists():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    if not model.exists():
        return dict(options.known.get("slider", {}).get(material.style, {}))
    for scale in GUIDANCE:
        out, seconds = methods.stylized(model, material.held_out, guidance_scale=scale)
        rows.append(material.bench.row("", out, seconds, scale))
        strip.append(out[:2])
    sheets.strip(strip, options.out / f"guidance-{material.style}.jpg")
    measures = ("texture_gain", "colour_gain", "structure", "contrast_ratio", "saturation_ratio")
    curves = {name: [round(getattr(row, name), 4) for row in rows] for name in measures}
    found = {"spearman": spearman(GUIDANCE, curves["texture_gain"]), **curves}
    kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def _nearest(materials: list[Material], options: argparse.Namespace) -> dict[str, str]:
    """For each style, the style that the default's pictures look like most."""
    if not all((_best_run(m, options) / RECORD).exists() for m in materials):
        return dict(options.known.get("nearest", {}))
    judges = {m.style: m.bench.judge for m in materials}
    outputs = {m.style: sheets.load_pictures(_best_run(m, options)) for m in materials}
    return confusion_matrix(judges, outputs).nearest if len(outputs) > 1 else {}


COLUMNS = {key: head for key, head in HEADINGS.items() if key != "seconds"}


def _line(record: Record) -> str:
    row = record.row
    budget = "" if record.minutes is None else f" {record.minutes:g} min seed {record.seed}"
    values = " ".join(f"{head} {getattr(row, key):.2f}" for key, head in COLUMNS.items())
    return f"{row.style:16} {row.method}{budget}: {values}"


def _table(records: list[Record]) -> str:
    """Means over styles and seeds, with the spread over seeds; then every style."""
    heads = " ".join(f"{head:>12}" for head in COLUMNS.values())
    lines = [f"{'':16} {'method':34} {'min':>4} {heads} {'s/picture':>10} {'peak MB':>8}"]
    styles = list(dict.fromkeys(record.row.style for record in records))
    groups = list(dict.fromkeys((r.row.method, r.minutes) for r in records))
    for style in ("all styles", *styles):
        for method, minutes in groups:
            same = [
                r
                for r in records
                if (r.row.method, r.minutes) == (method, minutes)
                and style in ("all styles", r.row.style)
            ]
            if same:
                lines.append(_group_line(style, method, minutes, same))
    return "\n".join(lines)


def _group_line(style: str, method: str, minutes: float | None, same: list[Record]) -> str:
    cells = []
    for column in COLUMNS:
        by_seed: dict[int | None, list[float]] = {}
        for record in same:
            by_seed.setdefault(record.seed, []).append(getattr(record.row, column))
        means = [statistics.fmean(values) for values in by_seed.values()]
        spread = f"±{statistics.stdev(means):.2f}" if len(means) > 1 else ""
        cells.append(f"{f'{statistics.fmean(means):.2f}{spread}':>12}")
    budget = "" if minutes is None else f"{minutes:g}"
    seconds = statistics.fmean(record.row.seconds for record in same)
    peaks = [record.peak_bytes for record in same if record.peak_bytes]
    peak = f"{max(peaks) / 1e6:.0f}" if peaks else ""
    return f"{style:16} {method:34} {budget:>4} {' '.join(cells)} {seconds:>10.3f} {peak:>8}"


if __name__ == "__main__":
    main()
