"""How long the window stands still while it trains and shows: 99th percentile and longest stall.

QT_QPA_PLATFORM=offscreen python tests/benchmarks/stalls.py [--minutes 1.5]

Trains the sample project with all settings as they come and the preview following; in the second
half a hand drags the guidance slider as well. A stall is the time between two turns of the event
loop, asked for every 5 milliseconds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

from PySide6.QtCore import QTimer
from visit import Visit, told

_TICK_MS = 5
_DRAG_MS = 60


class Watch:
    """Times between turns of the event loop."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.work: list[float] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps.append(now - self._last)
        self.work.append(worked - self._worked)
        self._last, self._worked = now, worked

    def report(self, what: str) -> None:
        """Print the figures and begin anew.

        What the window's thread worked in its longest turn tells a stall of its own from waiting
        for the processor or for another thread.
        """
        ordered, self.gaps = sorted(self.gaps), []
        middle, late = (1000 * ordered[int(len(ordered) * q)] for q in (0.5, 0.99))
        told(
            f"{what}: {len(ordered)} turns, median {middle:.1f} ms, 99th percentile {late:.1f} ms, "
            f"longest {1000 * ordered[-1]:.0f} ms; most work in one turn "
            f"{1000 * max(self.work):.0f} ms"
        )
        self.work = []


def main() -> None:
    """Train; watch; drag."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.5, help="training time")
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as home:
        os.environ["LGT_HOME"] = home
        visit = Visit()
        visit.draw_sample()
        run, preview = visit.space.run, visit.space.preview
        watch = Watch()
        visit.begin_training(minutes)
        visit.wait(lambda: preview.after is not None, minutes=5.0)
        watch.report("from Train to the first stylized picture")
        visit.wait(lambda: run.status.progress > 0.5, minutes=minutes + 5.0)
        watch.report("training, preview following")
        hand = QTimer(interval=_DRAG_MS)
        hand.timeout.connect(lambda: drag(visit))
        hand.start()
        visit.wait(lambda: not run.phase.active, minutes=minutes + 5.0)
        hand.stop()
        preview.release()
        watch.report("training, preview following, slider dragged")
        print(f"{run.status.step} steps")
        visit.leave()


def drag(visit: Visit) -> None:
    """Move the slider to where a hand that goes to and fro every four seconds would be."""
    phase = (time.monotonic() % 4.0) / 2.0
    visit.find("guidanceSlider").setValue(round(200 * (phase if phase < 1.0 else 2.0 - phase)))


if __name__ == "__main__":
    main()
