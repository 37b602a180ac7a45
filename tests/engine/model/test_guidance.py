"""Guidance and blending are exactly the combinations they are said to be."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.model.guidance import guided_velocity, normalise_blend
from lgt_engine.model.ode import integrate
from lgt_engine.model.velocity_field import NULL_STYLE, FieldShape, VelocityField


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(seed))


def trained_field(*, null_gate: float = 0.0, num_styles: int = 3) -> VelocityField:
    """A small network whose output is not zero, as if it had been trained."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        field = VelocityField(FieldShape(num_styles, base_channels=8, style_dim=16, time_dim=16))
        with torch.no_grad():
            torch.nn.init.normal_(field.out.weight, std=0.3)
            field.gate[0] = null_gate
    return field.eval().requires_grad_(False)


X, T = noise(2, 4, 8, 8), torch.tensor([0.25, 0.75])


def branch(field: VelocityField, style: int) -> Tensor:
    return field(X, T, torch.full((2,), style))


class Counted:
    """Counts the calls of a field and the samples in each."""

    def __init__(self, field: VelocityField) -> None:
        self.samples: list[int] = []
        field.register_forward_hook(lambda _m, inputs, _out: self.samples.append(len(inputs[0])))


@pytest.mark.parametrize(
    ("scale", "null_gate"),
    [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (0.0, 0.7), (0.5, 0.7), (1.0, 0.7), (1.75, 0.7), (3, 0.7)],
)
def test_guidance_is_the_stated_affine_combination(scale: float, null_gate: float) -> None:
    field = trained_field(null_gate=null_gate)
    null, style = branch(field, NULL_STYLE), branch(field, 1)
    assert (style - null).abs().max() > 0.1
    found = guided_velocity(field, {1: 1.0}, scale)(X, T)
    torch.testing.assert_close(found, null + scale * (style - null), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("scale", "strength"), [(1.0, 0.0), (1.25, 0.25), (2.0, 1.0), (4.0, 1.0)])
def test_beyond_the_style_the_field_is_asked_for_more_strength(
    scale: float, strength: float
) -> None:
    """With an identity null branch nothing is extrapolated."""
    field = trained_field()
    torch.nn.init.normal_(field.strength[2].weight, generator=Generator().manual_seed(2))
    expected = field(X, T, torch.full((2,), 1), torch.full((2,), strength))
    found = guided_velocity(field, {1: 1.0}, scale)(X, T)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
    if strength:
        assert (found - branch(field, 1)).abs().max() > 1e-3


@given(weights=st.lists(st.floats(0.01, 5), min_size=1, max_size=3), scale=st.floats(0, 3))
@settings(deadline=None, max_examples=15)
def test_a_blend_is_the_convex_combination_of_its_styles(
    weights: list[float], scale: float
) -> None:
    field = trained_field(null_gate=0.5)
    blend = dict(enumerate(weights))
    null = branch(field, NULL_STYLE)
    mixed = sum(w / sum(weights) * branch(field, s) for s, w in blend.items())
    found = guided_velocity(field, blend, scale)(X, T)
    torch.testing.assert_close(found, null + scale * (mixed - null), rtol=1e-4, atol=1e-4)


@given(weights=st.lists(st.floats(0, 1e6), min_size=1, max_size=6))
@settings(deadline=None, max_examples=30)
def test_blend_weights_become_shares(weights: list[float]) -> None:
    if sum(weights) == 0:
        with pytest.raises(ValueError, match="positive sum"):
            normalise_blend(dict(enumerate(weights)))
        return
    shares = normalise_blend(dict(enumerate(weights)))
    assert sum(shares.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares.values())
    assert set(shares) == {style for style, weight in enumerate(weights) if weight > 0}


@pytest.mark.parametrize(
    "blend", [{}, {0: 0.0}, {0: -1.0, 1: 2.0}, {0: float("nan")}, {0: float("inf")}]
)
def test_blends_that_are_no_shares_are_refused(blend: dict[int, float]) -> None:
    with pytest.raises(ValueError, match="blend weights"):
        normalise_blend(blend)


@pytest.mark.parametrize(
    ("null_gate", "blend", "scale", "branches"),
    [
        (0.0, {0: 1.0}, 1.0, 1),
        (0.0, {0: 1.0}, 1.5, 1),
        (0.5, {0: 1.0}, 1.0, 1),
        (0.5, {0: 1.0}, 1.5, 2),
        (0.5, {0: 1.0, 2: 1.0}, 1.5, 3),
        (0.5, {0: 1.0, 1: 0.0}, 1.5, 2),
        (0.5, {0: 1.0}, 0.0, 1),
    ],
)
def test_all_branches_that_count_are_one_batched_call(
    null_gate: float, blend: dict[int, float], scale: float, branches: int
) -> None:
    field = trained_field(null_gate=null_gate)
    counted = Counted(field)
    guided_velocity(field, blend, scale)(X, T)
    assert counted.samples == [branches * len(X)]


def test_no_guidance_with_an_identity_null_is_no_motion_and_no_call() -> None:
    field = trained_field()
    counted = Counted(field)
    velocity = guided_velocity(field, {1: 1.0}, 0.0)
    assert torch.equal(velocity(X, T), torch.zeros_like(X))
    assert torch.equal(integrate(velocity, X, num_steps=3), X)
    assert counted.samples == []
