"""Fetch a codec from its public hub, only when a person asks, with progress and cancel."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from typing import Any

from lgt_engine.control import Control
from lgt_engine.errors import Cancelled, CodecError
from lgt_engine.events import Progress
from lgt_engine.time_left import TimeLeftEstimate

from .image_codec import CODEC_FILES, DOWNLOADS

_POLL_SECONDS = 0.2


def download(kind: str, control: Control) -> Generator[Progress, None, None]:
    """Download the files of a codec into the hub's own cache.

    Parameters
    ----------
    kind : str
        A key of :data:`lgt_engine.codec.image_codec.DOWNLOADS`.
    control : Control
        A stop cancels; what is half-done is never taken for a codec and is continued next time.

    Yields
    ------
    Progress
        ``done`` and ``total`` in bytes.

    Raises
    ------
    CodecError
        When the hub cannot be reached.
    Cancelled
    """
    repository, megabytes, _ = DOWNLOADS[kind]
    total = megabytes * 10**6
    reports: queue.SimpleQueue[int] = queue.SimpleQueue()
    failures: list[BaseException] = []
    thread = threading.Thread(
        target=_fetch, args=(repository, _bar_class(reports, control), failures), daemon=True
    )
    thread.start()
    done, remaining = 0, TimeLeftEstimate()
    while thread.is_alive() or not reports.empty():
        try:
            done += reports.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        left = remaining.at(done / total)
        yield Progress("Downloading", min(done, total), total, left)
    thread.join()
    if control.stopping:
        raise Cancelled("The download was cancelled.", safe="Nothing half-done is used.")
    if failures:
        raise CodecError(
            f"The codec '{kind}' could not be downloaded: the model hub was not reached.",
            safe="Nothing was changed; the codec 'builtin' works offline.",
            next_step="Check the connection and try again.",
        ) from failures[0]


def _fetch(repository: str, bar_class: type[Any], failures: list[BaseException]) -> None:
    try:
        from huggingface_hub import hf_hub_download

        for name in CODEC_FILES:
            hf_hub_download(repository, name, tqdm_class=bar_class)
    except BaseException as error:  # handed to the waiting generator
        failures.append(error)


def _bar_class(reports: queue.SimpleQueue[int], control: Control) -> type[Any]:
    """A silent progress bar that reports bytes and raises when a stop was asked for."""
    from tqdm.auto import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})

        def update(self, n: float | None = 1) -> None:
            reports.put(int(n or 0))
            if control.stopping:
                raise Cancelled("The download was cancelled.")

    return Bar
