"""The film of a run: what is kept of a long one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from lgt_app.state.preview.film import Film, Frame

pytestmark = pytest.mark.usefixtures("qapp")


def _picture(shade: int) -> QImage:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(QColor(shade, shade, shade))
    return image


def _film_of(run: Path, steps: range) -> Film:
    film = Film()
    film.begin(run, None)
    for step in steps:
        film.add(Frame(run, step, "Ink", run / "photo.png"), _picture(step % 256))
    return film


def test_a_long_run_keeps_all_frames_on_disk_and_a_part_in_memory(tmp_path: Path) -> None:
    steps = range(10, 260)
    held = _film_of(tmp_path, steps).frames("Ink")
    assert len(held) <= 96
    assert [step for step, _ in held] == sorted({step for step, _ in held})
    assert (held[0][0], held[-1][0]) == (steps[0], steps[-1])
    assert len(list((tmp_path / "film" / "Ink").iterdir())) == len(steps)


def test_the_film_of_an_earlier_run_spans_all_of_it(tmp_path: Path) -> None:
    _film_of(tmp_path, range(10, 260))
    film = Film()
    film.open(tmp_path)
    held = [step for step, _ in film.frames("Ink")]
    assert len(held) == 48
    assert (held[0], held[-1]) == (10, 259)
    assert {b - a for a, b in pairwise(held)} == {5, 6}


def test_a_step_that_is_made_again_replaces_its_frame(tmp_path: Path) -> None:
    film = _film_of(tmp_path, range(10, 13))
    film.add(Frame(tmp_path, 12, "Ink", tmp_path / "photo.png"), _picture(200))
    held = film.frames("Ink")
    assert [step for step, _ in held] == [10, 11, 12]
    assert held[-1][1].pixelColor(0, 0).red() == 200


def test_a_frame_of_another_run_is_not_shown(tmp_path: Path) -> None:
    film = _film_of(tmp_path / "one", range(10, 13))
    film.add(Frame(tmp_path / "two", 5, "Ink", tmp_path / "photo.png"), _picture(1))
    assert [step for step, _ in film.frames("Ink")] == [10, 11, 12]
