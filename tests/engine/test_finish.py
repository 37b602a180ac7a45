"""The finish: colours and local contrast of a style, against answers known in closed form."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.band_gains import NUM_GAINS
from lgt_engine.bands import BAND_SIGMAS
from lgt_engine.baselines import colour_statistics
from lgt_engine.checkpoint import describe_model
from lgt_engine.chroma import no_more_colourful
from lgt_engine.codec import Codec
from lgt_engine.config import TrainConfig
from lgt_engine.correction import Correction, Look
from lgt_engine.finish import Finish, Knot, finish_of_blend
from lgt_engine.images import centre_crop_square, open_picture, to_tensor
from lgt_engine.metrics import StyleDistance, StyleJudge, luminance, saturation_ratio
from lgt_engine.stylizer import Stylizer, StylizeSettings
from lgt_engine.training.finishing import Rating, paying_flow, paying_share, slider_shares

GAINS = (len(BAND_SIGMAS), NUM_GAINS)


def _noise(seed: int, size: int = 64) -> Tensor:
    generator = Generator().manual_seed(seed)
    return (0.15 * torch.randn(4, 3, size, size, generator=generator)).clamp(-0.6, 0.6)


def _correction(gain: float = 1.0, shift: float = 0.0) -> Correction:
    return Correction(torch.eye(3), torch.full((3,), shift), torch.full(GAINS, gain))


def test_identity_changes_no_pixel() -> None:
    pixels = _noise(0)
    assert torch.equal(Correction.identity().apply(pixels), pixels)


def test_an_affine_change_of_colour_is_undone() -> None:
    """Pictures and style differ by one symmetric positive map: the finish is its inverse."""
    style = _noise(1)
    change = torch.tensor([[0.9, 0.1, 0.0], [0.1, 0.8, 0.05], [0.0, 0.05, 1.1]])
    paler = torch.einsum("dc,bchw->bdhw", change, style) + 0.1
    found = Correction.between(paler, Look.of(style))
    torch.testing.assert_close(found.matrix, torch.linalg.inv(change), atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(found.gains, torch.ones(GAINS), atol=0.02, rtol=0)
    torch.testing.assert_close(found.apply(paler), style, atol=2e-3, rtol=0)


@pytest.mark.parametrize("period", [3, 6, 12, 40])
def test_gains_multiply_a_wave_as_the_blurs_say(period: int) -> None:
    """A Gaussian of σ leaves exp(−σ²ω²/2) of a wave, so every band's share of it is known."""
    omega = 2 * math.pi / period
    wave = 0.2 * torch.cos(omega * torch.arange(240.0)).expand(1, 3, 240, 240)
    gains = torch.tensor([2.0, 0.5, 1.5, 0.8, 1.2])
    left = [1.0, *(math.exp(-(sigma**2) * omega**2 / 2) for sigma in BAND_SIGMAS)]
    factor = 1 + sum((float(g) - 1) * (left[i] - left[i + 1]) for i, g in enumerate(gains))
    each = gains[:, None].expand(GAINS)
    out = Correction(torch.eye(3), torch.zeros(3), each).apply(wave)
    inside = (slice(None), slice(None), slice(60, 180), slice(60, 180))
    # Blurs of a few whole pixels are Gaussians only nearly.
    torch.testing.assert_close(out[inside], factor * wave[inside], atol=0.015, rtol=0)


def test_pictures_get_the_look_of_the_style() -> None:
    """Softened, pale pictures come back to the contrast of every band and to the colours."""
    style = torch.nn.functional.avg_pool2d(_noise(2, 66), 3, stride=1)
    softened = torch.nn.functional.avg_pool2d(style, 3, stride=1, padding=1) * 0.8 - 0.1
    look = Look.of(style)
    before, after = Look.of(softened), Look.of(Correction.between(softened, look).apply(softened))
    coarse = slice(1, None)  # the finest band meets its limit
    spreads = [x.variances.sqrt() for x in (look, before, after)]
    assert ((spreads[1] / spreads[0])[coarse] < 0.9).any()
    torch.testing.assert_close(after.mean, look.mean, atol=0.01, rtol=0)
    missing_before, missing_after = ((x / spreads[0]).log().abs().sum() for x in spreads[1:])
    assert missing_after < 0.4 * missing_before


