"""What names on the command line stand for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from lgt_engine.cli.stylize import expand
from lgt_engine.errors import DataError

from .running import Lgt


def test_a_pattern_that_the_shell_left_alone_is_expanded(tmp_path: Path) -> None:
    for name in ("10.jpg", "2.jpg", "a.png", "sub/3.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = expand([tmp_path / "*.jpg", tmp_path / "sub"])
    assert [path.name for path in found] == ["2.jpg", "10.jpg", "sub"]
    found = expand([tmp_path / "**" / "*.jpg"])
    assert [path.name for path in found] == ["2.jpg", "10.jpg", "3.jpg"]
    with pytest.raises(DataError, match="Nothing is called like"):
        expand([tmp_path / "*.webp"])


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "[a].jpg").touch()
    (tmp_path / "a.jpg").touch()
    assert expand([tmp_path / "[a].jpg"]) == (tmp_path / "[a].jpg",)
    assert expand([tmp_path / "gone.jpg"]) == (tmp_path / "gone.jpg",)


def test_a_clip_is_made_whole_where_a_file_is_named(stylize: Lgt, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 64), (60 * n, 90, 120)) for n in range(3)]
    source = tmp_path / "walk.gif"
    frames[0].save(source, save_all=True, append_images=frames[1:], duration=70)
    made = stylize("--clip", "--out", tmp_path / "walk.webp", source)
    assert made.status == 0, made.err
    with Image.open(tmp_path / "walk.webp") as clip:
        assert clip.n_frames == 3
    refused = stylize("--format", "gif", source)
    assert refused.status == 2
    assert "Add --clip" in refused.err
