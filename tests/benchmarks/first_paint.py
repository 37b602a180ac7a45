"""What a new user waits for: the first paint, beside a bare Qt window, and the sample project.

python tests/benchmarks/first_paint.py [RUNS]

``lgt`` paints as the program does: the window first, the controller right after it. ``whole``
builds the controller before the first paint: when everything is to be seen.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lgt_app.sample.project import build_sample_project

_PROGRAM = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
kind = sys.argv[1]
if kind == "bare":
    Base, arguments = QMainWindow, {}
else:
    from lgt_app.main_window import MainWindow as Base
    arguments = {"build": kind == "whole"}
class Window(Base):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(sys.argv[2]), flush=True)
        os._exit(0)
window = Window(**arguments)
window.resize(1280, 800)
window.show()
app.exec()
"""


def seconds(kind: str) -> float:
    """One start."""
    command = [sys.executable, "-c", _PROGRAM, kind, str(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return float(done.stdout)


def main() -> None:
    """Alternate the two, so that both meet the same machine."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    times: dict[str, list[float]] = {"bare": [], "lgt": [], "whole": []}
    for _ in range(runs):
        for kind, row in times.items():
            row.append(seconds(kind))
    middle = {kind: statistics.median(row) for kind, row in times.items()}
    for kind, value in middle.items():
        print(f"{kind:>5}: {value:.3f} s (median of {runs})")
    for kind in ("lgt", "whole"):
        print(f"{kind} / bare: {middle[kind] / middle['bare']:.2f}")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        drawn = sum(1 for _ in build_sample_project(Path(folder)))
    print(f"sample project of {drawn} pictures: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
