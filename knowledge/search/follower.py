"""Keeps this node's index as the database says: follows the change log, rebuilds when it must.

The cursor is committed with what it tells of, so that a crash at any moment leaves an index that
only has to follow on; applying a change twice changes nothing. While a rebuild fills a new
generation, the old one is searched and followed.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from knowledge.search import analysis, changelog, registry, schema
from knowledge.search.changelog import Cursor
from knowledge.search.checking import damaged_file
from knowledge.search.engine import Generation, Unreadable
from knowledge.search.folder import Folder
from knowledge.search.learning import taught
from knowledge.search.registry import Document, DocumentKind
from knowledge.search.writer import HEAP_BYTES_TO_BUILD, Writer

log = logging.getLogger("terroir.search")

CHUNK: Final = 400
AT_ONCE: Final = 5_000
"""A rebuild of fewer documents is committed once, at its end."""

MOST_IN_A_PIECE: Final = 18_000
"""Documents between two commits of a rebuild; about what HEAP_BYTES_TO_BUILD holds of them."""

MERGED_AT_ONCE: Final = 8
"""The engine makes one segment of so many of about one size."""

PRUNE_SECONDS: Final = 3_600.0
REST_SECONDS: Final = 5.0
"""Without a change, after which what writes is let go of."""

SETTLED_SECONDS: Final = 10.0
"""Without a change, after which what was changed lately is written once more, together."""

MOST_TOGETHER: Final = 500
"""Documents that are written together again and again; what was changed before them stays as it is."""

DISK_FULL: Final = "No space left"
_LONGEST_AWAY: Final = changelog.KEEP.total_seconds() * 0.9

Tick = Callable[[], bool]
"""Called between chunks: True when it is time to stop."""


class Stopped(Exception):
    """The process is asked to end; what was committed stays."""


class Follower:
    """The one that writes. Use it only while holding `Folder.lock`."""

    def __init__(self, folder: Folder, *, should_stop: Tick = lambda: False) -> None:
        self.folder = folder
        self._should_stop = should_stop
        self._writer: Writer | None = None
        self._cursor = Cursor()
        self._rebuild: Iterator[None] | None = None
        self._progress: dict[str, Any] = {}
        self._said_at = 0.0
        self._pruned_at = 0.0
        self._changed_at = 0.0
        self._lately: dict[str, set[int]] = defaultdict(set)
        self._commits = 0

    def step(self) -> bool:
        """Do what is next; True when more is waiting. Raises DatabaseError."""
        self.say()
        if self._rebuild is None and (why := self._why_rebuild()):
            self._start_rebuild(why)
        changed = self._follow() if self._writer is not None else 0
        if self._rebuild is not None:
            if next(self._rebuild, "done") == "done":
                self._rebuild = None
                self.say(now=True)
            return True
        self._prune()
        return changed >= changelog.BATCH

    def say(self, *, now: bool = False) -> None:
        """The heartbeat: at most once a second."""
        if not now and time.monotonic() - self._said_at < 1.0:
            return
        self._said_at = time.monotonic()
        state = "rebuilding" if self._rebuild is not None else "ok"
        said = {"at": time.time(), "state": state, "last": self._cursor.last, **self._progress}
        self.folder.write_status(said)

    def close(self) -> None:
        """Let go of the index."""
        self._forget_lately()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()

    def _why_rebuild(self) -> str:
        if why := self.folder.asked_for_rebuild():
            if self._writer is None:
                self._open()  # it is searched and followed meanwhile, if it can be
            return why
        if self._writer is None:
            return self._open()
        if self.folder.current() == self._writer.path and self._writer.is_there():
            return ""
        self.close()
        return "its files are gone"

    def _open(self) -> str:
        """Take up the current generation; or why it can't be."""
        current = self.folder.current()
        if current is None:
            return "there is no index"
        try:
            if damaged := damaged_file(current):
                return f"{damaged} is damaged"
            state = Generation(current).state()
            if state.get("version") != schema.VERSION or state.get("building"):
                return "it was made by another version, or not finished"
            if time.time() - max(self._seen_at(), state.get("at", 0.0)) > _LONGEST_AWAY:
                return "it was not followed for too long"
            self._writer = Writer(current)
        except (Unreadable, ValueError, KeyError, OSError) as error:
            log.warning("the index can't be read: %s", error.__cause__ or error)
            return "it can't be read"
        self._cursor = Cursor.from_state(state)
        self.folder.remove_others(current)
        return ""

    def _seen_at(self) -> float:
        return float(self.folder.status().get("at", 0.0))

    # Following

    def _follow(self) -> int:
        """Apply the next changes of the log to the index in use."""
        assert self._writer is not None
        rows, cursor = changelog.read_changes(self._cursor)
        quiet = time.monotonic() - self._changed_at
        if rows:
            wanted = _by_kind(rows)
            self._write(wanted, cursor)
            self._remember(wanted)
            self._changed_at = time.monotonic()
        elif self._commits > 1 and quiet > SETTLED_SECONDS:
            self._write(self._lately, cursor)
            self._commits = 1
        elif quiet > REST_SECONDS:
            self._writer.close()
        self._cursor = cursor
        return len(rows)

    def _write(self, wanted: Mapping[str, Collection[int]], cursor: Cursor) -> None:
        assert self._writer is not None
        try:
            self._apply(self._writer, wanted)
            self._writer.commit(_state(cursor))
        except (ValueError, OSError) as error:
            self._give_up(error)
            raise
        _give_back_memory()

    def _remember(self, wanted: Mapping[str, Collection[int]]) -> None:
        """Each commit leaves a small segment, which every search has to look into; written once more
        together they leave one, and the others are empty and go."""
        for name, ids in wanted.items():
            self._lately[name] |= set(ids)
        self._commits += 1
        if sum(map(len, self._lately.values())) > MOST_TOGETHER:
            self._forget_lately()

    def _forget_lately(self) -> None:
        self._lately.clear()
        self._commits = 0

    def _give_up(self, error: Exception) -> None:
        """An index that can't be written is made anew, unless the disk is only full."""
        self.close()
        if self._rebuild is None and DISK_FULL not in str(error):
            self.folder.ask_for_rebuild(f"it can't be written: {error}")

    def _apply(self, writer: Writer, wanted: Mapping[str, Collection[int]]) -> None:
        for name, ids in wanted.items():
            kind = registry.kinds().get(name)
            documents = _load(kind, sorted(ids)) if kind is not None else []
            writer.replace(documents)
            kept = {document.object_id for document in documents}
            writer.delete([schema.ref_of(name, number) for number in ids if number not in kept])

    def _prune(self) -> None:
        if time.monotonic() - self._pruned_at > PRUNE_SECONDS:
            self._pruned_at = time.monotonic()
            changelog.prune()

    # Rebuilding

    def _start_rebuild(self, why: str) -> None:
        log.info("the index is rebuilt: %s", why)
        self.folder.forget_request()
        self._rebuild = self._rebuilding()
        self.say(now=True)

    def _rebuilding(self) -> Iterator[None]:
        """One chunk at a time, so that the old index is followed in between."""
        cursor = changelog.start_of_rebuild()
        generation = self.folder.new_generation()
        self.folder.remove_others(*(path for path in (self.folder.current(), generation) if path))
        writer = Writer(generation, HEAP_BYTES_TO_BUILD)
        building = {"version": schema.VERSION, "building": True, "at": time.time()}
        writer.commit(building | cursor.as_state())
        if self._writer is None:
            self.folder.make_current(generation)
        piece = _piece(
            sum(len(ids) for kind in registry.kinds().values() for ids in _all_ids(kind))
        )
        started, done, next_commit = time.monotonic(), 0, piece
        for kind in registry.kinds().values():
            for ids in _all_ids(kind):
                with _no_collecting():
                    done += writer.add_new(_load(kind, ids))
                self._note_progress(done, started)
                if done >= next_commit:
                    writer.commit(building | cursor.as_state())
                    next_commit = (done // piece + 1) * piece
                yield
                if self._should_stop():
                    raise Stopped
        self._finish(writer, generation, cursor)
        log.info("the index is rebuilt: %d documents", done)

    def _finish(self, writer: Writer, generation: Path, cursor: Cursor) -> None:
        """Catch up with what changed meanwhile, then let everybody search the new one."""
        while True:
            rows, cursor = changelog.read_changes(cursor)
            self._apply(writer, _by_kind(rows))
            if len(rows) < changelog.BATCH:
                break
        writer.commit(_state(cursor))
        writer.close()
        self.folder.make_current(generation)
        self.close()
        if self._progress.get("done", 0) >= AT_ONCE:
            analysis.forget_tokens()
            gc.collect()
            _give_back_memory()
        self._writer, self._cursor, self._progress = Writer(generation), cursor, {}
        self.folder.remove_others(generation)

    def _note_progress(self, done: int, started: float) -> None:
        seconds = max(time.monotonic() - started, 0.001)
        self._progress = {"done": done, "rate": round(done / seconds)}
        self.say()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A lot of documents is rows and texts without a circle among them: the collector of garbage would
    look through it again and again, for a twentieth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _give_back_memory() -> None:
    """What the allocator keeps of the engine's buffers: 20 MB after a few changes."""
    with suppress(OSError, AttributeError):  # no glibc: nothing to ask
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _state(cursor: Cursor) -> dict[str, Any]:
    return {"version": schema.VERSION, "at": time.time(), **cursor.as_state()}


def _all_ids(kind: DocumentKind) -> Iterator[list[int]]:
    after = 0
    while ids := list(kind.all_ids(after, CHUNK)):
        yield ids
        after = ids[-1]


def _by_kind(rows: Collection[Any]) -> dict[str, set[int]]:
    """The ids of what changed."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.kind].add(row.object_id)
    return wanted


def _piece(documents: int) -> int:
    """After how many documents to commit, so that one segment is left of all: each costs every search.

    The engine merges eight of a size, and those eight of that size: there are 1, 8, 64 … pieces.
    """
    pieces = 1
    while documents >= (AT_ONCE if pieces == 1 else pieces * MOST_IN_A_PIECE):
        pieces *= MERGED_AT_ONCE
    return documents // pieces + 1


def _load(kind: DocumentKind, ids: Collection[int]) -> list[Document]:
    """The documents; one that can't be read is said and left out, and stops nothing else."""
    try:
        return taught(kind.load(ids))
    except (ValueError, TypeError, KeyError, AttributeError, LookupError):
        log.exception("%s: some of %d can't be read for the index", kind.name, len(ids))
    found: list[Document] = []
    for number in ids:
        try:
            found += taught(kind.load([number]))
        except (ValueError, TypeError, KeyError, AttributeError, LookupError):
            log.exception("%s %d can't be read for the index", kind.name, number)
    return found
