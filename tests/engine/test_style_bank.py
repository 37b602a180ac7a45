"""What the energy sees of a style: brightness as it is shown, where, and with which gradients."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lgt_engine.codec import Codec, load_codec
from lgt_engine.config import DataConfig, LossConfig, TrainConfig
from lgt_engine.crops import resize, style_crops
from lgt_engine.images import to_tensor
from lgt_engine.metrics import luminance
from lgt_engine.procedural import procedural_picture
from lgt_engine.training.style_bank import measure_styles, seen_luminance

RIM = 8
TARGET = torch.tensor([0])


def latents(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(seed))


def drawn(kind: str, seed: int, *, close: float) -> Tensor:
    """Four crops ``[4, 3, 160, 160]`` of a drawn picture, cut ``close`` times as close."""
    picture = to_tensor(procedural_picture(kind, (480, 480), seed))
    scales = (0.5 / close, 0.6 / close)
    return style_crops(picture, size=160, count=4, scales=scales, seed=seed)


def only_brightness(zoom: float = 2.0, image_size: int = 160) -> TrainConfig:
    loss = LossConfig(w_features=0.0, w_pixels=1e6, patch_sizes=(1, 3), num_projections=16)
    return TrainConfig(data=DataConfig(zoom=zoom, image_size=image_size), loss=loss)


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_brightness_is_that_of_the_decoded_picture_without_its_rim_as_shown(
    codec: Codec, zoom: float
) -> None:
    x = latents(2, 4, 12, 12)
    whole = luminance(codec._model.decode(x / codec.scaling).sample)[..., RIM:-RIM, RIM:-RIM]
    shown = int(80 / zoom)
    expected = F.interpolate(whole, size=shown, mode="bicubic", antialias=True)
    torch.testing.assert_close(seen_luminance(x, 2, codec, zoom), expected)


def test_half_of_each_group_is_drawn_in_one_square_wherever_it_lies(codec: Codec) -> None:
    x = latents(6, 4, 40, 30).requires_grad_(True)
    light = seen_luminance(x, 2, codec, 2.0, Generator().manual_seed(3))
    assert light.shape == (4, 1, 64, 64)
    light.square().sum().backward()
    assert x.grad is not None
    reached = x.grad.abs().amax(1) > 0
    assert reached.flatten(1).any(1).tolist() == [True, True, False, True, True, False]
    rows, columns = reached[0].any(1).nonzero(), reached[0].any(0).nonzero()
    assert int(rows.max() - rows.min()) < 18
    assert int(columns.max() - columns.min()) < 18
    again = seen_luminance(x, 2, codec, 2.0, Generator().manual_seed(3))
    assert torch.equal(light, again)
    elsewhere = seen_luminance(x, 2, codec, 2.0, Generator().manual_seed(4))
    assert not torch.equal(light, elsewhere)


def test_the_style_seen_closer_is_nearer_to_its_brightness_than_another() -> None:
    codec = load_codec("builtin")
    style = luminance(drawn("mosaic", 1, close=1.0))
    own = codec.encode(drawn("mosaic", 1, close=2.0))
    other = codec.encode(drawn("scene", 2, close=2.0))
    bank = measure_styles([own], [style], only_brightness(), codec)
    near = float(bank.energy(own, TARGET, generator=Generator().manual_seed(0)))
    far = float(bank.energy(other, TARGET, generator=Generator().manual_seed(0)))
    assert near < 0.6 * far


def test_brightness_pulls_latents_towards_the_style(codec: Codec) -> None:
    style = luminance(resize(drawn("mosaic", 1, close=1.0), 64))
    x = latents(2, 4, 12, 12, seed=1).requires_grad_(True)
    config = only_brightness(image_size=96)
    bank = measure_styles([x.detach()], [style], config, codec)
    draws = Generator()
    before = bank.energy(x, TARGET, generator=draws.manual_seed(0)).item()
    optimiser = torch.optim.Adam([x], lr=0.05)
    for _ in range(40):
        optimiser.zero_grad()
        bank.energy(x, TARGET, generator=draws).backward()
        optimiser.step()
    assert bank.energy(x, TARGET, generator=draws.manual_seed(0)).item() < 0.6 * before


@pytest.mark.parametrize("zoom", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("image_size", [64, 96, 256])
def test_patches_that_do_not_fit_what_is_seen_are_left_out(
    codec: Codec, zoom: float, image_size: int
) -> None:
    cells = image_size // 8
    x, light = latents(2, 4, cells, cells), latents(2, 1, image_size, image_size).tanh()
    bank = measure_styles([x], [light], only_brightness(zoom, image_size), codec)
    value = float(bank.energy(x, TARGET, generator=Generator().manual_seed(0)))
    assert 0 < value < float("inf")


def test_without_its_weight_or_the_styles_pixels_brightness_is_left_out(codec: Codec) -> None:
    x, light = latents(2, 4, 12, 12), latents(2, 1, 96, 96).tanh()
    config = only_brightness(image_size=96)
    without = replace(config, loss=replace(config.loss, w_pixels=0.0))
    values = [
        float(
            measure_styles([x], pixels, settings, some).energy(
                x, TARGET, generator=Generator().manual_seed(0)
            )
        )
        for pixels, settings, some in (
            ([light], without, codec),
            ([], config, codec),
            ([light], config, None),
            ([light], config, codec),
        )
    ]
    assert values[0] == values[1] == values[2]
    assert values[3] > 2 * values[0]
