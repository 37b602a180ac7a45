"""The long form of the fault tests, with tables: what was tried, what became of it, what is said.

python tests/benchmarks/faults.py            100 kills, 100,000 fuzzed files
python tests/benchmarks/faults.py --quick    100 kills, 20,000 fuzzed files: some minutes

Needs the test packages (``pip install ".[test]"``). ``--seed`` chooses other moments and damage.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

_FAULTS = Path(__file__).parents[1] / "engine" / "faults"
_KILLS_OF_EACH_KIND = 25  # of four kinds


def main() -> int:
    """Run; the exit status of pytest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer fuzzed files")
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    os.environ["LGT_KILLS"] = str(_KILLS_OF_EACH_KIND)
    os.environ["LGT_FUZZ_CASES"] = str(20_000 if options.quick else 100_000)
    os.environ["LGT_FAULT_SEED"] = str(options.seed)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    import pytest  # after the environment that its tests read

    begun = time.monotonic()
    status = pytest.main(["-q", "-n", "0", str(_FAULTS)])  # one process: its tables are one
    print(f"{(time.monotonic() - begun) / 60:.1f} minutes")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
