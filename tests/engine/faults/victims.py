"""Real processes to be killed: one that has loaded everything forks a child for each task.

Loading torch takes seconds, a fork milliseconds. ``python -m tests.engine.faults.victims`` reads a
task a line and answers in lines; :class:`Victims` is the other end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lgt_engine.errors import LGTError

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Death:
    """When a victim dies.

    Attributes
    ----------
    operation : int or None
        At its n-th change of a file or folder, from 1.
    reports : int or None
        After so many reports of progress.
    delay : float
        Seconds later; 0 is before the n-th change happens.
    """

    operation: int | None = None
    reports: int | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class End:
    """How a victim ended.

    Attributes
    ----------
    killed : bool
    said : tuple of str
        Its reports.
    result : dict or None
        What it left to say when it came to its own end; of an :class:`LGTError` its words.
    """

    killed: bool
    said: tuple[str, ...]
    result: dict[str, Any] | None

    def last(self, word: str) -> int:
        """The number behind the last report that begins with ``word``; 0 when there is none."""
        numbers = [int(line.split()[1]) for line in self.said if line.startswith(word)]
        return numbers[-1] if numbers else 0


class Victims:
    """Starts victims one after another."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
            "OMP_NUM_THREADS": "1",
        }
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.engine.faults.victims"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def __enter__(self) -> Victims:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()  # its end of the work
        with self._server:
            assert self._server.wait(30) == 0

    def run(
        self, task: str, death: Death | None = None, *, limit: int | None = None, **arguments: Any
    ) -> End:
        """Run a task to its end or to its death; with ``limit`` no file grows beyond it."""
        assert self._server.stdin is not None
        death = death or Death()
        order = {"task": task, "arguments": arguments, "operation": death.operation}
        order |= {"delay": death.delay, "limit": limit}
        self._server.stdin.write(json.dumps(order, default=str) + "\n")
        self._server.stdin.flush()
        victim = int(self._line().split()[1])
        said: list[str] = []
        result = None
        while True:
            kind, _, rest = self._line().partition(" ")
            if kind == "ended":
                status = int(rest)
                break
            if kind == "result":
                result = json.loads(rest)
                continue
            said.append(rest)
            if len(said) == death.reports:
                time.sleep(death.delay)
                with suppress(ProcessLookupError):  # it was faster
                    os.kill(victim, signal.SIGKILL)
        killed = status in (-signal.SIGKILL, -signal.SIGALRM)
        assert killed or result is not None, f"{task} ended with {status}: {said[-3:]}"
        return End(killed, tuple(said), None if killed else result)

    def _line(self) -> str:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the server of the victims is gone"
        return line.rstrip("\n")


def deaths(rng: random.Random, operations: int, reports: int) -> Iterator[Death]:
    """Endless random deaths: before a change of a file, shortly after one, or at any moment."""
    while True:
        kind = rng.random()
        if kind < 0.4:
            yield Death(operation=rng.randint(1, operations))
        elif kind < 0.7:
            yield Death(operation=rng.randint(1, operations), delay=rng.uniform(1e-6, 3e-3))
        else:
            yield Death(reports=rng.randint(1, reports), delay=rng.uniform(0, 0.02))


# --- inside the server ------------------------------------------------------------------------

_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"})


def say(kind: str, text: object) -> None:
    """One line to the other end, in one piece."""
    os.write(1, f"{kind} {text}\n".encode())


class _Reaper:
    """Counts changes of files; ends the process at the n-th."""

    def __init__(self, operation: int | None, delay: float) -> None:
        self.count = 0
        self._operation = operation
        self._delay = delay

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if not (writes or event in _CHANGES):
            return
        self.count += 1
        if self.count != self._operation:
            return
        if self._delay:
            signal.setitimer(signal.ITIMER_REAL, self._delay)  # ends it wherever it is then
        else:
            os.kill(os.getpid(), signal.SIGKILL)


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _serve(tasks: dict[str, Callable[..., dict[str, Any] | None]]) -> None:
    os.write(1, b"ready\n")
    for line in sys.stdin:
        order = json.loads(line)
        victim = os.fork()
        if victim == 0:
            _be_a_victim(tasks[order["task"]], order)
        say("victim", victim)
        _, status = os.waitpid(victim, 0)
        say("ended", os.waitstatus_to_exitcode(status))


def _be_a_victim(task: Callable[..., dict[str, Any] | None], order: dict[str, Any]) -> None:
    status = 1
    try:
        if order["limit"] is not None:
            import resource  # not on Windows, nor is fork

            resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit"],) * 2)
        reaper = _Reaper(order["operation"], order["delay"])
        sys.addaudithook(reaper)
        try:
            result = task(**order["arguments"]) or {}
        except LGTError as error:
            result = {"error": type(error).__name__, "what": error.what, "safe": error.safe}
            result["next_step"] = error.next_step
        say("result", json.dumps({**result, "changes": reaper.count}))
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    from . import tasks as _tasks

    _serve(_tasks.TASKS)
