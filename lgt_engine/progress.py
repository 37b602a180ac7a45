"""Long work that says how far it is: a generator of shares in [0, 1] that returns its result.

Whoever drives one may stop between two shares and throw it away.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

#: Yields shares in (0, 1], returns ``T``.
ProgressGenerator = Generator[float, None, T]


def run_to_end(work: ProgressGenerator[T]) -> T:
    """Drive ``work`` to its end and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def as_part(work: ProgressGenerator[T], start: float, end: float) -> ProgressGenerator[T]:
    """``work`` as the part from ``start`` to ``end`` of something longer."""
    while True:
        try:
            share = next(work)
        except StopIteration as stop:
            result: T = stop.value
            return result
        yield start + (end - start) * share
