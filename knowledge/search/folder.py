"""The index directory: generations, which one is current, who may write, how things stand.

    INDEX_DIR/lock              held by the node's one follower
    INDEX_DIR/current           the name of the generation that is searched
    INDEX_DIR/g-…/              a generation: documents/ and passages/
    INDEX_DIR/status.json       written by the follower each second
    INDEX_DIR/rebuild           somebody asks for a rebuild (its text says why)

Files are replaced by renaming, so that a reader never sees half of one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4


class Folder:
    """One node's index directory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path | None:
        """The generation to search, if there is one."""
        try:
            name = (self.path / "current").read_text().strip()
        except OSError:
            return None
        return self.path / name if name.startswith("g-") and "/" not in name else None

    def new_generation(self) -> Path:
        """A directory for a generation to come; not searched yet."""
        made = self.path / f"g-{uuid4().hex[:12]}"
        made.mkdir(parents=True)
        return made

    def make_current(self, generation: Path) -> None:
        """From now on this one is searched."""
        self._write("current", generation.name)

    def remove_others(self, *kept: Path) -> None:
        """Readers that still have an old one open keep their files until they let go."""
        for generation in self.path.glob("g-*"):
            if generation not in kept:
                shutil.rmtree(generation, ignore_errors=True)

    def ask_for_rebuild(self, why: str) -> None:
        """The follower looks at each step."""
        self._write("rebuild", why)

    def asked_for_rebuild(self) -> str:
        """Why, or ""."""
        try:
            return (self.path / "rebuild").read_text() or "asked for"
        except OSError:
            return ""

    def forget_request(self) -> None:
        with suppress(OSError):
            (self.path / "rebuild").unlink()

    def write_status(self, status: dict[str, Any]) -> None:
        self._write("status.json", json.dumps(status))

    def status(self) -> dict[str, Any]:
        """What the follower last said; {} if nothing."""
        path = self.path / "status.json"
        try:
            now = path.stat()
            return dict(_read(path, now.st_ino, now.st_mtime_ns))
        except (OSError, ValueError):
            return {}

    def _write(self, name: str, text: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        part = self.path / f".{name}.{os.getpid()}"
        part.write_text(text)
        part.replace(self.path / name)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Whether this process is the one that writes, for as long as the block runs.

        The kernel lets go of it when the process ends, however it ends.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


@lru_cache(maxsize=1)
def _read(path: Path, _inode: int, _changed: int) -> dict[str, Any]:
    """Every page asks, and the file is replaced each second."""
    said: dict[str, Any] = json.loads(path.read_text())
    return said
