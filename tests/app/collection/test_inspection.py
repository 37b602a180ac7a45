"""What a look at the files says before anything is decoded."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from lgt_app.workers.collection.inspection import inspect
from lgt_app.workers.collection.thumbnails import read_thumbnail


@pytest.mark.parametrize(("name", "end"), [("a.jpg", 2), ("a.png", 12)])
def test_a_file_without_its_end_mark_is_as_good_as_its_pixels(
    tmp_path: Path, name: str, end: int
) -> None:
    path = tmp_path / name
    Image.radial_gradient("L").save(path)
    data = path.read_bytes()
    path.write_bytes(data[:-end])
    assert inspect(path, 64) is None
    assert read_thumbnail(path).image is not None
    path.write_bytes(data[: len(data) // 2])
    finding = inspect(path, 64)
    assert finding is not None
    assert finding.code == "unreadable"
    assert read_thumbnail(path).image is None
