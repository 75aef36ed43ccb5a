"""What people see of their own working time, and others of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.calendars import Calendar, Pattern
from accounts.hours import minutes_of_week, week_of
from accounts.models import AwayPeriod, User, WorkingPattern
from accounts.permissions import manages_person
from accounts.week_words import Line, say_week
from accounts.working_time import calendars_of

SOON = timedelta(days=14)
"""How long ahead colleagues are told that somebody will be away."""
PAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Declared:
    """One pattern, as its person reads it."""

    pattern: WorkingPattern
    lines: list[Line]
    minutes: int


@dataclass(frozen=True, slots=True)
class OwnTime:
    """`now` is None for who has declared nothing yet."""

    today: date
    pattern: Pattern
    lines: list[Line]
    minutes: int
    now: Declared | None
    later: list[Declared]
    earlier: list[Declared]
    aways: list[AwayPeriod]
    past: list[AwayPeriod]
    removed: list[AwayPeriod]


@dataclass(frozen=True, slots=True)
class Presence:
    """What others see: hours, whether they are there, the days away; own notes if they manage them."""

    calendar: Calendar
    hours: list[Line]
    is_open: bool
    is_away: bool
    back_on: date | None
    aways: list[AwayPeriod]
    with_notes: bool


def own_time(person: User) -> OwnTime:
    """Six queries, however long the history."""
    calendar = calendars_of([person.pk])[person.pk]
    today = calendar.local_day(timezone.now())
    rows = WorkingPattern.objects.in_force().filter(person=person).order_by("since")
    declared = [_declared(row) for row in rows]
    begun = [one for one in declared if one.pattern.since <= today]
    pattern = calendar.pattern_on(today)
    periods = list(AwayPeriod.objects.filter(person=person))
    removed = AwayPeriod.ever.filter(person=person, removed_at__isnull=False)
    return OwnTime(
        today=today,
        pattern=pattern,
        lines=say_week(pattern.week),
        minutes=minutes_of_week(pattern.week),
        now=begun[-1] if begun else None,
        later=[one for one in declared if one.pattern.since > today],
        earlier=begun[-2::-1],
        aways=[period for period in periods if period.last_day >= today],
        past=[period for period in reversed(periods) if period.last_day < today][:PAST_SHOWN],
        removed=list(removed.order_by("-removed_at", "-pk")[:PAST_SHOWN]),
    )


def presence_of(person: User, *, viewer: User) -> Presence:
    """Six queries; whoever manages a person sees all days away that come, others the next ones."""
    now = timezone.now()
    calendar = calendars_of([person.pk])[person.pk]
    today = calendar.local_day(now)
    with_notes = person == viewer or manages_person(viewer, person)
    coming = AwayPeriod.objects.filter(person=person, last_day__gte=today)
    if not with_notes:
        coming = coming.filter(first_day__lte=today + SOON)
    away = calendar.is_away_at(now)
    return Presence(
        calendar=calendar,
        hours=say_week(calendar.pattern_on(today).week),
        is_open=calendar.is_open(now),
        is_away=away,
        back_on=calendar.back_on(today) if away else None,
        aways=_for_others(list(coming)) if person != viewer else list(coming),
        with_notes=with_notes,
    )


def _for_others(aways: list[AwayPeriod]) -> list[AwayPeriod]:
    """By date, each time once however many sources say it.

    Titles that other systems gave were not written for anybody here: only their person sees them.
    """
    shown: list[AwayPeriod] = []
    until = 0
    for period in sorted(aways, key=lambda one: (one.halves.first, -one.halves.last)):
        if period.source != AwayPeriod.Source.HAND:
            period.note = ""
        if period.halves.last > until or period.note:
            shown.append(period)
        until = max(until, period.halves.last)
    return shown


def _declared(row: WorkingPattern) -> Declared:
    week = week_of(row.spans)
    return Declared(row, say_week(week), minutes_of_week(week))
