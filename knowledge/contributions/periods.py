"""Whole ISO weeks: the only periods in which anybody sees the figures of others. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

WEEK: Final = timedelta(days=7)
HEADLINE_WEEKS: Final = 4
"""The headline on every screen is of so many complete weeks."""
OWN_WEEKS: Final = 26
TEAM_WEEKS: Final = 13
WEEKS_AHEAD: Final = 4
"""What is foretold of a group."""
PERIODS: Final = (4, 13, 26, 52)
"""Lengths in weeks that pages offer."""


def monday_of(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Weeks:
    """So many whole weeks from a Monday on."""

    monday: date
    count: int

    @property
    def first(self) -> date:
        return self.monday

    @property
    def last(self) -> date:
        """The Sunday that ends it, included."""
        return self.monday + self.count * WEEK - timedelta(days=1)

    @property
    def mondays(self) -> tuple[date, ...]:
        return _mondays(self.monday, self.count)

    def places_of(self, weeks: Weeks) -> slice:
        """Which of these weeks those are, all of them being among these."""
        start = (weeks.monday - self.monday) // WEEK
        return slice(start, start + weeks.count)

    def place_of(self, monday: date) -> int:
        """Which of these weeks begins on this Monday."""
        return (monday - self.monday) // WEEK

    @property
    def before(self) -> Weeks:
        """As many weeks, right before."""
        return Weeks(self.monday - self.count * WEEK, self.count)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@lru_cache(maxsize=1_024)
def _mondays(monday: date, count: int) -> tuple[date, ...]:
    """Kept, because each of thousands of people is asked about the same weeks."""
    return tuple(monday + WEEK * number for number in range(count))


def weeks_ahead(today: date) -> Weeks:
    """The weeks that begin after this one."""
    return Weeks(monday_of(today) + WEEK, WEEKS_AHEAD)


def company_day(at: datetime) -> date:
    """The day that it is where the company is: figures of several people are of weeks that are over
    there. For whoever lives further west the last hours of a Sunday may be missing until they are.
    """
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def complete_weeks(today: date, count: int = HEADLINE_WEEKS) -> Weeks:
    """The last so many ISO weeks that are over on this day."""
    return Weeks(monday_of(today) - count * WEEK, count)


def weeks_with(today: date, count: int) -> Weeks:
    """So many ISO weeks, this day's the last."""
    return Weeks(monday_of(today) - (count - 1) * WEEK, count)
