"""Draws from latents in memory: who is drawn, how often, and who never is."""

from __future__ import annotations

from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.config import FlowConfig, LossConfig, TrainConfig, TrainingConfig
from lgt_engine.data.dataset import InMemoryLatentDataset, build_style_indices_cache
from lgt_engine.training.objective import Batch, choose_groups, draw_batch

PHOTO = -1


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def marked(count: int, first: int = 0) -> Tensor:
    """Latents that carry their own number in every cell."""
    return torch.arange(first, first + count).float()[:, None, None, None].expand(-1, 4, 4, 4)


def marks(latents: Tensor) -> list[int]:
    return [int(number) for number in latents[:, 0, 0, 0]]


def make_dataset(crops: list[list[int]], photos: int = 0) -> InMemoryLatentDataset:
    """``crops[style][picture]`` counts crops; without photos the crops themselves are content."""
    style_ids = [s for s, pictures in enumerate(crops) for n in pictures for _ in range(n)]
    sizes = [n for pictures in crops for n in pictures]
    pictures = [number for number, n in enumerate(sizes) for _ in range(n)]
    total = len(style_ids)
    return InMemoryLatentDataset(
        style_names=tuple(f"style{index}" for index in range(len(crops))),
        style_latents=marked(total),
        style_pixels=torch.zeros(total, 3, 8, 8, dtype=torch.uint8),
        style_ids=torch.tensor(style_ids),
        style_pictures=torch.tensor(pictures),
        content_latents=marked(photos, 1000) if photos else marked(total),
        content_pixels=torch.zeros(photos or total, 3, 8, 8, dtype=torch.uint8),
        content_styles=torch.full((photos,), PHOTO) if photos else torch.tensor(style_ids),
        content_pictures=torch.arange(photos) + 1000 if photos else torch.tensor(pictures),
        validation_pixels=torch.zeros(1, 3, 8, 8),
        judge_pixels={},
    )


def drawing(**training: object) -> TrainConfig:
    """References drawn anew for each batch."""
    loss = LossConfig(targets="drawn", w_patches=1)
    return TrainConfig(loss=loss, training=TrainingConfig(**training))


# --- style index -----------------------------------------------------------------------------


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40))
@settings(deadline=None, max_examples=30)
def test_style_index_finds_every_latent_of_a_style_and_no_other(ids: list[int]) -> None:
    found = build_style_indices_cache(torch.tensor(ids))
    assert {label: indices.tolist() for label, indices in found.items()} == {
        label: [i for i, own in enumerate(ids) if own == label] for label in set(ids)
    }


# --- references ------------------------------------------------------------------------------


def test_references_visit_every_picture_before_any_twice() -> None:
    dataset = make_dataset([[4], [1, 40, 2]])
    for seed in range(10):
        drawn = marks(dataset.sample_references(1, 7, generator=seeded(seed)))
        visits = Counter(dataset.style_pictures[drawn].tolist())
        assert sorted(visits.values()) == [2, 2, 3]
        assert set(visits) == {1, 2, 3}


def test_all_crops_of_a_picture_are_drawn_equally_often() -> None:
    dataset = make_dataset([[5]])
    counts = Counter(marks(dataset.sample_references(0, 2000, generator=seeded())))
    assert set(counts) == set(range(5))
    assert max(counts.values()) < 1.25 * min(counts.values())


def test_excluded_pictures_give_no_reference_while_there_are_others() -> None:
    dataset = make_dataset([[3, 3, 3]])
    drawn = marks(
        dataset.sample_references(0, 60, exclude_pictures=frozenset({0, 2}), generator=seeded())
    )
    assert set(dataset.style_pictures[drawn].tolist()) == {1}


def test_a_style_whose_every_picture_is_excluded_still_gives_references() -> None:
    dataset = make_dataset([[3]])
    drawn = dataset.sample_references(0, 4, exclude_pictures=frozenset({0}), generator=seeded())
    assert drawn.shape == (4, 4, 4, 4)


# --- content ---------------------------------------------------------------------------------


def test_sources_are_photos_without_repetition_while_there_are_enough() -> None:
    dataset = make_dataset([[4], [4]], photos=6)
    indices, pictures = dataset.sample_content(0, 6, generator=seeded())
    assert sorted(marks(dataset.content_latents[indices])) == list(range(1000, 1006))
    assert pictures == frozenset(range(1000, 1006))
    more = Counter(dataset.sample_content(0, 15, generator=seeded())[0].tolist())
    assert sorted(more.values()) == [2, 2, 2, 3, 3, 3]


