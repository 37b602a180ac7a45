"""Masks: the strength of a style in each place, from the photo to the whole style."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import ExifTags, Image

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.config import FlowConfig
from lgt_engine.errors import DataError, ImageError
from lgt_engine.events import RefineProgress
from lgt_engine.images import to_tensor
from lgt_engine.inference.masks import mask_cells, open_mask
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.tools.procedural.pictures import procedural_picture

Open = Callable[..., Stylizer]


@pytest.fixture(scope="module")
def open_model(make_model: Callable[..., Path], codec: Codec) -> Open:
    def open_(flow: FlowConfig | None = None) -> Stylizer:
        return Stylizer.open(make_model(flow, measured=True), device="cpu", codec=codec)

    return open_


@pytest.fixture(scope="module")
def stylizer(open_model: Open) -> Stylizer:
    return open_model()


def grey(level: int, size: tuple[int, int] = (40, 30)) -> Image.Image:
    return Image.new("L", size, level)


def right_half(size: tuple[int, int] = (88, 72)) -> Image.Image:
    mask = grey(0, size)
    mask.paste(255, (size[0] // 2, 0, *size))
    return mask


def far(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


def last_picture(events: Iterator[RefineProgress]) -> Image.Image:
    *_, last = events
    assert last.picture is not None
    return last.picture


@pytest.mark.parametrize("flow", [FlowConfig(), FlowConfig(path="noise", noise_start=0.6)])
@pytest.mark.parametrize("guidance", [0.7, 1.6])
def test_white_changes_nothing_and_black_is_guidance_zero(
    open_model: Open, photo: Image.Image, flow: FlowConfig, guidance: float
) -> None:
    stylizer = open_model(flow)
    white, black, plain, photo_alone = (
        stylizer.stylize(photo, guidance_scale=g, keep_colours=0.5, mask=mask).tobytes()
        for g, mask in ((guidance, grey(255)), (guidance, grey(0)), (guidance, None), (0.0, None))
    )
    assert white == plain != photo_alone == black


@pytest.mark.parametrize("guidance", [1.0, 2.0])
def test_the_mask_is_a_map_of_guidance(
    stylizer: Stylizer, codec: Codec, photo: Image.Image, guidance: float
) -> None:
    """One Euler step in a cell goes as far as it does with that guidance everywhere."""
    x_src = codec.encode(to_tensor(photo)[None])

    def moved(scale: float, mask: torch.Tensor | None = None) -> torch.Tensor:
        settings = stylizer.resolve_settings(StylizeSettings("mosaic", None, scale, 1))
        return stylizer.integrate_latents(x_src, settings, mask) - x_src

    ramp = torch.linspace(0, 1, x_src.shape[-1]).expand(1, 1, *x_src.shape[-2:])
    made = moved(guidance, ramp)
    assert made[..., 0].abs().max() == 0, "black cells stay as they are, bit for bit"
    torch.testing.assert_close(made[..., -1], moved(guidance)[..., -1], atol=1e-5, rtol=1e-4)
    column = int((ramp[0, 0, 0] <= 1 / guidance).sum()) - 1
    wanted = moved(guidance * float(ramp[0, 0, 0, column]))
    torch.testing.assert_close(made[..., column], wanted[..., column], atol=1e-4, rtol=1e-4)


def test_more_of_the_mask_is_farther_from_the_photo(stylizer: Stylizer, photo: Image.Image) -> None:
    start = stylizer.stylize(photo, guidance_scale=0.0)
    for guidance in (1.0, 2.0):
        levels = [
            far(stylizer.stylize(photo, guidance_scale=guidance, mask=grey(level)), start)
            for level in (0, 64, 128, 192, 255)
        ]
        assert levels == sorted(levels)
        assert len(set(levels)) == 5


def test_half_a_mask_leaves_half_the_photo_small_large_and_refined(
    stylizer: Stylizer, photo: Image.Image
) -> None:
    large = procedural_picture("scene", (704, 528), 5)
    for picture, kept in ((photo, 0.0), (large, 0.0), (large, 1.0)):
        settings = {"max_side": 352, "keep_colours": kept}
        made, whole = (
            stylizer.stylize(picture, mask=mask, **settings)
            for mask in (right_half(picture.size), None)
        )
        left, right = (0, 0, picture.width // 4, picture.height), picture.width * 3 // 4
        lost = far(made.crop(left), picture.crop(left))
        assert lost == 0 if not kept else lost < 0.1, "the very pixels of the photo"
        box = (right, 0, picture.width, picture.height)
        assert far(made.crop(box), whole.crop(box)) < 0.1 * far(made.crop(box), picture.crop(box))
    refine = RefineSettings(3, picture_every=0)
    made, whole = (
        last_picture(stylizer.refine(photo, StylizeSettings(mask=mask), refine))
        for mask in (right_half(), None)
    )
    left, right = (0, 0, 20, 72), (68, 0, 88, 72)
    assert far(made.crop(left), photo.crop(left)) == 0
    assert far(made.crop(right), whole.crop(right)) < 0.5 * far(made.crop(right), photo.crop(right))


def test_noise_of_the_path_is_a_part_of_the_style(
    open_model: Open, codec: Codec, photo: Image.Image
) -> None:
    stylizer = open_model(FlowConfig(variation=0.5))
    x_src = codec.encode(to_tensor(photo)[None])
    mask = torch.zeros_like(x_src[:, :1])
    mask[..., -1] = 1
    moved = stylizer.integrate_latents(x_src, stylizer.resolve_settings(StylizeSettings()), mask)
    assert torch.equal(moved[..., :-1], x_src[..., :-1])
    assert (moved - x_src)[..., -1].abs().mean() > 0.1


def test_tiles_of_the_codec_leave_no_seam(
    stylizer: Stylizer, make_model: Callable[..., Path], codec_folder: Path
) -> None:
    photo, mask = procedural_picture("scene", (328, 264), 5), right_half((328, 264))
    whole = stylizer.stylize(photo, mask=mask)
    codec = load_codec("folder", codec_folder)
    codec.pixels_at_once, codec.tile_cells = 128**2, 16
    tiled = Stylizer.open(make_model(), device="cpu", codec=codec).stylize(photo, mask=mask)
    assert np.abs(np.asarray(whole, int) - np.asarray(tiled, int)).max() <= 1


def test_cells_are_smooth_and_exact_at_both_ends() -> None:
    for level, share in ((0, 0.0), (255, 1.0)):
        assert mask_cells(grey(level), (75, 69), 8).unique().tolist() == [share]
    cells = mask_cells(right_half((640, 480)), (75, 69), 8)
    assert cells.shape == (1, 1, 9, 10)
    assert (cells[..., 1:] >= cells[..., :-1]).all()
    assert (cells[..., 1:] - cells[..., :-1]).max() < 0.5, "a hard edge becomes soft"


def test_files_of_every_kind_are_read_and_wrong_ones_refused(
    stylizer: Stylizer, photo: Image.Image, tmp_path: Path
) -> None:
    clear = Image.new("RGBA", (8, 8), (255, 255, 255, 0))
    clear.paste((255, 255, 255, 255), (0, 0, 4, 8))
    clear.save(tmp_path / "strokes.png")
    assert open_mask(tmp_path / "strokes.png").getcolors() == [(32, 0), (32, 255)]
    stylizer.stylize(photo, mask=clear)
    Image.new("RGB", (8, 8), (0, 255, 0)).save(tmp_path / "green.png")
    assert open_mask(tmp_path / "green.png").getpixel((0, 0)) == 150
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    right_half((16, 8)).save(tmp_path / "turned.png", exif=turned)
    upright = open_mask(tmp_path / "turned.png")
    assert upright.size == (8, 16)
    assert (upright.getpixel((4, 2)), upright.getpixel((4, 13))) == (0, 255)
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").touch()
    for name in ("text.png", "empty.png", "missing.png"):
        with pytest.raises(ImageError, match=name):
            open_mask(tmp_path / name)
    with pytest.raises(DataError, match="no pixels"):
        stylizer.stylize(photo, mask=Image.new("L", (0, 0)))
