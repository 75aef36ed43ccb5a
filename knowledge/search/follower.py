"""Following the change log: the one writer of this node's index.

How far it got is committed together with the documents. PostgreSQL may commit a lower id after a
higher one, so ids that were skipped are remembered and asked for again; SQLite can't skip.
Everything here may be done twice without harm: a document is always written as it is now.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils import timezone

from knowledge.search import generations, registry, schema
from knowledge.search.engine import Generation, Unreadable, Writer
from knowledge.search.generations import Progress
from knowledge.search.models import SearchChange
from knowledge.search.registry import Document, DocumentKind

log = logging.getLogger("terroir.search")

KEPT_DAYS: Final = 7
"""How long changes stay in the log: a node that was away for longer rebuilds."""

CHANGES: Final = 2_000
BATCH: Final = 200
_COMMIT_EVERY: Final = 10_000
_WAIT_FOR_SKIPPED: Final = 600.0
_MOST_SKIPPED: Final = 10_000


@dataclass
class Place:
    """How far the log was followed: the highest id, and the ids below it that weren't there yet,
    each with the moment it was missed (seconds since 1970)."""

    cursor: int = 0
    skipped: dict[int, float] = field(default_factory=dict)

    @classmethod
    def at_end(cls) -> Place:
        """Where to start when everything is about to be read anyway."""
        last = last_change()
        place = cls(cursor=max(0, last - _MOST_SKIPPED) if _may_skip() else last)
        if place.cursor < last:
            place.note(_ids_after(place.cursor))
        return place

    @classmethod
    def parse(cls, state: dict[str, Any]) -> Place:
        skipped = {int(key): float(value) for key, value in state.get("skipped", {}).items()}
        return cls(cursor=int(state["cursor"]), skipped=skipped)

    def note(self, ids: Iterable[int]) -> None:
        """These were read."""
        now = time.time()
        read = set(ids)
        last = max(read, default=0)
        if _may_skip() and last > self.cursor:
            first = max(self.cursor + 1, last - _MOST_SKIPPED)
            self.skipped |= {number: now for number in range(first, last) if number not in read}
        self.skipped = {
            number: since
            for number, since in self.skipped.items()
            if number not in read and now - since < _WAIT_FOR_SKIPPED
        }
        self.cursor = max(self.cursor, last)

    def state(self, *, complete: bool) -> dict[str, Any]:
        return {
            "version": schema.VERSION,
            "cursor": self.cursor,
            "skipped": self.skipped,
            "complete": complete,
            "at": time.time(),
        }


def _may_skip() -> bool:
    return connection.vendor != "sqlite"


def last_change() -> int:
    """The highest id of the log, 0 while nothing ever changed."""
    return int(SearchChange.objects.aggregate(last=Max("id"))["last"] or 0)


def _ids_after(number: int) -> list[int]:
    rows = SearchChange.objects.filter(id__gt=number).order_by("id")
    return list(rows.values_list("id", flat=True))


def prune_log() -> int:
    """Forget old changes, but never the last one: it tells how far the log goes."""
    old = SearchChange.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    return old.exclude(id=last_change()).delete()[0]


class Follower:
    """Holds the right to write; `tick` does what is due and returns soon."""

    def __init__(self) -> None:
        self._lock: TextIO | None = None
        self._writer: Writer | None = None
        self._place = Place()
        self._rebuild: Rebuild | None = None

    @property
    def is_rebuilding(self) -> bool:
        return self._rebuild is not None

    def tick(self) -> int:
        """Apply waiting changes, or do the next piece of a rebuild; returns how many documents.

        Does nothing while another process of this node holds the right to write.
        """
        if self._lock is None and not self._open():
            return 0
        if generations.take_request() and self._rebuild is None:
            self._start_rebuild()
        done = 0
        if self._rebuild is not None:
            done += self._continue_rebuild(self._rebuild)
        if self._writer is not None:
            done += self._follow(self._writer)
        return done

    def rebuild(self) -> Iterator[Progress]:
        """Build a new generation and swap to it, step by step. Raises BlockingIOError when another
        process holds the right to write."""
        if self._lock is None and not self._open():
            raise BlockingIOError("another process writes the index")
        if self._rebuild is None:
            self._start_rebuild()
        while self._rebuild is not None:
            yield self._rebuild.progress
            self._continue_rebuild(self._rebuild)

    def close(self) -> None:
        """Let go of the right to write; an unfinished rebuild is dropped and starts again later."""
        if self._rebuild is not None:
            self._rebuild = None
            generations.tell_progress(None)
        self._writer = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _open(self) -> bool:
        self._lock = generations.lock_writing()
        if self._lock is None:
            return False
        generations.tell_progress(None)
        path = generations.current_path()
        try:
            if path is None:
                raise Unreadable("no generation is in use")
            self._place = _place_of(path)
            self._writer = Writer(path)
            generations.remove_others(path)
        except Unreadable as reason:
            log.warning("the index is rebuilt: %s", reason)
            self._start_rebuild()
        return True

    def _start_rebuild(self) -> None:
        self._rebuild = Rebuild(publish_early=self._writer is None)

    def _continue_rebuild(self, rebuild: Rebuild) -> int:
        done = rebuild.step()
        if rebuild.finished:
            self._writer, self._place = rebuild.writer, rebuild.place
            self._rebuild = None
            generations.point_to(rebuild.path)
            generations.remove_others(rebuild.path)
            generations.tell_progress(None)
        return done

    def _follow(self, writer: Writer) -> int:
        rows = self._changes()
        if not rows:
            return 0
        wanted: dict[str, set[int]] = defaultdict(set)
        for _id, kind, object_id in rows:
            wanted[kind].add(object_id)
        for name, ids in wanted.items():
            apply(writer, name, ids)
        self._place.note(row[0] for row in rows)
        writer.commit(self._place.state(complete=True))
        return sum(len(ids) for ids in wanted.values())

    def _changes(self) -> list[tuple[int, str, int]]:
        log_rows = SearchChange.objects.order_by("id").values_list("id", "kind", "object_id")
        rows = list(log_rows.filter(id__gt=self._place.cursor)[:CHANGES])
        if self._place.skipped:
            rows = [*log_rows.filter(id__in=list(self._place.skipped)), *rows]
        return rows


def _place_of(path: Path) -> Place:
    """Where a generation stands in the log. Raises Unreadable when it can't be followed further."""
    state = Generation(path).state()
    if state.get("version") != schema.VERSION:
        raise Unreadable(f"{path}: made by another version")
    if not state.get("complete"):
        raise Unreadable(f"{path}: its making was interrupted")
    if time.time() - float(state["at"]) > (KEPT_DAYS - 1) * 86_400 and last_change() > int(
        state["cursor"]
    ):
        raise Unreadable(f"{path}: the log may no longer reach back so far")
    if int(state["cursor"]) > last_change():
        raise Unreadable(f"{path}: it is ahead of the database, which was restored")
    return Place.parse(state)


