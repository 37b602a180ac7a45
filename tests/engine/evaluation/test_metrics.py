"""Metrics against known answers, slow references and real pictures."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lgt_engine.evaluation import (
    ContentJudge,
    Gains,
    StyleJudge,
    confusion_matrix,
    contrast_ratio,
    gains,
    gradient_correlation,
    gradient_energy,
    luminance,
    psnr,
    saturation_ratio,
    spearman,
    structure,
)
from lgt_engine.evaluation.baselines import gaussian_colour_transfer, style_filter
from lgt_engine.evaluation.pixel_metrics import SSIM_C1, SSIM_C2, match_mean_std, ssim
from lgt_engine.evaluation.projections import orthogonal_directions
from lgt_engine.images import to_tensor
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.tools.procedural.styles import MANNERS, style_picture


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def smooth_pictures(count: int, side: int, seed: int) -> Tensor:
    """Colourful pictures with edges and a 1/f-like spectrum, as photos have."""
    picture = torch.zeros(count, 3, side, side)
    for octave, cells in enumerate((4, 8, 16, 32)):
        coarse = noise(count, 3, cells, cells, seed=seed + octave)
        picture += torch.nn.functional.interpolate(coarse, size=side, mode="bicubic") / 2**octave
    return (0.35 * picture).clamp(-1, 1)


def stripes(count: int, side: int, period: float, colour: tuple[float, ...], seed: int) -> Tensor:
    """A synthetic style: wavy bands of one period and one colour cast."""
    generator = torch.Generator().manual_seed(seed)
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    pictures = []
    for index in range(count):
        angle = math.pi * index / count  # every set has the same directions
        phase = float(torch.rand(1, generator=generator)) * 2 * math.pi
        along = x * math.cos(angle) + y * math.sin(angle)
        wave = torch.sin(2 * math.pi * along / period + phase)
        cast = torch.tensor(colour).view(3, 1, 1)
        pictures.append(cast + 0.35 * wave + 0.05 * noise(3, side, side, seed=seed + index))
    return torch.stack(pictures).clamp(-1, 1)


@pytest.fixture(scope="module")
def photos() -> Tensor:
    return smooth_pictures(4, 128, seed=1)


@pytest.fixture(scope="module")
def style() -> Tensor:
    return stripes(8, 128, 6.0, (0.3, 0.0, -0.4), seed=2)


@pytest.fixture(scope="module")
def judge(style: Tensor) -> StyleJudge:
    return StyleJudge(style)


# Projections ----------------------------------------------------------------------------------


# The judge ------------------------------------------------------------------------------------


def test_distance_is_zero_on_the_same_pictures_in_another_order(
    judge: StyleJudge, style: Tensor
) -> None:
    found = judge.distance(style.flip(0))
    assert found.style == pytest.approx(0.0, abs=1e-4)
    assert found.colour == 0.0


def test_colour_distance_of_a_shift_is_known_in_units_of_the_style() -> None:
    style = noise(4, 3, 64, 64).mul(0.2)
    judge = StyleJudge(style, seed=3)
    shift = torch.tensor([0.3, -0.1, 0.2])
    axes = orthogonal_directions(3, 48, torch.Generator().manual_seed(3))
    samples = torch.einsum("pc,bchw->pbhw", axes, style).flatten(1)
    expected = ((axes @ shift).abs() / samples.std(dim=1, correction=0)).mean()
    found = judge.distance(style + shift.view(3, 1, 1))
    assert found.colour == pytest.approx(float(expected), rel=1e-3)
    assert found.style == pytest.approx(0.0, abs=1e-3)


def plain_features(pixels: Tensor) -> list[Tensor]:
    """Two taps that need no network: luminance and its square, and a horizontal difference."""
    grey = pixels[:, :1]
    difference = grey[..., ::2] - grey[..., 1::2]
    return [torch.cat([grey, grey.square()], dim=1), difference]


def test_style_distance_agrees_with_scipy_on_features_of_ones_own() -> None:
    """The second tap has one channel, so that every direction is that channel."""
    style, other = smooth_pictures(2, 64, seed=3), stripes(3, 64, 6.0, (0.0, 0.0, 0.0), seed=1)
    judge = StyleJudge(style, features=lambda x: plain_features(x)[1:])

    def differences(pixels: Tensor) -> np.ndarray:
        grey = luminance(pixels)
        of_style = luminance(style)
        spread = of_style.var(dim=(1, 2, 3), correction=0).mean().sqrt()
        own = grey.std(dim=(1, 2, 3), correction=0, keepdim=True)
        grey = (grey - grey.mean(dim=(1, 2, 3), keepdim=True)) * spread / own
        return (grey[..., ::2] - grey[..., 1::2]).flatten().numpy()

    u, v = differences(other), differences(style)
    expected = scipy.stats.wasserstein_distance(u, v) / v.std()
    assert judge.distance(other).style == pytest.approx(expected, rel=1e-3)


def test_sampling_within_the_bound_hardly_moves_the_distance(style: Tensor, photos: Tensor) -> None:
    full, quick = StyleJudge(style), StyleJudge(style, budget="quick")
    a, b = full.distance(photos), quick.distance(photos)
    assert b.style == pytest.approx(a.style, rel=0.1)
    assert b.colour == pytest.approx(a.colour, rel=0.1)


def test_equal_seeds_give_equal_numbers_whatever_the_global_seed(
    style: Tensor, photos: Tensor
) -> None:
    torch.manual_seed(1)
    first = StyleJudge(style, seed=5, budget="quick").distance(photos)
    torch.manual_seed(2)
    assert StyleJudge(style, seed=5, budget="quick").distance(photos) == first
    assert StyleJudge(style, seed=6, budget="quick").distance(photos) != first


def test_a_flat_style_and_a_flat_picture_have_finite_distances(photos: Tensor) -> None:
    flat = torch.zeros(1, 3, 64, 64)
    judge = StyleJudge(flat, budget="quick")
    assert math.isfinite(judge.distance(photos).style)
    assert math.isfinite(judge.distance(photos).colour)
    assert judge.distance(flat).style == 0.0
    assert math.isfinite(StyleJudge(photos, budget="quick").distance(flat).style)


def test_judging_in_autocast_gives_the_same_number(judge: StyleJudge, photos: Tensor) -> None:
    expected, content = judge.distance(photos), ContentJudge(photos)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert judge.distance(photos) == expected
        torch.testing.assert_close(structure(photos, photos), torch.ones(len(photos)))
        assert torch.equal(content.kept(photos), torch.ones(len(photos)))


def test_too_small_pictures_are_refused(judge: StyleJudge) -> None:
    with pytest.raises(ValueError, match="at least 16"):
        judge.distance(torch.zeros(1, 3, 12, 64))


# Gains ----------------------------------------------------------------------------------------


def test_doing_nothing_gains_exactly_nothing(judge: StyleJudge, photos: Tensor) -> None:
    assert gains(judge, photos, photos) == Gains(0.0, 0.0)
    assert gains(judge, photos, photos.clone(), baseline=judge.distance(photos)) == Gains(0.0, 0.0)


def test_the_style_itself_gains_all_and_more_of_it_nearly_all(
    judge: StyleJudge, photos: Tensor, style: Tensor
) -> None:
    itself = gains(judge, photos, style)
    assert itself.style == pytest.approx(1.0, abs=1e-3)
    assert itself.colour == 1.0
    found = gains(judge, photos, stripes(8, 128, 6.0, (0.3, 0.0, -0.4), seed=77))
    assert found.style > 0.8
    assert found.colour > 0.8


def test_brightness_and_contrast_alone_gain_no_style(judge: StyleJudge, photos: Tensor) -> None:
    for factor, shift in ((0.5, 0.0), (1.0, 0.2), (0.3, -0.4)):
        assert gains(judge, photos, factor * photos + shift).style == pytest.approx(0, abs=0.01)


def test_filters_gain_colour_and_hardly_any_style() -> None:
    """Drawn styles beside a filter of their colours and contrasts on photo-like scenes."""
    scenes = [procedural_picture("scene", (96, 96), seed) for seed in range(4)]
    photos = torch.stack([to_tensor(scene) for scene in scenes])
    filtered, recoloured, painted = [], [], []
    for manner in MANNERS:
        style = torch.stack([to_tensor(style_picture(manner, 96, 3, n)) for n in range(4)])
        judge, known = StyleJudge(style[:2], budget="quick"), style[:2]
        filtered.append(gains(judge, photos, style_filter(photos, known)))
        recoloured.append(gains(judge, photos, gaussian_colour_transfer(photos, known)))
        painted.append(gains(judge, photos, style[2:]))
    assert np.mean([found.style for found in filtered]) < 0.2
    assert np.mean([found.colour for found in filtered]) > 0.6
    assert np.mean([found.style for found in recoloured]) < 0.05
    assert min(found.style for found in painted) > 0.4
    assert all(a.style < b.style for a, b in zip(filtered, painted, strict=True))


def test_gain_rises_with_the_share_of_the_style(photos: Tensor, style: Tensor) -> None:
    judge = StyleJudge(style, budget="quick")
    mixed = [gains(judge, photos, photos.lerp(style[::2], share)) for share in (0.25, 0.5, 0.75, 1)]
    assert spearman([g.style for g in mixed], [1, 2, 3, 4]) == 1.0
    assert spearman([g.colour for g in mixed], [1, 2, 3, 4]) == 1.0


# Content --------------------------------------------------------------------------------------


def test_content_is_one_for_the_photo_and_zero_for_another(photos: Tensor) -> None:
    judge = ContentJudge(photos)
    assert torch.equal(judge.kept(photos), torch.ones(len(photos)))
    assert float(judge.kept(photos.roll(-1, 0)).mean()) == pytest.approx(0.0, abs=0.01)
    assert ContentJudge(photos[:1]).kept(photos[:1].flip(-1, -2)).item() == pytest.approx(
        0.0, abs=0.02
    )


def test_content_knows_no_brightness_and_falls_as_the_photo_goes(photos: Tensor) -> None:
    judge = ContentJudge(photos)
    assert float(judge.kept(0.5 * photos + 0.1).min()) > 0.99
    other = photos.roll(-1, 0)
    kept = [float(judge.kept(photos.lerp(other, share)).mean()) for share in (0.1, 0.4, 0.7, 1)]
    assert kept == sorted(kept, reverse=True)


def test_content_of_photos_without_any_stays_finite() -> None:
    flat = torch.zeros(2, 3, 64, 64)
    assert torch.isfinite(ContentJudge(flat).kept(smooth_pictures(2, 64, seed=1))).all()
    with pytest.raises(ValueError, match="expected"):
        ContentJudge(flat).kept(flat[..., :32])


def test_confusion_is_diagonal_on_distinct_styles() -> None:
    looks = {
        "fine": (4.0, (0.3, 0.0, -0.4)),
        "wide": (15.0, (-0.3, 0.2, 0.3)),
        "grey": (8.0, (0.0, 0.0, 0.0)),
    }
    judges = {
        n: StyleJudge(stripes(4, 96, *look, seed=1), budget="quick") for n, look in looks.items()
    }
    outputs = {n: stripes(4, 96, *look, seed=50) for n, look in looks.items()}
    confusion = confusion_matrix(judges, outputs)
    assert confusion.nearest == {n: n for n in looks}
    swapped = confusion_matrix(judges, {"fine": outputs["wide"], "grey": outputs["grey"]})
    assert swapped.nearest == {"fine": "wide", "grey": "grey"}
    assert swapped.names == ("fine", "wide", "grey")
    assert np.shape(swapped.matrix) == (2, 3)


# Structure ------------------------------------------------------------------------------------


def brute_ssim(a: np.ndarray, b: np.ndarray) -> float:
    """SSIM of two maps in float64, window by window, as the paper writes it."""
    offsets = np.arange(11) - 5
    line = np.exp(-(offsets**2) / (2 * 1.5**2))
    window = np.outer(line, line) / line.sum() ** 2
    values = []
    for top in range(a.shape[0] - 10):
        for left in range(a.shape[1] - 10):
            u, v = a[top : top + 11, left : left + 11], b[top : top + 11, left : left + 11]
            mu, mv = (window * u).sum(), (window * v).sum()
            uu = (window * (u - mu) ** 2).sum()
            vv = (window * (v - mv) ** 2).sum()
            uv = (window * (u - mu) * (v - mv)).sum()
            values.append(
                (2 * mu * mv + SSIM_C1)
                / (mu**2 + mv**2 + SSIM_C1)
                * (2 * uv + SSIM_C2)
                / (uu + vv + SSIM_C2)
            )
    return float(np.mean(values))


def test_ssim_agrees_with_brute_force() -> None:
    a = smooth_pictures(2, 32, seed=3)[:, :1]
    b = (0.8 * a + 0.1 * noise(2, 1, 32, 32)).clamp(-1, 1)
    expected = [
        brute_ssim(x[0].double().numpy(), y[0].double().numpy()) for x, y in zip(a, b, strict=True)
    ]
    torch.testing.assert_close(ssim(a, b), torch.tensor(expected).float(), atol=2e-5, rtol=0)


def test_structure_is_the_mean_over_three_halvings_after_matching() -> None:
    photo = smooth_pictures(2, 64, seed=4)
    out = (0.6 * photo + 0.2 * noise(2, 3, 64, 64) + 0.1).clamp(-1, 1)
    a = luminance(photo)
    b = match_mean_std(luminance(out), a)
    pooled = torch.nn.functional.avg_pool2d
    expected = sum(ssim(pooled(a, s), pooled(b, s)) for s in (1, 2, 4)) / 3
    torch.testing.assert_close(structure(photo, out), expected)


@pytest.mark.parametrize("measure", [structure, gradient_correlation])
def test_identity_scores_one_and_relighting_costs_nothing(measure, photos: Tensor) -> None:
    one = torch.ones(len(photos))
    torch.testing.assert_close(measure(photos, photos), one)
    torch.testing.assert_close(measure(photos, 0.4 * photos + 0.2), one, atol=1e-4, rtol=0)


@pytest.mark.parametrize("measure", [structure, gradient_correlation])
def test_structure_falls_with_noise_and_is_lost_by_shuffling(measure, photos: Tensor) -> None:
    grain = noise(*photos.shape, seed=9)
    scores = [float(measure(photos, photos + level * grain).mean()) for level in (0, 0.05, 0.2, 1)]
    assert scores == sorted(scores, reverse=True)
    shuffled = measure(photos, photos.roll(1, dims=0))
    assert shuffled.shape == (len(photos),)
    assert shuffled.abs().max() < 0.25
    assert float(measure(photos, -photos).mean()) < -0.05


@pytest.mark.parametrize("measure", [structure, gradient_correlation])
def test_a_flat_output_scores_next_to_nothing(measure, photos: Tensor) -> None:
    assert measure(photos, torch.zeros_like(photos)).abs().max() < 0.5
    assert torch.isfinite(measure(torch.zeros_like(photos), photos)).all()


@pytest.mark.parametrize("measure", [structure, gradient_correlation])
def test_every_picture_is_scored_by_itself(measure, photos: Tensor) -> None:
    out = photos.flip(0).lerp(photos, 0.5)
    alone = torch.cat([measure(p[None], o[None]) for p, o in zip(photos, out, strict=True)])
    torch.testing.assert_close(measure(photos, out), alone)


@pytest.mark.parametrize("measure", [structure, gradient_correlation, psnr])
def test_shapes_must_agree(measure) -> None:
    with pytest.raises(ValueError, match="expected"):
        measure(torch.zeros(1, 3, 32, 32), torch.zeros(2, 3, 32, 32))


def test_tiny_pictures_use_the_scales_they_have() -> None:
    photo = smooth_pictures(1, 16, seed=1)
    torch.testing.assert_close(structure(photo, photo), torch.ones(1))
    with pytest.raises(ValueError, match="at least 11"):
        structure(photo[..., :8], photo[..., :8])


# Ratios and fidelity --------------------------------------------------------------------------


def test_contrast_ratio_is_the_ratio_of_spreads(photos: Tensor) -> None:
    assert contrast_ratio(0.5 * photos + 0.2, photos) == pytest.approx(0.5, rel=1e-4)
    assert contrast_ratio(photos, photos.flip(3)) == pytest.approx(1.0, rel=1e-4)
    assert math.isfinite(contrast_ratio(photos, torch.zeros_like(photos)))


def test_saturation_ratio_sees_colour_only(photos: Tensor) -> None:
    grey = luminance(photos).expand(-1, 3, -1, -1)
    assert saturation_ratio(photos, photos + 0.1) == pytest.approx(1.0, rel=1e-4)
    assert saturation_ratio(grey, photos) < 0.05
    assert saturation_ratio(grey, 0.5 * grey) == pytest.approx(1.0, rel=1e-3)
    assert saturation_ratio(2 * photos, photos) == pytest.approx(2.0, rel=0.05)


def test_psnr_of_a_known_error() -> None:
    a = torch.zeros(2, 3, 16, 16)
    error = torch.tensor([0.02, 0.2]).view(2, 1, 1, 1)
    torch.testing.assert_close(psnr(a, a + error), torch.tensor([40.0, 20.0]))
    assert torch.isinf(psnr(a, a)).all()


def test_gradient_energy_of_a_ramp() -> None:
    ramp = torch.linspace(-1, 1, 21).expand(1, 3, 21, 21)
    assert float(gradient_energy(ramp)) == pytest.approx(0.01, rel=1e-4)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12))
def test_spearman_agrees_with_scipy_ties_and_all(pairs: list[tuple[int, int]]) -> None:
    a, b = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert spearman(a, b) == 0.0
    else:
        expected = scipy.stats.spearmanr(a, b).statistic
        assert spearman(a, b) == pytest.approx(expected, abs=1e-12)


def test_spearman_refuses_unequal_lengths() -> None:
    with pytest.raises(ValueError, match="one length"):
        spearman([1.0, 2.0], [1.0, 2.0, 3.0])
