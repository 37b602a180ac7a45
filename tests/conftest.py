"""Shared by all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

# Processes that test side by side share the cores, where threads that wait for each other take most
# of the time. Read when torch is loaded, here and in every process that a test starts.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
import torch
from hypothesis import settings

# Windows are opened by some tests of the engine too, and no screen is needed for any.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same cases in every run: a change is judged by what it does, not by a draw.
settings.register_profile("lgt", derandomize=True, database=None, deadline=None)
settings.load_profile("lgt")

_TALK = frozenset(
    {
        "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname",
        "socket.gethostbyaddr", "socket.sendto", "socket.sendmsg", "urllib.Request",
        "http.client.connect",
    }
)  # fmt: skip
_heard: list[str] | None = None


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is None or event not in _TALK or _is_local(event, arguments):
        return
    if not _asks_for_ipv6(sys._getframe(1)):
        _heard.append(f"{event}{arguments[1:]}")


def _is_local(event: str, arguments: tuple[object, ...]) -> bool:
    # A path is a socket between processes of this machine, as multiprocessing uses them.
    of_socket = event in ("socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg")
    return of_socket and isinstance(arguments[1], str | bytes)


def _asks_for_ipv6(frame: FrameType) -> bool:
    # When urllib3 is first imported (diffusers does) it binds a socket and closes it at once, to
    # learn whether the machine has IPv6; nobody listens on it and nothing is sent.
    name = frame.f_globals.get("__name__")
    return frame.f_code.co_name == "_has_ipv6" and name == "urllib3.util.connection"


# A hook can never be taken away again, so it is there once and listens when asked to.
sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def same_draws() -> None:
    """What is drawn without a generator (a layer's first weights) is the same in every order."""
    torch.manual_seed(0)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What this process asks of the network meanwhile, one line each."""
    global _heard
    _heard = []
    yield _heard
    _heard = None


@pytest.fixture
def no_network(heard: list[str]) -> Iterator[None]:
    """Fails when this process binds a port, connects to anything or looks up a name meanwhile.

    Both by what Python is asked for and, on Linux, by the sockets that the process holds.
    """
    before = open_ports()
    yield
    assert heard == []
    assert open_ports() <= before


@pytest.fixture
def inhibitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A ``systemd-inhibit``; what it was told, its niceness, and that it ended, a line each."""
    log, program = tmp_path / "inhibitor.log", tmp_path / "programs" / "systemd-inhibit"
    program.parent.mkdir()
    lines = ("#!/bin/sh", f'exec >>"{log}"', 'echo "$@" niceness $(nice)', "cat", "echo ended")
    program.write_text("\n".join(lines) + "\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return lambda: log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def ports() -> Callable[[], set[str]]:
    """``ports()``: see :func:`open_ports`."""
    return open_ports


def open_ports() -> set[str]:
    """Network sockets of this process; those of other programs on the machine do not count."""
    if not Path("/proc/self/net/tcp").exists():
        return set()
    mine = set()
    for entry in os.scandir("/proc/self/fd"):
        try:
            mine.add(os.readlink(entry.path))
        except OSError:
            continue  # closed meanwhile
    found = set()
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        table = Path("/proc/self/net") / kind
        rows = table.read_text().splitlines()[1:] if table.exists() else []
        found |= {
            f"{kind} {row.split()[9]}" for row in rows if f"socket:[{row.split()[9]}]" in mine
        }
    return found
