"""Draw the sample project beside the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lgt_engine.control import Control

from .dropped import Group
from .intake import IntakeDone, IntakeProgress, Staged, make_staging


@dataclass(frozen=True)
class DrawRequest:
    """Draw the sample pictures into ``staging``; ends like an intake of the same pictures."""

    staging: Path

    def __call__(self, control: Control) -> Iterator[IntakeProgress | IntakeDone]:
        from lgt_app.sample_project import STYLE_NAMES, build_sample_project

        whole = False
        found: dict[str, list[Path]] = {"": [], **{name: [] for name in STYLE_NAMES}}
        try:
            make_staging(self.staging)
            for drawn in build_sample_project(self.staging):
                found[drawn.collection].append(drawn.path)
                yield IntakeProgress(drawn.done, drawn.total, drawn.path.stem)
                control.raise_if_stopping()
            whole = True
        finally:
            if not whole:
                shutil.rmtree(self.staging, ignore_errors=True)
        photos = Staged(Group((), ""), tuple(found.pop("")))
        styles = [Staged(Group((), None, name), tuple(paths)) for name, paths in found.items()]
        yield IntakeDone((photos, *styles), (), self.staging)
