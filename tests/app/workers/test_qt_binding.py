"""The Qt binding itself: a broken one would end the program after a few thousand calls."""

from __future__ import annotations

import sys

import pytest
from PySide6 import __version__
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be freed from Python 3.12 on")
def test_calls_that_return_nothing_keep_none_alive() -> None:
    """PySide6 6.12.0 drops a reference to None on every such call on Python 3.10 and 3.11."""
    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(500):
        path.addRect(QRectF(0, 0, 1, 1))
    lost = before - sys.getrefcount(None)
    assert lost < 100, (
        f"PySide6 {__version__} crashes on this Python: install 'PySide6-Essentials<6.12'"
    )
