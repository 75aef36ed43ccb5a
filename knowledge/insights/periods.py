"""The days a page of figures is about, those before, and the weeks of its trend.

All in the company's time zone, as the counts of days are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from knowledge.search.retention import company_day, day_start

DAYS: Final = (7, 28, 90)
USUAL_DAYS: Final = 28
TREND_WEEKS: Final = 13
WEEK: Final = timedelta(days=7)
_WHOLE_WEEKS: Final = {7: 1, 28: 4, 90: 13}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` to before `end`; before it as many days, from `before`. `weeks` are Mondays."""

    days: int
    whole_weeks: bool
    before: date
    first: date
    end: date
    weeks: tuple[date, ...]

    @property
    def earliest(self) -> date:
        """The first day that anything here needs."""
        return min(self.before, self.weeks[0])

    @property
    def last(self) -> date:
        """The last day, included."""
        return self.end - timedelta(days=1)


def period_of(days: int, now: datetime, *, whole_weeks: bool) -> Period:
    """The last `days` days with today, or as many whole ISO weeks before this one (90 days: 13)."""
    today = company_day(now)
    monday = today - timedelta(days=today.weekday())
    if whole_weeks:
        end, length = monday, _WHOLE_WEEKS[days] * WEEK
    else:
        end, length = today + timedelta(days=1), timedelta(days=days)
    last_monday = monday - WEEK if whole_weeks else monday
    return Period(
        days=days,
        whole_weeks=whole_weeks,
        before=end - 2 * length,
        first=end - length,
        end=end,
        weeks=tuple(last_monday - WEEK * back for back in range(TREND_WEEKS - 1, -1, -1)),
    )


class Calendar:
    """Finds the day of a moment by its place among midnights, in UTC as the moments are: comparing
    across time zones takes six times as long.
    """

    def __init__(self, first: date, end: date) -> None:
        count = (end - first).days + 1
        self._days = [first + timedelta(days=n) for n in range(count)]
        self._midnights = [day_start(day).astimezone(UTC) for day in self._days]

    def day(self, moment: datetime) -> date:
        """The company's day of a moment between the first day and the end."""
        return self._days[bisect_right(self._midnights, moment) - 1]


def monday_of(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())
