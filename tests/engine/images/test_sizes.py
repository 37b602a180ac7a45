"""Tensors and sizes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lgt_engine.images import (
    centre_crop_square,
    fit_inside,
    scaled_to,
    to_image,
    to_tensor,
)

from .pictures import HEIGHT, WIDTH, far, noise

# -- tensors and sizes -------------------------------------------------------------------------


def test_tensor_round_trip_is_exact() -> None:
    torch = pytest.importorskip("torch")
    every = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16)).convert("RGB")
    for image in (every, noise(31, 17)):
        tensor = to_tensor(image)
        assert tensor.shape == (3, image.height, image.width)
        assert tensor.dtype == torch.float32
        assert tensor.is_contiguous()
        assert far(to_image(tensor), image) == 0
        assert far(to_image(tensor[None].double()), image) == 0
    assert (to_tensor(every).min(), to_tensor(every).max()) == (-1, 1)
    assert to_tensor(noise(), size=48).shape == (3, 48, 48)
    assert to_tensor(noise().convert("L")).shape == (3, HEIGHT, WIDTH)


def test_to_image_clamps_and_checks() -> None:
    torch = pytest.importorskip("torch")
    wild = torch.tensor([-9.0, 9.0, math.nan, math.inf, -math.inf, 0.0]).repeat(3, 1, 1)
    found = np.asarray(to_image(wild.requires_grad_()))[0, :, 0]
    assert found.tolist() == [0, 255, 128, 255, 0, 128]
    assert to_image(torch.zeros(3, 4, 5, dtype=torch.bfloat16)).size == (5, 4)
    for shape in ((4, 8, 8), (2, 3, 8, 8), (8, 8)):
        with pytest.raises(ValueError, match="Expected"):
            to_image(torch.zeros(shape))


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 200))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_sizes(width: int, height: int, size: int) -> None:
    image = Image.new("RGB", (width, height), (9, 80, 200))
    inside = fit_inside(image, size)
    assert max(inside.size) == min(size, max(width, height))
    scaled = scaled_to(image, size)
    assert max(scaled.size) == size
    assert abs(min(scaled.size) - max(1, min(width, height) * size / max(width, height))) <= 0.5
    square = centre_crop_square(image, size)
    assert square.size == (size, size)
    for result in (inside, scaled, square):
        assert far(result, Image.new("RGB", result.size, (9, 80, 200))) <= 1


def test_shrinking_is_antialiased() -> None:
    checks = np.indices((256, 256)).sum(0) % 2 * 255
    small = np.asarray(fit_inside(Image.fromarray(checks.astype(np.uint8)), 64), dtype=float)
    assert np.abs(small - 127.5).max() < 8
    assert fit_inside(noise(), 500).size == (WIDTH, HEIGHT)
    assert far(centre_crop_square(noise(), HEIGHT), noise().crop((12, 0, 84, 72))) == 0
