"""The velocity field: what it is at the start, which inputs it takes, what reaches its weights."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.config import FlowConfig, TrainConfig, TrainingConfig
from lgt_engine.errors import CheckpointError
from lgt_engine.model.base_network import copy_weights
from lgt_engine.model.flow import carry
from lgt_engine.model.velocity_field import (
    NULL_STYLE,
    FieldShape,
    VelocityField,
    sinusoidal_embedding,
)
from lgt_engine.training.step import field_function


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(seed))


def make_field(seed: int = 0, *, moving: bool = False, **sizes: int) -> VelocityField:
    """A small field; ``moving`` gives it the output weights of a trained one."""
    shape = {"num_styles": 2, "base_channels": 8, "style_dim": 16, "time_dim": 16} | sizes
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        field = VelocityField(FieldShape(**shape))
        if moving:
            torch.nn.init.normal_(field.out.weight, std=0.3)
            for block in (field.decoder1, field.decoder0, field.decoder0b):
                if block.dynamic is not None:
                    torch.nn.init.normal_(block.dynamic.kernels.weight, std=0.1)
    return field


T = torch.tensor([0.2, 0.8])
STYLES = torch.tensor([0, 1])


def test_an_untrained_field_is_the_identity_flow() -> None:
    assert torch.equal(make_field()(noise(2, 4, 8, 8), T, STYLES), torch.zeros(2, 4, 8, 8))


def test_the_null_branch_is_zero_whatever_the_weights() -> None:
    field = make_field(moving=True)
    v = field(noise(2, 4, 8, 8), T, torch.tensor([NULL_STYLE, 0]))
    assert torch.equal(v[0], torch.zeros(4, 8, 8))
    assert v[1].abs().max() > 0.1
    assert field.null_is_identity
    with torch.no_grad():
        field.gate[0] = 0.1
    assert not field.null_is_identity


def test_a_field_does_not_know_where_the_edges_are() -> None:
    """Where nothing distinguishes the middle, nothing distinguishes the edges."""
    # Eight channels share a normalisation: a flat one alone would be all rounding noise.
    field = make_field(moving=True, base_channels=64)
    v = field(noise(2, 4, 1, 1).expand(2, 4, 16, 12), T, STYLES)
    assert v.abs().amax(dim=(1, 2, 3)).min() > 0.01
    torch.testing.assert_close(v, v[..., 8:9, 6:7].expand_as(v))


def test_style_and_time_both_matter_and_samples_do_not_mix() -> None:
    field = make_field(moving=True)
    x = noise(1, 4, 8, 8).repeat(4, 1, 1, 1)
    t, style = torch.tensor([0.2, 0.2, 0.8, 0.2]), torch.tensor([0, 1, 0, 0])
    v = field(x, t, style)
    assert (v[0] - v[1]).abs().max() > 1e-3
    assert (v[0] - v[2]).abs().max() > 1e-3
    torch.testing.assert_close(v[0], v[3])
    torch.testing.assert_close(field(x[:1], t[1:2], style[1:2])[0], v[1], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dim", [8, 9, 16])
def test_time_embedding_has_its_size_and_tells_times_apart(dim: int) -> None:
    embedded = sinusoidal_embedding(torch.linspace(0, 1, 11), dim)
    assert embedded.shape == (11, dim)
    apart = torch.cdist(embedded, embedded) + 10 * torch.eye(11)
    assert apart.min() > 0.1


@given(height=st.integers(1, 13), width=st.integers(1, 13), kernel_size=st.sampled_from([0, 3, 5]))
@settings(deadline=None, max_examples=25)
def test_any_size_of_latents_comes_out_as_it_went_in(
    height: int, width: int, kernel_size: int
) -> None:
    field = make_field(moving=True, kernel_size=kernel_size)
    v = field(noise(2, 4, height, width), T, STYLES)
    assert v.shape == (2, 4, height, width)
    assert torch.isfinite(v).all()


@pytest.mark.parametrize("sizes", [{"time_dim": 9}, {"latent_channels": 7}, {"base_channels": 10}])
def test_unusual_sizes_of_the_network_work(sizes: dict[str, int]) -> None:
    channels = sizes.get("latent_channels", 4)
    v = make_field(moving=True, **sizes)(noise(2, channels, 8, 8), T, STYLES)
    assert v.shape == (2, channels, 8, 8)


def test_gradient_reaches_every_parameter_once_the_output_has_moved() -> None:
    field = make_field()
    optimiser = torch.optim.SGD(field.parameters(), lr=0.1)
    x, target = noise(2, 4, 8, 8), noise(2, 4, 8, 8, seed=1)
    for _ in range(3):
        optimiser.zero_grad()
        (field(x, T, STYLES, torch.tensor([0.3, 0.9])) - target).square().mean().backward()
        optimiser.step()
    unreached = [
        name
        for name, p in field.named_parameters()
        if p.grad is None or not torch.isfinite(p.grad).all() or p.grad.abs().max() == 0
    ]
    assert unreached == []


def test_an_unused_style_and_the_null_label_receive_no_gradient() -> None:
    field = make_field(moving=True)
    field(noise(2, 4, 8, 8), T, torch.tensor([1, 1])).square().mean().backward()
    assert field.style.weight.grad is not None
    assert field.gate.grad is not None
    assert field.style.weight.grad.abs().amax(1).gt(0).tolist() == [False, False, True]
    assert field.gate.grad.ne(0).tolist() == [False, False, True]


def test_channels_last_gives_what_contiguous_gives() -> None:
    field = make_field(moving=True)
    x = noise(2, 4, 9, 12)
    plain = field(x, T, STYLES)
    field = field.to(memory_format=torch.channels_last)
    last = field(x.to(memory_format=torch.channels_last), T, STYLES)
    torch.testing.assert_close(last, plain, rtol=1e-4, atol=1e-5)


def gradients(field: VelocityField, *, checkpointing: bool) -> dict[str, Tensor]:
    config = TrainConfig(training=TrainingConfig(use_gradient_checkpointing=checkpointing))
    call = field_function(field, config)
    field.zero_grad()
    x = noise(2, 4, 8, 8)
    for t in (0.0, 0.5):
        x = x + 0.5 * call(x, torch.full((2,), t), STYLES)
    x.square().mean().backward()
    return {name: p.grad.clone() for name, p in field.named_parameters() if p.grad is not None}


def test_gradient_checkpointing_gives_the_same_gradients() -> None:
    field = make_field(moving=True)
    plain, checkpointed = (gradients(field, checkpointing=on) for on in (False, True))
    assert plain.keys() == checkpointed.keys()
    for name, gradient in plain.items():
        torch.testing.assert_close(checkpointed[name], gradient, msg=name)


def test_gradient_checkpointing_keeps_a_fraction_also_of_a_single_call() -> None:
    field = make_field(moving=True)
    kept = {}
    for on in (False, True):
        config = TrainConfig(training=TrainingConfig(use_gradient_checkpointing=on))
        call, sizes = field_function(field, config), {}

        def pack(tensor: Tensor, sizes: dict[int, Tensor] = sizes) -> Tensor:
            sizes[tensor.untyped_storage().data_ptr()] = tensor
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            call(noise(2, 4, 32, 32), T, STYLES)
        weights = {p.untyped_storage().data_ptr() for p in field.parameters()}
        kept[on] = sum(t.untyped_storage().nbytes() for at, t in sizes.items() if at not in weights)
    assert 0 < kept[True] < 0.25 * kept[False]


def test_shape_survives_as_plain_numbers() -> None:
    shape = FieldShape(3, latent_channels=8, kernel_size=0)
    assert FieldShape(**shape.to_dict()) == shape


# --- warm start ------------------------------------------------------------------------------


def test_warm_start_copies_styles_by_name_and_starts_new_ones_from_their_mean() -> None:
    source, target = make_field(1, moving=True), make_field(2, num_styles=3)
    with torch.no_grad():
        source.gate[:] = torch.tensor([0.25, 0.5, 1.5])
    copy_weights(source, ("wave", "floor"), target, ("floor", "new", "wave"))
    rows = source.style.weight
    expected = torch.stack([rows[0], rows[2], (rows[1] + rows[2]) / 2, rows[1]])
    torch.testing.assert_close(target.style.weight, expected)
    assert target.gate.tolist() == [0.25, 1.5, 1.0, 0.5]
    x = noise(1, 4, 8, 8)
    for name in ("wave", "floor"):
        before = source(x, T[:1], torch.tensor([("wave", "floor").index(name)]))
        after = target(x, T[:1], torch.tensor([("floor", "new", "wave").index(name)]))
        torch.testing.assert_close(after, before)


def test_warm_start_leaves_the_source_as_it_was() -> None:
    source, target = make_field(1), make_field(2)
    before = {name: value.clone() for name, value in source.state_dict().items()}
    copy_weights(source, ("a", "b"), target, ("b", "c"))
    with torch.no_grad():
        for parameter in target.parameters():
            parameter.add_(1)
    assert all(torch.equal(value, before[name]) for name, value in source.state_dict().items())


@pytest.mark.parametrize("sizes", [{"base_channels": 16}, {"style_dim": 8}, {"kernel_size": 0}])
def test_warm_start_from_another_size_is_refused_and_changes_nothing(
    sizes: dict[str, int],
) -> None:
    target = make_field(2)
    before = {name: value.clone() for name, value in target.state_dict().items()}
    with pytest.raises(CheckpointError):
        copy_weights(make_field(1, **sizes), ("a", "b"), target, ("a", "b"))
    assert all(torch.equal(value, before[name]) for name, value in target.state_dict().items())


# --- noise ------------------------------------------------------------------------------------


def test_a_seed_places_the_marks_and_pictures_of_one_seed_get_the_same() -> None:
    field = make_field(moving=True, noise_channels=3)
    flat = torch.zeros(2, 4, 8, 8)
    one, again, other = (
        carry(field, flat, {0: 1.0}, 1.0, flow=FlowConfig(), num_steps=2, seed=seed)
        for seed in (1, 1, 2)
    )
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert torch.allclose(one[0], one[1], atol=1e-5)
    assert one[0].std((1, 2)).min() > 0  # a flat photo alone would stay flat


def test_a_field_without_noise_gives_every_seed_the_same() -> None:
    field, x = make_field(moving=True), noise(1, 4, 8, 8)
    one, other = (
        carry(field, x, {0: 1.0}, 1.0, flow=FlowConfig(), num_steps=1, seed=seed) for seed in (1, 2)
    )
    assert torch.equal(one, other)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (3, 0)])
def test_weights_are_copied_between_fields_with_noise_and_without(old: int, new: int) -> None:
    source = make_field(moving=True, noise_channels=old)
    target = make_field(1, noise_channels=new)
    copy_weights(source, ("a", "b"), target, ("a", "b"))
    x = noise(2, 4, 8, 8)
    drawn = target.draw_noise(x, Generator().manual_seed(0))
    torch.testing.assert_close(target(x, T, STYLES, None, drawn), source(x, T, STYLES))
