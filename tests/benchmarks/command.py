"""The real command line in a process of its own, for the benches beside this file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lgt_engine.model.checkpoint import MODEL_NAME, STATE_NAME


def lgt(*arguments: object) -> int | None:
    """Run ``lgt``; returns its peak memory in bytes where the system tells it."""
    command = [sys.executable, "-m", "lgt_engine", *map(str, arguments)]
    print("$ lgt", *command[3:], flush=True)
    with subprocess.Popen(command) as process:
        if not hasattr(os, "wait4"):
            status, peak = process.wait(), None
        else:
            _, ended, usage = os.wait4(process.pid, 0)
            process.returncode = status = os.waitstatus_to_exitcode(ended)
            peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return peak


def train_once(folder: Path, data: Mapping[str, object], settings: Sequence[str]) -> None:
    """Train into ``folder`` unless that was done; an interrupted run goes on.

    The peak memory is kept in ``folder/peak.json``, which also says that the run is whole.
    """
    done = folder / "peak.json"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "request.json"
    config.write_text(json.dumps({"data": dict(data)}, default=str), encoding="utf-8")
    resume = ["--resume"] if (folder / STATE_NAME).exists() else []
    settings = (*settings, f"checkpoint.save_dir={folder.resolve()}")
    sets = [part for setting in settings for part in ("--set", setting)]
    peak = lgt("train", "--config", config, *resume, *sets)
    assert (folder / MODEL_NAME).exists()
    done.write_text(json.dumps({"peak_bytes": peak}), encoding="utf-8")
