"""``lgt stylize --refine`` and ``--style-picture``, to the files that they write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lgt_engine.images.writing import read_made_with
from lgt_engine.tools.procedural.pictures import procedural_picture

from .running import Lgt


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    procedural_picture("scene", (88, 72), 99).save(path)
    return path


@pytest.fixture
def style_file(tmp_path: Path) -> Path:
    path = tmp_path / "tiles.png"
    procedural_picture("mosaic", 96, 4).save(path)
    return path


@pytest.mark.parametrize("start", [(), ("--from-network",)])
def test_refining_with_a_trained_model(
    lgt: Lgt,
    drawn_run: Any,
    codec_folder: Path,
    photo_file: Path,
    tmp_path: Path,
    start: tuple[str, ...],
) -> None:
    model = ("--model", drawn_run.folder, "--codec", codec_folder)
    ran = lgt("stylize", *model, "--refine", 11, *start, "--out", tmp_path / "out", photo_file)
    assert ran.status == 0, ran.err
    assert "step 10 of 11" in ran.out
    result = tmp_path / "out" / "photo-hatching-refined.png"
    with Image.open(result) as picture:
        assert picture.size == (88, 72)
    made = read_made_with(result)
    assert made is not None
    assert made["refine_steps"] == 11
    assert made["refine_from"] == ("network" if start else "photo")


def test_a_style_without_a_model(
    lgt: Lgt, photo_file: Path, style_file: Path, tmp_path: Path
) -> None:
    second = Path(shutil.copy(style_file, tmp_path / "more.png"))
    style = ("--style-picture", style_file, second, "--out", tmp_path / "out")
    plain, refined = (
        lgt("stylize", *style, "--refine", 0, photo_file),
        lgt("stylize", *style, "--refine", 2, photo_file),
    )
    assert (plain.status, refined.status) == (0, 0), plain.err + refined.err
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["photo-tiles-refined.png", "photo-tiles.png"]
    made = read_made_with(tmp_path / "out" / "photo-tiles.png")
    assert made is not None
    assert made["model_step"] == 0
    with Image.open(photo_file) as photo, Image.open(tmp_path / "out" / names[1]) as result:
        assert result.size == photo.size
        assert result.convert("RGB").tobytes() != photo.convert("RGB").tobytes()


def test_what_cannot_be_meant(
    lgt: Lgt, make_model: Callable[..., Path], photo_file: Path, style_file: Path, tmp_path: Path
) -> None:
    model, out = ("--model", make_model()), ("--out", tmp_path / "out")
    told = {
        ("--style-picture", style_file, photo_file, *out): "between --style-picture and them",
        (*model, *out): "No photo was named.",
        (*model, "--style-picture", style_file, *out, photo_file): "not allowed with",
        (*out, photo_file): "one of the arguments --model --style-picture is required",
        (*model, "--from-network", *out, photo_file): "Add --refine 25.",
        ("--style-picture", style_file, "--codec", "taesd", *out, photo_file): "Leave out --codec",
        ("--style-picture", tmp_path / "no.png", *out, photo_file): "no.png",
        ("--style-picture", tmp_path / "out", *out, photo_file): "out",
    }
    for arguments, words in told.items():
        ran = lgt("stylize", *arguments)
        assert ran.status == 2
        assert words in ran.err
    assert not (tmp_path / "out").exists()


def test_a_model_that_was_never_measured(
    lgt: Lgt, make_model: Callable[..., Path], codec_folder: Path, photo_file: Path, tmp_path: Path
) -> None:
    model = ("--model", make_model(), "--codec", codec_folder, "--out", tmp_path / "out")
    ran = lgt("stylize", *model, "--refine", 3, photo_file)
    assert ran.status == 2
    assert "Train it for a few more seconds" in ran.err
    ran = lgt("stylize", *model, "--refine", -1, photo_file)
    assert ran.status == 2
    assert "from 1 to 1000" in ran.err
