"""Freed memory goes back to the system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from lgt_engine.system import heap


def _resident() -> int:
    """Bytes of memory that this process holds."""
    text = Path("/proc/self/statm").read_text(encoding="ascii")
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(heap._trim() is None, reason="only glibc keeps freed memory and can be asked")
def test_what_was_freed_goes_back() -> None:
    heap.release_freed_memory()
    before = _resident()
    pieces = [bytearray(64 << 10) for _ in range(1600)]  # too small to be mapped apart
    last = bytearray(64 << 10)  # keeps the end of the heap in use
    held = _resident()
    del pieces
    heap.release_freed_memory()
    assert len(last) == 64 << 10
    assert held - before > 90 << 20
    assert _resident() - before < 10 << 20


@pytest.mark.skipif(heap._trim() is None, reason="only glibc gives large blocks back at once")
def test_large_blocks_are_used_again() -> None:
    """No page of a block is cleared a second time while nothing else wants the memory."""
    resource = pytest.importorskip("resource")

    def use() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        block = np.ones(16 << 20)  # 128 MiB: four times the largest that is kept by default
        assert block[-1] == 1
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_minflt) - before

    heap.release_freed_memory()
    first, second = use(), use()
    assert second < max(1, first) / 10
    heap.release_freed_memory()


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    heap._trim.cache_clear()
    try:
        assert heap._trim() is None
        heap.keep_freed_memory()
        heap.release_freed_memory()
    finally:
        heap._trim.cache_clear()
