"""Durations and memory sizes as text."""

from __future__ import annotations

from lgt_app.translation import tr


def duration(seconds: float) -> str:
    """``"45 s"``, ``"3 min 20 s"``, ``"1 h 05 min"``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{} s").format(whole)
    if whole < 600:
        return tr("{} min {:02d} s").format(whole // 60, whole % 60)
    if whole < 3600:
        return tr("{} min").format(round(whole / 60))
    return tr("{} h {:02d} min").format(whole // 3600, whole % 3600 // 60)


def memory(count: int) -> str:
    """Bytes as ``"3.1 GB"`` or ``"420 MB"``."""
    if count >= 10**9:
        return tr("{:.1f} GB").format(count / 2**30)
    return tr("{:.0f} MB").format(count / 2**20)


def memory_of(needed: int, total: int) -> str:
    """For example ``"0.5 of 23.5 GB"``."""
    return tr("{:.1f} of {:.1f} GB").format(needed / 2**30, total / 2**30)
