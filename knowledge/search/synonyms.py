"""The pairs that leads keep, as the searches of one person may use them.

Each process keeps all pairs in memory and asks the database at most once a second
(SYNONYMS_LOOK_SECONDS) whether they changed: a search mostly costs no query, and a change holds
everywhere within that time, at once in the process that wrote it. What the question can't see, a
change made past the product, is picked up after READ_SECONDS.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Max

from knowledge.search.models import Synonym
from knowledge.search.vocabulary import Pair, Vocabulary

READ_SECONDS: Final = 60
MOST_PAIRS: Final = 2_000
"""Pairs that a company may keep: measured 0.12 ms to read and 4 kB in each process for every one."""

_MOST_VIEWS: Final = 32
_LOOKED: Final = "synonyms:looked"
_READ: Final = "synonyms:read"

Signature = tuple[int, int | None, datetime | None]


@dataclass(slots=True)
class _Kept:
    """All pairs as last read, the areas that have some, and what is left without some of these."""

    number: int
    signature: Signature
    everything: Vocabulary
    areas: frozenset[int]
    views: dict[frozenset[int], Vocabulary] = field(default_factory=dict)


_lock = threading.Lock()
_numbers = count(1)
_kept: _Kept | None = None
_left_out: ContextVar[int] = ContextVar("synonym_left_out", default=0)


def vocabulary(hidden_areas: frozenset[int]) -> Vocabulary:
    """What a person who must not know of these areas may use. At most one small query a second."""
    kept = _current()
    seen = _view(kept, hidden_areas & kept.areas)
    left_out = _left_out.get()
    return seen.minus(left_out) if left_out else seen


def shared_vocabulary() -> Vocabulary:
    """The company-wide pairs alone: for what is worked out for nobody in particular."""
    kept = _current()
    return _view(kept, kept.areas)


@contextmanager
def leaving_out(key: int) -> Iterator[None]:
    """What this thread searches meanwhile goes without one row: to see what a change would do."""
    token = _left_out.set(key)
    try:
        yield
    finally:
        _left_out.reset(token)


def forget() -> None:
    """Have the next search read again: after a write in this process has been committed."""
    caches["local"].delete_many([_LOOKED, _READ])


def _view(kept: _Kept, left_out: frozenset[int]) -> Vocabulary:
    known = kept.views.get(left_out)
    if known is None:
        known = kept.everything.without_areas(left_out)
        if len(kept.views) >= _MOST_VIEWS:
            kept.views.clear()
        kept.views[left_out] = known
    return known


def _current() -> _Kept:
    """The pairs as they stood at most SYNONYMS_LOOK_SECONDS ago.

    That a look is still fresh is kept in the process's cache, which tests clear like all others.
    While one thread looks, the others wait: a process that rested may hold old pairs.
    """
    kept = _kept
    if kept is not None and caches["local"].get(_LOOKED) == kept.number:
        return kept
    with _lock:
        return _looked()


def _looked() -> _Kept:
    """Under the lock: reads all pairs again if anything changed, or enough time has passed."""
    global _kept  # noqa: PLW0603
    kept, signature = _kept, _signature()
    is_recent = kept is not None and caches["local"].get(_READ) == kept.number
    if kept is None or not is_recent or kept.signature != signature:
        _kept = kept = _read(signature)
        caches["local"].set(_READ, kept.number, READ_SECONDS)
    caches["local"].set(_LOOKED, kept.number, settings.SYNONYMS_LOOK_SECONDS)
    return kept


def _signature() -> Signature:
    """Differs after any addition, removal or change. A change renews `created_at`."""
    found = Synonym.objects.order_by().aggregate(
        rows=Count("pk"), newest=Max("pk"), latest=Max("created_at")
    )
    return found["rows"], found["newest"], found["latest"]


def _read(signature: Signature) -> _Kept:
    rows = Synonym.objects.order_by("pk").values_list(
        "words", "means", "both_ways", "language", "area_id", "pk"
    )
    pairs = tuple(
        Pair.of(words, means, both_ways=both, language=language, area=area, key=key)
        for words, means, both, language, area, key in rows[:MOST_PAIRS]
    )
    areas = frozenset(pair.area for pair in pairs if pair.area is not None)
    return _Kept(next(_numbers), signature, Vocabulary(pairs), areas)
