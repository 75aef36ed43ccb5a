"""Where the index lives: generations side by side, and the pointer to the one in use.

INDEX_DIR/
    current         name of the generation that is searched; replaced in one step
    <generation>/   both indexes (see engine.py)
    progress.json   what a rebuild has done, while there is one
    rebuild         somebody asks the worker for a rebuild
    writer.lock     held by the one process of this node that writes
    heartbeat       touched every second by the worker
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TextIO

from django.conf import settings

from knowledge.search import schema
from knowledge.search.engine import Generation, Unreadable

LOOK_EVERY: Final = 0.2
"""Seconds for which a reader trusts what it has open."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A rebuild under way: documents done and to do, and when it began (seconds since 1970)."""

    done: int
    total: int
    began: float


def directory() -> Path:
    """INDEX_DIR, made when it is missing."""
    path = Path(settings.INDEX_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def current_path() -> Path | None:
    """The generation in use; None when the pointer is missing or leads nowhere."""
    root = Path(settings.INDEX_DIR)
    try:
        name = (root / "current").read_text().strip()
    except OSError:
        return None
    path = root / name
    return path if name and path.parent == root and path.is_dir() else None


def make_path() -> Path:
    """A fresh directory for a next generation."""
    path = directory() / f"v{schema.VERSION}-{time.time_ns()}"
    path.mkdir()
    return path


def point_to(path: Path) -> None:
    """Search this generation from now on."""
    write(path.parent / "current", path.name)


def remove_others(*kept: Path) -> None:
    """Delete all generations but these; who has one open keeps it until it looks again."""
    names = {path.name for path in kept}
    for path in directory().iterdir():
        if path.is_dir() and path.name not in names:
            shutil.rmtree(path, ignore_errors=True)


def write(path: Path, text: str) -> None:
    """Replace a small file in one step, so that nobody reads half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    fresh.write_text(text)
    fresh.replace(path)


def tell_progress(progress: Progress | None) -> None:
    """Say how far a rebuild is, or that there is none."""
    path = directory() / "progress.json"
    if progress is None:
        path.unlink(missing_ok=True)
    else:
        write(path, json.dumps(asdict(progress)))


def progress() -> Progress | None:
    """How far a rebuild is; None when there is none."""
    try:
        return Progress(**json.loads((Path(settings.INDEX_DIR) / "progress.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def ask_for_rebuild() -> None:
    """Have the worker build a new generation."""
    (directory() / "rebuild").touch()


def take_request() -> bool:
    """Whether somebody asked for a rebuild; the request is then gone."""
    try:
        (Path(settings.INDEX_DIR) / "rebuild").unlink()
    except FileNotFoundError:
        return False
    return True


def lock_writing() -> TextIO | None:
    """The right to write on this node for as long as the file is open; None when another has it."""
    lock = (directory() / "writer.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


class Reader:
    """This process's view of the generation in use; opened at the first search, after any fork."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._pid = 0
        self._looked = 0.0
        self._open: Generation | None = None

    def index(self) -> Generation:
        """The generation in use, at most LOOK_EVERY old. Raises Unreadable when there is none."""
        now = time.monotonic()
        known = self._open
        if known and self._pid == os.getpid() and now - self._looked < LOOK_EVERY:
            return known
        with self._guard:
            return self._look(now)

    def _look(self, now: float) -> Generation:
        path = current_path()
        if path is None:
            self._forget()
            raise Unreadable("no generation is in use")
        if self._open is None or self._open.path != path or self._pid != os.getpid():
            self._open = Generation(path)
            self._pid = os.getpid()
        else:
            try:
                self._open.refresh()
            except (OSError, ValueError) as error:
                self._forget()
                raise Unreadable(str(path)) from error
        self._looked = now
        return self._open

    def close(self) -> None:
        """Open anew at the next search."""
        with self._guard:
            self._forget()


reader = Reader()


def touch_heartbeat() -> None:
    """The worker lives."""
    with suppress(OSError):
        (directory() / "heartbeat").touch()


def heartbeat_age() -> float | None:
    """Seconds since the worker last said that it lives; None when it never did."""
    try:
        return max(0.0, time.time() - (Path(settings.INDEX_DIR) / "heartbeat").stat().st_mtime)
    except OSError:
        return None
