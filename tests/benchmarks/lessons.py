"""The default beside two ways that learn slower, at equal time.

    python tests/benchmarks/lessons.py --data DIR --photos DIR --minutes 4 --out DIR

``--data`` holds one folder per style and ``photos``; ``--photos`` holds photos that no run sees.
Each run is the real command line in a process of its own; a run that is already there is kept, so
the bench can be interrupted and started again.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from command import lgt, train_once

_SCRATCH = "checkpoint.from_base=false"
RUNS = {
    "LGT default": (),
    "from scratch": (_SCRATCH,),
    "path: noise": (_SCRATCH, "flow.path=noise"),
}


def main() -> None:
    """Train and evaluate every run, then print one table."""
    arguments = _parse()
    rows = []
    for name, overrides in RUNS.items():
        folder = arguments.out / name.replace(" ", "-").replace(":", "")
        settings = (*overrides, f"training.max_minutes={arguments.minutes}")
        train_once(folder, {"data_root": arguments.data.resolve()}, settings)
        rows += _evaluate(name, folder, arguments, first=not rows)
    print(_table(rows))
    (arguments.out / "lessons.json").write_text(json.dumps(rows, indent=2), encoding="utf-8")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--limit", type=int, default=12)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def _evaluate(
    name: str, folder: Path, arguments: argparse.Namespace, *, first: bool
) -> list[dict[str, object]]:
    """Rows of a model at guidance 1; the reference rows once."""
    rows = []
    document = _report(folder, arguments)
    nearest = (document["confusion"] or {}).get("nearest", {})
    for row in document["rows"]:
        ours = row["guidance_scale"] is not None
        if ours:
            row["method"], row["nearest"] = name, nearest.get(row["style"], "")
        if ours or first:
            rows.append({"nearest": "", **row})
    return rows


def _report(folder: Path, arguments: argparse.Namespace) -> Any:
    report = folder / "evaluation.json"
    if not report.exists():
        lgt(
            *("evaluate", "--model", folder, "--photos", arguments.photos),
            *("--styles", arguments.data, "--limit", arguments.limit, "--json", report),
        )
    return json.loads(report.read_text(encoding="utf-8"))


def _table(rows: list[dict[str, object]]) -> str:
    head = f"{'method':36}{'style':16}{'style':>8}{'colour':>8}{'structure':>10}{'contrast':>9}"
    lines = [f"{head}  nearest style"]
    for row in sorted(rows, key=lambda row: str(row["style"])):
        lines.append(
            f"{row['method']!s:36}{row['style']!s:16}{row['style_gain']:8.2f}"
            f"{row['colour_gain']:8.2f}{row['structure']:10.2f}{row['contrast_ratio']:9.2f}"
            f"  {row['nearest']}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
