"""How long a timer ran, on which days, and when it must have been forgotten. Pure; real seconds.

Instants are aware. Differences are taken in UTC, so that a night on which the clocks change lasts as
long as it lasted; days are those of the clock where the person is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

LONGEST_RUN: Final = timedelta(hours=4)
LONGEST_UNSEEN: Final = timedelta(hours=2)
AFTER_HOURS: Final = timedelta(minutes=30)
"""Beyond the end of somebody's hours, without a sign of them since."""
MINUTE: Final = 60


class Doubt(StrEnum):
    """Why a timer asks instead of counting."""

    LONG = "long"
    UNSEEN = "unseen"
    AFTER_HOURS = "after hours"


@dataclass(frozen=True, slots=True)
class Run:
    """`banked` are seconds of earlier runs on the day on which this one began or the pause was made.

    It runs while `since` is set; `seen` is the last sign of the person.
    """

    since: datetime | None
    banked: int
    seen: datetime

    def seconds_at(self, at: datetime) -> int:
        """What it shows at this instant."""
        if self.since is None:
            return self.banked
        return self.banked + max(0, seconds_between(self.since, at))

    def doubt_at(self, at: datetime, hours_end: datetime | None) -> Doubt | None:
        """Why it can't just be counted; None when it can. A paused one always can.

        `hours_end` is when they stop working on the day it began, None when they do not work then.
        """
        if self.since is None:
            return None
        if at - self.since > LONGEST_RUN:
            return Doubt.LONG
        if at - self.seen > LONGEST_UNSEEN:
            return Doubt.UNSEEN
        if (
            hours_end is not None
            and self.since < hours_end
            and self.seen <= hours_end
            and at > hours_end + AFTER_HOURS
        ):
            return Doubt.AFTER_HOURS
        return None

    def seconds_by_day(self, until: datetime, zone: ZoneInfo) -> dict[date, int]:
        """The seconds of each day up to that instant, days without any left out."""
        days: dict[date, int] = {}
        if self.banked:
            days[(self.since or self.seen).astimezone(zone).date()] = self.banked
        start = self.since
        while start is not None and start < until:
            day = start.astimezone(zone).date()
            end = min(until, _midnight_after(day, zone))
            days[day] = days.get(day, 0) + seconds_between(start, end)
            start = end
        return {day: seconds for day, seconds in sorted(days.items()) if seconds}


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds that passed."""
    return int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds())


def whole_minutes(seconds: int) -> int:
    """To the nearest, half a minute up: 0 below 30 seconds."""
    return (seconds + MINUTE // 2) // MINUTE


def minutes_by_day(seconds: Mapping[date, int]) -> dict[date, int]:
    """Whole minutes of each day whose sum is that of all seconds, rounded once; days without left out."""
    minutes: dict[date, int] = {}
    passed = counted = 0
    for day, part in seconds.items():
        passed += part
        minutes[day] = whole_minutes(passed) - counted
        counted = whole_minutes(passed)
    return {day: part for day, part in minutes.items() if part}


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