def test_corrections_stay_within_their_limits() -> None:
    flat = torch.full((2, 3, 32, 32), 0.1)
    found = Correction.between(flat, Look.of(_noise(3)))
    assert bool((found.gains <= 2).all())
    assert float(torch.linalg.matrix_norm(found.matrix, 2)) <= 1.7 + 1e-4
    assert bool(found.apply(flat).isfinite().all())
    harsh = Correction.between(_noise(3), Look.of(flat))
    assert bool((harsh.gains >= 0.5).all())


def test_a_weakened_correction_keeps_its_colours() -> None:
    whole = Correction.between(_noise(8), Look.of(_noise(9, 96)))
    assert bool(whole.grain.any())
    assert bool((whole.gains != 1).any())
    half, none = whole.weakened(0.5), whole.weakened(0.0)
    torch.testing.assert_close(half.gains, (whole.gains + 1) / 2)
    torch.testing.assert_close(half.grain, whole.grain / 2)
    torch.testing.assert_close(half.strokes, whole.strokes / 2)
    assert bool((none.gains == 1).all())
    assert not none.grain.any()
    for weaker in (half, none):
        torch.testing.assert_close(weaker.matrix, whole.matrix)
        torch.testing.assert_close(weaker.shift, whole.shift)


def _rating(distance: Callable[[float], float], flow: float = 1.0) -> Rating:
    """Pictures whose texture distance is a function of how much they are finished."""
    judge = Mock(spec=StyleJudge)
    judge.distance.side_effect = lambda pixels: StyleDistance(distance(float(pixels.mean())), 0.0)
    # Each correction leaves in the pictures how much of it there is.
    whole = Mock(spec=Correction)
    whole.weakened.side_effect = lambda share: Mock(apply=lambda x: torch.full_like(x, share))
    return Rating(flow, torch.zeros(1, 3, 8, 8), whole, judge, StyleDistance(1.0, 0.0))


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (lambda share: 1 - 0.5 * share, 1.0),  # all of it pays
        (lambda share: 1 - 0.01 * share, 0.4),  # none does: the least
        # Gain s − s²/1.5 has slope 1 − s/0.75, which is 0.03 at 0.7275.
        (lambda share: 1 - (share - share**2 / 1.5), 0.7275),
        (lambda share: 1 - 0.5 * share**2, 1.0),  # the first part alone does not pay
    ],
)
def test_as_much_of_a_finish_is_used_as_pays(
    distance: Callable[[float], float], expected: float
) -> None:
    assert paying_share(_rating(distance)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("gained", "upper"), [(0.9, 0.75), (0.6, 0.6), (0.3, 0.5)])
def test_no_more_of_a_finish_is_used_than_is_gained(gained: float, upper: float) -> None:
    """Gains that rise evenly, so that all of the finish pays, and are this at three quarters."""
    rating = _rating(lambda share: 1 - gained * share / 0.75)
    assert slider_shares(rating) == pytest.approx([0.5, upper], abs=1e-3)


@pytest.mark.parametrize(("gain", "expected"), [(0.3, 1.0), (0.12, 0.8), (-1.0, 0.75)])
def test_as_much_of_the_flow_is_used_as_pays(gain: float, expected: float) -> None:
    """Gains of 0.3, 0.12 and −1 for each unit of the flow, where 0.15 is asked."""
    ratings = [_rating(lambda _, flow=flow: 1 - gain * flow, flow) for flow in (0.75, 1.0)]
    assert paying_flow(ratings) == pytest.approx(expected, abs=1e-3)


