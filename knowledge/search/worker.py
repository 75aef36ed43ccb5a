"""The background process of a node: follows the change log, and runs what packages registered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from django.db import DatabaseError, close_old_connections, connections

from knowledge.search import generations
from knowledge.search.engine import Unreadable
from knowledge.search.follower import Follower, prune_log
from knowledge.search.generations import heartbeat_age

__all__ = ["Worker", "heartbeat_age", "index_status", "register_job"]

log = logging.getLogger("terroir.worker")

POLL_SECONDS: Final = 0.2
HEARTBEAT_SECONDS: Final = 1.0
HOUR: Final = 3600.0
_PAUSE_AFTER_TROUBLE: Final = 2.0

Status = Literal["ok", "rebuilding", "missing"]


@dataclass
class Job:
    """Something to do every so many seconds, and when it is next due."""

    name: str
    every: float
    run: Callable[[], object]
    due: float = 0.0


_jobs: dict[str, Job] = {}


def register_job(name: str, every_seconds: float, fn: Callable[[], object]) -> None:
    """Have each node's worker call `fn` so often; a second registration of a name replaces the first.

    It must return within a few seconds and be safe to run on several nodes at once. What it raises
    is logged, and it is called again when next due.
    """
    _jobs[name] = Job(name, every_seconds, fn)


def index_status() -> Status:
    """What can be searched on this node: all, all so far, or nothing."""
    if generations.progress() is not None:
        return "rebuilding"
    try:
        generations.reader.index()
    except Unreadable:
        return "missing"
    return "ok"


class Worker:
    """Runs until `stop`; each turn takes a fraction of a second."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._follower = Follower()
        self._paused_until = 0.0
        self._next_beat = 0.0
        self._jobs = [
            Job("prune the change log", HOUR, prune_log, time.monotonic() + HOUR / 60),
            *_jobs.values(),
        ]

    def stop(self, *_signal: object) -> None:
        """End soon; may be called from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> None:
        """Returns within a second of `stop`."""
        try:
            while not self._stopping.is_set():
                busy = self.turn()
                if not busy:
                    self._stopping.wait(POLL_SECONDS)
        finally:
            self._follower.close()
            connections.close_all()

    def turn(self) -> bool:
        """Do what is due; returns whether there is more to do at once."""
        now = time.monotonic()
        if now >= self._next_beat:
            generations.touch_heartbeat()
            self._next_beat = now + HEARTBEAT_SECONDS
        for job in self._jobs:
            if now >= job.due:
                job.due = now + job.every
                self._run_job(job)
        return now >= self._paused_until and self._follow()

    def _follow(self) -> bool:
        try:
            return self._follower.tick() > 0 or self._follower.is_rebuilding
        except DatabaseError as error:
            log.warning("the change log can't be read: %s", error)
            close_old_connections()
        except Exception:
            log.exception("following the change log failed")
            self._follower.close()
        self._paused_until = time.monotonic() + _PAUSE_AFTER_TROUBLE
        return False

    def _run_job(self, job: Job) -> None:
        try:
            job.run()
        except Exception:
            log.exception("the job “%s” failed", job.name)
            close_old_connections()