def test_without_photos_the_other_styles_stand_in() -> None:
    dataset = make_dataset([[3, 2], [4], [2]])
    for style in range(3):
        indices, pictures = dataset.sample_content(style, 4, generator=seeded(style))
        latents = dataset.content_latents[indices]
        assert style not in dataset.style_ids[marks(latents)]
        assert pictures == frozenset(dataset.style_pictures[marks(latents)].tolist())


def test_without_photos_a_single_style_stands_in_for_itself() -> None:
    indices, pictures = make_dataset([[3, 3]]).sample_content(0, 4, generator=seeded())
    assert len(indices) == 4
    assert pictures <= {0, 1}


# --- batches ---------------------------------------------------------------------------------


def group_pairs(batch: Batch) -> list[tuple[Tensor, Tensor]]:
    groups = batch.groups
    return list(zip(batch.x_src.chunk(groups), batch.references.chunk(groups), strict=True))


@pytest.mark.parametrize(
    ("crops", "photos"),
    [([[8], [4, 4]], 12), ([[8], [4, 4]], 0), ([[6], [6], [6]], 0), ([[4] * 8], 0)],
)
def test_a_reference_is_never_a_source_and_always_of_the_target_style(
    crops: list[list[int]], photos: int
) -> None:
    dataset = make_dataset(crops, photos)
    config = drawing(references_per_style=6)
    for seed in range(20):
        batch = draw_batch(dataset, config, 4, seeded(seed))
        for target, (sources, references) in zip(batch.targets, group_pairs(batch), strict=True):
            assert not set(marks(sources)) & set(marks(references))
            assert set(dataset.style_ids[marks(references)].tolist()) == {int(target)}
            assert len(references) == 6


@given(
    batch_size=st.integers(1, 60),
    num_styles=st.integers(1, 12),
    wanted=st.none() | st.integers(1, 20),
)
@settings(deadline=None, max_examples=60)
def test_groups_divide_the_batch_and_are_no_more_than_the_styles(
    batch_size: int, num_styles: int, wanted: int | None
) -> None:
    config = drawing(styles_per_batch=wanted)
    groups = choose_groups(config, batch_size, num_styles)
    assert batch_size % groups == 0
    assert 1 <= groups <= min(num_styles, wanted or max(1, batch_size // 4))


def test_every_style_is_trained_equally_often_whatever_its_number_of_crops() -> None:
    dataset = make_dataset([[40], [1], [3, 3]], photos=20)
    config, generator = drawing(styles_per_batch=2, references_per_style=1), seeded()
    seen: Counter[int] = Counter()
    for _ in range(600):
        batch = draw_batch(dataset, config, 4, generator)
        assert len(set(batch.targets.tolist())) == 2
        assert batch.style.tolist() == batch.targets.repeat_interleave(2).tolist()
        seen.update(batch.targets.tolist())
    assert sum(seen.values()) == 1200
    assert all(abs(count - 400) < 60 for count in seen.values())


def test_all_photos_are_drawn_in_the_long_run() -> None:
    dataset, generator = make_dataset([[4], [4]], photos=30), seeded()
    seen: set[int] = set()
    for _ in range(40):
        seen.update(marks(draw_batch(dataset, drawing(), 8, generator).x_src))
    assert seen == set(range(1000, 1030))


# --- label drop ------------------------------------------------------------------------------


def dropped_share(config: TrainConfig, batch_size: int, batches: int = 500) -> float:
    dataset, generator = make_dataset([[4], [4]], photos=12), seeded()
    drawn = [draw_batch(dataset, config, batch_size, generator).style for _ in range(batches)]
    return float((torch.cat(drawn) == -1).float().mean())


@pytest.mark.parametrize(
    "flow", [FlowConfig(path="noise"), FlowConfig(path="source", variation=0.5)]
)
@pytest.mark.parametrize(("batch_size", "styles"), [(8, 2), (8, 1), (2, 2)])
def test_labels_are_dropped_with_the_configured_share(
    flow: FlowConfig, batch_size: int, styles: int
) -> None:
    training = TrainingConfig(label_drop_prob=0.15, styles_per_batch=styles)
    share = dropped_share(TrainConfig(flow=flow, training=training), batch_size, 4000 // batch_size)
    assert share == pytest.approx(0.15, abs=0.025)


def test_a_batch_never_loses_all_its_labels() -> None:
    config = TrainConfig(
        flow=FlowConfig(path="noise"), training=TrainingConfig(label_drop_prob=0.9)
    )
    dataset, generator = make_dataset([[4], [4]], photos=12), seeded()
    for _ in range(200):
        assert (draw_batch(dataset, config, 2, generator).style >= 0).any()


def test_the_source_path_drops_no_labels() -> None:
    assert dropped_share(TrainConfig(), 8, 50) == 0
