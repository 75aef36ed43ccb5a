"""When somebody works: a person's or the company's calendar, pure and frozen.

Hours are those of the clock on the wall in the calendar's zone; lengths are whole minutes that
really pass. On a night when clocks go forward, a span that covers the hour that is skipped is an
hour shorter; when they go back, a span over the hour that comes twice is an hour longer. A span
whose edge lies in a skipped hour is cut there, and one whose edge lies in the repeated hour has
that edge in its first pass. Seconds do not count: an instant stands for its minute.

Half a day away is half of that day's minutes, the odd one in the afternoon. On a public holiday
or a day off of the company nobody works, whatever their hours; they are not away for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from accounts.holiday_calendars import DaysOff
from accounts.hours import DAY_MINUTES, Day, Week, minutes_of_day, minutes_of_week

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_EPOCH_DAY = _EPOCH.toordinal()
_LAST_DAY = date.max.toordinal() - 2
HORIZON_DAYS = 36_525
"""How far `add_minutes` and `next_opening` look: a hundred years."""

Instants = tuple[tuple[int, int], ...]
"""Spans in minutes since 1970 began in UTC."""


class NoWorkingTime(ValueError):
    """The minutes asked for never come: no hours in the week, or away for good."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The hours of a week from `since` on."""

    since: date
    week: Week


@dataclass(frozen=True, slots=True)
class Away:
    """Half days from `first` to `last`, both included: 2 × the day's ordinal, + 1 from noon."""

    first: int
    last: int

    @classmethod
    def of(
        cls, first_day: date, last_day: date, *, from_noon: bool = False, to_noon: bool = False
    ) -> Away:
        """Whole days unless it begins at the noon of its first or ends at that of its last."""
        return cls(2 * first_day.toordinal() + from_noon, 2 * last_day.toordinal() + (not to_noon))