def test_too_loud_a_finish_is_used_in_part() -> None:
    style = torch.nn.functional.avg_pool2d(_noise(2, 98), 3, stride=1)
    judge, look = StyleJudge(style, budget="quick"), Look.of(style)
    # Softer than the style: places alone, which are never weakened, cannot make that good.
    pale = torch.nn.functional.avg_pool2d(style, 3, stride=1, padding=1)
    before = judge.distance(pale)
    right = Rating(1.0, pale, Correction.between(pale, look), judge, before)
    loud = replace(look, variances=1.8**2 * look.variances, magnitudes=1.8 * look.magnitudes)
    wrong = Rating(1.0, pale, Correction.between(pale, loud), judge, before)
    assert paying_share(wrong) < 0.8 < paying_share(right)


def test_a_grey_style_makes_grey_pictures() -> None:
    grey = luminance(_noise(8)).repeat(1, 3, 1, 1)
    colourful = _noise(9)
    made = Correction.between(colourful, Look.of(grey)).apply(colourful)
    assert saturation_ratio(colourful, grey) > 20
    assert saturation_ratio(made, grey) < 1.2


def test_small_pictures_are_finished_too() -> None:
    assert _correction(2.0).apply(_noise(4, 8)).shape == (4, 3, 8, 8)


def test_strength_runs_from_nothing_through_the_knots() -> None:
    finish = Finish((Knot(1.0, 0.8, _correction(2.0, 0.2)), Knot(2.0, 1.0, _correction(1.0, 0.4))))
    for guidance, gain, shift in [(0, 1, 0), (0.5, 1.5, 0.1), (1, 2, 0.2), (1.5, 1.5, 0.3)]:
        torch.testing.assert_close(finish.at(guidance).gains, torch.full(GAINS, float(gain)))
        torch.testing.assert_close(finish.at(guidance).shift, torch.full((3,), float(shift)))
    torch.testing.assert_close(finish.at(5).shift, torch.full((3,), 0.4))
    for guidance, flow in [(0, 0), (0.5, 0.4), (1, 0.8), (1.5, 0.9), (2, 1.0), (3, 1.25)]:
        assert finish.flow_at(guidance) == pytest.approx(flow)


def test_a_blend_is_the_mean_of_its_corrections() -> None:
    finishes = {"ink": Finish((Knot(1.0, 1.0, _correction(2.0)),))}
    blend = {"ink": 1.0, "plain": 3.0}
    mixed = finish_of_blend(finishes, blend, 1.0)
    assert mixed is not None
    torch.testing.assert_close(mixed.gains, torch.full(GAINS, 1.25))
    assert finish_of_blend(finishes, blend, 0.0) is None
    assert finish_of_blend(finishes, {"plain": 1.0}, 1.0) is None


def test_a_finish_survives_a_file() -> None:
    finish = Finish((Knot(1.0, 0.9, Correction.between(_noise(5), Look.of(_noise(6)))),))
    read = Finish.from_document(json.loads(json.dumps(finish.to_document())))
    assert (read.knots[0].guidance, read.knots[0].flow) == (1.0, 0.9)
    for name, value in vars(finish.knots[0].correction).items():
        torch.testing.assert_close(
            getattr(read.knots[0].correction, name), value, rtol=1e-4, atol=1e-9
        )


def test_in_an_older_model_the_slider_is_the_flows_guidance() -> None:
    document = Finish((Knot(1.0, 0.7, _correction()), Knot(2.0, 1.0, _correction()))).to_document()
    for knot in document:
        del knot["flow"], knot["strokes"], knot["chroma"], knot["most_colour"], knot["local"]
    read = Finish.from_document(document)
    assert [read.flow_at(guidance) for guidance in (0.5, 1.0, 2.0)] == [0.5, 1.0, 2.0]
    assert float(read.knots[0].correction.strokes) == 0
    assert bool((read.knots[0].correction.chroma == 1).all())
    assert bool((read.knots[0].correction.local == 1).all())
    primaries = torch.eye(3)[:, :, None, None].expand(3, 3, 8, 8) * 2 - 1
    most = float(read.knots[0].correction.most_colour)
    assert no_more_colourful(primaries, most) is primaries


