"""Counts in plain words; one place, so that no text ever says "1 pictures"."""

from __future__ import annotations

from lgt_app.translation import tr


def pictures(count: int) -> str:
    """For example "1 picture" or "12 pictures"."""
    return tr("1 picture") if count == 1 else tr("{:,} pictures").format(count)


def photos(count: int) -> str:
    """For example "1 photo" or "12 photos"."""
    return tr("1 photo") if count == 1 else tr("{:,} photos").format(count)


def styles(count: int) -> str:
    """For example "1 style" or "3 styles"."""
    return tr("1 style") if count == 1 else tr("{:,} styles").format(count)


def files(count: int) -> str:
    """For example "1 file" or "3 files"."""
    return tr("1 file") if count == 1 else tr("{:,} files").format(count)
