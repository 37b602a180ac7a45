"""What LGT costs, beside the founding forms and the libraries that do a part of the job.

    python tests/benchmarks/speed.py [--only energies training …] [--json FILE] [--quick]

Each group's forms run in turn in one process; times are medians. ``--device cuda`` measures a GPU;
``--reference DIR`` adds the reference codec, ``--data DIR --gain MINUTES`` the race for style
gain, ``--leak STEPS`` the leak test.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from timing import Place, Row, table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

PARTS = ("energies", "training", "memory", "pictures", "growth", "busy")


def main() -> None:
    """Measure, print the table, and write JSON when asked."""
    options = _parse()
    torch.set_num_threads(options.threads)
    place = Place(
        torch.device(options.device), 2 if options.quick else options.repeats, options.quick
    )
    facts = _facts(place)
    print(json.dumps(facts))
    rows: list[Row] = []
    wanted = [part for part in PARTS if part in options.only]
    if options.leak:
        wanted.append("leak")
    for part in wanted:
        module = importlib.import_module(f"speed_{part}")
        found = module.measure(place, options) if part in _TAKE_OPTIONS else module.measure(place)
        print(table(found), flush=True)
        rows += found
    if options.json:
        document = {"facts": facts, "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


_TAKE_OPTIONS = frozenset({"training", "pictures", "leak"})


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="two repeats, small sizes")
    parser.add_argument("--reference", type=Path, help="folder of the reference codec")
    parser.add_argument("--large", action="store_true", help="also a picture of 12 megapixels")
    parser.add_argument("--data", type=Path, help="one folder per style, and photos")
    parser.add_argument("--gain", type=float, default=0.0, metavar="MINUTES")
    parser.add_argument("--leak", type=int, default=0, metavar="STEPS")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _facts(place: Place) -> dict[str, object]:
    cuda = place.device.type == "cuda"
    return {
        "device": torch.cuda.get_device_name(place.device) if cuda else _cpu_name(),
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "repeats": place.repeats,
    }


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
