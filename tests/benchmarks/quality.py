"""The quality bench: what a style gains for each minute of training, beside what needs none.

    python tests/benchmarks/quality.py --styles DIR --photos DIR --out DIR [--peers DIR] \\
        --minutes 1,3 --seeds 0 [--rows base scratch]

``--styles`` holds one folder per style, ``--photos`` photos. Those that ``--peers`` has pictures of
(``STYLE/PHOTO.jpg``) and every n-th other one are held out of every training and judge all rows.
Each style is a training of its own by the real command line. What is done is kept in ``--out``, so
the bench can be interrupted and started again. It prints a table and writes ``quality.json``,
``quality.txt``, ``sheet-STYLE.jpg`` and, for each budget, ``all-MINUTES.jpg``. The judges need
``pip install ".[bench]"``; README.md beside this file says what they measure.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import quality_methods as methods
import quality_sheets as sheets
import torch
from command import train_once
from quality_judges import Judges
from torch import Tensor

from lgt_engine.images import iter_picture_files, open_picture, scan_folder, to_tensor
from lgt_engine.model.checkpoint import MODEL_NAME
from lgt_engine.ops.crops import evaluation_seed, style_crops

JUDGE_CROPS = 16
RECORD = "record.json"
PEERS = "feed-forward networks"
TRAINED = {"base": "LGT from the base", "scratch": "LGT from scratch"}
GUIDANCE = (1.0, 2.0)
#: A measure that gives a trick more than this can be won without any style.
TRICK_MOST = 0.2
STYLE_MEASURES = ("style", "predictor", "Lite0")


@dataclass(frozen=True)
class Record:
    """One line of the bench: a method at one style, for one budget and seed where it trains."""

    style: str
    method: str
    values: dict[str, float]
    minutes: float | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Material:
    """What all rows of a style share."""

    style: str
    options: argparse.Namespace
    photos: dict[str, Tensor]
    training: list[Path]

    @cached_property
    def files(self) -> list[Path]:
        return list(iter_picture_files(self.options.styles / self.style))

    @cached_property
    def crops(self) -> Tensor:
        pictures = [to_tensor(open_picture(path).image) for path in self.files]
        size = self.options.size
        # As `lgt evaluate` cuts them, so that the numbers of the two can stand side by side.
        return style_crops(pictures, size=size, count=JUDGE_CROPS, seed=evaluation_seed(0))

    @cached_property
    def judges(self) -> dict[tuple[str, ...], Judges]:
        return {}

    @property
    def folder(self) -> Path:
        return Path(self.options.out) / self.style

    def pixels(self, names: tuple[str, ...]) -> Tensor:
        return torch.stack([self.photos[name] for name in names])

    def kept(self, key: str, names: tuple[str, ...], make: Callable) -> dict[str, float]:
        """A row's measures from the disk, or of pictures made now and put there."""
        folder = self.folder / key.replace(" ", "-")
        path = folder / RECORD
        if not path.exists():
            out, seconds = make()
            if names not in self.judges:
                photos = self.pixels(names)
                self.judges[names] = Judges(self.style, self.crops, photos)
            values = self.judges[names].measure(out, seconds)
            folder.mkdir(parents=True, exist_ok=True)
            sheets.save_pictures(out, names, folder)
            path.write_text(json.dumps(values), encoding="utf-8")
        return dict(json.loads(path.read_text(encoding="utf-8")))


