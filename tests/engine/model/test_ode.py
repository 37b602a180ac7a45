"""Integration of the flow on fields whose solution is known."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.model.ode import VelocityFunction, integrate, start_state


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(seed), dtype=torch.float64)


def cubic(x: Tensor, t: Tensor) -> Tensor:
    """v = 3t², so that x gains 1 − t_start³."""
    return (3 * t**2)[:, None, None, None].expand_as(x)


def linear(x: Tensor, _: Tensor) -> Tensor:
    """dx/dt = −10x."""
    return -10 * x


def end(
    velocity: VelocityFunction, num_steps: int, solver: str, t_start: Tensor | float = 0.0
) -> Tensor:
    x = torch.ones(len(t_start) if isinstance(t_start, Tensor) else 1, 1, 1, 1).double()
    return integrate(velocity, x, num_steps=num_steps, t_start=t_start, solver=solver).flatten()


def cubic_gain(start: float, n: int, solver: str) -> float:
    """What each rule makes of ∫3t²: the trapezium's error is (1−s)³/(2n²), Euler lags behind it."""
    trapezium = 1 - start**3 + (1 - start) ** 3 / (2 * n**2)
    return trapezium - (solver == "euler") * (1 - start) / (2 * n) * 3 * (1 - start**2)


@given(
    num_steps=st.integers(1, 40),
    start=st.floats(0, 0.999),
    solver=st.sampled_from(["euler", "heun"]),
)
@settings(deadline=None, max_examples=60)
def test_known_integral_is_what_each_rule_makes_of_it(
    num_steps: int, start: float, solver: str
) -> None:
    found = float(end(cubic, num_steps, solver, start)) - 1
    assert found == pytest.approx(cubic_gain(start, num_steps, solver), abs=1e-12)


@pytest.mark.parametrize("solver", ["euler", "heun"])
@pytest.mark.parametrize("num_steps", [1, 2, 3, 7, 10, 49])
def test_flow_arrives_at_one_from_every_start_of_a_batch(num_steps: int, solver: str) -> None:
    start = torch.tensor([0.0, 0.1, 0.5, 0.9, 1.0]).double()
    gained = end(lambda x, _: torch.ones_like(x), num_steps, solver, start) - 1
    torch.testing.assert_close(gained, 1 - start)
    gained = end(cubic, num_steps, solver, start) - 1
    expected = [cubic_gain(float(s), num_steps, solver) for s in start]
    torch.testing.assert_close(gained, torch.tensor(expected).double())


@pytest.mark.parametrize(("solver", "calls"), [("euler", 1), ("heun", 2)])
def test_velocity_is_asked_at_the_times_of_the_grid(solver: str, calls: int) -> None:
    times: list[float] = []

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        times.append(float(t))
        return torch.zeros_like(x)

    end(velocity, 4, solver, 0.5)
    grid = [0.5, 0.625, 0.75, 0.875]
    expected = grid if calls == 1 else [t + d for t in grid for d in (0, 0.125)]
    assert times == pytest.approx(expected)


def test_many_steps_reach_the_exact_integral() -> None:
    assert float(end(cubic, 2000, "euler")) == pytest.approx(2, abs=1e-3)
    assert float(end(cubic, 2000, "heun")) == pytest.approx(2, abs=1e-6)


@pytest.mark.parametrize(("solver", "order"), [("euler", 1), ("heun", 2)])
def test_error_on_a_decaying_field_falls_with_the_order_of_the_solver(
    solver: str, order: int
) -> None:
    errors = [abs(float(end(linear, n, solver)) - math.exp(-10)) for n in (400, 800, 1600)]
    for coarse, fine in pairwise(errors):
        assert math.log2(coarse / fine) == pytest.approx(order, abs=0.1)


@pytest.mark.parametrize("num_steps", [1, 2, 5, 20])
def test_each_step_multiplies_a_decaying_field_by_the_solvers_polynomial(num_steps: int) -> None:
    z = 10 / num_steps
    assert float(end(linear, num_steps, "euler")) == pytest.approx((1 - z) ** num_steps)
    expected = (1 - z + z**2 / 2) ** num_steps
    assert float(end(linear, num_steps, "heun")) == pytest.approx(expected)


@pytest.mark.parametrize("solver", ["euler", "heun"])
def test_a_given_first_velocity_saves_one_evaluation_and_changes_nothing(solver: str) -> None:
    calls = []

    def counted(x: Tensor, t: Tensor) -> Tensor:
        calls.append(t)
        return linear(x, t)

    x = noise(2, 4, 3, 3)
    plain = integrate(counted, x, num_steps=3, solver=solver)
    without = len(calls)
    given = integrate(counted, x, num_steps=3, solver=solver, first_velocity=linear(x, x))
    assert len(calls) == 2 * without - 1
    assert torch.equal(plain, given)


def test_gradient_flows_back_through_every_step() -> None:
    x = noise(1, 1, 2, 2).requires_grad_(True)
    integrate(linear, x, num_steps=20).sum().backward()
    assert x.grad is not None
    torch.testing.assert_close(x.grad, torch.full_like(x, 0.5**20))


def test_steps_and_solvers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="num_steps"):
        end(cubic, 0, "euler")
    with pytest.raises(ValueError, match="solver"):
        end(cubic, 1, "midpoint")


def test_source_path_starts_from_the_photo_itself() -> None:
    x_src = noise(2, 4, 3, 3)
    assert torch.equal(start_state(x_src, path="source"), x_src)


def test_variation_adds_noise_of_its_size() -> None:
    x_src = noise(4, 4, 32, 32)
    moved = start_state(x_src, path="source", variation=0.5, generator=Generator().manual_seed(1))
    difference = moved - x_src
    assert float(difference.std()) == pytest.approx(0.5, rel=0.02)
    assert abs(float((difference * x_src).mean())) < 0.02


def test_noise_path_mixes_noise_and_photo_by_each_samples_time() -> None:
    x_src = noise(3, 4, 5, 5)
    t = torch.tensor([0.0, 0.25, 1.0])
    state = start_state(x_src, path="noise", t=t, generator=Generator().manual_seed(3))
    pure = start_state(x_src, path="noise", t=0.0, generator=Generator().manual_seed(3))
    share = t.double()[:, None, None, None]
    torch.testing.assert_close(state, (1 - share) * pure + share * x_src)
    assert torch.equal(state[2], x_src[2])
    assert abs(float((pure * x_src).mean())) < 0.3
    assert float(pure.std()) == pytest.approx(1, rel=0.15)


def test_an_unknown_path_is_refused() -> None:
    with pytest.raises(ValueError, match="path"):
        start_state(noise(1, 4, 2, 2), path="elsewhere")
