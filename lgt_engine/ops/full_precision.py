"""Compute in float32 inside autocast: energies are small differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import torch
from torch import Tensor

P = ParamSpec("P")


def full_precision(energy: Callable[P, Tensor]) -> Callable[P, Tensor]:
    """Run ``energy`` outside autocast with half-precision tensor arguments widened to float32.

    Works on CPU, CUDA and MPS alike. float64 arguments stay float64, so that tests can compare
    with brute force.
    """

    @wraps(energy)
    def run(*args: P.args, **kwargs: P.kwargs) -> Tensor:
        given = (*args, *kwargs.values())
        device = next(value.device for value in given if isinstance(value, Tensor))
        with torch.autocast(device.type, enabled=False):
            wide = [_widen(value) for value in args]
            named = {key: _widen(value) for key, value in kwargs.items()}
            return energy(*wide, **named)  # type: ignore[arg-type]

    return run


def _widen(value: object) -> object:
    if isinstance(value, Tensor) and value.dtype in (torch.float16, torch.bfloat16):
        return value.float()
    return value
