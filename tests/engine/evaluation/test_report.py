"""Crops, and the evaluation with stand-ins for model and codec."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.control import Control
from lgt_engine.evaluation import Confusion
from lgt_engine.evaluation.report import (
    COLOUR_TRANSFER,
    FILTER,
    NO_OP,
    ROUND_TRIP,
    STYLE_ITSELF,
    EvaluationRow,
    evaluate,
    format_table,
    monotonicity,
    rows_to_json,
    stylizer_method,
)
from lgt_engine.ops.crops import evaluation_seed, resize, style_crops


def noise(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


# Crops ----------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.integers(20, 90),
    st.integers(20, 90),
    st.integers(1, 9),
    st.floats(0.05, 1.0),
    st.integers(0, 2**32),
)
def test_crops_have_the_shape_asked_for(
    height: int, width: int, count: int, low: float, seed: int
) -> None:
    crops = style_crops(
        noise(3, height, width, seed=0).clamp(-1, 1),
        size=32,
        count=count,
        scales=(low, 1.0),
        seed=seed,
    )
    assert crops.shape == (count, 3, 32, 32)
    assert crops.abs().max() <= 1.0


def test_crops_follow_from_the_seed_and_grow_by_appending() -> None:
    picture = noise(3, 80, 120, seed=0)
    crops = style_crops(picture, size=32, count=6, seed=4)
    assert torch.equal(crops, style_crops(picture[None], size=32, count=6, seed=4))
    assert torch.equal(crops[:3], style_crops(picture, size=32, count=3, seed=4))
    assert not torch.equal(crops, style_crops(picture, size=32, count=6, seed=evaluation_seed(4)))


def test_crops_cover_places_and_scales_evenly() -> None:
    """The picture carries its own coordinates, so that a crop tells where it was cut."""
    across = torch.linspace(-1, 1, 200).expand(150, 200)
    down = torch.linspace(-1, 1, 150)[:, None].expand(150, 200)
    picture = torch.stack([across, down, torch.zeros(150, 200)])
    crops = style_crops(picture, size=32, count=64, scales=(0.35, 1.0), seed=1)
    shares = (crops[:, 1].amax((1, 2)) - crops[:, 1].amin((1, 2))) / 2
    assert shares.min() == pytest.approx(0.35, abs=0.05)
    assert shares.max() == pytest.approx(1.0, abs=0.05)
    assert shares.mean() == pytest.approx(0.675, abs=0.04)
    centres = crops[:, :2].mean(dim=(2, 3))
    assert centres.mean(dim=0).abs().max() < 0.1
    assert centres[:, 0].min() < -0.3
    assert centres[:, 0].max() > 0.3


def test_a_crop_larger_than_its_picture_mirrors_it() -> None:
    picture = noise(3, 20, 30, seed=0).clamp(-1, 1)
    crop = style_crops(picture, size=60, count=1, scales=(3.0, 3.0), seed=2)[0]
    across = torch.cat([picture, picture.flip(-1)], dim=-1).repeat(1, 1, 3)
    whole = torch.cat([across, across.flip(-2)], dim=-2).repeat(1, 3, 1)
    windows = whole.unfold(1, 60, 1).unfold(2, 60, 1)
    assert (windows == crop[:, None, None]).all(dim=(0, 3, 4)).any()


def test_several_pictures_take_turns() -> None:
    pictures = [torch.full((3, 40, 50), v) for v in (-0.5, 0.0, 0.5)]
    crops = style_crops(pictures, size=16, count=7, seed=0)
    assert crops.mean(dim=(1, 2, 3)).tolist() == pytest.approx([-0.5, 0, 0.5, -0.5, 0, 0.5, -0.5])


def test_a_whole_square_at_its_own_size_is_untouched() -> None:
    picture = noise(3, 32, 32, seed=0).clamp(-1, 1)
    assert torch.equal(style_crops(picture, size=32, count=1, scales=(1.0, 1.0))[0], picture)


def test_shrinking_does_not_alias() -> None:
    checks = (torch.arange(128)[:, None] + torch.arange(128)).remainder(2) * 2.0 - 1.0
    assert resize(checks.expand(1, 3, 128, 128), 32).abs().max() < 0.05


@pytest.mark.parametrize("scales", [(0.0, 1.0), (0.6, 0.5)])
def test_impossible_scales_are_refused(scales: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="scales"):
        style_crops(torch.zeros(3, 32, 32), scales=scales)


@pytest.mark.parametrize("pictures", [[], torch.zeros(1, 32, 32)])
def test_no_pictures_are_refused(pictures: Tensor | list[Tensor]) -> None:
    with pytest.raises(ValueError, match="pictures"):
        style_crops(pictures)


# Evaluation -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def photos() -> Tensor:
    coarse = noise(5, 3, 6, 6, seed=1)
    return torch.nn.functional.interpolate(coarse, size=64, mode="bicubic").mul(0.3).clamp(-1, 1)


@pytest.fixture(scope="module")
def crops() -> dict[str, Tensor]:
    warm = 0.2 * noise(6, 3, 64, 64, seed=2) + torch.tensor([0.4, 0.0, -0.4]).view(3, 1, 1)
    soft = torch.nn.functional.avg_pool2d(noise(6, 3, 192, 192, seed=3), 3)
    cold = 0.9 * soft + torch.tensor([-0.3, 0.1, 0.4]).view(3, 1, 1)
    return {"warm": warm.clamp(-1, 1), "cold": cold.clamp(-1, 1)}


@pytest.fixture(scope="module")
def records(photos: Tensor, crops: dict[str, Tensor]) -> list[EvaluationRow | Confusion]:
    """A stand-in model that blends each photo with a crop: guidance 1 is the crop itself."""

    def stylize(part: Tensor, style: str, scale: float) -> Tensor:
        return part.lerp(crops[style][: len(part)], scale)

    scales = (0.0, 0.5, 1.0)
    found = evaluate(
        stylize, lambda x: 0.9 * x, photos, crops, guidance_scales=scales, budget="quick"
    )
    return list(found)


def test_every_style_has_every_row_in_order(records: list[EvaluationRow | Confusion]) -> None:
    expected = [NO_OP, ROUND_TRIP, COLOUR_TRANSFER, FILTER, STYLE_ITSELF]
    expected += [stylizer_method(scale) for scale in (0.0, 0.5, 1.0)]
    for style in ("warm", "cold"):
        rows = [r for r in records if isinstance(r, EvaluationRow) and r.style == style]
        assert [r.method for r in rows] == expected
    assert isinstance(records[-1], Confusion)
    assert len(records) == 2 * len(expected) + 1


def test_rows_say_what_is_known(records: list[EvaluationRow | Confusion]) -> None:
    rows = {(r.style, r.method): r for r in records if isinstance(r, EvaluationRow)}
    for style in ("warm", "cold"):
        still = rows[style, NO_OP]
        assert (still.style_gain, still.colour_gain, still.guidance_scale) == (0.0, 0.0, None)
        assert still.structure == pytest.approx(1.0)
        assert still.gradient_correlation == pytest.approx(1.0)
        assert rows[style, ROUND_TRIP].structure == pytest.approx(1.0, abs=1e-3)
        assert rows[style, STYLE_ITSELF].style_gain > 0.8
        assert rows[style, STYLE_ITSELF].contrast_ratio == pytest.approx(1.0, abs=0.1)
        assert rows[style, COLOUR_TRANSFER].colour_gain > 0.5
        nothing = rows[style, stylizer_method(0.0)]
        assert (nothing.style_gain, nothing.colour_gain) == (0.0, 0.0)
        assert rows[style, stylizer_method(1.0)].colour_gain > 0.8
        assert rows[style, stylizer_method(0.5)].seconds >= 0.0


def test_confusion_and_monotonicity(records: list[EvaluationRow | Confusion]) -> None:
    confusion = records[-1]
    assert isinstance(confusion, Confusion)
    assert confusion.nearest == {"warm": "warm", "cold": "cold"}
    assert monotonicity(records) == {"warm": 1.0, "cold": 1.0}
    assert monotonicity(r for r in records if getattr(r, "guidance_scale", None) != 0.5) == {}


def test_json_holds_everything(records: list[EvaluationRow | Confusion]) -> None:
    document = json.loads(rows_to_json(records))
    assert len(document["rows"]) == len(records) - 1
    assert EvaluationRow(**document["rows"][0]) == records[0]
    assert document["confusion"]["nearest"] == {"warm": "warm", "cold": "cold"}
    assert document["monotonicity"] == {"warm": 1.0, "cold": 1.0}
    assert json.loads(rows_to_json([])) == {"rows": [], "monotonicity": {}, "confusion": None}


def test_the_table_is_aligned(records: list[EvaluationRow | Confusion]) -> None:
    table = format_table(records)
    blocks = table.split("\n\n")
    assert [b.split()[0] for b in blocks] == ["warm", "cold", "mean", "style", "outputs"]
    for block in (*blocks[:3], blocks[4]):
        assert len({len(line) for line in block.splitlines()}) == 1
    assert not any(line.endswith(" ") for line in table.splitlines())
    assert format_table([]) == ""


def test_a_confused_style_is_marked() -> None:
    table = format_table([Confusion(("a", "b"), ("a", "b"), ((1.0, 2.0), (0.5, 0.7)))])
    assert table.splitlines()[2].endswith("a (!)")


def test_a_stop_keeps_the_rows_so_far(photos: Tensor, crops: dict[str, Tensor]) -> None:
    control = Control()
    seen = []
    for row in evaluate(
        lambda x, *_: x, lambda x: x, photos, crops, control=control, budget="quick"
    ):
        seen.append(row)
        control.stop()
    assert [r.style for r in seen if isinstance(r, EvaluationRow)] == ["warm"] * 5


def test_one_style_with_one_crop_still_gives_rows(photos: Tensor, crops: dict[str, Tensor]) -> None:
    single = {"warm": crops["warm"][:1]}
    rows = list(evaluate(lambda x, *_: x, lambda x: x, photos[:2], single, budget="quick"))
    assert [r.method for r in rows if isinstance(r, EvaluationRow)] == [
        NO_OP,
        ROUND_TRIP,
        COLOUR_TRANSFER,
        FILTER,
        stylizer_method(1.0),
    ]
    assert len(rows) == 5


def test_photos_go_to_the_model_a_few_at_a_time(photos: Tensor, crops: dict[str, Tensor]) -> None:
    sizes: list[int] = []

    def stylize(part: Tensor, *_: object) -> Tensor:
        assert not torch.is_grad_enabled()
        sizes.append(len(part))
        return part

    list(evaluate(stylize, lambda x: x, photos, {"warm": crops["warm"]}, budget="quick"))
    assert sizes == [4, 1]
