"""Procedural pictures: deterministic, of the size asked, varied, and quick."""

from __future__ import annotations

import time

import numpy as np
import pytest

from lgt_engine.tools.procedural.pictures import KINDS, procedural_picture, random_picture


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_picture_and_another_seed_another(kind: str) -> None:
    one, again, other = (procedural_picture(kind, 96, seed) for seed in (5, 5, 6))
    assert one.mode == "RGB"
    assert one.size == (96, 96)
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(8, 8), (64, 40), (33, 91)])
def test_any_size(kind: str, size: tuple[int, int]) -> None:
    assert procedural_picture(kind, size, 1).size == size


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_not_flat(kind: str) -> None:
    spreads = [np.asarray(procedural_picture(kind, 64, seed)).std() for seed in range(6)]
    assert np.median(spreads) > 8.0


def test_kinds_differ_for_one_seed() -> None:
    pictures = {procedural_picture(kind, 48, 3).tobytes() for kind in KINDS}
    assert len(pictures) == len(KINDS)


def test_random_picture_visits_every_kind() -> None:
    drawn = {random_picture(24, seed).tobytes() for seed in range(120)}
    assert len(drawn) == 120
    assert random_picture(24, 7).tobytes() == random_picture(24, 7).tobytes()


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="unknown kind 'cubism'"):
        procedural_picture("cubism", 64, 0)
    with pytest.raises(ValueError, match="at least 8"):
        procedural_picture("noise", 4, 0)


def test_quick_enough_to_train_on() -> None:
    for kind in KINDS:
        procedural_picture(kind, 256, 0)
    began = time.process_time()
    for kind in KINDS:
        procedural_picture(kind, 256, 1)
    # About 15 ms each on the machine where this was written; loose enough for a busy one.
    assert (time.process_time() - began) / len(KINDS) < 0.15
