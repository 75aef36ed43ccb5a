"""Following a record's rows from the worker, each once, whichever worker looks and whenever it dies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import F
from django.utils import timezone

from knowledge.threads.models import Cursor

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

LOOK_BACK: Final = 200
"""Numbers behind the latest that are looked at again: a slow transaction may commit a lower one late."""

NEWS: Final = timedelta(days=1)
"""What happened longer ago is history (an import, a demo, a first start) and tells nobody anything."""

Row = TypeVar("Row", bound="Model")


def cursor_of(name: str) -> Cursor:
    """How far the job of that name is."""
    return Cursor.objects.get_or_create(name=name)[0]


def next_rows(cursor: Cursor, rows: QuerySet[Row], most: int) -> list[Row]:
    """The next rows of a record with an `at` that this cursor has not done, the lowest first."""
    news = rows.filter(pk__gt=max(0, cursor.last - LOOK_BACK), at__gte=timezone.now() - NEWS)
    return list(news.exclude(pk__in=cursor.done).order_by("pk")[:most])


def note_done(cursor: Cursor, row: Model) -> bool:
    """This row is done; in the caller's transaction. False when another worker was faster."""
    last = max(cursor.last, row.pk)
    done = [number for number in (*cursor.done, row.pk) if number > last - LOOK_BACK]
    return _move(cursor, last=last, done=done, place=0)


def note_place(cursor: Cursor, place: int) -> bool:
    """So far with the row that is worked on; in the caller's transaction. As `note_done`."""
    return _move(cursor, last=cursor.last, done=cursor.done, place=place)


def _move(cursor: Cursor, *, last: int, done: list[int], place: int) -> bool:
    same = Cursor.objects.filter(pk=cursor.pk, version=cursor.version)
    moved = same.update(last=last, done=done, place=place, version=F("version") + 1)
    if moved:
        cursor.last, cursor.done, cursor.place = last, done, place
        cursor.version += 1
    return bool(moved)
