"""What was tried and what became of it, as the tables at the end of a long run."""

from __future__ import annotations

from collections import Counter


class Tally:
    """Counts over all fault tests of one pytest run."""

    def __init__(self) -> None:
        self._faults: Counter[str] = Counter()
        self._inputs: dict[str, Counter[str]] = {}
        self._sentences: dict[tuple[str, str], str] = {}

    def survived(self, kind: str, times: int = 1) -> None:
        """A fault of this kind was made so often, and all that a test asks for held."""
        self._faults[kind] += times

    def ended(self, kind: str, outcome: str, times: int = 1) -> None:
        """Inputs of this kind ended so."""
        self._inputs.setdefault(kind, Counter())[outcome] += times

    def says(self, kind: str, sentence: str, variant: str = "") -> None:
        """What a person reads; the first of each kind, or of each variant of it, is kept."""
        self._sentences.setdefault((kind, variant), " ".join(sentence.split()))

    def lines(self) -> list[str]:
        """The tables as text; empty when nothing was counted."""
        lines = []
        if self._faults:
            lines += [f"{'fault':44} {'tried':>6} {'survived':>8} {'lost':>4}"]
            # A fault that is lost fails its test, which then never counts it.
            lines += [f"{kind:44} {n:6,} {n:8,} {0:4}" for kind, n in self._faults.items()]
            total = sum(self._faults.values())
            lines += [f"{'all':44} {total:6,} {total:8,} {0:4}", ""]
        if self._inputs:
            ways = list(dict.fromkeys(way for ends in self._inputs.values() for way in ends))
            lines += [f"{'input':32} {'tried':>8} " + " ".join(f"{way:>9}" for way in ways)]
            total_of: Counter[str] = Counter()
            for kind, ends in self._inputs.items():
                lines += [_row(kind, ends, ways)]
                total_of += ends
            lines += [_row("all", total_of, ways), ""]
        lines += [f"{kind}: {words}" for (kind, _), words in sorted(self._sentences.items())]
        return lines


def _row(kind: str, ends: Counter[str], ways: list[str]) -> str:
    counts = " ".join(f"{ends[way]:9,}" for way in ways)
    return f"{kind:32} {sum(ends.values()):8,} {counts}"
