"""Chroma by magnitude: strong colours are brought to the style's, luminance and hue are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.chroma import (
    NUM_CHROMA_GAINS,
    chromas,
    colourfulness,
    matching_chroma,
    no_more_colourful,
    with_chroma,
)
from lgt_engine.correction import Correction, Look
from lgt_engine.metrics import luminance, saturation_ratio


def _pictures(spread: float = 0.2, seed: int = 0) -> Tensor:
    noise = torch.randn(4, 3, 64, 64, generator=Generator().manual_seed(seed))
    return spread * noise


def _distance(pixels: Tensor) -> Tensor:
    return (pixels - luminance(pixels)).square().sum(dim=1).sqrt()


def test_gains_of_one_change_no_pixel() -> None:
    pixels = _pictures()
    assert with_chroma(pixels, torch.ones(NUM_CHROMA_GAINS)) is pixels


def test_luminance_and_hue_stay() -> None:
    pixels = _pictures()
    out = with_chroma(pixels, torch.linspace(1, 0.2, NUM_CHROMA_GAINS))
    torch.testing.assert_close(luminance(out), luminance(pixels), atol=1e-6, rtol=0)
    before, after = (x - luminance(x) for x in (pixels, out))
    cosine = torch.nn.functional.cosine_similarity(before, after, dim=1)
    torch.testing.assert_close(cosine, torch.ones_like(cosine), atol=1e-4, rtol=0)
    assert bool((_distance(out) <= _distance(pixels) + 1e-6).all())


def test_a_distance_is_the_integral_of_the_slopes() -> None:
    """One red of a known distance from its grey: 0.05 + half of 0.05 + a fifth of what is left."""
    gains = torch.tensor([1.0, 0.5, *[0.2] * (NUM_CHROMA_GAINS - 2)])
    red = torch.tensor([0.5, 0.0, 0.0]).view(1, 3, 1, 1)
    distance = float(_distance(red))
    wanted = 0.05 + 0.5 * 0.05 + 0.2 * (distance - 0.1)
    assert float(_distance(with_chroma(red, gains))) == pytest.approx(wanted, abs=1e-6)


def test_grey_stays_grey() -> None:
    grey = torch.linspace(-1, 1, 64).expand(1, 3, 8, 64)
    torch.testing.assert_close(with_chroma(grey, torch.full((NUM_CHROMA_GAINS,), 0.3)), grey)


def test_too_strong_colours_get_the_distribution_of_the_style() -> None:
    pixels, style = _pictures(0.3), _pictures(0.15, seed=1)
    out = with_chroma(pixels, matching_chroma(chromas(pixels), chromas(style)))
    shares = torch.tensor([0.1, 0.5, 0.9, 0.99])
    found, wanted = (torch.quantile(_distance(x), shares) for x in (out, style))
    torch.testing.assert_close(found, wanted, atol=0.01, rtol=0.05)


def test_weak_colours_are_left_alone() -> None:
    found = matching_chroma(chromas(_pictures(0.1)), chromas(_pictures(0.3, seed=1)))
    assert torch.equal(found, torch.ones(NUM_CHROMA_GAINS))


def test_a_finish_is_no_more_garish_than_its_style() -> None:
    """A style grey but for a tenth, pictures coloured all over, of about one covariance."""
    few = torch.rand(4, 1, 64, 64, generator=Generator().manual_seed(2)) < 0.1
    noise = _pictures(seed=1)
    grey = luminance(noise).expand_as(noise)
    style = torch.where(few, grey + 2 * (noise - grey), grey)
    pictures = _pictures(0.12, seed=3)
    whole = Correction.between(pictures, Look.of(style))
    linear = Correction(whole.matrix, whole.shift, torch.ones_like(whole.gains))
    assert saturation_ratio(linear.apply(pictures), style) > 1.5
    assert saturation_ratio(whole.weakened(0.0).apply(pictures), style) < 1.2
    made, wanted = (float(_distance(x).quantile(0.999)) for x in (whole.apply(pictures), style))
    assert made <= 1.05 * wanted


def test_each_picture_is_held_at_the_most_colour_that_is_asked_for() -> None:
    pixels = torch.cat([_pictures(spread)[:1] for spread in (0.05, 0.1, 0.2)])
    weak, middle, strong = colourfulness(pixels).tolist()
    assert strong == pytest.approx(4 * weak, rel=1e-4)
    out = no_more_colourful(pixels, middle)
    torch.testing.assert_close(
        colourfulness(out), torch.tensor([weak, middle, middle]), rtol=1e-4, atol=1e-6
    )
    torch.testing.assert_close(out[:2], pixels[:2])
    torch.testing.assert_close(luminance(out), luminance(pixels), atol=1e-6, rtol=0)
    assert no_more_colourful(pixels, strong + 1e-3) is pixels


def test_no_photo_becomes_more_colourful_than_the_styles_most_colourful_picture() -> None:
    """The finish is measured on photos of one kind; this one is four times as colourful."""
    style = torch.cat([_pictures(spread, seed=1) for spread in (0.1, 0.2)])
    whole = Correction.between(_pictures(0.1), Look.of(style))
    loud = whole.weakened(0.0).apply(_pictures(0.4))
    most = float(colourfulness(style).max())
    assert float(whole.most_colour) == pytest.approx(most)
    assert float(colourfulness(loud).max()) <= most + 1e-4
    free = replace(whole.weakened(0.0), most_colour=torch.tensor(2.0)).apply(_pictures(0.4))
    assert float(colourfulness(free).max()) > 1.3 * most
