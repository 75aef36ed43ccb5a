"""The log of searches: kept in memory for at most a second, then written in one batch.

A search must not wait for the database's one write lock. Each process keeps its own rows and has a
thread that writes them every FLUSH_SECONDS, or at once when MOST_KEPT are waiting; `flush` writes
what is left at exit. A typed query that only continues the one before it (same person, within
MERGE_SECONDS, in the palette or on the page) takes its place, so that typing letter by letter is one
search. The steps may reach different processes: the page then says which search it continues, and the
latest step that was written stays. Programs don't type: each of their searches is a row.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from knowledge.search.models import SearchLog

log = logging.getLogger("terroir.search")

FLUSH_SECONDS: Final = 1.0
MOST_KEPT: Final = 100
MOST_BEFORE_LOSS: Final = 10_000
"""Rows kept while the database can't be written; older ones are then dropped, and that is said."""

MERGE_SECONDS: Final = 10
OUTCOME_TRIES: Final = 5
_WORDS_KEPT: Final = 500


class Placed(Protocol):
    """A search, as far as it tells where it was made."""

    @property
    def source(self) -> str: ...


class Typed(Protocol):
    """A search of one person, as far as it tells whether the next one continues it."""

    @property
    def at(self) -> datetime: ...

    @property
    def folded_words(self) -> str: ...

    @property
    def outcome(self) -> str: ...


@dataclass(slots=True)
class Outcome:
    """An outcome whose search isn't written yet, perhaps in another process."""

    key: UUID
    person_id: int
    facts: dict[str, Any]
    tries: int = 0


@dataclass(slots=True)
class _Kept:
    rows: dict[UUID, SearchLog] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    last: dict[int, SearchLog] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    wake: threading.Event = field(default_factory=threading.Event)
    thread_of: int = 0


_kept = _Kept()


def note_search(
    *,
    person_id: int,
    words: str,
    folded: str,
    filters: dict[str, Any],
    total: int,
    source: str,
    at: datetime | None = None,
    continued: UUID | None = None,
) -> UUID:
    """Keep a search; the key finds its row later, and is known before the row is written.

    Merged searches keep the first one's key, so that a page that is still open stays right.
    `continued` is the search that the page says it types further.
    """
    row = SearchLog(
        key=uuid4(),
        person_id=person_id,
        words=words[:_WORDS_KEPT],
        folded_words=folded[:_WORDS_KEPT],
        filters=filters,
        total=total,
        source=source,
        at=at or timezone.now(),
    )
    with _kept.lock:
        if source != SearchLog.Source.API:
            before = _kept.last.get(person_id)
            if before is not None and is_of_one_place(before, row) and continues(before, row):
                row.key = before.key
            elif continued is not None and _may_take(continued, person_id):
                row.key = continued
            _kept.last[person_id] = row
        _kept.rows[row.key] = row
        waiting = len(_kept.rows)
    _run_thread()
    if waiting >= MOST_KEPT:
        _kept.wake.set()
    return row.key


def _may_take(key: UUID, person_id: int) -> bool:
    """Not the place of another person's search that waits to be written."""
    waiting = _kept.rows.get(key)
    return waiting is None or waiting.person_id == person_id


def is_of_one_place(before: Placed, after: Placed) -> bool:
    """Typing goes on from the palette to the page; what the panel searches is its own."""
    panel = SearchLog.Source.PANEL
    return (before.source == panel) == (after.source == panel)


def continues(before: Typed, after: Typed) -> bool:
    """Whether `after` is the same search typed further, or shortened, moments later."""
    near = after.at - before.at <= timedelta(seconds=MERGE_SECONDS)
    first, second = before.folded_words, after.folded_words
    grows = bool(first) and bool(second) and (second.startswith(first) or first.startswith(second))
    return near and grows and not before.outcome


def keep_outcome(*, key: UUID, person_id: int, outcome: str, **target: Any) -> None:
    """For a search that isn't written yet: tried again at each flush, OUTCOME_TRIES times."""
    facts = {
        "outcome": outcome,
        "outcome_kind": target["kind"],
        "outcome_id": target["object_id"],
        "outcome_passage": target["passage"],
        "outcome_digest": target.get("digest", ""),
        "outcome_at": timezone.now(),
    }
    with _kept.lock:
        _kept.outcomes.append(Outcome(key, person_id, facts))
    _run_thread()