def test_an_older_model_has_one_gain_for_each_of_four_bands() -> None:
    document = Finish((Knot(1.0, 1.0, _correction()),)).to_document()
    document[0]["gains"] = [2.0, 0.5, 1.5, 1.0]
    read = Finish.from_document(document).knots[0].correction.gains
    assert torch.equal(read, torch.tensor([2.0, 0.5, 1.5, 1.0, 1.0])[:, None].expand(GAINS))


@pytest.mark.parametrize(
    "change",
    [
        {"gains": [1, 1, 1]},
        {"gains": [[1, 1, 1]] * 5},
        {"gains": [1, 1, 1, math.nan]},
        {"gains": [1, 1, 1, 1e30]},
        {"matrix": [[1, 0], [0, 1]]},
        {"shift": "none"},
        {"guidance": 0},
        {"guidance": math.nan},
        {"guidance": math.inf},
        {"flow": 0},
        {"flow": math.nan},
        {"flow": 1e9},
        {"strokes": -0.1},
        {"strokes": 1.1},
        {"strokes": math.nan},
        {"strokes": [0.5]},
        {"chroma": [1.0]},
        {"chroma": [math.nan] * 9},
        {"most_colour": -0.1},
        {"most_colour": math.nan},
        {"local": [1.0] * 7},
        {"local": [[math.nan] * 7] * 2},
        {"local": [[-1.0] * 7] * 2},
    ],
)
def test_a_forged_finish_is_refused(change: dict[str, Any]) -> None:
    document = Finish((Knot(1.0, 1.0, _correction()),)).to_document()
    document[0] |= change
    with pytest.raises((TypeError, ValueError)):
        Finish.from_document(document)


@pytest.mark.parametrize("values", [None, [], {}, [{}], [1], "finish"])
def test_what_is_no_finish_is_refused(values: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Finish.from_document(values)


def test_training_measures_a_finish_for_every_style(
    finished_run: Any, codec: Codec, data_root: Path
) -> None:
    """Even after a few steps the colours are the style's; strength 0 stays the round trip."""
    description = describe_model(finished_run.folder / "model.safetensors")
    assert set(description.finish) == set(description.styles)
    stylizer = Stylizer.open(finished_run.folder, device="cpu", codec=codec)
    photos = torch.stack([_pixels(path) for path in sorted((data_root / "photos").iterdir())])
    settings = StylizeSettings("mosaic", None, 1.0)
    raw = stylizer.stylize_pixels(photos, settings, finished=False)
    finished = stylizer.stylize_pixels(photos, settings)
    style = _pixels(data_root / "mosaic" / "0.png")[None]
    assert _colour_gap(finished, style) < _colour_gap(raw, style)
    still = StylizeSettings("mosaic", None, 0.0)
    untouched = stylizer.stylize_pixels(photos, still, finished=False)
    assert torch.equal(stylizer.stylize_pixels(photos, still), untouched)


def test_the_finish_can_be_left_out(
    make_config: Callable[..., TrainConfig], train: Callable[..., Any], tmp_path: Path
) -> None:
    train(make_config(tmp_path / "run", inference={"finish": False}))
    assert describe_model(tmp_path / "run" / "model.safetensors").finish == {}


def _pixels(path: Path) -> Tensor:
    return to_tensor(centre_crop_square(open_picture(path).image, 64))


def _colour_gap(pixels: Tensor, style: Tensor) -> float:
    """Distance of the two mean colours."""
    return float((colour_statistics(pixels)[0] - colour_statistics(style)[0]).norm())
