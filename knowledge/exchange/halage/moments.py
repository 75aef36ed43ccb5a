"""When the things of a demo thread happened: within working hours, and never in the future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from accounts.working_time import company_calendar

if TYPE_CHECKING:
    from accounts.calendars import Calendar
    from knowledge.exchange.halage.company import Table

_FIRST_MINUTE: Final = 15
_STRIDE: Final = 37
_SPREAD: Final = 300
_JUST_NOW: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Clock:
    """The company's calendar, and the moment of loading."""

    calendar: Calendar
    now: datetime

    @classmethod
    def at_loading(cls) -> Clock:
        return cls(company_calendar(), timezone.now())

    def asked(self, row: Table, number: int) -> datetime:
        """`minutes_ago`, else on that day, or the working day before it; not all at the same hour."""
        if minutes := row.get("minutes_ago"):
            return self.now - timedelta(minutes=minutes)
        minute = row.get("minute", _FIRST_MINUTE + number * _STRIDE % _SPREAD)
        return self._on_working_day(row["days_ago"], minute)

    def claimed(self, row: Table, asked_at: datetime) -> datetime:
        """Of a claim that is held now; not before the asking."""
        if minutes := row.get("claimed_minutes_ago"):
            return max(asked_at, self.now - timedelta(minutes=minutes))
        return max(asked_at, self._on_working_day(row["claimed_days_ago"], _SPREAD))

    def after(self, start: datetime, minutes: int) -> datetime:
        """So many minutes of working time later, or just now when that has not come yet."""
        return min(self.calendar.add_minutes(start, minutes), max(start, self.now - _JUST_NOW))

    def between(self, start: datetime, end: datetime) -> int:
        """Minutes of working time."""
        return self.calendar.minutes_between(start, end)

    def _on_working_day(self, days_ago: int, minute: int) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=days_ago)
        while not self.calendar.hours_on(day):
            day -= timedelta(days=1)
        midnight = datetime.combine(day, time(), tzinfo=self.calendar.zone)
        return min(self.calendar.add_minutes(midnight, minute), self.now - _JUST_NOW)