def main() -> None:
    """Run what is missing, then print and write everything."""
    options = _parse()
    options.out.mkdir(parents=True, exist_ok=True)
    photos, training = _split(options)
    records, materials = [], []
    for style in options.only:
        material = Material(style, options, photos, training)
        materials.append(material)
        for record in _records(material):
            records.append(record)
            print(_line(record), flush=True)
        _style_sheet(material, [r for r in records if r.style == style])
    for minutes in options.minutes:
        _budget_sheet(materials, minutes)
    table = "\n".join([_table(records), *_refused(records)])
    print(f"\n{table}")
    document = json.dumps([asdict(record) for record in records], indent=2)
    (options.out / "quality.json").write_text(document, encoding="utf-8")
    (options.out / "quality.txt").write_text(table + "\n", encoding="utf-8")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("styles", "photos", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--peers", type=Path, help="pictures of other methods, STYLE/PHOTO.jpg")
    parser.add_argument("--only", nargs="*", help="names of the styles to measure; all by default")
    parser.add_argument("--minutes", default="", help="training budgets, as 1,3; none by default")
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--rows", nargs="*", choices=list(TRAINED), default=list(TRAINED))
    parser.add_argument("--held-out", type=int, default=12, help="photos that judge besides peers'")
    parser.add_argument("--size", type=int, default=384, help="side of the judged squares, pixels")
    parser.add_argument("--threads", type=int, help="CPU threads of a training")
    options = parser.parse_args()
    names = sorted(path.name for path in options.styles.iterdir() if path.is_dir())
    options.only = options.only or names
    options.minutes = [float(item) for item in options.minutes.split(",") if item]
    options.seeds = [int(item) for item in options.seeds.split(",")]
    return options


def _split(options: argparse.Namespace) -> tuple[dict[str, Tensor], list[Path]]:
    """Held-out photos as squares under their names, and the paths of all others."""
    paths = list(scan_folder(options.photos).pictures)
    drawn = {path.stem for path in options.peers.glob("*/*.jpg")} if options.peers else set()
    chosen = [path for path in paths if path.stem in drawn]
    others = [path for path in paths if path.stem not in drawn]
    count = options.held_out
    chosen += [others[int(index * len(others) / count)] for index in range(count)]
    held_out = {path.stem: methods.square(path, options.size) for path in chosen}
    return held_out, [path for path in paths if path.stem not in held_out]


def _records(material: Material) -> Iterator[Record]:
    style, options, names = material.style, material.options, tuple(material.photos)
    photos = material.pixels(names)
    for method, make in methods.UNTRAINED.items():

        def made(make: methods.Method = make) -> tuple[Tensor, float]:
            return methods.timed(lambda: make(photos, material.crops, material.files[0]))

        yield Record(style, method, material.kept(method, names, made))
    if options.peers:
        yield from _peers(material, options.peers / style)
    for minutes in options.minutes:
        for form in options.rows:
            for seed in options.seeds:
                yield from _trained(material, form, minutes, seed)


def _peers(material: Material, folder: Path) -> Iterator[Record]:
    names = tuple(name for name in material.photos if (folder / f"{name}.jpg").exists())
    size = material.options.size

    def read() -> tuple[Tensor, float]:
        return torch.stack([methods.square(folder / f"{n}.jpg", size) for n in names]), 0.0

    if names:
        yield Record(material.style, PEERS, material.kept(PEERS, names, read))


def _run_name(form: str, minutes: float, seed: int) -> str:
    return f"{TRAINED[form]} {minutes:g} min seed {seed}"


def _trained(material: Material, form: str, minutes: float, seed: int) -> Iterator[Record]:
    name, options = _run_name(form, minutes, seed), material.options
    run = material.folder / "runs" / name.replace(" ", "-")
    settings = [f"training.max_minutes={minutes}", f"training.seed={seed}"]
    settings += ["checkpoint.from_base=false"] if form == "scratch" else []
    settings += [f"training.threads={options.threads}"] if options.threads else []
    train_once(run, _data(material), settings)
    names = tuple(material.photos)
    for guidance in GUIDANCE:

        def made(guidance: float = guidance) -> tuple[Tensor, float]:
            photos = material.pixels(names)
            return methods.stylized(run / MODEL_NAME, photos, material.style, guidance)

        values = material.kept(f"{name} at {guidance:g}", names, made)
        yield Record(material.style, f"{TRAINED[form]} at {guidance:g}", values, minutes, seed)


def _data(material: Material) -> dict[str, object]:
    """The ``data`` section of a training: one style, and the photos that are not held out."""
    options = material.options
    folder = options.out / "photos"
    folder.mkdir(exist_ok=True)
    for path in material.training:
        copy = folder / path.name
        if not copy.exists():
            copy.write_bytes(path.read_bytes())
    return {
        "data_root": options.styles.resolve(),
        "style_subdirs": [material.style],
        "content_subdir": str(folder.resolve()),
        "cache_dir": str((options.out / "latents").resolve()),
    }


def _style_sheet(material: Material, records: list[Record]) -> None:
    names, size = list(material.photos), material.options.size
    rows = [sheets.photo_row(material.photos)]
    for record in records:
        if record.method not in ("no-op", "codec round trip") and record.seed in (None, 0):
            rows.append(_sheet_row(material, record, names, size))
    sheets.sheet(rows, size, material.options.out / f"sheet-{material.style}.jpg")


def _sheet_row(material: Material, record: Record, names: list[str], size: int) -> sheets.Row:
    key, title = record.method, record.method
    if record.minutes is not None:
        form, _, guidance = record.method.rpartition(" at ")
        key = f"{form} {record.minutes:g} min seed {record.seed} at {guidance}"
        title = f"{record.method}, {record.minutes:g} min"
    title += f": style {record.values['style']:.2f}, content {record.values['content']:.2f}"
    return sheets.row(
        title, material.files[0], names, material.folder / key.replace(" ", "-"), size
    )


def _budget_sheet(materials: list[Material], minutes: float) -> None:
    """All styles of the default at one budget."""
    options = materials[0].options
    key = f"{_run_name('base', minutes, options.seeds[0])} at 1".replace(" ", "-")
    names = list(materials[0].photos)
    rows = [sheets.photo_row(materials[0].photos)]
    for m in materials:
        rows.append(sheets.row(m.style, m.files[0], names, m.folder / key, options.size))
    sheets.sheet(rows, options.size, options.out / f"all-{minutes:g}.jpg")


def _refused(records: list[Record]) -> list[str]:
    """Words about measures that a trick without style wins."""
    found = []
    for measure in STYLE_MEASURES:
        for trick in methods.TRICKS:
            values = {r.style: r.values[measure] for r in records if r.method == trick}
            mean = statistics.fmean(values.values())
            high = [style for style, value in values.items() if value > TRICK_MOST]
            if mean > TRICK_MOST:
                found.append(f"Do not report {measure}: '{trick}' has {mean:.2f} of it.")
            elif high:
                found.append(f"Do not report {measure} of {', '.join(high)}: '{trick}' wins it.")
    return found


def _line(record: Record) -> str:
    budget = "" if record.minutes is None else f" {record.minutes:g} min seed {record.seed}"
    values = " ".join(f"{head} {value:.2f}" for head, value in record.values.items())
    return f"{record.style:16} {record.method}{budget}: {values}"


def _table(records: list[Record]) -> str:
    """Means over styles and seeds, with the spread over seeds; then every style."""
    columns = list(records[0].values)
    heads = " ".join(f"{head:>10}" for head in columns)
    lines = [f"{'':16} {'method':28} {'min':>4} {heads}"]
    groups = dict.fromkeys((r.method, r.minutes) for r in records)
    for style in ("all styles", *dict.fromkeys(r.style for r in records)):
        for method, minutes in groups:
            same = [r for r in records if (r.method, r.minutes) == (method, minutes)]
            same = [r for r in same if style in ("all styles", r.style)]
            if same:
                cells = " ".join(f"{_cell(same, column):>10}" for column in columns)
                budget = "" if minutes is None else f"{minutes:g}"
                lines.append(f"{style:16} {method:28} {budget:>4} {cells}")
    return "\n".join(lines)


def _cell(records: list[Record], column: str) -> str:
    by_seed: dict[int | None, list[float]] = {}
    for record in records:
        by_seed.setdefault(record.seed, []).append(record.values[column])
    means = [statistics.fmean(values) for values in by_seed.values()]
    spread = f"±{statistics.stdev(means):.2f}" if len(means) > 1 else ""
    return f"{statistics.fmean(means):.2f}{spread}"


if __name__ == "__main__":
    main()
