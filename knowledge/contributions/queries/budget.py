"""What is left of the minutes that people have for sharing in their week."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.calendars import Calendar, Pattern
from accounts.hours import minutes_of_week
from accounts.working_time import calendars_of
from knowledge.contributions.models import Commitment

MOST_NAMED = 500
"""Of more people than that all open rows are read: binding thousands of ids costs more."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Budget:
    """Minutes of one person's ISO week. For that person alone: others learn `has_time`.

    `weekly` is what they declared for sharing, in the measure in which they are there that week;
    `spent` and `committed` are expected minutes of work ended in the week, and of open work.
    """

    weekly: int
    spent: int
    committed: int

    @property
    def left(self) -> int:
        return max(0, self.weekly - self.spent - self.committed)

    @property
    def has_time(self) -> bool:
        return self.left > 0

    def overrun_of(self, minutes: int) -> int:
        """By how many minutes work of this length would go over what is left."""
        return max(0, minutes - self.left)


def budgets(
    person_ids: Collection[int],
    at: datetime,
    *,
    calendars: Mapping[int, Calendar] | None = None,
) -> dict[int, Budget]:
    """Each person's budget in the ISO week that `at` lies in where they are.

    One query, and three more unless the caller has their calendars already (of the days around
    `at`); however many people.
    """
    known = calendars_of(person_ids, **_week_around(at)) if calendars is None else calendars
    days = _days({calendar.zone for calendar in known.values()}, at)
    spent, committed = _minutes(known, at)
    return {
        person_id: Budget(
            weekly_minutes(known[person_id], days[known[person_id].zone]),
            spent.get(person_id, 0),
            committed.get(person_id, 0),
        )
        for person_id in person_ids
    }


def weekly_minutes(calendar: Calendar, day: date) -> int:
    """Minutes for sharing in the ISO week of this day, rounded down.

    What was declared × minutes they are there / minutes of the declared week, each day by the
    pattern in force on it (product.md: the band follows what is available).
    """
    monday = day - timedelta(days=day.weekday())
    if calendar.is_regular(monday, monday + timedelta(days=6)):
        return calendar.pattern_on(monday).sharing_minutes
    there: dict[Pattern, int] = {}
    for number in range(7):
        each = monday + timedelta(days=number)
        pattern = calendar.pattern_on(each)
        there[pattern] = there.get(pattern, 0) + calendar.minutes_on(each)
    return int(
        sum(
            Fraction(pattern.sharing_minutes * minutes, minutes_of_week(pattern.week))
            for pattern, minutes in there.items()
            if minutes
        )
    )


def _minutes(
    calendars: Mapping[int, Calendar], at: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """By person: minutes of work ended in their week by now, and of work open now."""
    rows = Commitment.objects.order_by().filter(since__lte=at)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at - WEEK))
    if len(calendars) <= MOST_NAMED:
        rows = rows.filter(person__in=calendars)
    spent: dict[int, int] = {}
    committed: dict[int, int] = {}
    for person_id, minutes, ended_at in rows.values_list("person", "minutes", "ended_at"):
        if ended_at is None or ended_at > at:
            committed[person_id] = committed.get(person_id, 0) + minutes
        elif person_id in calendars and _same_week(calendars[person_id], ended_at, at):
            spent[person_id] = spent.get(person_id, 0) + minutes
    return spent, committed


def _days(zones: Iterable[ZoneInfo], at: datetime) -> dict[ZoneInfo, date]:
    return {zone: at.astimezone(zone).date() for zone in zones}


def _same_week(calendar: Calendar, one: datetime, other: datetime) -> bool:
    return calendar.local_day(one).isocalendar()[:2] == calendar.local_day(other).isocalendar()[:2]


def _week_around(at: datetime) -> dict[str, date]:
    """Days that may be in somebody's present week, wherever they are."""
    day = at.astimezone(UTC).date()
    return {"since": day - timedelta(days=8), "until": day + timedelta(days=8)}
