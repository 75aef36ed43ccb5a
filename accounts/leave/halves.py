"""From hours to half days: which mornings and afternoons of somebody's week an event takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from accounts.calendars import Away, Calendar, Pattern
from accounts.hours import DAY_MINUTES, USUAL_WEEK, Day, minutes_of_day

_SOME_DAY = date(2026, 1, 5)
"""A Monday; any would do, since hours repeat weekly."""


def halves_between(calendar: Calendar, begin: datetime, end: datetime) -> Away | None:
    """The half days from `begin` to `end`, both on the person's own clock; None when it takes none.

    A half day is taken when at least half of its working minutes are. On a day without hours those
    of a usual Monday count. Whole days between are taken whatever their hours.
    """
    taken = [*_taken(calendar, begin.date(), begin, end)]
    if end.date() > begin.date():
        if end.date() - begin.date() > timedelta(days=1):
            taken += [2 * begin.toordinal() + 2, 2 * end.toordinal() - 1]
        taken += _taken(calendar, end.date(), begin, end)
    return Away(min(taken), max(taken)) if taken else None


def _taken(calendar: Calendar, day: date, begin: datetime, end: datetime) -> Iterator[int]:
    """Of a day, the halves that lie in it enough, as Away counts them."""
    start = begin.hour * 60 + begin.minute if begin.date() == day else 0
    stop = end.hour * 60 + end.minute if end.date() == day else DAY_MINUTES
    hours = calendar.pattern_on(day).week[day.weekday()]
    for half, spans in enumerate(_halves(hours or USUAL_WEEK[0])):
        inside = sum(max(0, min(closes, stop) - max(opens, start)) for opens, closes in spans)
        if 2 * inside >= minutes_of_day(spans) > 0:
            yield 2 * day.toordinal() + half


@lru_cache(maxsize=512)
def _halves(hours: Day) -> tuple[Day, Day]:
    """What of these hours is worked before noon, and after it."""
    always = (Pattern(_SOME_DAY, (hours, (), (), (), (), (), ())),)
    away = (Away.of(_SOME_DAY, _SOME_DAY, from_noon=True),)
    back = (Away.of(_SOME_DAY, _SOME_DAY, to_noon=True),)
    clock = ZoneInfo("UTC")
    return (
        Calendar(clock, always, away).hours_on(_SOME_DAY),
        Calendar(clock, always, back).hours_on(_SOME_DAY),
    )
