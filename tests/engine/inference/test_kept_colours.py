"""Colours of the photo on the lightness of the result: exact at both ends, and inside sRGB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lgt_engine.codec.image_codec import Codec
from lgt_engine.errors import DataError
from lgt_engine.inference.kept_colours import with_kept_colours
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.ops.oklab import Levels, from_oklab, keep_colours, mix_chroma, to_oklab
from lgt_engine.tools.procedural.pictures import procedural_picture

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def stylizer(make_model: Callable[..., Path], codec: Codec) -> Stylizer:
    return Stylizer.open(make_model(measured=True), device="cpu", codec=codec)


@pytest.fixture(scope="module")
def noise() -> tuple[Levels, Levels]:
    """Every kind of colour on every kind of colour, also the rim of sRGB."""
    levels = np.random.default_rng(1).integers(0, 256, (2, 90, 110, 3), dtype=np.uint8)
    levels[:, :8] = (levels[:, :8] > 127) * 255
    return levels[0], levels[1]


def _plane(lab: Floats) -> tuple[Floats, Floats, Floats]:
    """Lightness, chroma and hue of OKLab pixels."""
    lightness, a, b = lab
    return lightness, np.hypot(a, b), np.arctan2(b, a)


def _unrounded(result: Levels, photo: Levels) -> tuple[Floats, Floats]:
    """All colours of the photo, before rounding to 8 bits: sRGB in [0, 1], and in OKLab."""
    lab = np.concatenate([to_oklab(result)[:1], to_oklab(photo)[1:]])
    shown = from_oklab(lab)
    linear = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468],
              [1.9779984951, -2.4285922050, 0.4505937099],
              [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
    return shown, np.asarray(to_lab) @ np.cbrt(np.asarray(cones) @ linear)


def test_the_space_is_the_published_one() -> None:
    colours = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], np.uint8) * 255
    published = [
        [1.0, 0.0, 0.0], [0.62796, 0.22486, 0.12585], [0.86644, -0.23389, 0.17950],
        [0.45201, -0.03246, -0.31153], [0.0, 0.0, 0.0],
    ]  # fmt: skip
    assert np.allclose(to_oklab(colours[None]).T, published, atol=2e-5)


def test_nothing_kept_is_the_result_and_next_to_nothing_too(noise: tuple[Levels, Levels]) -> None:
    result, photo = noise
    for made in (
        keep_colours(result, photo, 0.0),
        keep_colours(result, photo, 1e-5),
        keep_colours(result, result, 0.7),
    ):
        assert np.array_equal(made, result)


def test_all_kept_has_the_lightness_of_one_and_the_chroma_of_the_other(
    noise: tuple[Levels, Levels],
) -> None:
    lightness, _, _ = _plane(to_oklab(noise[0]))
    _, chroma, hue = _plane(to_oklab(noise[1]))
    shown, lab = _unrounded(*noise)
    kept, reached, turned = _plane(lab)
    assert -1e-5 < shown.min() < shown.max() < 1 + 1e-5
    assert np.abs(kept - lightness)[lightness > 0.1].max() < 1e-3
    assert (reached - chroma).max() < 1e-3
    assert 0.3 < (reached > chroma - 1e-3).mean() < 0.9, "some colours fit, others do not"
    apart = (turned - hue + np.pi) % (2 * np.pi) - np.pi
    assert np.abs(apart)[(reached > 0.02) & (lightness > 0.1)].max() < 0.02
    rounded = keep_colours(*noise, 1.0).reshape(-1, 3).T / 255
    assert np.abs(rounded - shown).max() < 0.51 / 255


def test_a_colour_that_does_not_fit_loses_no_more_chroma_than_it_must(
    noise: tuple[Levels, Levels],
) -> None:
    _, chroma, _ = _plane(to_oklab(noise[1]))
    shown, lab = _unrounded(*noise)
    short = (_plane(lab)[1] < 0.97 * chroma) & (lab[0] > 0.1)
    assert short.sum() > 1000
    assert np.minimum(shown, 1 - shown).min(0)[short].max() < 0.01, "one channel is at its end"


def test_a_grey_photo_makes_a_grey_picture_and_half_is_half(noise: tuple[Levels, Levels]) -> None:
    result, _ = noise
    lightness, own, _ = _plane(to_oklab(result))
    shares = []
    for share in (0.0, 0.5, 1.0):
        made, chroma, _ = _plane(to_oklab(keep_colours(result, np.full_like(result, 90), share)))
        assert np.abs(made - lightness)[lightness > 0.3].max() < 0.01
        shares.append((chroma[own > 0.05] / own[own > 0.05]).mean())
    assert shares == pytest.approx([1.0, 0.5, 0.0], abs=0.02)


def test_mixing_again_is_mixing_from_the_start(noise: tuple[Levels, Levels]) -> None:
    spaces = [to_oklab(picture) for picture in noise]
    for share in (0.3, 1.0):
        again = mix_chroma(spaces[0], spaces[1], share)
        assert np.array_equal(again.reshape(noise[0].shape), keep_colours(*noise, share))


def test_a_large_picture_is_mixed_in_strips_that_leave_no_seam() -> None:
    result, photo = (procedural_picture(kind, (640, 501), 2) for kind in ("mosaic", "scene"))
    whole = keep_colours(np.asarray(result), np.asarray(photo), 0.6)
    assert np.array_equal(np.asarray(with_kept_colours(result, photo, 0.6)), whole)
    assert with_kept_colours(result, photo, 0.0) is result


def test_pictures_of_the_network_and_refined_ones_keep_colours(
    stylizer: Stylizer, photo: Image.Image
) -> None:
    plain = stylizer.stylize(photo)
    assert stylizer.stylize(photo, keep_colours=0.0).tobytes() == plain.tobytes()
    for share in (0.4, 1.0):
        kept = stylizer.stylize(photo, keep_colours=share)
        assert kept.tobytes() == with_kept_colours(plain, photo, share).tobytes() != plain.tobytes()
    refine = RefineSettings(2, picture_every=1)
    pictures = [
        [e.picture for e in stylizer.refine(photo, StylizeSettings(keep_colours=share), refine)]
        for share in (0.0, 1.0)
    ]
    assert len(pictures[0]) == 3
    for own, kept in zip(*pictures, strict=True):
        assert own is not None
        assert kept is not None
        assert kept.tobytes() == with_kept_colours(own, photo, 1.0).tobytes()


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_share_that_is_none_is_refused_in_words(stylizer: Stylizer, share: float) -> None:
    with pytest.raises(DataError, match="from 0 to 1"):
        stylizer.resolve_settings(StylizeSettings(keep_colours=share))
