"""The index as this process searches it: opened at the first search, so always after a fork."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from knowledge.search.engine import Generation, Unreadable
from knowledge.search.folder import Folder

log = logging.getLogger("terroir.search")

LOOK_SECONDS: Final = 0.2
WORKER_LATE_SECONDS: Final = 10.0


class Reader:
    """Opens the current generation and looks for a newer commit at most every LOOK_SECONDS."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self._generation: Generation | None = None
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def generation(self) -> Generation:
        """What to search now. Raises Unreadable."""
        with self._lock:
            now = time.monotonic()
            if self._generation is None or now - self._looked_at >= LOOK_SECONDS:
                self._generation = self._newest()
                self._looked_at = now
            return self._generation

    def _newest(self) -> Generation:
        current = self.folder.current()
        if current is None:
            raise Unreadable("there is no index yet")
        known = self._generation
        try:
            if known is None or known.path != current:
                return Generation(current)
            known.refresh()
        except (Unreadable, ValueError, OSError) as error:
            self._generation = None
            if self.folder.current() == current:
                self._ask_for_rebuild(error)
            raise Unreadable(str(current)) from error
        return known

    def _ask_for_rebuild(self, error: Exception) -> None:
        """Unless that is already under way, or asked for."""
        under_way = self.folder.status().get("state") == "rebuilding"
        if not under_way and not self.folder.asked_for_rebuild():
            log.error("the index can't be searched and is rebuilt: %s", error)
            self.folder.ask_for_rebuild("it could not be searched")

    def report_damage(self, index: Generation, error: Exception) -> bool:
        """Let go of a generation that could not be searched. True when another has taken its place
        and is worth a try; else it is to be rebuilt."""
        with self._lock:
            self._generation = None
        if self.folder.current() not in (None, index.path):
            return True
        self._ask_for_rebuild(error)
        return False


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How things stand: "ok", "rebuilding" or "missing"; documents read so far by a rebuild."""

    state: str
    worker: str
    done: int = 0

    @property
    def is_degraded(self) -> bool:
        return self.state != "ok"


_readers: dict[tuple[int, Path], Reader] = {}


def reader() -> Reader:
    """This process's reader of INDEX_DIR: what was opened before a fork isn't used after it."""
    key = (os.getpid(), Path(settings.INDEX_DIR))
    if key not in _readers:
        _readers.clear()
        _readers[key] = Reader(key[1])
    return _readers[key]


def index_status() -> IndexStatus:
    """For /readyz and banners; reads one small file. `worker` is "ok", "late" or "missing"."""
    said = Folder(settings.INDEX_DIR).status()
    if not said:
        return IndexStatus("missing", "missing")
    late = time.time() - float(said.get("at", 0.0)) > WORKER_LATE_SECONDS
    return IndexStatus(str(said.get("state")), "late" if late else "ok", int(said.get("done", 0)))
