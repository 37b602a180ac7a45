"""One training over several processes, on torch's own distributed engine (``torchrun``).

Every process holds the same weights and makes the same draws, so all of them know the whole batch.
Each runs the network on its own rows; a differentiable all-gather then puts the velocities
together, so the patches of a style are pooled over all processes and every energy has the value it
has in one process. The gradients of the rows add up to the gradient of the batch, whatever the
number of processes; a run can be resumed with another number.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.autograd import Function

from lgt_engine.errors import OutOfMemoryError, TrainingError

#: To find each other at the start; torchrun starts processes within seconds.
_MEETING_TIME = timedelta(minutes=5)


class _Store(Protocol):
    """What is needed of ``torch.distributed.Store``."""

    def add(self, key: str, amount: int, /) -> int: ...


class ProcessGroup:
    """This process's place among the processes of a run; the default is a process by itself.

    Attributes
    ----------
    rank, count : int
        Place of this process, from 0, and number of processes.
    local : int
        Place among the processes of this machine: the number of its GPU.
    """

    def __init__(
        self, rank: int = 0, count: int = 1, local: int = 0, store: _Store | None = None
    ) -> None:
        self.rank = rank
        self.count = count
        self.local = local
        self._store = store

    @property
    def is_distributed(self) -> bool:
        """Whether there are other processes."""
        return self.count > 1

    @property
    def is_main(self) -> bool:
        """Whether this is the one process that validates, reports and writes files."""
        return self.rank == 0

    def split(self, x: Tensor) -> Tensor:
        """This process's rows of a batch ``[B, …]`` that all hold: ``[⌈B / count⌉, …]``.

        The last row fills up a batch that does not divide; :meth:`gather` drops it again.
        """
        if not self.is_distributed:
            return x
        missing = -len(x) % self.count
        if missing:
            x = torch.cat([x, x[-1:].expand(missing, *x.shape[1:])])
        rows: Tensor = _Split.apply(x, self)  # type: ignore[no-untyped-call]
        return rows

    def gather(self, rows: Tensor, total: int) -> Tensor:
        """Everybody's rows as the one batch ``[total, …]``; differentiable to any order."""
        if not self.is_distributed:
            return rows
        batch: Tensor = _Gather.apply(rows, self)  # type: ignore[no-untyped-call]
        return batch[:total]

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Add up what the rows of every process contribute, in one transfer."""
        gradients = [p.grad for p in parameters if p.grad is not None]
        if not self.is_distributed or not gradients:
            return
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        _collective(dist.all_reduce, flat)
        sizes = [gradient.numel() for gradient in gradients]
        for gradient, part in zip(gradients, flat.split(sizes), strict=True):
            gradient.copy_(part.view_as(gradient))

    def all_reduce_max(self, *values: float) -> tuple[float, ...]:
        """The largest of everybody's values, one by one: what all must decide alike."""
        if not self.is_distributed:
            return values
        agreed = torch.tensor(values, dtype=torch.float64)
        _collective(dist.all_reduce, agreed, op=dist.ReduceOp.MAX)
        return tuple(agreed.tolist())

    @contextmanager
    def local_first(self) -> Iterator[None]:
        """One process of each machine does the work; the others find its results in the cache."""
        if self.is_distributed and self.local:
            _collective(dist.barrier)
        yield
        if self.is_distributed and not self.local:
            _collective(dist.barrier)

    def barrier(self) -> None:
        """Return when every process has come this far."""
        if self.is_distributed:
            _collective(dist.barrier)

    def first_to_report(self) -> bool:
        """Whether nobody has told the person yet why the run ends; True for one process only."""
        if self._store is None:
            return True
        try:
            return int(self._store.add("lgt/told", 1)) == 1
        except RuntimeError:  # the process that kept the store is gone
            return True


def _gpu_backends() -> dict[str, str]:
    """What connects processes on each kind of GPU that is here; AMD's counts as torch's "cuda"."""
    found = {}
    if torch.cuda.is_available() and dist.is_nccl_available():
        found["cuda"] = "nccl"
    has_xccl = getattr(dist, "is_xccl_available", lambda: False)  # since torch 2.7
    if torch.xpu.is_available() and has_xccl():
        found["xpu"] = "xccl"
    return found


def connects(device_type: str) -> bool:
    """Whether torch connects processes that compute on this kind of device; on Apple's never."""
    return device_type in ("cpu", "cuda", *_gpu_backends())  # gloo knows these two


@contextmanager
def join_process_group() -> Iterator[ProcessGroup]:
    """Join the processes that ``torchrun`` started; a process started alone is by itself.

    Raises
    ------
    TrainingError
        When the others cannot be found.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ProcessGroup()
        return
    from torch.distributed.rendezvous import rendezvous  # not in every build of torch

    faster = "".join(f",{kind}:{name}" for kind, name in _gpu_backends().items())
    try:
        store, rank, count = next(rendezvous("env://", timeout=_MEETING_TIME))
        dist.init_process_group(
            f"cpu:gloo{faster}" if faster else "gloo", store=store, rank=rank, world_size=count
        )
    except (RuntimeError, ValueError, StopIteration) as error:
        raise TrainingError(
            "The processes of this run could not find each other.",
            safe="Nothing was started.",
            next_step="Start them with torchrun, and check the address and port that it was given.",
        ) from error
    try:
        yield ProcessGroup(rank, count, int(os.environ.get("LOCAL_RANK", "0")), store)
    finally:
        dist.destroy_process_group()


def _collective(operation: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    """Do one thing with all the other processes; a dead one ends the run in words."""
    try:
        operation(*arguments, **options)
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        raise TrainingError(
            "Another process of this run has ended, so this one cannot go on.",
            safe="The last checkpoint, if there was one, is whole.",
            next_step="Continue with --resume, with any number of processes.",
        ) from error


class _Gather(Function):
    """Rows of every process → the batch. Its gradient is the same everywhere: keep the own rows."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, ranks: ProcessGroup) -> Tensor:
        ctx.ranks = ranks
        rows = rows.contiguous()
        parts = [torch.empty_like(rows) for _ in range(ranks.count)]
        _collective(dist.all_gather, parts, rows)
        return torch.cat(parts)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return _Split.apply(gradient, ctx.ranks), None  # type: ignore[no-untyped-call]


class _Split(Function):
    """The batch → the own rows. Its gradient is known in parts only: gather them."""

    @staticmethod
    def forward(ctx: Any, batch: Tensor, ranks: ProcessGroup) -> Tensor:
        ctx.ranks = ranks
        return batch.chunk(ranks.count)[ranks.rank].clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return _Gather.apply(gradient, ctx.ranks), None  # type: ignore[no-untyped-call]


def out_of_memory_on_one_process(ranks: ProcessGroup) -> OutOfMemoryError:
    """The others already wait for this process: it cannot try again with less by itself."""
    return OutOfMemoryError(
        f"The memory of process {ranks.rank} of {ranks.count} was full.",
        safe="The last checkpoint, if there was one, is whole.",
        next_step="Continue with --resume on more processes, or start anew with a smaller "
        "training.batch_size.",
    )
