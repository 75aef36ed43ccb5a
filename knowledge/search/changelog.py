"""Reading the change log without losing what commits late.

Row ids are given out before a transaction commits, so that on PostgreSQL a lower id may appear
after a higher one was read. The missing numbers in between are kept as holes and looked at again
until every transaction that could still fill them has ended. On SQLite one transaction writes at a
time and no hole is ever filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from knowledge.search.models import SearchChange

BATCH: Final = 500
KEEP: Final = timedelta(days=7)
"""Rows are pruned after this; an index that wasn't followed for as long is rebuilt."""

_LOOK_BACK: Final = 5_000
_MOST_HOLES: Final = 2_000
_NO_LIMIT: Final = 0


@dataclass(slots=True)
class Cursor:
    """How far the log was followed: all up to `last` but the holes.

    A hole is (first, last, xmax): it can still be filled by transactions older than xmax.
    """

    last: int = 0
    holes: list[tuple[int, int, int]] = field(default_factory=list)

    def as_state(self) -> dict[str, Any]:
        return {"last": self.last, "holes": self.holes}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Cursor:
        holes = [(int(a), int(b), int(x)) for a, b, x in state.get("holes", [])]
        return cls(int(state.get("last", 0)), holes)


def read_changes(cursor: Cursor) -> tuple[list[SearchChange], Cursor]:
    """The next rows, at most BATCH and those of holes, and the cursor after them."""
    oldest, newest = _transactions()
    late = list(_in_holes(cursor))
    fresh = list(SearchChange.objects.filter(pk__gt=cursor.last).order_by("pk")[:BATCH])
    holes = [hole for hole in cursor.holes if hole[2] > oldest]
    holes = _without(holes, [row.pk for row in late])
    if newest != _NO_LIMIT:
        holes += _gaps(cursor.last, [row.pk for row in fresh], newest)
    last = fresh[-1].pk if fresh else cursor.last
    return [*late, *fresh], Cursor(last, holes[-_MOST_HOLES:])


def start_of_rebuild() -> Cursor:
    """Where to follow from when everything is read anew now.

    A transaction that is still open isn't read, so that its numbers count as holes.
    """
    _oldest, newest = _transactions()
    last = SearchChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest == _NO_LIMIT:
        return Cursor(last)
    low = max(0, last - _LOOK_BACK)
    rows = SearchChange.objects.filter(pk__gt=low, pk__lte=last).order_by("pk")
    gaps = _gaps(low, list(rows.values_list("pk", flat=True)), newest)
    return Cursor(last, gaps[-_MOST_HOLES:])


def prune() -> int:
    """Take out rows that every index has followed long ago."""
    old = SearchChange.objects.filter(at__lt=timezone.now() - KEEP)
    count, _by_model = old.delete()
    return count


def _transactions() -> tuple[int, int]:
    """The oldest open transaction and the next to come; (0, 0) where none can be late.

    Read before the rows are: what ends in between is then looked at once more, not once too few.
    """
    if connection.vendor != "postgresql":
        return (_NO_LIMIT, _NO_LIMIT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text"
            " FROM pg_current_snapshot() s"
        )
        oldest, newest = cursor.fetchone()
    return int(oldest), int(newest) + 1


def _in_holes(cursor: Cursor) -> Sequence[SearchChange]:
    found: list[SearchChange] = []
    for first, last, _xmax in cursor.holes:
        found += SearchChange.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
    return found


def _gaps(after: int, ids: Sequence[int], xmax: int) -> list[tuple[int, int, int]]:
    found = []
    for number in ids:
        if number > after + 1:
            found.append((after + 1, number - 1, xmax))
        after = number
    return found


def _without(holes: list[tuple[int, int, int]], ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """The holes that are left once these numbers were seen."""
    for number in ids:
        left: list[tuple[int, int, int]] = []
        for first, last, xmax in holes:
            if first <= number <= last:
                left += [
                    (a, b, xmax) for a, b in ((first, number - 1), (number + 1, last)) if a <= b
                ]
            else:
                left.append((first, last, xmax))
        holes = left
    return holes