@dataclass(frozen=True, slots=True)
class Calendar:
    """`patterns` by date, the first of them also for all days before it; at least one.

    `days_off` likewise, each from its day on; none at all where nothing is ever closed.
    """

    zone: ZoneInfo
    patterns: tuple[Pattern, ...]
    aways: tuple[Away, ...] = ()
    days_off: tuple[tuple[date, DaysOff], ...] = ()

    def pattern_on(self, day: date) -> Pattern:
        if self.patterns[-1].since <= day:
            return self.patterns[-1]
        for pattern in reversed(self.patterns):
            if pattern.since <= day:
                return pattern
        return self.patterns[0]

    def is_regular(self, first: date, last: date) -> bool:
        """Whether one pattern is in force on all these days, none of which is off or away."""
        start, end = 2 * first.toordinal(), 2 * last.toordinal() + 1
        for away in self.aways:
            if away.first <= end and away.last >= start:
                return False
        days = range(first.toordinal(), last.toordinal() + 1)
        if self.days_off and any(self.is_off_on(date.fromordinal(day)) for day in days):
            return False
        return self.pattern_on(first) is self.pattern_on(last)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Whether they work in this minute: in their hours, and not away."""
        day, minute, repeated = _wall(_minute_of(at), self.zone)
        if repeated:
            now = _minute_of(at)
            following = date.fromordinal(day.toordinal() + 1)
            spans = (*self._opened(day), *self._opened(following))
            return any(start <= now < end for start, end in spans)
        for start, end in self.hours_on(day):
            if minute < end:
                return start <= minute
        return False

    def is_off_on(self, day: date) -> bool:
        """Whether it is a public holiday or a day off of the company where they are."""
        for since, days_off in reversed(self.days_off):
            if since <= day:
                return days_off.covers(day)
        return bool(self.days_off) and self.days_off[0][1].covers(day)

    def is_away_on(self, day: date) -> bool:
        """Whether they are away all that day, worked or not."""
        return bool(self.aways) and self._halves_away(day) == (True, True)

    def is_away_at(self, at: datetime) -> bool:
        """Whether they are away that day, or in the half of it that this minute is in."""
        if not self.aways:
            return False
        day, minute, _repeated = _wall(_minute_of(at), self.zone)
        morning, afternoon = self._halves_away(day)
        if morning == afternoon:
            return morning
        in_the_morning = minute < _noon(self.pattern_on(day).week[day.weekday()])
        return morning if in_the_morning else afternoon

    def back_on(self, day: date) -> date | None:
        """The first day after this one on which they work; None within a hundred years."""
        for ordinal in _ahead(day.toordinal() + 1):
            following = date.fromordinal(ordinal)
            if self.hours_on(following):
                return following
            if self._never_again(following):
                return None
        return None

    def hours_on(self, day: date) -> Day:
        """The spans that they work on a day, on the wall's clock, without what they are away."""
        spans = self.pattern_on(day).week[day.weekday()]
        if spans and self.days_off and self.is_off_on(day):
            return ()
        if not self.aways or not spans:
            return spans
        morning, afternoon = self._halves_away(day)
        if morning and afternoon:
            return ()
        if morning:
            return _cut(spans, _noon(spans), DAY_MINUTES)
        return _cut(spans, 0, _noon(spans)) if afternoon else spans

    def minutes_on(self, day: date) -> int:
        """Minutes of work in a day by the wall's clock, as contracts count them."""
        return minutes_of_day(self.hours_on(day))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Minutes of work from the minute of `start` to that of `end`; 0 when it lies before.

        Additive: from a to b and from b to c together are from a to c.
        """
        first, last = _minute_of(start), _minute_of(end)
        if last <= first:
            return 0
        _day, _minute, repeated = _wall(last, self.zone)
        until = self.local_day(end).toordinal() + repeated
        return sum(
            max(0, min(closes, last) - max(opens, first))
            for ordinal in range(self.local_day(start).toordinal(), min(until, _LAST_DAY) + 1)
            for opens, closes in self._opened(date.fromordinal(ordinal))
        )

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The earliest instant by which so many minutes were worked since `start`, in its zone.

        `minutes_between(start, add_minutes(start, n)) == n`; 0 gives `start` itself. Raises
        NoWorkingTime when they never come, or not in a hundred years, and ValueError for a
        negative number.
        """
        if minutes < 0:
            raise ValueError("minutes must not be negative")
        if minutes == 0:
            return start
        left = minutes
        for opens, closes in self._openings(start):
            if closes - opens >= left:
                return _instant(opens + left, start)
            left -= closes - opens
        raise NoWorkingTime(f"{left} of {minutes} minutes never come")

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` when they work in that minute, else when they next begin; None if never."""
        now = _minute_of(at)
        for opens, _closes in self._openings(at):
            return at if opens == now else _instant(opens, at)
        return None

    def _openings(self, start: datetime) -> Iterator[tuple[int, int]]:
        """Spans of work from the minute of `start` on, in order, until there are no more."""
        now = _minute_of(start)
        for ordinal in _ahead(self.local_day(start).toordinal()):
            day = date.fromordinal(ordinal)
            for opens, closes in self._opened(day):
                if closes > max(opens, now):
                    yield max(opens, now), closes
            if self._never_again(day):
                return

    def _never_again(self, day: date) -> bool:
        """Whether no pattern from this day on has any hours."""
        last = self.patterns[-1]
        return last.since <= day and not minutes_of_week(last.week)

    def _opened(self, day: date) -> Instants:
        spans = self.hours_on(day)
        return _instants(day, spans, self.zone) if spans else ()

    def _halves_away(self, day: date) -> tuple[bool, bool]:
        half = 2 * day.toordinal()
        morning = afternoon = False
        for away in self.aways:
            morning = morning or away.first <= half <= away.last
            afternoon = afternoon or away.first <= half + 1 <= away.last
        return morning, afternoon


def _ahead(ordinal: int) -> range:
    return range(ordinal, min(ordinal + HORIZON_DAYS, _LAST_DAY))


def _minute_of(at: datetime) -> int:
    return (at - _EPOCH) // _MINUTE


def _instant(minute: int, like: datetime) -> datetime:
    return (_EPOCH + timedelta(minutes=minute)).astimezone(like.tzinfo)


@lru_cache(maxsize=512)
def _wall(instant: int, zone: ZoneInfo) -> tuple[date, int, bool]:
    """Day and minute that the clock shows, and whether it shows that hour for the second time.

    Kept, because routing asks thousands of calendars about one instant.
    """
    local = (_EPOCH + timedelta(minutes=instant)).astimezone(zone)
    return local.date(), local.hour * 60 + local.minute, bool(local.fold)


@lru_cache(maxsize=1024)
def _noon(spans: Day) -> int:
    """The minute of the day at which half of its minutes are worked."""
    left = minutes_of_day(spans) // 2
    for start, end in spans:
        if end - start >= left:
            return start + left
        left -= end - start
    return DAY_MINUTES // 2


def _cut(spans: Day, start: int, end: int) -> Day:
    return tuple(
        (max(opens, start), min(closes, end))
        for opens, closes in spans
        if max(opens, start) < min(closes, end)
    )


@lru_cache(maxsize=4096)
def _instants(day: date, spans: Day, zone: ZoneInfo) -> Instants:
    """The spans of a day, at least one, as they pass in this zone; those that vanish are left out."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    before = midnight.utcoffset()
    after = (midnight + timedelta(days=1)).utcoffset()
    if before is not None and before == after and not before.seconds % 60:
        began = (day.toordinal() - _EPOCH_DAY) * DAY_MINUTES - before // _MINUTE
        return tuple((began + start, began + end) for start, end in spans)
    found = ((_passes(midnight, start), _passes(midnight, end)) for start, end in spans)
    return tuple((start, end) for start, end in found if start < end)


def _passes(midnight: datetime, minute: int) -> int:
    """When the clock first shows a minute of the day, or has jumped over it."""
    shown = midnight + timedelta(minutes=minute)
    instant = shown.astimezone(UTC)
    if instant.astimezone(shown.tzinfo).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return _minute_of(instant)
    before, jumped = sorted([_minute_of(instant), _minute_of(shown.replace(fold=1))])
    old = (_EPOCH + timedelta(minutes=before)).astimezone(shown.tzinfo).utcoffset()
    while jumped - before > 1:
        middle = (before + jumped) // 2
        local = (_EPOCH + timedelta(minutes=middle)).astimezone(shown.tzinfo)
        before, jumped = (middle, jumped) if local.utcoffset() == old else (before, middle)
    return jumped
