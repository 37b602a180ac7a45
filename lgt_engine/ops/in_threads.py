"""Compute the rows of a batch in threads: on a CPU faster than threads that share every layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

#: Rows of every input → results whose first dimension is the rows.
OfRows = Callable[..., Sequence[Tensor]]


def in_threads(of_rows: OfRows, x: Tensor, *others: Tensor, threads: int) -> tuple[Tensor, ...]:
    """The results of ``of_rows(x, *others)``, computed in pieces side by side.

    Threads that share a layer wait for each other after every one of hundreds of layers, and beside
    another program each wait is as long as the other program's turn. Threads with rows of their own
    wait once in the forward and once in the backward pass.

    Parameters
    ----------
    of_rows : callable
        ``(x, *others)`` → tensors ``[B, …]``, each row computed from the same row of the inputs. It
        draws nothing at random, and no tensor but ``x`` gets a gradient through it.
    x : Tensor
        ``[B, …]``, on the CPU.
    others : Tensor
        ``[B, …]``.
    threads : int
        The most pieces, ≥ 1.
    """
    pieces = min(threads, len(x))
    if pieces <= 1:
        return tuple(of_rows(x, *others))
    made: tuple[Tensor, ...] = _InThreads.apply(of_rows, pieces, x, *others)  # type: ignore[no-untyped-call]
    return made


class _InThreads(Function):
    @staticmethod
    def forward(
        ctx: Any, of_rows: OfRows, pieces: int, x: Tensor, *others: Tensor
    ) -> tuple[Tensor, ...]:
        half = torch.get_autocast_dtype("cpu")
        autocast = torch.is_autocast_enabled("cpu")

        def run(x: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
            with torch.autocast("cpu", half, enabled=autocast):
                return tuple(of_rows(x, *others))

        ctx.x = [part.detach().requires_grad_() for part in x.tensor_split(pieces)]
        split = [other.tensor_split(pieces) for other in others]
        ctx.made = _side_by_side(run, ctx.x, *split)
        return tuple(torch.cat(parts).detach() for parts in zip(*ctx.made, strict=True))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        split = zip(*(gradient.tensor_split(len(ctx.x)) for gradient in gradients), strict=True)

        def run(x: Tensor, made: tuple[Tensor, ...], gradients: tuple[Tensor, ...]) -> Tensor:
            (gradient,) = torch.autograd.grad(made, x, gradients)
            return gradient

        parts = _side_by_side(run, ctx.x, ctx.made, list(split))
        del ctx.made
        return None, None, torch.cat(parts), *[None] * (len(ctx.needs_input_grad) - 3)


def _side_by_side(run: Callable[..., Any], *columns: Sequence[Any]) -> list[Any]:
    """``run`` of each row of columns, in a thread each, which share the threads of this one."""
    threads = torch.get_num_threads()
    each = max(1, threads // len(columns[0]))
    with ThreadPoolExecutor(
        len(columns[0]), "lgt-rows", torch.set_num_threads, (each,)
    ) as executor:
        try:
            return list(executor.map(run, *columns))
        finally:
            torch.set_num_threads(threads)  # part of the number is the whole process's
