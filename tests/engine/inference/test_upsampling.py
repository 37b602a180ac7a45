"""Large photos: a stylized copy is enlarged with the photo's sharpness, strip by strip."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from lgt_engine.images import fit_inside, to_image, to_tensor
from lgt_engine.inference import upsampling
from lgt_engine.progress import run_to_end
from lgt_engine.tools.procedural.pictures import procedural_picture


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    return procedural_picture("dead_leaves", (331, 250), 4)


@pytest.fixture(scope="module")
def copy(photo: Image.Image) -> Image.Image:
    return fit_inside(photo, 96)


def enlarge(stylized: torch.Tensor, copy: Image.Image, photo: Image.Image) -> Image.Image:
    return run_to_end(upsampling.upsample_guided(stylized, copy, photo))


def _error(one: Image.Image, other: Image.Image) -> float:
    difference = np.asarray(one, np.float32) - np.asarray(other, np.float32)
    return float(np.sqrt((difference**2).mean()))


def test_the_unchanged_photo_gets_its_sharpness_back(photo: Image.Image, copy: Image.Image) -> None:
    plain = _error(copy.resize(photo.size, Image.Resampling.BICUBIC), photo)
    assert _error(enlarge(to_tensor(copy)[None], copy, photo), photo) < 0.5 * plain


def test_a_relit_photo_is_relit_sharply(photo: Image.Image, copy: Image.Image) -> None:
    wanted = to_image(0.6 * to_tensor(photo) - 0.3)
    made = enlarge(0.6 * to_tensor(copy)[None] - 0.3, copy, photo)
    plain = to_image(0.6 * to_tensor(copy) - 0.3).resize(photo.size, Image.Resampling.BICUBIC)
    assert _error(made, wanted) < 0.6 * _error(plain, wanted)


def test_strokes_that_the_photo_does_not_know_stay_as_painted(copy: Image.Image) -> None:
    strokes = to_tensor(procedural_picture("strokes", copy.size, 2))
    flat = Image.new("RGB", (331, 250), (90, 120, 150))
    small = Image.new("RGB", copy.size, (90, 120, 150))
    painted = to_image(strokes).resize(flat.size, Image.Resampling.BICUBIC)
    spread = float(np.asarray(painted, np.float32).std())
    assert _error(enlarge(strokes[None], small, flat), painted) < 0.2 * spread


def test_alternating_pixels_are_not_enlarged_into_a_pattern(copy: Image.Image) -> None:
    flat, small = (Image.new("RGB", s, (90, 120, 150)) for s in ((331, 250), copy.size))
    rows, columns = torch.arange(copy.height)[:, None], torch.arange(copy.width)
    checks = 0.3 * ((rows + columns) % 2 * 2.0 - 1.0)
    lines = 0.3 * torch.cos(columns * 2 * torch.pi / 6).expand(copy.height, -1)
    spread = [
        np.asarray(enlarge(pattern.expand(1, 3, -1, -1), small, flat), np.float32).std() / 127.5
        for pattern in (checks, lines)
    ]
    assert spread[0] < 0.03
    assert spread[1] > 0.6 * float(lines.std())


def test_strips_leave_no_seam() -> None:
    """Of a picture upside down the strips begin elsewhere."""
    photo = procedural_picture("dead_leaves", (120, 331), 4)
    copy = fit_inside(photo, 96)
    painted = procedural_picture("mosaic", copy.size, 1)
    one = enlarge(to_tensor(painted)[None], copy, photo)
    turned = (ImageOps.flip(picture) for picture in (painted, copy, photo))
    other = enlarge(to_tensor(next(turned))[None], *turned)
    far = np.asarray(one, np.int16) - np.asarray(ImageOps.flip(other), np.int16)
    assert np.abs(far).max() <= 1


def test_a_negative_is_not_drawn_over_the_photo(photo: Image.Image, copy: Image.Image) -> None:
    """Where the copy runs against the photo, none of the photo's detail is added."""
    turned = -to_tensor(copy)[None]
    plain = to_image(turned).resize(photo.size, Image.Resampling.BICUBIC)
    assert torch.equal(upsampling._local_slopes(-turned, turned), torch.zeros_like(turned))
    softened = enlarge(turned, Image.new("RGB", copy.size), Image.new("RGB", photo.size))
    assert _error(enlarge(turned, copy, photo), softened) < 1.0
    assert _error(softened, plain) < 0.2 * float(np.asarray(plain, np.float32).std())
