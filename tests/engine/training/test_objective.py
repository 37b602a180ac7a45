"""The training objective with fields whose x_1 is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Generator, Tensor

from lgt_engine.config import FlowConfig, LossConfig, ModelConfig, TrainConfig, TrainingConfig
from lgt_engine.data.dataset import InMemoryLatentDataset
from lgt_engine.energies import low_band_distance, self_similarity_distance
from lgt_engine.model.guidance import guided_velocity
from lgt_engine.model.ode import integrate
from lgt_engine.model.velocity_field import NULL_STYLE, FieldShape, VelocityField
from lgt_engine.training.objective import Batch, FieldFunction, drops_labels, objective
from lgt_engine.training.state import TrainingState
from lgt_engine.training.step import Stepper, field_function
from lgt_engine.training.style_references import StyleReferences

#: Patches of latents alone: nothing is drawn.
SMALL = LossConfig(
    w_perceptual=0,
    w_colour=0,
    w_layout=0,
    w_smooth=0,
    w_patches=1,
    patch_sizes=(1, 3),
    pyramid_levels=1,
    num_projections=8,
    targets="drawn",
)
ONE_STEP = TrainingConfig(
    ode_integration_steps=1,
    batch_size=8,
    references_per_style=2,
    warmup_steps=1,
    device="cpu",
    precision="float32",
)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed))


def make_config(
    *, loss: dict[str, Any] | None = None, training: dict[str, Any] | None = None, **flow: Any
) -> TrainConfig:
    """One Euler step from t = 0, so that the field alone decides x_1."""
    return TrainConfig(
        flow=FlowConfig(**({"restart_prob": 0.0} | flow)),
        loss=replace(SMALL, **(loss or {})),
        training=replace(ONE_STEP, **(training or {})),
    )


def two_styles(style: Tensor | None = None) -> Batch:
    """Four photos to a bright style, four to a dark one."""
    references = noise(8, 4, 8, 8, seed=1)
    references[:4] += 3
    references[4:] -= 3
    targets = torch.tensor([0, 1])
    return Batch(
        x_src=noise(8, 4, 8, 8),
        style=targets.repeat_interleave(4) if style is None else style,
        references=references,
        groups=2,
        targets=targets,
        photos=torch.zeros(8, 3, 64, 64, dtype=torch.uint8),
        strength=torch.zeros(8),
    )


def arriving_at(x_1: Tensor) -> FieldFunction:
    """A field that carries anything to ``x_1`` in one step from t."""

    def field(x: Tensor, t: Tensor, *_: Tensor) -> Tensor:
        return (x_1 - x) / (1 - t)[:, None, None, None]

    return field


def terms_of(field: FieldFunction, batch: Batch, config: TrainConfig) -> dict[str, float]:
    return {
        name: float(value.detach())
        for name, value in objective(field, batch, config, seeded(), StyleReferences()).items()
    }


# --- terms and weights -----------------------------------------------------------------------


def test_content_terms_compare_the_arrival_with_the_photo() -> None:
    batch, x_1 = two_styles(), noise(8, 4, 8, 8, seed=5)
    found = terms_of(arriving_at(x_1), batch, make_config(loss={"w_transport": 0.1}))
    ssm = self_similarity_distance(x_1, batch.x_src, pool=2, patch_size=3, centred=True)
    assert found["content_ssm"] == pytest.approx(float(ssm), rel=1e-4)
    anchor = low_band_distance(x_1, batch.x_src, pool=4)
    assert found["content_anchor"] == pytest.approx(float(anchor), rel=1e-4)
    transport = (x_1 - batch.x_src).square().mean()
    assert found["content_transport"] == pytest.approx(float(transport), rel=1e-4)


def test_loss_is_the_weighted_sum_of_its_terms() -> None:
    weights = {
        "w_style": 0.7,
        "w_content": 2.0,
        "w_anchor": 0.3,
        "w_similarity": 0.05,
        "w_transport": 0.11,
        "w_null": 0.13,
        "use_velocity_reg": True,
        "velocity_reg_weight": 0.17,
        "use_divergence_reg": True,
        "divergence_reg_weight": 0.19,
    }
    config = make_config(loss=weights, path="noise")
    batch = two_styles(torch.tensor([0, NULL_STYLE, 0, 0, 1, 1, NULL_STYLE, 1]))
    found = terms_of(lambda x, *_: 0.5 * x, batch, config)
    expected = {
        "style_swd": 0.7,
        "content_ssm": 2 * 0.05,
        "content_anchor": 2 * 0.3,
        "content_transport": 2 * 0.11,
        "null_identity": 0.13,
        "velocity": 0.17,
        "divergence": 0.19,
    }
    assert set(found) == {"loss", *expected}
    assert all(found[name] > 0 for name in expected)
    total = sum(weight * found[name] for name, weight in expected.items())
    assert found["loss"] == pytest.approx(total, rel=1e-5)


def test_regularisers_measure_the_field_where_the_flow_starts() -> None:
    batch = two_styles()
    config = make_config(loss={"use_velocity_reg": True, "use_divergence_reg": True})
    found = terms_of(lambda x, *_: -0.5 * x, batch, config)
    assert found["velocity"] == pytest.approx(float((0.5 * batch.x_src).square().mean()), rel=1e-5)
    assert found["divergence"] == pytest.approx(0.25, rel=1e-5)
    plain = terms_of(lambda x, *_: -0.5 * x, batch, make_config())
    assert not {"velocity", "divergence"} & set(plain)


@pytest.mark.parametrize("name", ["velocity", "divergence"])
def test_a_regulariser_in_the_loss_lowers_what_it_penalises(name: str) -> None:
    batch = two_styles()

    def trained(weight: float) -> float:
        config = make_config(
            loss={
                "use_velocity_reg": True,
                "use_divergence_reg": True,
                "velocity_reg_weight": 0.0,
                "divergence_reg_weight": 0.0,
            }
            | {f"{name}_reg_weight": weight}
        )
        gain = torch.full((1, 4, 1, 1), 0.5, requires_grad=True)
        shift = torch.zeros(1, 4, 1, 1, requires_grad=True)
        optimiser = torch.optim.Adam([gain, shift], lr=0.05)
        found: dict[str, Tensor] = {}
        for _ in range(12):
            found = objective(
                lambda x, *_: gain * x + shift, batch, config, seeded(), StyleReferences()
            )
            optimiser.zero_grad()
            found["loss"].backward()
            optimiser.step()
        return found[name].item()

    assert trained(10.0) < 0.25 * trained(0.0)


@pytest.mark.parametrize("checkpointing", [False, True])
def test_the_divergence_penalty_trains_through_checkpointing(checkpointing: bool) -> None:
    def gradient(on: bool) -> Tensor:
        config = make_config(
            loss={"use_divergence_reg": True, "divergence_reg_weight": 50.0},
            training={"use_gradient_checkpointing": on},
        )
        network = make_network(moving=True)
        objective(
            field_function(network, config), two_styles(), config, seeded(), StyleReferences()
        )["divergence"].backward()
        grad = network.stem.weight.grad
        assert grad is not None
        return grad

    assert gradient(checkpointing).abs().max() > 0
    torch.testing.assert_close(gradient(checkpointing), gradient(False), rtol=1e-3, atol=1e-6)


def test_autocast_keeps_every_term_in_float32() -> None:
    config = make_config(loss={"use_velocity_reg": True, "use_divergence_reg": True})
    with torch.autocast("cpu", torch.bfloat16):
        found = objective(
            make_network(moving=True), two_styles(), config, seeded(), StyleReferences()
        )
    assert {value.dtype for value in found.values()} == {torch.float32}
    found["loss"].backward()


# --- the null label --------------------------------------------------------------------------


def test_dropped_samples_are_pulled_to_their_source_and_to_nothing_else() -> None:
    style = torch.tensor([0, NULL_STYLE, 0, 0, 1, 1, NULL_STYLE, 1])
    batch, config = two_styles(style), make_config(path="noise")
    x_1 = (batch.x_src + 2).requires_grad_(True)
    found = objective(arriving_at(x_1), batch, config, seeded(), StyleReferences())
    assert float(found["null_identity"].detach()) == pytest.approx(4, rel=1e-4)

    def reached(name: str) -> list[bool]:
        (gradient,) = torch.autograd.grad(found[name], x_1, retain_graph=True)
        return gradient.flatten(1).abs().amax(1).gt(0).tolist()

    kept = (style != NULL_STYLE).tolist()
    assert reached("style_swd") == kept
    assert reached("content_anchor") == kept
    assert reached("null_identity") == [not keep for keep in kept]


def test_a_group_that_lost_all_its_labels_leaves_the_others_their_style_term() -> None:
    style = torch.tensor([NULL_STYLE] * 4 + [1] * 4)
    batch, config = two_styles(style), make_config(path="noise")
    found = terms_of(arriving_at(batch.references), batch, config)
    assert found["style_swd"] == pytest.approx(0, abs=1e-5)
    assert terms_of(arriving_at(batch.references.roll(4, 0)), batch, config)["style_swd"] > 1


def test_labels_are_dropped_only_where_the_null_branch_has_something_to_learn() -> None:
    assert not drops_labels(make_config())
    assert drops_labels(make_config(path="noise"))
    assert drops_labels(make_config(variation=0.1))


def make_network(*, moving: bool = False) -> VelocityField:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = VelocityField(FieldShape(2, base_channels=8, style_dim=16, time_dim=16))
        if moving:
            torch.nn.init.normal_(network.out.weight, std=0.3)
    return network


def make_dataset() -> InMemoryLatentDataset:
    latents = noise(8, 4, 8, 8, seed=1)
    latents[:4] += 2
    return InMemoryLatentDataset(
        style_names=("bright", "plain"),
        style_latents=latents,
        style_pixels=torch.zeros(8, 3, 64, 64, dtype=torch.uint8),
        style_ids=torch.arange(2).repeat_interleave(4),
        style_pictures=torch.arange(8),
        content_latents=noise(12, 4, 8, 8, seed=2),
        content_pixels=torch.zeros(12, 3, 64, 64, dtype=torch.uint8),
        content_styles=torch.full((12,), -1),
        content_pictures=torch.arange(100, 112),
        validation_pixels=torch.zeros(1, 3, 64, 64),
        judge_pixels={},
    )


def train(config: TrainConfig, steps: int) -> tuple[VelocityField, list[Tensor]]:
    """The network after some updates, and the gradient of the gates at each."""
    state = TrainingState.create(make_network(), config, 8)
    stepper = Stepper(state, make_dataset(), config, StyleReferences())
    gates = []
    for _ in range(steps):
        stepper.step(0.0)
        assert state.network.gate.grad is not None
        gates.append(state.network.gate.grad.clone())
    return state.network, gates


def null_velocity(network: VelocityField) -> Tensor:
    velocity = guided_velocity(network, {0: 1.0}, 0.0)
    return velocity(noise(2, 4, 8, 8), torch.zeros(2)).detach()


def test_training_on_the_source_path_leaves_the_null_branch_exactly_the_identity() -> None:
    config = make_config(restart_prob=0.5, training={"weight_decay": 0.1})
    network, gates = train(config, 8)
    assert all(float(gate[0]) == 0 for gate in gates)
    assert any(float(gate[1:].abs().max()) > 0 for gate in gates)
    assert float(network.gate[0].detach()) == 0
    x = noise(2, 4, 8, 8)
    with torch.no_grad():
        null = network(x, torch.zeros(2), torch.full((2,), NULL_STYLE))
        styled = network(x, torch.zeros(2), torch.zeros(2, dtype=torch.long))
    assert null.abs().max() == 0
    assert styled.abs().max() > 0
    at_zero = integrate(guided_velocity(network, {0: 1.0}, 0.0), x, num_steps=3)
    assert torch.equal(at_zero, x)


def test_training_on_the_noise_path_opens_the_null_branch() -> None:
    config = make_config(path="noise", training={"label_drop_prob": 0.4})
    network, gates = train(config, 8)
    assert any(float(gate[0]) != 0 for gate in gates)
    assert not network.null_is_identity
    assert null_velocity(network).abs().max() > 0


# --- sampling options ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("style_swd", {"max_samples": 32}),
        ("style_swd", {"max_samples": 32, "stratified": False}),
        ("style_swd", {"pyramid_levels": 2}),
        ("style_swd", {"patch_sizes": (1, 5)}),
        ("style_swd", {"num_projections": 9}),
        ("content_ssm", {"max_spatial_samples": 3}),
    ],
)
def test_an_option_of_an_energy_reaches_it(name: str, change: dict[str, Any]) -> None:
    batch, field = two_styles(), arriving_at(noise(8, 4, 8, 8, seed=5))
    plain = terms_of(field, batch, make_config())
    changed = terms_of(field, batch, make_config(loss=change))
    assert abs(changed[name] / plain[name] - 1) > 1e-4


def test_a_batch_moves_to_a_device_whole() -> None:
    batch = two_styles()
    moved = batch.to(torch.device("meta"))
    assert {moved.x_src.device.type, moved.style.device.type, moved.references.device.type} == {
        "meta"
    }
    assert moved.groups == batch.groups


def test_all_states_of_a_batch_see_the_same_noise_and_every_batch_another() -> None:
    config = replace(
        make_config(training={"ode_integration_steps": 2}), model=ModelConfig(noise_channels=3)
    )
    seen: list[Tensor] = []

    def field(x: Tensor, _t: Tensor, _style: Tensor, _strength: Tensor, noise: Tensor) -> Tensor:
        seen.append(noise)
        return 0 * x

    draw = seeded()
    for _ in range(2):
        objective(field, two_styles(), config, draw, StyleReferences())
    assert [tuple(noise.shape) for noise in seen] == [(8, 3, 8, 8)] * 4
    assert torch.equal(seen[0], seen[1])
    assert not torch.equal(seen[0], seen[2])
