"""A long visit: training, preview and export for minutes, and what grows meanwhile.

QT_QPA_PLATFORM=offscreen python tests/benchmarks/soak.py --minutes 30

This process supervises: the real window runs in one of its own on the sample project, trains with
all settings as they come, follows with the preview, gets its slider dragged now and then, and
exports the project's photos over and over. Every second the supervisor counts memory, open handles
and threads from outside (Linux, ``/proc``) and reads how long the window's event loop stood still.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

_TICK_SECONDS = 1.0
#: Share of the time in which caches fill and nothing is compared yet.
_WARM_UP = 0.1
_DRAG_MS = 120
_DRAG_EVERY_SECONDS = 20.0


@dataclass(frozen=True)
class Sample:
    """What the supervisor saw at one moment.

    Attributes
    ----------
    minutes : float
    mib : float
        Resident memory.
    handles, threads : int
    step, pictures : int
        Steps trained and pictures exported so far.
    """

    minutes: float
    mib: float
    handles: int
    threads: int
    step: int
    pictures: int


@dataclass
class Watched:
    """What the window said and what was seen of it."""

    samples: list[Sample] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)


def main() -> None:
    """Supervise, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--visit", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.visit:
        _visit(options.minutes)
        return
    with tempfile.TemporaryDirectory() as home:
        watched = _supervise(options.minutes, home)
    _print(watched)


# --- the supervisor ---------------------------------------------------------------------------


def _supervise(minutes: float, home: str) -> Watched:
    command = [sys.executable, __file__, "--visit", "--minutes", str(minutes)]
    environment = {**os.environ, "LGT_HOME": home}
    watched = Watched()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as window:
        assert window.stdout is not None
        for line in window.stdout:
            kind, *values = line.split()
            if kind == "now":
                step, pictures = int(values[0]), int(values[1])
                watched.stalls.extend(float(value) for value in values[2:])
                passed = len(watched.samples) * _TICK_SECONDS / 60
                watched.samples.append(Sample(passed, *_look(window.pid), step, pictures))
            else:
                print(line, end="", flush=True)
    if window.returncode:
        raise SystemExit(f"the window ended with {window.returncode}")
    return watched


def _look(process: int) -> tuple[float, int, int]:
    """Resident MiB, open handles and threads of a process; zeros where there is no ``/proc``."""
    place = Path(f"/proc/{process}")
    try:
        fields = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
        handles = len(os.listdir(place / "fd"))
        return int(fields["VmRSS"].split()[0]) / 1024, handles, int(fields["Threads"])
    except (OSError, KeyError):
        return 0.0, 0, 0


def _print(watched: Watched) -> None:
    samples = watched.samples
    if len(samples) < 5:
        raise SystemExit("too short to say anything")
    print(f"\n{'minute':>8} {'MiB':>8} {'handles':>8} {'threads':>8} {'step':>8} {'pictures':>9}")
    for quarter in range(5):
        s = samples[round(quarter / 4 * (len(samples) - 1))]
        print(
            f"{s.minutes:8.1f} {s.mib:8.0f} {s.handles:8} {s.threads:8} {s.step:8,} {s.pictures:9,}"
        )
    warm = samples[int(len(samples) * _WARM_UP) :]
    print("\ngrowth per hour, least squares after the first tenth:")
    for name in ("mib", "handles", "threads"):
        values = [float(getattr(sample, name)) for sample in warm]
        slope = 60 * _slope([sample.minutes for sample in warm], values)
        print(f"  {name:8} {slope:+9.1f}   least {min(values):.0f}, most {max(values):.0f}")
    stalls = sorted(watched.stalls)
    late = 1000 * stalls[int(0.99 * (len(stalls) - 1))]
    print(
        f"event loop: {len(stalls):,} turns, 99th percentile {late:.1f} ms, "
        f"longest {1000 * stalls[-1]:.0f} ms, {sum(s > 0.1 for s in stalls)} over 100 ms"
    )


def _slope(x: list[float], y: list[float]) -> float:
    from statistics import linear_regression

    return linear_regression(x, y).slope if len(set(x)) > 1 else 0.0


# --- the window -------------------------------------------------------------------------------


def _visit(minutes: float) -> None:
    from PySide6.QtCore import QTimer
    from stalls import Watch, drag
    from visit import Visit, told

    visit = Visit()
    visit.draw_sample()
    visit.begin_training(minutes + 5)  # it goes on until the visit ends
    run, preview = visit.space.run, visit.space.preview
    visit.wait(lambda: preview.after is not None, minutes=5.0)
    told("the first stylized picture is there: the clock starts")
    watch, exported = Watch(), [0]

    def say() -> None:
        gaps, watch.gaps = watch.gaps, []
        # Short turns are all alike: every tenth stands for the others in the percentile.
        kept = [f"{gap:.4f}" for number, gap in enumerate(gaps) if gap > 0.02 or number % 10 == 0]
        pictures = exported[0] + visit.space.exports.queue.tally.done
        print("now", run.status.step, pictures, *kept, flush=True)

    hand = QTimer(interval=_DRAG_MS)
    hand.timeout.connect(lambda: drag(visit) if _is_dragging() else None)
    clock = QTimer(interval=round(1000 * _TICK_SECONDS))
    clock.timeout.connect(say)
    for timer in (hand, clock):
        timer.start()
    _export_over_and_over(visit, exported)
    end = time.monotonic() + 60 * minutes
    visit.wait(lambda: time.monotonic() > end, minutes=minutes + 5.0)
    for timer in (hand, clock):
        timer.stop()
    preview.release()
    told(f"{run.status.step:,} steps, {run.phase.value}")
    visit.leave()


def _is_dragging() -> bool:
    return time.monotonic() % _DRAG_EVERY_SECONDS < _DRAG_EVERY_SECONDS / 5


def _export_over_and_over(visit, exported: list[int]) -> None:  # type: ignore[no-untyped-def]
    """Stylize the project's photos with the newest model, again whenever all are done."""
    exports, out = visit.space.exports, Path(os.environ["LGT_HOME"]) / "out"
    queue = exports.queue

    def begin() -> None:
        exported[0] += queue.tally.done
        queue.clear_done()
        queue.add(exports.photos(), out, exports.recipe(), skip_done=False)
        queue.start()

    queue.finished.connect(begin)
    begin()


if __name__ == "__main__":
    main()
