"""The loop of background jobs."""

import threading
import time
from typing import Any

import pytest

from knowledge.search import worker
from knowledge.search.folder import Folder
from knowledge.search.worker import Job, register_job
from tests.search.index.shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No registered job of the product, and no closing of the test's connection."""
    monkeypatch.setattr(worker, "_jobs", {})
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)


class Turns:
    """A job that counts its turns and ends the loop at the last."""

    def __init__(self, stop: threading.Event, most: int) -> None:
        self.stop, self.most, self.turns = stop, most, 0

    def __call__(self) -> bool:
        self.turns += 1
        if self.turns >= self.most:
            self.stop.set()
        return True


def test_the_search_index_and_every_registered_job_are_run(folder: Folder, shelf: Shelf) -> None:
    stop = threading.Event()
    shelf.put(1, "fibre")
    job = Turns(stop, 3)
    register_job("count", 1, job)
    worker.work(stop)
    assert job.turns == 3
    assert folder.status()["at"]
    assert folder.current()


def test_a_job_that_fails_stops_no_other(folder: Folder, shelf: Shelf) -> None:
    stop = threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    job = Turns(stop, 2)
    register_job("fail", 0, fail)
    register_job("count", 0, job)
    worker.work(stop)
    assert job.turns == 2


def test_a_failed_job_is_not_tried_at_once() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    job = Job("fail", 0.1, fail)
    worker._run(job)
    assert job.due - time.monotonic() > 1


def test_a_second_worker_runs_its_jobs_and_leaves_the_index_alone(
    folder: Folder, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    job = Turns(stop, 1)
    register_job("count", 1, job)
    with folder.lock() as ours:
        assert ours
        worker.work(stop)
    assert job.turns == 1
    assert folder.current() is None


def test_being_told_to_stop_takes_less_than_a_second(folder: Folder, shelf: Shelf) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.5, stop.set)
    timer.start()
    started = time.monotonic()
    worker.work(stop)
    assert time.monotonic() - started < 3
    timer.join()


def test_registering_again_replaces(monkeypatch: Any) -> None:
    register_job("one", 1, lambda: None)
    register_job("one", 2, lambda: None)
    assert [job.every_seconds for job in worker.jobs()] == [2]
