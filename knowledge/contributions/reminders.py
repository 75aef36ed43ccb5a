"""The reminder of one's week: once, at the person's hour, never while they are away, and never twice.

A week is reminded of when something waits for the person's word, or when they could work in it and
recorded nothing. Whoever is away at that hour is reminded at the same hour of the first day on which
they work again. Only experts are: of others nothing is expected.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.working_time import work_times_of
from knowledge.contributions.models import Activity, Entry, Recording, State, WeekSum
from knowledge.contributions.periods import WEEK, monday_of
from knowledge.contributions.picture import days_of_week
from knowledge.contributions.planning import is_away, times_of
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.ui import numbers

if TYPE_CHECKING:
    from accounts.availability import WorkTime

REMIND_SECONDS: Final = 300.0
AT_ONCE: Final = 50
FARTHEST_BACK: Final = timedelta(days=8)
"""The last hour of a reminder is at most a week ago, wherever the person is."""
TOO_OLD: Final = timedelta(days=1)
"""Of who was never reminded: an hour that passed before is let go, they may not have been here."""
SUBJECT: Final = "time"
USUAL: Final = Recording()


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose hour of this week has passed, and whom nobody has reminded of it yet."""

    person_id: int
    reminded_week: date | None
    monday: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What there is to say to one person."""

    count: int
    minutes: int
    recorded: int
    available: int

    @property
    def is_something(self) -> bool:
        return bool(self.count) or (not self.recorded and self.available > 0)


def own_time_ids(person: User, ids: Collection[int]) -> set[int]:
    """Lines about somebody's time are theirs alone."""
    return {person.pk} & set(ids)


def remind_people(now: datetime | None = None) -> bool:
    """One step of the job. Answers whether more may be due."""
    now = now or timezone.now()
    candidates = _candidates(now)
    due = _due(candidates, now)
    shown = due[:AT_ONCE]
    people = User.objects.in_bulk([one.person_id for one in shown])
    waiting = _waiting(shown)
    for one in shown:
        _remind(people[one.person_id], one, waiting[one.person_id], now)
    return len(due) > AT_ONCE


def due_at(work: WorkTime, day: date, minute: int, now: datetime) -> datetime | None:
    """The first time from this day on, at this minute, when they work and are not away; None when
    there was none by now.
    """
    while (moment := times_of(work, day, minute, 1)[0]) <= now:
        if work.minutes_on(day) and not is_away(work, day, minute, 1):
            return moment
        day += timedelta(days=1)
    return None


def _candidates(now: datetime) -> QuerySet[User]:
    """Experts who want it and were not reminded of this week; one query when read."""
    latest = monday_of(now.date() + timedelta(days=1))
    wanted = Q(recording=None) | Q(recording__reminds=True)
    experts: QuerySet[User] = User.objects.active().filter(wanted, is_expert=True)
    return experts.exclude(recording__reminded_week__gte=latest).order_by("pk")


def _due(candidates: QuerySet[User], now: datetime) -> list[Due]:
    facts = candidates.values_list(
        "pk", "recording__remind_weekday", "recording__remind_minute", "recording__reminded_week"
    )
    rows = list(facts)
    if not rows:
        return []
    first = now.date() - FARTHEST_BACK
    works = work_times_of([row[0] for row in rows], first, now.date() + timedelta(days=1))
    found = []
    for person_id, weekday, minute, reminded in rows:
        weekday = USUAL.remind_weekday if weekday is None else weekday  # noqa: PLW2901
        minute = USUAL.remind_minute if minute is None else minute  # noqa: PLW2901
        work = works[person_id]
        day = _last_day(work, weekday, minute, now)
        if reminded is not None and reminded >= monday_of(day):
            continue
        moment = due_at(work, day, minute, now)
        if moment is not None:
            found.append(Due(person_id, reminded, monday_of(day), moment))
    return found


def _last_day(work: WorkTime, weekday: int, minute: int, now: datetime) -> date:
    """The last such weekday whose minute has passed where the person is."""
    today = now.astimezone(work.zone_on(now.date())).date()
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    return day if times_of(work, day, minute, 1)[0] <= now else day - WEEK


def _waiting(due: Sequence[Due]) -> dict[int, Waiting]:
    """Four queries and those of `work_times_of`, however many people."""
    ids = [one.person_id for one in due]
    counts: dict[int, int] = dict.fromkeys(ids, 0)
    minutes: dict[int, int] = dict.fromkeys(ids, 0)
    proposed = Entry.objects.filter(person__in=ids, state=State.PROPOSED).order_by()
    for rows in (proposed, Activity.objects.filter(person__in=ids).order_by()):
        totals = rows.values("person").annotate(n=Count("pk"), total=Sum("minutes"))
        for person_id, count, total in totals.values_list("person", "n", "total"):
            counts[person_id] += count
            minutes[person_id] += total
    mondays = {one.monday for one in due}
    sums = WeekSum.objects.filter(person__in=ids, monday__in=mondays).order_by()
    weeks = {
        (person_id, monday): total
        for person_id, monday, total in sums.values("person", "monday")
        .annotate(total=Sum("minutes"))
        .values_list("person", "monday", "total")
    }
    works = work_times_of(ids, min(mondays), max(mondays) + WEEK) if due else {}
    return {
        one.person_id: Waiting(
            counts[one.person_id],
            minutes[one.person_id],
            weeks.get((one.person_id, one.monday), 0),
            works[one.person_id].minutes_between(one.monday, one.monday + timedelta(days=6)),
        )
        for one in due
    }


@transaction.atomic
def _remind(person: User, due: Due, waiting: Waiting, now: datetime) -> None:
    """Only one worker does: whoever moves the week first. Quiet when there is nothing to say."""
    row, _is_new = Recording.objects.get_or_create(person=person)
    same = Recording.objects.filter(pk=row.pk, reminds=True, reminded_week=due.reminded_week)
    if not same.update(reminded_week=due.monday):
        return
    if due.reminded_week is None and due.at < now - TOO_OLD:
        return
    if not waiting.is_something:
        return
    with translation.override(person.interface_language):
        title = _("Week %(number)d, %(days)s") % {
            "number": due.monday.isocalendar().week,
            "days": days_of_week(due.monday),
        }
        word = _words(waiting)
    notify(
        people=[person],
        actor=None,
        kind=Notification.Kind.REMINDER,
        subject_kind=SUBJECT,
        subject_id=person.pk,
        title=title,
        url=f"{reverse('time:own')}#proposed",
        word=word,
    )


def _words(waiting: Waiting) -> str:
    if not waiting.count:
        return _(
            "Nothing is recorded yet. If you shared something, one line is enough; if not, all is well."
        )
    said = ngettext(
        "%(n)s entry, %(minutes)s, waits for your word: one click confirms it.",
        "%(n)s entries, %(minutes)s, wait for your word: one click confirms them.",
        waiting.count,
    )
    return said % {
        "n": numbers.number(waiting.count),
        "minutes": numbers.minutes(waiting.minutes),
    }
