"""Which folders are styles, which are the photos, and which are neither."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lgt_engine.config import TrainConfig
from lgt_engine.data.building import find_pictures
from lgt_engine.errors import DataError
from lgt_engine.events import Event, Notice
from lgt_engine.images import save_picture
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.training.run_folder import RunFolder

Config = Callable[..., TrainConfig]


def _find(config: TrainConfig) -> tuple[Any, list[Event]]:
    work, events = find_pictures(config.data), []
    while True:
        try:
            events.append(next(work))
        except StopIteration as stop:
            return stop.value, events


def _notices(events: list[Event], code: str) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice) and event.code == code]


def test_a_style_folder_without_a_usable_picture_is_an_error_that_names_it(
    own_config: Config, own_root: Path
) -> None:
    (own_root / "broken").mkdir()
    (own_root / "broken" / "text.png").write_text("not a picture")
    with pytest.raises(DataError, match="broken") as caught:
        _find(own_config())
    assert "Add at least one picture" in caught.value.next_step


def test_a_folder_without_pictures_is_left_out_with_a_notice_unless_it_is_named(
    own_config: Config, own_root: Path
) -> None:
    (own_root / "ideas" / "deeper").mkdir(parents=True)
    (own_root / "ideas" / "notes.txt").write_text("no picture")
    folders, events = _find(own_config())
    assert list(folders.styles) == ["hatching", "mosaic"]
    assert "ideas" in _notices(events, "empty_folder")[0]
    with pytest.raises(DataError, match="ideas"):
        _find(own_config(style_subdirs=["ideas"]))


@pytest.mark.parametrize("name", ["Photos", "PHOTOS"])
def test_the_photos_are_found_in_any_spelling(
    own_config: Config, own_root: Path, name: str
) -> None:
    (own_root / "photos").rename(own_root / name)
    folders, events = _find(own_config())
    assert list(folders.styles) == ["hatching", "mosaic"]
    assert len(folders.photos) == 8
    assert not events


@pytest.mark.parametrize(
    "name",
    [
        *("__MACOSX", "@eaDir", ".AppleDouble", "$RECYCLE.BIN", "System Volume Information"),
        *("lost+found", ".Trash-1000", "#recycle", ".stfolder", ".dropbox.cache", "@Recycle"),
        *("LOST.DIR", "@__thumb", "Catalog Previews.lrdata", "Photos Library.photoslibrary"),
    ],
)
def test_litter_of_systems_is_no_style_and_no_photo(
    own_config: Config, own_root: Path, name: str
) -> None:
    for folder in (own_root, own_root / "mosaic", own_root / "photos"):
        (folder / name / "sub").mkdir(parents=True)
        Image.new("RGB", (80, 80), "red").save(folder / name / "sub" / "thumbnail.png")
    for file in ("._0.png", "Thumbs.db", ".DS_Store", "desktop.ini", "~$0.png", "~syncthing~0.png"):
        (own_root / "mosaic" / file).write_text("litter")
    folders, events = _find(own_config())
    assert {style: len(found) for style, found in folders.styles.items()} == {
        "hatching": 2,
        "mosaic": 1,
    }
    assert len(folders.photos) == 8
    assert not events


def _stylized(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_picture(procedural_picture("noise", 80, seed), path, made_with={"style": "ink"})


def test_folders_of_lgt_itself_are_no_styles_and_are_told(
    own_config: Config, own_root: Path
) -> None:
    RunFolder(own_root / "runs" / "first")
    (own_root / "runs" / "first" / ".lock").touch()
    (own_root / "one run").mkdir()
    (own_root / "one run" / "model.safetensors").touch()
    (own_root / "my project" / "styles" / "ink").mkdir(parents=True)
    (own_root / "my project" / "project.json").write_text("{}")
    for number in range(5):
        _stylized(own_root / "results" / f"{number}.png", number)
        _stylized(own_root / "mosaic" / "out" / f"{number}.png", number)
    folders, events = _find(own_config())
    assert {style: len(found) for style, found in folders.styles.items()} == {
        "hatching": 2,
        "mosaic": 1,
    }
    told = " ".join(_notices(events, "own_folder"))
    for name in ("runs", "one run", "my project", "results"):
        assert name in told
    assert "out" in _notices(events, "rejected")[0]
    named, _ = _find(own_config(style_subdirs=["results"]))
    assert len(named.styles["results"]) == 5
    _stylized(own_root / "mosaic" / "1.png", 9)  # among others it is a picture like them
    folders, _ = _find(own_config())
    assert len(folders.styles["mosaic"]) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data_root": "/nowhere/at/all"}, "does not exist"),
        ({"style_subdirs": ["mosaic", "ink"]}, "'ink'"),
    ],
)
def test_missing_folders_are_errors_that_say_what_is_expected(
    own_config: Config, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(DataError) as caught:
        _find(own_config(**change))
    assert said in caught.value.what
    assert caught.value.next_step


def test_a_root_without_styles_says_what_is_expected(own_config: Config, own_root: Path) -> None:
    for style in ("mosaic", "hatching"):
        shutil.rmtree(own_root / style)
    with pytest.raises(DataError, match="no style folders") as caught:
        _find(own_config())
    assert "photos" in caught.value.next_step


def test_hidden_folders_and_the_photos_are_no_styles(own_config: Config, own_root: Path) -> None:
    (own_root / ".thumbnails").mkdir()
    (own_root / "readme.txt").write_text("no folder")
    folders, events = _find(own_config())
    assert list(folders.styles) == ["hatching", "mosaic"]
    assert not events
