"""The export queue on disk: one JSON line for each thing that happened, replayed at the next start.

A crash can cut off at most the last line, and that one is then ignored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lgt_app.workers.export.exporting import Recipe
from lgt_app.workers.export.file_options import FileOptions
from lgt_app.workers.looks import Look, RefineWish
from lgt_engine.io.atomic_files import write_atomically

#: What a line that holds anything at all may raise.
_DAMAGE = (
    ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


@dataclass(frozen=True)
class QueueItem:
    """One picture in the queue.

    Attributes
    ----------
    status : {"waiting", "running", "done", "failed"}
    reason : str
        Why it failed, or why a clip has not all frames.
    seconds : float
        What it took; 0 when its result was there already.
    """

    id: int
    source: Path
    target: Path
    recipe: Recipe
    keep_existing: bool = True
    status: str = WAITING
    reason: str = ""
    seconds: float = 0.0


class Journal:
    """Appends to and replays the queue's file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[QueueItem]:
        """The items as they were; what was running waits again."""
        items: dict[int, QueueItem] = {}
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        for line in lines:
            try:
                _replay(items, json.loads(line))
            except _DAMAGE:
                continue  # cut off by a crash, or from another version
        return [
            replace(item, status=WAITING) if item.status == RUNNING else item
            for item in items.values()
        ]

    def append(self, items: Iterable[QueueItem]) -> None:
        """Note new items or their new state; on disk when this returns."""
        lines = [json.dumps(_plain(item), ensure_ascii=False) for item in items]
        self._write(lines, sync=True)

    def note(self, item: QueueItem) -> None:
        """Note one item's new state in a short line; survives a crash of the program.

        Not forced to the disk: after a power cut the result's own file is found instead.
        """
        line = {
            "id": item.id, "status": item.status, "reason": item.reason,
            "seconds": round(item.seconds, 2), "target": str(item.target),
        }  # fmt: skip
        self._write([json.dumps(line, ensure_ascii=False)], sync=False)

    def rewrite(self, items: Iterable[QueueItem]) -> None:
        """Replace the whole file: old or new, never a mixture."""
        lines = [json.dumps(_plain(item), ensure_ascii=False) for item in items]
        if not lines:
            self._path.unlink(missing_ok=True)
            return
        write_atomically(self._path, "\n".join(lines) + "\n")

    def _write(self, lines: list[str], *, sync: bool) -> None:
        if lines:
            with self._path.open("a", encoding="utf-8") as stream:
                _put(stream, lines, sync=sync)


def _put(stream: Any, lines: list[str], *, sync: bool) -> None:
    stream.write("\n".join(lines) + "\n")
    stream.flush()
    if sync:
        os.fsync(stream.fileno())


def _plain(item: QueueItem) -> dict[str, Any]:
    recipe = item.recipe
    return {
        "id": item.id,
        "source": str(item.source),
        "target": str(item.target),
        "model": str(recipe.model),
        "look": asdict(recipe.look),
        "options": asdict(recipe.options),
        "device": recipe.device,
        "refine": asdict(recipe.refine) if recipe.refine is not None else None,
        "keep_existing": item.keep_existing,
        "status": item.status,
        "reason": item.reason,
        "seconds": round(item.seconds, 2),
    }


def _replay(items: dict[int, QueueItem], line: dict[str, Any]) -> None:
    number = int(line["id"])
    if line["status"] not in (WAITING, RUNNING, DONE, FAILED):
        raise ValueError
    state: dict[str, Any] = {
        "target": Path(line["target"]),
        "status": str(line["status"]),
        "reason": str(line["reason"]),
        "seconds": float(line["seconds"]),
    }
    if "source" not in line:
        items[number] = replace(items[number], **state)
        return
    recipe = Recipe(
        Path(line["model"]),
        Look.from_json(line["look"]),
        FileOptions.from_json(line["options"]),
        str(line["device"]),
        RefineWish.from_json(line["refine"]) if line.get("refine") else None,
    )
    items[number] = QueueItem(
        number, Path(line["source"]), recipe=recipe, keep_existing=bool(line["keep_existing"]),
        **state,
    )  # fmt: skip
