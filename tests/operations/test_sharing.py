"""What a web process takes and keeps of what comes, by what it has in hand."""

from collections import deque
from types import SimpleNamespace
from unittest import mock

import pytest
from gunicorn.workers.gthread import ThreadWorker

from knowledge.operations.sharing import SharingWorker, part_when_crowded


def worker(
    connections: int, *, at_rest: int = 0, silent: int = 0, threads: int = 4
) -> SharingWorker:
    """With so many connections, of which so many wait for their next request, or their first."""
    made = SharingWorker.__new__(SharingWorker)
    made.nr_conns = connections
    made.keepalived_conns, made.pending_conns = deque(), deque()
    made.keepalived_conns.extend(mock.Mock() for _ in range(at_rest))
    made.pending_conns.extend(mock.Mock() for _ in range(silent))
    made.cfg = SimpleNamespace(threads=threads)  # type: ignore[assignment]
    return made


@pytest.mark.parametrize(
    ("busy", "seconds"),
    [
        (worker(0), None),
        (worker(9, at_rest=6, silent=3), None),
        (worker(3), 0.003),
        (worker(9, at_rest=6, silent=2), 0.001),
        (worker(90), 0.005),
    ],
)
def test_a_new_connection_is_left_to_others_for_as_long_as_there_is_to_do(
    monkeypatch: pytest.MonkeyPatch, busy: SharingWorker, seconds: float | None
) -> None:
    done: list[object] = []
    monkeypatch.setattr("knowledge.operations.sharing.time.sleep", done.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda _worker, listener: done.append(listener))
    busy.accept("listener")  # type: ignore[arg-type]
    assert done == (["listener"] if seconds is None else [seconds, "listener"])


@pytest.mark.parametrize(("in_hand", "parts"), [(4, False), (5, True)])
def test_more_than_the_threads_can_take_is_not_kept(in_hand: int, parts: bool) -> None:
    closed: list[bool] = []
    request = SimpleNamespace(force_close=lambda: closed.append(True))
    part_when_crowded(worker(in_hand + 7, at_rest=7), request)
    assert bool(closed) == parts
