"""The folder of one training run: weights, state, metrics, samples, configuration."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from lgt_engine.config import TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import CheckpointError, DataError, TrainingError
from lgt_engine.events import Notice, StepDone
from lgt_engine.io.atomic_files import atomic_file, remove_leftovers, write_atomically
from lgt_engine.io.folder_lock import FolderLock
from lgt_engine.model.checkpoint import BEST_NAME, MODEL_NAME, STATE_NAME, describe_model

#: Seconds between looks for a run folder that is gone.
_LOOK_AGAIN = 0.5
_FIRST_COLUMNS = ("step", "seconds")
_TERMS = (
    "loss",
    "style_swd",
    "style_perceptual",
    "content_layout",
    "content_ssm",
    "content_anchor",
    "roughness",
    "excess",
    "content_transport",
    "null_identity",
    "velocity",
    "divergence",
    "learning_rate",
    "grad_norm",
)
_MEASURES = ("style_gain", "colour_gain", "content", "structure", "contrast_ratio")


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
                safe="Nothing was started.",
                next_step="Set checkpoint.save_dir to a folder you can write to.",
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
        """Whether a run was saved here; a model from before the first update is not one."""
        if self.state.exists():
            return True
        try:
            return describe_model(self.model).trained
        except CheckpointError:
            return self.model.exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Exclusive use; what a killed run left half-written is removed.

        Raises
        ------
        DataError
            Another process trains here.
        """
        lock = FolderLock(self.path)
        if not lock.take():
            raise DataError(
                f"The run folder {self.path} is being trained by another LGT, a window or a "
                "command.",
                safe="Nothing was changed.",
                next_step="Let it finish or stop it there, or choose another checkpoint.save_dir.",
            )
        try:
            for folder in (self.path, self.samples):
                remove_leftovers(folder)
            yield
        finally:
            lock.release()

    @contextmanager
    def unless_gone(self) -> Iterator[None]:
        """What cannot be written because the folder is gone is no failure; it can be waited for."""
        try:
            yield
        except TrainingError:
            if self.path.is_dir():
                raise

    def come_back(self, control: Control) -> Iterator[Notice]:
        """Wait until the folder is back, as with its drive, or a stop is asked for."""
        text = f"The run folder {self.path} is not there any more. Training waits until it is back;"
        yield Notice("warning", "folder_gone", f"{text} nothing is lost while LGT runs.")
        while not self.path.is_dir() and not control.stopping:
            time.sleep(_LOOK_AGAIN)

    def keep_best(self) -> int:
        """Make the best weights the run's model; returns the step they are of.

        Raises
        ------
        CheckpointError, TrainingError
            When they cannot be read, or the model cannot be written; it is then as it was.
        """
        step = describe_model(self.best).step
        with _told(self.model), atomic_file(self.model) as part:
            shutil.copyfile(self.best, part)
        return step

    def write_config(self, config: TrainConfig) -> None:
        """Keep the configuration, atomically."""
        with _told(self.config):
            write_atomically(self.config, json.dumps(config.to_dict(), indent=2) + "\n")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """A disk that refuses ends the run in words; what was saved before stays whole."""
    try:
        yield
    except OSError as error:
        raise TrainingError(
            f"{path} could not be written ({error.strerror or error}).",
            safe="The last checkpoint, if there was one, is whole.",
            next_step="Free some space, then resume.",
        ) from error


def metric_columns(styles: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of ``metrics.csv`` after the first ones: of each step, then of each validation."""
    scores = tuple(f"{measure}:{style}" for style in styles for measure in _MEASURES)
    return (*_TERMS, "velocity_ratio", "distance_ratio", *scores)


class MetricsLog:
    """``metrics.csv``: one row a step, on the disk as soon as it is written.

    A resumed run continues the file; rows after the resumed step, written by a run that was cut
    off before its next checkpoint, are dropped, so that the curve has no doubled stretch.
    """

    def __init__(self, path: Path, columns: tuple[str, ...], resume_step: int) -> None:
        self._path = path
        self.columns = (*_FIRST_COLUMNS, *columns)
        self._open(resume_step)

    def _open(self, step: int) -> None:
        """Keep the rows up to ``step``, whole even when killed here, and go on behind them.

        The last of them may still be amended: a run that was killed during its validation, or went
        back to that step, validates again.
        """
        self._row: dict[str, Any] | None
        kept = list(_rows_up_to(self._path, step)) if step else []
        with _told(self._path):
            start = io.StringIO()
            writer = self._new_writer(start)
            writer.writeheader()
            writer.writerows(kept[:-1])
            self._row = kept[-1] if kept else None
            self._row_start = len(start.getvalue().encode())
            writer.writerows(kept[-1:])
            write_atomically(self._path, start.getvalue())
            self._file = self._path.open("r+", newline="", encoding="utf-8")
            self._file.seek(0, os.SEEK_END)
        self._writer = self._new_writer(self._file)

    def _new_writer(self, file: TextIO) -> csv.DictWriter[str]:
        return csv.DictWriter(
            file, self.columns, restval="", extrasaction="ignore", lineterminator="\n"
        )

    def record(self, event: StepDone | None, step: int) -> None:
        """Add the row of a step; None: drop those after ``step``, to which the run went back."""
        if event is None:
            self.rewind(step)
            return
        self.write(
            {
                "step": event.step,
                "seconds": round(event.seconds, 3),
                **event.losses,
                "learning_rate": event.learning_rate,
                "grad_norm": event.grad_norm,
            }
        )

    def write(self, row: dict[str, Any]) -> None:
        """Add the row of a step; validation values may still join it through :meth:`amend`."""
        with _told(self._path):
            self._row, self._row_start = dict(row), self._file.tell()
            self._writer.writerow(self._row)
            self._file.flush()

    def amend(self, values: dict[str, Any]) -> None:
        """Add values to the newest row."""
        if self._row is None:
            return
        with _told(self._path):
            self._row.update(values)
            self._file.seek(self._row_start)
            self._writer.writerow(self._row)
            self._file.truncate()
            self._file.flush()

    def rewind(self, step: int) -> None:
        """Drop the rows after ``step``, to which the run went back."""
        self.close()
        self._open(step)

    def close(self) -> None:
        """Close the file."""
        with _told(self._path):
            self._file.close()


def _rows_up_to(path: Path, step: int) -> Iterator[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if (row.get("step") or "").isdigit() and int(row["step"]) <= step:
                    yield row
    except (OSError, UnicodeDecodeError, csv.Error):
        return
