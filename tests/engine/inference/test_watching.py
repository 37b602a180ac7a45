"""A watched folder: whole pictures once, half-written ones later, results never."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

from lgt_engine.errors import DataError
from lgt_engine.images import save_picture
from lgt_engine.inference.watching import FolderWatch

REST_S = 0.15


def look_after_rest(watch: FolderWatch) -> list[str]:
    """What is handed out when nothing changes for a while."""
    watch.look()
    time.sleep(REST_S * 1.2)
    return sorted(path.name for path in watch.look())


def test_whole_pictures_are_given_once_and_results_never(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "in" / "out"
    out.mkdir(parents=True)
    picture = Image.new("RGB", (96, 80), "red")
    picture.save(folder / "one.png")
    save_picture(picture, folder / "made.png", made_with={"style": "ink"})
    picture.save(out / "below.png")
    (folder / "note.txt").write_text("no picture")
    watch = FolderWatch(folder, out, REST_S)
    assert watch.look() == [], "nobody knows yet whether they grow"
    assert look_after_rest(watch) == ["one.png"]
    assert look_after_rest(watch) == []

    data = (folder / "one.png").read_bytes()
    with (folder / "late.png").open("wb") as stream:
        for part in (data[:20], data[20:60], data[60:]):
            stream.write(part)
            stream.flush()
            assert watch.look() == [], "it still grows"
            time.sleep(REST_S * 0.6)
    assert look_after_rest(watch) == ["late.png"]

    picture.resize((80, 80)).save(folder / "one.png")
    assert look_after_rest(watch) == ["one.png"], "it is another picture now"
    away = folder.rename(tmp_path / "away")
    assert watch.look() == [], "the drive is gone"
    shutil.copytree(away, folder)
    picture.save(folder / "two.png")
    assert "two.png" in look_after_rest(watch)


def test_results_may_not_lie_in_the_folder_that_is_watched(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="watched"):
        FolderWatch(tmp_path, tmp_path / "x" / "..")
    with pytest.raises(DataError, match="not a folder"):
        FolderWatch(tmp_path / "gone", tmp_path)
