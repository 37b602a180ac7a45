"""Grain: noise of a known kernel is found, made and kept; where there is none, none is made."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.bands import bands
from lgt_engine.correction import Correction, Look
from lgt_engine.finish import Finish, Knot
from lgt_engine.grain import (
    GRAIN_LIMIT,
    GRAIN_SIGMAS,
    KERNEL_SIDE,
    floors,
    grain_kernel,
    grain_like,
    grain_spreads,
    quiet_shares_of,
    texture_kernel,
)
from lgt_engine.metrics import luminance

_HALF = KERNEL_SIDE**2 // 2 + 1


def _white(seed: int, size: int = 192, count: int = 6) -> Tensor:
    return torch.randn(count, 1, size, size, generator=Generator().manual_seed(seed))


def _patches(seed: int, size: int = 192) -> Tensor:
    """Flat patches of other lights, nothing else: ``[6, 3, size, size]``."""
    cells = torch.rand(6, 1, size // 32, size // 32, generator=Generator().manual_seed(seed)) - 0.5
    return torch.nn.functional.interpolate(cells, scale_factor=32).repeat(1, 3, 1, 1)


def _hatched(seed: int, size: int = 192) -> Tensor:
    """Noise that runs along one diagonal, of spread 1."""
    kernel = torch.eye(9)[None, None] / 3
    return torch.nn.functional.conv2d(_white(seed, size + 8), kernel)


def _along(texture: Tensor, down: int) -> float:
    """Correlation of neighbours three pixels away along a diagonal."""
    a = texture[..., 3:-3, 3:-3]
    rows, columns = texture.shape[-2:]
    b = texture[..., 3 + down : rows - 3 + down, 6:columns]
    return float((a * b).mean() / a.square().mean())


def test_a_band_that_is_quiet_nowhere_is_grain() -> None:
    """σ² and φ of pictures and style give the grain that was added, whatever the drawing is."""
    drawing, noise = torch.tensor([4.0, 1.0, 0.5, 2.0]), torch.tensor([0.5, 0.1, 0.0, 0.1])
    whole = drawing + noise
    found = grain_spreads((whole, noise / whole), (drawing, torch.zeros(4)))
    torch.testing.assert_close(found, noise.sqrt(), atol=1e-6, rtol=0)
    softer = drawing / 1.5 + noise / 2  # half of the grain's variance is there already
    found = grain_spreads((whole, noise / whole), (softer, (noise / 2) / softer))
    torch.testing.assert_close(found, (noise - 1.5 * noise / 2).sqrt(), atol=1e-6, rtol=0)


def test_grain_is_a_part_of_a_band_only() -> None:
    one, none = torch.ones(4), torch.zeros(4)
    most = GRAIN_LIMIT * one
    torch.testing.assert_close(grain_spreads((one, 0.99 * one), (one, none)), most)
    torch.testing.assert_close(grain_spreads((one, one), (none, none)), most)
    assert float(grain_spreads((one, none), (one, 0.5 * one)).max()) == 0


def test_floors_are_one_for_pure_grain_and_nothing_for_flat_patches() -> None:
    hatched = _hatched(11)
    found = floors(bands(hatched, GRAIN_SIGMAS), quiet_shares_of(texture_kernel(hatched)))
    assert bool((found > 0.9).all())
    patches = luminance(_patches(4))
    assert (
        float(floors(bands(patches, GRAIN_SIGMAS), quiet_shares_of(texture_kernel(patches))).max())
        < 0.01
    )


def test_the_floor_is_the_share_of_the_grain() -> None:
    """Grain of a known variance on patches whose edges fill a small part of the picture."""
    patches = luminance(_patches(4))
    style = patches + 0.05 * _hatched(12)
    whole = torch.stack([band.var() for band in bands(style, GRAIN_SIGMAS)])
    noise = torch.stack([band.var() for band in bands(0.05 * _hatched(12), GRAIN_SIGMAS)])
    found = floors(bands(style, GRAIN_SIGMAS), quiet_shares_of(texture_kernel(0.05 * _hatched(12))))
    torch.testing.assert_close(found[:2].float(), (noise / whole)[:2], atol=0.1, rtol=0)


def test_what_is_regular_at_one_size_alone_is_no_grain() -> None:
    """Cobbles: everywhere of one size, smooth inside, with joints between them."""
    lights = torch.rand(2, 1, 16, 16, generator=Generator().manual_seed(1)) - 0.5
    cobbles = torch.nn.functional.interpolate(lights, scale_factor=12)
    cobbles[..., ::12, :] = cobbles[..., ::12] = -1
    split, pure = bands(cobbles, GRAIN_SIGMAS), quiet_shares_of(texture_kernel(cobbles))
    assert float(floors(split, pure).max()) < 0.1
    assert float(floors([split[3]] * 4, pure)[3]) > 0.2  # the coarse band for itself


def test_the_kernel_of_white_noise_is_a_point() -> None:
    kernel = texture_kernel(_white(1))
    assert kernel.shape == (KERNEL_SIDE, KERNEL_SIDE)
    middle = float(kernel[KERNEL_SIDE // 2, KERNEL_SIDE // 2])
    kernel[KERNEL_SIDE // 2, KERNEL_SIDE // 2] = 0
    assert float(kernel.abs().max()) < 0.03 * middle


def test_grain_has_the_spreads_and_the_direction_of_its_texture() -> None:
    spreads = torch.tensor([0.1, 0.06, 0.04, 0.02])
    kernel = grain_kernel(texture_kernel(_hatched(2)), spreads)
    torch.testing.assert_close(kernel, kernel.flip(0, 1), atol=1e-6, rtol=0)
    made = grain_like(torch.zeros(6, 3, 200, 150), kernel, seed=0)
    assert made.shape == (6, 1, 200, 150)
    got = torch.stack([band.std() for band in bands(made, GRAIN_SIGMAS)])
    torch.testing.assert_close(got, spreads, atol=0.002, rtol=0.05)
    assert _along(made, 3) > 0.3 > 0.1 > abs(_along(made, -3))


def test_grain_is_a_function_of_its_seed_and_other_in_every_picture() -> None:
    kernel = grain_kernel(texture_kernel(_white(3)), torch.full((4,), 0.1))
    pixels = torch.zeros(2, 3, 70, 90)
    first, again = (grain_like(pixels, kernel, seed=4) for _ in range(2))
    assert torch.equal(first, again)
    for one, other in [(first[0], first[1]), (first, grain_like(pixels, kernel, seed=5))]:
        correlation = (one * other).mean() / (one.std() * other.std())
        assert abs(float(correlation)) < 0.1


def test_grain_does_not_wrap_round_the_edges() -> None:
    made = grain_like(
        torch.zeros(400, 3, 33, 33), grain_kernel(torch.ones(31, 31), torch.ones(4)), 0
    )
    flat = made - made.mean(0)
    across = (flat[..., 0] * flat[..., -1]).mean() / flat.square().mean()
    inside = (flat[..., 15] * flat[..., 16]).mean() / flat.square().mean()
    assert abs(float(across)) < 0.15 < 0.3 < float(inside)


def test_flat_pictures_get_the_grain_of_a_grainy_style() -> None:
    drawing = _patches(6)
    style = (_patches(7) + 0.06 * _hatched(8)).clamp(-1, 1)
    found = Correction.between(drawing, Look.of(style))
    made = found.apply(drawing)
    inside = (slice(None), slice(None), slice(8, 24), slice(8, 24))  # of one flat patch
    flat = luminance(made)[inside]
    spread = float((flat - flat.mean((2, 3), keepdim=True)).std())
    assert 0.03 < spread < 0.09
    assert float(luminance(drawing)[inside].std((2, 3)).max()) == 0
    look = Look.of(style)
    before, after = (floors(bands(luminance(x), GRAIN_SIGMAS), look.pure) for x in (drawing, made))
    assert bool(((after - look.floors).abs() < (before - look.floors).abs()).all())


def test_a_style_with_flat_places_adds_none() -> None:
    found = Correction.between(_patches(6), Look.of(_patches(9)))
    assert float(found.grain.abs().max()) < 1e-3


def test_grain_comes_with_guidance() -> None:
    kernel = grain_kernel(texture_kernel(_white(1)), torch.full((4,), 0.02))
    finish = Finish((Knot(1.0, 1.0, replace(Correction.identity(), grain=kernel)),))
    pixels = torch.zeros(1, 3, 64, 64)
    spreads = [float(finish.at(g).apply(pixels).std()) for g in (0.0, 0.25, 0.5, 1.0, 2.0)]
    assert spreads[0] == 0
    assert spreads == pytest.approx([spreads[3] * share for share in (0, 0.25, 0.5, 1, 1)])


def test_grain_survives_a_file_to_five_digits() -> None:
    kernel = grain_kernel(texture_kernel(_hatched(2)), torch.full((4,), 0.1))
    document = Finish((Knot(1.0, 1.0, replace(Correction.identity(), grain=kernel)),)).to_document()
    written = json.dumps(document)
    assert len(written) < 8_000
    read = Finish.from_document(json.loads(written)).knots[0].correction.grain
    torch.testing.assert_close(read, kernel, rtol=1e-4, atol=1e-7)


def test_a_model_older_than_grain_has_none() -> None:
    document = Finish((Knot(1.0, 1.0, Correction.identity()),)).to_document()
    del document[0]["grain"]
    assert not Finish.from_document(document).knots[0].correction.grain.any()


@pytest.mark.parametrize(
    "grain",
    [[], [0.0] * (_HALF - 1), [0.0] * (_HALF + 1), [math.nan] * _HALF, [1e9] * _HALF, "none", None],
)
def test_forged_grain_is_refused(grain: Any) -> None:
    document = Finish((Knot(1.0, 1.0, Correction.identity()),)).to_document()
    document[0]["grain"] = grain
    with pytest.raises((TypeError, ValueError)):
        Finish.from_document(document)
