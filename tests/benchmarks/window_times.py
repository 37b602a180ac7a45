"""What a person waits for at the window: seconds from the click on Train, twice.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/window_times.py [--minutes 1] [--data DIR]

``DIR`` holds one folder for each style and a folder ``photos``; the sample project without it.
The first run finds an empty cache, the second one ("New run") a full one. Prints the first
progress, the first update, the first stylized picture and the further ones, and the end; how long
the event loop stood still meanwhile; and how far off the shown times were.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from stalls import Watch
from visit import Visit

from lgt_app.state.training.options import TrainingOptions
from lgt_app.state.training.run import Phase


class Log:
    """What one run shows, in seconds from the click."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.clicked = time.monotonic()
        self.first: dict[str, float] = {}
        self.pictures: list[float] = []
        self.shown_left: list[tuple[float, float]] = []
        run, preview = visit.space.run, visit.space.preview
        self._links = [
            run.status_changed.connect(self._on_status),
            run.phase_changed.connect(self._on_phase),
            preview.result_changed.connect(self._on_picture),
        ]

    def _now(self) -> float:
        return time.monotonic() - self.clicked

    def _on_status(self) -> None:
        status = self._visit.space.run.status
        self.first.setdefault("first progress", self._now())
        if status.step:
            self.first.setdefault("first update", self._now())
        if status.eta_seconds is not None:
            self.shown_left.append((self._now(), status.eta_seconds))

    def _on_phase(self) -> None:
        if self._visit.space.run.phase in (Phase.FINISHED, Phase.FAILED):
            self.first.setdefault("finished", self._now())

    def _on_picture(self) -> None:
        preview, folder = self._visit.space.preview, self._visit.space.run.run_dir
        source = preview.source
        if preview.after is None or source is None or source.path.parent != folder:
            return  # the photo alone, or what the last run made
        self.first.setdefault("first picture", self._now())
        self.pictures.append(self._now())

    def close(self) -> None:
        """Listen no more."""
        run, preview = self._visit.space.run, self._visit.space.preview
        for signal, link in zip(
            (run.status_changed, run.phase_changed, preview.result_changed),
            self._links,
            strict=True,
        ):
            signal.disconnect(link)

    def report(self, steps: int) -> None:
        """Print it."""
        for what, seconds in sorted(self.first.items(), key=lambda item: item[1]):
            print(f"  {seconds:6.1f} s  {what}")
        gaps = [later - earlier for earlier, later in pairwise(self.pictures)]
        typical = sorted(gaps)[len(gaps) // 2] if gaps else float("nan")
        print(f"  {len(self.pictures)} pictures, one every {typical:.1f} s (median); {steps} steps")
        grown = max((b[1] - a[1] for a, b in pairwise(self.shown_left)), default=0.0)
        end = self.first.get("finished", float("nan"))
        # Within the last seconds a share means nothing.
        off = [abs(left - (end - at)) / (end - at) for at, left in self.shown_left if end - at > 5]
        worst = max(off, default=float("nan"))
        print(f"  time left: grew by at most {max(grown, 0):.1f} s, off by at most {worst:.0%}")


def train(visit: Visit, button: str, minutes: float) -> None:
    """Press a button that begins a run, and log it to its end."""
    log, watch = Log(visit), Watch()
    visit.press(button)
    visit.wait(lambda: not visit.space.run.phase.active, minutes=minutes + 5.0)
    watch.report("the event loop meanwhile")
    log.close()
    log.report(visit.space.run.status.step)


def main() -> None:
    """Both runs in one window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="training.max_minutes")
    parser.add_argument("--data", type=Path, help="one folder for each style, and photos")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LGT_HOME"] = home
        project = None
        if options.data is not None:
            project = Path(home) / "project"
            for folder in options.data.iterdir():
                place = project if folder.name == "photos" else project / "styles"
                shutil.copytree(folder, place / folder.name)
        visit = Visit(project)
        if project is None:
            visit.draw_sample()
        visit.wait(lambda: not visit.busy)
        visit.space.run.set_options(TrainingOptions("custom", options.minutes, {}))
        for cache, button in (("cold", "trainButton"), ("warm", "newRunButton")):
            print(f"{cache} cache, {options.minutes:g} min asked", flush=True)
            train(visit, button, options.minutes)
            visit.wait(lambda: not visit.busy)
        visit.leave()


if __name__ == "__main__":
    main()
