"""Counts in plain words; one place, so that no text ever says "1 pictures"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def pictures(count: int) -> str:
    """For example "1 picture" or "12 pictures"."""
    return _tr("1 picture") if count == 1 else _tr("{:,} pictures").format(count)


def photos(count: int) -> str:
    """For example "1 photo" or "12 photos"."""
    return _tr("1 photo") if count == 1 else _tr("{:,} photos").format(count)


def styles(count: int) -> str:
    """For example "1 style" or "3 styles"."""
    return _tr("1 style") if count == 1 else _tr("{:,} styles").format(count)


def files(count: int) -> str:
    """For example "1 file" or "3 files"."""
    return _tr("1 file") if count == 1 else _tr("{:,} files").format(count)