def apply(writer: Writer, name: str, ids: set[int]) -> None:
    """Write these objects of a kind as they are now; those no longer published are taken out."""
    kind = registry.kinds().get(name)
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        part = ordered[start : start + BATCH]
        found = load(kind, part) if kind else []
        writer.replace(found)
        gone = set(part) - {document.object_id for document in found}
        writer.delete([schema.ref_of(name, number) for number in gone])


def load(kind: DocumentKind, ids: list[int]) -> list[Document]:
    """Documents of these ids; one that can't be read is reported and left out, the others stay."""
    try:
        return list(kind.load(ids))
    except DatabaseError:
        raise
    except Exception:
        if len(ids) == 1:
            log.exception("%s %s can't be indexed", kind.name, ids[0])
            return []
        return [document for number in ids for document in load(kind, [number])]


class Rebuild:
    """A new generation in the making; `step` writes the next batch."""

    def __init__(self, *, publish_early: bool) -> None:
        """`publish_early`: nothing can be searched now, so that a part is better."""
        self.path = generations.make_path()
        self.writer = Writer(self.path)
        self.place = Place.at_end()
        self.finished = False
        self._publish_early = publish_early
        self._since_commit = 0
        total = sum(_count(kind) for kind in registry.kinds().values())
        self.progress = Progress(0, total, time.time())
        self._batches = self._all_batches()
        self._tell(0)

    def _all_batches(self) -> Iterator[int]:
        for kind in registry.kinds().values():
            last = 0
            while ids := list(kind.all_ids(last, BATCH)):
                self.writer.add_new(load(kind, ids))
                last = ids[-1]
                yield len(ids)

    def step(self) -> int:
        """Write the next batch; returns how many documents, 0 with the last commit."""
        done = next(self._batches, 0)
        self._since_commit += done
        if done == 0:
            self.writer.commit(self.place.state(complete=True))
            self.finished = True
        elif self._publish_early and self._since_commit >= _COMMIT_EVERY:
            self.writer.commit(self.place.state(complete=False))
            generations.point_to(self.path)
            self._since_commit = 0
        self._tell(done)
        return done

    def _tell(self, done: int) -> None:
        before = self.progress
        total = max(before.total, before.done + done)
        self.progress = Progress(before.done + done, total, before.began)
        generations.tell_progress(self.progress)


def _count(kind: DocumentKind) -> int:
    count, last = 0, 0
    while ids := kind.all_ids(last, CHANGES):
        count += len(ids)
        last = ids[-1]
    return count
