"""What a long work owes the rest of the computer: priority, sleep, battery."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

import lgt_engine
from lgt_engine.events import CheckpointSaved, Event, Paused, Resumed
from lgt_engine.system.battery import battery_notice
from lgt_engine.system.sleep import keep_awake_during, sleep_prevented

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
_PACKAGE = str(Path(lgt_engine.__file__).parents[2])


def _run(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": _PACKAGE}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout


# --- priority ---------------------------------------------------------------------------------

_THREADS = """
import os, threading
from lgt_engine.system.priority import lower_process, lower_thread
def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
def worker(lower, found):
    lower()
    inner = threading.Thread(target=lambda: found.append(niceness()))
    inner.start()
    inner.join()
    found.append(niceness())
began, found = niceness(), []
thread = threading.Thread(target=worker, args=(lower_thread, found))
thread.start()
thread.join()
print(niceness() - began, *(after > began or began >= 1 for after in found))
lower_process()
print(niceness() > began or began >= 1)
os.setpriority(os.PRIO_PROCESS, 0, 19)
lower_process()
print(niceness())
"""


@linux
def test_only_the_training_thread_and_its_own_give_way_or_the_whole_process() -> None:
    alone, process, kept = _run(_THREADS).splitlines()
    assert alone == "0 True True"
    assert process == "True"
    assert kept == "19"


# --- sleep ------------------------------------------------------------------------------------


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


@linux
def test_the_system_stays_awake_for_as_long_as_the_work(
    inhibitor: Callable[[], list[str]],
) -> None:
    with sleep_prevented("Training a style"):
        _wait_for(lambda: len(inhibitor()) == 1)
    assert "--why=Training a style" in inhibitor()[0]
    assert "sleep" in inhibitor()[0]
    assert inhibitor()[1:] == ["ended"]


@linux
def test_a_killed_program_keeps_nothing_awake(inhibitor: Callable[[], list[str]]) -> None:
    script = "import time\nfrom lgt_engine.system.sleep import sleep_prevented\n"
    script += "with sleep_prevented('x'):\n    time.sleep(60)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": _PACKAGE}
    )
    _wait_for(lambda: len(inhibitor()) == 1)
    process.kill()
    process.wait()
    _wait_for(lambda: inhibitor()[1:] == ["ended"])


@linux
def test_a_pause_lets_the_computer_sleep(inhibitor: Callable[[], list[str]]) -> None:
    def work() -> Generator[Event, None, None]:
        yield CheckpointSaved(1, Path("x"))
        yield Paused(1)
        yield Resumed(1)

    events = keep_awake_during(work(), "Training a style")
    next(events)
    _wait_for(lambda: len(inhibitor()) == 1)
    assert isinstance(next(events), Paused)
    assert inhibitor()[1:] == ["ended"]
    next(events)
    _wait_for(lambda: len(inhibitor()) == 3)
    events.close()
    assert inhibitor()[3:] == ["ended"]


def test_a_work_goes_on_where_nothing_can_hold_off_sleep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with sleep_prevented("Training a style"):
        pass


# --- battery ----------------------------------------------------------------------------------

_MAINS = {"type": "Mains", "online": "1"}
_MOUSE = {"type": "Battery", "scope": "Device", "status": "Discharging"}


@pytest.mark.parametrize(
    ("supplies", "told"),
    [
        ([], False),
        ([_MAINS], False),
        ([{"type": "Mains", "online": "0"}, {"type": "Battery", "status": "Discharging"}], True),
        ([_MAINS, {"type": "Battery", "status": "Charging"}], False),
        ([_MAINS, {"type": "Battery", "status": "Not charging"}], False),
        ([_MAINS, _MOUSE], False),
        ([{"type": "Battery"}, {}], False),
    ],
)
def test_linux_says_whether_a_battery_is_being_emptied(
    tmp_path: Path, supplies: list[dict[str, str]], told: bool
) -> None:
    for number, facts in enumerate(supplies):
        supply = tmp_path / f"supply{number}"
        supply.mkdir()
        for name, value in facts.items():
            (supply / name).write_text(value + "\n")
    notice = battery_notice(tmp_path, "linux")
    assert (notice is not None) == told
    assert notice is None or "battery" in notice.text


@linux
@pytest.mark.parametrize(("source", "told"), [("Battery Power", True), ("AC Power", False)])
def test_a_mac_says_what_it_draws_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, told: bool
) -> None:
    program = tmp_path / "pmset"
    program.write_text(f"#!/bin/sh\necho \"Now drawing from '{source}'\"\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert (battery_notice(system="darwin") is not None) == told


def test_a_machine_that_says_nothing_gets_no_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert battery_notice(tmp_path / "none", "linux") is None
    assert battery_notice(tmp_path / "none", "darwin") is None
