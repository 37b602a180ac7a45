"""The descent of one picture's latents on the energy that networks are trained with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from lgt_engine.energies import (
    PerceptualEnergy,
    PerceptualTerms,
    StyleTargets,
    measure_style_targets,
)
from lgt_engine.energies.features import PerceptualFeatures
from lgt_engine.errors import LGTError
from lgt_engine.system.devices import autocast_dtype

#: Peak rate of n steps: _RATE / n^0.8, so that few steps go as far as many. Faster than the highest
#: rate, flat paint turns to grain.
_RATE, _RATE_FALL, _HIGHEST_RATE, _LEAST_RATE = 1.6, 0.8, 0.2, 1e-4
#: From a network's picture there is less of a way to go: this share of the rate.
_SHORTER_WAY = 0.6
_BETAS = (0.9, 0.99)
_LAYOUT, _COLOUR, _ROUGHNESS, _EXCESS = 0.15, 3.7, 0.055, 2.0
#: Weight of the layout at guidance 2, as a share of that at 1; as networks are trained.
_LAYOUT_AT_FULL_STRENGTH = 0.2


@dataclass(frozen=True)
class Descent:
    """What the latents of one photo descend on.

    Attributes
    ----------
    features : PerceptualFeatures
    draw : callable
        Latents ``[1, C, h, w]`` → pixels, differentiable.
    photo : Tensor
        ``[1, 3, H, W]`` in [−1, 1].
    targets : StyleTargets
        Of one style, at guidance 1.
    guidance : float
        0 the photo, 1 the style, 2 bolder, which is the end.
    from_photo : bool
        Whether the descent begins at the photo.
    """

    features: PerceptualFeatures
    draw: Callable[[Tensor], Tensor]
    photo: Tensor
    targets: StyleTargets
    guidance: float
    from_photo: bool = True

    def run(self, x_0: Tensor, steps: int) -> Iterator[tuple[float, Tensor]]:
        """Descend from ``x_0`` ``[1, C, h, w]``.

        Yields
        ------
        energy, x : float, Tensor
            After each step: the energy before it, and the latents that it reached.

        Raises
        ------
        LGTError
            When the energy is no number at the very beginning; later, the descent ends early.
        """
        with _gradients():
            x = x_0.detach().clone().requires_grad_(True)
            energy = self._energy()
            optimiser = torch.optim.Adam([x], 1.0, _BETAS)
        peak = min(_RATE / steps**_RATE_FALL, _HIGHEST_RATE)
        peak *= 1.0 if self.from_photo else _SHORTER_WAY
        for step in range(steps):
            rate = peak * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + _LEAST_RATE
            optimiser.param_groups[0]["lr"] = rate
            with _gradients():
                value = energy(x)
                (gradient,) = torch.autograd.grad(value, x)
                if not bool(value.isfinite() & gradient.isfinite().all()):
                    if step == 0:
                        raise _no_number()
                    return
                x.grad = gradient
                optimiser.step()
                reached = x.detach().clone()
            yield value.item(), reached

    def _energy(self) -> Callable[[Tensor], Tensor]:
        compare = PerceptualEnergy(self.features, self._guided_targets(), self._drawn).of_photos(
            self.photo, torch.zeros(1, dtype=torch.long, device=self.photo.device)
        )
        layout = _LAYOUT * _LAYOUT_AT_FULL_STRENGTH ** min(max(self.guidance - 1, 0.0), 1.0)

        def energy(x: Tensor) -> Tensor:
            terms: PerceptualTerms = compare(x)
            total: Tensor = terms.style + _COLOUR * terms.colour + _EXCESS * terms.excess
            total = total + layout * terms.layout + _ROUGHNESS * terms.roughness
            return total.sum()

        return energy

    def _guided_targets(self) -> StyleTargets:
        """Below guidance 1, what lies between the photo as it is and the style."""
        if self.guidance >= 1:
            return self.targets
        own = measure_style_targets(self.features, [self.photo])
        return own.beside(self.targets).mixed([1 - self.guidance, self.guidance])

    def _drawn(self, x: Tensor) -> Tensor:
        # In half precision a CPU that has it draws three times as fast.
        dtype = autocast_dtype("auto", x.device)
        with torch.autocast(x.device.type, dtype, enabled=dtype is not None):
            return self.draw(x)


@contextmanager
def _gradients() -> Iterator[None]:
    """Gradients, whatever the caller switched off."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


def _no_number() -> LGTError:
    return LGTError(
        "This picture cannot be refined: its difference from the style is no number.",
        safe="Nothing was changed.",
        next_step="Use another copy of the model, or train it again.",
    )
