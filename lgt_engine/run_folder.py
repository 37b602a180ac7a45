"""The folder of one training run: weights, state, metrics, samples, configuration."""

from __future__ import annotations

import csv
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from .checkpoint import BEST_NAME, MODEL_NAME, STATE_NAME
from .config import TrainConfig
from .errors import DataError

_FLUSH_SECONDS = 1.0
_FIRST_COLUMNS = ("step", "seconds")


class RunFolder:
    """Paths and plain files of a run.

    Parameters
    ----------
    path : Path
        Made when it does not exist.

    Raises
    ------
    DataError
        When the folder cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.samples.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(
                f"The run folder {path} cannot be made ({error.strerror or error}).",
                todo="Set checkpoint.save_dir to a folder you can write to.",
            ) from error

    @property
    def model(self) -> Path:
        """Averaged weights of the newest checkpoint."""
        return self.path / MODEL_NAME

    @property
    def best(self) -> Path:
        """Averaged weights of the best validation."""
        return self.path / BEST_NAME

    @property
    def state(self) -> Path:
        """All that resume needs."""
        return self.path / STATE_NAME

    @property
    def samples(self) -> Path:
        """Previews made during training."""
        return self.path / "samples"

    @property
    def metrics(self) -> Path:
        """One row a step."""
        return self.path / "metrics.csv"

    @property
    def config(self) -> Path:
        """The configuration of the run."""
        return self.path / "config.json"

    def is_used(self) -> bool:
        """Whether a run was saved here."""
        return self.state.exists() or self.model.exists()

    def write_config(self, config: TrainConfig) -> None:
        """Keep the configuration, atomically."""
        write_text(self.config, json.dumps(config.to_dict(), indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Replace a text file atomically."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


class MetricsLog:
    """``metrics.csv``: one row a step, flushed at least once a second.

    A resumed run continues the file; rows after the resumed step, written by a run that was cut
    off before its next checkpoint, are dropped, so that the curve has no doubled stretch.
    """

    def __init__(self, path: Path, columns: tuple[str, ...], resume_step: int) -> None:
        kept = list(_rows_up_to(path, resume_step)) if resume_step else []
        self.columns = (*_FIRST_COLUMNS, *columns)
        self._file = path.open("w", newline="", encoding="utf-8")
        self._writer = csv.DictWriter(
            self._file, self.columns, restval="", extrasaction="ignore", lineterminator="\n"
        )
        self._writer.writeheader()
        self._writer.writerows(kept)
        self._pending: dict[str, Any] | None = None
        self._flushed = time.monotonic()

    def write(self, row: dict[str, Any]) -> None:
        """Add the row of a step; validation values may still join it through :meth:`amend`."""
        self._commit()
        self._pending = row
        if time.monotonic() - self._flushed >= _FLUSH_SECONDS:
            self.flush()

    def amend(self, values: dict[str, Any]) -> None:
        """Add values to the newest row."""
        if self._pending is not None:
            self._pending.update(values)

    def flush(self) -> None:
        """Put everything on the disk."""
        self._commit()
        self._file.flush()
        self._flushed = time.monotonic()

    def close(self) -> None:
        """Flush and close."""
        self.flush()
        self._file.close()

    def _commit(self) -> None:
        if self._pending is not None:
            self._writer.writerow(self._pending)
            self._pending = None


def _rows_up_to(path: Path, step: int) -> Iterator[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if (row.get("step") or "").isdigit() and int(row["step"]) <= step:
                    yield row
    except OSError:
        return
