"""How many minutes somebody can work on a day, and between two days; pure and frozen.

Minutes are those of a contract, counted by the day on the wall's calendar where the person is: a
night on which the clocks change is worth neither more nor less. Of a day's minutes nothing is left
on a public holiday or a day off of the company; half a day of leave takes half of them, the odd
minute in the afternoon. Leave on a holiday or a free day takes nothing, since nothing is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from accounts.calendars import Away
from accounts.holiday_calendars import NEVER_OFF, DaysOff
from accounts.hours import WEEK_DAYS

Weekdays = tuple[int, ...]
"""Seven numbers of minutes, Monday first."""

WORKWEEK: Weekdays = (1, 1, 1, 1, 1, 0, 0)
"""Days of a full-time person, to be counted instead of minutes."""
LAST_OF_WEEK = timedelta(days=WEEK_DAYS - 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for somebody from `since` on: minutes a weekday, where, and which days are off."""

    since: date
    weekdays: Weekdays
    zone: ZoneInfo
    days_off: DaysOff = NEVER_OFF


@dataclass(frozen=True, slots=True)
class WorkTime:
    """`terms` by date, the first of them also for all days before it; at least one.

    `aways` may overlap when it is made: each half day counts once.
    """

    terms: tuple[Terms, ...]
    aways: tuple[Away, ...] = ()

    def __post_init__(self) -> None:
        if any(after.first <= away.last + 1 for away, after in pairwise(self.aways)):
            object.__setattr__(self, "aways", _merged(self.aways))

    def terms_on(self, day: date) -> Terms:
        for terms in reversed(self.terms):
            if terms.since <= day:
                return terms
        return self.terms[0]

    def zone_on(self, day: date) -> ZoneInfo:
        return self.terms_on(day).zone

    def contracted_on(self, day: date) -> int:
        """Minutes of the day before leave and holidays."""
        return self.terms_on(day).weekdays[day.weekday()]

    def minutes_on(self, day: date) -> int:
        return self.minutes_between(day, day)

    def minutes_between(self, first: date, last: date) -> int:
        """Minutes available from the first day to the last, both included; 0 when they are none.

        The sum of `minutes_on` of these days.
        """
        start, end = first.toordinal(), last.toordinal()
        total = self._open(start, end)
        if self.aways and total:
            begins, ends = 2 * start, 2 * end + 1
            for away in self.aways:
                if away.first > ends:
                    break
                if away.last >= begins:
                    total -= self._lost(max(away.first, begins), min(away.last, ends))
        return total

    def minutes_by_day(self, first: date, last: date) -> dict[date, int]:
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        return {day: self.minutes_on(day) for day in days}

    def contracted_between(self, first: date, last: date) -> int:
        """Minutes from the first day to the last before leave and holidays."""
        return sum(
            _minutes(terms.weekdays, NEVER_OFF, start, end)
            for terms, start, end in self._runs(first.toordinal(), last.toordinal())
        )

    def full_time_days(self, year: int) -> int:
        """Days that a full-time person works that year: Monday to Friday, less the days off."""
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        return sum(
            _minutes(WORKWEEK, terms.days_off, start, end)
            for terms, start, end in self._runs(first, last)
        )

    def is_away_on(self, day: date) -> bool:
        """Whether they are away all that day, worked or not."""
        morning, afternoon = 2 * day.toordinal(), 2 * day.toordinal() + 1
        return any(away.first <= morning and away.last >= afternoon for away in self.aways)

    def _open(self, start: int, end: int) -> int:
        """Minutes before leave, holidays taken off."""
        latest = self.terms[-1]
        if len(self.terms) == 1 or latest.since.toordinal() <= start:
            return _minutes(latest.weekdays, latest.days_off, start, end)
        return sum(
            _minutes(terms.weekdays, terms.days_off, one, other)
            for terms, one, other in self._runs(start, end)
        )

    def _lost(self, first: int, last: int) -> int:
        """Minutes of the half days from one to the other, both included."""
        lost = 0
        if first % 2:
            minutes = self._open(first // 2, first // 2)
            lost += minutes - minutes // 2
            first += 1
        if not last % 2 and first <= last:
            lost += self._open(last // 2, last // 2) // 2
            last -= 1
        return lost + self._open(first // 2, last // 2)

    def _runs(self, start: int, end: int) -> Iterator[tuple[Terms, int, int]]:
        """The days from start to end, cut where other terms begin."""
        for number, terms in enumerate(self.terms):
            begins = terms.since.toordinal() if number else start
            following = self.terms[number + 1 :]
            ends = following[0].since.toordinal() - 1 if following else end
            if max(begins, start) <= min(ends, end):
                yield terms, max(begins, start), min(ends, end)


def available_minutes(
    work_times: Mapping[int, WorkTime], mondays: Collection[date]
) -> dict[int, tuple[int, ...]]:
    """Minutes of each person in each of these ISO weeks, in the order of the weeks.

    Whoever has the same terms and nothing away in all of them shares one row.
    """
    weeks = [(monday, monday + LAST_OF_WEEK) for monday in mondays]
    shared: dict[int, tuple[int, ...]] = {}
    found: dict[int, tuple[int, ...]] = {}
    for person_id, hers in work_times.items():
        row = None if hers.aways else shared.get(id(hers.terms))
        if row is None:
            row = tuple(hers.minutes_between(first, last) for first, last in weeks)
            if not hers.aways:
                shared[id(hers.terms)] = row
        found[person_id] = row
    return found


@lru_cache(maxsize=65_536)
def _minutes(weekdays: Weekdays, days_off: DaysOff, start: int, end: int) -> int:
    """Of the days from start to end (ordinals, both included) that are not off.

    Kept, because thousands have one of few contracts; ordinal 1 is a Monday.
    """
    if end < start:
        return 0
    weeks, rest = divmod(end - start + 1, WEEK_DAYS)
    total = weeks * sum(weekdays)
    total += sum(weekdays[(start + number - 1) % WEEK_DAYS] for number in range(rest))
    off = days_off.between(start, end)
    return total - sum(weekdays[(day - 1) % WEEK_DAYS] for day in off)


def _merged(aways: tuple[Away, ...]) -> tuple[Away, ...]:
    ordered: list[Away] = []
    for away in sorted(aways, key=lambda each: each.first):
        if ordered and away.first <= ordered[-1].last + 1:
            last = ordered.pop()
            away = Away(last.first, max(last.last, away.last))  # noqa: PLW2901
        ordered.append(away)
    return tuple(ordered)
