"""The optimiser of the student codec: orthogonalised momentum for the inner convolutions.

Nearly all weights of a tiny autoencoder are square 3x3 convolutions. Their momentum is replaced by
the nearest orthogonal matrix (Newton-Schulz, as in Muon); all of one shape are stacked, so that it
costs a few percent of a step. The remaining weights use Adam.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


def orthogonalize(stack: Tensor, steps: int = 5) -> Tensor:
    """Return about the nearest semi-orthogonal matrices of a stack [N, rows, columns].

    Singular values end between about 0.7 and 1.2, which is all that is needed of a direction.
    """
    a, b, c = _NEWTON_SCHULZ
    x = stack / (stack.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    # Every step multiplies from the left by a polynomial of the Gram matrix, so the small square
    # matrices can be iterated alone and the wide ones touched only twice.
    gram = x @ x.mT
    identity = torch.eye(gram.shape[-1]).expand_as(gram)
    product = identity
    for _ in range(steps):
        polynomial = a * identity + b * gram + c * (gram @ gram)
        product = polynomial @ product
        gram = polynomial @ gram @ polynomial
    result: Tensor = product @ x
    return result


class CodecOptimizer:
    """Orthogonalised momentum for square convolutions, Adam for the rest.

    Parameters
    ----------
    parameters : iterable of (str, Parameter)
        Named parameters.
    rate : float
        Step of the orthogonalised weights (spectral norm of an update).
    adam_rate : float
        Step of the others.
    """

    def __init__(
        self, parameters: Iterable[tuple[str, nn.Parameter]], rate: float, adam_rate: float
    ) -> None:
        self._rate, self._adam_rate = rate, adam_rate
        self._square: dict[torch.Size, list[nn.Parameter]] = {}
        self._rest: list[nn.Parameter] = []
        for _, parameter in parameters:
            if parameter.ndim == 4 and parameter.shape[0] == parameter.shape[1]:
                self._square.setdefault(parameter.shape, []).append(parameter)
            else:
                self._rest.append(parameter)
        self.state: dict[str, Tensor] = {"steps": torch.zeros(1)}
        for index, (shape, group) in enumerate(self._square.items()):
            self.state[f"momentum.{index}"] = torch.zeros(len(group), shape[0], shape[1:].numel())
        for index, parameter in enumerate(self._rest):
            self.state[f"mean.{index}"] = torch.zeros_like(parameter.detach())
            self.state[f"square.{index}"] = torch.zeros_like(parameter.detach())

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Take one step with both rates multiplied by ``factor``."""
        self.state["steps"] += 1
        for index, (shape, group) in enumerate(self._square.items()):
            gradients = torch.stack([_gradient(p).reshape(shape[0], -1) for p in group]).float()
            # Inputs are never negative (ReLU), so a filter's mean acts as a huge bias: left free,
            # it drove whole layers below zero, for good, within the first hundred steps.
            gradients -= gradients.mean(dim=2, keepdim=True)
            momentum = self.state[f"momentum.{index}"]
            momentum.lerp_(gradients, 0.05)
            directions = orthogonalize(gradients.lerp(momentum, 0.95))
            for parameter, direction in zip(group, directions, strict=True):
                parameter.add_(direction.view(shape), alpha=-self._rate * factor)
        self._adam(self._adam_rate * factor)

    def _adam(self, rate: float) -> None:
        steps = float(self.state["steps"])
        for index, parameter in enumerate(self._rest):
            gradient = _gradient(parameter).float()
            mean, square = self.state[f"mean.{index}"], self.state[f"square.{index}"]
            mean.lerp_(gradient, 0.1)
            square.lerp_(gradient.square(), 0.05)
            spread = (square / (1.0 - 0.95**steps)).sqrt() + 1e-8
            # Biases are small beside weights, and a bias that rushes off silences its channel.
            own_rate = rate * (0.2 if parameter.ndim == 1 else 1.0)
            parameter.addcdiv_(mean, spread, value=-own_rate / (1.0 - 0.9**steps))


def _gradient(parameter: nn.Parameter) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
