"""Slow work beside the worker's loop: what waits for a network must not hold up the index."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections

log = logging.getLogger("terroir.worker")


class Aside:
    """A job for the worker: when there is work, a thread of its own does it until none is left.

    The thread ends with the process; what it held is taken over after its lease.
    """

    def __init__(self, name: str, has_work: Callable[[], bool], run: Callable[[], bool]) -> None:
        self._name = name
        self._has_work = has_work
        self._run = run
        self._thread: threading.Thread | None = None

    def __call__(self) -> bool:
        if (self._thread is None or not self._thread.is_alive()) and self._has_work():
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return False

    def _work(self) -> None:
        try:
            while self._run():
                pass
        except Exception:
            log.exception("job %s failed; it is tried again", self._name)
        finally:
            connections.close_all()

    def join(self, seconds: float) -> None:
        """Wait for the thread, if one is at work."""
        if self._thread is not None:
            self._thread.join(seconds)
