"""Answers of one process in turn: one at a time, none kept waiting by one that waits itself."""

import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest

from knowledge.operations.turns import Turns, in_turn
from knowledge.search import counting

LONG = 60.0
SHORT = 0.01
GIVE_UP = 10.0


class Pages:
    """An application whose every answer waits until it is told to end."""

    def __init__(self, lease_seconds: float) -> None:
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)
        self.inside = self.most = 0
        self._ask = in_turn(self._answer, Turns(lease_seconds))

    def _answer(self, environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.begun.release()
        assert self.go_on.acquire(timeout=GIVE_UP)
        self.inside -= 1
        if environ.get("fails"):
            raise ZeroDivisionError
        return [b"said"]

    def ask(self, **environ: Any) -> threading.Thread:
        thread = threading.Thread(target=self._ask, args=(environ, None), daemon=True)
        thread.start()
        return thread

    def has_begun(self, timeout: float = GIVE_UP) -> bool:
        return self.begun.acquire(timeout=timeout)


def test_one_answer_at_a_time() -> None:
    pages = Pages(LONG)
    asked = [pages.ask() for _ in range(4)]
    for _ in asked:
        assert pages.has_begun()
        assert not pages.has_begun(timeout=0.02)
        pages.go_on.release()
    for thread in asked:
        thread.join(GIVE_UP)
    assert pages.most == 1


def test_who_waits_for_something_else_keeps_nobody() -> None:
    pages = Pages(SHORT)
    asked = [pages.ask() for _ in range(3)]
    assert all(pages.has_begun() for _ in asked)
    assert pages.most == 3
    pages.go_on.release(3)
    for thread in asked:
        thread.join(GIVE_UP)


def test_who_took_too_long_ends_no_turn_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(LONG)
    slow = turns.take()
    late = time.monotonic() + LONG + 1
    monkeypatch.setattr("knowledge.operations.turns.time.monotonic", lambda: late)
    second = turns.take()
    turns.leave(slow)
    third = threading.Thread(target=turns.take, daemon=True)
    third.start()
    third.join(0.05)
    assert third.is_alive()
    turns.leave(second)
    third.join(GIVE_UP)
    assert not third.is_alive()


def test_a_failure_ends_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    pages = Pages(LONG)
    pages.ask(fails=True)
    assert pages.has_begun()
    pages.go_on.release()
    pages.ask()
    assert pages.has_begun()
    pages.go_on.release()


def test_another_thread_counts_only_while_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, begun = Turns(LONG), threading.Event()
    monkeypatch.setattr(counting, "_somebody_waits", turns.somebody_waits)
    mine = turns.take()
    counting.meanwhile(begun.set)
    assert begun.wait(GIVE_UP)
    begun.clear()

    other = threading.Thread(target=turns.take, daemon=True)
    other.start()
    while not turns.somebody_waits():
        time.sleep(0.001)
    counted = counting.meanwhile(begun.set)
    assert not begun.wait(0.02)
    counted()
    assert begun.is_set()
    turns.leave(mine)
    other.join(GIVE_UP)
    assert not turns.somebody_waits()
