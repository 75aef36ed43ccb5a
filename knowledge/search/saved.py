"""Searches that people keep, and telling them when something new answers one.

A saved search is the query string of the search page, put in order. The worker runs it as its
person, with the rights they have at that moment; what it tells is a number, never a title, because a
line of an inbox outlives a restriction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import ngettext

from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.search.choices import filter_words
from knowledge.search.forms import MOST_PAGES, Chosen, read_query
from knowledge.search.models import SavedSearch
from knowledge.search.queries import PER_PAGE, search

if TYPE_CHECKING:
    from accounts.models import User

SAVED_NAME: Final = "SELECT name FROM search_savedsearch WHERE person_id = %s AND query = %s"
SUBJECT: Final = "saved_search"
JOB_SECONDS: Final = 60.0
CHECK_EVERY: Final = timedelta(minutes=5)
"""How soon a saved search is run again, if the worker keeps up; else each in its turn."""

TELL_EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = 10
"""Saved searches that one step of the job runs: about 0.2 s."""

TOLD_FROM: Final = 20
"""Only what is among so many of the best answers is told."""

_MOST_SEEN: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search as its person is shown it; `filters` are the values it is narrowed to."""

    row: SavedSearch
    words: str
    filters: tuple[str, ...]


def query_of(chosen: Chosen) -> str:
    """The query string, the same for the same search however it was reached."""
    facts = sorted((name, sorted(values)) for name, values in chosen.facts.items())
    exactly = [("exactly", "1")] if chosen.exactly else []
    return urlencode([("q", chosen.words), *exactly, *facts], doseq=True)


def saved_searches(person: User) -> list[Kept]:
    """The person's own, by name; three queries more at most. Shown to nobody else."""
    rows = list(SavedSearch.objects.filter(person=person))
    queries = [QueryDict(row.query) for row in rows]
    return [
        Kept(row, query.get("q", ""), filters)
        for row, query, filters in zip(rows, queries, filter_words(person, queries), strict=True)
    ]


def saved_name(person: User, query: str) -> str | None:
    """What the person calls this search, if they keep it. Every search page asks: so it is SQL."""
    with connection.cursor() as cursor:
        cursor.execute(SAVED_NAME, [person.pk, query])
        row = cursor.fetchone()
    return str(row[0]) if row else None


def own_saved_ids(person: User, ids: Collection[int]) -> set[int]:
    """Of these saved searches, the person's own: what decides about lines of their inbox."""
    own = SavedSearch.objects.filter(person=person, pk__in=list(ids))
    return set(own.values_list("pk", flat=True))


def answers_now(person: User, query: str, most: int = MOST_PAGES * PER_PAGE) -> list[str] | None:
    """What answers a saved search for this person, best first, as “kind:number”.

    Only good matches; None when search does not answer just now.
    """
    asked = read_query(QueryDict(query), person).request()
    found = search(person, replace(asked, offset=0, limit=most, with_facets=False))
    if not found.is_available:
        return None
    return [f"{result.shown.kind}:{result.shown.object_id}" for result in found.answers]


# The job


def tell_about_new_results() -> bool:
    """One step: run those that waited longest. Answers whether more may be due."""
    now = timezone.now()
    waiting = SavedSearch.objects.filter(tells=True, person__is_active=True).filter(
        Q(checked_at=None) | Q(checked_at__lte=now - CHECK_EVERY)
    )
    due = waiting.select_related("person").order_by(F("checked_at").asc(nulls_first=True), "pk")
    rows = list(due[:AT_ONCE])
    for row in rows:
        if _claim(row, now):
            _check(row, now)
    return len(rows) == AT_ONCE


def _claim(row: SavedSearch, now: datetime) -> bool:
    """Only one worker runs it: whoever moves its clock first."""
    same = SavedSearch.objects.filter(pk=row.pk, tells=True, checked_at=row.checked_at)
    return bool(same.update(checked_at=now))


def _check(row: SavedSearch, now: datetime) -> None:
    """Tell about what is new. Within an hour of the last time it stays new, and is told later."""
    there = answers_now(row.person, row.query, TOLD_FROM)
    new = [ref for ref in there or () if ref not in row.seen]
    if not new or _was_told(row, now):
        return
    with transaction.atomic():
        unchanged = SavedSearch.objects.select_for_update().filter(checked_at=now, tells=True)
        kept = unchanged.filter(pk=row.pk).first()
        if kept is None:
            return
        kept.seen = [*new, *row.seen][:_MOST_SEEN]
        kept.save(update_fields=["seen"])
        _tell(row, len(new))


def _was_told(row: SavedSearch, now: datetime) -> bool:
    told = Notification.objects.filter(
        person=row.person_id,
        subject_kind=SUBJECT,
        subject_id=row.pk,
        created_at__gt=now - TELL_EVERY,
    )
    return told.exists()


def _tell(row: SavedSearch, count: int) -> None:
    with translation.override(row.person.interface_language):
        words = ngettext("%(n)d new result answers it.", "%(n)d new results answer it.", count)
    notify(
        people=[row.person],
        actor=None,
        kind=Notification.Kind.FOUND,
        subject_kind=SUBJECT,
        subject_id=row.pk,
        title=row.name,
        url=reverse("search:saved", args=[row.pk]),
        word=words % {"n": count},
    )
