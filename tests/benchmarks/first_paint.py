"""Time from the start of the process to the first paint, beside a bare Qt window.

python tests/benchmarks/first_paint.py [RUNS]

``lgt`` paints as the program does: the window first, the desk right after it. ``whole`` builds the
desk before the first paint: when everything is to be seen.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

_PROGRAM = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
kind = sys.argv[1]
if kind == "bare":
    Base, arguments = QMainWindow, {}
else:
    from lgt_app.main_window import MainWindow as Base
    arguments = {"furnish": kind == "whole"}
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


if __name__ == "__main__":
    main()
