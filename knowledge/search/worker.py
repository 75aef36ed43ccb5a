"""The node's background jobs, one after the other in one process.

A package registers a job in its `AppConfig.ready`; the loop calls it when it is due. A job that
fails is said and tried again later; it never stops the others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connections

from knowledge.search.folder import Folder
from knowledge.search.follower import Follower, Stopped

log = logging.getLogger("terroir.worker")

FOLLOW_SECONDS: Final = 0.15
PAUSE_AFTER_ERROR_SECONDS: Final = 2.0
WAIT_FOR_LOCK_SECONDS: Final = 1.0

Run = Callable[[], object]
"""Answers True when it has more to do at once."""


@dataclass(slots=True)
class Job:
    """Something to do again and again."""

    name: str
    every_seconds: float
    run: Run
    due: float = 0.0


_jobs: dict[str, Job] = {}


def register_job(name: str, every_seconds: float, run: Run) -> None:
    """A second registration of a name replaces the first. Jobs take less than a second each time."""
    _jobs[name] = Job(name, every_seconds, run)


def jobs() -> list[Job]:
    """All registered jobs."""
    return list(_jobs.values())


def work(stop: threading.Event) -> None:
    """Run every job until `stop`; the index is followed by the process that holds its lock."""
    folder = Folder(settings.INDEX_DIR)
    while not stop.is_set():
        with folder.lock() as ours:
            if ours:
                _loop(stop, [_following(folder, stop), *jobs()])
            else:
                _loop(stop, jobs(), seconds=WAIT_FOR_LOCK_SECONDS)


def _following(folder: Folder, stop: threading.Event) -> Job:
    return Job("search", FOLLOW_SECONDS, Following(folder, stop).run)


class Following:
    """The follower, opened anew after an error."""

    def __init__(self, folder: Folder, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._follower: Follower | None = None

    def run(self) -> bool:
        if self._follower is None:
            self._follower = Follower(self._folder, should_stop=self._stop.is_set)
        try:
            return self._follower.step()
        except Stopped:
            return False
        except Exception:
            self._follower = None
            raise


def _loop(stop: threading.Event, todo: list[Job], seconds: float = float("inf")) -> None:
    """Each job when it is due, until `stop` or so many seconds have gone."""
    until = time.monotonic() + seconds
    while not stop.is_set() and time.monotonic() < until:
        for job in todo:
            if job.due <= time.monotonic() and not stop.is_set():
                _run(job)
        waits = [max(0.0, job.due - time.monotonic()) for job in todo]
        stop.wait(min([*waits, WAIT_FOR_LOCK_SECONDS]))


def _run(job: Job) -> None:
    try:
        more = job.run()
    except Exception:
        log.exception("job %s failed; it is tried again", job.name)
        connections.close_all()
        job.due = time.monotonic() + PAUSE_AFTER_ERROR_SECONDS
        return
    close_old_connections()
    job.due = time.monotonic() + (0.0 if more is True else job.every_seconds)
