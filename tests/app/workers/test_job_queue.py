"""Lanes: generators in threads, events in the window's thread."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread

from lgt_app.workers import JobQueue
from lgt_app.workers import job_queue as lane_module
from lgt_app.workers.job_queue import Job
from lgt_engine.control import Control
from lgt_engine.errors import DataError


@pytest.fixture
def lane(qapp) -> Iterator[JobQueue]:  # noqa: ARG001
    made = JobQueue("test")
    yield made
    assert made.close()


def test_events_arrive_in_order_in_the_windows_thread(lane: JobQueue, qtbot) -> None:
    seen, threads = [], set()

    def work(control: Control) -> Iterator[int]:  # noqa: ARG001
        threads.add(threading.get_ident())
        yield from range(500)

    job = lane.submit(work)
    job.event.connect(lambda event: seen.append((event, QThread.isMainThread())))
    with qtbot.waitSignal(job.finished) as done:
        pass
    assert done.args == [True]
    assert seen == [(number, True) for number in range(500)]
    assert threading.get_ident() not in threads


def test_exceptions_cross_as_objects(lane: JobQueue, qtbot) -> None:
    def work(control: Control) -> Iterator[int]:  # noqa: ARG001
        yield 1
        raise DataError("No pictures.", safe="Nothing was changed.", next_step="Add one.")

    job, seen = lane.submit(work), []
    job.failed.connect(seen.append)
    with qtbot.waitSignal(job.finished) as done:
        pass
    assert done.args == [False]
    (error,) = seen
    assert isinstance(error, DataError)
    assert (error.safe, error.next_step) == ("Nothing was changed.", "Add one.")


def test_a_stopped_job_ends_and_a_waiting_one_never_starts(lane: JobQueue, qtbot) -> None:
    ran = []

    def endless(control: Control) -> Iterator[int]:
        while not control.stopping:
            time.sleep(0.002)
            yield 0

    def never(control: Control) -> Iterator[int]:  # noqa: ARG001
        ran.append(1)
        yield 0

    first, second = lane.submit(endless), lane.submit(never)
    qtbot.waitSignal(first.event)
    with qtbot.waitSignals([first.finished, second.finished]):
        lane.stop_all()
    assert not ran
    assert not lane.busy


def test_a_fast_generator_does_not_flood_the_event_loop(lane: JobQueue, qtbot) -> None:
    def work(control: Control) -> Iterator[int]:  # noqa: ARG001
        yield from range(20_000)

    job = lane.submit(work)
    count = []
    job.event.connect(count.append)
    with qtbot.waitSignal(job.finished, timeout=10_000):
        pass
    assert len(count) == 20_000


def test_nothing_is_left_of_a_job_that_ended(lane: JobQueue, qtbot) -> None:
    ended: list[bool] = []

    def ask() -> weakref.ref[Job]:
        job = lane.submit(lambda _: iter((1, 2)))
        job.event.connect(ended.append)
        job.finished.connect(ended.append)
        return weakref.ref(job)

    jobs = [ask() for _ in range(5)]
    qtbot.waitUntil(lambda: not lane.busy)
    assert ended == [1, 2, True] * 5
    gc.collect()
    assert [job() for job in jobs] == [None] * 5


def test_a_closed_lane_takes_no_more_work(qapp) -> None:  # noqa: ARG001
    lane = JobQueue("closed")
    assert lane.close()
    job = lane.submit(lambda _: iter(()))
    assert job.control.stopping
    assert not lane.busy


def test_a_thread_that_does_not_end_in_time_is_not_destroyed(qapp, qtbot) -> None:  # noqa: ARG001
    lane, go = JobQueue("stuck"), threading.Event()

    def deaf(control: Control) -> Iterator[int]:  # noqa: ARG001
        yield 0
        go.wait(10)

    job = lane.submit(deaf)
    qtbot.waitSignal(job.event).wait()
    assert not lane.close(timeout_ms=10)
    thread = lane_module._LEFT_RUNNING[-1][0]
    del lane
    assert thread.isRunning()
    go.set()
    assert thread.wait(5000)
    lane_module._LEFT_RUNNING.pop()
