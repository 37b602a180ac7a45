"""A plan for a whole batch: no result falls on an input or on another result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lgt_engine.inference.output_paths import plan_targets


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def _names(targets: list[Path]) -> list[str]:
    return [path.name for path in targets]


def test_targets_of_one_name_are_numbered(tmp_path: Path) -> None:
    wanted = [(tmp_path / f"{n}.jpg", tmp_path / "out" / "a.png") for n in range(3)]
    assert _names(plan_targets(wanted)) == ["a.png", "a (2).png", "a (3).png"]
    assert _names(plan_targets(wanted, numbering=" {}")) == ["a.png", "a 2.png", "a 3.png"]
    assert plan_targets(wanted) == plan_targets(wanted)


@pytest.mark.parametrize(
    ("one", "other"), [("A.png", "a.PNG"), ("Étoile.png", "E\u0301toile.png"), ("ß.png", "SS.png")]
)
def test_names_are_compared_as_the_least_careful_system_does(
    tmp_path: Path, one: str, other: str
) -> None:
    wanted = [(tmp_path / "1.jpg", tmp_path / one), (tmp_path / "2.jpg", tmp_path / other)]
    first, second = plan_targets(wanted)
    assert first.name == one
    assert " (2)" in second.name


def test_inputs_are_known_under_any_name(tmp_path: Path) -> None:
    source = _touch(tmp_path / "photos" / "cat-ink.png")
    (tmp_path / "soft.png").symlink_to(source)
    os.link(source, tmp_path / "hard.png")
    (tmp_path / "folder").symlink_to(source.parent)
    for target in (
        source,
        tmp_path / "photos" / ".." / "photos" / "cat-ink.png",
        tmp_path / "photos" / "CAT-INK.png",
        tmp_path / "soft.png",
        tmp_path / "hard.png",
        tmp_path / "folder" / "cat-ink.png",
    ):
        assert " (2)" in plan_targets([(source, target)])[0].name
        assert " (2)" in plan_targets([(tmp_path / "b.jpg", target)], inputs=[source])[0].name


def test_a_link_that_is_an_input_stands_for_its_file_too(tmp_path: Path) -> None:
    original = _touch(tmp_path / "cat.png")
    link = tmp_path / "link.png"
    link.symlink_to(original)
    for target in (original, link):
        assert " (2)" in plan_targets([(link, target)])[0].name


def test_numbers_pass_over_what_is_in_the_way(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    first, second, third = (tmp_path / f"b{n}.png" for n in ("", " (2)", " (3)"))
    found = plan_targets(
        [(source, first)], taken=[second], usable=lambda _source, target: target != first
    )
    assert found == [third]


@pytest.mark.parametrize("stem", ["x" * 251, "é" * 125])
def test_a_number_fits_into_the_longest_name(tmp_path: Path, stem: str) -> None:
    target = tmp_path / f"{stem}.png"
    wanted = [(tmp_path / "1.jpg", target), (tmp_path / "2.jpg", target)]
    for path in plan_targets(wanted):
        path.touch()
    assert len(list(tmp_path.iterdir())) == 2
