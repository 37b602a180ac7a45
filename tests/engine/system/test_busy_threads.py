"""Beside a busy program a training uses fewer threads, and all of them again when it is alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest
import torch

from lgt_engine.config import TrainConfig
from lgt_engine.events import Event, Notice, StepDone
from lgt_engine.system.busy_threads import ThreadCountControl, adapt_thread_count
from lgt_engine.training.trainer import Trainer

Config = Callable[..., TrainConfig]

#: Updates a second with (threads, busy programs), recorded on two cores.
_TWO_CORES = {(2, 0): 7.8, (2, 1): 3.2, (2, 2): 1.6, (1, 0): 4.4, (1, 1): 4.2, (1, 2): 2.9}


class Machine:
    """Updates that take as long as recorded, each up to a tenth more or less, some much more."""

    def __init__(self, threads: int, rates: Callable[[int, int], float]) -> None:
        self.busy = 0
        self.notices: list[str] = []
        self.used: list[int] = []
        self._rates = rates
        self._count = 0
        self.watch = ThreadCountControl(threads, self.used.append)

    def train(self, seconds: float) -> None:
        while seconds > 0:
            self._count += 1
            took = (0.9 + 0.1 * (self._count % 3)) / self._rates(self.watch.threads, self.busy)
            if self._count % 25 == 0:  # a look at the pictures
                took *= 30
            seconds -= took
            notice = self.watch.took(took)
            if notice is not None:
                self.notices.append(notice.text)


@pytest.fixture
def two_cores() -> Machine:
    return Machine(2, lambda threads, busy: _TWO_CORES[threads, busy])


def test_a_quiet_machine_keeps_all_threads(two_cores: Machine) -> None:
    two_cores.train(300)
    assert two_cores.used == [1, 2]  # tried once
    assert two_cores.notices == []


def test_one_thread_beside_a_busy_program_and_two_when_it_has_ended(two_cores: Machine) -> None:
    two_cores.train(60)
    two_cores.busy = 1
    two_cores.train(60)
    assert two_cores.watch.threads == 1
    assert two_cores.notices == ["Another program is busy: training on one core."]
    two_cores.busy = 0
    two_cores.train(60)
    assert two_cores.watch.threads == 2
    assert two_cores.notices[1:] == ["The computer is quiet again: training on 2 cores."]
    for busy in (1, 0, 2, 0):  # said once
        two_cores.busy = busy
        two_cores.train(90)
        assert two_cores.watch.threads == (1 if busy else 2)
    assert len(two_cores.notices) == 2


def test_a_program_that_was_busy_before_is_found_too(two_cores: Machine) -> None:
    two_cores.busy = 1
    two_cores.train(10)
    assert two_cores.watch.threads == 1
    assert two_cores.notices == ["Training on one core: another program seems to be busy."]


def test_trials_cost_little_where_nothing_helps() -> None:
    machine = Machine(2, lambda threads, busy: threads / (1 + 3 * busy))
    machine.train(60)
    machine.busy = 1
    machine.used.clear()
    machine.train(1000)
    assert machine.watch.threads == 2
    assert machine.used.count(1) <= 8


def test_beside_several_programs_several_threads_fewer() -> None:
    """A core that is shared makes half the work, and all threads wait for it."""
    machine = Machine(8, lambda threads, busy: threads / (1 if threads + busy <= 8 else 2.5))
    machine.train(60)
    machine.busy = 2
    machine.train(400)
    assert machine.watch.threads == 6
    machine.busy = 0
    machine.train(90)
    assert machine.watch.threads == 8


def _events(rates: Callable[[], float], count: int) -> Generator[Event, None, None]:
    seconds = 0.0
    for step in range(1, count + 1):
        seconds += 1 / rates()
        yield StepDone(step, seconds, {}, 0.0, 0.0, 0.0, None, 0.0)


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_torch_takes_the_number_and_has_its_own_back_at_the_end(tiny_config: Config) -> None:
    config = tiny_config(training={"max_minutes": 5, "max_steps": None, "threads": None})
    work = adapt_thread_count(_events(lambda: _TWO_CORES[torch.get_num_threads(), 1], 40), config)
    told = [event.code for event in work if isinstance(event, Notice)]
    assert told == ["fewer_threads"]
    assert torch.get_num_threads() == 2

    work = adapt_thread_count(_events(lambda: _TWO_CORES[torch.get_num_threads(), 1], 40), config)
    for event in work:
        if isinstance(event, Notice):
            break
    assert torch.get_num_threads() == 1
    work.close()
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads", "quick_validation")
def test_a_training_is_watched(tiny_config: Config) -> None:
    """The first trial comes after the first updates, whatever the machine."""
    config = tiny_config(training={"max_minutes": 5, "max_steps": 8, "threads": None})
    used = [
        torch.get_num_threads() for event in Trainer(config).run() if isinstance(event, StepDone)
    ]
    assert used[:5] == [2] * 5
    assert used[-1] == 1
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize(
    "training", [{"max_steps": 40}, {"max_minutes": 5, "max_steps": None, "threads": 2}]
)
def test_a_run_without_a_clock_or_with_a_chosen_number_is_left_alone(
    tiny_config: Config, training: dict[str, float]
) -> None:
    config = tiny_config(training={"threads": None, **training})
    events = _events(lambda: _TWO_CORES[torch.get_num_threads(), 1], 40)
    assert all(isinstance(event, StepDone) for event in adapt_thread_count(events, config))
    assert torch.get_num_threads() == 2
