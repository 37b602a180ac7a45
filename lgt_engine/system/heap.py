"""Keep freed memory while a computation goes on, and return it to the system afterwards.

The C library gives large blocks back as soon as they are freed, and the next layer of a network
gets new ones from the system, which clears every page of them: 55,000 page faults in one update of
a training on two cores. Keeping them, and asking for pages of 2 MiB, makes 10 to 15 % more updates.

What is kept has to be returned between two pieces of work. The C library also fills its stores with
holes when several threads make and free tensors of many sizes: a window that trained, previewed and
exported for half an hour held 2.1 GiB, of which 1.2 GiB were in use.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import lru_cache
from typing import Any

#: Parameters of glibc's ``mallopt`` (``malloc.h``) and their values in bytes. Up to the first, free
#: memory at the end of the heap is kept; blocks of at least the second are mapped one by one.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = (-1, 2**31 - 1), (-3, 2**30)


def keep_freed_memory() -> None:
    """Use freed memory again; call it before torch is loaded. Does nothing without glibc."""
    if _trim() is None:
        return
    for parameter, value in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        ctypes.CDLL(None).mallopt(parameter, value)
    # torch then asks for large pages, where the system leaves that to programs.
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")


@lru_cache(maxsize=1)
def _trim() -> Any:
    """glibc's ``malloc_trim``, None on other systems; they need none or have none."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def release_freed_memory() -> None:
    """Return freed memory to the system; for moments between two pieces of work."""
    trim = _trim()
    if trim is not None:
        trim(0)
