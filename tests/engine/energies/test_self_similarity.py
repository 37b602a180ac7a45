"""Self-similarity against the N×N form it replaces, and what it can and cannot see."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from lgt_engine.energies import low_band_distance, self_similarity_distance


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed), dtype=torch.float64).to(dtype)


def by_matrices(
    x: Tensor, s: Tensor, *, patch_size: int = 1, pool: int = 1, centred: bool = False
) -> Tensor:
    """The definition: mean squared difference of two N×N matrices of cosine similarities."""
    similarities = []
    for z in (x, s):
        features = F.unfold(F.avg_pool2d(z, pool), patch_size)
        if centred:
            features = features - features.mean(-1, keepdim=True)
        unit = features / features.norm(dim=1, keepdim=True)
        similarities.append(unit.mT @ unit)
    return (similarities[0] - similarities[1]).square().mean()


def rotation(size: int) -> Tensor:
    return torch.linalg.qr(noise(size, size, seed=9))[0]


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize(("patch_size", "pool"), [(1, 1), (3, 1), (1, 2), (3, 2)])
def test_value_and_gradient_equal_the_matrix_form(
    patch_size: int, pool: int, centred: bool
) -> None:
    x, s = noise(2, 4, 8, 10).requires_grad_(True), noise(2, 4, 8, 10, seed=1)
    options = {"patch_size": patch_size, "pool": pool, "centred": centred}
    found, expected = self_similarity_distance(x, s, **options), by_matrices(x, s, **options)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=0)
    gradients = [torch.autograd.grad(value, x)[0] for value in (found, expected)]
    torch.testing.assert_close(gradients[0], gradients[1], rtol=1e-9, atol=1e-14)


@given(
    batch=st.integers(1, 3),
    channels=st.integers(1, 6),
    height=st.integers(1, 7),
    width=st.integers(1, 7),
    seed=st.integers(0, 100),
)
@settings(deadline=None, max_examples=30)
def test_any_shape_equals_the_matrix_form(
    batch: int, channels: int, height: int, width: int, seed: int
) -> None:
    x, s = (noise(batch, channels, height, width, seed=i) for i in (seed, seed + 1))
    found = self_similarity_distance(x, s)
    torch.testing.assert_close(found, by_matrices(x, s), rtol=1e-10, atol=1e-14)
    assert 0 <= found <= 4


@pytest.mark.parametrize("size", [1e-2, 1e-3])
def test_single_precision_is_accurate_near_zero(size: float) -> None:
    s = noise(2, 4, 16, 16)
    x = s + size * noise(2, 4, 16, 16, seed=1)
    exact_x = x.clone().requires_grad_(True)
    exact = by_matrices(exact_x, s)
    single_x = x.float().requires_grad_(True)
    single = self_similarity_distance(single_x, s.float())
    assert single.item() == pytest.approx(exact.item(), rel=1e-2)
    (wanted,), (got,) = torch.autograd.grad(exact, exact_x), torch.autograd.grad(single, single_x)
    assert (got.double() - wanted).norm() < 1e-2 * wanted.norm()


def test_distance_to_itself_is_zero_with_zero_gradient() -> None:
    s = noise(2, 4, 8, 8, dtype=torch.float32)
    x = s.clone().requires_grad_(True)
    energy = self_similarity_distance(x, s, patch_size=3, centred=True)
    energy.backward()
    assert energy == 0
    assert x.grad is not None
    assert x.grad.abs().max() == 0


@pytest.mark.parametrize("centred", [False, True])
def test_constant_pictures_have_a_finite_gradient(centred: bool) -> None:
    x = torch.zeros(1, 4, 6, 6).requires_grad_(True)
    self_similarity_distance(x, noise(1, 4, 6, 6, dtype=torch.float32), centred=centred).backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


def test_exact_form_has_no_spread() -> None:
    x, s = noise(2, 4, 12, 12), noise(2, 4, 12, 12, seed=1)
    values = {float(self_similarity_distance(x, s, generator=seeded(i))) for i in range(5)}
    assert len(values) == 1
    sampled = {
        float(self_similarity_distance(x, s, max_spatial_samples=32, generator=seeded(i)))
        for i in range(5)
    }
    assert len(sampled) == 5


@pytest.mark.parametrize("count", [64, 1000])
def test_sampling_every_position_is_exact(count: int) -> None:
    x, s = noise(2, 4, 8, 8), noise(2, 4, 8, 8, seed=1)
    sampled = self_similarity_distance(x, s, max_spatial_samples=count, generator=seeded())
    torch.testing.assert_close(sampled, self_similarity_distance(x, s))


def test_samples_agree_with_the_exact_form_the_better_the_more_there_are() -> None:
    x, s = noise(2, 4, 16, 16), noise(2, 4, 16, 16, seed=1)
    exact = float(self_similarity_distance(x, s))

    def error(count: int) -> float:
        values = [
            float(self_similarity_distance(x, s, max_spatial_samples=count, generator=seeded(i)))
            for i in range(20)
        ]
        return sum(abs(value / exact - 1) for value in values) / len(values)

    # The diagonal is zero whatever is drawn, so few samples are also a little low.
    assert error(128) < 0.05
    assert error(200) < error(64) < error(16)


def test_the_same_positions_are_sampled_in_both_pictures() -> None:
    s = noise(2, 4, 12, 12)
    assert self_similarity_distance(s, s, max_spatial_samples=16, generator=seeded()) == 0


def test_rotating_the_channels_changes_nothing() -> None:
    x, s = noise(2, 4, 8, 8), noise(2, 4, 8, 8, seed=1)
    turned = torch.einsum("dc,bchw->bdhw", rotation(4), x)
    for options in ({}, {"patch_size": 3, "centred": True}):
        torch.testing.assert_close(
            self_similarity_distance(turned, s, **options),
            self_similarity_distance(x, s, **options),
        )


def test_contrast_changes_nothing() -> None:
    x = noise(2, 4, 8, 8)
    assert self_similarity_distance(3 * x, x) < 1e-12


def test_a_flipped_sign_is_invisible_here_and_plain_to_the_low_band_anchor() -> None:
    s = F.interpolate(noise(2, 4, 4, 4), size=32, mode="bilinear")
    assert self_similarity_distance(-s, s, patch_size=3, pool=2, centred=True) < 1e-12
    assert low_band_distance(-s, s) > 3.5


def test_a_mirrored_picture_is_far_away() -> None:
    s = noise(2, 4, 8, 8)
    assert self_similarity_distance(s.flip(-1), s) > 0.1


def test_centring_frees_the_palette() -> None:
    s = noise(2, 4, 8, 8)
    x = s + torch.tensor([2.0, -1.0, 0.0, 3.0])[:, None, None]
    assert self_similarity_distance(x, s, centred=True) < 1e-12
    assert self_similarity_distance(x, s) > 0.1


def test_pooling_frees_the_fine_texture() -> None:
    s = noise(2, 4, 8, 8)
    checks = torch.tensor([[1.0, -1.0], [-1.0, 1.0]], dtype=torch.float64).repeat(4, 4)
    assert self_similarity_distance(s + checks, s, pool=2) < 1e-12
    assert self_similarity_distance(s + checks, s) > 0.1


def test_autocast_and_half_precision_inputs_compute_in_float32() -> None:
    x, s = (noise(2, 4, 8, 8, seed=i).bfloat16() for i in range(2))
    wide = self_similarity_distance(x.float(), s.float())
    with torch.autocast("cpu", torch.bfloat16):
        inside = self_similarity_distance(x, s)
    assert inside.dtype == torch.float32
    assert inside == wide


def test_pictures_of_different_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes differ"):
        self_similarity_distance(noise(1, 4, 8, 8), noise(1, 4, 8, 9))


def test_memory_does_not_grow_with_the_square_of_the_positions() -> None:
    saved: list[int] = []

    def pack(tensor: Tensor) -> Tensor:
        saved.append(tensor.numel())
        return tensor

    x = noise(1, 4, 40, 40).requires_grad_(True)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        self_similarity_distance(x, noise(1, 4, 40, 40, seed=1))
    assert max(saved) == x.numel()