def keep_left(*, key: UUID, person_id: int) -> None:
    """The page was left; for a search that isn't written yet, as `keep_outcome`."""
    with _kept.lock:
        _kept.outcomes.append(Outcome(key, person_id, {"left_at": timezone.now()}))
    _run_thread()


def flush() -> int:
    """Write what waits, in one transaction; returns how many searches. Kept again on an error."""
    with _kept.lock:
        rows, _kept.rows = _kept.rows, {}
        outcomes, _kept.outcomes = _kept.outcomes, []
    if not rows and not outcomes:
        return 0
    try:
        with transaction.atomic():
            _write(list(rows.values()))
            waiting = [outcome for outcome in outcomes if not _apply(outcome)]
    except DatabaseError:
        log.warning("%d searches could not be written yet", len(rows), exc_info=True)
        _keep_again(rows, outcomes)
        return 0
    _keep_again({}, [outcome for outcome in waiting if outcome.tries < OUTCOME_TRIES])
    _forget_old()
    return len(rows)


def _write(rows: list[SearchLog]) -> None:
    """New rows are added; a merged search that was written before is brought up to date.

    Unless another process wrote a later step of it, or the key belongs to somebody else.
    """
    written = SearchLog.objects.in_bulk([row.key for row in rows], field_name="key")
    latest = []
    for row in rows:
        other = written.get(row.key)
        if other is not None and other.person_id != row.person_id:
            row.key = uuid4()
        if other is None or other.person_id != row.person_id or other.at <= row.at:
            latest.append(row)
    SearchLog.objects.bulk_create(
        latest,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["words", "folded_words", "filters", "total", "source", "at"],
    )


def _apply(outcome: Outcome) -> bool:
    outcome.tries += 1
    rows = SearchLog.objects.filter(key=outcome.key, person_id=outcome.person_id)
    if "left_at" in outcome.facts:
        rows = rows.filter(outcome="", left_at=None)
    elif outcome.facts["outcome"] != SearchLog.Outcome.COPIED:
        rows = rows.exclude(outcome=SearchLog.Outcome.COPIED)
    return bool(rows.update(**outcome.facts))


def _keep_again(rows: dict[UUID, SearchLog], outcomes: list[Outcome]) -> None:
    with _kept.lock:
        _kept.rows = {**rows, **_kept.rows}
        _kept.outcomes = [*outcomes, *_kept.outcomes][-MOST_BEFORE_LOSS:]
        for key in list(_kept.rows)[: max(0, len(_kept.rows) - MOST_BEFORE_LOSS)]:
            del _kept.rows[key]
            log.error("a search was not logged: too many wait for the database")


def _forget_old() -> None:
    """The latest search of each person is only needed while it can be continued."""
    limit = timezone.now() - timedelta(seconds=MERGE_SECONDS)
    with _kept.lock:
        _kept.last = {who: row for who, row in _kept.last.items() if row.at >= limit}


def forget() -> None:
    """Drop what waits: for a process that was just forked, and between tests."""
    _kept.lock = threading.Lock()
    _kept.rows, _kept.outcomes, _kept.last = {}, [], {}


def _run_thread() -> None:
    """One thread in each process, started by its first search: threads don't survive a fork."""
    if _kept.thread_of == os.getpid() or not settings.SEARCH_LOG_THREAD:
        return
    with _kept.lock:
        if _kept.thread_of == os.getpid():
            return
        _kept.thread_of = os.getpid()
    threading.Thread(target=_write_forever, name="search-log", daemon=True).start()
    atexit.register(flush)


def _write_forever() -> None:
    while True:
        _kept.wake.wait(FLUSH_SECONDS)
        _kept.wake.clear()
        try:
            flush()
        except Exception:
            log.exception("the search log could not be written")
            connection.close()
        close_old_connections()


os.register_at_fork(after_in_child=forget)
