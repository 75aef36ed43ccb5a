"""Promises that were not kept: visible, oldest first, told once. Nothing drops off because it is old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from knowledge.threads.models import WAITING, Thread, ThreadEvent, ThreadQuerySet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from knowledge.areas.models import Area


def late_threads(
    areas: Collection[Area] | None = None, at: datetime | None = None
) -> ThreadQuerySet:
    """Waiting threads past a promise, in these areas and below (everywhere without any), the longest late
    first; `late_since` says since when. While a clock stands, nothing becomes late. One query when read;
    pages go on with `.visible_to(reader)`.
    """
    at = at or timezone.now()
    first, solution = _past(at)
    late = Thread.objects.waiting().filter(first | solution)
    if areas is not None:
        late = late.filter(_inside(areas))
    since = Case(When(first, then="first_answer_due_at"), default="solution_due_at")
    return late.annotate(late_since=since).order_by("late_since", "pk")


def past_promise(at: datetime) -> Q:
    """The same of threads that wait, for a list of them."""
    first, solution = _past(at)
    return Q(state__in=WAITING) & (first | solution)


def _past(at: datetime) -> tuple[Q, Q]:
    """First answer and solution due by now, or by when the clock was stopped."""
    clock = Coalesce("paused_since", Value(at))
    first = Q(LessThanOrEqual(F("first_answer_due_at"), clock), first_answered_at=None)
    return first, Q(LessThanOrEqual(F("solution_due_at"), clock))


def missed(thread: Thread, at: datetime) -> list[str]:
    """Which of its promises are past: "first_answer", "solution"."""
    if thread.state not in WAITING:
        return []
    clock = thread.paused_since or at
    first = None if thread.first_answered_at else thread.first_answer_due_at
    due = {"first_answer": first, "solution": thread.solution_due_at}
    return [name for name, moment in due.items() if moment is not None and moment <= clock]


def told_late(thread_ids: Iterable[int]) -> dict[int, set[str]]:
    """By thread: of which promises it was said already that they were not kept; one query."""
    rows = ThreadEvent.objects.order_by().filter(
        thread__in=list(thread_ids), verb=ThreadEvent.Verb.LATE
    )
    told: dict[int, set[str]] = {}
    for thread_id, detail in rows.values_list("thread_id", "detail"):
        told.setdefault(thread_id, set()).add(str(detail.get("promise")))
    return told


def areas_without_expert(area_ids: Collection[int] | None = None) -> dict[int, datetime]:
    """Areas with a waiting question for which nobody could be asked, and since when; one query."""
    rows = Thread.objects.waiting().order_by().filter(without_expert_since__isnull=False)
    if area_ids is not None:
        rows = rows.filter(area__in=area_ids)
    found = rows.values_list("area_id").annotate(Min("without_expert_since"))
    return {area_id: since for area_id, since in found if since is not None}


def _inside(areas: Collection[Area]) -> Q:
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(area__path__startswith=area.path)
    return inside
