"""Shared by the tests of the preview: a window whose pictures are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..hands import settle


@pytest.fixture
def window(open_window, modelled: Path, qtbot):  # type: ignore[no-untyped-def]
    made = open_window(modelled)
    settle(made, qtbot)
    return made
